/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_LOG_H
#define TENURE_PLUGIN_LOG_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "pop3-plugin/dovecot/shared.h"

/* Events of the category "tenure", for the log and for Dovecot's statistics
   and exporters. dovecot-tenure(7) lists their names and fields. */

/* A new event below parent; the log line begins with "tenure: ". name NULL: it
   is only for the log. Release with event_unref(). */
TENURE_SHARED struct event *tenure_event(struct event *parent,
					 const char *name);
/* May anybody hear of an event below parent that the log does not have by
   default, whatever its name and fields? Where there are many that nobody hears
   of, none has to be made. */
bool tenure_event_may_be_wanted(struct event *parent);

#endif
