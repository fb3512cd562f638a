/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TABLE_LOOKUP_H
#define TENURE_TABLE_LOOKUP_H

#include "base/attrs.h"
#include "base/error.h"
#include "policy/policy.h"

/* Look for the row of a key (see base/address.h), in the text tables of a
   policy. Reads them until it is found. Returns 1 with *row_r, which the caller
   frees with tenure_free(); 0 if there is none; -1 with err if a table cannot
   be read, or the row has a mistake. Any thread. */
int tenure_table_lookup(const struct tenure_policy *policy,
			enum tenure_table_kind kind, const char *key,
			struct tenure_subject **row_r,
			struct tenure_error *err) TENURE_CHECK;

#endif
