/* SPDX-License-Identifier: MIT */
#ifndef TENURE_MIME_FIELD_H
#define TENURE_MIME_FIELD_H

#include "attrs.h"
#include "buffer.h"

/* For mime-parts.c: the bodies of the header fields Content-Type (RFC 2045 5.1)
   and Content-Disposition (RFC 2183), folded or not. What cannot be read in
   one way only is not guessed at: mail programs do not agree about it. Any
   thread. */

/* Add "type/subtype" in lower case to type. Returns 1 with *parameters_r
   pointing behind it; -1 if that is not what body says, or on out-of-memory;
   type is then as it was. */
int tenure_mime_type_parse(const char *body, struct tenure_buffer *type,
			   const char **parameters_r) TENURE_CHECK;
/* Read the word that Content-Disposition begins with. Returns 1 with
 *parameters_r pointing behind it, -1 if there is none. */
int tenure_mime_disposition_parse(const char *body,
				  const char **parameters_r) TENURE_CHECK;

/* Find a parameter that has no charset, as "boundary" is; text is then what
   it says. Letter case of name does not count; continuations (RFC 2231 3) are
   put together. Returns 1; 0 if there is none; -1 if that cannot be told: it
   is given twice, or in another charset, or its value is no token and not in
   quotes; or any of the parameters has no form; or out of memory. text is
   cleared first. */
int tenure_mime_parameter_plain(const char *parameters, const char *name,
				struct tenure_buffer *text) TENURE_CHECK;
/* The same for one that is a text for people, like "filename": in UTF-8, out of
   the charset that it is given in (RFC 2231 4), or out of the encoded words
   (RFC 2047) that many programs write although RFC 2231 is the rule. If it is
   there with a charset and without, the first counts. A value that is neither
   a token nor in quotes is taken up to the next space or ";". -1 also: octets
   of no charset, or not of the one that is named. */
int tenure_mime_parameter_text(const char *parameters, const char *name,
			       struct tenure_buffer *text) TENURE_CHECK;

#endif
