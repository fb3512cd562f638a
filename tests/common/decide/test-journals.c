/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "policy/mailbox.h"
#include "tests/lib/policy-text.h"
#include "tests/lib/unit.h"

#include "decide/decide.h"

/* Class a is told by auth, b by tls, always is always true. */
#define TEXT                                                                   \
	"tenure_version = 1\n"                                                 \
	"class a { match { auth = yes } }\n"                                   \
	"class b { match { tls = yes } }\n"                                    \
	"class always { match { size >= 0 } }\n"                               \
	"plan p {\n"                                                           \
	"  smtp { journal = own@j.example }\n"                                 \
	"  class a { smtp { journal = a@j.example } }\n"                       \
	"  class b { smtp { journal = own@j.example } }\n"                     \
	"}\n"                                                                  \
	"plan every { class always { smtp { journal = own@j.example } }\n"     \
	"             class a { smtp { journal = a@j.example } } }\n"          \
	"unknown = p\n"                                                        \
	"tenant b.example {\n"                                                 \
	"  plan = every\n"                                                     \
	"  class a { smtp { journal = tenant@j.example } }\n"                  \
	"}\n"                                                                  \
	"tenant none.example { plan = p  smtp { journal = none } }\n"

static void list(void *context, const struct tenure_value *value,
		 const struct tenure_class *class TENURE_UNUSED)
{
	char *text = context;
	size_t used = strlen(text);

	snprintf(text + used, 256 - used, "%.*s ",
		 (int)strcspn(value->text, "@"), value->text);
}

static void test_journals(void **state TENURE_UNUSED)
{
	static const struct {
		const char *address;
		int auth, tls;
		const char *want;
	} cases[] = {
		{"x@a.example", 0, 0, "own "},
		{"x@a.example", 1, 0, "a "},
		/* every journal of the classes that match */
		{"x@a.example", 1, 13, "a own "},
		/* what could be true: class a, or the own one */
		{"x@a.example", -1, 0, "a own "},
		/* each address once */
		{"x@a.example", 0, -1, "own "},
		{"x@a.example", 0, 13, "own "},
		/* if the class is true, the tenant's journal is in force and
		   not the plan's for the same class */
		{"x@b.example", -1, 0, "tenant own "},
		{"x@b.example", 1, 0, "tenant "},
		{"x@b.example", 0, 0, "own "},
		{"x@none.example", 1, 13, ""},
	};
	struct tenure_policy *policy = test_policy(TEXT);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_facts facts = TENURE_FACTS_INIT;
		struct tenure_classes classes;
		struct tenure_mailbox mailbox;
		char got[256] = "";

		facts.size = 1;
		facts.auth = cases[i].auth;
		facts.tls = cases[i].tls;
		assert_int_equal(tenure_policy_mailbox(policy, cases[i].address,
						       NULL, &mailbox),
				 0);
		tenure_classify(policy, &mailbox, &facts, &classes);
		tenure_decide_journals(&mailbox, &classes, list, got);
		if (strcmp(got, cases[i].want) != 0)
			fail_msg("case %zu: got \"%s\", want \"%s\"", i, got,
				 cases[i].want);
		tenure_mailbox_clear(&mailbox);
	}
	tenure_policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_journals),
	};

	return cmocka_run_group_tests_name("journals", tests, NULL, NULL);
}
