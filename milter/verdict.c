/* SPDX-License-Identifier: MIT */
#include "verdict.h"

#include <stdio.h>
#include <string.h>

#include "log.h"
#include "seal/sign.h"

void tm_verdict_free(struct tm_verdict *verdict)
{
	tenure_buffer_free(&verdict->seal);
}

/* Messages that no honest client sends, and that could not be sealed. */
static const char *message_flaw(const struct tm_message *message)
{
	if (message->seal_count > TM_FORGED_MAX)
		return "550 5.6.0 Too many Tenure-Seal header fields";
	if (message->oversized)
		return "552 5.3.4 Message header too large";
	if (strlen(message->sender) > TENURE_ADDRESS_MAX)
		return "553 5.1.7 Sender address too long";
	return NULL;
}

/* Which of the seals that a trusted relay sent stays? The one that verifies;
   where several do that are not the same, none is to be believed. Returns 0;
   or -1 with err if it cannot be told. */
static int find_kept_seal(const struct tm_message *message,
			  const struct tenure_facts *facts,
			  struct tm_verdict *verdict, struct tenure_seal *seal,
			  struct tenure_error *err)
{
	const struct tenure_snapshot *snapshot =
		tm_setup_snapshot(message->setup);
	struct tenure_seal found;
	const char *body;
	int ret;

	for (unsigned int i = 0; i < message->seal_count; i++) {
		ret = facts->header(facts->header_context, "tenure-seal", i,
				    &body);
		if (ret > 0)
			ret = tenure_seal_verify(
				body, tenure_snapshot_realm(snapshot),
				tenure_snapshot_keys(snapshot), facts, &found,
				err);
		if (ret < 0)
			return -1;
		if (ret == 0)
			continue;
		if (verdict->kept_seal > 0 &&
		    strcmp(found.serial, seal->serial) != 0) {
			verdict->kept_seal = 0;
			return 0;
		}
		if (verdict->kept_seal == 0) {
			verdict->kept_seal = i + 1;
			*seal = found;
		}
	}
	return 0;
}

static int make_seal(const struct tm_message *message,
		     const struct tm_arrival *arrival,
		     const struct tenure_facts *facts,
		     struct tm_verdict *verdict, struct tenure_error *err)
{
	struct tenure_seal seal = *tm_setup_seal(message->setup);

	seal.time = arrival->now;
	snprintf(seal.sender, sizeof(seal.sender), "%s", message->sender);
	seal.tls = message->tls;
	seal.auth = message->auth > 0;
	seal.size = facts->size;
	seal.networks_unknown = message->network_count < 0;
	for (int i = 0; i < message->network_count; i++)
		tenure_seal_add_network(&seal, message->networks[i]);
	if (tenure_seal_new_serial(arrival->host, arrival->queue_id,
				   seal.serial, sizeof(seal.serial), err) < 0 ||
	    tenure_seal_sign(&seal, tm_setup_key(message->setup), facts, err) <
		    0 ||
	    tenure_seal_format(&seal, &verdict->seal, err) < 0)
		return -1;
	if (tenure_buffer_str(&verdict->seal) == NULL)
		return tenure_error_nomem(err);
	snprintf(verdict->serial, sizeof(verdict->serial), "%s", seal.serial);
	return 0;
}

static int decide(struct tm_message *message, const struct tenure_facts *facts,
		  int64_t now, struct tm_verdict *verdict,
		  struct tenure_error *err)
{
	const struct tenure_policy *policy = tm_setup_policy(message->setup);
	const struct tenure_config *config = tm_setup_config(message->setup);
	struct tm_recipients_decision decision;

	if (tm_recipients_decide(&message->recipients, policy, facts, now,
				 &decision, err) < 0)
		return -1;
	verdict->wanted = decision.action;
	verdict->decisive_recipient = decision.decisive->address;
	(void)tenure_decision_reason(policy, &decision.decision,
				     verdict->reason, sizeof(verdict->reason));
	if (config->mode != TENURE_MODE_OBSERVE) {
		verdict->action = decision.action;
		verdict->delete_discarded = decision.discarded > 0;
		(void)tenure_decision_smtp_reply(&decision.decision,
						 verdict->reply,
						 sizeof(verdict->reply));
	}
	tm_recipients_decision_free(&decision);
	return 0;
}

static void refuse_flaw(const struct tm_message *message, const char *flaw,
			struct tm_verdict *verdict)
{
	verdict->wanted = TENURE_SMTP_REJECT;
	snprintf(verdict->reason, sizeof(verdict->reason), "%s", flaw);
	/* Without a seal of ours the mailbox door keeps such a message as one
	   that cannot be told, and says so. */
	if (tm_setup_config(message->setup)->mode == TENURE_MODE_OBSERVE)
		return;
	verdict->action = TENURE_SMTP_REJECT;
	snprintf(verdict->reply, sizeof(verdict->reply), "%s", flaw);
}

int tm_verdict_reach(struct tm_message *message,
		     const struct tm_arrival *arrival,
		     struct tm_verdict *verdict_r, struct tenure_error *err)
{
	const char *flaw = message_flaw(message);
	struct tenure_seal kept;
	struct tenure_facts facts;

	memset(verdict_r, 0, sizeof(*verdict_r));
	if (message->failed || message->recipients.count == 0)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"not all of the message was seen");
	if (flaw != NULL) {
		refuse_flaw(message, flaw, verdict_r);
		return 0;
	}
	verdict_r->seal_count = message->seal_count;
	tm_message_facts(message, arrival->now, &facts);
	if (message->trusted && message->seal_count <= TENURE_SEALS_MAX &&
	    find_kept_seal(message, &facts, verdict_r, &kept, err) < 0)
		return -1;
	if (verdict_r->kept_seal > 0) {
		tenure_seal_to_facts(&kept, &facts);
		snprintf(verdict_r->serial, sizeof(verdict_r->serial), "%s",
			 kept.serial);
	}
	if (decide(message, &facts, arrival->now, verdict_r, err) < 0)
		return -1;
	if (verdict_r->kept_seal > 0 ||
	    (verdict_r->action != TENURE_SMTP_ACCEPT &&
	     verdict_r->action != TENURE_SMTP_QUARANTINE))
		return 0;
	if (make_seal(message, arrival, &facts, verdict_r, err) < 0) {
		tm_verdict_free(verdict_r);
		return -1;
	}
	return 0;
}
