/* SPDX-License-Identifier: MIT */
/* The arguments of DELE, RETR and TOP as a client may write them. Read again in
   other words here: a difference would be a way round the policy. */
#include "tests/fuzz/fuzz.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>

#include "pop3-plugin/pop3/pop3-number.h"

/* As strtoull() reads it, but digits only. Returns what is behind them; NULL if
   there are none or too many. */
static const char *read_number(const char *text, unsigned long long max,
			       unsigned long long *number_r)
{
	char *end;

	text += strspn(text, " ");
	if (!isdigit((unsigned char)*text))
		return NULL;
	errno = 0;
	*number_r = strtoull(text, &end, 10);
	return errno != 0 || *number_r > max ? NULL : end;
}

static void check_number(const char *args, unsigned int count)
{
	unsigned long long want = 0;
	const char *end = read_number(args, UINT_MAX, &want);
	bool good = end != NULL && *end == '\0' && want > 0 && want <= count;
	unsigned int got = 7777;

	FUZZ_REQUIRE((tenure_pop3_number(args, count, &got) == 0) == good);
	FUZZ_REQUIRE(got == (good ? want : 7777));
}

static void check_number_and_lines(const char *args, unsigned int count)
{
	unsigned long long want = 0, want_lines = 0;
	const char *end = read_number(args, UINT_MAX, &want);
	unsigned int got = 7777;
	uint64_t lines = 7777;
	bool good = end != NULL && *end == ' ' && want > 0 && want <= count;

	if (good) {
		end = read_number(end, ULLONG_MAX, &want_lines);
		good = end != NULL && *end == '\0';
	}
	FUZZ_REQUIRE((tenure_pop3_number_and_lines(args, count, &got, &lines) ==
		      0) == good);
	FUZZ_REQUIRE(got == (good ? want : 7777));
	FUZZ_REQUIRE(lines == (good ? want_lines : 7777));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *args;

	/* An octet for how many messages there are, then the arguments. */
	if (size < 1)
		return 0;
	args = fuzz_string(data + 1, size - 1);
	check_number(args, data[0]);
	check_number(args, UINT_MAX);
	check_number_and_lines(args, data[0]);
	check_number_and_lines(args, UINT_MAX);
	free(args);
	return 0;
}
