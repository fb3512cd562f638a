/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/notes/hint.h"
#include "pop3-plugin/state/box.h"
#include <crc32.h>

#define HINT_EXTENSION "tenure"
#define HINT_VERSION 1

uint32_t tenure_hint_register(struct mailbox *box)
{
	return mail_index_ext_register(box->index, HINT_EXTENSION, 0,
				       sizeof(struct tenure_hint),
				       sizeof(int64_t));
}

static uint32_t hint_sum(const struct tenure_seal *seal, const char *body,
			 const struct tenure_public_key *key)
{
	uint32_t sum = crc32_str(seal->realm);

	sum = crc32_str_more(sum, key->id);
	sum = crc32_data_more(sum, key->octets, sizeof(key->octets));
	return crc32_str_more(sum, body);
}

void tenure_hint_init(struct tenure_hint *hint, unsigned int instance,
		      const struct tenure_seal *seal, const char *body,
		      const struct tenure_public_key *key)
{
	i_zero(hint);
	hint->version = HINT_VERSION;
	hint->instance = (uint8_t)instance;
	hint->sum = hint_sum(seal, body, key);
	hint->time = seal->time;
}

bool tenure_hint_matches(const struct tenure_hint *hint,
			 const struct tenure_seal *seal, const char *body,
			 const struct tenure_public_key *key)
{
	return hint->time == seal->time &&
	       hint->sum == hint_sum(seal, body, key);
}

static bool hint_lookup(struct mail_index_view *view, uint32_t seq,
			uint32_t ext_id, struct tenure_hint *hint_r)
{
	const void *data;
	bool expunged;

	mail_index_lookup_ext(view, seq, ext_id, &data, &expunged);
	if (data == NULL || expunged)
		return FALSE;
	memcpy(hint_r, data, sizeof(*hint_r));
	return hint_r->version == HINT_VERSION;
}

bool tenure_hint_read(struct mail *mail, struct tenure_hint *hint_r)
{
	struct tenure_box *tbox = tenure_box_get(mail->box);

	return tbox != NULL && tbox->has_hints && mail->seq != 0 &&
	       hint_lookup(mail->transaction->view, mail->seq,
			   tbox->hint_ext_id, hint_r);
}

int64_t tenure_hint_earliest(struct mailbox *box, uint32_t count)
{
	struct tenure_box *tbox = tenure_box_get(box);
	struct tenure_hint hint;
	int64_t earliest = INT64_MAX;

	count = I_MIN(count, mail_index_view_get_messages_count(box->view));
	for (uint32_t seq = 1; seq <= count; seq++) {
		if (!tbox->has_hints ||
		    !hint_lookup(box->view, seq, tbox->hint_ext_id, &hint))
			return INT64_MIN;
		earliest = I_MIN(earliest, hint.time);
	}
	return earliest;
}

void tenure_hint_write(struct mail *mail, const struct tenure_hint *hint)
{
	struct tenure_box *tbox = tenure_box_get(mail->box);

	if (tbox == NULL || !tbox->has_hints || mail->seq == 0 ||
	    mailbox_is_readonly(mail->box))
		return;
	mail_index_update_ext(mail->transaction->itrans, mail->seq,
			      tbox->hint_ext_id, hint, NULL);
}
