/* SPDX-License-Identifier: MIT */
#ifndef TM_NOTIFY_H
#define TM_NOTIFY_H

/* Tell the service manager that started us, as sd_notify(3) does, e.g.
   "READY=1". Does nothing where none did. */
void tm_notify(const char *state);

#endif
