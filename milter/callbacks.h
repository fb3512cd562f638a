/* SPDX-License-Identifier: MIT */
#ifndef TM_CALLBACKS_H
#define TM_CALLBACKS_H

#include <libmilter/mfapi.h>

#include "session.h"

/* The events of libmilter, translated for struct tm_session. libmilter gives
   its callbacks no context of the program's own, so there is one server. */

/* Before smfi_register(); server must stay. */
void tm_callbacks_init(const struct tm_server *server);
/* What to register. */
struct smfiDesc tm_callbacks_description(void);

#endif
