/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PLUGIN_BOX_H
#define TENURE_PLUGIN_BOX_H

#include "pop3-plugin/dovecot/dovecot-compat.h"
#include "pop3-plugin/state/user.h"
#include "decide/decide.h"

/* What the plugin remembers of mailboxes, transactions and mails. */

struct tenure_device_places;
struct tenure_seal_memo;
struct tenure_conceal;
struct tenure_concealed_cache;
struct tenure_pop3_session;

/* What is noted in the index about a concealed message: times that the copy
   does not have of itself, as its save date is when it was concealed, and
   every touch of a maildir file makes that later. A note can be lost, when an
   index is rebuilt. Then the save date is taken for both, which is later, so
   that the message stays longer, not shorter. An extension record of the
   index; all zero: no note. */
struct tenure_concealed_note {
	/* When it came in, where no seal says so; TENURE_TIME_NONE if that
	   could not be told. */
	int64_t received;
	/* When it was concealed. */
	int64_t concealed;
};

/* Which message of the folder is a concealed one a copy of? See
   concealed-origin.h. An extension record of the index; all zero: no note. */
struct tenure_concealed_origin {
	uint32_t uid_validity, uid;
};

/* Messages that IMAP's STORE did not give \Deleted (gate-flag.h). */
struct tenure_unflagged {
	/* All, and those of which nothing could be told. */
	unsigned int messages, temporarily;
	/* When the first of them may be deleted, as tenure_ruling has it. */
	int64_t until;
};

struct tenure_box {
	union mailbox_module_context module_ctx;
	struct tenure_user *user;
	/* The extensions for hints, once the mailbox has been opened. */
	bool has_hints;
	uint32_t hint_ext_id, download_ext_id, note_ext_id, origin_ext_id;
	/* It is in the namespace of concealed mail. */
	bool concealed;
	/* The mailbox that this one is only another name of, or NULL. */
	const char *alias_of;
	/* NULL as long as nobody asked for them. */
	struct tenure_device_places *devices;
	/* What seals say, and by the keys of which policy (its number). */
	struct tenure_seal_memo *seals;
	unsigned int seals_policy;
	/* See cached-field.h. */
	ARRAY(struct mailbox_header_lookup_ctx *) lookups;
	/* Expunges that the gate did not let through, over all transactions:
	   a caller compares it before and after. */
	unsigned int refused;
	/* Some of them only because something could not be told. */
	unsigned int refused_temporarily;
	/* Of the last STORE. */
	struct tenure_unflagged unflagged;
	/* What its index loses is noticed; see lost.h. */
	bool follows_lost;
	/* Set while a message is copied from it, or to it, to be concealed. */
	const struct tenure_concealed_cache *copying;
	/* The POP3 session that this is the mailbox of. */
	struct tenure_pop3_session *pop3;
};

/* The fate of a transaction that messages are moved into, for the one that
   they are moved out of. Shared by both. */
struct tenure_move_target {
	int refcount;
	bool committed;
};

/* A message that was moved away, and is expunged if it arrived. */
struct tenure_move {
	uint32_t uid;
	struct tenure_move_target *target;
};

struct tenure_transaction {
	union mailbox_transaction_module_context module_ctx;
	/* What was moved into this transaction; NULL if nothing was. */
	struct tenure_move_target *target;
	/* What is to be expunged at the commit because it was moved away. */
	ARRAY(struct tenure_move) moves;
	/* This is Dovecot's autoexpunge, which repeats itself. */
	bool autoexpunge;
	/* ... or its trash plugin: both take the oldest messages as long as
	   they need to. */
	bool makes_room;
	/* What is asked of each message that is expunged: is it a delete, or
	   does the server expire it? */
	enum tenure_action action;
	/* What all of it is decided by, once the first decision is made; NULL
	   if it cannot be told. */
	struct tenure_user_policy *policy;
	bool has_policy;
	/* Refusals that have a line in the log, and the UIDs of the others. */
	unsigned int refusals_logged;
	ARRAY_TYPE(seq_range) refusals;
	/* What is concealed, and not expunged yet; NULL if nothing is. */
	struct tenure_conceal *conceal;
	/* Something stayed because it could not be concealed. */
	bool conceal_failed;
	unsigned int let_through, refused;
	/* Saved or copied into it, and those of them with a seal of the message
	   that is being delivered; see delivery.h. */
	unsigned int saved, saved_sealed;
	/* The last copy, or save, failed. */
	bool save_failed;
	/* This is a STORE. */
	bool is_store;
	struct tenure_unflagged unflagged;
	/* A download of a device was noted in it. */
	bool noted_devices;
	/* What a POP3 session asks with; NULL if it did not ask yet. */
	struct mail *asked;
};

struct tenure_mail {
	union mail_module_context module_ctx;
	/* It was just moved there; the expunge that follows belongs to it. */
	struct tenure_move_target *moved_to;
	/* A decision is under way, or was made already, and the rest is up to
	   the plugins behind us and the storage. */
	bool deciding, decided, expunging;
	/* For the copy that conceals it. */
	struct tenure_concealed_note note;
	struct tenure_concealed_origin origin;
	/* What RETR reads, and counts; see pop3-stream.h. */
	struct istream *counted, *counted_of;
};

/* NULL if the plugin has nothing to do with it. */
struct tenure_box *tenure_box_get(struct mailbox *box);
struct tenure_transaction *
tenure_transaction_get(struct mailbox_transaction_context *t);
struct tenure_mail *tenure_mail_get(struct mail *mail);
/* To be called once, when Dovecot has made it. */
void tenure_box_set(struct mailbox *box, struct tenure_box *tbox);
void tenure_transaction_set(struct mailbox_transaction_context *t,
			    struct tenure_transaction *tt);
void tenure_mail_set(struct mail_private *pmail, struct tenure_mail *tmail);

/* The policy that everything in a transaction is decided by: the one that was
   in force at the first decision, and valid until the end of the transaction.
   In one that the plugin has nothing to do with, or that is another user's, it
   is that of the user, and valid until the next decision. NULL if it cannot be
   told. */
struct tenure_user_policy *
tenure_transaction_policy(struct mailbox_transaction_context *t,
			  struct tenure_user *tuser);

/* Is it on another server, which has doors of its own? */
bool tenure_box_is_remote(const struct mailbox *box);

void tenure_move_target_ref(struct tenure_move_target *target);
/* NULL accepted; set to NULL. */
void tenure_move_target_unref(struct tenure_move_target **target);

#endif
