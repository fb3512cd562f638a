/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONCEALED_ORIGIN_H
#define TENURE_CONCEALED_ORIGIN_H

#include "pop3-plugin/state/box.h"
#include "pop3-plugin/dovecot/shared.h"

/* Which message of the folder is a concealed one a copy of? Noted in the index
   of the concealed mailbox, so that a message is concealed once: two sessions
   may expunge the same one at the same time, and one that was killed in between
   has left it where it was. The note can be lost with an
   index, and a session that is killed when it has put files into a Maildir and
   not yet written the index leaves none; then a message may be there twice,
   once it is deleted again. */

/* For a mailbox that has been opened. Returns the number of the extension. */
uint32_t tenure_concealed_origin_register(struct mailbox *box);
/* Of the copy that is being saved to a concealed mailbox. */
void tenure_concealed_origin_write(
	struct mail *copy, const struct tenure_concealed_origin *origin);
/* Of one that is there. FALSE if there is no note. */
TENURE_SHARED bool
tenure_concealed_origin_read(struct mail *mail,
			     struct tenure_concealed_origin *origin_r);

/* A message of a folder, and the one that it was concealed as. */
struct tenure_concealed_twin {
	/* In the folder; in the concealed mailbox, 0: not there. */
	uint32_t uid, concealed_uid;
};
ARRAY_DEFINE_TYPE(tenure_concealed_twin, struct tenure_concealed_twin);

/* Look for messages of a folder in the concealed mailbox, which was opened by
   one that has the lock (concealed-lock.h): what was not concealed lately is
   not looked at. Returns TRUE if there is one. Then they are sorted by uid. */
bool tenure_concealed_origin_find(struct mailbox *box, uint32_t uid_validity,
				  ARRAY_TYPE(tenure_concealed_twin) * twins);
/* The one of a message that was found; 0 if it was not. */
uint32_t tenure_concealed_origin_found(ARRAY_TYPE(tenure_concealed_twin) *
					       twins,
				       uint32_t uid);

/* Do two messages with the same origin have the same octets? One may have lost
   its file; and a folder that was made again, or brought here by dsync, can
   give the numbers of a message to another one. */
TENURE_SHARED bool tenure_concealed_origin_is_same(struct mail *mail,
						   struct mail *other);

#endif
