/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CLASS_TEXT_H
#define TENURE_CLASS_TEXT_H

#include "base/buffer.h"
#include "policy/policy.h"

/* Append the definition of a class in a form that is the same for two
   definitions that differ only in the order of what they say, in repetitions
   or in layout. The addresses of the networks that it names are part of it.
   out fails without memory. */
void tenure_class_text(const struct tenure_class *class,
		       struct tenure_buffer *out);

#endif
