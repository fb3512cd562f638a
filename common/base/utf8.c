/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

/* How many octets a character has that begins with this one; 0 if none can. */
static size_t sequence_size(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2)
		return 0;
	if (first < 0xe0)
		return 2;
	if (first < 0xf0)
		return 3;
	return first < 0xf5 ? 4 : 0;
}

/* RFC 3629 4: what is too long, a surrogate or too high for this many. */
static bool point_allowed(uint32_t point, size_t size)
{
	if (size == 3)
		return point >= 0x800 && (point < 0xd800 || point > 0xdfff);
	return size < 4 || (point >= 0x10000 && point <= 0x10ffff);
}

size_t tenure_utf8_char(const char *text, size_t left, uint32_t *c_r)
{
	unsigned char octet = (unsigned char)text[0];
	size_t size = sequence_size(octet);
	uint32_t point;

	if (size <= 1) {
		*c_r = octet;
		return size;
	}
	if (size > left)
		return 0;
	/* Of the first octet, what is behind the ones and the zero. */
	point = octet & (0x7fU >> size);
	for (size_t i = 1; i < size; i++) {
		octet = (unsigned char)text[i];
		if ((octet & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (octet & 0x3f);
	}
	*c_r = point;
	return point_allowed(point, size) ? size : 0;
}

bool tenure_utf8_valid(const char *text, size_t size)
{
	uint32_t point;
	size_t used;

	for (; size > 0; text += used, size -= used) {
		used = tenure_utf8_char(text, size, &point);
		if (used == 0)
			return false;
	}
	return true;
}
