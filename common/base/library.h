/* SPDX-License-Identifier: MIT */
#ifndef TENURE_LIBRARY_H
#define TENURE_LIBRARY_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "base/error.h"

/* Libraries that are loaded when a function of theirs is first needed.

   A mail server starts a process for each POP3 session, and most of these
   never see a signature or an address that is not ASCII. Loading libcrypto,
   libidn2 and libunistring into each took 0.8 ms of the 12 ms that a whole
   session takes, and 600 kB of memory.

   Where one cannot be loaded, what wanted it cannot tell, and the mail is kept.
   It is tried again the next time. What was loaded stays for the life of the
   process; it is the only state that common/ has. */

/* A symbol, and where its address goes in the table. */
struct tenure_library_symbol {
	const char *name;
	size_t offset;
};

/* Some libraries that are needed together, and what is needed of them. For
   static storage. */
struct tenure_library {
	/* Sonames; NULL-terminated. */
	const char *const *names;
	/* Each is in one of them. Ends with a NULL name. */
	const struct tenure_library_symbol *symbols;
	/* A struct of pointers only. */
	void *table;
	pthread_mutex_t mutex;
	atomic_bool loaded;
};

#define TENURE_LIBRARY_INIT(_names, _symbols, _table)                          \
	{                                                                      \
		.names = (_names), .symbols = (_symbols), .table = (_table),   \
		.mutex = PTHREAD_MUTEX_INITIALIZER,                            \
	}

/* Fill the table, if nobody has yet. Any thread. Returns 0, or -1 with err
   (TENURE_ERROR_ENVIRONMENT): the table is not to be used. */
int tenure_library_need(struct tenure_library *library,
			struct tenure_error *err) TENURE_CHECK;

#endif
