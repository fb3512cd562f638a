/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/notes/devices.h"
#include "pop3-plugin/state/box.h"
#include "pop3-plugin/notes/download-times.h"
#include <mail-index-private.h>
#include <mail-index-view-private.h>

#define COMMON_EXTENSION "tenure-devices"
#define PLACE_EXTENSION "tenure-device-%u"
/* It is taken before all others. */
#define FIRST_PLACE_EXTENSION "tenure-device-0"
/* When a device was last seen is written anew after so long. */
#define SEEN_INTERVAL (24 * 60 * 60)
/* Of finding a place that another session takes at the same time. */
#define PLACE_TRIES 4

/* The devices of a mailbox, as last looked at. */
struct tenure_device_places {
	/* The extensions: for all devices together, and the places. */
	uint32_t common_ext_id, ext_ids[TENURE_DEVICES_MAX];
	/* Places of devices that are known, when last looked at. */
	uint16_t known_places;
	/* How many devices are known, with those that found no place. */
	unsigned int known;
	/* This session's device has a place; which, and what makes it ours. */
	bool placed;
	unsigned int place;
	uint32_t reset_id;
	/* This session's device has none, though it needs one. */
	bool unplaced;
};

/* All zero: nobody was ever there. */
struct place_header {
	/* packed */
	uint32_t seen;
	/* With its NUL; "" is a name. */
	char name[TENURE_DEVICE_NAME_SIZE];
};

struct common_header {
	/* When a device last found no place, packed. */
	uint32_t crowded;
	uint32_t reserved;
};

/* ------------------------------------------------------------------ looking */

static void devices_register(struct mailbox *box,
			     struct tenure_device_places *devices)
{
	unsigned int i;

	devices->common_ext_id =
		mail_index_ext_register(box->index, COMMON_EXTENSION,
					sizeof(struct common_header), 0, 0);
	for (i = 0; i < TENURE_DEVICES_MAX; i++) {
		devices->ext_ids[i] = mail_index_ext_register(
			box->index, t_strdup_printf(PLACE_EXTENSION, i),
			sizeof(struct place_header), sizeof(uint32_t),
			sizeof(uint32_t));
	}
}

static bool devices_header(struct mail_index_view *view, uint32_t ext_id,
			   void *header_r, size_t size)
{
	const void *data;
	size_t found;

	mail_index_get_header_ext(view, ext_id, &data, &found);
	if (data == NULL || found < size)
		return FALSE;
	memcpy(header_r, data, size);
	return TRUE;
}

/* FALSE if nobody was ever there. */
static bool devices_place(struct mail_index_view *view,
			  const struct tenure_device_places *devices,
			  unsigned int place, struct place_header *header_r)
{
	return devices_header(view, devices->ext_ids[place], header_r,
			      sizeof(*header_r)) &&
	       header_r->seen != 0 &&
	       memchr(header_r->name, '\0', sizeof(header_r->name)) != NULL;
}

/* Seconds since something was; none if that is still to come, as the clock
   was set back. */
static int64_t devices_age(uint32_t packed)
{
	return I_MAX(ioloop_time - tenure_download_time_unpack(packed), 0);
}

static bool devices_is_crowded(struct mail_index_view *view,
			       const struct tenure_device_places *devices)
{
	struct common_header common;

	return devices_header(view, devices->common_ext_id, &common,
			      sizeof(common)) &&
	       common.crowded != 0 &&
	       devices_age(common.crowded) < TENURE_DEVICES_FORGET;
}

static void devices_look(struct mail_index_view *view,
			 struct tenure_device_places *devices)
{
	struct place_header header;
	unsigned int i;

	devices->known_places = 0;
	devices->known = 0;
	for (i = 0; i < TENURE_DEVICES_MAX; i++) {
		if (!devices_place(view, devices, i, &header) ||
		    devices_age(header.seen) >= TENURE_DEVICES_FORGET)
			continue;
		devices->known_places |= (uint16_t)(1U << i);
		devices->known++;
	}
	if (devices->unplaced || devices_is_crowded(view, devices))
		devices->known++;
}

