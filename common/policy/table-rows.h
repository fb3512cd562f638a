/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TABLE_ROWS_H
#define TENURE_TABLE_ROWS_H

#include "base/attrs.h"
#include "policy/diagnostics.h"
#include "policy/policy.h"

/* Tables of tenants and users as text, in the form of postmap(1):

     # comment
     example.org      plan=staff keep=2y
     sub.example.org  plan=staff
	 pop3 { login_delay = 5min }  class bulk { expire = 30d }

   A row begins with its key, at the beginning of a line. Lines that begin with
   white space continue it. Empty lines, and those whose first character other
   than white space is "#", are stepped over. The key ends at white space that
   is not in double quotes; what follows is what may stand in a tenant or user
   block.

   Rows are read one by one, in memory that does not grow with their number but
   for eight to sixteen octets each, by which keys that are given twice are
   found. */

/* All rows of the tables of a policy: those of tenants first, in the order of
   the tables and their lines. One thread at a time. */
struct tenure_table_rows;

/* Begin. The policy, which was read from text, must live as long as the rows.
   Returns 0; or -1 on out-of-memory. */
int tenure_table_rows_open(const struct tenure_policy *policy,
			   struct tenure_diagnostics *diagnostics,
			   struct tenure_table_rows **rows_r) TENURE_CHECK;
/* The next row that has no mistake. Mistakes, also a key that was given before
   in a table or block of the policy, are errors in diagnostics, and reading
   goes on with the next row: whoever acts upon rows must look at error_count
   after the last one. What is legal, but probably not meant, gives warnings.
   Returns 1 with *kind_r and *row_r, which is valid until the next call; 0
   after the last row, when all has been looked at; -1 after an error of the
   environment, that is in diagnostics too. */
int tenure_table_rows_next(struct tenure_table_rows *rows,
			   enum tenure_table_kind *kind_r,
			   const struct tenure_subject **row_r) TENURE_CHECK;
/* Free and set to NULL; NULL accepted. */
void tenure_table_rows_close(struct tenure_table_rows **rows);

/* Read all rows for what is wrong, and nothing else. Findings are sorted.
   Returns 0 if there are no errors, -1 otherwise. */
int tenure_table_rows_check(const struct tenure_policy *policy,
			    struct tenure_diagnostics *diagnostics)
	TENURE_CHECK;

#endif
