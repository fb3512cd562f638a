/* SPDX-License-Identifier: MIT */
#include "base/mime-field.h"

#include <stdint.h>
#include <string.h>

#include "base/encoded-word.h"
#include "base/header-text.h"
#include "base/limits.h"
#include "base/utf8.h"

/* Octets of a type or subtype (RFC 6838 4.2). */
#define TOKEN_MAX 127

/* The value of a parameter, or a piece of it, as it stands in the field. */
struct piece {
	/* Of a quoted one: between the quotes. NULL: there is none. */
	const char *start;
	size_t size;
	bool quoted;
	/* "name*": a charset, and octets as "%20". */
	bool extended;
	/* Neither in quotes nor a token. */
	bool loose;
	/* Quotes or a comment without an end, or more behind it that belongs
	   nowhere. */
	bool broken;
};

/* All there is of one parameter. */
struct pieces {
	/* "name=" and "name*=" */
	struct piece plain, extended;
	/* "name*0=", "name*1*=" */
	struct piece indexed[TENURE_MIME_PIECES_MAX];
	size_t indexed_count;
	/* Something of it is there twice; or something is in no known form,
	   and programs do not agree about where it ends. */
	bool broken;
};

/* ----------------------------------------------------------------- tokens */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 0x20) : c;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* RFC 2045 5.1: any but controls, space and tspecials. */
static bool is_token_char(char c)
{
	return (unsigned char)c > 0x20 && (unsigned char)c < 0x7f &&
	       strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

/* What is behind a comment; NULL if it has no end. */
static const char *skip_comment(const char *p)
{
	size_t depth = 0;

	for (; *p != '\0'; p++) {
		if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p + 1;
		else if (*p == '\\' && p[1] != '\0')
			p++;
	}
	return NULL;
}

/* A comment without an end is left: nothing can begin with it. */
static const char *skip_space(const char *p)
{
	const char *end;

	for (;; p = end) {
		end = *p == '(' ? skip_comment(p) : p + is_space(*p);
		if (end == NULL || end == p)
			return p;
	}
}

static size_t token_size(const char *p)
{
	size_t size = 0;

	while (is_token_char(p[size]))
		size++;
	return size;
}

static void add_lower(struct tenure_buffer *out, const char *p, size_t size)
{
	for (; size > 0; size--)
		tenure_buffer_add_char(out, lower(*p++));
}

static bool ends_word(char c)
{
	return c == ';' || c == '\0';
}

int tenure_mime_type_parse(const char *body, struct tenure_buffer *type,
			   const char **parameters_r)
{
	const char *main = skip_space(body), *sub, *p;
	size_t main_size = token_size(main), sub_size;

	p = skip_space(main + main_size);
	if (main_size == 0 || main_size > TOKEN_MAX || *p != '/')
		return -1;
	sub = skip_space(p + 1);
	sub_size = token_size(sub);
	p = skip_space(sub + sub_size);
	if (sub_size == 0 || sub_size > TOKEN_MAX || !ends_word(*p))
		return -1;
	add_lower(type, main, main_size);
	tenure_buffer_add_char(type, '/');
	add_lower(type, sub, sub_size);
	*parameters_r = p;
	return type->failed ? -1 : 1;
}

int tenure_mime_disposition_parse(const char *body, const char **parameters_r)
{
	const char *word = skip_space(body), *p;
	size_t size = token_size(word);

	p = skip_space(word + size);
	*parameters_r = p;
	return size > 0 && ends_word(*p) ? 1 : -1;
}

/* ------------------------------------------------------------- parameters */

/* Read a value. Returns what is behind it: a ";" or the end. */
static const char *take_value(const char *p, struct piece *piece)
{
	piece->quoted = *p == '"';
	if (piece->quoted) {
		piece->start = ++p;
		while (*p != '"' && *p != '\0')
			p += *p == '\\' && p[1] != '\0' ? 2 : 1;
		piece->size = (size_t)(p - piece->start);
		piece->broken = *p == '\0';
		p = skip_space(p + (*p == '"'));
	} else {
		piece->start = p;
		/* A comment without an end has all that follows in it. */
		piece->broken = *p == '(';
		while (!is_space(*p) && !ends_word(*p))
			p++;
		piece->size = (size_t)(p - piece->start);
		piece->loose = token_size(piece->start) != piece->size;
		p = skip_space(p);
	}
	if (!ends_word(*p)) {
		piece->broken = true;
		p += strcspn(p, ";");
	}
	return p;
}

/* "*", "*0", "*12*" behind the name. *index_r is -1 for none. Returns false if
   it is none of these. */
static bool take_suffix(const char *p, size_t size, int *index_r,
			bool *extended_r)
{
	size_t i = 1;

	*index_r = -1;
	*extended_r = false;
	if (size == 0)
		return true;
	if (*p != '*')
		return false;
	for (; i < size && p[i] >= '0' && p[i] <= '9' && i < 5; i++)
		*index_r = (*index_r < 0 ? 0 : *index_r * 10) + (p[i] - '0');
	if (i > 2 && p[1] == '0')
		return false;
	*extended_r = i == 1 || (i < size && p[i] == '*');
	return i + (i > 1 && *extended_r) == size;
}

/* Where a piece belongs; NULL if there is no such place. */
static struct piece *place_of(struct pieces *pieces, int index, bool extended)
{
	if (index < 0)
		return extended ? &pieces->extended : &pieces->plain;
	if (index >= TENURE_MIME_PIECES_MAX)
		return NULL;
	if ((size_t)index >= pieces->indexed_count)
		pieces->indexed_count = (size_t)index + 1;
	return &pieces->indexed[index];
}

static bool same_name(const char *a, const char *name, size_t size)
{
	for (; size > 0; size--) {
		if (lower(*a++) != *name++)
			return false;
	}
	return true;
}

/* Keep a parameter if it is one that is looked for. */
static void pieces_add(struct pieces *pieces, const char *name,
		       const char *attribute, size_t attribute_size,
		       const struct piece *value)
{
	size_t size = strlen(name);
	struct piece *place;
	bool extended;
	int index;

	if (attribute_size < size || !same_name(attribute, name, size))
		return;
	if (!take_suffix(attribute + size, attribute_size - size, &index,
			 &extended)) {
		/* "filename*x" may have been meant for it; "names" was not. */
		if (attribute[size] == '*')
			pieces->broken = true;
		return;
	}
	place = place_of(pieces, index, extended);
	if (place == NULL || place->start != NULL) {
		pieces->broken = true;
		return;
	}
	*place = *value;
	place->extended = extended;
}

/* Collect all there is of a parameter called name (in lower case). */
static void pieces_collect(struct pieces *pieces, const char *p,
			   const char *name)
{
	memset(pieces, 0, sizeof(*pieces));
	/* Behind what is broken nothing counts, and to look there for the ends
	   of comments again and again would take long. */
	while (*p == ';' && !pieces->broken) {
		const char *attribute = skip_space(p + 1);
		size_t size = token_size(attribute);
		struct piece value;

		memset(&value, 0, sizeof(value));
		p = skip_space(attribute + size);
		if (size > 0 && *p == '=') {
			p = take_value(skip_space(p + 1), &value);
			pieces_add(pieces, name, attribute, size, &value);
			pieces->broken |= value.broken;
		} else {
			/* A ";" at the end does no harm. */
			pieces->broken |= size > 0 || *p != '\0';
			p += strcspn(p, ";");
		}
	}
}

/* ----------------------------------------------------------------- values */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "a%20b" (RFC 2231 7). Returns false if it is broken. */
static bool add_percent(const char *p, size_t size, struct tenure_buffer *out)
{
	for (size_t i = 0; i < size; i++) {
		int high, low;

		if (p[i] != '%') {
			tenure_buffer_add_char(out, p[i]);
			continue;
		}
		high = i + 2 < size ? hex_digit(p[i + 1]) : -1;
		low = high < 0 ? -1 : hex_digit(p[i + 2]);
		if (low < 0)
			return false;
		tenure_buffer_add_char(out, (char)(high * 16 + low));
		i += 2;
	}
	return true;
}

/* Without quotes' backslashes, and without line ends: they are folding. */
static void add_plain(const struct piece *piece, struct tenure_buffer *out)
{
	for (size_t i = 0; i < piece->size; i++) {
		char c = piece->start[i];

		if (c == '\r' || c == '\n')
			continue;
		if (c == '\\' && piece->quoted && i + 1 < piece->size)
			c = piece->start[++i];
		tenure_buffer_add_char(out, c);
	}
}

/* "charset'language'" at the beginning of an extended piece. */
static bool take_charset(struct piece *piece, char *charset)
{
	const char *end = memchr(piece->start, '\'', piece->size);
	const char *second;
	size_t size;

	if (end == NULL)
		return false;
	size = (size_t)(end - piece->start);
	second = memchr(end + 1, '\'', piece->size - size - 1);
	if (second == NULL || size >= TENURE_CHARSET_SIZE)
		return false;
	/* Without a name, only octets that need none can be read. */
	memcpy(charset, size == 0 ? "utf-8" : piece->start,
	       size == 0 ? 6 : size);
	charset[size == 0 ? 5 : size] = '\0';
	/* Slashes would be options to iconv. */
	if (strchr(charset, '/') != NULL)
		return false;
	piece->size -= (size_t)(second + 1 - piece->start);
	piece->start = second + 1;
	return true;
}

static bool add_piece(struct piece *piece, struct tenure_buffer *out)
{
	if (piece->extended)
		return add_percent(piece->start, piece->size, out);
	add_plain(piece, out);
	return true;
}

static int decode(const char *charset, const struct tenure_buffer *octets,
		  struct tenure_buffer *text)
{
	struct tenure_encoded_word word = {.end = NULL};
	struct tenure_converter converter = {.opened = 0};
	int ret;

	memcpy(word.charset, charset, strlen(charset) + 1);
	ret = tenure_encoded_word_convert(&word, octets, &converter, text);
	tenure_converter_close(&converter);
	return ret > 0 ? 1 : -1;
}

/* Put pieces together that may have a charset. Returns 1, or -1. */
static int join(struct piece *pieces, size_t count, struct tenure_buffer *text)
{
	struct tenure_buffer octets = TENURE_BUFFER_INIT;
	char charset[TENURE_CHARSET_SIZE] = "";
	bool good = true;
	int ret = -1;

	if (pieces[0].extended)
		good = take_charset(&pieces[0], charset);
	for (size_t i = 0; i < count && good; i++) {
		/* Without a charset, what would the octets be? And of what is
		   no token, how much belongs to it? */
		good = pieces[i].start != NULL && !pieces[i].broken &&
		       (count == 1 || !pieces[i].loose) &&
		       (charset[0] != '\0' || !pieces[i].extended) &&
		       add_piece(&pieces[i], &octets);
	}
	if (good && !octets.failed && charset[0] != '\0') {
		ret = decode(charset, &octets, text);
	} else if (good && !octets.failed) {
		tenure_buffer_add(text, octets.data, octets.used);
		ret = text->failed ? -1 : 1;
	}
	tenure_buffer_free(&octets);
	return ret;
}

int tenure_mime_parameter_plain(const char *parameters, const char *name,
				struct tenure_buffer *text)
{
	struct pieces pieces;
	struct piece *first = &pieces.plain;
	size_t count = 1;

	tenure_buffer_clear(text);
	pieces_collect(&pieces, parameters, name);
	if (pieces.broken || pieces.extended.start != NULL)
		return -1;
	if (pieces.indexed_count > 0) {
		if (first->start != NULL)
			return -1;
		first = pieces.indexed;
		count = pieces.indexed_count;
	} else if (first->start == NULL) {
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		if (first[i].loose || first[i].extended)
			return -1;
	}
	return join(first, count, text);
}

/* Undo encoded words. Returns 1, or -1. */
static int decode_words(struct tenure_buffer *text)
{
	struct tenure_buffer copy = TENURE_BUFFER_INIT;
	const char *str = tenure_buffer_str(text);
	int ret;

	if (str == NULL)
		return -1;
	if (strstr(str, "=?") == NULL)
		return 1;
	tenure_buffer_add(&copy, str, text->used);
	str = tenure_buffer_str(&copy);
	ret = str == NULL ? -1 : tenure_header_text(str, text);
	tenure_buffer_free(&copy);
	return ret > 0 ? 1 : -1;
}

/* Pieces that nothing is said of the charset of. Returns 1, or -1. */
static int plain_text(struct piece *pieces, size_t count,
		      struct tenure_buffer *text)
{
	if (join(pieces, count, text) < 0 || decode_words(text) < 0)
		return -1;
	if (text->used == 0)
		return 1;
	return tenure_utf8_valid(text->data, text->used) ? 1 : -1;
}

int tenure_mime_parameter_text(const char *parameters, const char *name,
			       struct tenure_buffer *text)
{
	struct pieces pieces;

	tenure_buffer_clear(text);
	pieces_collect(&pieces, parameters, name);
	if (pieces.broken)
		return -1;
	if (pieces.extended.start != NULL)
		return join(&pieces.extended, 1, text);
	if (pieces.indexed_count > 0)
		return pieces.indexed[0].extended
			       ? join(pieces.indexed, pieces.indexed_count,
				      text)
			       : plain_text(pieces.indexed,
					    pieces.indexed_count, text);
	if (pieces.plain.start != NULL)
		return plain_text(&pieces.plain, 1, text);
	return 0;
}
