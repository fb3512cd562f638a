/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_UNIT_H
#define TENURE_TEST_UNIT_H

/* What every unit test includes first: cmocka with what it wants before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#endif
