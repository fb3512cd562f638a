/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_POLICY_TEXT_H
#define TENURE_TEST_POLICY_TEXT_H

#include "policy/policy.h"

/* Read a policy from a string; it is called "policy.conf" in messages. Fails
   the test, printing what is wrong, if the text has errors. Free it with
   tenure_policy_free(). */
struct tenure_policy *test_policy(const char *text);

/* Header fields for tenure_facts.header: "name: body" strings, ended by NULL.
   Use as .header = test_header, .header_context = fields. */
int test_header(void *context, const char *name, unsigned int index,
		const char **body_r);
/* A header callback that can tell nothing. */
int test_header_unknown(void *context, const char *name, unsigned int index,
			const char **body_r);

#endif
