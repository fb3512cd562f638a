/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/zone.h"
#include "tests/common/base/zone-model.h"

static const struct zone_model two_changes = {
	.changes = {{1000, 1}, {2000, 2}},
	.change_count = 2,
	.offsets = {-60, 3600, 7200},
	.type_count = 3,
	.rule = "XXX-3",
};

static void test_offset(void **state TENURE_UNUSED)
{
	static const struct {
		int64_t when;
		int32_t want;
		int64_t start, end;
	} cases[] = {
		{INT64_MIN, -60, INT64_MIN, 1000},
		{999, -60, INT64_MIN, 1000},
		{1000, 3600, 1000, 2000},
		{1999, 3600, 1000, 2000},
		{2000, 10800, 2000, INT64_MAX},
		{INT64_MAX, 10800, 2000, INT64_MAX},
	};
	struct tenure_zone *zone = zone_model_zone(&two_changes);
	int64_t start, end;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(tenure_zone_offset(zone, cases[i].when),
				 cases[i].want);
		assert_int_equal(
			tenure_zone_span(zone, cases[i].when, &start, &end),
			cases[i].want);
		assert_true(start == cases[i].start && end == cases[i].end);
	}
	tenure_zone_free(&zone);
	assert_null(zone);
	assert_int_equal(tenure_zone_offset(NULL, 0), 0);
	tenure_zone_free(&zone);
}

static void test_no_rule(void **state TENURE_UNUSED)
{
	struct zone_model model = two_changes;
	struct tenure_zone *zone;

	model.rule = "";
	zone = zone_model_zone(&model);
	assert_int_equal(tenure_zone_offset(zone, 2000), 7200);
	tenure_zone_free(&zone);
	/* Neither changes nor a rule: the first type is all there is. */
	model.change_count = 0;
	zone = zone_model_zone(&model);
	assert_int_equal(tenure_zone_offset(zone, 2000), -60);
	tenure_zone_free(&zone);
	/* A rule alone holds always. */
	model.rule = "XXX-3";
	zone = zone_model_zone(&model);
	assert_int_equal(tenure_zone_offset(zone, INT64_MIN), 10800);
	tenure_zone_free(&zone);
}

/* Places in the octets that are written for two_changes, from 1. */
enum {
	AT_VERSION = 5,
	AT_COUNTS = 21,
	AT_SECOND = 44 + 7 + 1,
	AT_SECOND_COUNTS = AT_SECOND + 20,
	AT_TIMES = AT_SECOND + 44,
	AT_CHANGE_TYPES = AT_TIMES + 16,
	AT_TYPES = AT_CHANGE_TYPES + 2,
	AT_FOOTER = AT_TYPES + 18 + 1,
};

