/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/expire/expire.h"
#include "policy/mailbox-value.h"
#include "pop3-plugin/state/box.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/expire/expire-lock.h"
#include "pop3-plugin/gate/gate-pass.h"
#include "pop3-plugin/notes/hint.h"
#include "pop3-plugin/dovecot/log.h"
#include "pop3-plugin/ruling/outlook.h"
#include <imap-util.h>
#include <mail-search-build.h>
#include <seq-range-array.h>

#define SECONDS_PER_DAY 86400
/* What is longer is looked at in vain. */
#define MAX_DAYS (1000 * 366)
/* The storage removes files when the mailbox is synced, for which some formats
   read all of its folder: not after fewer batches than this, and about so many
   times in all. */
#define BATCHES_PER_SYNC 10
#define SYNCS 10

/* Why messages go: few for all of them. */
struct expire_rule {
	/* What it is known by; NULL if it is of another policy than that of
	   the pass. */
	const struct tenure_value *value;
	const struct tenure_class *class;
	/* How it is told. */
	const char *text, *place;
	/* What goes by it in the batch at hand. */
	ARRAY_TYPE(seq_range) uids;
};

struct expire_due {
	uint32_t uid;
	/* The number of the policy that it goes by. */
	unsigned int policy;
	int64_t received;
	struct expire_rule *rule;
};

/* One mailbox. */
struct expire_pass {
	struct tenure_expire *expire;
	struct mailbox *box;
	pool_t pool;
	ARRAY(struct expire_due) due;
	ARRAY(struct expire_rule *) rules;
	/* What the transaction at hand is decided by; NULL if it cannot be
	   told. */
	struct tenure_user_policy *policy;
	/* What was received after this has not expired. */
	int64_t received_before;
	bool observe;
	/* Somebody may hear of the events of the batch at hand. */
	bool is_heard;
	/* It was stopped before all were looked at. */
	bool over;
};

static int64_t expire_least_days(struct mail_namespace *ns)
{
	struct tenure_user *tuser = tenure_user_get(ns->user);
	const struct tenure_mailbox *mailbox;

	mailbox = tuser == NULL ? NULL : tenure_user_mailbox(tuser, ns);
	return mailbox == NULL ? -1 : tenure_mailbox_least_expire(mailbox);
}

/* What was received later has not expired. INT64_MIN if nothing ever does. */
static int64_t expire_received_before(struct mail_namespace *ns)
{
	int64_t days = expire_least_days(ns);

	if (days < 0)
		return INT64_MIN;
	return ioloop_time - I_MIN(days, MAX_DAYS) * SECONDS_PER_DAY;
}

bool tenure_expire_is_possible(struct mail_namespace *ns)
{
	return expire_least_days(ns) >= 0;
}

bool tenure_expire_is_due(struct mail_namespace *ns, int64_t received)
{
	return tenure_expire_is_possible(ns) &&
	       received <= expire_received_before(ns);
}

/* ------------------------------------------------------------------ looking */

static struct expire_rule *expire_rule_new(struct expire_pass *pass,
					   const struct tenure_outlook *outlook,
					   enum tenure_setting setting)
{
	const struct tenure_policy *policy =
		tenure_snapshot_policy(outlook->snapshot);
	const struct tenure_reason *reason =
		&outlook->decision.reasons[setting];
	struct expire_rule *rule = p_new(pass->pool, struct expire_rule, 1);
	char text[768];

	rule->value = reason->value;
	rule->class = reason->class;
	rule->text = p_strdup(
		pass->pool, tenure_decision_rule(policy, &outlook->decision,
						 setting, text, sizeof(text)));
	rule->place = p_strdup(pass->pool,
			       tenure_policy_where(policy, reason->value->where,
						   text, sizeof(text)));
	p_array_init(&rule->uids, pass->pool, 4);
	array_push_back(&pass->rules, &rule);
	return rule;
}

static struct expire_rule *expire_rule_get(struct expire_pass *pass,
					   const struct tenure_outlook *outlook,
					   enum tenure_setting setting)
{
	const struct tenure_reason *reason =
		&outlook->decision.reasons[setting];
	struct expire_rule *rule;

