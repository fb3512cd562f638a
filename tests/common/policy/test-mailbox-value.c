/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "policy/mailbox-value.h"
#include "policy/mailbox.h"
#include "tests/lib/policy-text.h"
#include "tests/lib/unit.h"

#include <stdio.h>

#define TEXT                                                                   \
	"tenure_version = 1\n"                                                 \
	"class a { match { auth = yes } }\n"                                   \
	"class b { match { auth = no } }\n"                                    \
	"plan p {\n"                                                           \
	"  expire = 1y  pop3 { login_delay = 1min }\n"                         \
	"  class a { expire = 10d  pop3 { login_delay = 1h } }\n"              \
	"  class b { pop3 { login_delay = 5min } }\n"                          \
	"}\n"                                                                  \
	"tenant example.org { plan = p }\n"                                    \
	"user masks@example.org {\n"                                           \
	"  class a { expire = 20d  pop3 { login_delay = 2min } }\n"            \
	"}\n"                                                                  \
	"user own@example.org {\n"                                             \
	"  expire = 30d  pop3 { login_delay = 1s }\n"                          \
	"}\n"                                                                  \
	"user honour@example.org {\n"                                          \
	"  keep = 9d  smtp { expires_header = honour }\n"                      \
	"}\n"                                                                  \
	"user bulk@example.org {\n"                                            \
	"  keep = 90d  class b { keep = 3d }\n"                                \
	"  class a { smtp { expires_header = honour } }\n"                     \
	"}\n"                                                                  \
	"user ignore@example.org {\n"                                          \
	"  keep = 1d  smtp { expires_header = ignore }\n"                      \
	"}\n"                                                                  \
	"user least@example.org { smtp { expires_header = honour } }\n"

/* What any message could get: a class of a more specific layer hides the same
   class below, an own value hides all below. */
static void test_extremes(void **state TENURE_UNUSED)
{
	static const struct {
		const char *address;
		int64_t login_delay, expire;
	} cases[] = {
		{"joe@example.org", 3600, 10},
		{"masks@example.org", 300, 20},
		{"own@example.org", 1, 30},
		/* an Expires field may shorten it down to keep */
		{"honour@example.org", 3600, 9},
		{"bulk@example.org", 3600, 3},
		{"ignore@example.org", 3600, 10},
		{"least@example.org", 3600, 0},
		{"x@elsewhere.example", 0, -1},
	};
	struct tenure_policy *policy = test_policy(TEXT);
	struct tenure_mailbox mailbox;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(tenure_policy_mailbox(policy, cases[i].address,
						       NULL, &mailbox),
				 0);
		assert_int_equal(tenure_mailbox_pop3_login_delay(&mailbox),
				 cases[i].login_delay);
		assert_int_equal(tenure_mailbox_pop3_expire(&mailbox),
				 cases[i].expire);
		tenure_mailbox_clear(&mailbox);
	}
	tenure_policy_free(&policy);
}

/* Bounds of months cut days only in some months: the least of all counts. */
static void test_bounds(void **state TENURE_UNUSED)
{
	static const struct {
		const char *bound, *said;
		int64_t want;
	} cases[] = {
		{"expire <= 1mo", "expire = 31d", 28},
		{"expire >= 1mo", "expire = 30d", 30},
		{"expire = 30d .. 1mo", "expire = 1y", 30},
		{"expire >= 2mo", "expire = 30d", 59},
		{"expire <= 1y", "expire = never", 365},
		{"expire >= 1d", "expire = 30d", 30},
		{"pop3 { after_download >= 1mo }",
		 "pop3 { after_download = 1d }", 28},
		{"pop3 { after_download = delete }",
		 "pop3 { after_download = delete }", 0},
	};
	struct tenure_policy *policy;
	struct tenure_mailbox mailbox;
	char text[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
			 "tenure_version = 1\nplan p { expire = never }\n"
			 "bounds { %s }\nuser a@b.example { plan = p %s }\n",
			 cases[i].bound, cases[i].said);
		policy = test_policy(text);
		assert_int_equal(tenure_policy_mailbox(policy, "a@b.example",
						       NULL, &mailbox),
				 0);
		assert_int_equal(tenure_mailbox_pop3_expire(&mailbox),
				 cases[i].want);
		tenure_mailbox_clear(&mailbox);
		tenure_policy_free(&policy);
	}
}

/* What downloads do is another thing; what a message says of itself is not. */
static void test_least_expire(void **state TENURE_UNUSED)
{
	static const struct {
		const char *said;
		int64_t want;
	} cases[] = {
		{"expire = never", -1},
		{"expire = 1y", 365},
		{"expire = 12h", 0},
		{"expire = 1y  pop3 { after_download = delete }", 365},
		{"expire = never  class a { expire = 30d }", 30},
		{"expire = 1y  smtp { expires_header = honour }", 0},
		{"expire = never  class a { smtp { expires_header = honour } }",
		 0},
		{"", -1},
	};
	struct tenure_policy *policy;
	struct tenure_mailbox mailbox;
	char text[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
			 "tenure_version = 1\n"
			 "class a { match { auth = yes } }\n"
			 "plan p { %s }\nunknown = p\n",
			 cases[i].said);
		policy = test_policy(text);
		assert_int_equal(tenure_policy_mailbox(policy, "a@b.example",
						       NULL, &mailbox),
				 0);
		assert_int_equal(tenure_mailbox_least_expire(&mailbox),
				 cases[i].want);
		tenure_mailbox_clear(&mailbox);
		tenure_policy_free(&policy);
	}
}

