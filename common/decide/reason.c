/* SPDX-License-Identifier: MIT */
#include "decide/decide.h"

#include <string.h>

#include "base/buffer.h"
#include "policy/value.h"

/* keep = 10y (policy.conf:14, class invoice) */
static void reason_add(const struct tenure_policy *policy,
		       const struct tenure_decision *decision,
		       enum tenure_setting setting, struct tenure_buffer *out)
{
	const struct tenure_reason *reason = &decision->reasons[setting];
	char where[512];

	/* Each message that is concealed has one of these: no printf. */
	tenure_buffer_add_str(out, tenure_setting_info(setting)->name);
	tenure_buffer_add_str(out, " = ");
	tenure_value_format(setting, reason->value, out);
	tenure_buffer_add_str(out, " (");
	tenure_buffer_add_str(out,
			      tenure_policy_where(policy, reason->value->where,
						  where, sizeof(where)));
	if (reason->class != NULL) {
		tenure_buffer_add_str(out, ", class ");
		tenure_buffer_add_str(out, reason->class->name);
		if (reason->unsure)
			tenure_buffer_add_str(out, " cannot be told");
	}
	tenure_buffer_add_char(out, ')');
}

/* As much of it as there is room for, without printf. */
static const char *reason_take(struct tenure_buffer *out, char *buf,
			       size_t size)
{
	const char *str = tenure_buffer_str(out);
	size_t length;

	if (str == NULL)
		str = "out of memory";
	length = strlen(str);
	if (length >= size)
		length = size - 1;
	memcpy(buf, str, length);
	buf[length] = '\0';
	tenure_buffer_free(out);
	return buf;
}

const char *tenure_decision_rule(const struct tenure_policy *policy,
				 const struct tenure_decision *decision,
				 enum tenure_setting setting, char *buf,
				 size_t size)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;

	reason_add(policy, decision, setting, &out);
	return reason_take(&out, buf, size);
}

const char *tenure_decision_reason(const struct tenure_policy *policy,
				   const struct tenure_decision *decision,
				   char *buf, size_t size)
{
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	char date[TENURE_DATE_SIZE];

	tenure_buffer_add_str(&out,
			      decision->decisive == decision->smtp_decisive
				      ? tenure_smtp_action_name(decision->smtp)
				      : tenure_verdict_name(decision->verdict));
	tenure_buffer_add_str(&out, ": ");
	reason_add(policy, decision, decision->decisive, &out);
	if (decision->decisive == TENURE_SETTING_KEEP && decision->kept) {
		tenure_buffer_add_str(&out, " until ");
		tenure_buffer_add_str(
			&out, tenure_date_format(decision->keep_until, date));
		tenure_buffer_add_str(&out, ", ");
		reason_add(policy, decision, TENURE_SETTING_ON_DELETE, &out);
	}
	return reason_take(&out, buf, size);
}
