/* SPDX-License-Identifier: MIT */
#include "tests/lib/policy-text.h"
#include "policy/extremes.h"
#include "tests/lib/unit.h"

#define HEAD                                                                   \
	"tenure_version = 1\n"                                                 \
	"class a { match { auth = yes } }\n"
#define PLAN "plan p { keep = 0 }\n"

static void test_extremes(void **state TENURE_UNUSED)
{
	static const struct {
		const char *text;
		int64_t expire, login_delay;
	} cases[] = {
		{HEAD PLAN "tenant a.example { plan = p }\n", -1, 0},
		/* plans, also those that nobody has, and their classes */
		{HEAD "plan p { expire = 30d pop3 { login_delay = 1min } }\n"
		      "plan q { class a { expire = 1y\n"
		      "pop3 { login_delay = 1h } } }\n",
		 30, 3600},
		{HEAD "plan p { expire = 30d }\n"
		      "plan q { pop3 { after_download = delete } }\n",
		 0, 0},
		{HEAD "plan p { expire = 30d pop3 { after_download = 7d } }\n",
		 7, 0},
		{HEAD "plan p { pop3 { after_download = keep } }\n", -1, 0},
		/* tenants and users */
		{HEAD PLAN "tenant a.example { plan = p expire = 10d }\n"
			   "user j@b.example { plan = p\n"
			   "class a { expire = 20d }\n"
			   "pop3 { login_delay = 5min } }\n",
		 10, 300},
		/* what the bounds make of that; they are not for plans */
		{HEAD "plan p { pop3 { login_delay = 1min } expire = 1y }\n"
		      "tenant a.example { plan = p expire = 1d\n"
		      "pop3 { login_delay = 1d } }\n"
		      "bounds { expire >= 14d  pop3 { login_delay <= 1h } }\n",
		 14, 3600},
		{HEAD PLAN "tenant a.example { plan = p expire = 1y\n"
			   "pop3 { login_delay = 1s } }\n"
			   "bounds { expire <= 14d  pop3 { login_delay >= 1h } "
			   "}\n",
		 14, 3600},
		{HEAD PLAN "tenant a.example { plan = p expire = 1d }\n"
			   "bounds { may = keep plan }\n",
		 -1, 0},
		/* an Expires field may shorten it down to keep */
		{HEAD "plan p { keep = 40d smtp { expires_header = honour } }\n"
		      "plan q { keep = 5d }\n",
		 40, 0},
		{HEAD "plan p { keep = 40d smtp { expires_header = honour } }\n"
		      "user j@b.example { plan = p keep = 30d }\n"
		      "tenant c.example { plan = p class a { keep = 20d } }\n",
		 20, 0},
		{HEAD "plan p { keep = 40d }\n"
		      "tenant b.example { plan = p keep = 1y\n"
		      "smtp { expires_header = honour } }\n"
		      "user j@b.example { keep = 30d }\n",
		 30, 0},
		{HEAD "plan p { keep = 40d }\n"
		      "tenant b.example { plan = p\n"
		      "smtp { expires_header = honour } }\n",
		 0, 0},
		{HEAD "plan p { keep = forever\n"
		      "smtp { expires_header = honour } }\n"
		      "tenant b.example { plan = p }\n",
		 -1, 0},
		{HEAD "plan p { keep = 40d smtp { expires_header = honour } }\n"
		      "tenant b.example { plan = p keep = 1d }\n"
		      "bounds { keep >= 9d }\n",
		 9, 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_policy *policy = test_policy(cases[i].text);
		struct tenure_pop3_extremes got;

		tenure_policy_pop3_extremes(policy, &got);
		if (got.expire != cases[i].expire ||
		    got.login_delay != cases[i].login_delay) {
			fail_msg("case %zu: %lld, %lld", i,
				 (long long)got.expire,
				 (long long)got.login_delay);
		}
		tenure_policy_free(&policy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_extremes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