	array_foreach_elem(&pass->rules, rule)
	{
		if (rule->value == reason->value &&
		    rule->class == reason->class)
			return rule;
	}
	return expire_rule_new(pass, outlook, setting);
}

/* What a transaction is decided by. What is known of the rules of another
   policy is no longer compared. */
static void expire_decide_by(struct expire_pass *pass,
			     struct mailbox_transaction_context *t)
{
	struct tenure_user_policy *policy =
		tenure_transaction_policy(t, tenure_box_get(pass->box)->user);
	struct expire_rule *rule;

	if (policy == pass->policy)
		return;
	array_foreach_elem(&pass->rules, rule)
	{
		rule->value = NULL;
	}
	tenure_user_policy_unref(&pass->policy);
	pass->policy = tenure_user_policy_ref(policy);
}

/* Is it known without a look at the message that it is too young? What a hint
   says of a seal need not be true any more; but then the message counts as
   received when it was saved, which was later. */
static bool expire_is_young(struct expire_pass *pass, struct mail *mail)
{
	struct tenure_hint hint;

	return tenure_hint_read(mail, &hint) &&
	       hint.time > pass->received_before;
}

/* What lets go of a concealed message. */
static enum tenure_setting
expire_concealed_setting(const struct tenure_outlook *outlook)
{
	const struct tenure_value *grace =
		outlook->decision.reasons[TENURE_SETTING_GRACE].value;

	if (outlook->decision.verdict == TENURE_ALLOW)
		return TENURE_SETTING_EXPIRE;
	return tenure_duration_is_zero(&grace->duration) ? TENURE_SETTING_KEEP
							 : TENURE_SETTING_GRACE;
}

/* By which rule does a message in a concealed mailbox go? Its user wanted it
   gone: it goes as soon as the gate lets it. NULL: it stays. */
static struct expire_rule *
expire_rule_concealed(struct expire_pass *pass, struct mail *mail,
		      const struct tenure_outlook *outlook)
{
	struct tenure_ruling ruling;

	tenure_rule(mail, TENURE_ACTION_DELETE, &ruling);
	if (ruling.allowed) {
		return expire_rule_get(pass, outlook,
				       expire_concealed_setting(outlook));
	}
	if (!ruling.gone && pass->expire->refused != NULL)
		pass->expire->refused(pass->expire, mail, &ruling);
	return NULL;
}

/* Does a message go? By which rule is put into due then. */
static bool expire_decide(struct expire_pass *pass, struct mail *mail,
			  struct expire_due *due_r)
{
	struct tenure_outlook outlook;
	const char *error;
	int ret = tenure_outlook_get(mail, ioloop_time, &outlook, &error);

	if (ret < 0)
		pass->expire->unknown++;
	if (ret <= 0)
		return FALSE;
	i_zero(due_r);
	if (tenure_concealed_is(mail->box))
		due_r->rule = expire_rule_concealed(pass, mail, &outlook);
	else if (outlook.decision.verdict == TENURE_ALLOW)
		due_r->rule =
			expire_rule_get(pass, &outlook, TENURE_SETTING_EXPIRE);
	due_r->uid = mail->uid;
	due_r->policy = pass->policy->number;
	due_r->received = outlook.mf.facts.received;
	tenure_outlook_end(&outlook);
	return due_r->rule != NULL;
}

static void expire_look(struct expire_pass *pass, struct mail *mail)
{
	struct expire_due due;

	if (!tenure_concealed_is(mail->box) && expire_is_young(pass, mail))
		return;
	if (expire_decide(pass, mail, &due))
		array_push_back(&pass->due, &due);
}

static struct mail_search_args *expire_search_args(struct expire_pass *pass)
{
	struct mail_search_args *args = mail_search_build_init();

	if (pass->expire->look_at > 0)
		mail_search_build_add_seqset(args, 1, pass->expire->look_at);
	else
		mail_search_build_add_all(args);
	return args;
}

static bool expire_proceeds(struct tenure_expire *expire)
{
	return expire->proceed == NULL || expire->proceed(expire);
}

