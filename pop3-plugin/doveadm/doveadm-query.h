/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOVEADM_QUERY_H
#define TENURE_DOVEADM_QUERY_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include <mail-search.h>

/* A query for one mailbox that has several names: its own, and that of the
   folder that its messages were taken from. NULL among them: none. Returns new
   args without any names of mailboxes; NULL if no message can match. */
struct mail_search_args *tenure_query_for_box(struct mail_search_args *args,
					      const char *const *names,
					      unsigned int count,
					      char separator);

/* A mailbox that a query names in full, without wildcards. */
typedef int tenure_query_callback(void *context, const char **name);
/* Call back for each; the name can be exchanged for another one that lives as
   long as the query. Returns -1 if one of them did. */
int tenure_query_names(struct mail_search_arg *args,
		       tenure_query_callback *callback, void *context);
/* Does a query ask for mailboxes by a name with wildcards? */
bool tenure_query_has_pattern(const struct mail_search_arg *args);

#endif
