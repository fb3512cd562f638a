/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_CHANGE_LINES_H
#define TENURE_TEST_CHANGE_LINES_H

#include "tests/lib/unit.h"

#include "base/buffer.h"
#include "policy/mailbox.h"
#include "policy/value.h"
#include "decide/compare.h"
#include "tests/lib/policy-text.h"

/* What changes between two policies as text, a line for each change: setting,
   classes, old value and line, new value and line, kind. */

static inline int change_line(void *context, const struct tenure_change *change)
{
	static const char *const kinds[] = {"none", "more", "less", "mixed",
					    "other"};
	struct tenure_buffer *out = context;

	tenure_buffer_add_str(out, tenure_setting_info(change->setting)->name);
	for (unsigned int i = 0; i < change->class_count; i++)
		tenure_buffer_printf(out, "%c%s%s", i == 0 ? ' ' : '+',
				     change->classes[i]->name,
				     !change->classes[i]->redefined      ? ""
				     : change->classes[i]->in[0] == NULL ? "'"
				     : change->classes[i]->in[1] == NULL ? "`"
									 : "*");
	for (int side = 0; side < TENURE_SIDES; side++) {
		const struct tenure_value *value = change->reasons[side].value;

		tenure_buffer_add_str(out, side == 0 ? ": " : " -> ");
		tenure_value_format(change->setting, value, out);
		tenure_buffer_printf(out, " %u",
				     (unsigned int)value->where.line);
	}
	tenure_buffer_printf(out, " %s%s\n", change->time_zone ? "zone " : "",
			     kinds[change->kind]);
	return 0;
}

/* check is tenure_compare_mailboxes or tenure_ratchet_check. Free the text with
   tenure_free(). */
typedef int change_check(struct tenure_compare *compare,
			 const struct tenure_mailbox *old,
			 const struct tenure_mailbox *new,
			 tenure_change_callback *callback, void *context);

static inline char *change_lines(const struct tenure_policy *old,
				 const struct tenure_policy *new,
				 const char *address, change_check *check)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	struct tenure_mailbox mailboxes[TENURE_SIDES];
	struct tenure_compare compare;
	char *text;

	assert_int_equal(tenure_compare_init(&compare, old, new), 0);
	(void)!tenure_policy_mailbox(old, address, NULL, &mailboxes[0]);
	(void)!tenure_policy_mailbox(new, address, NULL, &mailboxes[1]);
	assert_int_equal(check(&compare, &mailboxes[0], &mailboxes[1],
			       change_line, &out),
			 0);
	tenure_mailbox_clear(&mailboxes[0]);
	tenure_mailbox_clear(&mailboxes[1]);
	tenure_compare_free(&compare);
	tenure_buffer_add_str(&out, "");
	text = tenure_buffer_take(&out);
	assert_non_null(text);
	return text;
}

#endif