static int expire_search(struct expire_pass *pass,
			 struct mail_search_args *args)
{
	struct tenure_expire *expire = pass->expire;
	struct mailbox_transaction_context *t;
	struct mail_search_context *ctx;
	struct mail *mail;
	int ret = 0;

	mail_search_args_init(args, pass->box, FALSE, NULL);
	t = mailbox_transaction_begin(pass->box, 0, "tenure: look for expired");
	expire_decide_by(pass, t);
	pass->received_before =
		expire_received_before(mailbox_get_namespace(pass->box));
	ctx = mailbox_search_init(t, args, NULL, 0, NULL);
	while ((pass->over = !expire_proceeds(expire)) == FALSE &&
	       mailbox_search_next(ctx, &mail)) {
		T_BEGIN
		{
			expire_look(pass, mail);
		}
		T_END;
	}
	if (mailbox_search_deinit(&ctx) < 0)
		ret = -1;
	mail_search_args_deinit(args);
	/* what was learnt about seals */
	if (mailbox_transaction_commit(&t) < 0)
		ret = -1;
	return ret;
}

static int expire_due_cmp(const struct expire_due *a,
			  const struct expire_due *b)
{
	if (a->received != b->received)
		return a->received < b->received ? -1 : 1;
	return a->uid < b->uid ? -1 : 1;
}

/* --------------------------------------------------------------- destroying */

/* The event, for statistics and exporters. */
static void expire_send_event(struct expire_pass *pass, struct mail *mail,
			      const struct expire_due *due)
{
	struct event *event = tenure_event(mail_event(mail), "tenure_expired");
	char received[TENURE_DATE_SIZE];

	event_add_str(event, "whence", pass->expire->whence);
	event_add_str(event, "rule", due->rule->text);
	event_add_str(event, "place", due->rule->place);
	event_add_str(event, "received",
		      tenure_date_format(due->received, received));
	event_add_str(event, "mode", pass->observe ? "observe" : "enforce");
	e_debug(event, "destroyed by %s", pass->expire->whence);
	event_unref(&event);
}

/* A line for each rule, with the UIDs that go by it. */
static void expire_log_batch(struct expire_pass *pass)
{
	struct event *event = tenure_event(pass->box->event, NULL);
	struct expire_rule *rule;
	string_t *uids;

	array_foreach_elem(&pass->rules, rule)
	{
		if (array_is_empty(&rule->uids))
			continue;
		uids = t_str_new(128);
		imap_write_seq_range(uids, &rule->uids);
		array_clear(&rule->uids);
		e_info(event, "%s by %s: UID %s: %s",
		       pass->observe ? "would be destroyed" : "destroyed",
		       pass->expire->whence, str_c(uids), rule->text);
	}
	event_unref(&event);
}

/* Returns how many go: 1 or 0. What somebody else has expunged is not ours, and
   a policy that came into force after the look has to agree. */
static unsigned int expire_destroy(struct expire_pass *pass, struct mail *mail,
				   const struct expire_due *due)
{
	struct expire_due again;

	if (!mail_set_uid(mail, due->uid) ||
	    mail_index_is_expunged(mail->transaction->view, mail->seq))
		return 0;
	if (pass->policy == NULL || due->policy != pass->policy->number) {
		if (!expire_decide(pass, mail, &again))
			return 0;
		due = &again;
	}
	if (pass->is_heard)
		expire_send_event(pass, mail, due);
	seq_range_array_add(&due->rule->uids, due->uid);
	if (pass->observe)
		return 0;
	tenure_gate_let_go(mail);
	return 1;
}

/* They were said to be destroyed. */
static void expire_log_failure(struct expire_pass *pass, unsigned int count)
{
	struct event *event = tenure_event(pass->box->event, NULL);

	e_error(event, "not destroyed by %s after all: %u messages: %s",
		pass->expire->whence, count,
		mailbox_get_last_internal_error(pass->box, NULL));
	event_unref(&event);
}