static struct tenure_device_places *devices_get(struct mailbox *box)
{
	struct tenure_box *tbox = tenure_box_get(box);

	if (tbox == NULL || !tbox->has_hints)
		return NULL;
	if (tbox->devices == NULL) {
		tbox->devices =
			p_new(box->pool, struct tenure_device_places, 1);
		devices_register(box, tbox->devices);
		devices_look(box->view, tbox->devices);
	}
	return tbox->devices;
}

void tenure_devices_refresh(struct mailbox *box)
{
	struct tenure_device_places *devices = devices_get(box);

	if (devices == NULL)
		return;
	if (mail_index_refresh(box->index) == 0) {
		devices_look(box->view, devices);
	} else {
		/* There may be more of them now: that keeps. */
		devices->known_places = 0;
		devices->known = 0;
	}
}

/* ----------------------------------------------------------------- entering */

/* The place of a device, or the one that it can have: one where nobody was,
   else that of the device that has been away for longest, if that is forgotten.
   Returns 1 if it is its own, 0 if it is another's or nobody's, -1 if there is
   none. */
static int devices_find(struct mail_index_view *view,
			const struct tenure_device_places *devices,
			const char *name, unsigned int *place_r)
{
	struct place_header header;
	int64_t age, oldest = TENURE_DEVICES_FORGET - 1;
	unsigned int i;
	int ret = -1;

	for (i = 0; i < TENURE_DEVICES_MAX; i++) {
		if (!devices_place(view, devices, i, &header)) {
			age = INT64_MAX;
		} else {
			if (strcmp(header.name, name) == 0) {
				*place_r = i;
				return 1;
			}
			age = devices_age(header.seen);
		}
		if (age > oldest) {
			oldest = age;
			*place_r = i;
			ret = 0;
		}
	}
	return ret;
}

static uint32_t devices_reset_id(struct mail_index_view *view, uint32_t ext_id)
{
	uint32_t reset_id;

	return mail_index_ext_get_reset_id(view, view->index->map, ext_id,
					   &reset_id)
		       ? reset_id
		       : 0;
}

/* Take a place, of which nothing is left then; if somebody else takes it at
   the same time, nothing is done. */
static int devices_take(struct mail_index_view *view, uint32_t ext_id,
			const char *name)
{
	struct mail_index_transaction *trans = mail_index_transaction_begin(
		view, MAIL_INDEX_TRANSACTION_FLAG_EXTERNAL);
	struct place_header header = {
		.seen = tenure_download_time_pack(ioloop_time)};

	if (i_strocpy(header.name, name, sizeof(header.name)) < 0)
		i_unreached();
	mail_index_ext_reset_inc(trans, ext_id, devices_reset_id(view, ext_id),
				 TRUE);
	mail_index_update_header_ext(trans, ext_id, 0, &header, sizeof(header));
	return mail_index_transaction_commit(&trans);
}

/* Write the time at the beginning of a header. */
static void devices_write_time(struct mail_index_view *view, uint32_t ext_id,
			       uint32_t reset_id)
{
	struct mail_index_transaction *trans = mail_index_transaction_begin(
		view, MAIL_INDEX_TRANSACTION_FLAG_EXTERNAL);
	uint32_t now = tenure_download_time_pack(ioloop_time);

	if (reset_id != 0)
		mail_index_ext_set_reset_id(trans, ext_id, reset_id);
	mail_index_update_header_ext(trans, ext_id, 0, &now, sizeof(now));
	(void)mail_index_transaction_commit(&trans);
}

static void devices_seen(struct mail_index_view *view,
			 struct tenure_device_places *devices,
			 unsigned int place)
{
	uint32_t ext_id = devices->ext_ids[place];
	struct place_header header;

	devices->placed = TRUE;
	devices->place = place;
	devices->reset_id = devices_reset_id(view, ext_id);
	if (devices_place(view, devices, place, &header) &&
	    (devices_age(header.seen) >= SEEN_INTERVAL ||
	     tenure_download_time_unpack(header.seen) > ioloop_time))
		devices_write_time(view, ext_id, devices->reset_id);
}

