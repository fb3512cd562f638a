/* SPDX-License-Identifier: MIT */
#include "base/mime-parts.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/mime-field.h"

/* What is kept of a line; fields' lines must be shorter. */
#define LINE_SIZE 1024

/* What is not known of a part, in place of where its text is. */
#define UNKNOWN UINT32_MAX

struct entry {
	/* Places in the texts. */
	uint32_t type, name;
};

/* One of the two fields that count. */
struct field {
	struct tenure_buffer body;
	/* How often it is in the header. */
	unsigned int count;
	/* It cannot be read: too long, or a NUL or a CR in it. */
	bool unreadable;
};

/* A multipart whose end is still to come. */
struct level {
	char boundary[TENURE_MIME_BOUNDARY_MAX + 1];
	size_t size;
	/* multipart/digest: its parts are messages if they do not say what
	   they are. */
	bool digest;
	/* Parts that it is in. */
	unsigned int depth;
};

struct tenure_mime_parts {
	struct entry *entries;
	size_t entry_count, entries_allocated;
	/* Types and names, each with its NUL. */
	struct tenure_buffer texts;
	/* From here on nothing can be told. */
	bool lost;
	/* The line being read: its beginning, and the octets it has so far. */
	char line[LINE_SIZE];
	size_t line_size;
	/* Multiparts around the part being read, the innermost last. */
	struct level *levels;
	size_t level_count, levels_allocated;
	/* Parts that the part being read is in. */
	unsigned int depth;
	/* There is no line behind the one being read. */
	bool at_end;
	/* In a header; else in a body, before the first part, or behind the
	   last. */
	bool in_header;
	/* The part being read is right below a multipart/digest. */
	bool in_digest;
	/* It is in no multipart, so that its fields count only if it says that
	   they do. */
	bool is_message;
	/* Parts that were begun. */
	size_t part_count;
	struct field type, disposition;
	/* MIME-Version is in the header. */
	bool has_version;
	/* The field that the next line may continue; NULL for all others. */
	struct field *current;
};

struct tenure_mime_parts *tenure_mime_parts_new(void)
{
	struct tenure_mime_parts *parts = tenure_calloc(1, sizeof(*parts));

	if (parts == NULL)
		return NULL;
	parts->in_header = parts->is_message = true;
	parts->part_count = 1;
	return parts;
}

void tenure_mime_parts_free(struct tenure_mime_parts **parts)
{
	if (*parts == NULL)
		return;
	tenure_free((*parts)->entries);
	tenure_free((*parts)->levels);
	tenure_buffer_free(&(*parts)->texts);
	tenure_buffer_free(&(*parts)->type.body);
	tenure_buffer_free(&(*parts)->disposition.body);
	tenure_free(*parts);
	*parts = NULL;
}

/* ------------------------------------------------------------------ leaves */

/* Keep a text; NULL gives UNKNOWN. */
static uint32_t keep_text(struct tenure_mime_parts *parts, const char *text)
{
	size_t place = parts->texts.used;

	if (text == NULL)
		return UNKNOWN;
	if (place + strlen(text) >= TENURE_MIME_TEXT_MAX) {
		parts->lost = true;
		return UNKNOWN;
	}
	tenure_buffer_add(&parts->texts, text, strlen(text) + 1);
	return (uint32_t)place;
}

static void add_leaf(struct tenure_mime_parts *parts, const char *type,
		     const char *name)
{
	struct entry entry;

	if (tenure_array_grow(&parts->entries, parts->entry_count,
			      &parts->entries_allocated, sizeof(entry)) < 0) {
		parts->lost = true;
		return;
	}
	entry.type = keep_text(parts, type);
	entry.name = keep_text(parts, name);
	if (parts->texts.failed)
		parts->lost = true;
	if (!parts->lost)
		parts->entries[parts->entry_count++] = entry;
}

/* ------------------------------------------------------------------ fields */

static void field_clear(struct field *field)
{
	tenure_buffer_clear(&field->body);
	field->count = 0;
	field->unreadable = false;
}

static void field_add(struct field *field, const char *text, size_t size)
{
	if (size > TENURE_MIME_LINE_MAX || memchr(text, '\0', size) != NULL ||
	    memchr(text, '\r', size) != NULL ||
	    field->body.used + size > TENURE_MIME_FIELD_MAX)
		field->unreadable = true;
	else
		tenure_buffer_add(&field->body, text, size);
}

/* Its body, or NULL if that cannot be told. */
static const char *field_body(const struct field *field)
{
	if (field->unreadable || field->count > 1)
		return NULL;
	return tenure_buffer_str(&field->body);
}

