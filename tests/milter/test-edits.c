/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "fake-mfapi.h"
#include "milter/edits.h"
#include "milter/log.h"

static char addresses[3][16] = {"<a@x>", "<b@x>", "<c@x>"};

static struct tm_recipient three[3] = {
	{.address = addresses[0], .action = TENURE_SMTP_DISCARD},
	{.address = addresses[1], .action = TENURE_SMTP_ACCEPT},
	{.address = addresses[2], .action = TENURE_SMTP_DISCARD},
};

static struct tm_message message = {
	.recipients = {.items = three, .count = 3},
};

struct edit_case {
	enum tenure_smtp_action action;
	const char *reply;
	bool delete_discarded;
	unsigned int seal_count, kept_seal;
	const char *seal;
	sfsistat want;
	const char *calls, *want_reply;
};

static const struct edit_case cases[] = {
	/* Forged seals go from the last to the first. */
	{TENURE_SMTP_ACCEPT, "", false, 3, 0, "v=1", SMFIS_CONTINUE,
	 "chgheader 3 Tenure-Seal\nchgheader 2 Tenure-Seal\n"
	 "chgheader 1 Tenure-Seal\ninsheader 1 Tenure-Seal\n",
	 ""},
	{TENURE_SMTP_ACCEPT, "", false, 0, 0, "v=1", SMFIS_CONTINUE,
	 "insheader 1 Tenure-Seal\n", ""},
	/* One stays. */
	{TENURE_SMTP_ACCEPT, "", false, 3, 2, "", SMFIS_CONTINUE,
	 "chgheader 3 Tenure-Seal\nchgheader 1 Tenure-Seal\n", ""},
	{TENURE_SMTP_ACCEPT, "", true, 0, 0, "v=1", SMFIS_CONTINUE,
	 "insheader 1 Tenure-Seal\ndelrcpt <a@x>\ndelrcpt <c@x>\n", ""},
	{TENURE_SMTP_QUARANTINE, "", true, 1, 0, "v=1", SMFIS_CONTINUE,
	 "chgheader 1 Tenure-Seal\ninsheader 1 Tenure-Seal\n"
	 "delrcpt <a@x>\ndelrcpt <c@x>\n"
	 "quarantine held by the retention policy\n",
	 ""},
	/* What does not come in is not changed. */
	{TENURE_SMTP_DISCARD, "", false, 2, 0, "", SMFIS_DISCARD, "", ""},
	{TENURE_SMTP_REJECT, "550 5.7.1 no 100% way", false, 2, 0, "",
	 SMFIS_REJECT, "", "550 5.7.1 no 100%% way"},
	{TENURE_SMTP_DEFER, "451 4.7.1 later", false, 2, 0, "", SMFIS_TEMPFAIL,
	 "", "451 4.7.1 later"},
};

static void make_verdict(const struct edit_case *c, struct tm_verdict *verdict)
{
	memset(verdict, 0, sizeof(*verdict));
	verdict->action = c->action;
	strcpy(verdict->reply, c->reply);
	verdict->delete_discarded = c->delete_discarded;
	verdict->seal_count = c->seal_count;
	verdict->kept_seal = c->kept_seal;
	tenure_buffer_add_str(&verdict->seal, c->seal);
}

static void test_apply(void **state)
{
	struct smfi_str ctx = {.private_data = NULL};
	struct tm_verdict verdict;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make_verdict(&cases[i], &verdict);
		fake_mfapi_clear(&ctx);
		assert_int_equal(
			tm_edits_apply(&ctx, &message, &verdict, false),
			cases[i].want);
		assert_string_equal(ctx.calls.data, cases[i].calls);
		assert_string_equal(ctx.reply.data, cases[i].want_reply);
		tm_verdict_free(&verdict);
	}
}

/* The server takes the n-th edit not: the message waits, whatever edit. */
static void test_refused_edit(void **state)
{
	struct smfi_str ctx = {.private_data = NULL};
	const struct edit_case *c = &cases[4];
	struct tm_verdict verdict;
	unsigned int n;
	sfsistat answer;

	(void)state;
	make_verdict(c, &verdict);
	for (n = 1;; n++) {
		fake_mfapi_clear(&ctx);
		ctx.fail_edit = n;
		answer = tm_edits_apply(&ctx, &message, &verdict, false);
		if (ctx.fail_edit > 0)
			break;
		assert_int_equal(answer, SMFIS_TEMPFAIL);
		assert_non_null(strstr(ctx.reply.data, "451 4.7.1 "));
	}
	assert_int_equal(n, 6);
	assert_int_equal(answer, SMFIS_CONTINUE);
	tm_verdict_free(&verdict);
}

static void test_leading_space(void **state)
{
	struct smfi_str ctx = {.private_data = NULL};
	struct tm_verdict verdict;

	(void)state;
	make_verdict(&cases[1], &verdict);
	for (int leading_space = 0; leading_space < 2; leading_space++) {
		(void)tm_edits_apply(&ctx, &message, &verdict,
				     leading_space != 0);
		assert_string_equal(ctx.inserted.data,
				    leading_space != 0 ? " v=1" : "v=1");
	}
	tm_verdict_free(&verdict);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply),
		cmocka_unit_test(test_refused_edit),
		cmocka_unit_test(test_leading_space),
	};

	tm_log_open(false);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
