/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

/* Set before the thread begins. */
static struct {
	void (*reload)(void *context);
	void *context;
} on_hangup;

static atomic_bool stopped;

static int wait_for(const sigset_t *set)
{
	int number;

	do {
		number = sigwaitinfo(set, NULL);
	} while (number < 0 && errno == EINTR);
	return number;
}

/* In place of the C library's, for libmilter: see signals.h. It must be seen
   from outside of the program. */
__attribute__((visibility("default"))) int sigwait(const sigset_t *set,
						   int *number)
{
	sigset_t mine = *set;

	(void)sigdelset(&mine, SIGHUP);
	*number = wait_for(&mine);
	if (*number < 0)
		return errno;
	atomic_store(&stopped, true);
	return 0;
}

static void hangup_set(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGHUP);
}

static void *hangup_thread(void *arg)
{
	sigset_t set;

	(void)arg;
	hangup_set(&set);
	while (wait_for(&set) == SIGHUP)
		on_hangup.reload(on_hangup.context);
	return NULL;
}

int tm_signals_hold(void)
{
	sigset_t set;

	hangup_set(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	return pthread_sigmask(SIG_BLOCK, &set, NULL);
}

bool tm_signals_stopped(void)
{
	return atomic_load(&stopped);
}

int tm_signals_start(void (*reload)(void *context), void *context)
{
	pthread_t thread;
	int ret;

	on_hangup.reload = reload;
	on_hangup.context = context;
	ret = pthread_create(&thread, NULL, hangup_thread, NULL);
	return ret == 0 ? pthread_detach(thread) : ret;
}
