/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOWNLOAD_TIMES_H
#define TENURE_DOWNLOAD_TIMES_H

#include <stdint.h>

/* The times of downloads as they are in an index, for each message: 32 bits
   are seconds from the beginning of 2020 to 2156. Pure. */

/* 0, which is none, for a time that is out of this range. */
uint32_t tenure_download_time_pack(int64_t when);
/* 0 for none. */
int64_t tenure_download_time_unpack(uint32_t packed);

/* When has a message that was downloaded, and is not deleted now, to be looked
   at again, under the same policy and as long as no other device gets it? due
   is when its download deletes it (TENURE_TIME_FOREVER: not as far as is
   known), keep_until when nothing keeps it any more. At most a day on: what
   else may have changed is noticed then. */
int64_t tenure_download_look(int64_t due, int64_t keep_until, int64_t now);

#endif
