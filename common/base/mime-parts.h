/* SPDX-License-Identifier: MIT */
#ifndef TENURE_MIME_PARTS_H
#define TENURE_MIME_PARTS_H

#include <stddef.h>

#include "attrs.h"

/* What a message is made of (RFC 2045, RFC 2046): its leaf parts, that is all
   that are not multipart/. A message/rfc822 is a leaf, and what is in it
   follows it.

   The message is read once, as a stream in pieces of any size, in time linear
   to its size and in bounded memory. Lines end with LF, with any number of CR
   before it: mail systems do not keep a CR that stands there alone. Nothing is
   decoded but the names.

   The structure is read as Dovecot reads it, which is what mail programs see:
   a line that begins with "--" and a boundary ends a part, whatever comes
   behind it (RFC 2046 5.1.1); the longest boundary counts; a missing last one
   does no harm. Where the standards leave open what a field says, and mail
   programs differ, it cannot be told: a Content-Type that is there twice or
   has no form, a boundary over TENURE_MIME_BOUNDARY_MAX octets. If that
   Content-Type may be a multipart's, nothing behind it can be told; nor can
   what is over a limit (base/limits.h). Any mail system between the two doors
   may break lines of over 990 octets, so that a field with a line over
   TENURE_MIME_LINE_MAX cannot be told either.

   One thread at a time. Running out of memory makes parts that cannot be
   told. */
struct tenure_mime_parts;

struct tenure_mime_part {
	/* "type/subtype" in lower case; NULL: cannot tell. */
	const char *type;
	/* File name in UTF-8: "filename" of Content-Disposition, else "name" of
	   Content-Type; "" if there is none; NULL: cannot tell. */
	const char *name;
};

/* NULL if there is no memory. */
struct tenure_mime_parts *tenure_mime_parts_new(void) TENURE_CHECK;
/* Free and set to NULL; NULL accepted. */
void tenure_mime_parts_free(struct tenure_mime_parts **parts);

/* Read a piece of the message: header, empty line, body. */
void tenure_mime_parts_feed(struct tenure_mime_parts *parts, const void *data,
			    size_t size);
/* For a host that has the header in fields: read one, its body folded or not.
   All come before the first tenure_mime_parts_feed(), which then begins with
   the empty line behind the header. */
void tenure_mime_parts_field(struct tenure_mime_parts *parts, const char *name,
			     const char *body);
/* The message is whole. Nothing is fed after it. */
void tenure_mime_parts_end(struct tenure_mime_parts *parts);

/* The index-th leaf (from 0), after tenure_mime_parts_end(). Returns 1 with
   *part_r, valid as long as parts; 0 if there are no more; -1 if it cannot be
   told whether there are more. */
int tenure_mime_parts_get(const struct tenure_mime_parts *parts, size_t index,
			  struct tenure_mime_part *part_r) TENURE_CHECK;

#endif
