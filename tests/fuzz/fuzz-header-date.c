/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "base/date.h"

/* As RFC 5322 3.3 wants it. */
static void format_header(int64_t when, char *buf, size_t size)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tenure_date date;

	tenure_date_from_time(when, &date);
	snprintf(buf, size, "%d %.3s %04d %02d:%02d:%02d +0000", date.day,
		 months + 3 * (date.month - 1), (int)date.year, date.hour,
		 date.minute, date.second);
}

/* The body of a header field with a date. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* What the first and last years are with the greatest offset. */
	const int64_t least = INT64_C(-62135596800) - 100 * 3600;
	const int64_t most = INT64_C(253402300799) + 100 * 3600;
	char *text = fuzz_string(data, size);
	char buf[64];
	int64_t when = 0, again;

	if (tenure_date_parse_header(text, &when) < 0) {
		FUZZ_REQUIRE(when == 0);
	} else {
		FUZZ_REQUIRE(when >= least && when <= most);
		format_header(when, buf, sizeof(buf));
		if (when >= least + 100 * 3600 && when <= most - 100 * 3600)
			FUZZ_REQUIRE(tenure_date_parse_header(buf, &again) ==
					     0 &&
				     again == when);
	}
	free(text);
	return 0;
}
