/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/ruling/mail-seal.h"
#include "pop3-plugin/dovecot/log.h"
#include "pop3-plugin/ruling/seal-header.h"
#include "seal/sign.h"

#define SEAL_FIELD "tenure-seal"

/* The seal that a hint speaks of, if it is still the one and its key is still
   believed. */
static bool mail_seal_by_hint(struct tenure_mail_facts *mf,
			      const struct tenure_snapshot *snapshot,
			      struct tenure_seal *seal_r)
{
	const char *realm = tenure_snapshot_realm(snapshot);
	const struct tenure_public_key *key;
	struct tenure_hint hint;
	const char *body;

	if (!tenure_hint_read(mf->mail, &hint) ||
	    mf->facts.header(mf, SEAL_FIELD, hint.instance, &body) <= 0 ||
	    tenure_seal_parse(body, seal_r, NULL, NULL) < 0 ||
	    strcmp(seal_r->realm, realm) != 0)
		return FALSE;
	key = tenure_keyring_find(tenure_snapshot_keys(snapshot),
				  seal_r->key_id);
	return key != NULL && tenure_hint_matches(&hint, seal_r, body, key);
}

/* Which field is it that was found valid? */
static bool mail_seal_instance(struct tenure_mail_facts *mf,
			       const struct tenure_seal *seal,
			       unsigned int *instance_r, const char **body_r)
{
	struct tenure_seal other;
	unsigned int i;

	for (i = 0; i < TENURE_SEALS_MAX &&
		    mf->facts.header(mf, SEAL_FIELD, i, body_r) > 0;
	     i++) {
		if (tenure_seal_parse(*body_r, &other, NULL, NULL) == 0 &&
		    memcmp(other.signature, seal->signature,
			   sizeof(seal->signature)) == 0) {
			*instance_r = i;
			return TRUE;
		}
	}
	return FALSE;
}

static void mail_seal_remember(struct tenure_mail_facts *mf,
			       const struct tenure_snapshot *snapshot,
			       const struct tenure_seal *seal)
{
	const struct tenure_public_key *key = tenure_keyring_find(
		tenure_snapshot_keys(snapshot), seal->key_id);
	struct tenure_hint hint;
	unsigned int instance;
	const char *body;

	if (key == NULL || !mail_seal_instance(mf, seal, &instance, &body))
		return;
	tenure_hint_init(&hint, instance, seal, body, key);
	tenure_hint_write(mf->mail, &hint);
}

static void mail_seal_report(struct mail *mail, const struct tenure_error *err)
{
	struct event *event =
		tenure_event(mail_event(mail), "tenure_seal_unknown");

	event_add_str(event, "error", err->text);
	/* once, when it comes in; not whenever somebody wants to delete it */
	if (mail->saving)
		e_warning(event, "Seal cannot be believed: %s", err->text);
	else
		e_debug(event, "Seal cannot be believed: %s", err->text);
	event_unref(&event);
}

static int mail_seal_read(struct tenure_mail_facts *mf,
			  const struct tenure_snapshot *snapshot,
			  enum tenure_seal_state *state_r,
			  struct tenure_seal *seal_r, struct tenure_error *err)
{
	struct tenure_seal_header header;
	struct tenure_facts facts;

	tenure_seal_header_init(
		&header, mf,
		tenure_policy_needs(tenure_snapshot_policy(snapshot)), &facts);
	return tenure_seal_read(&facts, tenure_snapshot_realm(snapshot),
				tenure_snapshot_keys(snapshot), state_r, seal_r,
				err);
}

enum tenure_seal_state tenure_mail_seal(struct tenure_mail_facts *mf,
					const struct tenure_snapshot *snapshot,
					struct tenure_seal *seal_r)
{
	enum tenure_seal_state state;
	struct tenure_error err;
	const char *body;
	int ret;

	ret = mf->facts.header(mf, SEAL_FIELD, 0, &body);
	if (ret == 0)
		return TENURE_SEAL_UNSEALED;
	if (ret < 0)
		return TENURE_SEAL_UNKNOWN;
	if (mail_seal_by_hint(mf, snapshot, seal_r))
		return TENURE_SEAL_SEALED;
	if (mail_seal_read(mf, snapshot, &state, seal_r, &err) < 0) {
		/* Not for what the mailbox has said itself. */
		if (!mf->gone && !mf->failed)
			mail_set_critical(mf->mail, "tenure: %s", err.text);
		mf->failed = !mf->gone;
		return TENURE_SEAL_UNKNOWN;
	}
	if (state == TENURE_SEAL_SEALED)
		mail_seal_remember(mf, snapshot, seal_r);
	else if (state == TENURE_SEAL_UNKNOWN)
		mail_seal_report(mf->mail, &err);
	return state;
}

enum tenure_seal_state
tenure_mail_seal_verify(struct mail *mail,
			const struct tenure_snapshot *snapshot,
			struct tenure_seal *seal_r)
{
	struct tenure_mail_facts mf;

	tenure_mail_facts_init_headers(&mf, mail);
	return tenure_mail_seal(&mf, snapshot, seal_r);
}

void tenure_mail_seal_copied(struct mail *source, struct mail *copy)
{
	struct tenure_hint hint;

	if (tenure_hint_read(source, &hint))
		tenure_hint_write(copy, &hint);
}
