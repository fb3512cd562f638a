/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SNAPSHOT_HOLDER_H
#define TENURE_SNAPSHOT_HOLDER_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "snapshot/snapshot.h"

/* The policy that this process read last. Processes serve many sessions one
   after the other; each session asks once and keeps what it got. */

/* Returns 0 with a reference to the snapshot at path as it is now (one stat
   if it is the one of before); -1 with err if it cannot be read. There is no
   going back to an older one: what was published may have forbidden more. */
int tenure_snapshot_holder_get(const char *path,
			       struct tenure_snapshot **snapshot_r,
			       struct tenure_error *err);
/* Give back what is held; for the end of the process. */
void tenure_snapshot_holder_free(void);

#endif
