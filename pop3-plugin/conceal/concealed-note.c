/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/conceal/concealed-note.h"
#include "pop3-plugin/state/box.h"

#define NOTE_EXTENSION "tenure-concealed"

uint32_t tenure_concealed_note_register(struct mailbox *box)
{
	return mail_index_ext_register(box->index, NOTE_EXTENSION, 0,
				       sizeof(struct tenure_concealed_note),
				       sizeof(int64_t));
}

bool tenure_concealed_note_read(struct mail *mail,
				struct tenure_concealed_note *note_r)
{
	struct tenure_box *tbox = tenure_box_get(mail->box);
	const void *data;
	bool expunged;

	if (tbox == NULL || !tbox->concealed || !tbox->has_hints ||
	    mail->seq == 0)
		return FALSE;
	mail_index_lookup_ext(mail->transaction->view, mail->seq,
			      tbox->note_ext_id, &data, &expunged);
	if (data == NULL || expunged)
		return FALSE;
	memcpy(note_r, data, sizeof(*note_r));
	return note_r->concealed != 0;
}

void tenure_concealed_note_write(struct mail *copy,
				 const struct tenure_concealed_note *note)
{
	struct tenure_box *tbox = tenure_box_get(copy->box);

	if (tbox->has_hints && copy->seq != 0) {
		mail_index_update_ext(copy->transaction->itrans, copy->seq,
				      tbox->note_ext_id, note, NULL);
	}
}
