/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/lost/lost-index.h"
#include <mail-index-private.h>
#include <mail-index-transaction-private.h>
#include <mail-index-view-private.h>
#include <seq-range-array.h>

#define LOST_INDEX_CONTEXT(obj) MODULE_CONTEXT(obj, lost_index_module)
#define LOST_SYNC_CONTEXT_REQUIRE(obj)                                         \
	MODULE_CONTEXT_REQUIRE(obj, lost_sync_module)

/* So many are looked at, as long as nobody takes them. */
#define LOST_MAX 1000

struct lost_index {
	union mail_index_module_context module_ctx;
	/* What other processes and sessions asked for, in the look at the
	   folder that is under way. Dovecot keeps it as a transaction that is
	   never committed, and frees it after the one of the look itself. */
	const struct mail_index_transaction *requests;
	ARRAY(struct mailbox *) followers;
	/* NULL: nothing. */
	struct tenure_lost *lost;
};

/* What a look at the folder changes in the index. */
struct lost_sync {
	union mail_index_transaction_module_context module_ctx;
};

static MODULE_CONTEXT_DEFINE_INIT(lost_index_module,
				  &mail_index_module_register);
static MODULE_CONTEXT_DEFINE_INIT(lost_sync_module,
				  &mail_index_module_register);
/* Not before there is a maildir: with a hook each transaction costs more. */
static bool lost_hook_is_there;

static struct tenure_lost *lost_new(struct mail_index_view *view)
{
	pool_t pool = pool_alloconly_create("tenure lost", 1024);
	struct tenure_lost *lost = p_new(pool, struct tenure_lost, 1);

	lost->pool = pool;
	lost->next_uid = mail_index_get_header(view)->next_uid;
	i_array_init(&lost->mails, 16);
	return lost;
}

void tenure_lost_free(struct tenure_lost **_lost)
{
	struct tenure_lost *lost = *_lost;

	*_lost = NULL;
	if (lost == NULL)
		return;
	array_free(&lost->mails);
	pool_unref(&lost->pool);
}

static void lost_look_at(struct tenure_lost *lost, struct mail *mail,
			 uint32_t uid)
{
	struct tenure_lost_mail found;

	if (lost->looked_at == LOST_MAX) {
		lost->more++;
		return;
	}
	lost->looked_at++;
	if (tenure_lost_mail_look(mail, uid, lost->pool, &found))
		array_push_back(&lost->mails, &found);
}

/* The view is that of the look: the mailbox's own may not have them any more,
   or not yet. */
static void lost_look(struct lost_index *lindex, struct mail_index_view *view,
		      const ARRAY_TYPE(uint32_t) * uids)
{
	struct mailbox *box = *array_front_modifiable(&lindex->followers);
	struct mail_index_view *box_view = box->view;
	struct mailbox_transaction_context *t;
	struct mail *mail;
	uint32_t uid;

	if (lindex->lost == NULL)
		lindex->lost = lost_new(view);
	/* what the caller is to be told of its own */
	mail_storage_last_error_push(box->storage);
	box->view = view;
	t = mailbox_transaction_begin(box, 0, "tenure: lost");
	mail = mail_alloc(t, 0, NULL);
	array_foreach_elem(uids, uid)
	{
		T_BEGIN
		{
			lost_look_at(lindex->lost, mail, uid);
		}
		T_END;
	}
	mail_free(&mail);
	mailbox_transaction_rollback(&t);
	box->view = box_view;
	mail_storage_last_error_pop(box->storage);
}

/* Somebody did ask for these. */
static void lost_get_requests(const struct lost_index *lindex,
			      ARRAY_TYPE(seq_range) * uids)
{
	const struct mail_transaction_expunge_guid *expunge;

	if (!array_is_created(&lindex->requests->expunges))
		return;
	array_foreach(&lindex->requests->expunges, expunge)
		seq_range_array_add(uids, expunge->uid);
}

static void lost_find(struct lost_index *lindex,
		      const struct mail_index_transaction *t)
{
	const struct mail_transaction_expunge_guid *expunge;
	ARRAY_TYPE(seq_range) requests;
	ARRAY_TYPE(uint32_t) uids;
	uint32_t uid;

	t_array_init(&requests, 16);
	t_array_init(&uids, 16);
	lost_get_requests(lindex, &requests);
	array_foreach(&t->expunges, expunge)
	{
		/* it is a sequence before the commit */
		mail_index_lookup_uid(t->view, expunge->uid, &uid);
		if (!seq_range_exists(&requests, uid))
			array_push_back(&uids, &uid);
	}
	if (array_count(&uids) > 0)
		lost_look(lindex, t->view, &uids);
}

