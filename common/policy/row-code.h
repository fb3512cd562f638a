/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ROW_CODE_H
#define TENURE_ROW_CODE_H

#include <stddef.h>

#include "base/attrs.h"
#include "base/buffer.h"
#include "base/error.h"
#include "policy/policy.h"

/* A row of a table of tenants or users in few octets, as a snapshot has them:
   nothing is parsed when a mailbox is looked up.

   The octet 1, the version. Then numbers of 7 bits an octet, the lowest first,
   the highest bit set where more follow. Lines are counted from that of the
   row, in whose file everything is.

     file, line, column
     plan + 1 (0: none); if not 0, line and column that name it
     number of classes, then each by its index, from the one before
     number of values, then each:
       setting, class + 1 (0: every message), line, column
       a bit for each part that is not 0, then these: choice 1, number 2,
	 without end 4 (nothing follows), months 8, seconds 16, text 32 (length
	 and octets)

   Values are in the order of struct tenure_layer. Plans and classes are
   numbered as in the policy that the row was published with. */

/* Append the code of a row of this policy. Its key is not in it. */
void tenure_row_encode(const struct tenure_policy *policy,
		       const struct tenure_subject *row,
		       struct tenure_buffer *out);
/* The part of a code that says what it means, without the place where its row
   stands. Returns its size; 0 if it is no code. */
size_t tenure_row_content(const void *code, size_t size,
			  const void **content_r);
/* Read it. What this version would not have written, and what policy has no
   plan, class or file for, is an error, never a value that is missing. Returns
   0 with *row_r, one block of memory that tenure_free() frees; or -1 with
   err. */
int tenure_row_decode(const struct tenure_policy *policy, const char *key,
		      const void *code, size_t size,
		      struct tenure_subject **row_r,
		      struct tenure_error *err) TENURE_CHECK;

#endif
