/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "policy/value.h"
#include "decide/why.h"
#include "explanation.h"
#include "text.h"

void tenure_explanation_decide(struct tenure_explanation *explanation)
{
	struct tenure_facts *smtp = &explanation->smtp_facts;

	tenure_classify(explanation->policy, NULL, &explanation->facts,
			&explanation->classes);
	tenure_decide(&explanation->mailbox, &explanation->facts,
		      &explanation->classes, TENURE_ACTION_DELETE,
		      explanation->at, &explanation->mailbox_decision);
	/* The SMTP door sees the message before it has a seal, a folder and
	   an age. */
	*smtp = explanation->facts;
	smtp->seal = TENURE_SEAL_NONE;
	smtp->mailbox = NULL;
	smtp->special_use = NULL;
	smtp->received = explanation->at;
	if (smtp->size < 0)
		smtp->size = explanation->message_size;
	tenure_classify(explanation->policy, NULL, smtp,
			&explanation->smtp_classes);
	tenure_decide(&explanation->mailbox, smtp, &explanation->smtp_classes,
		      TENURE_ACTION_ACCEPT, explanation->at,
		      &explanation->smtp_decision);
}

bool tenure_explanation_mentions(const struct tenure_explanation *explanation,
				 const struct tenure_class *class)
{
	const struct tenure_mailbox *mailbox = &explanation->mailbox;

	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		const struct tenure_layer *layer = mailbox->layers[i];

		for (size_t j = 0; j < layer->class_count; j++) {
			if (layer->classes[j] == class)
				return true;
		}
	}
	return false;
}

bool tenure_explanation_is_smtp(enum tenure_setting setting)
{
	return strcmp(tenure_setting_info(setting)->block, "smtp") == 0 &&
	       setting != TENURE_SETTING_SMTP_EXPIRES_HEADER;
}

const struct tenure_reason *
tenure_explanation_reason(const struct tenure_explanation *explanation,
			  enum tenure_setting setting)
{
	return tenure_explanation_is_smtp(setting)
		       ? &explanation->smtp_decision.reasons[setting]
		       : &explanation->mailbox_decision.reasons[setting];
}

const struct tenure_classes *
tenure_explanation_classes(const struct tenure_explanation *explanation,
			   enum tenure_setting setting)
{
	return tenure_explanation_is_smtp(setting) ? &explanation->smtp_classes
						   : &explanation->classes;
}

/* "the user", "plan staff" */
static void add_layer(const struct tenure_explanation *explanation,
		      enum tenure_layer_kind layer, struct tenure_buffer *out)
{
	const struct tenure_mailbox *mailbox = &explanation->mailbox;

	switch (layer) {
	case TENURE_LAYER_USER:
		tenure_buffer_printf(out, "user %s", mailbox->user->key);
		break;
	case TENURE_LAYER_TENANT:
		tenure_buffer_printf(out, "tenant %s", mailbox->tenant->key);
		break;
	case TENURE_LAYER_PLAN:
		tenure_buffer_printf(out, "plan %s", mailbox->plan->name);
		break;
	case TENURE_LAYER_DEFAULT:
		break;
	}
}

/* What a class has to do with it. */
static void add_class(const struct tenure_reason *reason,
		      const struct tenure_why *why, struct tenure_buffer *out)
{
	const char *name = reason->class->name;

	if (reason->unsure)
		tenure_buffer_printf(out,
				     ", which counts because class %s cannot "
				     "be told, and this keeps or forbids more",
				     name);
	else if (why->several)
		tenure_buffer_printf(out,
				     ", where of several classes the safest "
				     "counts, that of class %s",
				     name);
	else
		tenure_buffer_printf(out,
				     ", where class %s goes before the own "
				     "value",
				     name);
}

void tenure_explanation_rule(const struct tenure_explanation *explanation,
			     enum tenure_setting setting,
			     struct tenure_buffer *out)
{
	const struct tenure_reason *reason =
		tenure_explanation_reason(explanation, setting);
	struct tenure_why why;
	char where[512];

	tenure_reason_why(&explanation->mailbox,
			  tenure_explanation_classes(explanation, setting),
			  setting, reason, &why);
	if (why.layer == TENURE_LAYER_DEFAULT) {
		tenure_buffer_add_str(
			out, why.implied ? "implied by mode = compliance"
					 : "nobody sets it: the default");
		return;
	}
	if (!reason->unsure)
		tenure_buffer_add_str(out,
				      "the most specific that sets it is ");
	add_layer(explanation, why.layer, out);
	if (reason->class != NULL)
		add_class(reason, &why, out);
	if (why.bounded) {
		tenure_buffer_add_str(out, "; it says ");
		tenure_value_format(setting, reason->said, out);
		tenure_buffer_printf(out, " (%s), and bounds make this of it",
				     tenure_policy_where(explanation->policy,
							 reason->said->where,
							 where, sizeof(where)));
	}
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
