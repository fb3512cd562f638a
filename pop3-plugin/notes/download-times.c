/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/notes/download-times.h"
#include "base/date.h"

/* 2020-01-01T00:00:00Z */
#define EPOCH INT64_C(1577836800)
#define LOOK_MAX (24 * 60 * 60)

uint32_t tenure_download_time_pack(int64_t when)
{
	if (when <= EPOCH || when - EPOCH > UINT32_MAX)
		return 0;
	return (uint32_t)(when - EPOCH);
}

int64_t tenure_download_time_unpack(uint32_t packed)
{
	return packed == 0 ? 0 : EPOCH + packed;
}

int64_t tenure_download_look(int64_t due, int64_t keep_until, int64_t now)
{
	/* The later of both; TENURE_TIME_NONE is before every time. */
	int64_t look = due < keep_until ? keep_until : due;

	if (look <= now || look > now + LOOK_MAX)
		return now + LOOK_MAX;
	return look;
}
