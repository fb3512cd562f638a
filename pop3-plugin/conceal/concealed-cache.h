/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONCEALED_CACHE_H
#define TENURE_CONCEALED_CACHE_H

#include "pop3-plugin/state/box.h"
#include "policy/needs.h"

/* What Dovecot's cache has of a message goes along with a copy of it, field by
   field, and for each message it asks anew which fields there are. Nobody reads
   concealed mail but who decides about it: only what decisions ask for goes
   along, and the fields are looked up once for all messages. */

struct tenure_concealed_cache;

/* For copies from one mailbox to a concealed one, by a policy that needs this
   (NULL: it is not known).
   Both are open, and stay so; the memory is the pool's. */
struct tenure_concealed_cache *
tenure_concealed_cache_new(pool_t pool, struct mailbox *source,
			   struct mailbox *concealed,
			   const struct tenure_needs *needs);
/* Around each copy. */
void tenure_concealed_cache_begin(struct tenure_concealed_cache *cache);
void tenure_concealed_cache_end(struct tenure_concealed_cache *cache);

/* mailbox_vfuncs.get_metadata */
int tenure_concealed_cache_get_metadata(struct mailbox *box,
					enum mailbox_metadata_items items,
					struct mailbox_metadata *metadata_r);

#endif
