/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/mime-parts.h"
#include "message-file.h"

#define COPY_SIZE 65536

/* A field of the header. Both strings are in the message's memory. */
struct field {
	/* In lower case. */
	const char *name;
	/* NULL: there is a NUL octet in it. */
	const char *body;
};

struct tenure_message_file {
	FILE *file;
	/* For messages. */
	const char *name;
	/* The header as it stands in the file, cut into strings by NULs. */
	struct tenure_buffer header;
	struct field *fields;
	size_t field_count, fields_allocated;
	/* Where the message begins in the file. */
	long start;
	int64_t size;
	bool crlf;
	/* The octet that was counted last. */
	char last;
	/* What was asked for last, so that all instances of a field can be
	   read in one walk: fields[found] is the found_index-th of its name. */
	size_t found;
	unsigned int found_index;
	bool found_any;
	/* Its parts, read when they are asked for first; NULL before, and if
	   they cannot be read. */
	struct tenure_mime_parts *parts;
	bool parts_read;
};

/* ------------------------------------------------------------------ octets */

/* What cannot be read twice is copied to disk first. Closes from. */
static FILE *spool_input(FILE *from, const char *name, struct tenure_error *err)
{
	char buf[COPY_SIZE];
	FILE *file = tmpfile();
	size_t size;

	if (file == NULL) {
		(void)tenure_error_errno(err, errno,
					 "cannot make a temporary file");
		(void)fclose(from);
		return NULL;
	}
	while ((size = fread(buf, 1, sizeof(buf), from)) > 0) {
		if (fwrite(buf, 1, size, file) != size)
			break;
	}
	if (ferror(from) || ferror(file) || fflush(file) != 0) {
		(void)tenure_error_errno(err, errno, "cannot copy %s", name);
		(void)fclose(file);
		file = NULL;
	} else {
		rewind(file);
	}
	(void)fclose(from);
	return file;
}

/* A file that can be read twice; NULL with err. */
static FILE *open_file(const char *path, const char *name,
		       struct tenure_error *err)
{
	FILE *file = strcmp(path, "-") == 0 ? fdopen(dup(STDIN_FILENO), "r")
					    : fopen(path, "re");

	if (file == NULL) {
		(void)tenure_error_errno(err, errno, "cannot open %s", name);
		return NULL;
	}
	if (fseek(file, 0, SEEK_CUR) == 0)
		return file;
	return spool_input(file, name, err);
}

/* Counts octets as if all line ends were CRLF. */
static void count_octets(struct tenure_message_file *message, const char *data,
			 size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\n' && message->last != '\r')
			message->size++;
		message->size++;
		message->last = data[i];
	}
}

static int count_body(struct tenure_message_file *message,
		      struct tenure_error *err)
{
	char buf[COPY_SIZE];
	size_t size;

	while ((size = fread(buf, 1, sizeof(buf), message->file)) > 0)
		count_octets(message, buf, size);
	if (ferror(message->file))
		return tenure_error_errno(err, errno, "cannot read %s",
					  message->name);
	return 0;
}

/* ------------------------------------------------------------------ header */

/* The length of the name if the line begins a field, 0 if it does not. White
   space before the colon is obsolete syntax (RFC 5322 4.5). */
static size_t field_name_length(const char *line, size_t size)
{
	size_t length = 0, i;

	while (length < size && line[length] > ' ' && line[length] < 0x7f &&
	       line[length] != ':')
		length++;
	for (i = length; i < size && (line[i] == ' ' || line[i] == '\t');)
		i++;
	return i < size && line[i] == ':' ? length : 0;
}

static bool is_continuation(const char *line)
{
	return line[0] == ' ' || line[0] == '\t';
}

static bool is_empty_line(const char *line)
{
	return line[0] == '\n' || (line[0] == '\r' && line[1] == '\n');
}

static int bad_line(const struct tenure_message_file *message,
		    unsigned int line, const char *text,
		    struct tenure_error *err)
{
	(void)tenure_error_set(err, TENURE_ERROR_INPUT, "%s", text);
	return tenure_error_at(err, message->name, line, 0);
}

/* One line, or as much of it as a header may have at all. Returns 1, 0 at the
   end of the file, -1 with err. */
static int read_line(struct tenure_message_file *message,
		     struct tenure_buffer *line, struct tenure_error *err)
{
	int c = EOF;