static void devices_enter(struct mail_index_view *view,
			  struct tenure_device_places *devices,
			  const char *name)
{
	unsigned int i, place;
	int ret = -1;

	for (i = 0; i < PLACE_TRIES; i++) {
		ret = devices_find(view, devices, name, &place);
		if (ret != 0)
			break;
		if (devices_take(view, devices->ext_ids[place], name) < 0 ||
		    mail_index_refresh(view->index) < 0)
			break;
	}
	if (ret > 0)
		devices_seen(view, devices, place);
	else
		devices->unplaced = TRUE;
}

void tenure_devices_enter(struct mailbox *box, const char *name, bool observe)
{
	struct tenure_device_places *devices = devices_get(box);
	struct mail_index_view *view;
	struct common_header common;

	if (devices == NULL)
		return;
	/* An index in memory ends with the session: no other device is ever
	   seen. */
	devices->unplaced = observe || mailbox_is_readonly(box) ||
			    mail_index_is_in_memory(box->index);
	if (!devices->unplaced) {
		view = mail_index_view_open(box->index);
		if (name != NULL)
			devices_enter(view, devices, name);
		else
			devices->unplaced = TRUE;
		if (devices->unplaced &&
		    (!devices_header(view, devices->common_ext_id, &common,
				     sizeof(common)) ||
		     common.crowded == 0 ||
		     devices_age(common.crowded) >= SEEN_INTERVAL)) {
			devices_write_time(view, devices->common_ext_id, 0);
		}
		mail_index_view_close(&view);
	}
	devices_look(box->view, devices);
}

/* ---------------------------------------------------------------- downloads */

void tenure_devices_note(struct mailbox_transaction_context *t, uint32_t seq,
			 int64_t when)
{
	struct tenure_device_places *devices = devices_get(t->box);
	struct tenure_transaction *tt = tenure_transaction_get(t);
	uint32_t packed = tenure_download_time_pack(when), ext_id;
	const void *data;
	bool expunged;

	if (devices == NULL || !devices->placed || packed == 0)
		return;
	ext_id = devices->ext_ids[devices->place];
	mail_index_lookup_ext(t->view, seq, ext_id, &data, &expunged);
	if (expunged || (data != NULL && *(const uint32_t *)data != 0))
		return;
	if (!tt->noted_devices) {
		/* nothing of it counts if the place was lost meanwhile */
		mail_index_ext_set_reset_id(t->itrans, ext_id,
					    devices->reset_id);
		tt->noted_devices = TRUE;
	}
	mail_index_update_ext(t->itrans, seq, ext_id, &packed, NULL);
}

/* Most mailboxes have none. */
static bool devices_are_used(struct mailbox *box)
{
	struct tenure_box *tbox = tenure_box_get(box);
	uint32_t ext_id;

	return tbox != NULL && tbox->has_hints &&
	       (tbox->devices != NULL ||
		mail_index_ext_lookup(box->index, FIRST_PLACE_EXTENSION,
				      &ext_id));
}

void tenure_devices_downloads(struct mailbox_transaction_context *t,
			      uint32_t seq,
			      struct tenure_device_downloads *downloads_r)
{
	const struct tenure_device_places *devices = NULL;
	const void *data;
	bool expunged;
	unsigned int i;
	uint32_t packed;

	if (devices_are_used(t->box))
		devices = devices_get(t->box);
	downloads_r->count = 0;
	downloads_r->devices = devices == NULL ? 0 : devices->known;
	if (devices == NULL || devices->known_places == 0 || seq == 0)
		return;
	for (i = 0; i < TENURE_DEVICES_MAX; i++) {
		if ((devices->known_places & (1U << i)) == 0)
			continue;
		mail_index_lookup_ext(t->view, seq, devices->ext_ids[i], &data,
				      &expunged);
		if (data == NULL || expunged)
			continue;
		memcpy(&packed, data, sizeof(packed));
		if (packed != 0) {
			downloads_r->times[downloads_r->count++] =
				tenure_download_time_unpack(packed);
		}
	}
}
