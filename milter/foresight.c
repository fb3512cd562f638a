/* SPDX-License-Identifier: MIT */
#include "foresight.h"

#include <string.h>

#include "policy/mailbox-value.h"

/* Does the layer give the setting for this message? Returns -1 if a class that
   cannot be told yet may give it. */
static int layer_decides(const struct tenure_mailbox *mailbox,
			 unsigned int index,
			 const struct tenure_classes *classes,
			 enum tenure_setting setting)
{
	const struct tenure_layer *layer = mailbox->layers[index];
	int answer = 0;

	for (size_t i = layer->first[setting]; i < layer->first[setting + 1];
	     i++) {
		const struct tenure_term *term = &layer->terms[i];
		int has = term->class == NULL
				  ? 1
				  : tenure_classes_has(classes, term->class);

		if (has == 0 || tenure_mailbox_bounded(mailbox, index, setting,
						       &term->value, 0) == NULL)
			continue;
		if (has > 0)
			answer = 1;
		else if (!tenure_mailbox_masks(mailbox, index, setting,
					       term->class))
			return -1;
	}
	return answer;
}

/* Will a setting have the same value at the end of the message? */
static bool setting_is_certain(const struct tenure_mailbox *mailbox,
			       const struct tenure_classes *classes,
			       enum tenure_setting setting)
{
	int answer = 0;

	/* What is below the layer that decides has nothing to say. */
	for (unsigned int i = 0; i < mailbox->layer_count && answer == 0; i++)
		answer = layer_decides(mailbox, i, classes, setting);
	return answer >= 0;
}

void tm_foresee(const struct tenure_policy *policy,
		const struct tenure_mailbox *mailbox,
		const struct tenure_facts *facts, int64_t size,
		struct tm_foresight *foresight_r)
{
	struct tenure_decision *decision = &foresight_r->decision;
	struct tenure_facts with_size = *facts;
	struct tenure_classes classes;

	/* A client may declare less than it sends: that is not yet the size
	   that conditions are about, but it is one that may be too much. */
	tenure_classify(policy, mailbox, facts, &classes);
	with_size.size = size;
	tenure_decide(mailbox, &with_size, &classes, TENURE_ACTION_ACCEPT, 0,
		      decision);
	foresight_r->action = decision->smtp;
	foresight_r->refuses =
		(decision->smtp == TENURE_SMTP_REJECT ||
		 decision->smtp == TENURE_SMTP_DEFER) &&
		setting_is_certain(mailbox, &classes, decision->smtp_decisive);
	foresight_r->known =
		setting_is_certain(mailbox, &classes,
				   TENURE_SETTING_SMTP_ACCEPT) &&
		setting_is_certain(mailbox, &classes,
				   TENURE_SETTING_SMTP_REQUIRE_TLS) &&
		setting_is_certain(mailbox, &classes,
				   TENURE_SETTING_SMTP_REQUIRE_AUTH);
	foresight_r->defer_others =
		decision->reasons[TENURE_SETTING_SMTP_MIXED].value->choice ==
		TENURE_MIXED_DEFER_OTHERS;
}
