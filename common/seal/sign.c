/* SPDX-License-Identifier: MIT */
#include "seal/sign.h"

#include <string.h>

#include "base/alloc.h"
#include "seal/canon.h"
#include "seal/seal-tags.h"

/* In lower case, as facts->header wants it. */
static const char seal_field[] = "tenure-seal";

/* --------------------------------------------------------- what is signed */

/* Append one name of h= with all its instances. Returns 0, or -1 if a field
   cannot be read. */
static int text_add_field(const struct tenure_facts *facts, const char *name,
			  struct tenure_buffer *text)
{
	const char *body;
	unsigned int i;
	int ret;

	for (i = 0;
	     (ret = facts->header(facts->header_context, name, i, &body)) > 0;
	     i++) {
		tenure_canon_field(name, body, text);
		tenure_buffer_add_str(text, "\r\n");
	}
	if (ret == 0 && i == 0) {
		tenure_buffer_add_str(text, name);
		tenure_buffer_add_str(text, "\r\n");
	}
	return ret;
}

/* Build the octets that the signature covers, see sign.h. */
static int seal_text(const struct tenure_seal *seal, const char *signed_body,
		     const struct tenure_facts *facts,
		     struct tenure_buffer *text, struct tenure_error *err)
{
	char fields[sizeof(seal->fields)], *name, *rest = fields;

	if (facts->header == NULL)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"seal: no header to look at");
	memcpy(fields, seal->fields, sizeof(fields));
	tenure_buffer_add_str(text, "Tenure-Seal v1\r\n");
	while ((name = strsep(&rest, ":")) != NULL) {
		if (text_add_field(facts, name, text) < 0)
			return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
						"seal: header field %s cannot "
						"be read",
						name);
	}
	tenure_canon_field(seal_field, signed_body, text);
	if (tenure_buffer_str(text) == NULL)
		return tenure_error_nomem(err);
	return 0;
}

/* ---------------------------------------------------------------- signing */

static bool name_in(const char *const *names, const char *name)
{
	for (; *names != NULL; names++) {
		if (strcmp(*names, name) == 0)
			return true;
	}
	return false;
}

/* Put a name into the sorted list, once. Returns false if it is full. */
static bool fields_insert(const char **names, size_t *count, const char *name)
{
	size_t i = *count;

	while (i > 0 && strcmp(names[i - 1], name) > 0)
		i--;
	if (i > 0 && strcmp(names[i - 1], name) == 0)
		return true;
	if (*count == TENURE_SEAL_FIELDS_MAX)
		return false;
	memmove(&names[i + 1], &names[i], (*count - i) * sizeof(names[0]));
	names[i] = name;
	(*count)++;
	return true;
}

int tenure_seal_choose_fields(const char *const *needs,
			      struct tenure_seal *seal,
			      struct tenure_error *err)
{
	static const char *const always[] = {
		"cc", "date", "from", "message-id", "subject", "to", NULL};
	/* Not the same at both doors. */
	static const char *const never[] = {"delivered-to",  "received",
					    "return-path",   "tenure-seal",
					    "x-original-to", NULL};
	const char *names[TENURE_SEAL_FIELDS_MAX];
	struct tenure_seal scratch;
	size_t count = 0, used = 0, i, length;
	bool fits = true;

	for (i = 0; always[i] != NULL; i++)
		fits = fields_insert(names, &count, always[i]) && fits;
	for (i = 0; needs != NULL && needs[i] != NULL; i++) {
		if (!name_in(never, needs[i]))
			fits = fields_insert(names, &count, needs[i]) && fits;
	}
	for (i = 0; i < count && fits; i++) {
		length = strlen(names[i]);
		if (used + length + 1 > sizeof(seal->fields)) {
			fits = false;
			break;
		}
		memcpy(seal->fields + used, names[i], length);
		used += length;
		seal->fields[used++] = i + 1 < count ? ':' : '\0';
	}
	if (!fits)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"conditions look at more header fields "
					"than a seal can sign (%d, %zu octets)",
					TENURE_SEAL_FIELDS_MAX,
					sizeof(seal->fields) - 1);
	if (tenure_seal_tags[TENURE_SEAL_TAG_FIELDS].parse(seal->fields,
							   &scratch) < 0)
		return tenure_error_set(
			err, TENURE_ERROR_INPUT,
			"conditions look at a header field "
			"whose name a seal cannot carry (%.200s)",
			seal->fields);
	return 0;
}

int tenure_seal_sign(struct tenure_seal *seal,
		     const struct tenure_private_key *key,
		     const struct tenure_facts *facts, struct tenure_error *err)
{
	struct tenure_buffer body = TENURE_BUFFER_INIT;
	struct tenure_buffer signed_body = TENURE_BUFFER_INIT;
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	const char *id = tenure_private_key_id(key);
	struct tenure_seal reread;
	int ret = -1;

	memcpy(seal->key_id, id, strlen(id) + 1);
	/* What is signed is what a reader will make of the field. */
	if (tenure_seal_format(seal, &body, err) == 0 &&
	    tenure_seal_parse(body.data, &reread, &signed_body, err) == 0 &&
	    seal_text(&reread, signed_body.data, facts, &text, err) == 0)
		ret = tenure_key_sign(key, text.data, text.used,
				      seal->signature, err);
	tenure_buffer_free(&text);
	tenure_buffer_free(&signed_body);
	tenure_buffer_free(&body);
	return ret;
}

/* -------------------------------------------------------------- believing */

/* tenure_seal_verify() that also adds what was signed of the field itself to
   signed_body. err is not NULL. */
