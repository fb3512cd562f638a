/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/ruling/facts-fields.h"
#include "pop3-plugin/state/box.h"
#include "pop3-plugin/ruling/cached-field.h"
#include "pop3-plugin/ruling/whole-header.h"

void tenure_mail_facts_failed(struct tenure_mail_facts *mf)
{
	if (mf->mail->expunged ||
	    mailbox_get_last_mail_error(mf->mail->box) == MAIL_ERROR_EXPUNGED)
		mf->gone = TRUE;
	else
		mf->failed = TRUE;
}

/* All values of a field, into mf->values. Returns -1 if they cannot be told. */
static int facts_field_read(struct tenure_mail_facts *mf, const char *name)
{
	int ret;

	mf->values = NULL;
	if (i_strocpy(mf->field, name, sizeof(mf->field)) < 0)
		return -1;
	ret = tenure_box_is_remote(mf->mail->box)
		      ? tenure_whole_header_get(mf->mail, name, &mf->values)
		      : tenure_cached_field_get(mf->mail, name, &mf->values);
	if (ret > 0)
		return 0;
	mf->values = NULL;
	if (ret < 0)
		tenure_mail_facts_failed(mf);
	return -1;
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
