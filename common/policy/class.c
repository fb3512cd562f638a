/* SPDX-License-Identifier: MIT */
#include "policy/class.h"

static void condition_clear(struct tenure_condition *condition)
{
	size_t i;

	for (i = 0; i < condition->alternative_count; i++) {
		if (condition->patterns != NULL)
			tenure_pattern_free(&condition->patterns[i]);
		if (condition->addresses != NULL)
			tenure_address_pattern_free(&condition->addresses[i]);
	}
	for (i = 0; i < condition->child_count; i++)
		condition_clear(&condition->children[i]);
}

void tenure_class_clear(struct tenure_class *class)
{
	size_t i, j;

	for (i = 0; i < class->match_count; i++) {
		for (j = 0; j < class->matches[i].condition_count; j++)
			condition_clear(&class->matches[i].conditions[j]);
	}
}
