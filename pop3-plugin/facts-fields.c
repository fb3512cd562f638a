/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/facts-fields.h"
#include "pop3-plugin/box.h"
#include "pop3-plugin/whole-header.h"

void tenure_mail_facts_failed(struct tenure_mail_facts *mf)
{
	if (mf->mail->expunged ||
	    mailbox_get_last_mail_error(mf->mail->box) == MAIL_ERROR_EXPUNGED)
		mf->gone = TRUE;
	else
		mf->failed = TRUE;
}

/* The lines of a field. Returns 1 if there is a NUL octet in them, 0 if there
   is none, -1 if they cannot be read. All of them are read: else Dovecot would
   ask itself in vain for other fields afterwards, and end the process. */
static int facts_lines_have_nul(struct tenure_mail_facts *mf,
				struct mailbox_header_lookup_ctx *fields)
{
	struct istream *input;
	const unsigned char *data;
	size_t size;
	int ret = 0;

	if (mail_get_header_stream(mf->mail, fields, &input) < 0)
		return -1;
	while (i_stream_read_more(input, &data, &size) > 0) {
		if (memchr(data, '\0', size) != NULL)
			ret = 1;
		i_stream_skip(input, size);
	}
	if (input->stream_errno == 0)
		return ret;
	mail_set_critical(mf->mail, "read(%s) failed: %s",
			  i_stream_get_name(input), i_stream_get_error(input));
	return -1;
}

/* Dovecot gives values as strings, which end at a NUL octet: what stands behind
   it is only in the lines of the field, which it has in its cache as well.
   FALSE if there is none. Of lines that could not be read it would say next
   that they are not there. */
static bool facts_field_has_nul(struct tenure_mail_facts *mf, const char *name)
{
	const char *const names[] = {name, NULL};
	struct mailbox_header_lookup_ctx *fields =
		mailbox_header_lookup_init(mf->mail->box, names);
	int ret = facts_lines_have_nul(mf, fields);

	mailbox_header_lookup_unref(&fields);
	if (ret < 0)
		tenure_mail_facts_failed(mf);
	return ret != 0;
}

/* What facts_field_read() does, of a mail on another server. */
static int facts_field_fetch(struct tenure_mail_facts *mf, const char *name)
{
	int ret = tenure_whole_header_get(mf->mail, name, &mf->values);

	if (ret > 0)
		return 0;
	mf->values = NULL;
	if (ret < 0)
		tenure_mail_facts_failed(mf);
	return -1;
}

/* All values of a field, into mf->values. Returns -1 if they cannot be told. */
static int facts_field_read(struct tenure_mail_facts *mf, const char *name)
{
	mf->values = NULL;
	if (i_strocpy(mf->field, name, sizeof(mf->field)) < 0)
		return -1;
	if (tenure_box_is_remote(mf->mail->box))
		return facts_field_fetch(mf, name);
	/* In this order: reading the lines parses the header, after which
	   Dovecot says of other fields that it saw that they are not there. */
	if (facts_field_has_nul(mf, name))
		return -1;
	if (mail_get_headers(mf->mail, name, &mf->values) < 0) {
		mf->values = NULL;
		tenure_mail_facts_failed(mf);
		return -1;
	}
	return 0;
}

/* tenure_facts.header */
static int facts_header(void *context, const char *name, unsigned int index,
			const char **body_r)
{
	struct tenure_mail_facts *mf = context;
	unsigned int i;

	if ((mf->values == NULL || strcmp(name, mf->field) != 0) &&
	    facts_field_read(mf, name) < 0)
		return -1;
	for (i = 0; mf->values[i] != NULL; i++) {
		if (i == index) {
			*body_r = mf->values[i];
			return 1;
		}
	}
	return 0;
}

void tenure_mail_facts_init_headers(struct tenure_mail_facts *mf,
				    struct mail *mail)
{
	i_zero(mf);
	mf->mail = mail;
	mf->facts = (struct tenure_facts)TENURE_FACTS_INIT;
	mf->facts.header = facts_header;
	mf->facts.header_context = mf;
}