static void test_refused(void **state TENURE_UNUSED)
{
	static const struct {
		size_t place;
		int octet;
		const char *want;
	} cases[] = {
		{1, 'X', "it does not begin as one"},
		{AT_VERSION, 0, "it is of version 1, which ends in 2037"},
		{AT_COUNTS, 1, "it is cut off"},
		{AT_SECOND, 'X', "it is cut off"},
		{AT_SECOND_COUNTS + 3, 1, "its numbers of types do not fit"},
		{AT_SECOND_COUNTS + 7, 1, "its numbers of types do not fit"},
		{AT_SECOND_COUNTS + 8, 1, "it counts leap seconds"},
		{AT_SECOND_COUNTS + 11, 1, "it counts leap seconds"},
		{AT_SECOND_COUNTS + 12, 255, "it is cut off"},
		{AT_SECOND_COUNTS + 15, 1, "a type of local time is broken"},
		{AT_SECOND_COUNTS + 19, 0, "its numbers of types do not fit"},
		{AT_SECOND_COUNTS + 19, 2,
		 "a change has no type of local "
		 "time"},
		{AT_SECOND_COUNTS + 23, 0, "its numbers of types do not fit"},
		{AT_TIMES + 7, 255, NULL},
		{AT_TIMES + 6, 255, "its changes are out of order"},
		{AT_TIMES, 255, NULL},
		{AT_CHANGE_TYPES, 3, "a change has no type of local time"},
		{AT_TYPES, 1, "an offset is over a day"},
		{AT_TYPES, 254, "an offset is over a day"},
		{AT_TYPES + 4, 2, "a type of local time is broken"},
		{AT_TYPES + 5, 1, "a type of local time is broken"},
		{AT_FOOTER, 'X', "it has no rule at its end"},
		{AT_FOOTER + 1, 0, "the rule at its end is broken"},
		{AT_FOOTER + 1, ':', "the rule at its end is broken"},
		{AT_FOOTER + 6, 'X', "it is cut off"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct zone_model model = two_changes;
		struct tenure_buffer data = TENURE_BUFFER_INIT;
		struct tenure_error err = {0};
		struct tenure_zone *zone;
		char want[200];

		model.damage.place = cases[i].place;
		model.damage.octet = cases[i].octet;
		zone_model_write(&model, &data);
		if (tenure_zone_read(data.data, data.used, &zone, &err) == 0) {
			assert_null(cases[i].want);
		} else {
			assert_non_null(cases[i].want);
			snprintf(want, sizeof(want),
				 "not a time zone that can be used: %s",
				 cases[i].want);
			assert_string_equal(err.text, want);
			assert_int_equal(err.code, TENURE_ERROR_INPUT);
			assert_null(zone);
		}
		tenure_zone_free(&zone);
		tenure_buffer_free(&data);
	}
}

/* No beginning of a zone is one; nothing is read behind it (by valgrind and
   ASan, as each is a block of its own). */
static void test_cut(void **state TENURE_UNUSED)
{
	struct tenure_buffer data = TENURE_BUFFER_INIT;
	struct tenure_zone *zone;
	struct tenure_error err;

	zone_model_write(&two_changes, &data);
	for (size_t size = 0; size < data.used; size++) {
		char *copy = tenure_memdup(data.data, size);

		assert_int_equal(tenure_zone_read(copy, size, &zone, &err), -1);
		tenure_free(copy);
	}
	tenure_buffer_free(&data);
}

static void test_limits(void **state TENURE_UNUSED)
{
	static char large[TENURE_ZONE_DATA_MAX + 1];
	char rule[300];
	struct zone_model model = two_changes;
	struct tenure_buffer data = TENURE_BUFFER_INIT;
	struct tenure_zone *zone;
	struct tenure_error err;

	assert_int_equal(tenure_zone_read(large, sizeof(large), &zone, &err),
			 -1);
	assert_non_null(strstr(err.text, "it is too large"));
	memset(rule, 'X', sizeof(rule));
	strcpy(rule + 290, "-3");
	model.rule = rule;
	zone_model_write(&model, &data);
	assert_int_equal(tenure_zone_read(data.data, data.used, &zone, &err),
			 -1);
	assert_non_null(strstr(err.text, "the rule at its end is broken"));
	tenure_buffer_free(&data);
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	struct tenure_buffer data = TENURE_BUFFER_INIT;
	struct tenure_zone *zone;
	struct tenure_error err;

	zone_model_write(&two_changes, &data);
	for (unsigned long i = 1; i <= 2; i++) {
		tenure_alloc_fail_at(i, 0);
		assert_int_equal(
			tenure_zone_read(data.data, data.used, &zone, &err),
			-1);
		tenure_alloc_fail_at(0, 0);
		assert_int_equal(err.code, TENURE_ERROR_ENVIRONMENT);
		assert_null(zone);
	}
	tenure_buffer_free(&data);
}

static void test_names(void **state TENURE_UNUSED)
{
	static const struct {
		const char *name;
		bool want;
	} cases[] = {
		{"Europe/Berlin", true},
		{"Etc/GMT+12", true},
		{"America/Argentina/ComodRivadavia", true},
		{"America/Port-au-Prince", true},
		{"GB-Eire", true},
		{"Etc/GMT-14", true},
		{"EST5EDT", true},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aa"
		 "a",
		 true},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aa"
		 "aa",
		 false},
		{"", false},
		{"/", false},
		{"/etc/passwd", false},
		{"Europe/", false},
		{"Europe//Berlin", false},
		{"../passwd", false},
		{"Europe/../Asia/Tokyo", false},
		{"Europe/.", false},
		{"tzdata.zi", false},
		{"Europe/Berl in", false},
		{"Europe/M\xc3\xbcnchen", false},
		{"Europe\\Berlin", false},
		{"Europe:Berlin", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (tenure_zone_name_valid(cases[i].name) != cases[i].want)
			fail_msg("%s", cases[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offset),
		cmocka_unit_test(test_no_rule),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
