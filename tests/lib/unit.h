/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_UNIT_H
#define TENURE_TEST_UNIT_H

/* What every unit test includes first: cmocka with what it wants before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

/* Leave a test that this machine cannot run. cmocka 1.1 says "not ok" of its
   own skip(), and a harness that reads TAP counts that as failed. */
#define unit_skip(why)                                                         \
	do {                                                                   \
		print_message("# skipped: %s\n", why);                         \
		return;                                                        \
	} while (0)

/* How often a test repeats something that it could do so many times: a tenth
   with TENURE_SHORT, which packaging/runtests sets where tests run that have
   run in full elsewhere. */
static inline int unit_count(int all)
{
	return getenv("TENURE_SHORT") == NULL ? all : all / 10;
}

#endif