	tenure_buffer_clear(line);
	while (line->used <= TENURE_MESSAGE_HEADER_MAX &&
	       (c = getc(message->file)) != EOF) {
		tenure_buffer_add_char(line, (char)c);
		if (c == '\n')
			break;
	}
	if (ferror(message->file))
		return tenure_error_errno(err, errno, "cannot read %s",
					  message->name);
	if (line->failed)
		return tenure_error_nomem(err);
	return line->used > 0;
}

/* The first line of a file. Returns 1 if it belongs to the message, 0 if it
   is mbox's, -1 with err if there is no message here. */
static int read_first_line(struct tenure_message_file *message,
			   const struct tenure_buffer *line,
			   struct tenure_error *err)
{
	message->crlf = line->used > 1 && line->data[line->used - 2] == '\r';
	if (strncmp(line->data, "From ", 5) == 0) {
		message->start = ftell(message->file);
		return 0;
	}
	if (!is_empty_line(line->data) &&
	    field_name_length(line->data, line->used) == 0)
		return bad_line(message, 1,
				"this is not a message: no header field", err);
	return 1;
}

/* Collect the lines of the header. The line behind it is counted, too. */
static int read_header(struct tenure_message_file *message,
		       struct tenure_buffer *line, struct tenure_error *err)
{
	unsigned int number = 0;
	int ret;

	while ((ret = read_line(message, line, err)) > 0) {
		if (++number == 1) {
			ret = read_first_line(message, line, err);
			if (ret < 0)
				return -1;
			if (ret == 0)
				continue;
		}
		count_octets(message, line->data, line->used);
		if (!(is_continuation(line->data) &&
		      message->header.used > 0) &&
		    field_name_length(line->data, line->used) == 0)
			return 0;
		tenure_buffer_add(&message->header, line->data, line->used);
		if (message->header.used > TENURE_MESSAGE_HEADER_MAX)
			return bad_line(message, number,
					"the header is over 16 MiB", err);
	}
	if (ret == 0 && number == 0)
		return bad_line(message, 1, "the file is empty", err);
	return ret;
}

/* One field out of the size octets at text: made strings in place. */
static int add_field(struct tenure_message_file *message, char *text,
		     size_t size, struct tenure_error *err)
{
	size_t length = field_name_length(text, size);
	char *colon = memchr(text, ':', size);
	struct field *field;

	if (tenure_array_grow(&message->fields, message->field_count,
			      &message->fields_allocated,
			      sizeof(*message->fields)) < 0)
		return tenure_error_nomem(err);
	/* The newline of the last line, which is there but at a file's end. */
	if (text[size - 1] == '\n')
		size--;
	if (text[size - 1] == '\r')
		size--;
	field = &message->fields[message->field_count++];
	field->name = text;
	field->body = memchr(text, '\0', size) == NULL ? colon + 1 : NULL;
	text[size] = '\0';
	text[length] = '\0';
	for (size_t i = 0; i < length; i++) {
		if (text[i] >= 'A' && text[i] <= 'Z')
			text[i] = (char)(text[i] - 'A' + 'a');
	}
	return 0;
}

static int split_header(struct tenure_message_file *message,
			struct tenure_error *err)
{
	char *text = message->header.data, *end;

	if (message->header.failed)
		return tenure_error_nomem(err);
	if (text == NULL)
		return 0;
	end = text + message->header.used;
	while (text < end) {
		char *next = text;

		do {
			next = memchr(next, '\n', (size_t)(end - next));
			next = next == NULL ? end : next + 1;
		} while (next < end && is_continuation(next));
		if (add_field(message, text, (size_t)(next - text), err) < 0)
			return -1;
		text = next;
	}
	return 0;
}

static int read_message(struct tenure_message_file *message,
			struct tenure_error *err)
{
	struct tenure_buffer line = TENURE_BUFFER_INIT;
	int ret = read_header(message, &line, err);

	tenure_buffer_free(&line);
	if (ret == 0)
		ret = split_header(message, err);
	return ret < 0 ? -1 : count_body(message, err);
}

int tenure_message_file_open(const char *path,
			     struct tenure_message_file **message_r,
			     struct tenure_error *err)
{
	struct tenure_message_file *message =
		tenure_calloc(1, sizeof(*message));

	*message_r = NULL;
	if (message == NULL)
		return tenure_error_nomem(err);
	message->name = strcmp(path, "-") == 0 ? "standard input" : path;
	message->file = open_file(path, message->name, err);
	if (message->file == NULL) {
		tenure_free(message);
		return -1;
	}
	if (read_message(message, err) < 0) {
		tenure_message_file_close(&message);
		return -1;
	}
	*message_r = message;
	return 0;
}

