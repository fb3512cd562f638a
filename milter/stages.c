/* SPDX-License-Identifier: MIT */
#include "stages.h"

#include <libmilter/mfapi.h>

/* Sealing is what we are for; the others are needed as soon as a policy that
   asks for them is published, and cost nothing until then. */
#define ACTIONS_NEEDED                                                         \
	(SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_DELRCPT | SMFIF_QUARANTINE)

struct tm_stages tm_stages_needed(const struct tm_setup *setup)
{
	const struct tenure_config *config = tm_setup_config(setup);
	const struct tenure_needs *needs =
		tenure_policy_needs(tm_setup_policy(setup));

	return (struct tm_stages){
		.connect =
			config->milter.trusted_relay_count > 0 || needs->client,
		.rcpt_reply = tm_setup_refuses_by_name(setup) &&
			      config->mode == TENURE_MODE_ENFORCE,
		.body = needs->size || needs->attachment,
	};
}

bool tm_stages_cover(const struct tm_stages *have, const struct tm_stages *need)
{
	return (have->connect || !need->connect) &&
	       (have->rcpt_reply || !need->rcpt_reply) &&
	       (have->body || !need->body);
}

unsigned long tm_stages_actions(unsigned long offered)
{
	return ACTIONS_NEEDED | (offered & SMFIF_SETSYMLIST);
}

bool tm_stages_actions_suffice(unsigned long offered)
{
	return (offered & ACTIONS_NEEDED) == ACTIONS_NEEDED;
}

unsigned long tm_stages_steps(const struct tm_stages *stages,
			      unsigned long offered, bool tcp)
{
	unsigned long steps = SMFIP_NOHELO | SMFIP_NOUNKNOWN | SMFIP_NOEOH |
			      SMFIP_NR_MAIL | SMFIP_NR_HDR;

	steps |= stages->connect ? SMFIP_NR_CONN : SMFIP_NOCONNECT;
	if (!stages->rcpt_reply)
		steps |= SMFIP_NR_RCPT;
	/* Blanks behind the colon count, too. */
	steps |=
		stages->body ? SMFIP_NR_BODY | SMFIP_HDR_LEADSPC : SMFIP_NOBODY;
	/* Over TCP, Postfix's smtpd hands the connection over to cleanup after
	   DATA, and the delayed ACK of our last octets then costs 40 ms. Our
	   answer to DATA carries it. */
	if (!tcp)
		steps |= SMFIP_NODATA;
	return steps & offered;
}
