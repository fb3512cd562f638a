/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <string.h>

#include "base/pages-format.h"

#define LIST ((uint64_t)TENURE_PAGE_FANOUT)

static void test_layout(void **state TENURE_UNUSED)
{
	static const struct {
		uint64_t size;
		unsigned int top;
		/* Pages of each level. */
		uint64_t counts[TENURE_PAGE_LEVELS];
	} cases[] = {
		{1, 1, {1, 1}},
		{4096, 1, {1, 1}},
		{4097, 1, {2, 1}},
		{LIST * 4096, 1, {LIST, 1}},
		{LIST * 4096 + 1, 2, {LIST + 1, 2, 1}},
		{LIST * LIST * 4096, 2, {LIST * LIST, LIST, 1}},
		{LIST * LIST * 4096 + 1, 3, {LIST * LIST + 1, LIST + 1, 2, 1}},
		{TENURE_PAGES_DATA_MAX, 3, {1048576, 2048, 4, 1}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_pages pages;
		uint64_t first = 0;

		tenure_pages_layout(&pages, cases[i].size);
		assert_int_equal(pages.size, cases[i].size);
		assert_int_equal(pages.top, cases[i].top);
		for (unsigned int level = 0; level <= pages.top; level++) {
			assert_int_equal(pages.levels[level].first, first);
			assert_int_equal(pages.levels[level].count,
					 cases[i].counts[level]);
			first += pages.levels[level].count;
		}
		assert_int_equal(tenure_pages_file_size(&pages),
				 first * TENURE_PAGE_SIZE +
					 TENURE_PAGES_FOOTER_SIZE);
	}
}

static void test_number(void **state TENURE_UNUSED)
{
	static const unsigned char want[] = {8, 7, 6, 5, 4, 3, 2, 1};
	unsigned char got[8];

	tenure_page_put(got, UINT64_C(0x0102030405060708));
	assert_memory_equal(got, want, sizeof(want));
	assert_true(tenure_page_get(got) == UINT64_C(0x0102030405060708));
}

/* Pages that changed places have other checksums. */
static void test_checksum(void **state TENURE_UNUSED)
{
	static const unsigned char page[TENURE_PAGE_SIZE];

	assert_true(tenure_page_checksum(page, 0) ==
		    tenure_page_checksum(page, 0));
	assert_true(tenure_page_checksum(page, 0) !=
		    tenure_page_checksum(page, 1));
}

/* A footer is one of a file of its own size, and whole. */
static void test_footer(void **state TENURE_UNUSED)
{
	unsigned char footer[TENURE_PAGES_FOOTER_SIZE];
	struct tenure_pages pages = {.fd = -1}, again = {.fd = -1};
	uint64_t size, checksum;

	tenure_pages_layout(&pages, 5000);
	memset(pages.list, 'x', sizeof(pages.list));
	tenure_pages_footer_put(&pages, footer);
	size = tenure_pages_file_size(&pages);
	assert_int_equal(
		tenure_pages_footer_get(&again, footer, size, &checksum), 0);
	assert_true(checksum == tenure_page_checksum(pages.list, 2));
	assert_int_equal(again.size, 5000);
	assert_int_equal(again.top, 1);
	assert_int_equal(
		tenure_pages_footer_get(&again, footer, size - 1, &checksum),
		-1);
	assert_int_equal(tenure_pages_footer_get(&again, footer,
						 size + TENURE_PAGE_SIZE,
						 &checksum),
			 -1);
	for (size_t i = 0; i < sizeof(footer) * 8; i++) {
		footer[i / 8] ^= (unsigned char)(1 << i % 8);
		assert_int_equal(tenure_pages_footer_get(&again, footer, size,
							 &checksum),
				 -1);
		footer[i / 8] ^= (unsigned char)(1 << i % 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_checksum),
		cmocka_unit_test(test_footer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
