/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_GATE_PASS_H
#define TENURE_PLUGIN_GATE_PASS_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "pop3-plugin/dovecot/shared.h"

/* Expunge a mail that may go: on to the plugins behind this one, and to the
   storage. Those that move it in place of that are not stopped. */
void tenure_gate_pass(struct mail *mail);
/* Expunge a mail that it has been decided about: it is not asked again. */
TENURE_SHARED void tenure_gate_let_go(struct mail *mail);

#endif
