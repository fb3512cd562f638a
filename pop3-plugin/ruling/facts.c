/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/ruling/facts.h"
#include "pop3-plugin/state/box.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/conceal/concealed-note.h"
#include "pop3-plugin/notes/download-hint.h"
#include "pop3-plugin/ruling/mail-seal.h"
#include "pop3-plugin/notes/seal-memo.h"
#include "base/date.h"
#include <message-size.h>

/* Returns FALSE if the mail cannot be read. */
static bool facts_read_parts(struct tenure_mail_facts *mf)
{
	struct message_size header_size;
	struct istream *input;
	const unsigned char *data;
	size_t size;

	/* Asking for a size tells the counted stream of POP3 that this is no
	   download. */
	if (mail_get_stream_because(mf->mail, &header_size, NULL,
				    "tenure: attachment", &input) < 0) {
		tenure_mail_facts_failed(mf);
		return FALSE;
	}
	while (i_stream_read_more(input, &data, &size) > 0) {
		tenure_mime_parts_feed(mf->parts, data, size);
		i_stream_skip(input, size);
	}
	if (input->stream_errno != 0) {
		mail_set_critical(mf->mail, "read(%s) failed: %s",
				  i_stream_get_name(input),
				  i_stream_get_error(input));
		tenure_mail_facts_failed(mf);
		return FALSE;
	}
	tenure_mime_parts_end(mf->parts);
	return TRUE;
}

/* tenure_facts.attachment */
static int facts_attachment(void *context, unsigned int index,
			    const char **name_r, const char **type_r)
{
	struct tenure_mail_facts *mf = context;
	struct tenure_mime_part part;
	int ret;

	if (!mf->parts_read) {
		mf->parts_read = TRUE;
		mf->parts = tenure_mime_parts_new();
		if (mf->parts != NULL && !facts_read_parts(mf))
			tenure_mime_parts_free(&mf->parts);
	}
	if (mf->parts == NULL)
		return -1;
	ret = tenure_mime_parts_get(mf->parts, index, &part);
	if (ret > 0) {
		*name_r = part.name;
		*type_r = part.type;
	}
	return ret;
}

/* The later of the saved date and INTERNALDATE: a client chooses the second
   when it appends a message, and may choose one long ago. */
static int64_t facts_unsealed_time(struct tenure_mail_facts *mf)
{
	struct tenure_concealed_note note;
	time_t saved, received;

	if (tenure_concealed_note_read(mf->mail, &note) &&
	    note.received != TENURE_TIME_NONE)
		return note.received;
	if (mail_get_save_date(mf->mail, &saved) < 0 ||
	    mail_get_received_date(mf->mail, &received) < 0) {
		tenure_mail_facts_failed(mf);
		return TENURE_TIME_NONE;
	}
	return I_MAX(saved, received);
}

/* A message that did not come in through the SMTP door was put here by the
   user as it is: its size is the size as received. */
static int64_t facts_unsealed_size(struct tenure_mail_facts *mf)
{
	uoff_t size;

	if (mail_get_virtual_size(mf->mail, &size) < 0) {
		tenure_mail_facts_failed(mf);
		return -1;
	}
	return (int64_t)size;
}

static bool facts_same_place(const struct mail_namespace *a,
			     const struct mail_namespace *b)
{
	const char *root_a, *root_b;

	return a->owner == b->owner &&
	       strcmp(a->storage->name, b->storage->name) == 0 &&
	       strcmp(a->list->name, b->list->name) == 0 &&
	       mailbox_list_get_root_path(
		       a->list, MAILBOX_LIST_PATH_TYPE_MAILBOX, &root_a) &&
	       mailbox_list_get_root_path(
		       b->list, MAILBOX_LIST_PATH_TYPE_MAILBOX, &root_b) &&
	       strcmp(root_a, root_b) == 0;
}

/* The same mailboxes can be in several namespaces: aliases, or what is left of
   another server's prefixes. What the policy says of a folder holds by
   whichever of its names it is opened: the one in the INBOX's namespace, or
   else in the first. */
static struct mail_namespace *facts_namespace(struct mail_namespace *ns)
{
	struct mail_namespace *other, *first = NULL;

	if (ns->alias_for != NULL)
		ns = ns->alias_for;
	if ((ns->flags & NAMESPACE_FLAG_INBOX_USER) != 0)
		return ns;
	for (other = ns->user->namespaces; other != NULL; other = other->next) {
		if (other->alias_for != NULL || !facts_same_place(other, ns))
			continue;
		if ((other->flags & NAMESPACE_FLAG_INBOX_USER) != 0)
			return other;
		if (first == NULL)
			first = other;
	}
	return first == NULL ? ns : first;
}

static const char *facts_levels(const char *name, char separator)
{
	char *levels = t_strdup_noconst(name), *p;

	for (p = levels; separator != '/' && *p != '\0'; p++) {
		if (*p == separator)
			*p = '/';
	}
	return levels;
}

/* The folders of one other user, shared; public ones have no owner. */
static bool facts_is_shared(const struct mail_namespace *ns)
{
	return ns->type == MAIL_NAMESPACE_TYPE_SHARED && ns->owner != NULL;
}

/* Is it an alias, then by the name that it stands for. */
static const char *facts_vname(struct mailbox *box)
{
	const struct tenure_box *tbox = tenure_box_get(box);

	return tbox == NULL || tbox->alias_of == NULL ? box->vname
						      : tbox->alias_of;
}

