/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CLASSIFY_H
#define TENURE_CLASSIFY_H

#include <stdint.h>

#include "decide/facts.h"
#include "policy/mailbox.h"
#include "policy/policy.h"

/* For each class: does the message belong to it? */
struct tenure_classes {
	uint64_t yes[TENURE_CLASSES_MAX / 64];
	uint64_t unsure[TENURE_CLASSES_MAX / 64];
};

/* Find the classes of a message. With mailbox not NULL, only the classes that
   its layers mention are looked at (the others are "no"). */
void tenure_classify(const struct tenure_policy *policy,
		     const struct tenure_mailbox *mailbox,
		     const struct tenure_facts *facts,
		     struct tenure_classes *classes_r);
/* 1 yes, 0 no, -1 cannot tell. */
int tenure_classes_has(const struct tenure_classes *classes,
		       const struct tenure_class *class);

#endif
