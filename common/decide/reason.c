/* SPDX-License-Identifier: MIT */
#include "decide/decide.h"

#include <stdio.h>

#include "base/buffer.h"
#include "policy/value.h"

/* keep = 10y (policy.conf:14, class invoice) */
static void reason_add(const struct tenure_policy *policy,
		       const struct tenure_decision *decision,
		       enum tenure_setting setting, struct tenure_buffer *out)
{
	const struct tenure_reason *reason = &decision->reasons[setting];
	char where[512];

	tenure_buffer_printf(out, "%s = ", tenure_setting_info(setting)->name);
	tenure_value_format(setting, reason->value, out);
	tenure_buffer_printf(out, " (%s",
			     tenure_policy_where(policy, reason->value->where,
						 where, sizeof(where)));
	if (reason->class != NULL)
		tenure_buffer_printf(out, ", class %s%s", reason->class->name,
				     reason->unsure ? " cannot be told" : "");
	tenure_buffer_add_char(out, ')');
}

const char *tenure_decision_rule(const struct tenure_policy *policy,
				 const struct tenure_decision *decision,
				 enum tenure_setting setting, char *buf,
				 size_t size)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	const char *str;

	reason_add(policy, decision, setting, &out);
	str = tenure_buffer_str(&out);
	snprintf(buf, size, "%s", str == NULL ? "out of memory" : str);
	tenure_buffer_free(&out);
	return buf;
}

const char *tenure_decision_reason(const struct tenure_policy *policy,
				   const struct tenure_decision *decision,
				   char *buf, size_t size)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	char date[TENURE_DATE_SIZE];
	const char *str;

	if (decision->decisive == decision->smtp_decisive)
		tenure_buffer_printf(
			&out, "%s: ", tenure_smtp_action_name(decision->smtp));
	else
		tenure_buffer_printf(
			&out, "%s: ", tenure_verdict_name(decision->verdict));
	reason_add(policy, decision, decision->decisive, &out);
	if (decision->decisive == TENURE_SETTING_KEEP && decision->kept) {
		tenure_buffer_printf(
			&out, " until %s, ",
			tenure_date_format(decision->keep_until, date));
		reason_add(policy, decision, TENURE_SETTING_ON_DELETE, &out);
	}
	str = tenure_buffer_str(&out);
	snprintf(buf, size, "%s", str == NULL ? "out of memory" : str);
	tenure_buffer_free(&out);
	return buf;
}
