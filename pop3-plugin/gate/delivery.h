/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_DELIVERY_H
#define TENURE_PLUGIN_DELIVERY_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "seal/seal.h"

/* A message on its way through a user's filters, and what they save of it
   meanwhile. Sieve's editheader saves a changed copy: what came in is saved
   only where a copy has the seal that it came with, and the seal fits. */
struct tenure_delivery {
	/* Of the seals that it came with, whether they fit or not; ended by
	   NULL. */
	const char *const *serials;
	/* Messages that came into mailboxes of the user, and those of them with
	   one of these seals, which fits. */
	unsigned int saved, sealed;
};

/* The serials are from the pool. What cannot be read has no seals. */
void tenure_delivery_begin(struct tenure_delivery *delivery, pool_t pool,
			   struct mail *mail);
/* Did it come with this seal? */
bool tenure_delivery_has(const struct tenure_delivery *delivery,
			 const struct tenure_seal *seal);

#endif
