/* SPDX-License-Identifier: MIT */
#include "seal/seal.h"

#include <string.h>

#include "base/alloc.h"
#include "seal/canon.h"
#include "seal/char.h"
#include "seal/seal-tags.h"

/* Tags in one seal, those of later versions included. */
#define SEAL_TAGS_MAX 32
/* RFC 5322 2.1.1 */
#define SEAL_LINE_MAX 78

/* ------------------------------------------------------------- formatting */

/* Appends to a field body and folds it. */
struct seal_writer {
	struct tenure_buffer *out;
	/* Octets in the line so far. */
	size_t column;
};

static void writer_fold(struct seal_writer *writer)
{
	tenure_buffer_add_str(writer->out, "\n ");
	writer->column = 1;
}

/* Append a piece on one line; one that no line can hold is broken. */
static void writer_add(struct seal_writer *writer, const char *piece,
		       size_t size)
{
	size_t room;

	if (writer->column + size > SEAL_LINE_MAX && writer->column > 1)
		writer_fold(writer);
	while (size > (room = SEAL_LINE_MAX - writer->column)) {
		tenure_buffer_add(writer->out, piece, room);
		piece += room;
		size -= room;
		writer_fold(writer);
	}
	tenure_buffer_add(writer->out, piece, size);
	writer->column += size;
}

/* Append a whole tag, broken where lists can be broken. */
static void writer_add_tag(struct seal_writer *writer, const char *tag,
			   bool first)
{
	size_t size = strcspn(tag, ":");

	if (tag[size] == ':')
		size++;
	if (!first && writer->column + 1 + size <= SEAL_LINE_MAX) {
		tenure_buffer_add_char(writer->out, ' ');
		writer->column++;
	} else if (!first) {
		writer_fold(writer);
	}
	while (*tag != '\0') {
		size = strcspn(tag, ":");
		if (tag[size] == ':')
			size++;
		writer_add(writer, tag, size);
		tag += size;
	}
}

/* Write "name=value" of one tag into text. */
static int seal_format_tag(const struct tenure_seal_tag *tag,
			   const struct tenure_seal *seal,
			   struct tenure_buffer *text, struct tenure_error *err)
{
	struct tenure_seal scratch;
	size_t start;

	tenure_buffer_clear(text);
	tenure_buffer_add_str(text, tag->name);
	tenure_buffer_add_char(text, '=');
	start = text->used;
	tag->format(seal, text);
	if (tenure_buffer_str(text) == NULL)
		return tenure_error_nomem(err);
	if (tag->parse(text->data + start, &scratch) < 0)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"seal: bad %s (%s)", tag->noun,
					"it cannot be written");
	return 0;
}

int tenure_seal_format(const struct tenure_seal *seal,
		       struct tenure_buffer *out, struct tenure_error *err)
{
	struct seal_writer writer = {out, sizeof(TENURE_SEAL_FIELD ": ") - 1};
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int i, ret = 0;

	for (i = 0; i < TENURE_SEAL_TAG_COUNT && ret == 0; i++) {
		if (i == TENURE_SEAL_TAG_SIZE && seal->size < 0)
			continue;
		ret = seal_format_tag(&tenure_seal_tags[i], seal, &text, err);
		if (i != TENURE_SEAL_TAG_SIGNATURE)
			tenure_buffer_add_char(&text, ';');
		if (ret == 0 && tenure_buffer_str(&text) != NULL)
			writer_add_tag(&writer, text.data, i == 0);
		else if (ret == 0)
			ret = tenure_error_nomem(err);
	}
	tenure_buffer_free(&text);
	if (ret == 0 && tenure_buffer_str(out) == NULL)
		ret = tenure_error_nomem(err);
	return ret;
}

/* ---------------------------------------------------------------- parsing */

/* The tags of a body, in its order. Names and values point into text, which
   has a NUL behind each. */
struct seal_tags {
	char *text;
	size_t size;
	struct {
		const char *name, *value;
	} tags[SEAL_TAGS_MAX];
	size_t count;
};

static bool tag_name_valid(const char *name)
{
	/* RFC 6376 3.2: ALPHA *ALNUMPUNC */
	if (!tenure_char_is_letter(*name))
		return false;
	while (tenure_char_is_letter(*name) || tenure_char_is_digit(*name) ||
	       *name == '_')
		name++;
	return *name == '\0';
}

