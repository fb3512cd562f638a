/* SPDX-License-Identifier: MIT */
#ifndef TM_STAGES_H
#define TM_STAGES_H

#include <stdbool.h>

#include "base/attrs.h"
#include "setup.h"

/* Which stages of an SMTP session a setup must see. They are negotiated once
   for a connection, but the policy may change while it lives. Pure. */
struct tm_stages {
	/* The client's address, for trusted_relays and networks. */
	bool connect;
	/* The policy may refuse a recipient by name, or defer it because of
	   the others. */
	bool rcpt_reply;
	/* The octets must be counted, or the parts be looked at. */
	bool body;
};

struct tm_stages tm_stages_needed(const struct tm_setup *setup);
/* Can a message be judged by need on a connection that has these? */
bool tm_stages_cover(const struct tm_stages *have,
		     const struct tm_stages *need);

/* What tenure-milter may want to do: SMFIF_* bits. */
unsigned long tm_stages_actions(unsigned long offered);
/* Does the server allow all that we cannot do without? */
bool tm_stages_actions_suffice(unsigned long offered);
/* SMFIP_* bits to answer the server's offer with: away with every stage and
   reply that is not needed. tcp: the server talks to us by TCP. */
unsigned long tm_stages_steps(const struct tm_stages *stages,
			      unsigned long offered, bool tcp);

#endif
