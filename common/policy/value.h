/* SPDX-License-Identifier: MIT */
#ifndef TENURE_VALUE_H
#define TENURE_VALUE_H

#include <stdint.h>

#include "base/buffer.h"
#include "policy/settings.h"

/* Which of two values of a setting is the safer one: > 0 if a keeps, conceals
   or forbids more than b, < 0 if less, 0 if they do the same. Durations are
   compared by where they end, from the moment given. */
int tenure_value_compare(enum tenure_setting setting,
			 const struct tenure_value *a,
			 const struct tenure_value *b, int64_t from);
/* A value as the language writes it: "10y", "conceal", reject "5.7.1 no". */
void tenure_value_format(enum tenure_setting setting,
			 const struct tenure_value *value,
			 struct tenure_buffer *out);

#endif