static const char *tags_find(const struct seal_tags *tags, const char *name)
{
	size_t i;

	for (i = 0; i < tags->count; i++) {
		/* Names have one letter, most of them. */
		if (tags->tags[i].name[0] == name[0] &&
		    strcmp(tags->tags[i].name, name) == 0)
			return tags->tags[i].value;
	}
	return NULL;
}

/* Take the tag that begins at tag, terminated. */
static int tags_add(struct seal_tags *tags, char *tag, struct tenure_error *err)
{
	char *equals = strchr(tag, '=');

	if (equals != NULL)
		*equals = '\0';
	if (equals == NULL || !tag_name_valid(tag))
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"seal: not a list of tag=value");
	if (tags_find(tags, tag) != NULL)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"seal: %.40s= is there twice", tag);
	if (tags->count == SEAL_TAGS_MAX)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"seal: more than %d tags",
					SEAL_TAGS_MAX);
	tags->tags[tags->count].name = tag;
	tags->tags[tags->count].value = equals + 1;
	tags->count++;
	return 0;
}

/* Cut tags->text into its tags. */
static int tags_split(struct seal_tags *tags, struct tenure_error *err)
{
	char *tag = tags->text, *end;
	size_t i;

	for (i = 0; i < tags->size; i++) {
		if (tags->text[i] <= ' ' || tags->text[i] > '~')
			return tenure_error_set(err, TENURE_ERROR_INPUT,
						"seal: octet 0x%02x in it",
						(unsigned char)tags->text[i]);
	}
	do {
		end = strchr(tag, ';');
		if (end != NULL)
			*end = '\0';
		if (tags_add(tags, tag, err) < 0)
			return -1;
		tag = end == NULL ? NULL : end + 1;
		/* One ";" may stand at the end. */
	} while (tag != NULL && *tag != '\0');
	return 0;
}

/* Read the values that this version knows. */
static int tags_read(const struct seal_tags *tags, struct tenure_seal *seal_r,
		     struct tenure_error *err)
{
	const struct tenure_seal_tag *tag;
	const char *value;
	int i;

	memset(seal_r, 0, sizeof(*seal_r));
	seal_r->size = -1;
	for (i = 0; i < TENURE_SEAL_TAG_COUNT; i++) {
		tag = &tenure_seal_tags[i];
		value = tags_find(tags, tag->name);
		if (value == NULL && i == TENURE_SEAL_TAG_SIZE)
			continue;
		if (value == NULL)
			return tenure_error_set(err, TENURE_ERROR_INPUT,
						"seal: no %s (%s=)", tag->noun,
						tag->name);
		if (tag->parse(value, seal_r) < 0)
			return tenure_error_set(err, TENURE_ERROR_INPUT,
						"seal: %s %s (%s=%.40s)",
						i < 2 ? "unknown" : "bad",
						tag->noun, tag->name, value);
	}
	return 0;
}

/* Append the body without white space and without the value of b=. compact is
   the text that tags were cut from. */
static void tags_unsign(const struct seal_tags *tags, const char *compact,
			struct tenure_buffer *out)
{
	const char *value = tags_find(
		tags, tenure_seal_tags[TENURE_SEAL_TAG_SIGNATURE].name);
	size_t start = (size_t)(value - tags->text);

	tenure_buffer_add(out, compact, start);
	tenure_buffer_add_str(out, compact + start + strlen(value));
}

int tenure_seal_parse(const char *body, struct tenure_seal *seal_r,
		      struct tenure_buffer *signed_body_r,
		      struct tenure_error *err)
{
	struct tenure_buffer compact = TENURE_BUFFER_INIT;
	struct seal_tags tags = {.text = NULL};
	int ret = -1;

	if (strnlen(body, TENURE_SEAL_MAX + 1) > TENURE_SEAL_MAX)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"seal: longer than %d octets",
					TENURE_SEAL_MAX);
	tenure_canon_text(body, &compact);
	tags.text = tenure_buffer_take(&compact);
	if (tags.text != NULL)
		tags.size = strlen(tags.text);
	if (tags.text != NULL && signed_body_r != NULL)
		tenure_buffer_add(&compact, tags.text, tags.size);
	if (tags.text == NULL || compact.failed) {
		tenure_error_nomem(err);
	} else if (tags_split(&tags, err) == 0 &&
		   tags_read(&tags, seal_r, err) == 0) {
		ret = 0;
		if (signed_body_r != NULL)
			tags_unsign(&tags, compact.data, signed_body_r);
	}
	tenure_free(tags.text);
	tenure_buffer_free(&compact);
	if (ret == 0 && signed_body_r != NULL && signed_body_r->failed)
		ret = tenure_error_nomem(err);
	return ret;
}
