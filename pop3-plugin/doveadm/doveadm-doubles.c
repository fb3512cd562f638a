/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/doveadm/doveadm-doubles.h"
#include "pop3-plugin/conceal/concealed-origin.h"
#include "pop3-plugin/gate/gate-pass.h"
#include <bsearch-insert-pos.h>
#include <seq-range-array.h>

struct tenure_double_origin {
	struct tenure_concealed_origin origin;
	uint32_t uid;
};

void tenure_doubles_init(struct tenure_doubles *doubles)
{
	i_array_init(&doubles->origins, 64);
	i_array_init(&doubles->found, 4);
}

void tenure_doubles_deinit(struct tenure_doubles *doubles)
{
	array_free(&doubles->origins);
	array_free(&doubles->found);
}

void tenure_doubles_add(struct tenure_doubles *doubles, struct mail *mail)
{
	struct tenure_double_origin one = {.uid = mail->uid};

	if (tenure_concealed_origin_read(mail, &one.origin))
		array_push_back(&doubles->origins, &one);
}

static int double_cmp_uint32(uint32_t a, uint32_t b)
{
	if (a == b)
		return 0;
	return a < b ? -1 : 1;
}

static int double_origin_cmp(const struct tenure_double_origin *a,
			     const struct tenure_double_origin *b)
{
	int ret = double_cmp_uint32(a->origin.uid_validity,
				    b->origin.uid_validity);

	if (ret == 0)
		ret = double_cmp_uint32(a->origin.uid, b->origin.uid);
	return ret == 0 ? double_cmp_uint32(a->uid, b->uid) : ret;
}

/* The key has no uid, and is before all that it finds. */
static int double_cmp(const struct tenure_double *a,
		      const struct tenure_double *b)
{
	int ret = double_cmp_uint32(a->first_uid, b->first_uid);

	return ret == 0 ? double_cmp_uint32(a->uid, b->uid) : ret;
}

static bool double_has_origin(const struct tenure_double_origin *a,
			      const struct tenure_double_origin *b)
{
	return a->origin.uid_validity == b->origin.uid_validity &&
	       a->origin.uid == b->origin.uid;
}

static void double_look(struct tenure_doubles *doubles, struct mail *mail,
			struct mail *first)
{
	const struct tenure_double_origin *one, *last = NULL;
	struct tenure_double found;

	array_foreach(&doubles->origins, one)
	{
		if (last == NULL || !double_has_origin(last, one)) {
			last = one;
		} else if (mail_set_uid(first, last->uid) &&
			   mail_set_uid(mail, one->uid) &&
			   tenure_concealed_origin_is_same(mail, first)) {
			found.first_uid = last->uid;
			found.uid = one->uid;
			array_push_back(&doubles->found, &found);
		}
	}
}

static void double_take_out(const struct tenure_doubles *doubles,
			    ARRAY_TYPE(uint32_t) * uids)
{
	const struct tenure_double *found;
	ARRAY_TYPE(seq_range) doubled;
	unsigned int i;

	t_array_init(&doubled, array_count(&doubles->found));
	array_foreach(&doubles->found, found)
		seq_range_array_add(&doubled, found->uid);
	for (i = array_count(uids); i > 0; i--) {
		if (seq_range_exists(&doubled, *array_idx(uids, i - 1)))
			array_delete(uids, i - 1, 1);
	}
}

void tenure_doubles_find(struct tenure_doubles *doubles, struct mailbox *box,
			 ARRAY_TYPE(uint32_t) * uids)
{
	struct mailbox_transaction_context *t;
	struct mail *mail, *first;

	array_sort(&doubles->origins, double_origin_cmp);
	t = mailbox_transaction_begin(box, 0, "tenure: look for doubles");
	mail = mail_alloc(t, 0, NULL);
	first = mail_alloc(t, 0, NULL);
	double_look(doubles, mail, first);
	mail_free(&first);
	mail_free(&mail);
	mailbox_transaction_rollback(&t);
	if (array_is_empty(&doubles->found))
		return;
	array_sort(&doubles->found, double_cmp);
	T_BEGIN
	{
		double_take_out(doubles, uids);
	}
	T_END;
}

void tenure_doubles_remove(const struct tenure_doubles *doubles,
			   uint32_t first_uid, struct mail *mail)
{
	const struct tenure_double *found, key = {.first_uid = first_uid};
	unsigned int i, count;

	(void)array_bsearch_insert_pos(&doubles->found, &key, double_cmp, &i);
	found = array_get(&doubles->found, &count);
	for (; i < count && found[i].first_uid == first_uid; i++) {
		if (!mail_set_uid(mail, found[i].uid))
			continue;
		e_info(mail_event(mail),
		       "tenure: is the same as UID %u, which was restored",
		       first_uid);
		tenure_gate_let_go(mail);
	}
}
