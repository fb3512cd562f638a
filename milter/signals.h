/* SPDX-License-Identifier: MIT */
#ifndef TM_SIGNALS_H
#define TM_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

#include "base/attrs.h"

/* SIGHUP reloads. libmilter takes SIGHUP, SIGTERM and SIGINT for itself, with
   a thread in sigwait(3), and ends on each of them; it leaves no way to say
   otherwise. Two threads that wait for the same signal get it by chance, so
   this module also gives the program a sigwait() of its own, which libmilter
   then calls and which does not wait for SIGHUP. */

/* First of all, while there is one thread: the three wait until somebody takes
   them. Returns 0, or an errno. */
int tm_signals_hold(void) TENURE_CHECK;
/* Call reload with context for each SIGHUP, from a thread of its own. Returns
   0, or an errno. */
int tm_signals_start(void (*reload)(void *context), void *context) TENURE_CHECK;
/* Was libmilter told to end? If that comes before it listens, smfi_main() says
   that it failed. Any thread. */
bool tm_signals_stopped(void);

#endif
