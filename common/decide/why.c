/* SPDX-License-Identifier: MIT */
#include "decide/why.h"

#include <string.h>

#include "policy/mailbox-value.h"
#include "decide/condition.h"

/* ----------------------------------------------------------------- classes */

static int match_holds(const struct tenure_match *match,
		       const struct tenure_facts *facts)
{
	int answer = 1;

	for (size_t i = 0; i < match->condition_count; i++) {
		int ret = tenure_condition_holds(&match->conditions[i], facts);

		if (ret == 0)
			return 0;
		if (ret < 0)
			answer = -1;
	}
	return answer;
}

/* Call back for the conditions with this answer; of those that are not met,
   one is enough. */
static void walk_match(const struct tenure_match *match, int wanted,
		       const struct tenure_facts *facts,
		       tenure_why_callback *callback, void *context)
{
	for (size_t i = 0; i < match->condition_count; i++) {
		const struct tenure_condition *condition =
			&match->conditions[i];

		if (tenure_condition_holds(condition, facts) != wanted)
			continue;
		callback(context, condition, wanted);
		if (wanted == 0)
			return;
	}
}

int tenure_class_why(const struct tenure_class *class,
		     const struct tenure_facts *facts,
		     tenure_why_callback *callback, void *context)
{
	int answer = tenure_class_matches(class, facts);

	for (size_t i = 0; i < class->match_count; i++) {
		const struct tenure_match *match = &class->matches[i];

		if (match_holds(match, facts) != answer)
			continue;
		walk_match(match, answer, facts, callback, context);
		if (answer > 0)
			break;
	}
	return answer;
}

static const char *mailbox_missing(const struct tenure_facts *facts)
{
	if (facts->mailbox == NULL && facts->special_use == NULL)
		return "the folder it is in is not known";
	return facts->mailbox == NULL ? "the name of its folder is not known"
				      : "the special use of its folder is not "
					"known";
}

const char *tenure_condition_missing(const struct tenure_condition *condition,
				     const struct tenure_facts *facts)
{
	if (tenure_condition_lacks_seal(condition, facts))
		return "the seal is not known";
	switch (condition->type) {
	case TENURE_CONDITION_HEADER:
	case TENURE_CONDITION_FROM:
	case TENURE_CONDITION_TO:
		return facts->header == NULL
			       ? "the header is not known"
			       : "the field is not known, or cannot be read";
	case TENURE_CONDITION_SENDER:
		return "the envelope sender is not known";
	case TENURE_CONDITION_SIZE:
		return "the size is not known";
	case TENURE_CONDITION_AUTH:
		return "whether the client logged in is not known";
	case TENURE_CONDITION_TLS:
		return "whether the client used TLS is not known";
	case TENURE_CONDITION_SEALED:
		return "whether it came in by SMTP is not known";
	case TENURE_CONDITION_MAILBOX:
		return mailbox_missing(facts);
	case TENURE_CONDITION_CLIENT:
		return facts->network_count < 0
			       ? "the client is not known"
			       : "the network was another when it came in";
	case TENURE_CONDITION_ATTACHMENT:
		return "the parts of the message are not known, or cannot be "
		       "read";
	case TENURE_CONDITION_NOT:
		break;
	}
	for (size_t i = 0; i < condition->child_count; i++) {
		if (tenure_condition_holds(&condition->children[i], facts) < 0)
			return tenure_condition_missing(&condition->children[i],
							facts);
	}
	return "it cannot be told";
}

/* ------------------------------------------------------------------ values */

static enum tenure_layer_kind layer_kind(const struct tenure_mailbox *mailbox,
					 unsigned int index)
{
	const struct tenure_layer *layer = mailbox->layers[index];

	if (mailbox->user != NULL && layer == &mailbox->user->layer)
		return TENURE_LAYER_USER;
	if (mailbox->tenant != NULL && layer == &mailbox->tenant->layer)
		return TENURE_LAYER_TENANT;
	return TENURE_LAYER_PLAN;
}

/* Do other classes of the message have a value in the layer, as sure as the
   one that counts? */
static bool has_others(const struct tenure_mailbox *mailbox, unsigned int index,
		       const struct tenure_classes *classes,
		       enum tenure_setting setting,
		       const struct tenure_reason *reason)
{
	const struct tenure_layer *layer = mailbox->layers[index];
	int wanted = reason->unsure ? -1 : 1;

	if (reason->class == NULL)
		return false;
	for (size_t i = layer->first[setting]; i < layer->first[setting + 1];
	     i++) {
		const struct tenure_term *term = &layer->terms[i];

		if (term->class != NULL && term->class != reason->class &&
		    tenure_classes_has(classes, term->class) == wanted &&
		    tenure_mailbox_bounded(mailbox, index, setting,
					   &term->value, 0) != NULL)
			return true;
	}
	return false;
}

/* The layer that a value is part of; false for none. */
static bool find_layer(const struct tenure_mailbox *mailbox,
		       enum tenure_setting setting,
		       const struct tenure_value *value, unsigned int *index_r)
{
	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		const struct tenure_layer *layer = mailbox->layers[i];

		for (size_t j = layer->first[setting];
		     j < layer->first[setting + 1]; j++) {
			if (&layer->terms[j].value == value) {
				*index_r = i;
				return true;
			}
		}
	}
	return false;
}

void tenure_reason_why(const struct tenure_mailbox *mailbox,
		       const struct tenure_classes *classes,
		       enum tenure_setting setting,
		       const struct tenure_reason *reason,
		       struct tenure_why *why_r)
{
	const struct tenure_setting_info *info = tenure_setting_info(setting);
	unsigned int index;

	memset(why_r, 0, sizeof(*why_r));
	why_r->bounded = reason->said != reason->value;
	if (find_layer(mailbox, setting, reason->said, &index)) {
		why_r->layer = layer_kind(mailbox, index);
		why_r->several =
			has_others(mailbox, index, classes, setting, reason);
	} else {
		why_r->implied = reason->value != &info->default_value;
	}
}

const char *tenure_layer_kind_name(enum tenure_layer_kind kind)
{
	switch (kind) {
	case TENURE_LAYER_USER:
		return "user";
	case TENURE_LAYER_TENANT:
		return "tenant";
	case TENURE_LAYER_PLAN:
		return "plan";
	case TENURE_LAYER_DEFAULT:
		break;
	}
	return "default";
}
