/* SPDX-License-Identifier: MIT */
#ifndef TM_SETUP_H
#define TM_SETUP_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "config/config.h"
#include "seal/keys.h"
#include "seal/seal.h"
#include "snapshot/snapshot.h"

/* Everything that a message is judged and sealed by: tenure.conf, one
   generation of the policy, and the key that goes with it. Immutable and
   reference-counted; any number of threads may read one, and reference or
   release it. */
struct tm_setup;

/* Why a setup could not be loaded. */
struct tm_setup_problem {
	/* TENURE_ERROR_INPUT or TENURE_ERROR_ENVIRONMENT */
	enum tenure_error_code code;
	/* One or more lines. */
	struct tenure_buffer text;
};

#define TM_SETUP_PROBLEM_INIT                                                  \
	{                                                                      \
		TENURE_ERROR_NONE, TENURE_BUFFER_INIT                          \
	}

/* Read tenure.conf at config_path and what it names: the snapshot, which must
   be whole and of the same realm, and the newest of its keys that is in
   key_dir, which must be readable. Returns 0 with one reference, or -1 with
   the problem (free its text). */
int tm_setup_load(const char *config_path, struct tm_setup **setup_r,
		  struct tm_setup_problem *problem) TENURE_CHECK;
/* The same with the tenure.conf that old was loaded with: a new snapshot does
   not make an edited tenure.conf count. */
int tm_setup_refresh(const struct tm_setup *old, struct tm_setup **setup_r,
		     struct tm_setup_problem *problem) TENURE_CHECK;
struct tm_setup *tm_setup_ref(struct tm_setup *setup);
/* Give a reference back and set to NULL; NULL accepted. */
void tm_setup_unref(struct tm_setup **setup);

const struct tenure_config *tm_setup_config(const struct tm_setup *setup);
const struct tenure_snapshot *tm_setup_snapshot(const struct tm_setup *setup);
const struct tenure_policy *tm_setup_policy(const struct tm_setup *setup);
const struct tenure_private_key *tm_setup_key(const struct tm_setup *setup);
/* A seal with everything that is the same for all messages: realm,
   generation, fields. */
const struct tenure_seal *tm_setup_seal(const struct tm_setup *setup);
/* May a recipient be refused whatever the message is? */
bool tm_setup_refuses_by_name(const struct tm_setup *setup);
/* Does somebody look at this header field: a condition, or the seal's
   signature? Upper and lower case are the same. */
bool tm_setup_wants_field(const struct tm_setup *setup, const char *name);
/* Is an address in one of the policy's networks? */
bool tm_network_has(const struct tenure_client_network *network, int family,
		    const unsigned char *octets);
/* Is the client one of trusted_relays? family is 4 or 6, octets in network
   byte order. */
bool tm_setup_trusts(const struct tm_setup *setup, int family,
		     const unsigned char *octets);

#endif
