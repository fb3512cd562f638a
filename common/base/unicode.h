/* SPDX-License-Identifier: MIT */
#ifndef TENURE_UNICODE_H
#define TENURE_UNICODE_H

#include <idn2.h>
#include <unicase.h>
#include <uninorm.h>
#include <uniwidth.h>

#include "base/attrs.h"
#include "base/error.h"

/* What text beyond ASCII needs of libunistring and libidn2, which are loaded
   then (base/library.h). Each is called as the library's own. */
struct tenure_unicode {
	__typeof__(idn2_lookup_u8) *idn2_lookup_u8;
	__typeof__(idn2_free) *idn2_free;
	__typeof__(u8_casefold) *u8_casefold;
	__typeof__(u32_casefold) *u32_casefold;
	__typeof__(u8_normalize) *u8_normalize;
	__typeof__(uc_width) *uc_width;
	/* UNINORM_NFC */
	__typeof__(&uninorm_nfc) nfc;
};

/* NULL with err if they cannot be loaded. Any thread. */
const struct tenure_unicode *
tenure_unicode_need(struct tenure_error *err) TENURE_CHECK;

#endif
