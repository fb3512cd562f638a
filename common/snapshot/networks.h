/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SNAPSHOT_NETWORKS_H
#define TENURE_SNAPSHOT_NETWORKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "policy/policy.h"

/* The record "networks": since which generation each network that conditions
   name has been what it is now. A seal names the networks that its client was
   in (seal.h). One that is older than that cannot tell whether it would have
   named a network of today.

     network office { addresses = "DIGEST"  since = 12 }

   DIGEST is of the addresses, in whatever order they are written. */

/* Write the record of a policy that is published as a generation. before is
   the record of the snapshot that it follows, NULL if there is none: a network
   that stands in it as it is now has been so since then. Returns 0, or -1 with
   err. */
int tenure_networks_format(const struct tenure_policy *policy,
			   const char *before, size_t before_size,
			   uint64_t generation, struct tenure_buffer *out,
			   struct tenure_error *err) TENURE_CHECK;
/* Tell the networks of a policy what its record says; text NULL: there is
   none. What is not in it has been so since generation, the policy's own.
   Returns 0, or -1 with err if the record is not understood. */
int tenure_networks_apply(struct tenure_policy *policy, const char *text,
			  size_t size, uint64_t generation,
			  struct tenure_error *err) TENURE_CHECK;

#endif
