/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SEAL_H
#define TENURE_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"
#include "decide/facts.h"
#include "seal/keys.h"

/* The Tenure-Seal header field: facts that the SMTP door vouches for. Format
   and parser stand side by side in seal.c. The syntax is the tag=value list
   of RFC 6376 3.2, and stricter in two things: white space counts nowhere
   (see canon.h), and every other octet must be printable ASCII. What is
   signed is described in sign.h. Any thread. */

#define TENURE_SEAL_FIELD "Tenure-Seal"
#define TENURE_SEAL_VERSION 1

struct tenure_seal {
	/* r: the installation that sealed it; [a-z0-9.-]. */
	char realm[TENURE_NAME_MAX + 1];
	/* k: id of the key. */
	char key_id[TENURE_NAME_MAX + 1];
	/* t: time of acceptance, from 1970 to the end of the year 9999. */
	int64_t time;
	/* i: serial, unique in the realm; [A-Za-z0-9._-]. */
	char serial[128];
	/* g: generation of the policy in force. */
	uint64_t generation;
	/* s: envelope sender, "" for the null sender. In the field as
	   dkim-quoted-printable (RFC 6376 2.11). */
	char sender[TENURE_ADDRESS_MAX + 1];
	/* q: the connection: TLS version times ten or 0, authenticated, and
	   the networks of the policy that the client's address is in. In the
	   field a list of words with commas, "tls1.3,auth,net:office"; "net:?"
	   where the networks cannot be told; words that this version does not
	   know are skipped. */
	int tls;
	bool auth;
	bool networks_unknown;
	unsigned int network_count;
	char networks[TENURE_SEAL_NETWORKS_MAX][TENURE_NAME_MAX + 1];
	/* For tenure_seal_to_facts() alone. */
	const char *network_names[TENURE_SEAL_NETWORKS_MAX];
	/* z: octets as received; -1 if the door did not count them, because
	   no condition needed it. */
	int64_t size;
	/* h: names of the signed fields, lower case, sorted, each once,
	   separated by ':'. */
	char fields[2048];
	/* b: the signature. */
	unsigned char signature[TENURE_KEY_SIGNATURE_SIZE];
};

/* Is it the name of an installation: 1 to TENURE_NAME_MAX of a-z 0-9 . - ? */
bool tenure_seal_realm_valid(const char *realm);
/* Append the field body, folded (lines of at most 78 octets, continued with
   LF and a space, as libmilter wants it), with the signature. Returns 0, or
   -1 with err if a value is out of its syntax: out is then undefined. */
int tenure_seal_format(const struct tenure_seal *seal,
		       struct tenure_buffer *out,
		       struct tenure_error *err) TENURE_CHECK;
/* Read a field body, folded or not, CRLF or LF. Unknown tags are skipped
   (RFC 6376 3.2). Returns 0, or -1 with err: syntax, a missing or repeated
   tag, an unknown version or algorithm; *seal_r is then undefined. On success
   the body without white space and with the value of b= taken out has been
   added to *signed_body_r (unless NULL), for sign.h. */
int tenure_seal_parse(const char *body, struct tenure_seal *seal_r,
		      struct tenure_buffer *signed_body_r,
		      struct tenure_error *err) TENURE_CHECK;
/* Put a network into a seal; one too many makes its networks unknown. */
void tenure_seal_add_network(struct tenure_seal *seal, const char *name);
/* Put what a seal vouches for into facts: sender, size, auth, tls, networks,
   received; and state SEALED. The strings stay the seal's, which must stay
   where it is. */
void tenure_seal_to_facts(struct tenure_seal *seal, struct tenure_facts *facts);

#endif