/* The name of the part being read: 1 with a name, 0 without, -1 cannot tell. */
static int find_name(const struct tenure_mime_parts *parts,
		     const char *type_parameters, struct tenure_buffer *name)
{
	const char *body, *parameters;
	int ret = 0;

	if (parts->disposition.count > 0) {
		/* RFC 2045 4: it is no MIME, but looks like it. */
		if (parts->is_message && !parts->has_version &&
		    parts->type.count == 0)
			return -1;
		body = field_body(&parts->disposition);
		if (body == NULL ||
		    tenure_mime_disposition_parse(body, &parameters) < 0)
			return -1;
		ret = tenure_mime_parameter_text(parameters, "filename", name);
	}
	/* An empty one is none. */
	if (ret > 0 && name->used == 0)
		ret = 0;
	if (ret == 0)
		ret = type_parameters == NULL
			      ? -1
			      : tenure_mime_parameter_text(type_parameters,
							   "name", name);
	return ret;
}

static void add_part(struct tenure_mime_parts *parts, const char *type,
		     const char *type_parameters)
{
	struct tenure_buffer name = TENURE_BUFFER_INIT;
	int ret = find_name(parts, type_parameters, &name);

	add_leaf(parts, type, ret < 0 ? NULL : tenure_buffer_str(&name));
	tenure_buffer_free(&name);
}

/* --------------------------------------------------------------- structure */

/* Begin the header of a part: of one of the multipart's, or with NULL, of the
   message that the last part is. */
static void begin_part(struct tenure_mime_parts *parts,
		       const struct level *level)
{
	parts->depth = (level == NULL ? parts->depth : level->depth) + 1;
	parts->in_digest = level != NULL && level->digest;
	parts->is_message = level == NULL;
	if (parts->depth > TENURE_MIME_DEPTH_MAX ||
	    parts->part_count == TENURE_MIME_PARTS_MAX) {
		parts->lost = true;
		return;
	}
	parts->part_count++;
	parts->in_header = true;
	parts->has_version = false;
	parts->current = NULL;
	field_clear(&parts->type);
	field_clear(&parts->disposition);
}

static void begin_multipart(struct tenure_mime_parts *parts, const char *type,
			    const char *parameters)
{
	struct tenure_buffer boundary = TENURE_BUFFER_INIT;
	struct level *level;

	parts->lost = true;
	if (tenure_mime_parameter_plain(parameters, "boundary", &boundary) >
		    0 &&
	    boundary.used > 0 && boundary.used <= TENURE_MIME_BOUNDARY_MAX &&
	    tenure_array_grow(&parts->levels, parts->level_count,
			      &parts->levels_allocated, sizeof(*level)) == 0) {
		level = &parts->levels[parts->level_count++];
		memcpy(level->boundary, boundary.data, boundary.used + 1);
		level->size = boundary.used;
		level->digest = strcmp(type, "multipart/digest") == 0;
		level->depth = parts->depth;
		parts->lost = false;
	}
	tenure_buffer_free(&boundary);
}

/* Might a Content-Type in no known form be one that parts are inside of? */
static bool may_have_parts(const struct field *field)
{
	const char *body = field_body(field);

	return body == NULL || strcasestr(body, "multipart") != NULL ||
	       strcasestr(body, "message") != NULL;
}

/* A part whose Content-Type says nothing that can be read. */
static void end_odd_header(struct tenure_mime_parts *parts)
{
	if (may_have_parts(&parts->type))
		parts->lost = true;
	else
		add_part(parts, NULL, NULL);
}

/* Without an empty line, a multipart has no parts; as with Dovecot. */
static void end_typed_header(struct tenure_mime_parts *parts, const char *type,
			     const char *parameters, bool empty_line)
{
	if (strncmp(type, "multipart/", 10) == 0) {
		if (empty_line)
			begin_multipart(parts, type, parameters);
		return;
	}
	add_part(parts, type, parameters);
	if (strcmp(type, "message/rfc822") == 0)
		begin_part(parts, NULL);
}

static void end_header(struct tenure_mime_parts *parts, bool empty_line)
{
	struct tenure_buffer type = TENURE_BUFFER_INIT;
	const char *body, *parameters = "";
	int ret = 1;

	parts->in_header = false;
	if (parts->type.count == 0) {
		tenure_buffer_add_str(&type, parts->in_digest ? "message/rfc822"
							      : "text/plain");
	} else {
		body = field_body(&parts->type);
		ret = body == NULL ? -1
				   : tenure_mime_type_parse(body, &type,
							    &parameters);
	}
	if (type.failed || parts->type.body.failed ||
	    parts->disposition.body.failed)
		parts->lost = true;
	else if (ret < 0)
		end_odd_header(parts);
	else
		end_typed_header(parts, type.data, parameters, empty_line);
	tenure_buffer_free(&type);
}

/* End the header being read, and that of a message which ends with it. */
static void end_headers(struct tenure_mime_parts *parts)
{
	while (parts->in_header && !parts->lost)
		end_header(parts, false);
}

/* Which multipart does a line (without the "--") belong to? NULL: to none. */
static struct level *find_level(struct tenure_mime_parts *parts,
				const char *line, size_t size)
{
	struct level *best = NULL, *level;
	bool dashes = size > 2 && memcmp(line + size - 2, "--", 2) == 0;

	for (size_t i = parts->level_count; i > 0; i--) {
		level = &parts->levels[i - 1];
		if (level->size > size ||
		    (best != NULL && best->size >= level->size) ||
		    memcmp(level->boundary, line, level->size) != 0)
			continue;
		best = level;
		/* There can be no better one. */
		if (level->size == size || (dashes && level->size + 2 == size))
			break;
	}
	return best;
}

