/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "explanation.h"
#include "output.h"

void tenure_explanation_decide(struct tenure_explanation *explanation)
{
	struct tenure_facts smtp = explanation->facts;
	struct tenure_classes classes;

	tenure_classify(explanation->policy, NULL, &explanation->facts,
			&explanation->classes);
	tenure_decide(&explanation->mailbox, &explanation->facts,
		      &explanation->classes, TENURE_ACTION_DELETE,
		      explanation->at, &explanation->mailbox_decision);
	/* The SMTP door sees the message before it has a seal, a folder and
	   an age. */
	smtp.seal = TENURE_SEAL_NONE;
	smtp.mailbox = NULL;
	smtp.special_use = NULL;
	smtp.received = explanation->at;
	if (smtp.size < 0)
		smtp.size = explanation->message_size;
	tenure_classify(explanation->policy, NULL, &smtp, &classes);
	tenure_decide(&explanation->mailbox, &smtp, &classes,
		      TENURE_ACTION_ACCEPT, explanation->at,
		      &explanation->smtp_decision);
}

const struct tenure_reason *
tenure_explanation_reason(const struct tenure_explanation *explanation,
			  enum tenure_setting setting)
{
	if (strcmp(tenure_setting_info(setting)->block, "smtp") == 0 &&
	    setting != TENURE_SETTING_SMTP_EXPIRES_HEADER)
		return &explanation->smtp_decision.reasons[setting];
	return &explanation->mailbox_decision.reasons[setting];
}

const char *tenure_seal_state_name(enum tenure_seal_state state)
{
	switch (state) {
	case TENURE_SEAL_SEALED:
		return "sealed";
	case TENURE_SEAL_UNSEALED:
		return "unsealed";
	case TENURE_SEAL_UNKNOWN:
		return "unknown";
	case TENURE_SEAL_NONE:
		break;
	}
	return "none";
}

const char *tenure_on_delete_name(enum tenure_on_delete on_delete)
{
	return tenure_setting_info(TENURE_SETTING_ON_DELETE)
		->choices[on_delete];
}

const char *tenure_explanation_value(enum tenure_setting setting,
				     const struct tenure_reason *reason,
				     struct tenure_buffer *buf)
{
	const char *text;

	tenure_buffer_clear(buf);
	tenure_value_format(setting, reason->value, buf);
	text = tenure_buffer_str(buf);
	if (text == NULL)
		tenure_die_nomem();
	return text;
}