void tenure_message_file_close(struct tenure_message_file **message)
{
	if (*message == NULL)
		return;
	(void)fclose((*message)->file);
	tenure_buffer_free(&(*message)->header);
	tenure_free((*message)->fields);
	tenure_mime_parts_free(&(*message)->parts);
	tenure_free(*message);
	*message = NULL;
}

int64_t tenure_message_file_size(const struct tenure_message_file *message)
{
	return message->size;
}

bool tenure_message_file_crlf(const struct tenure_message_file *message)
{
	return message->crlf;
}

static int message_header(void *context, const char *name, unsigned int index,
			  const char **body_r)
{
	struct tenure_message_file *message = context;
	unsigned int seen = 0;
	size_t i = 0;

	if (message->found_any && message->found_index < index &&
	    strcmp(message->fields[message->found].name, name) == 0) {
		i = message->found + 1;
		seen = message->found_index + 1;
	}
	for (; i < message->field_count; i++) {
		if (strcmp(message->fields[i].name, name) == 0 &&
		    seen++ == index)
			break;
	}
	if (i == message->field_count)
		return 0;
	message->found_any = true;
	message->found = i;
	message->found_index = index;
	*body_r = message->fields[i].body;
	return *body_r == NULL ? -1 : 1;
}

/* Feed all of the message. A header that a line ends which is no field has an
   empty line behind it in the mailbox. */
static void feed_parts(struct tenure_message_file *message)
{
	char buf[COPY_SIZE];
	size_t size, left = message->header.used;

	while (left > 0 &&
	       (size = fread(buf, 1, left < sizeof(buf) ? left : sizeof(buf),
			     message->file)) > 0) {
		tenure_mime_parts_feed(message->parts, buf, size);
		left -= size;
	}
	size = fread(buf, 1, sizeof(buf), message->file);
	if (size > 0 && buf[0] != '\n' && buf[0] != '\r')
		tenure_mime_parts_feed(message->parts, "\n", 1);
	for (; size > 0; size = fread(buf, 1, sizeof(buf), message->file))
		tenure_mime_parts_feed(message->parts, buf, size);
	tenure_mime_parts_end(message->parts);
}

static int message_attachment(void *context, unsigned int index,
			      const char **name_r, const char **type_r)
{
	struct tenure_message_file *message = context;
	struct tenure_mime_part part;
	int ret;

	if (!message->parts_read) {
		message->parts_read = true;
		message->parts = tenure_mime_parts_new();
		if (message->parts != NULL &&
		    fseek(message->file, message->start, SEEK_SET) == 0)
			feed_parts(message);
		if (ferror(message->file))
			tenure_mime_parts_free(&message->parts);
	}
	if (message->parts == NULL)
		return -1;
	ret = tenure_mime_parts_get(message->parts, index, &part);
	if (ret > 0) {
		*name_r = part.name;
		*type_r = part.type;
	}
	return ret;
}

void tenure_message_file_facts(struct tenure_message_file *message,
			       struct tenure_facts *facts)
{
	facts->attachment = message_attachment;
	facts->attachment_context = message;
	facts->header = message_header;
	facts->header_context = message;
}

static void write_field(const struct tenure_message_file *message,
			const char *field, FILE *out)
{
	for (; *field != '\0'; field++) {
		if (*field == '\n' && message->crlf)
			fputc('\r', out);
		fputc(*field, out);
	}
	fputs(message->crlf ? "\r\n" : "\n", out);
}

int tenure_message_file_copy(struct tenure_message_file *message,
			     const char *field, FILE *out,
			     struct tenure_error *err)
{
	char buf[COPY_SIZE];
	size_t size;

	if (fseek(message->file, message->start, SEEK_SET) < 0)
		return tenure_error_errno(err, errno, "cannot read %s again",
					  message->name);
	write_field(message, field, out);
	while ((size = fread(buf, 1, sizeof(buf), message->file)) > 0) {
		if (fwrite(buf, 1, size, out) != size)
			break;
	}
	if (ferror(message->file))
		return tenure_error_errno(err, errno, "cannot read %s again",
					  message->name);
	if (ferror(out))
		return tenure_error_errno(err, errno, "cannot write");
	return 0;
}