static int seal_verify(const char *body, const char *realm,
		       const struct tenure_keyring *keys,
		       const struct tenure_facts *facts,
		       struct tenure_seal *seal_r,
		       struct tenure_buffer *signed_body,
		       struct tenure_error *err)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	const struct tenure_public_key *key;
	int ret = -1;

	/* From here on body is not looked at: it lives until the next header
	   is asked for. */
	if (tenure_seal_parse(body, seal_r, signed_body, err) < 0)
		return err->code == TENURE_ERROR_INPUT ? 0 : -1;
	if (strcmp(seal_r->realm, realm) != 0) {
		tenure_error_set(err, TENURE_ERROR_INPUT,
				 "seal: of another realm (r=%s)",
				 seal_r->realm);
		return 0;
	}
	key = tenure_keyring_find(keys, seal_r->key_id);
	if (key == NULL) {
		tenure_error_set(err, TENURE_ERROR_INPUT,
				 "seal: unknown key (k=%s)", seal_r->key_id);
		return 0;
	}
	if (seal_text(seal_r, signed_body->data, facts, &text, err) < 0) {
		tenure_buffer_free(&text);
		return -1;
	}
	ret = tenure_key_verify(key, text.data, text.used, seal_r->signature,
				err);
	tenure_buffer_free(&text);
	if (ret == 0)
		tenure_error_set(err, TENURE_ERROR_INPUT,
				 "seal: the signature does not fit the message "
				 "(i=%s)",
				 seal_r->serial);
	return ret;
}

int tenure_seal_verify(const char *body, const char *realm,
		       const struct tenure_keyring *keys,
		       const struct tenure_facts *facts,
		       struct tenure_seal *seal_r, struct tenure_error *err)
{
	struct tenure_buffer signed_body = TENURE_BUFFER_INIT;
	struct tenure_error reason;
	int ret;

	ret = seal_verify(body, realm, keys, facts, seal_r, &signed_body,
			  &reason);
	tenure_buffer_free(&signed_body);
	if (ret <= 0 && err != NULL)
		*err = reason;
	return ret;
}

/* What was found of the seals so far. */
struct seal_search {
	/* What the first valid one says; empty: there is none yet. */
	struct tenure_buffer signed_body;
	/* Two valid ones say different things. */
	bool conflict;
	/* There are more than anybody should look at. */
	bool too_many;
};

/* Look at one more seal. Returns 0, or -1 with err if it cannot be told
   whether it is valid. */
static int search_add(struct seal_search *search, const char *body,
		      const char *realm, const struct tenure_keyring *keys,
		      const struct tenure_facts *facts,
		      struct tenure_seal *seal_r, struct tenure_error *err)
{
	struct tenure_buffer signed_body = TENURE_BUFFER_INIT;
	struct tenure_seal seal;
	int ret;

	ret = seal_verify(body, realm, keys, facts, &seal, &signed_body, err);
	if (ret > 0 && search->signed_body.used == 0) {
		search->signed_body = signed_body;
		*seal_r = seal;
		return 0;
	}
	/* Not the signature: it is no identity. */
	if (ret > 0 && strcmp(signed_body.data, search->signed_body.data) != 0)
		search->conflict = true;
	tenure_buffer_free(&signed_body);
	return ret < 0 ? -1 : 0;
}

/* Look at all seals. Returns how many there are, or -1 with err; err is also
   set if one of them is not valid. */
static int search_all(struct seal_search *search,
		      const struct tenure_facts *facts, const char *realm,
		      const struct tenure_keyring *keys,
		      struct tenure_seal *seal_r, struct tenure_error *err)
{
	const char *body;
	int count, ret;

	for (count = 0;; count++) {
		ret = facts->header(facts->header_context, seal_field,
				    (unsigned int)count, &body);
		if (ret < 0)
			return tenure_error_set(
				err, TENURE_ERROR_ENVIRONMENT,
				"seal: the header cannot be read");
		if (ret == 0)
			return count;
		if (count == TENURE_SEALS_MAX) {
			search->too_many = true;
			return count;
		}
		if (search_add(search, body, realm, keys, facts, seal_r, err) <
		    0)
			return -1;
	}
}

int tenure_seal_read(const struct tenure_facts *facts, const char *realm,
		     const struct tenure_keyring *keys,
		     enum tenure_seal_state *state_r,
		     struct tenure_seal *seal_r, struct tenure_error *err)
{
	struct seal_search search = {TENURE_BUFFER_INIT, false, false};
	struct tenure_error reason;
	int count;

	*state_r = TENURE_SEAL_UNKNOWN;
	if (facts->header == NULL)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"seal: no header to look at");
	count = search_all(&search, facts, realm, keys, seal_r, &reason);
	if (count == 0)
		*state_r = TENURE_SEAL_UNSEALED;
	else if (count > 0 && search.too_many)
		tenure_error_set(&reason, TENURE_ERROR_INPUT,
				 "more than %d seals", TENURE_SEALS_MAX);
	else if (count > 0 && search.conflict)
		tenure_error_set(&reason, TENURE_ERROR_INPUT,
				 "two valid seals that differ");
	else if (count > 0 && search.signed_body.used > 0)
		*state_r = TENURE_SEAL_SEALED;
	/* Else reason says why the last one is not valid. */
	if (*state_r == TENURE_SEAL_UNKNOWN && err != NULL)
		*err = reason;
	tenure_buffer_free(&search.signed_body);
	return count < 0 ? -1 : 0;
}
