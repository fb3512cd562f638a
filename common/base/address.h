/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ADDRESS_H
#define TENURE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "attrs.h"
#include "limits.h"

/* Mail addresses. The key of an address is the form that lookups and
   comparisons use: local part in ASCII lower case (beyond ASCII in NFC), in
   quotes only where it cannot do without; domain in lower case as A-labels
   (IDNA 2008 with the mapping of UTS 46, by libidn2) or an address literal.
   Underscores in domains and local parts of any length are accepted, because
   they occur. Pure functions, any thread. */

/* Octets that a key takes at most, with the NUL. */
#define TENURE_ADDRESS_KEY_SIZE (TENURE_ADDRESS_MAX + 1)

/* Write the key of an address "local@domain" into key_r
   (TENURE_ADDRESS_KEY_SIZE octets). Angle brackets around it are taken off.
   Returns 0, or -1 if it is not an address: no or an empty local part or
   domain, an empty or over-long label, control characters, too long. key_r is
   then undefined. */
int tenure_address_key(const char *address, char *key_r) TENURE_CHECK;
/* The same for a domain alone, at most 255 octets. */
int tenure_domain_key(const char *domain, char *key_r) TENURE_CHECK;
/* The same for an address whose parts are apart: local is without quotes and
   backslashes. */
int tenure_address_join(const char *local, const char *domain,
			char *key_r) TENURE_CHECK;
/* The domain part of a key; the whole key if it has no '@'. */
const char *tenure_address_domain(const char *key);

/* The key of the address that one with an extension stands for:
   "joe@example.org" for "joe+lists@example.org", where '+' is one of
   delimiters. Like Postfix, splits the local part at the first of them, and
   never at its first character. Returns true with base_r
   (TENURE_ADDRESS_KEY_SIZE octets), or false if key has no extension. */
bool tenure_address_base(const char *key, const char *delimiters,
			 char *base_r) TENURE_CHECK;

/* Called for each address of a header field, with its key, or with NULL for
   one that cannot be read. Returns 0 to go on, other values stop the walk. */
typedef int tenure_address_callback(const char *key, void *context);
/* Walk the addresses of a From, To, Cc ... field body (RFC 5322 3.4 with the
   obsolete forms of 4.4: groups, routes, comments, quoted strings, empty
   elements). An address in angle brackets counts, whatever the display name
   before it looks like. Takes time proportional to the field, no memory.
   Returns 0 at the end of the field, or what the callback returned when it
   stopped. */
int tenure_address_walk(const char *field, tenure_address_callback *callback,
			void *context);

/* The forms that policies use: an address, "@domain", "@.parent" (every
   domain below parent, not parent itself), "<>" (the null sender). */
enum tenure_address_pattern_type {
	TENURE_ADDRESS_PATTERN_EXACT,
	TENURE_ADDRESS_PATTERN_DOMAIN,
	TENURE_ADDRESS_PATTERN_SUBDOMAIN,
	TENURE_ADDRESS_PATTERN_NULL,
};
struct tenure_address_pattern {
	enum tenure_address_pattern_type type;
	/* Key of the address or domain; "" for the null sender. Owned. */
	char *key;
};
/* Read a pattern. Returns 0; -1 with *error_r a constant text. Release with
   tenure_address_pattern_free(), also harmless on a zeroed struct. */
int tenure_address_pattern_parse(const char *text,
				 struct tenure_address_pattern *pattern_r,
				 const char **error_r) TENURE_CHECK;
void tenure_address_pattern_free(struct tenure_address_pattern *pattern);
/* Does a key ("" for the null sender) match? */
bool tenure_address_pattern_match(const struct tenure_address_pattern *pattern,
				  const char *key);

#endif