/* Returns true if the line was a boundary. */
static bool take_boundary(struct tenure_mime_parts *parts, const char *line,
			  size_t size)
{
	struct level *level;

	if (size < 2 || memcmp(line, "--", 2) != 0 || parts->level_count == 0)
		return false;
	line += 2;
	size -= 2;
	level = find_level(parts, line, size);
	if (level == NULL)
		return false;
	end_headers(parts);
	if (parts->lost)
		return true;
	parts->level_count = (size_t)(level - parts->levels) + 1;
	if (size >= level->size + 2 && memcmp(line + level->size, "--", 2) == 0)
		parts->level_count--;
	else if (!parts->at_end)
		begin_part(parts, level);
	return true;
}

/* ------------------------------------------------------------------- lines */

/* Is it the name of a field? Letter case does not count, nor white space
   behind it (RFC 5322 4.5). */
static bool is_field(const char *text, size_t size, const char *name)
{
	while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t'))
		size--;
	return size == strlen(name) && strncasecmp(text, name, size) == 0;
}

/* A field begins: what is to be kept of it? */
static struct field *find_field(struct tenure_mime_parts *parts,
				const char *name, size_t size)
{
	if (is_field(name, size, "Content-Type"))
		return &parts->type;
	if (is_field(name, size, "Content-Disposition"))
		return &parts->disposition;
	if (is_field(name, size, "MIME-Version"))
		parts->has_version = true;
	return NULL;
}

/* size may be larger than what is kept of the line: it is then too long. */
static void header_line(struct tenure_mime_parts *parts, const char *line,
			size_t size)
{
	const char *colon;

	if (line[0] != ' ' && line[0] != '\t') {
		size_t kept = size < LINE_SIZE ? size : LINE_SIZE;

		colon = memchr(line, ':', kept);
		parts->current = colon == NULL
					 ? NULL
					 : find_field(parts, line,
						      (size_t)(colon - line));
		if (parts->current == NULL)
			return;
		parts->current->count++;
		size -= (size_t)(colon + 1 - line);
		line = colon + 1;
	} else if (parts->current != NULL) {
		field_add(parts->current, "\n", 1);
	}
	if (parts->current != NULL)
		field_add(parts->current, line, size);
}

static void take_line(struct tenure_mime_parts *parts)
{
	const char *line = parts->line;
	size_t size = parts->line_size, kept;

	/* What is behind the kept part is never looked at. */
	while (size > 0 && size <= LINE_SIZE && line[size - 1] == '\r')
		size--;
	kept = size < LINE_SIZE ? size : LINE_SIZE;
	if (take_boundary(parts, line, kept))
		return;
	if (!parts->in_header)
		return;
	if (size == 0)
		end_header(parts, true);
	else
		header_line(parts, line, size);
}

static void add_to_line(struct tenure_mime_parts *parts, const char *data,
			size_t size)
{
	size_t room;

	if (parts->line_size < LINE_SIZE) {
		room = LINE_SIZE - parts->line_size;
		memcpy(parts->line + parts->line_size, data,
		       size < room ? size : room);
	}
	parts->line_size += size;
}

void tenure_mime_parts_feed(struct tenure_mime_parts *parts, const void *_data,
			    size_t size)
{
	const char *data = _data, *end = data + size, *newline;

	while (data < end && !parts->lost) {
		newline = memchr(data, '\n', (size_t)(end - data));
		add_to_line(parts, data,
			    (size_t)((newline == NULL ? end : newline) - data));
		if (newline == NULL)
			return;
		take_line(parts);
		parts->line_size = 0;
		data = newline + 1;
	}
}

void tenure_mime_parts_field(struct tenure_mime_parts *parts, const char *name,
			     const char *body)
{
	if (find_field(parts, name, strlen(name)) == NULL)
		return;
	tenure_mime_parts_feed(parts, name, strlen(name));
	tenure_mime_parts_feed(parts, ":", 1);
	tenure_mime_parts_feed(parts, body, strlen(body));
	tenure_mime_parts_feed(parts, "\n", 1);
}

void tenure_mime_parts_end(struct tenure_mime_parts *parts)
{
	/* Behind a boundary that no line end follows, there is no part. */
	parts->at_end = true;
	if (parts->line_size > 0 && !parts->lost)
		take_line(parts);
	end_headers(parts);
}

int tenure_mime_parts_get(const struct tenure_mime_parts *parts, size_t index,
			  struct tenure_mime_part *part_r)
{
	const struct entry *entry;

	if (index >= parts->entry_count)
		return parts->lost ? -1 : 0;
	entry = &parts->entries[index];
	part_r->type =
		entry->type == UNKNOWN ? NULL : parts->texts.data + entry->type;
	part_r->name =
		entry->name == UNKNOWN ? NULL : parts->texts.data + entry->name;
	return 1;
}
