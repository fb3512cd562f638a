/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/notes/download-hint.h"
#include "pop3-plugin/state/box.h"
#include "pop3-plugin/notes/devices.h"
#include "pop3-plugin/notes/download-times.h"
#include <crc32.h>

#define HINT_EXTENSION "tenure-download"

/* In the byte order of the host; times are packed. All zero: no download. */
struct hint {
	uint32_t first, look;
	/* Devices that had it when it was looked at, and that were known. */
	uint8_t have, known;
	/* What it was looked at by. One that is taken for another is noticed
	   at the time look, which is at most a day on. */
	uint16_t policy;
};

uint32_t tenure_download_hint_register(struct mailbox *box)
{
	return mail_index_ext_register(box->index, HINT_EXTENSION, 0,
				       sizeof(struct hint), sizeof(uint32_t));
}

bool tenure_download_hint_any(struct mailbox *box)
{
	struct tenure_box *tbox = tenure_box_get(box);
	const void *data;
	size_t size;

	if (tbox == NULL || !tbox->has_hints)
		return FALSE;
	mail_index_get_header_ext(box->view, tbox->download_ext_id, &data,
				  &size);
	return data != NULL;
}

static bool hint_lookup(struct mailbox_transaction_context *t, uint32_t seq,
			struct hint *hint_r)
{
	struct tenure_box *tbox = tenure_box_get(t->box);
	const void *data;
	bool expunged;

	i_zero(hint_r);
	if (tbox == NULL || !tbox->has_hints || seq == 0)
		return FALSE;
	mail_index_lookup_ext(t->view, seq, tbox->download_ext_id, &data,
			      &expunged);
	if (data == NULL || expunged)
		return FALSE;
	memcpy(hint_r, data, sizeof(*hint_r));
	return hint_r->first != 0;
}

int64_t tenure_download_hint_read(struct mailbox_transaction_context *t,
				  uint32_t seq)
{
	struct hint hint;

	return hint_lookup(t, seq, &hint)
		       ? tenure_download_time_unpack(hint.first)
		       : 0;
}

uint16_t tenure_download_hint_policy(uint64_t generation, const char *plan)
{
	uint32_t sum = crc32_data(&generation, sizeof(generation));

	if (plan != NULL)
		sum = crc32_str_more(sum, plan);
	return (uint16_t)(sum ^ sum >> 16);
}

void tenure_download_hint_write(struct mailbox_transaction_context *t,
				uint32_t seq, uint16_t policy, int64_t look,
				size_t downloads, size_t devices)
{
	struct tenure_box *tbox = tenure_box_get(t->box);
	struct hint hint;

	if (tbox == NULL || !tbox->has_hints || seq == 0 ||
	    mailbox_is_readonly(t->box))
		return;
	if (!hint_lookup(t, seq, &hint))
		hint.first = tenure_download_time_pack(ioloop_time);
	if (hint.first == 0)
		return;
	hint.look = tenure_download_time_pack(look);
	hint.have = (uint8_t)downloads;
	hint.known = (uint8_t)devices;
	hint.policy = policy;
	mail_index_update_ext(t->itrans, seq, tbox->download_ext_id, &hint,
			      NULL);
}

bool tenure_download_hint_is_due(struct mailbox_transaction_context *t,
				 uint32_t seq, uint16_t policy)
{
	struct tenure_device_downloads now;
	struct hint hint;

	if (!hint_lookup(t, seq, &hint))
		return FALSE;
	if (hint.policy != policy ||
	    ioloop_time >= tenure_download_time_unpack(hint.look))
		return TRUE;
	tenure_devices_downloads(t, seq, &now);
	return now.count != hint.have || now.devices != hint.known;
}
