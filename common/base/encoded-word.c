/* SPDX-License-Identifier: MIT */
#include "base/encoded-word.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"

/* Cut a buffer back to what it was. */
static void buffer_cut(struct tenure_buffer *buf, size_t used)
{
	if (buf->data == NULL)
		return;
	buf->used = used;
	buf->data[used] = '\0';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 0x20) : c;
}

static bool same_name(const char *a, const char *b)
{
	while (*a != '\0' && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) == lower(*b);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 2047 4.2. */
static int decode_q(const char *text, size_t size, struct tenure_buffer *octets)
{
	for (size_t i = 0; i < size; i++) {
		int high, low;

		if (text[i] == '_') {
			tenure_buffer_add_char(octets, ' ');
			continue;
		}
		if (text[i] != '=') {
			tenure_buffer_add_char(octets, text[i]);
			continue;
		}
		/* What text ends with is no digit. */
		high = hex_digit(text[i + 1]);
		low = high < 0 ? -1 : hex_digit(text[i + 2]);
		if (low < 0)
			return -1;
		tenure_buffer_add_char(octets, (char)(high * 16 + low));
		i += 2;
	}
	return 0;
}

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* RFC 4648 4. */
static int decode_b(const char *text, size_t size, struct tenure_buffer *octets)
{
	unsigned int bits = 0, held = 0;
	size_t padding = 0;

	while (padding < 2 && size > 0 && text[size - 1] == '=') {
		padding++;
		size--;
	}
	if (size % 4 == 1 || (padding > 0 && (size + padding) % 4 != 0))
		return -1;
	for (size_t i = 0; i < size; i++) {
		int digit = base64_digit(text[i]);

		if (digit < 0)
			return -1;
		held = (held << 6 | (unsigned int)digit) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			tenure_buffer_add_char(octets,
					       (char)(held >> bits & 0xff));
		}
	}
	return 0;
}

static bool is_charset_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-_.:+()", c) != NULL);
}

/* Read "=?charset*language?". A slash, which would be an option to iconv, is
   no part of a charset. Returns what is behind it; NULL if there is none. */
static const char *take_charset(const char *text, char *charset_r)
{
	size_t size = 0;

	if (text[0] != '=' || text[1] != '?')
		return NULL;
	text += 2;
	while (is_charset_char(text[size]))
		size++;
	if (size == 0 || size >= TENURE_CHARSET_SIZE)
		return NULL;
	memcpy(charset_r, text, size);
	charset_r[size] = '\0';
	text += size;
	if (*text == '*') {
		do
			text++;
		while (is_charset_char(*text));
	}
	return *text == '?' ? text + 1 : NULL;
}

int tenure_encoded_word_parse(const char *text,
			      struct tenure_encoded_word *word_r,
			      struct tenure_buffer *octets)
{
	size_t size, used = octets->used;
	char encoding;
	int ret = -1;

	text = take_charset(text, word_r->charset);
	if (text == NULL || text[0] == '\0' || text[1] != '?')
		return 0;
	encoding = lower(text[0]);
	text += 2;
	size = strcspn(text, "?");
	if (text[size] != '?' || text[size + 1] != '=')
		return -1;
	word_r->end = text + size + 2;
	if (encoding == 'q')
		ret = decode_q(text, size, octets);
	else if (encoding == 'b')
		ret = decode_b(text, size, octets);
	if (ret < 0) {
		buffer_cut(octets, used);
		return -1;
	}
	return 1;
}

bool tenure_encoded_word_same_charset(const struct tenure_encoded_word *a,
				      const struct tenure_encoded_word *b)
{
	return same_name(a->charset, b->charset);
}

void tenure_converter_close(struct tenure_converter *converter)
{
	if (converter->charset[0] != '\0')
		iconv_close(converter->handle);
	converter->charset[0] = '\0';
}

/* Returns 1, 0 if there is no such charset or too many were opened, -1 on
   out-of-memory. */
static int converter_open(struct tenure_converter *converter,
			  const char *charset)
{
	iconv_t handle;

	if (same_name(converter->charset, charset)) {
		/* Back to the initial state. */
		iconv(converter->handle, NULL, NULL, NULL, NULL);
		return 1;
	}
	if (converter->opened == TENURE_CHARSETS_MAX)
		return 0;
	converter->opened++;
	handle = iconv_open("UTF-8", charset);
	if (handle == (iconv_t)-1)
		return errno == ENOMEM ? -1 : 0;
	tenure_converter_close(converter);
	memcpy(converter->charset, charset, strlen(charset) + 1);
	converter->handle = handle;
	return 1;
}

/* Returns false if the octets are none of the charset. */
static bool converter_run(iconv_t handle, const struct tenure_buffer *octets,
			  struct tenure_buffer *text)
{
	char piece[512], *in = octets->data, *out;
	size_t in_size = octets->used, out_size, ret;
	bool at_end;

	do {
		/* At the end, what shifts back to the initial state. */
		at_end = in_size == 0;
		out = piece;
		out_size = sizeof(piece);
		ret = iconv(handle, at_end ? NULL : &in, &in_size, &out,
			    &out_size);
		if (ret == (size_t)-1 && errno != E2BIG)
			return false;
		tenure_buffer_add(text, piece, sizeof(piece) - out_size);
	} while (!at_end || ret == (size_t)-1);
	return true;
}

/* UTF-8 without a NUL, which would hide what is behind it. */
static bool is_text(const char *octets, size_t size)
{
	return size == 0 || (tenure_utf8_valid(octets, size) &&
			     memchr(octets, '\0', size) == NULL);
}

int tenure_encoded_word_convert(const struct tenure_encoded_word *word,
				const struct tenure_buffer *octets,
				struct tenure_converter *converter,
				struct tenure_buffer *text)
{
	size_t used = text->used;
	bool known;
	int ret;

	if (octets->failed || text->failed)
		return -1;
	if (octets->used == 0)
		return 1;
	if (same_name(word->charset, "utf-8")) {
		known = true;
		tenure_buffer_add(text, octets->data, octets->used);
	} else {
		ret = converter_open(converter, word->charset);
		if (ret <= 0)
			return ret;
		known = converter_run(converter->handle, octets, text);
	}
	if (text->failed)
		return -1;
	if (known && is_text(text->data + used, text->used - used))
		return 1;
	buffer_cut(text, used);
	return 0;
}
