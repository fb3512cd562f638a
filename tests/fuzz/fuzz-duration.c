/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "base/date.h"
#include "base/duration.h"

/* Later than where it begins, by at least the whole days that it promises. */
static void check_after(int64_t from, const struct tenure_duration *duration)
{
	int64_t after = tenure_duration_after(from, duration);
	int64_t days = tenure_duration_min_days(duration);

	FUZZ_REQUIRE(after >= from && days >= 0);
	if (after != TENURE_TIME_FOREVER)
		FUZZ_REQUIRE((uint64_t)after - (uint64_t)from >=
			     (uint64_t)days * 86400);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenure_duration duration, again;
	const char *error = NULL;
	char buf[TENURE_DURATION_SIZE], *str;
	int64_t from = 0;

	/* Eight octets to begin at, then the text. */
	if (size < sizeof(from))
		return 0;
	memcpy(&from, data, sizeof(from));
	str = fuzz_string(data + sizeof(from), size - sizeof(from));
	if (tenure_duration_parse(str, &duration, &error) < 0) {
		FUZZ_REQUIRE(error != NULL);
		free(str);
		return 0;
	}
	tenure_duration_format(&duration, "forever", buf);
	FUZZ_REQUIRE(tenure_duration_parse(buf, &again, &error) == 0);
	FUZZ_REQUIRE(again.forever == duration.forever &&
		     again.months == duration.months &&
		     again.seconds == duration.seconds);
	check_after(from, &duration);
	free(str);
	return 0;
}
