/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/gate/discard.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/gate/delivery.h"
#include "pop3-plugin/dovecot/log.h"
#include "pop3-plugin/ruling/mail-seal.h"
#include "policy/mailbox-value.h"
#include "pop3-plugin/ruling/ruling.h"
#include "pop3-plugin/state/user.h"
#include "base/date.h"
#include <mail-deliver.h>

/* Of programs that deliver mail: lmtp and lda. */
#pragma weak mail_deliver_hook_set

/* The filters; the plugin's state, as Dovecot's hook has no context. */
static deliver_mail_func_t *discard_filters;
static bool discard_is_hooked;

/* uid: in the concealed mailbox, 0 if it is not there. */
static void discard_log(struct mail_deliver_context *ctx, const char *name,
			const struct tenure_ruling *ruling, const char *text,
			uint32_t uid)
{
	struct event *event = tenure_event(ctx->event, name);
	char until[TENURE_DATE_SIZE];

	event_add_str(event, "folder", "INBOX");
	event_add_str(event, "whence", "filter");
	event_add_str(event, "rule", ruling->reason);
	event_add_str(event, "place", ruling->place);
	event_add_str(event, "keep_until",
		      tenure_date_format(ruling->keep_until, until));
	event_add_str(event, "mode",
		      tenure_user_get(ctx->rcpt_user)->set.observe ? "observe"
								   : "enforce");
	if (uid > 0) {
		event_add_int(event, "uid", uid);
		text = t_strdup_printf("%s as UID %u", text, uid);
	}
	e_info(event, "%s: %s", text, ruling->reason);
	event_unref(&event);
}

static int discard_copy(struct mailbox *box, struct mail *mail, uint32_t *uid_r)
{
	struct mail_transaction_commit_changes changes;
	struct mailbox_transaction_context *t = mailbox_transaction_begin(
		box, TENURE_CONCEAL_TRANSACTION, "tenure: discarded");
	struct mail_save_context *ctx = mailbox_save_alloc(t);

	if (mailbox_copy(&ctx, mail) < 0) {
		mailbox_transaction_rollback(&t);
		return -1;
	}
	if (mailbox_transaction_commit_get_changes(&t, &changes) < 0)
		return -1;
	*uid_r = 0;
	if (!array_is_empty(&changes.saved_uids)) {
		const struct seq_range *range =
			array_front(&changes.saved_uids);

		*uid_r = range->seq1;
	}
	pool_unref(&changes.pool);
	return 0;
}

/* Returns 0; or -1 if there is no copy, and the message has to be delivered
   again. */
static int discard_conceal(struct mail_deliver_context *ctx,
			   struct tenure_user *tuser, uint32_t *uid_r)
{
	struct event *event;
	struct mailbox *box;
	const char *error;
	int ret = -1;

	box = tenure_concealed_open(tuser, "INBOX", &error);
	if (box != NULL) {
		ret = discard_copy(box, ctx->src_mail, uid_r);
		if (ret < 0) {
			error = t_strdup(
				mailbox_get_last_internal_error(box, NULL));
		}
		mailbox_free(&box);
	}
	if (ret == 0)
		return 0;
	event = tenure_event(ctx->event, "tenure_conceal_failed");
	event_add_str(event, "error", error);
	e_error(event, "Message is not taken, as it cannot be concealed: %s",
		error);
	event_unref(&event);
	return -1;
}

/* What the user's filters have thrown away, also by saving something else in
   its place. Returns as the hook does. */
static int discard_decide(struct mail_deliver_context *ctx,
			  struct tenure_user *tuser, const char *what)
{
	struct mail_namespace *ns =
		mail_namespace_find_inbox(tuser->user->namespaces);
	struct mailbox *inbox = mailbox_alloc(ns->list, "INBOX", 0);
	struct tenure_ruling ruling;
	uint32_t uid;

	tenure_rule_delivery(ctx->src_mail, inbox, &ruling);
	mailbox_free(&inbox);
	if (ruling.allowed && !ruling.conceal)
		return 1;
	if (tuser->set.observe) {
		discard_log(ctx, "tenure_concealed", &ruling,
			    t_strdup_printf("would conceal %s", what), 0);
		return 1;
	}
	if (tuser->concealed == NULL) {
		/* into the INBOX: the user may not discard it */
		discard_log(ctx, "tenure_delete_denied", &ruling,
			    t_strdup_printf("saved to the INBOX %s", what), 0);
		/* it is not what was saved there */
		ctx->saved_mail = ctx->tried_default_save = FALSE;
		return 0;
	}
	if (discard_conceal(ctx, tuser, &uid) < 0) {
		ctx->saved_mail = FALSE;
		ctx->tempfail_error = "Temporary internal error";
		return -1;
	}
	discard_log(ctx, "tenure_concealed", &ruling,
		    t_strdup_printf("concealed %s", what), uid);
	return 1;
}

/* Something was saved. Is it what came in? Of what came without a seal that
   fits, nobody can tell. */
static bool discard_is_saved(struct mail *mail, struct tenure_user *tuser,
			     const struct tenure_delivery *delivery)
{
	struct tenure_user_policy *policy = tenure_user_policy(tuser);
	const struct tenure_mailbox *mailbox = tenure_user_own_mailbox(tuser);
	struct tenure_seal seal;

	if (delivery->sealed > 0 || delivery->serials[0] == NULL)
		return TRUE;
	/* where no seal is looked at, none is missed */
	if (mailbox != NULL && tenure_mailbox_needs_no_seal(mailbox))
		return TRUE;
	return policy == NULL ||
	       tenure_mail_seal_verify(mail, policy->snapshot, &seal) !=
		       TENURE_SEAL_SEALED;
}

/* The filters are done with a message. Returns as the hook does. */
static int discard_look(struct mail_deliver_context *ctx,
			struct tenure_user *tuser,
			const struct tenure_delivery *delivery, int ret)
{
	if (delivery->saved == 0)
		return discard_decide(ctx, tuser, "what a filter discarded");
	if (!discard_is_saved(ctx->src_mail, tuser, delivery))
		return discard_decide(ctx, tuser, "what a filter changed");
	return ret;
}

static int discard_deliver(struct mail_deliver_context *ctx,
			   struct mail_storage **storage_r)
{
	struct tenure_user *tuser = tenure_user_get(ctx->rcpt_user);
	struct tenure_delivery delivery;
	int ret;

	if (tuser == NULL)
		return discard_filters(ctx, storage_r);
	tenure_delivery_begin(&delivery, ctx->pool, ctx->src_mail);
	tuser->delivery = &delivery;
	ret = discard_filters(ctx, storage_r);
	tuser->delivery = NULL;
	/* else it goes to the INBOX now, or is delivered again */
	if (ret > 0 || ctx->saved_mail) {
		T_BEGIN
		{
			ret = discard_look(ctx, tuser, &delivery, ret);
		}
		T_END;
	}
	return ret;
}

void tenure_discard_user_created(void)
{
	if (mail_deliver_hook_set == NULL || discard_is_hooked)
		return;
	discard_filters = mail_deliver_hook_set(discard_deliver);
	discard_is_hooked = discard_filters != NULL;
	/* without filters; those of the next user may be loaded with it */
	if (!discard_is_hooked)
		(void)mail_deliver_hook_set(NULL);
}

void tenure_discard_deinit(void)
{
	if (discard_is_hooked)
		(void)mail_deliver_hook_set(NULL);
	discard_is_hooked = FALSE;
}
