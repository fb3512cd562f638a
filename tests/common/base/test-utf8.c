/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>
#include <unistr.h>

#include "base/utf8.h"

/* Compare with libunistring what four octets begin with. */
static void compare(const unsigned char *octets)
{
	uint32_t point = 0;
	ucs4_t wanted = 0;

	for (size_t left = 1; left <= 4; left++) {
		int size = u8_mbtoucr(&wanted, octets, left);
		size_t got =
			tenure_utf8_char((const char *)octets, left, &point);

		if (got != (size < 1 ? 0 : (size_t)size) ||
		    (got > 0 && point != wanted))
			fail_msg("%02x %02x %02x %02x, %zu: got %zu U+%x, "
				 "want %d U+%x",
				 octets[0], octets[1], octets[2], octets[3],
				 left, got, (unsigned int)point, size,
				 (unsigned int)wanted);
	}
}

/* All first octets with all second ones; of the others, those at the ends of
   what is allowed, and on both sides of these. */
static void test_oracle(void **state)
{
	static const unsigned char ends[] = {0x00, 0x7f, 0x80, 0x8f, 0x90,
					     0x9f, 0xa0, 0xbf, 0xc0, 0xff};
	const size_t count = sizeof(ends) / sizeof(ends[0]);
	unsigned char octets[4];

	(void)state;
	for (unsigned int i = 0; i < 256 * 256; i++) {
		octets[0] = (unsigned char)(i >> 8);
		octets[1] = (unsigned char)(i & 0xff);
		for (size_t j = 0; j < count * count; j++) {
			octets[2] = ends[j / count];
			octets[3] = ends[j % count];
			compare(octets);
		}
	}
}

/* Every code point there is, as libunistring writes it. */
static void test_points(void **state)
{
	uint8_t octets[4];
	uint32_t point;

	(void)state;
	for (ucs4_t c = 0; c <= 0x10ffff; c++) {
		int size = u8_uctomb(octets, c, sizeof(octets));

		if (size < 0)
			continue;
		assert_int_equal(tenure_utf8_char((const char *)octets,
						  (size_t)size, &point),
				 size);
		assert_int_equal(point, c);
	}
}

static const struct {
	const char *text;
	size_t size;
	bool valid;
} cases[] = {
	{"", 0, true},
	{"abc", 3, true},
	{"a\0b", 3, true},
	{"B\xc3\xbc"
	 "cher",
	 7, true},
	{"\xf0\x9f\x93\xac", 4, true},
	{"\xf0\x9f\x93\xac", 3, false},
	{"B\xfc"
	 "cher",
	 6, false},
	{"\xc0\x80", 2, false},
	{"\xed\xa0\x80", 3, false},
	{"\xf4\x90\x80\x80", 4, false},
	{"\xc3", 1, false},
	{"\xbf", 1, false},
};

static void test_valid(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (tenure_utf8_valid(cases[i].text, cases[i].size) !=
		    cases[i].valid)
			fail_msg("case %zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_oracle),
		cmocka_unit_test(test_points),
		cmocka_unit_test(test_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
