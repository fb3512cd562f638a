/* SPDX-License-Identifier: MIT */
#ifndef TM_POLICY_HOLDER_H
#define TM_POLICY_HOLDER_H

#include "base/attrs.h"
#include "setup.h"

/* Owns the setup that new messages get, and replaces it: a new one is built
   whole, then swapped in. Messages under way keep the one they began with.
   What is bad changes nothing and is logged. Any thread. */
struct tm_policy_holder;

/* Takes over the reference to first. Returns 0, or -1 on out-of-memory (first
   is then still the caller's). */
int tm_policy_holder_new(const char *config_path, struct tm_setup *first,
			 struct tm_policy_holder **holder_r) TENURE_CHECK;
/* Free and set to NULL; NULL accepted. Nobody may use it any more. */
void tm_policy_holder_free(struct tm_policy_holder **holder);

/* A reference to the setup in force. Looks with one stat(2) whether another
   snapshot was published, and takes it into use. */
struct tm_setup *
tm_policy_holder_get(struct tm_policy_holder *holder) TENURE_CHECK;
/* Read tenure.conf, the snapshot and the key anew. Returns 0; or -1, and the
   old ones stay in force. Either is logged. */
int tm_policy_holder_reload(struct tm_policy_holder *holder);

#endif
