/* SPDX-License-Identifier: MIT */
#ifndef TENURE_MESSAGE_FILE_H
#define TENURE_MESSAGE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/attrs.h"
#include "base/error.h"
#include "decide/facts.h"

/* A message (RFC 5322) in a file, with LF or CRLF line ends. Its header is
   held in memory, its body is only passed through. A first line "From ..."
   (mbox) is not part of the message. As in Postfix, the header ends at the
   first line that is neither a field nor the continuation of one. */
struct tenure_message_file;

/* Octets of a header in a message file. A limit of this reader, so that no
   file can take all memory; Postfix lets through less than a tenth of it for
   one field. */
#define TENURE_MESSAGE_HEADER_MAX (16U * 1024 * 1024)

/* Read a file ("-" is standard input). Returns 0 with *message_r; -1 with
   err, which has the line where the text is at fault: no header, a header
   that is too long, a file that cannot be read. */
int tenure_message_file_open(const char *path,
			     struct tenure_message_file **message_r,
			     struct tenure_error *err) TENURE_CHECK;
/* Close, free, set to NULL; NULL accepted. */
void tenure_message_file_close(struct tenure_message_file **message);

/* Octets of the message with every line end counted as CRLF. */
int64_t tenure_message_file_size(const struct tenure_message_file *message);
/* Does the file end its lines with CRLF? (The first line says it.) */
bool tenure_message_file_crlf(const struct tenure_message_file *message);
/* Let facts->header and facts->attachment read from the message; it must live
   as long. A field with a NUL octet is one that cannot be told. */
void tenure_message_file_facts(struct tenure_message_file *message,
			       struct tenure_facts *facts);
/* Copy the message as it stands in the file, with the lines of field (ended
   by LF, no LF at its end) as its first field, in the file's line ends. The
   mbox line is left out. Returns 0, or -1 with err. */
int tenure_message_file_copy(struct tenure_message_file *message,
			     const char *field, FILE *out,
			     struct tenure_error *err) TENURE_CHECK;

#endif
