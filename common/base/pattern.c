/* SPDX-License-Identifier: MIT */
#include "base/pattern.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/unicode.h"
#include "base/utf8.h"

/* Stand for the two wildcards among code points. */
#define ANY_ONE 0x110000
#define ANY_MANY 0x110001

struct tenure_pattern {
	char *text;
	/* Folded code points and wildcards. */
	uint32_t *points;
	size_t count;
};

/* What a pattern is held against: folded code points, or ASCII that is folded
   while it is read. */
struct pattern_text {
	const uint32_t *points;
	const char *ascii;
	size_t count;
};

static uint32_t fold_ascii(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? c + 0x20U : c;
}

/* One code point, U+FFFD for an octet that is in no character. Returns its
   octets, 1 or more. */
static size_t next_point(const char *text, size_t left, uint32_t *point_r)
{
	size_t used = tenure_utf8_char(text, left, point_r);

	if (used > 0)
		return used;
	*point_r = 0xfffd;
	return 1;
}

/* Decode folded UTF-8. '*' and '?' have no other case and compose with
   nothing, so that folding has left them where they were. */
static void compile(struct tenure_pattern *pattern, const char *folded,
		    size_t size)
{
	uint32_t point;
	size_t used;

	for (size_t i = 0; i < size; i += used) {
		used = next_point(folded + i, size - i, &point);
		if (point == '?')
			point = ANY_ONE;
		else if (point == '*')
			point = ANY_MANY;
		/* "**" is "*". */
		if (point == ANY_MANY && pattern->count > 0 &&
		    pattern->points[pattern->count - 1] == ANY_MANY)
			continue;
		pattern->points[pattern->count++] = point;
	}
}

static struct tenure_pattern *pattern_new(const char *glob, const char *folded,
					  size_t size)
{
	struct tenure_pattern *pattern = tenure_calloc(1, sizeof(*pattern));

	if (pattern == NULL)
		return NULL;
	pattern->text = tenure_strdup(glob);
	pattern->points = tenure_calloc(size, sizeof(*pattern->points));
	if (pattern->text == NULL || pattern->points == NULL)
		tenure_pattern_free(&pattern);
	else
		compile(pattern, folded, size);
	return pattern;
}

static bool is_ascii(const char *text, size_t size)
{
	unsigned char seen = 0;

	for (size_t i = 0; i < size; i++)
		seen |= (unsigned char)text[i];
	return seen < 0x80;
}

/* ASCII is folded without a library that goes through its tables. */
static struct tenure_pattern *pattern_ascii(const char *glob, size_t size)
{
	char folded[TENURE_PATTERN_MAX];

	for (size_t i = 0; i < size; i++)
		folded[i] = (char)fold_ascii((unsigned char)glob[i]);
	return pattern_new(glob, folded, size);
}

/* NULL with *error_r. */
static struct tenure_pattern *pattern_unicode(const char *glob, size_t size,
					      const char **error_r)
{
	const struct tenure_unicode *unicode = tenure_unicode_need(NULL);
	struct tenure_pattern *pattern;
	size_t folded_size;
	uint8_t *folded;

	if (unicode == NULL) {
		*error_r = "libunistring cannot be loaded";
		return NULL;
	}
	folded = unicode->u8_casefold((const uint8_t *)glob, size, NULL,
				      unicode->nfc, NULL, &folded_size);
	if (folded == NULL)
		return NULL;
	pattern = pattern_new(glob, (const char *)folded, folded_size);
	free(folded);
	return pattern;
}

int tenure_pattern_parse(const char *glob, struct tenure_pattern **pattern_r,
			 const char **error_r)
{
	size_t size = strlen(glob);

	if (size > TENURE_PATTERN_MAX) {
		*error_r = "the pattern is longer than 512 octets";
		return -1;
	}
	if (!tenure_utf8_valid(glob, size)) {
		*error_r = "the pattern is not UTF-8";
		return -1;
	}
	*error_r = "out of memory";
	*pattern_r = is_ascii(glob, size)
			     ? pattern_ascii(glob, size)
			     : pattern_unicode(glob, size, error_r);
	if (*pattern_r == NULL)
		return -1;
	*error_r = NULL;
	return 0;
}

void tenure_pattern_free(struct tenure_pattern **pattern)
{
	if (*pattern == NULL)
		return;
	tenure_free((*pattern)->text);
	tenure_free((*pattern)->points);
	tenure_free(*pattern);
	*pattern = NULL;
}

const char *tenure_pattern_text(const struct tenure_pattern *pattern)
{
	return pattern->text;
}

static uint32_t text_at(const struct pattern_text *text, size_t i)
{
	if (text->points != NULL)
		return text->points[i];
	return fold_ascii((unsigned char)text->ascii[i]);
}

/* What a '*' has to take is only ever put off to the last one seen: if the
   pieces before it fitted once, where they fitted does not matter. So a text
   is gone through at most once for each character of the pattern. */
static bool match_points(const struct tenure_pattern *pattern,
			 const struct pattern_text *text)
{
	const uint32_t *points = pattern->points;
	size_t at = 0, i = 0, star = SIZE_MAX, star_text = 0;

	while (i < text->count) {
		if (at < pattern->count && points[at] == ANY_MANY) {
			star = at++;
			star_text = i;
		} else if (at < pattern->count &&
			   (points[at] == ANY_ONE ||
			    points[at] == text_at(text, i))) {
			at++;
			i++;
		} else if (star != SIZE_MAX) {
			at = star + 1;
			i = ++star_text;
		} else {
			return false;
		}
		/* The last '*' takes all of the rest. */
		if (star != SIZE_MAX && star + 1 == pattern->count)
			return true;
	}
	return at == pattern->count ||
	       (at + 1 == pattern->count && points[at] == ANY_MANY);
}

/* Decode UTF-8, each octet that is in no character as U+FFFD. Returns how
   many code points. */
static size_t decode(const char *text, size_t size, uint32_t *points_r)
{
	size_t count = 0;

	for (size_t i = 0; i < size; count++)
		i += next_point(text + i, size - i, &points_r[count]);
	return count;
}

static int match_unicode(const struct tenure_pattern *pattern, const char *text,
			 size_t size)
{
	const struct tenure_unicode *unicode = tenure_unicode_need(NULL);
	struct pattern_text folded = {NULL, NULL, 0};
	uint32_t *points, *folded_points;
	bool matched;

	if (unicode == NULL)
		return -1;
	points = tenure_calloc(size, sizeof(*points));
	if (points == NULL)
		return -1;
	folded_points =
		unicode->u32_casefold(points, decode(text, size, points), NULL,
				      unicode->nfc, NULL, &folded.count);
	tenure_free(points);
	if (folded_points == NULL)
		return -1;
	folded.points = folded_points;
	matched = match_points(pattern, &folded);
	free(folded_points);
	return matched ? 1 : 0;
}

int tenure_pattern_match(const struct tenure_pattern *pattern, const char *text)
{
	struct pattern_text ascii = {NULL, text, strlen(text)};

	if (!is_ascii(text, ascii.count))
		return match_unicode(pattern, text, ascii.count);
	return match_points(pattern, &ascii) ? 1 : 0;
}
