/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONCEALED_NOTE_H
#define TENURE_CONCEALED_NOTE_H

#include "pop3-plugin/dovecot-compat.h"

/* What is noted in the index about a concealed message: times that the copy
   does not have of itself, as its save date is when it was concealed, and
   every touch of a maildir file makes that later. A note can be lost, when an
   index is rebuilt. Then the save date is taken for both, which is later, so
   that the message stays longer, not shorter. */

/* An extension record of the index; all zero: no note. */
struct tenure_concealed_note {
	/* When it came in, where no seal says so; TENURE_TIME_NONE if that
	   could not be told. */
	int64_t received;
	/* When it was concealed. */
	int64_t concealed;
};

/* For a mailbox that has been opened. Returns the number of the extension. */
uint32_t tenure_concealed_note_register(struct mailbox *box);

/* The note of a message in a concealed mailbox; FALSE if there is none. */
bool tenure_concealed_note_read(struct mail *mail,
				struct tenure_concealed_note *note_r);
/* Note something about the copy that is being saved to a concealed mailbox. */
void tenure_concealed_note_write(struct mail *copy,
				 const struct tenure_concealed_note *note);

#endif
