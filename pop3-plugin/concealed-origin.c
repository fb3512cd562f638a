/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/concealed-origin.h"
#include "pop3-plugin/gate-pass.h"

#define ORIGIN_EXTENSION "tenure-origin"
/* What was concealed longer ago is not looked at: a delete is repeated at once
   or not at all. */
#define ORIGIN_SECS 3600

/* A message that is there twice. */
struct origin_double {
	struct tenure_concealed_origin origin;
	/* Just saved, and the one that was there; 0: none. */
	uint32_t uid, first_uid;
};

ARRAY_DEFINE_TYPE(origin_double, struct origin_double);

uint32_t tenure_concealed_origin_register(struct mailbox *box)
{
	return mail_index_ext_register(box->index, ORIGIN_EXTENSION, 0,
				       sizeof(struct tenure_concealed_origin),
				       sizeof(uint32_t));
}

void tenure_concealed_origin_write(struct mail *copy,
				   const struct tenure_concealed_origin *origin)
{
	struct tenure_box *tbox = tenure_box_get(copy->box);

	if (tbox->has_hints && copy->seq != 0 && origin->uid_validity != 0) {
		mail_index_update_ext(copy->transaction->itrans, copy->seq,
				      tbox->origin_ext_id, origin, NULL);
	}
}

/* FALSE if there is none. */
static bool origin_read(struct mail_index_view *view, uint32_t seq,
			uint32_t ext_id,
			struct tenure_concealed_origin *origin_r)
{
	const void *data;
	bool expunged;

	mail_index_lookup_ext(view, seq, ext_id, &data, &expunged);
	if (data == NULL || expunged)
		return FALSE;
	memcpy(origin_r, data, sizeof(*origin_r));
	return origin_r->uid_validity != 0;
}

static bool origin_is_recent(struct mail_index_view *view, uint32_t seq,
			     uint32_t ext_id)
{
	struct tenure_concealed_note note;
	const void *data;
	bool expunged;

	mail_index_lookup_ext(view, seq, ext_id, &data, &expunged);
	if (data == NULL || expunged)
		return FALSE;
	memcpy(&note, data, sizeof(note));
	return note.concealed >= ioloop_time - ORIGIN_SECS;
}

static int origin_double_cmp(const struct origin_double *a,
			     const struct origin_double *b)
{
	if (a->origin.uid_validity != b->origin.uid_validity)
		return a->origin.uid_validity < b->origin.uid_validity ? -1 : 1;
	if (a->origin.uid != b->origin.uid)
		return a->origin.uid < b->origin.uid ? -1 : 1;
	return 0;
}

/* All that was just saved, sorted by its origin. */
static void origin_collect(struct mail_index_view *view, uint32_t ext_id,
			   const ARRAY_TYPE(seq_range) * saved,
			   ARRAY_TYPE(origin_double) * doubles)
{
	struct origin_double one;
	const struct seq_range *range;
	uint32_t seq, seq1, seq2;

	i_zero(&one);
	array_foreach(saved, range)
	{
		if (!mail_index_lookup_seq_range(view, range->seq1, range->seq2,
						 &seq1, &seq2))
			continue;
		for (seq = seq1; seq <= seq2; seq++) {
			if (!origin_read(view, seq, ext_id, &one.origin))
				continue;
			mail_index_lookup_uid(view, seq, &one.uid);
			array_push_back(doubles, &one);
		}
	}
	array_sort(doubles, origin_double_cmp);
}

/* Look at what was there before, from the newest to the oldest. Returns TRUE if
   something is there twice. */
