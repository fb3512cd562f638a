/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ZONE_MODEL_H
#define TESTS_ZONE_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/zone.h"

/* For the tests of zones: time zone data made to measure. */

#define ZONE_MODEL_CHANGES_MAX 4

/* What a zone is made of; zeros are left out. */
struct zone_model {
	struct {
		int64_t when;
		int type;
	} changes[ZONE_MODEL_CHANGES_MAX];
	uint32_t change_count;
	int32_t offsets[4];
	uint32_t type_count;
	const char *rule;
	/* An octet to put at a place, counted from 1; 0 for none. */
	struct {
		size_t place;
		int octet;
	} damage;
};

/* Add the octets of a zone. */
void zone_model_write(const struct zone_model *model,
		      struct tenure_buffer *out);
/* The zone that is read out of them; the caller frees it. */
struct tenure_zone *zone_model_zone(const struct zone_model *model);

#endif
