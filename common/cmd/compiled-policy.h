/* SPDX-License-Identifier: MIT */
#ifndef TENURE_COMPILED_POLICY_H
#define TENURE_COMPILED_POLICY_H

#include "base/attrs.h"
#include "base/error.h"
#include "policy/policy.h"
#include "snapshot/publish.h"
#include "snapshot/snapshot.h"

/* Make the snapshot that a request asks for in a place where nobody else sees
   it, as generation 1. Mailboxes are found in it by key, where the policy
   itself would read its tables from their beginning. Takes the room of a
   snapshot in the folder for temporary files (TMPDIR, /tmp) for as long as it
   is open. path, generation_floor, generations and approve do not count.
   Returns 0, or -1 with err. */
int tenure_policy_compile(const struct tenure_publish_request *request,
			  struct tenure_snapshot **snapshot_r,
			  struct tenure_error *err) TENURE_CHECK;
/* The same for a command: says what is wrong, also in rows of tables. Returns
   an exit code. */
int tenure_input_compiled(const struct tenure_publish_request *request,
			  struct tenure_snapshot **snapshot_r) TENURE_CHECK;

#endif
