/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/conceal/concealed-name.h"

#include <stdbool.h>
#include <string.h>

/* Of one level: file systems allow 255, and Dovecot needs some for itself. */
#define LEVEL_MAX 200
#define LEVEL_MORE '+'

static const char hex_digits[] = "0123456789ABCDEF";

/* Names that mean something to one of the storages as they are. */
static const char *const reserved[] = {"cur", "new", "tmp", "dbox-Mails"};

struct name_writer {
	char *buf;
	size_t size, length, level;
	char separator;
};

static bool name_is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static bool name_is_reserved(const char *folder)
{
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		if (strcmp(folder, reserved[i]) == 0)
			return true;
	}
	return false;
}

static bool name_put(struct name_writer *writer, char c)
{
	if (writer->length + 1 >= writer->size ||
	    writer->length >= TENURE_CONCEALED_NAME_MAX)
		return false;
	writer->buf[writer->length++] = c;
	writer->buf[writer->length] = '\0';
	writer->level++;
	return true;
}

/* One octet of the folder's name, in a new level if it has no place in this
   one. */
static bool name_write(struct name_writer *writer, char c, bool plain)
{
	unsigned char octet = (unsigned char)c;

	if (writer->level + 3 > LEVEL_MAX) {
		if (!name_put(writer, writer->separator))
			return false;
		writer->level = 0;
		if (!name_put(writer, LEVEL_MORE))
			return false;
	}
	if (plain)
		return name_put(writer, c);
	return name_put(writer, '=') &&
	       name_put(writer, hex_digits[octet >> 4]) &&
	       name_put(writer, hex_digits[octet & 15]);
}

int tenure_concealed_name_encode(const char *folder, char separator, char *buf,
				 size_t size)
{
	struct name_writer writer = {
		.buf = buf, .size = size, .separator = separator};
	bool is_reserved = name_is_reserved(folder);

	if (*folder == '\0')
		return -1;
	for (size_t i = 0; folder[i] != '\0'; i++) {
		bool plain = name_is_plain(folder[i]) &&
			     folder[i] != separator && !(is_reserved && i == 0);

		if (!name_write(&writer, folder[i], plain))
			return -1;
	}
	return 0;
}

static int hex_value(char c)
{
	const char *found = c == '\0' ? NULL : strchr(hex_digits, c);

	return found == NULL ? -1 : (int)(found - hex_digits);
}

/* Reads one octet at *name and goes on behind it. Returns -1 if there is none
   that encode writes. */
static int name_read(const char **name, char separator)
{
	const char *p = *name;
	int high, low;

	if (p[0] == separator && p[1] == LEVEL_MORE)
		p += 2;
	if (name_is_plain(*p)) {
		*name = p + 1;
		return (unsigned char)*p;
	}
	if (*p != '=')
		return -1;
	high = hex_value(p[1]);
	low = high < 0 ? -1 : hex_value(p[2]);
	if (low < 0 || (high == 0 && low == 0))
		return -1;
	*name = p + 3;
	return high << 4 | low;
}

int tenure_concealed_name_decode(const char *name, char separator, char *buf,
				 size_t size)
{
	size_t length = 0;

	if (*name == '\0')
		return -1;
	while (*name != '\0') {
		int octet = name_read(&name, separator);

		if (octet < 0 || length + 1 >= size)
			return -1;
		buf[length++] = (char)octet;
	}
	buf[length] = '\0';
	return 0;
}
