/* SPDX-License-Identifier: MIT */
#include "tests/common/decide/house.h"

#include "policy/mailbox.h"

static const char policy_text[] =
	"tenure_version = 1\n"
	"class invoice { match { header Subject = \"*invoice*\" } }\n"
	"class bulk { match { header List-Id = \"*\" } }\n"
	"class secret { match { header X-Classification = secret } }\n"
	"class draft { match { sealed = no  mailbox = \\Drafts } }\n"
	"class away { match { auth = no } }\n"
	"plan staff {\n"
	"  keep = 90d  expire = 7y  on_delete = deny\n"
	"  class invoice { keep = 10y  keep_from = year_end }\n"
	"  class bulk { keep = 0  expire = 30d }\n"
	"  class secret { keep = 3y  expire = 1y  on_delete = conceal }\n"
	"  class draft { keep = 0 }\n"
	"}\n"
	"plan lite {\n"
	"  keep = 0  expire = 30d  on_delete = allow\n"
	"  pop3 { after_download = delete }\n"
	"  class secret { pop3 { after_download = keep } }\n"
	"  class away { expire = 1y smtp { accept = reject \"5.7.1 no\" } }\n"
	"}\n"
	"plan closed { keep = 0 smtp { accept = reject \"5.7.1 Closed\" }\n"
	"  class bulk { smtp { accept = defer \"4.7.1 Later\" } }\n"
	"  class secret { smtp { accept = quarantine } }\n"
	"  class invoice { smtp { accept = yes } } }\n"
	"plan odd { keep = 1d  on_delete = allow  pop3 { after_download = "
	"delete } }\n"
	"plan default { keep = 0 }\n"
	"tenant example.org { plan = staff }\n"
	"tenant example.com { plan = staff  keep = 2y }\n"
	"user joe@example.com { keep = 1d  class bulk { keep = 5d } }\n"
	"user lite@example.org { plan = lite }\n"
	"user closed@example.org { plan = closed }\n"
	"user odd@example.net { plan = odd }\n"
	"unknown = default\n"
	"user later@example.net { plan = default  pop3 { after_download = 7d } "
	"}\n"
	"user two@example.net { plan = default\n"
	"  pop3 { after_download = 7d  devices = 2 } }\n"
	"user all@example.net { plan = default\n"
	"  pop3 { after_download = delete  devices = all } }\n"
	"user kept@example.net { plan = default  keep = 1y  on_delete = deny\n"
	"  pop3 { after_download = 7d } }\n";

const char *const plain[] = {"Subject: hello", NULL};
const char *const invoice[] = {"Subject: invoice 7", NULL};
const char *const bulk[] = {"List-Id: <l.example>", NULL};
const char *const secret[] = {"X-Classification: secret", NULL};
const char *const several[] = {"Subject: invoice", "List-Id: <l.example>",
			       "X-Classification: secret", NULL};

struct tenure_facts facts_of(const char *const *fields)
{
	struct tenure_facts facts = {
		.seal = TENURE_SEAL_SEALED,
		.sender = "a@b.example",
		.size = 1000,
		.auth = 1,
		.tls = 13,
		.mailbox = "INBOX",
		.special_use = "",
		.received = RECEIVED,
		.header = test_header,
		.header_context = (void *)(uintptr_t)fields,
	};
	return facts;
}

int house_setup(void **state)
{
	*state = test_policy(policy_text);
	return 0;
}

int house_teardown(void **state)
{
	struct tenure_policy *policy = *state;

	tenure_policy_free(&policy);
	return 0;
}

struct tenure_decision decide(const struct tenure_policy *policy,
			      const char *address,
			      const struct tenure_facts *facts,
			      enum tenure_action action, int64_t now)
{
	struct tenure_mailbox mailbox;
	struct tenure_classes classes, all;
	struct tenure_decision decision, again;

	assert_int_equal(tenure_policy_mailbox(policy, address, NULL, &mailbox),
			 0);
	tenure_classify(policy, &mailbox, facts, &classes);
	tenure_decide(&mailbox, facts, &classes, action, now, &decision);
	/* Looking at all classes must not change the answer. */
	tenure_classify(policy, NULL, facts, &all);
	tenure_decide(&mailbox, facts, &all, action, now, &again);
	assert_int_equal(decision.verdict, again.verdict);
	for (int i = 0; i < TENURE_SETTING_COUNT; i++)
		assert_ptr_equal(decision.reasons[i].value,
				 again.reasons[i].value);
	return decision;
}