static int expire_batch(struct expire_pass *pass, const struct expire_due *due,
			unsigned int count)
{
	struct mailbox_transaction_context *t;
	unsigned int going = 0;
	struct mail *mail;

	(void)mail_index_refresh(pass->box->index);
	t = mailbox_transaction_begin(pass->box, 0, "tenure: expire");
	expire_decide_by(pass, t);
	pass->is_heard = tenure_event_may_be_wanted(pass->box->event);
	mail = mail_alloc(t, 0, NULL);
	for (unsigned int i = 0; i < count; i++) {
		T_BEGIN
		{
			going += expire_destroy(pass, mail, &due[i]);
		}
		T_END;
	}
	mail_free(&mail);
	T_BEGIN
	{
		expire_log_batch(pass);
	}
	T_END;
	if (mailbox_transaction_commit(&t) < 0) {
		expire_log_failure(pass, going);
		return -1;
	}
	pass->expire->destroyed += going;
	return 0;
}

static unsigned int expire_room(const struct tenure_expire *expire)
{
	if (expire->limit == 0)
		return UINT_MAX;
	return expire->limit - I_MIN(expire->limit, expire->destroyed);
}

static int expire_batches(struct expire_pass *pass,
			  const struct expire_due *due, unsigned int count)
{
	struct tenure_expire *expire = pass->expire;
	unsigned int per_sync =
		I_MAX(BATCHES_PER_SYNC, count / TENURE_EXPIRE_BATCH / SYNCS);
	unsigned int size, batches = 0;

	for (; count > 0; due += size, count -= size) {
		size = I_MIN(count, TENURE_EXPIRE_BATCH);
		if (expire_batch(pass, due, size) < 0)
			return -1;
		if (++batches % per_sync == 0 && mailbox_sync(pass->box, 0) < 0)
			return -1;
		if (!expire_proceeds(expire))
			break;
	}
	return batches == 0 ? 0 : mailbox_sync(pass->box, 0);
}

/* With the lock, so that nobody else is between a commit and a sync. */
static int expire_alone(struct expire_pass *pass, const struct expire_due *due,
			unsigned int count)
{
	struct tenure_expire *expire = pass->expire;
	struct file_lock *lock;
	int ret;

	if (count == 0)
		return 0;
	if (tenure_expire_lock(pass->box, expire->wait, &lock) > 0) {
		ret = expire_batches(pass, due, count);
		tenure_expire_unlock(&lock);
		return ret;
	}
	if (expire->wait == 0)
		return 0;
	mail_storage_set_error(pass->box->storage, MAIL_ERROR_TEMP,
			       "Another process destroys messages there");
	return -1;
}

static int expire_all_due(struct expire_pass *pass)
{
	struct tenure_expire *expire = pass->expire;
	const struct expire_due *due;
	unsigned int count;

	array_sort(&pass->due, expire_due_cmp);
	due = array_get(&pass->due, &count);
	count = I_MIN(count, expire_room(expire));
	if (!expire->dry_run)
		return expire_alone(pass, due, count);
	expire->destroyed += count;
	return 0;
}

/* ------------------------------------------------------------------ mailbox */

static void expire_pass_init(struct expire_pass *pass,
			     struct tenure_expire *expire, struct mailbox *box)
{
	i_zero(pass);
	pass->expire = expire;
	pass->box = box;
	pass->observe = tenure_box_get(box)->user->set.observe;
	pass->pool = pool_alloconly_create("tenure expire", 1024);
	i_array_init(&pass->due, 64);
	i_array_init(&pass->rules, 4);
}

static void expire_pass_deinit(struct expire_pass *pass)
{
	array_free(&pass->due);
	array_free(&pass->rules);
	tenure_user_policy_unref(&pass->policy);
	pool_unref(&pass->pool);
}

int tenure_expire_box(struct tenure_expire *expire, struct mailbox *box,
		      struct mail_search_args *args)
{
	struct expire_pass pass;
	struct mail_search_args *own_args = NULL;
	int ret;

	/* Those that stand behind a virtual mailbox are looked at themselves.
	 */
	if (tenure_box_get(box) == NULL)
		return 0;
	expire_pass_init(&pass, expire, box);
	if (args == NULL)
		args = own_args = expire_search_args(&pass);
	ret = expire_search(&pass, args);
	if (own_args != NULL)
		mail_search_args_unref(&own_args);
	if (ret == 0 && !pass.over)
		ret = expire_all_due(&pass);
	expire_pass_deinit(&pass);
	return ret;
}