static bool origin_compare(struct mail_index_view *view,
			   const struct tenure_box *tbox,
			   const ARRAY_TYPE(seq_range) * saved,
			   ARRAY_TYPE(origin_double) * doubles)
{
	const struct origin_double *found;
	struct origin_double *doubled, key;
	const struct seq_range *ranges;
	uint32_t seq, uid, last;
	unsigned int count;
	bool any = FALSE;

	i_zero(&key);
	ranges = array_get(saved, &count);
	last = count == 0 ? 0 : ranges[count - 1].seq2;
	for (seq = mail_index_view_get_messages_count(view); seq > 0; seq--) {
		mail_index_lookup_uid(view, seq, &uid);
		if (uid > last || seq_range_exists(saved, uid))
			continue;
		if (!origin_is_recent(view, seq, tbox->note_ext_id))
			break;
		/* not before it is known that there are others */
		if (array_is_empty(doubles))
			origin_collect(view, tbox->origin_ext_id, saved,
				       doubles);
		if (!origin_read(view, seq, tbox->origin_ext_id, &key.origin))
			continue;
		found = array_bsearch(doubles, &key, origin_double_cmp);
		if (found == NULL || found->uid < uid)
			continue;
		doubled = array_idx_modifiable(
			doubles,
			(unsigned int)array_ptr_to_idx(doubles, found));
		doubled->first_uid = uid;
		any = TRUE;
	}
	return any;
}

static bool origin_streams_equal(struct istream *one, struct istream *other)
{
	const unsigned char *data, *other_data;
	size_t size, other_size;
	int ret, other_ret;

	for (;;) {
		ret = i_stream_read_more(one, &data, &size);
		other_ret = i_stream_read_more(other, &other_data, &other_size);
		if (ret <= 0 || other_ret <= 0)
			break;
		size = I_MIN(size, other_size);
		if (memcmp(data, other_data, size) != 0)
			return FALSE;
		i_stream_skip(one, size);
		i_stream_skip(other, size);
	}
	return ret < 0 && other_ret < 0 && one->stream_errno == 0 &&
	       other->stream_errno == 0;
}

/* Is it the same, octet by octet? The first may have lost its file; and a
   folder that was made again, or brought here by dsync, can give the numbers of
   a message to another one. */
static bool origin_is_same(struct mail *mail, struct mail *first)
{
	struct istream *input, *first_input;

	return mail_get_stream_because(first, NULL, NULL, "tenure: conceal",
				       &first_input) == 0 &&
	       mail_get_stream_because(mail, NULL, NULL, "tenure: conceal",
				       &input) == 0 &&
	       origin_streams_equal(input, first_input);
}

static void origin_remove(struct mailbox *box,
			  const ARRAY_TYPE(origin_double) * doubles)
{
	struct mailbox_transaction_context *t;
	const struct origin_double *one;
	struct mail *mail, *first;

	if (mailbox_sync(box, 0) < 0)
		return;
	t = mailbox_transaction_begin(box, MAILBOX_TRANSACTION_FLAG_NO_NOTIFY,
				      "tenure: conceal once");
	mail = mail_alloc(t, 0, NULL);
	first = mail_alloc(t, 0, NULL);
	array_foreach(doubles, one)
	{
		if (one->first_uid != 0 &&
		    mail_set_uid(first, one->first_uid) &&
		    mail_set_uid(mail, one->uid) &&
		    origin_is_same(mail, first)) {
			e_debug(mail_event(mail), "tenure: UID %u is the same",
				one->first_uid);
			tenure_gate_let_go(mail);
		}
	}
	mail_free(&first);
	mail_free(&mail);
	if (mailbox_transaction_commit(&t) == 0)
		(void)mailbox_sync(box, 0);
}

void tenure_concealed_origin_once(struct mailbox *box,
				  const ARRAY_TYPE(seq_range) * saved)
{
	ARRAY_TYPE(origin_double) doubles;
	struct mail_index_view *view;
	bool any;

	if (!tenure_box_get(box)->has_hints ||
	    mail_index_refresh(box->index) < 0)
		return;
	t_array_init(&doubles, 16);
	view = mail_index_view_open(box->index);
	any = origin_compare(view, tenure_box_get(box), saved, &doubles);
	mail_index_view_close(&view);
	if (any)
		origin_remove(box, &doubles);
}
