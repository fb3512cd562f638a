/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_SEAL_HEADER_H
#define TENURE_PLUGIN_SEAL_HEADER_H

#include "pop3-plugin/ruling/facts-fields.h"
#include "policy/needs.h"

/* The header of a mail whose seal is to be verified. Fields that decisions look
   at later are asked for as everywhere, so that the server has them in its
   cache then. The others are wanted once only, and read from the message: each
   field of each message that is in the cache costs at every login, which asks
   for the sizes of all messages. */
struct tenure_seal_header {
	struct tenure_mail_facts *mf;
	const struct tenure_needs *needs;
	/* The field that was read last; it is asked for value by value. */
	char field[256];
	const char *const *values;
};

/* facts_r are for the verification alone, while header is there. */
void tenure_seal_header_init(struct tenure_seal_header *header,
			     struct tenure_mail_facts *mf,
			     const struct tenure_needs *needs,
			     struct tenure_facts *facts_r);

#endif
