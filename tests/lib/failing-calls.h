/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_FAILING_CALLS_H
#define TENURE_TEST_FAILING_CALLS_H

/* Faults of the system that no file can be made to have: calls of the code
   under test that fail, or do only a part. For tests that are linked with
   $(failing_calls_flags). */

/* The part of a call that is done in place of a failure: one octet. */
#define FAILING_CALL_SHORT 0

/* Let the nth call from now, counted from 1, of "fsync" (see failing-calls.c
   for the others) fail with this errno. All others are the system's. */
void failing_call(const char *name, unsigned int nth, int error);
/* Let none fail any more. Returns how many of that name there were. */
unsigned int failing_call_end(void);

#endif
