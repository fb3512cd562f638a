/* SPDX-License-Identifier: MIT */
/* Not OpenSSL's: each process that reads a snapshot reads keys, and hardly any
   needs that library (base/library.h). */
#include "seal/base64.h"

#include <stdint.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz"
			     "0123456789+/";

void tenure_base64_encode(const unsigned char *octets, size_t size,
			  struct tenure_buffer *out)
{
	if (size > TENURE_BASE64_OCTETS_MAX) {
		out->failed = true;
		return;
	}
	for (size_t at = 0; at < size; at += 3) {
		size_t count = size - at < 3 ? size - at : 3;
		char group[4] = {'=', '=', '=', '='};
		uint32_t bits = 0;

		for (size_t i = 0; i < 3; i++)
			bits = bits << 8 | (i < count ? octets[at + i] : 0U);
		for (size_t i = 0; i <= count; i++)
			group[i] = digits[bits >> (18 - 6 * i) & 0x3f];
		tenure_buffer_add(out, group, sizeof(group));
	}
}

/* The six bits of a digit. Returns 0, or -1 if it is none. */
static int digit_value(char c, uint32_t *value_r)
{
	if (c >= 'A' && c <= 'Z')
		*value_r = (uint32_t)(c - 'A');
	else if (c >= 'a' && c <= 'z')
		*value_r = (uint32_t)(c - 'a') + 26;
	else if (c >= '0' && c <= '9')
		*value_r = (uint32_t)(c - '0') + 52;
	else if (c == '+' || c == '/')
		*value_r = c == '+' ? 62 : 63;
	else
		return -1;
	return 0;
}

/* Read four digits that stand for count octets, 1 to 3. */
static int group_decode(const char *text, unsigned char *octets_r, size_t count)
{
	uint32_t bits = 0, value;

	for (size_t i = 0; i < 4; i++) {
		value = 0;
		if (i > count ? text[i] != '='
			      : digit_value(text[i], &value) < 0)
			return -1;
		bits = bits << 6 | value;
	}
	/* Bits that nobody reads: another text for the same octets. */
	if ((bits & ((1U << (8 * (3 - count))) - 1)) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		octets_r[i] = (unsigned char)(bits >> (16 - 8 * i));
	return 0;
}

int tenure_base64_decode(const char *text, unsigned char *octets_r, size_t size)
{
	if (size > TENURE_BASE64_OCTETS_MAX ||
	    strlen(text) != (size + 2) / 3 * 4)
		return -1;
	for (size_t at = 0; at < size; at += 3, text += 4) {
		if (group_decode(text, octets_r + at,
				 size - at < 3 ? size - at : 3) < 0)
			return -1;
	}
	return 0;
}
