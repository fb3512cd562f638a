/* SPDX-License-Identifier: MIT */
#include "policy/needs.h"

#include "policy/class.h"

/* Are conditions only about what the SMTP door knows at RCPT? */
static bool known_at_rcpt(const struct tenure_condition *conditions,
			  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		switch (conditions[i].type) {
		case TENURE_CONDITION_SENDER:
		case TENURE_CONDITION_AUTH:
		case TENURE_CONDITION_TLS:
		case TENURE_CONDITION_CLIENT:
			break;
		case TENURE_CONDITION_NOT:
			if (known_at_rcpt(conditions[i].children,
					  conditions[i].child_count))
				break;
			return false;
		default:
			return false;
		}
	}
	return true;
}

/* Can it be told before the message is seen that a class matches? NULL stands
   for every message. */
static bool known_by_name(const struct tenure_class *class)
{
	if (class == NULL)
		return true;
	for (size_t i = 0; i < class->match_count; i++) {
		if (known_at_rcpt(class->matches[i].conditions,
				  class->matches[i].condition_count))
			return true;
	}
	return false;
}

static void add_accept(const struct tenure_term *term,
		       struct tenure_needs *needs)
{
	int action = term->value.choice;

	if (action == TENURE_SMTP_ACCEPT)
		return;
	needs->smtp_action = true;
	if (action == TENURE_SMTP_QUARANTINE)
		needs->smtp_quarantine = true;
	if (action == TENURE_SMTP_DISCARD)
		needs->smtp_discard = true;
	if (action >= TENURE_SMTP_DEFER)
		needs->smtp_by_name |= known_by_name(term->class);
}

static void add_value(enum tenure_setting setting,
		      const struct tenure_term *term,
		      struct tenure_needs *needs)
{
	switch (setting) {
	case TENURE_SETTING_SMTP_ACCEPT:
		add_accept(term, needs);
		break;
	case TENURE_SETTING_SMTP_REQUIRE_TLS:
	case TENURE_SETTING_SMTP_REQUIRE_AUTH:
		if (term->value.choice == 0)
			break;
		needs->smtp_action = true;
		needs->smtp_by_name |= known_by_name(term->class);
		break;
	case TENURE_SETTING_SMTP_MAX_SIZE:
		if (term->value.number == 0)
			break;
		needs->smtp_action = needs->size = true;
		needs->smtp_by_name |= known_by_name(term->class);
		break;
	case TENURE_SETTING_SMTP_MIXED:
		needs->smtp_by_name |=
			term->value.choice == TENURE_MIXED_DEFER_OTHERS;
		break;
	case TENURE_SETTING_RECORD:
		needs->ledger |= term->value.choice == TENURE_RECORD_DURABLE;
		break;
	case TENURE_SETTING_SMTP_EXPIRES_HEADER:
		needs->expires_header |=
			term->value.choice == TENURE_EXPIRES_HEADER_HONOUR;
		break;
	default:
		break;
	}
}

void tenure_needs_add_layer(struct tenure_needs *needs,
			    const struct tenure_layer *layer)
{
	int setting;
	size_t i;

	for (setting = 0; setting < TENURE_SETTING_COUNT; setting++) {
		for (i = layer->first[setting]; i < layer->first[setting + 1];
		     i++)
			add_value((enum tenure_setting)setting,
				  &layer->terms[i], needs);
	}
}
