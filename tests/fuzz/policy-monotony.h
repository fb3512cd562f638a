/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_POLICY_MONOTONY_H
#define TENURE_TEST_POLICY_MONOTONY_H

#include "policy/mailbox.h"
#include "policy/policy.h"

/* What cannot be told, and a hold, never free a message: fails where a
   decision knows less about a mailbox's classes, and yet keeps less. seed
   chooses what is known. */
void fuzz_check_monotony(const struct tenure_policy *policy,
			 const struct tenure_mailbox *mailbox, uint32_t seed);

#endif
