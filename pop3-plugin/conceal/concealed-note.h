/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONCEALED_NOTE_H
#define TENURE_CONCEALED_NOTE_H

#include "pop3-plugin/state/box.h"

/* For a mailbox that has been opened. Returns the number of the extension. */
uint32_t tenure_concealed_note_register(struct mailbox *box);

/* The note of a message in a concealed mailbox; FALSE if there is none. */
bool tenure_concealed_note_read(struct mail *mail,
				struct tenure_concealed_note *note_r);
/* Note something about the copy that is being saved to a concealed mailbox. */
void tenure_concealed_note_write(struct mail *copy,
				 const struct tenure_concealed_note *note);

#endif
