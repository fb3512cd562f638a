/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_DISCARD_H
#define TENURE_PLUGIN_DISCARD_H

#include "pop3-plugin/dovecot/dovecot-compat.h"

/* Filters of users, as Sieve's discard, throw mail away before it is anywhere,
   or save a changed copy, as by Sieve's editheader. What the policy would not
   let a user delete goes to the concealed mailbox of INBOX then, as it came in,
   if no mailbox of the user got it. */

/* For each user, in a program that delivers mail: be outside of the filters,
   which are set up by plugins that were loaded after this one. */
void tenure_discard_user_created(void);
/* For the end of the process. */
void tenure_discard_deinit(void);

#endif
