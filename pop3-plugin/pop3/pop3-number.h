/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_NUMBER_H
#define TENURE_POP3_NUMBER_H

#include <stdint.h>

/* Read the argument of DELE or RETR exactly as the server does: spaces before
   it are skipped, then one decimal number, leading zeros and all, up to the
   end; a NUL ends it, as the server sees nothing behind one. Any difference
   would be a way round the policy. Returns 0 with *number_r in 1..count, or -1
   for everything that the server answers with an error of its own. */
int tenure_pop3_number(const char *args, unsigned int count,
		       unsigned int *number_r);

/* Read the arguments of TOP in the same way: a message, spaces, a number of
   lines. Returns 0 with *number_r in 1..count, or -1 for everything that the
   server answers with an error of its own. */
int tenure_pop3_number_and_lines(const char *args, unsigned int count,
				 unsigned int *number_r, uint64_t *lines_r);

#endif
