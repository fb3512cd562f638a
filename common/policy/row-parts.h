/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ROW_PARTS_H
#define TENURE_ROW_PARTS_H

/* What row-encode.c and row-decode.c have in common. */

#define TENURE_ROW_VERSION 1

/* Which parts of a value follow. */
enum {
	TENURE_ROW_CHOICE = 1 << 0,
	TENURE_ROW_NUMBER = 1 << 1,
	TENURE_ROW_FOREVER = 1 << 2,
	TENURE_ROW_MONTHS = 1 << 3,
	TENURE_ROW_SECONDS = 1 << 4,
	TENURE_ROW_TEXT = 1 << 5,
	TENURE_ROW_PARTS = (1 << 6) - 1,
};

#endif