/* What no message can change need not be asked of any. */
static void test_lets_go(void **state TENURE_UNUSED)
{
	static const struct {
		const char *plan, *user;
		bool go, no_seal;
	} cases[] = {
		{"keep = 0", "", true, true},
		{"keep = 0  on_delete = deny", "", true, true},
		{"keep = 0  grace = 0", "", true, true},
		{"keep = 1d", "", false, false},
		{"keep = 0  grace = 1h", "", false, false},
		{"keep = 0  expire = 7y", "", true, false},
		{"keep = 0  smtp { expires_header = honour }", "", true, false},
		{"keep = 0  class a { keep = 1d }", "", false, false},
		{"keep = 0  class a { grace = 1d }", "", false, false},
		{"keep = 0  class a { pop3 { top = deny } }", "", true, false},
		{"keep = 1d", "keep = 0", true, true},
		{"keep = 0", "keep = 1d", false, false},
		{"keep = 0", "class a { keep = 1d }", false, false},
	};
	struct tenure_policy *policy;
	struct tenure_mailbox mailbox;
	char text[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
			 "tenure_version = 1\n"
			 "class a { match { auth = yes } }\n"
			 "plan p { %s }\n"
			 "user a@b.example { plan = p  %s }\n",
			 cases[i].plan, cases[i].user);
		policy = test_policy(text);
		assert_int_equal(tenure_policy_mailbox(policy, "a@b.example",
						       NULL, &mailbox),
				 0);
		assert_int_equal(tenure_mailbox_lets_go(&mailbox), cases[i].go);
		assert_int_equal(tenure_mailbox_needs_no_seal(&mailbox),
				 cases[i].no_seal);
		tenure_mailbox_clear(&mailbox);
		tenure_policy_free(&policy);
	}
}

static void test_masks(void **state TENURE_UNUSED)
{
	struct tenure_policy *policy = test_policy(TEXT);
	const struct tenure_class *a = tenure_policy_class(policy, 0);
	const struct tenure_class *b = tenure_policy_class(policy, 1);
	struct tenure_mailbox mailbox;

	assert_int_equal(tenure_policy_mailbox(policy, "masks@example.org",
					       NULL, &mailbox),
			 0);
	/* user, tenant, plan */
	assert_int_equal(mailbox.layer_count, 3);
	assert_true(
		tenure_mailbox_masks(&mailbox, 2, TENURE_SETTING_EXPIRE, a));
	assert_false(
		tenure_mailbox_masks(&mailbox, 0, TENURE_SETTING_EXPIRE, a));
	assert_false(
		tenure_mailbox_masks(&mailbox, 2, TENURE_SETTING_EXPIRE, b));
	assert_false(
		tenure_mailbox_masks(&mailbox, 2, TENURE_SETTING_EXPIRE, NULL));
	assert_false(tenure_mailbox_masks(&mailbox, 2, TENURE_SETTING_KEEP, a));
	tenure_mailbox_clear(&mailbox);
	tenure_policy_free(&policy);
}

static void test_after_download(void **state TENURE_UNUSED)
{
	static const struct {
		const char *says;
		/* devices: more than one may be needed */
		bool want, devices;
	} cases[] = {
		{"", false, false},
		{"pop3 { after_download = keep }", false, false},
		{"pop3 { after_download = delete }", true, false},
		{"pop3 { after_download = 7d }", true, false},
		{"expire = 0", false, false},
		{"class a { pop3 { after_download = 7d } }", true, false},
		{"pop3 { after_download = delete }\n"
		 "class a { pop3 { after_download = keep } }",
		 true, false},
		{"pop3 { after_download = delete  devices = 1 }", true, false},
		{"pop3 { after_download = delete  devices = any }", true,
		 false},
		{"pop3 { after_download = delete  devices = 2 }", true, true},
		{"pop3 { after_download = 7d  devices = all }", true, true},
		{"pop3 { after_download = 7d }\n"
		 "class a { pop3 { devices = all } }",
		 true, true},
		{"class a { pop3 { devices = all } }", false, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_policy *policy;
		struct tenure_mailbox mailbox;
		char text[512];

		snprintf(text, sizeof(text),
			 "tenure_version = 1\n"
			 "class a { match { auth = yes } }\n"
			 "plan p { %s }\nunknown = p\n",
			 cases[i].says);
		policy = test_policy(text);
		assert_int_equal(tenure_policy_mailbox(policy, "a@b.example",
						       NULL, &mailbox),
				 0);
		if (tenure_mailbox_pop3_after_download(&mailbox) !=
			    cases[i].want ||
		    tenure_mailbox_pop3_devices(&mailbox) != cases[i].devices)
			fail_msg("%s", cases[i].says);
		tenure_mailbox_clear(&mailbox);
		tenure_policy_free(&policy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_extremes),
		cmocka_unit_test(test_after_download),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_least_expire),
		cmocka_unit_test(test_lets_go),
		cmocka_unit_test(test_masks),
	};

	return cmocka_run_group_tests_name("mailbox-value", tests, NULL, NULL);
}
