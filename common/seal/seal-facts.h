/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SEAL_FACTS_H
#define TENURE_SEAL_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "decide/facts.h"
#include "seal/keys.h"

/* What a seal says, apart from how it is written (see seal.h). */

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
/* Put a network into a seal; one too many makes its networks unknown. */
void tenure_seal_add_network(struct tenure_seal *seal, const char *name);
/* Put what a seal vouches for into facts: sender, size, auth, tls, networks,
   received; and state SEALED. The strings stay the seal's, which must stay
   where it is. */
void tenure_seal_to_facts(struct tenure_seal *seal, struct tenure_facts *facts);

#endif