const char *tenure_facts_folder(struct mailbox *box)
{
	struct mail_namespace *box_ns = box->list->ns, *ns;
	const char *vname = facts_vname(box), *name;
	bool has_prefix =
		strncmp(vname, box_ns->prefix, box_ns->prefix_len) == 0;

	if (tenure_concealed_is(box))
		return tenure_concealed_folder(box);
	/* The owner's policy speaks of folders by the owner's names, and it
	   does not matter who looks. The prefix alone is the INBOX. */
	if (facts_is_shared(box_ns)) {
		if (!has_prefix)
			return "INBOX";
		return facts_levels(vname + box_ns->prefix_len,
				    mail_namespace_get_sep(box_ns));
	}
	ns = facts_namespace(box_ns);
	if (has_prefix)
		vname += box_ns->prefix_len;
	name = facts_levels(vname, mail_namespace_get_sep(box_ns));
	if (!has_prefix || (ns->flags & NAMESPACE_FLAG_INBOX_USER) != 0)
		return name;
	return t_strconcat(facts_levels(ns->prefix, mail_namespace_get_sep(ns)),
			   name, NULL);
}

static const char *facts_special_use(struct mailbox *box);

/* The configuration says what a folder is for by its own name. It may be
   gone. */
static const char *facts_folder_special_use(struct mailbox *other)
{
	struct mail_namespace *ns;
	const char *vname = tenure_concealed_place(
		other->list->ns->user, tenure_facts_folder(other), &ns);
	struct mailbox *box =
		mailbox_alloc(ns->list, vname, MAILBOX_FLAG_READONLY);
	const char *use = t_strdup(facts_special_use(box));

	mailbox_free(&box);
	return use;
}

/* What the administrator configured, not what a user may set for a folder. A
   folder with several special uses cannot be told apart by one of them. */
static const char *facts_special_use(struct mailbox *box)
{
	const char *use;

	if (tenure_concealed_is(box) || facts_vname(box) != box->vname ||
	    facts_is_shared(box->list->ns) ||
	    facts_namespace(box->list->ns) != box->list->ns)
		return facts_folder_special_use(box);
	switch (tenure_compat_special_use(box, &use)) {
	case 0:
		return "";
	case 1:
		return use;
	default:
		return NULL;
	}
}

static void facts_downloads(struct tenure_mail_facts *mf)
{
	struct mailbox_transaction_context *t = mf->mail->transaction;
	struct tenure_facts *facts = &mf->facts;

	facts->downloaded = tenure_download_hint_read(t, mf->mail->seq);
	tenure_devices_downloads(t, mf->mail->seq, &mf->downloads);
	facts->downloads = mf->downloads.times;
	facts->download_count = mf->downloads.count;
	facts->devices = mf->downloads.devices;
}

/* All but what the seal says. */
static void facts_init(struct tenure_mail_facts *mf, struct mail *mail,
		       struct mailbox *home)
{
	tenure_mail_facts_init_headers(mf, mail);
	mf->facts.attachment = facts_attachment;
	mf->facts.attachment_context = mf;
	mf->facts.mailbox = tenure_facts_folder(home);
	mf->facts.special_use = facts_special_use(home);
	if (home == mail->box)
		facts_downloads(mf);
}

static void facts_init_unsealed(struct tenure_mail_facts *mf,
				const struct mailbox *home,
				const struct tenure_snapshot *snapshot)
{
	const struct tenure_needs *needs =
		tenure_policy_needs(tenure_snapshot_policy(snapshot));

	mf->facts.received =
		home == mf->mail->box ? facts_unsealed_time(mf) : ioloop_time;
	if (mf->facts.seal == TENURE_SEAL_UNSEALED && needs->size)
		mf->facts.size = facts_unsealed_size(mf);
}

/* Where the seals of its mailbox are remembered, as long as one policy decides;
   NULL: they are not. */
static struct tenure_seal_memo **facts_memo(const struct mail *mail)
{
	struct tenure_box *tbox = tenure_box_get(mail->box);
	const struct tenure_transaction *tt =
		tenure_transaction_get(mail->transaction);

	if (tbox == NULL || tt == NULL || tt->policy == NULL || mail->saving ||
	    mail->uid == 0)
		return NULL;
	if (tbox->seals_policy != tt->policy->number)
		tenure_seal_memo_free(&tbox->seals);
	tbox->seals_policy = tt->policy->number;
	return &tbox->seals;
}

static void facts_init_seal(struct tenure_mail_facts *mf,
			    const struct mailbox *home,
			    const struct tenure_snapshot *snapshot)
{
	struct tenure_seal_memo **memo = facts_memo(mf->mail);

	mf->facts.seal = tenure_mail_seal(mf, snapshot, &mf->seal);
	if (mf->facts.seal != TENURE_SEAL_SEALED) {
		facts_init_unsealed(mf, home, snapshot);
		return;
	}
	tenure_seal_to_facts(&mf->seal, &mf->facts);
	if (memo != NULL)
		tenure_seal_memo_write(memo, mf->mail->uid, &mf->facts);
}

void tenure_mail_facts_init(struct tenure_mail_facts *mf, struct mail *mail,
			    struct mailbox *home,
			    const struct tenure_snapshot *snapshot)
{
	struct tenure_seal_memo **memo = facts_memo(mail);

	facts_init(mf, mail, home);
	if (memo == NULL ||
	    !tenure_seal_memo_read(*memo, mail->uid, &mf->facts))
		facts_init_seal(mf, home, snapshot);
}

void tenure_mail_facts_init_seal(struct tenure_mail_facts *mf,
				 struct mail *mail,
				 const struct tenure_snapshot *snapshot)
{
	facts_init(mf, mail, mail->box);
	facts_init_seal(mf, mail->box, snapshot);
}

void tenure_mail_facts_deinit(struct tenure_mail_facts *mf)
{
	tenure_mime_parts_free(&mf->parts);
}
