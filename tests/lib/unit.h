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

/* How much is left out: TENURE_SHORT, which packaging/runtests sets where tests
   run that have run in full elsewhere, is a number to divide by (else 10). 1
   where nothing is. */
static inline int unit_short(void)
{
	const char *text = getenv("TENURE_SHORT");
	int number = text == NULL ? 1 : atoi(text);

	return number > 0 ? number : 10;
}

/* How often a test repeats something that it could do so many times. */
static inline int unit_count(int all)
{
	int some = all / unit_short();

	return all > 0 && some == 0 ? 1 : some;
}

/* How far a test goes at once through something that it could look at in
   smaller steps. No power of two, so that all positions are met with. */
static inline size_t unit_step(size_t step)
{
	return unit_short() == 1 ? step : step * (size_t)unit_short() + 1;
}

#endif
