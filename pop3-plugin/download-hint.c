/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/download-hint.h"
#include "pop3-plugin/box.h"

#define HINT_EXTENSION "tenure-download"

/* A record of the extension is the time, in the byte order of the host; 0:
   none. */
uint32_t tenure_download_hint_register(struct mailbox *box)
{
	return mail_index_ext_register(box->index, HINT_EXTENSION, 0,
				       sizeof(int64_t), sizeof(int64_t));
}

int64_t tenure_download_hint_read(struct mail *mail)
{
	struct tenure_box *tbox = tenure_box_get(mail->box);
	const void *data;
	int64_t when;
	bool expunged;

	if (tbox == NULL || !tbox->has_hints || mail->seq == 0)
		return 0;
	mail_index_lookup_ext(mail->transaction->view, mail->seq,
			      tbox->download_ext_id, &data, &expunged);
	if (data == NULL || expunged)
		return 0;
	memcpy(&when, data, sizeof(when));
	return I_MAX(when, 0);
}

void tenure_download_hint_write(struct mail *mail, int64_t when)
{
	struct tenure_box *tbox = tenure_box_get(mail->box);

	if (tbox == NULL || !tbox->has_hints || mail->seq == 0 ||
	    mailbox_is_readonly(mail->box) ||
	    tenure_download_hint_read(mail) != 0)
		return;
	mail_index_update_ext(mail->transaction->itrans, mail->seq,
			      tbox->download_ext_id, &when, NULL);
}
