/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "pop3-plugin/pop3/download.h"

/* A session as letters: a digit was sent whole, f all is flushed and the
   client silent, s the client spoke, a its TCP acknowledged all, c RSET.
   want: what counts as downloaded, in order; then "?" if something waits. */
static void test_sessions(void **state TENURE_UNUSED)
{
	static const struct {
		const char *session, *want;
	} cases[] = {
		{"", ""},
		{"1", "?"},
		/* lock step */
		{"1fs", "1"},
		{"1fs2fs", "12"},
		{"3fs1fs", "31"},
		/* the cut comes before the client has spoken again */
		{"1f", "?"},
		{"1fs2f", "1?"},
		/* it spoke, but before it had read what was sent */
		{"1s", "?"},
		{"12s", "?"},
		{"1s2s3s", "?"},
		/* sent in one go, then waited for all */
		{"123fs", "123"},
		/* a message sent after the silence is not confirmed by it */
		{"1f2s", "1?"},
		{"1f2sfs", "12"},
		/* TCP */
		{"1a", "1"},
		{"12a3", "12?"},
		{"1f2a", "12"},
		/* silence without a message, speaking without silence */
		{"fs1", "?"},
		{"fsfs1fsfs", "1"},
		/* twice */
		{"11fs", "1"},
		{"1fs1", "1"},
		{"1fs1fs", "1"},
		/* RSET */
		{"1fsc", ""},
		{"1c", ""},
		{"1fc", ""},
		{"1fcs", ""},
		{"1fsc1", "?"},
		{"1fsc1fs", "1"},
		{"12fscfs2a", "2"},
		/* beyond the mailbox */
		{"9fs", ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenure_download download;
		char got[16];
		size_t n = 0;

		assert_int_equal(tenure_download_init(&download, 4), 0);
		for (const char *p = cases[i].session; *p != '\0'; p++) {
			if (*p == 'f')
				tenure_download_flushed(&download);
			else if (*p == 's')
				tenure_download_spoke(&download);
			else if (*p == 'a')
				tenure_download_acknowledged(&download);
			else if (*p == 'c')
				tenure_download_clear(&download);
			else
				tenure_download_sent(&download,
						     (unsigned int)(*p - '0'));
		}
		for (size_t j = 0; j < download.confirmed; j++)
			got[n++] = (char)('0' + download.order[j]);
		if (tenure_download_is_waiting(&download))
			got[n++] = '?';
		got[n] = '\0';
		if (strcmp(got, cases[i].want) != 0) {
			fail_msg("\"%s\": got \"%s\", want \"%s\"",
				 cases[i].session, got, cases[i].want);
		}
		tenure_download_free(&download);
	}
}

static void test_empty_mailbox(void **state TENURE_UNUSED)
{
	struct tenure_download download;

	assert_int_equal(tenure_download_init(&download, 0), 0);
	tenure_download_sent(&download, 0);
	tenure_download_acknowledged(&download);
	assert_int_equal(download.confirmed, 0);
	tenure_download_clear(&download);
	tenure_download_free(&download);
}

static void test_no_memory(void **state TENURE_UNUSED)
{
	for (unsigned long n = 1; n <= 2; n++) {
		struct tenure_download download;

		tenure_alloc_fail_at(n, 0);
		assert_int_equal(tenure_download_init(&download, 4), -1);
		tenure_alloc_fail_at(0, 0);
		tenure_download_sent(&download, 1);
		tenure_download_acknowledged(&download);
		assert_int_equal(download.confirmed, 0);
		assert_false(tenure_download_is_waiting(&download));
		tenure_download_free(&download);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sessions),
		cmocka_unit_test(test_empty_mailbox),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
