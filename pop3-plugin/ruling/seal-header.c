/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/ruling/seal-header.h"
#include "pop3-plugin/ruling/whole-header.h"
#include "seal/seal.h"

/* Will decisions ask for a field? */
static bool seal_header_is_needed(const struct tenure_seal_header *header,
				  const char *name)
{
	const char *const *needed = header->needs->headers;

	return strcasecmp(name, TENURE_SEAL_FIELD) == 0 ||
	       (needed != NULL && str_array_icase_find(needed, name));
}

static int seal_header_read(struct tenure_seal_header *header, const char *name)
{
	int ret;

	header->values = NULL;
	if (i_strocpy(header->field, name, sizeof(header->field)) < 0)
		return -1;
	ret = tenure_whole_header_get(header->mf->mail, name, &header->values);
	if (ret > 0)
		return 0;
	header->values = NULL;
	if (ret < 0)
		tenure_mail_facts_failed(header->mf);
	return -1;
}

/* tenure_facts.header */
static int seal_header(void *context, const char *name, unsigned int index,
		       const char **body_r)
{
	struct tenure_seal_header *header = context;
	struct tenure_mail_facts *mf = header->mf;
	unsigned int i;

	if (seal_header_is_needed(header, name))
		return mf->facts.header(mf->facts.header_context, name, index,
					body_r);
	if ((header->values == NULL || strcmp(name, header->field) != 0) &&
	    seal_header_read(header, name) < 0)
		return -1;
	for (i = 0; header->values[i] != NULL; i++) {
		if (i == index) {
			*body_r = header->values[i];
			return 1;
		}
	}
	return 0;
}

void tenure_seal_header_init(struct tenure_seal_header *header,
			     struct tenure_mail_facts *mf,
			     const struct tenure_needs *needs,
			     struct tenure_facts *facts_r)
{
	i_zero(header);
	header->mf = mf;
	header->needs = needs;
	*facts_r = mf->facts;
	facts_r->header = seal_header;
	facts_r->header_context = header;
}
