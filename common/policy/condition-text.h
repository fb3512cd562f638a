/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONDITION_TEXT_H
#define TENURE_CONDITION_TEXT_H

#include <stddef.h>

#include "base/buffer.h"
#include "policy/class.h"

/* A condition as the language writes it: header subject = "*invoice*" x. */
void tenure_condition_format(const struct tenure_condition *condition,
			     struct tenure_buffer *out);
/* Parts of that: "header subject"; one of the alternatives. */
void tenure_condition_format_name(const struct tenure_condition *condition,
				  struct tenure_buffer *out);
void tenure_condition_format_alternative(
	const struct tenure_condition *condition, size_t index,
	struct tenure_buffer *out);

#endif
