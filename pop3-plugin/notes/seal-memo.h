/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_SEAL_MEMO_H
#define TENURE_PLUGIN_SEAL_MEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "decide/facts.h"

/* What the valid seals of a mailbox's messages say, in memory, as long as the
   mailbox is open. A message that is deleted is decided about twice, when the
   client marks it and when it is expunged, and a message under a UID never
   changes; nor do the keys of a policy, with which it has to be freed. */
struct tenure_seal_memo;

/* Messages that are remembered, about 200 kB; then it begins anew. */
#define TENURE_SEAL_MEMO_MAX 1000

/* Keep what a seal vouches for, out of the facts about a message that is
   sealed. The strings are copied. *memo is NULL at first. Without memory
   nothing is kept. */
void tenure_seal_memo_write(struct tenure_seal_memo **memo, uint32_t uid,
			    const struct tenure_facts *facts);
/* Put it into facts again, where the strings are those of the memo: valid
   until the next write. False if nothing is known, and facts are as they were;
   NULL accepted. */
bool tenure_seal_memo_read(const struct tenure_seal_memo *memo, uint32_t uid,
			   struct tenure_facts *facts);
/* NULL accepted; set to NULL. */
void tenure_seal_memo_free(struct tenure_seal_memo **memo);

#endif
