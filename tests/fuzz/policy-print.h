/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_POLICY_PRINT_H
#define TENURE_TEST_POLICY_PRINT_H

#include "base/buffer.h"
#include "policy/policy.h"

/* Write all that a policy means as policy text, so that a policy that is
   written and read again can be compared with itself. Only through
   policy.h, as everybody else sees it. */
void fuzz_print_policy(const struct tenure_policy *policy,
		       struct tenure_buffer *out);
/* The same for a tenant or user alone: kind is "tenant" or "user". */
void fuzz_print_subject(const char *kind, const struct tenure_subject *subject,
			struct tenure_buffer *out);

#endif
