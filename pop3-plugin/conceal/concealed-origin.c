/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/conceal/concealed-origin.h"
#include <bsearch-insert-pos.h>

#define ORIGIN_EXTENSION "tenure-origin"
/* What was concealed longer ago is not looked at: a delete that a crash has
   interrupted is repeated soon, and to look costs time. */
#define ORIGIN_SECS (24 * 3600)

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
static bool origin_lookup(struct mail_index_view *view, uint32_t seq,
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

bool tenure_concealed_origin_read(struct mail *mail,
				  struct tenure_concealed_origin *origin_r)
{
	const struct tenure_box *tbox = tenure_box_get(mail->box);

	return tbox != NULL && tbox->concealed && tbox->has_hints &&
	       mail->seq != 0 &&
	       origin_lookup(mail->transaction->view, mail->seq,
			     tbox->origin_ext_id, origin_r);
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

static int origin_twin_cmp(const struct tenure_concealed_twin *a,
			   const struct tenure_concealed_twin *b)
{
	if (a->uid == b->uid)
		return 0;
	return a->uid < b->uid ? -1 : 1;
}

static struct tenure_concealed_twin *
origin_twin(ARRAY_TYPE(tenure_concealed_twin) * twins, uint32_t uid)
{
	struct tenure_concealed_twin key = {.uid = uid};
	unsigned int i;

	return array_bsearch_insert_pos(twins, &key, origin_twin_cmp, &i)
		       ? array_idx_modifiable(twins, i)
		       : NULL;
}

bool tenure_concealed_origin_find(struct mailbox *box, uint32_t uid_validity,
				  ARRAY_TYPE(tenure_concealed_twin) * twins)
{
	const struct tenure_box *tbox = tenure_box_get(box);
	struct mail_index_view *view = box->view;
	struct tenure_concealed_origin origin;
	struct tenure_concealed_twin *twin;
	bool sorted = FALSE, found = FALSE;
	uint32_t seq;

	if (!tbox->has_hints)
		return FALSE;
	for (seq = mail_index_view_get_messages_count(view); seq > 0; seq--) {
		if (!origin_is_recent(view, seq, tbox->note_ext_id))
			break;
		if (!origin_lookup(view, seq, tbox->origin_ext_id, &origin) ||
		    origin.uid_validity != uid_validity)
			continue;
		if (!sorted)
			array_sort(twins, origin_twin_cmp);
		sorted = TRUE;
		twin = origin_twin(twins, origin.uid);
		/* the newest one, if there are several */
		if (twin == NULL || twin->concealed_uid != 0)
			continue;
		mail_index_lookup_uid(view, seq, &twin->concealed_uid);
		found = TRUE;
	}
	return found;
}

uint32_t tenure_concealed_origin_found(ARRAY_TYPE(tenure_concealed_twin) *
					       twins,
				       uint32_t uid)
{
	const struct tenure_concealed_twin *twin = origin_twin(twins, uid);

	return twin == NULL ? 0 : twin->concealed_uid;
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

bool tenure_concealed_origin_is_same(struct mail *mail, struct mail *other)
{
	struct istream *input, *other_input;

	return mail_get_stream_because(other, NULL, NULL, "tenure: conceal",
				       &other_input) == 0 &&
	       mail_get_stream_because(mail, NULL, NULL, "tenure: conceal",
				       &input) == 0 &&
	       origin_streams_equal(input, other_input);
}
