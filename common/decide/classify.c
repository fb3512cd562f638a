/* SPDX-License-Identifier: MIT */
#include "decide/classify.h"

#include <string.h>

#include "decide/condition.h"

static void classify_one(const struct tenure_class *class,
			 const struct tenure_facts *facts,
			 struct tenure_classes *classes)
{
	uint64_t bit = UINT64_C(1) << (class->index % 64);
	unsigned int word = class->index / 64;
	int ret = tenure_class_matches(class, facts);

	if (ret > 0)
		classes->yes[word] |= bit;
	else if (ret < 0)
		classes->unsure[word] |= bit;
}

void tenure_classify(const struct tenure_policy *policy,
		     const struct tenure_mailbox *mailbox,
		     const struct tenure_facts *facts,
		     struct tenure_classes *classes_r)
{
	memset(classes_r, 0, sizeof(*classes_r));
	if (mailbox == NULL) {
		size_t count = tenure_policy_class_count(policy);

		for (size_t i = 0; i < count; i++)
			classify_one(tenure_policy_class(policy, i), facts,
				     classes_r);
		return;
	}
	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		const struct tenure_layer *layer = mailbox->layers[i];

		for (size_t j = 0; j < layer->class_count; j++)
			classify_one(layer->classes[j], facts, classes_r);
	}
}

int tenure_classes_has(const struct tenure_classes *classes,
		       const struct tenure_class *class)
{
	uint64_t bit = UINT64_C(1) << (class->index % 64);
	unsigned int word = class->index / 64;

	if ((classes->yes[word] & bit) != 0)
		return 1;
	return (classes->unsure[word] & bit) != 0 ? -1 : 0;
}
