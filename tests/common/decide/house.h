/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_HOUSE_H
#define TENURE_TEST_HOUSE_H

#include "tests/lib/unit.h"

#include "decide/decide.h"
#include "tests/lib/policy-text.h"

/* One policy and some messages, on which the tests of decide/ agree. */

/* 2026-11-22T03:00:00Z */
#define RECEIVED INT64_C(1795316400)
#define DAY INT64_C(86400)
/* 2036-12-31T23:59:59Z */
#define INVOICE_END INT64_C(2114380799)
/* 2028-12-31T23:59:59Z: two years after the year's end */
#define TENANT_END INT64_C(1861919999)

/* Header fields of messages. */
extern const char *const plain[],
	*const invoice[], *const bulk[], *const secret[], *const several[];

/* A sealed message in the INBOX of which everything is known. */
struct tenure_facts facts_of(const char *const *fields);
/* Decide; fails the test if looking at all classes changes the answer. */
struct tenure_decision decide(const struct tenure_policy *policy,
			      const char *address,
			      const struct tenure_facts *facts,
			      enum tenure_action action, int64_t now);
/* The group's state is the policy. */
int house_setup(void **state);
int house_teardown(void **state);

#endif
