/* SPDX-License-Identifier: MIT */
#include "policy/condition-text.h"

#include <inttypes.h>
#include <stdio.h>

#include "policy/text.h"
#include "policy/value.h"

static const char *const comparisons[] = {
	[TENURE_COMPARE_EQ] = "=",  [TENURE_COMPARE_LT] = "<",
	[TENURE_COMPARE_LE] = "<=", [TENURE_COMPARE_GT] = ">",
	[TENURE_COMPARE_GE] = ">=",
};

static void format_address(const struct tenure_address_pattern *address,
			   struct tenure_buffer *out)
{
	static const char *const before[] = {
		[TENURE_ADDRESS_PATTERN_EXACT] = "",
		[TENURE_ADDRESS_PATTERN_DOMAIN] = "@",
		[TENURE_ADDRESS_PATTERN_SUBDOMAIN] = "@.",
	};
	char text[TENURE_ADDRESS_KEY_SIZE + 2];

	if (address->type == TENURE_ADDRESS_PATTERN_NULL) {
		tenure_buffer_add_str(out, "<>");
		return;
	}
	/* The parts of a key may have signs, too. */
	snprintf(text, sizeof(text), "%s%s", before[address->type],
		 address->key);
	tenure_text_word(text, out);
}

void tenure_condition_format_alternative(
	const struct tenure_condition *condition, size_t index,
	struct tenure_buffer *out)
{
	if (condition->patterns != NULL)
		tenure_text_word(
			tenure_pattern_text(condition->patterns[index]), out);
	else if (condition->addresses != NULL)
		format_address(&condition->addresses[index], out);
	else
		tenure_buffer_add_str(out, condition->networks[index]->name);
}

static void format_tls(const struct tenure_condition *condition,
		       struct tenure_buffer *out)
{
	if (condition->number == 0)
		tenure_buffer_add_str(out, "= no");
	else if (condition->number == 1)
		tenure_buffer_add_str(out, "= yes");
	else
		tenure_buffer_printf(out, "%s %" PRId64 ".%" PRId64,
				     comparisons[condition->comparison],
				     condition->number / 10,
				     condition->number % 10);
}

static void format_number(const struct tenure_condition *condition,
			  struct tenure_buffer *out)
{
	const struct tenure_value size = {.number = condition->number};

	if (condition->type == TENURE_CONDITION_TLS) {
		format_tls(condition, out);
		return;
	}
	tenure_buffer_printf(out, "%s ", comparisons[condition->comparison]);
	tenure_value_format(TENURE_SETTING_SMTP_MAX_SIZE, &size, out);
}

void tenure_condition_format_name(const struct tenure_condition *condition,
				  struct tenure_buffer *out)
{
	static const char *const names[] = {
		[TENURE_CONDITION_HEADER] = "header",
		[TENURE_CONDITION_FROM] = "from",
		[TENURE_CONDITION_TO] = "to",
		[TENURE_CONDITION_SENDER] = "sender",
		[TENURE_CONDITION_SIZE] = "size",
		[TENURE_CONDITION_AUTH] = "auth",
		[TENURE_CONDITION_TLS] = "tls",
		[TENURE_CONDITION_SEALED] = "sealed",
		[TENURE_CONDITION_MAILBOX] = "mailbox",
		[TENURE_CONDITION_CLIENT] = "client",
		[TENURE_CONDITION_ATTACHMENT] = "attachment",
		[TENURE_CONDITION_NOT] = "not",
	};

	tenure_buffer_add_str(out, names[condition->type]);
	if (condition->header != NULL) {
		tenure_buffer_add_char(out, ' ');
		tenure_text_word(condition->header, out);
	}
}

void tenure_condition_format(const struct tenure_condition *condition,
			     struct tenure_buffer *out)
{
	tenure_condition_format_name(condition, out);
	tenure_buffer_add_char(out, ' ');
	switch (condition->type) {
	case TENURE_CONDITION_SIZE:
	case TENURE_CONDITION_TLS:
		format_number(condition, out);
		return;
	case TENURE_CONDITION_AUTH:
	case TENURE_CONDITION_SEALED:
		tenure_buffer_add_str(out,
				      condition->wanted ? "= yes" : "= no");
		return;
	case TENURE_CONDITION_NOT:
		tenure_buffer_add_char(out, '{');
		for (size_t i = 0; i < condition->child_count; i++) {
			tenure_buffer_add_str(out, i == 0 ? " " : "  ");
			tenure_condition_format(&condition->children[i], out);
		}
		tenure_buffer_add_str(out, " }");
		return;
	default:
		break;
	}
	tenure_buffer_add_char(out, '=');
	for (size_t i = 0; i < condition->alternative_count; i++) {
		tenure_buffer_add_char(out, ' ');
		tenure_condition_format_alternative(condition, i, out);
	}
}