/* Does what the look has found say something about files? Not if the index is
   begun anew, is not the one on the disk, or was repaired, so that it may have
   lost what was asked for, and even what was done. */
static bool lost_can_tell(const struct lost_index *lindex,
			  const struct mail_index_transaction *t)
{
	return t->sync_transaction && !t->reset &&
	       array_is_created(&t->expunges) &&
	       array_count(&lindex->followers) > 0 &&
	       !MAIL_INDEX_IS_IN_MEMORY(t->view->index) &&
	       (mail_index_get_header(t->view)->flags &
		MAIL_INDEX_HDR_FLAG_FSCKD) == 0;
}

static int lost_sync_commit(struct mail_index_transaction *t,
			    struct mail_index_transaction_commit_result *result)
{
	struct lost_sync *lsync = LOST_SYNC_CONTEXT_REQUIRE(t);
	struct lost_index *lindex = LOST_INDEX_CONTEXT(t->view->index);
	int ret;

	if (lost_can_tell(lindex, t)) {
		T_BEGIN
		{
			lost_find(lindex, t);
		}
		T_END;
	}
	/* t is freed by this */
	ret = lsync->module_ctx.super.commit(t, result);
	i_free(lsync);
	/* they will be found again */
	if (ret < 0)
		tenure_lost_free(&lindex->lost);
	return ret;
}

static void lost_sync_rollback(struct mail_index_transaction *t)
{
	struct lost_sync *lsync = LOST_SYNC_CONTEXT_REQUIRE(t);

	lsync->module_ctx.super.rollback(t);
	i_free(lsync);
}

static void lost_follow_sync(struct mail_index_transaction *t)
{
	struct mail_index_transaction_vfuncs *v = t->vlast;
	struct lost_sync *lsync = i_new(struct lost_sync, 1);

	lsync->module_ctx.super = *v;
	t->vlast = &lsync->module_ctx.super;
	v->commit = lost_sync_commit;
	v->rollback = lost_sync_rollback;
	MODULE_CONTEXT_SET(t, lost_sync_module, lsync);
}

static void lost_transaction_created(struct mail_index_transaction *t)
{
	struct lost_index *lindex = LOST_INDEX_CONTEXT(t->view->index);

	/* Dovecot leaves that to its plugins. */
	if (t->vlast == NULL)
		t->vlast = &t->v;
	if (lindex == NULL ||
	    (t->flags & MAIL_INDEX_TRANSACTION_FLAG_EXTERNAL) == 0)
		return;
	/* The one that collects requests is made first, on a view that shows
	   nothing; then the one of the look. */
	if (t->view->map == NULL)
		lindex->requests = t;
	else if (t->view->index->syncing && lindex->requests != NULL)
		lost_follow_sync(t);
}

void tenure_lost_index_follow(struct mailbox *box)
{
	struct mail_index *index = box->index;
	struct lost_index *lindex = LOST_INDEX_CONTEXT(index);

	if (lindex == NULL) {
		lindex = p_new(index->extension_pool, struct lost_index, 1);
		p_array_init(&lindex->followers, index->extension_pool, 2);
		MODULE_CONTEXT_SET(index, lost_index_module, lindex);
	}
	array_push_back(&lindex->followers, &box);
	if (!lost_hook_is_there) {
		mail_index_transaction_hook_register(lost_transaction_created);
		lost_hook_is_there = TRUE;
	}
}

void tenure_lost_index_unfollow(struct mailbox *box)
{
	struct lost_index *lindex = LOST_INDEX_CONTEXT(box->index);
	unsigned int i, count;

	i_assert(lindex != NULL);
	count = array_count(&lindex->followers);
	for (i = 0; i < count; i++) {
		if (*array_idx_modifiable(&lindex->followers, i) == box)
			break;
	}
	i_assert(i < count);
	array_delete(&lindex->followers, i, 1);
	if (count == 1)
		tenure_lost_free(&lindex->lost);
}

struct tenure_lost *tenure_lost_index_take(struct mail_index *index)
{
	struct lost_index *lindex = LOST_INDEX_CONTEXT(index);
	struct tenure_lost *lost = lindex->lost;

	lindex->lost = NULL;
	return lost;
}

void tenure_lost_index_deinit(void)
{
	if (lost_hook_is_there) {
		mail_index_transaction_hook_unregister(
			lost_transaction_created);
	}
	lost_hook_is_there = FALSE;
}
