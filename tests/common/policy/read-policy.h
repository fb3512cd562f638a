/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_READ_POLICY_H
#define TENURE_TEST_READ_POLICY_H

#include "base/buffer.h"
#include "policy/policy.h"
#include "policy/tree.h"
#include "tests/common/policy/memory-source.h"

/* Policies in memory. The file is called "p". */

/* What is short and complete, in three lines. */
#define BASE                                                                   \
	"tenure_version = 1\n"                                                 \
	"plan p { }\n"                                                         \
	"unknown = p\n"

/* One of each, with two plans. */
#define WHOLE                                                                  \
	"tenure_version = 1\n"                                                 \
	"class invoice {\n"                                                    \
	"  match { header Subject = \"*invoice*\" \"*rechnung*\" }\n"          \
	"  match { from = @billing.example }\n"                                \
	"}\n"                                                                  \
	"class draft { match { sealed = no  mailbox = \\Drafts } }\n"          \
	"plan staff {\n"                                                       \
	"  keep = 90d expire = 7y\n"                                           \
	"  on_delete = conceal\n"                                              \
	"  class invoice { keep = 10y  keep_from = year_end }\n"               \
	"  class draft { keep = 0 }\n"                                         \
	"}\n"                                                                  \
	"plan lite { keep = 0 pop3 { after_download = delete } }\n"            \
	"tenant Example.ORG { plan = staff }\n"                                \
	"user Robot@example.org { plan = lite class invoice { keep = 1y } }\n" \
	"unknown = lite\n"

/* The findings about a policy, as text that the caller frees with
   tenure_free(), and the policy, NULL after errors. */
static inline char *policy_findings(const struct memory_file *files,
				    struct tenure_policy **policy_r)
{
	struct tenure_source source = memory_source(files);
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	char *result;
	int ret;

	ret = tenure_policy_read(&source, files[0].name, policy_r,
				 &diagnostics);
	assert_int_equal(ret, diagnostics.error_count == 0 ? 0 : -1);
	assert_int_equal(*policy_r != NULL, ret == 0);
	tenure_diagnostics_format(&diagnostics, &text);
	tenure_diagnostics_free(&diagnostics);
	result = tenure_buffer_take(&text);
	assert_non_null(result);
	return result;
}

/* Read a policy and compare what is found with what is wanted. */
static inline void check_findings(const char *text, const char *want)
{
	const struct memory_file files[] = {{"p", text}, {NULL, NULL}};
	struct tenure_policy *policy;
	char *got = policy_findings(files, &policy);

	assert_string_equal(got, want);
	tenure_free(got);
	tenure_policy_free(&policy);
}

/* A policy that nothing is found about. Free it with tenure_policy_free(). */
static inline struct tenure_policy *good_policy(const char *text)
{
	const struct memory_file files[] = {{"p", text}, {NULL, NULL}};
	struct tenure_policy *policy;
	char *got = policy_findings(files, &policy);

	assert_string_equal(got, "");
	tenure_free(got);
	return policy;
}

#endif
