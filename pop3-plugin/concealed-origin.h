/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONCEALED_ORIGIN_H
#define TENURE_CONCEALED_ORIGIN_H

#include "pop3-plugin/box.h"
#include <seq-range-array.h>

/* Which message of the folder is a concealed one a copy of? Noted in the index
   of the concealed mailbox, so that a message is concealed once: two sessions
   may expunge the same one at the same time, and one that was killed in between
   has left it where it was. It is not a promise: where the note is lost with an
   index, or not to be seen yet, a message is there twice. */

/* For a mailbox that has been opened. Returns the number of the extension. */
uint32_t tenure_concealed_origin_register(struct mailbox *box);
/* Of the copy that is being saved to a concealed mailbox. */
void tenure_concealed_origin_write(
	struct mail *copy, const struct tenure_concealed_origin *origin);

/* Messages were saved to a concealed mailbox, and that is committed: remove
   those again that were there before. UIDs are given in the order of commits,
   so of two sessions the second one finds the message of the first. What is not
   sure stays. */
void tenure_concealed_origin_once(struct mailbox *box,
				  const ARRAY_TYPE(seq_range) * saved);

#endif
