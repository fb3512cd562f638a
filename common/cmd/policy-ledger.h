/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POLICY_LEDGER_H
#define TENURE_POLICY_LEDGER_H

#include "policy/diagnostics.h"
#include "policy/policy.h"

/* Add an error for each place of a policy that asks for a durable record:
   there is no ledger that could keep one. Not for rows of tables: of these,
   tenure_policy_needs() knows when they are compiled whether one does. */
void tenure_policy_check_ledger(const struct tenure_policy *policy,
				struct tenure_diagnostics *diagnostics);
/* The same for the rows of its tables, in which nothing else is wrong. */
void tenure_policy_check_ledger_rows(const struct tenure_policy *policy,
				     struct tenure_diagnostics *diagnostics);

#endif
