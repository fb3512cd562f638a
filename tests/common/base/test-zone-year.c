/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include "base/date.h"
#include "base/zone.h"
#include "tests/common/base/zone-model.h"

#define HOUR 3600
/* 2026-01-01T00:00:00Z, around which these zones do odd things. */
#define Y2026 INT64_C(1767225600)

static void test_utc(void **state TENURE_UNUSED)
{
	static const struct {
		int64_t when, want;
	} cases[] = {
		{0, 31535999},
		{31535999, 31535999},
		{31536000, 63071999},
		{-1, -1},
		{951782400, 978307199},
		{TENURE_TIME_FOREVER, TENURE_TIME_FOREVER},
		{TENURE_TIME_FOREVER - 1, TENURE_TIME_FOREVER},
		{TENURE_TIME_NONE, TENURE_TIME_NONE},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(tenure_zone_year_end(NULL, cases[i].when) ==
			    cases[i].want);
}

static void test_zones(void **state TENURE_UNUSED)
{
	static const struct {
		struct zone_model model;
		int64_t when, want;
	} cases[] = {
		/* East and west of UTC. */
		{{.offsets = {14 * HOUR}, .type_count = 1, .rule = ""},
		 Y2026 - 14 * HOUR - 1,
		 Y2026 - 14 * HOUR - 1},
		{{.offsets = {-12 * HOUR}, .type_count = 1, .rule = ""},
		 Y2026,
		 Y2026 + 12 * HOUR - 1},
		/* Put back an hour at midnight: the year ends twice, */
		{{.offsets = {HOUR, 0},
		  .type_count = 2,
		  .changes = {{Y2026 - HOUR, 1}},
		  .change_count = 1,
		  .rule = "XXX0"},
		 Y2026 - HOUR - 1,
		 Y2026 - 1},
		/* and an hour of the new year comes before the old one's end,
		   but belongs to the new year. */
		{{.offsets = {2 * HOUR, 0},
		  .type_count = 2,
		  .changes = {{Y2026 - HOUR, 1}},
		  .change_count = 1,
		  .rule = "XXX0"},
		 Y2026 - 2 * HOUR - 1,
		 Y2026 - 1},
		{{.offsets = {2 * HOUR, 0},
		  .type_count = 2,
		  .changes = {{Y2026 - HOUR, 1}},
		  .change_count = 1,
		  .rule = "XXX0"},
		 Y2026 - 2 * HOUR,
		 Y2026 + 365 * 24 * HOUR - 1},
		/* Put on a day, from the last one of the year to the new: it
		   ends at the one before. */
		{{.offsets = {-12 * HOUR, 12 * HOUR},
		  .type_count = 2,
		  .changes = {{Y2026 - 12 * HOUR, 1}},
		  .change_count = 1,
		  .rule = "XXX-12"},
		 Y2026 - 13 * HOUR,
		 Y2026 - 12 * HOUR - 1},
		{{.offsets = {0}, .type_count = 1, .rule = "XXX0"},
		 TENURE_TIME_FOREVER - 1,
		 TENURE_TIME_FOREVER},
		{{.offsets = {0}, .type_count = 1, .rule = "XXX0"},
		 TENURE_TIME_FOREVER,
		 TENURE_TIME_FOREVER},
		{{.offsets = {0}, .type_count = 1, .rule = "XXX0"},
		 TENURE_TIME_NONE,
		 TENURE_TIME_NONE},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_zone *zone = zone_model_zone(&cases[i].model);
		int64_t got = tenure_zone_year_end(zone, cases[i].when);

		if (got != cases[i].want)
			fail_msg("case %zu: %lld", i, (long long)got);
		tenure_zone_free(&zone);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utc),
		cmocka_unit_test(test_zones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
