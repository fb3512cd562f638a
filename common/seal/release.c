/* SPDX-License-Identifier: MIT */
#include "seal/release.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "policy/diagnostics.h"
#include "policy/text.h"
#include "policy/tree-read.h"
#include "seal/base64.h"
#include "seal/seal-facts.h"

/* ---------------------------------------------------------------- writing */

/* All but the signature. */
static void format_signed(const struct tenure_release *release,
			  struct tenure_buffer *out)
{
	char date[TENURE_DATE_SIZE];

	tenure_buffer_printf(out,
			     "tenure_release = 1\n"
			     "realm = \"%s\"\n"
			     "old_generation = %" PRIu64 "\n"
			     "old_digest = \"%s\"\n"
			     "new_digest = \"%s\"\n"
			     "time = \"%s\"\n"
			     "reason = ",
			     release->realm, release->old_generation,
			     release->old_digest, release->new_digest,
			     tenure_date_format(release->time, date));
	tenure_text_quote(release->reason, out);
	tenure_buffer_printf(out, "\nkey = \"%s\"\n", release->key_id);
}

void tenure_release_format(const struct tenure_release *release,
			   struct tenure_buffer *out)
{
	format_signed(release, out);
	tenure_buffer_add_str(out, "signature = \"");
	tenure_base64_encode(release->signature, sizeof(release->signature),
			     out);
	tenure_buffer_add_str(out, "\"\n");
}

/* ---------------------------------------------------------------- reading */

/* Each reads one value: 0, or -1 if it is not one. */

static int copy_text(const char *value, char *text_r, size_t size)
{
	size_t length = strlen(value);

	if (length == 0 || length >= size)
		return -1;
	memcpy(text_r, value, length + 1);
	return 0;
}

static int read_version(const char *value,
			struct tenure_release *release_r TENURE_UNUSED)
{
	return strcmp(value, "1") == 0 ? 0 : -1;
}

static int read_realm(const char *value, struct tenure_release *release_r)
{
	if (!tenure_seal_realm_valid(value))
		return -1;
	return copy_text(value, release_r->realm, sizeof(release_r->realm));
}

static int read_generation(const char *value, struct tenure_release *release_r)
{
	char *end;

	/* No sign, no white space, no other notation than the one written. */
	if (*value < '1' || *value > '9')
		return -1;
	errno = 0;
	release_r->old_generation = strtoull(value, &end, 10);
	return errno == 0 && *end == '\0' ? 0 : -1;
}

static int read_digest(const char *value, char *digest_r)
{
	if (strlen(value) != TENURE_RELEASE_DIGEST_SIZE - 1 ||
	    strspn(value, "0123456789abcdef") != TENURE_RELEASE_DIGEST_SIZE - 1)
		return -1;
	memcpy(digest_r, value, TENURE_RELEASE_DIGEST_SIZE);
	return 0;
}

static int read_old_digest(const char *value, struct tenure_release *release_r)
{
	return read_digest(value, release_r->old_digest);
}

static int read_new_digest(const char *value, struct tenure_release *release_r)
{
	return read_digest(value, release_r->new_digest);
}

static int read_time(const char *value, struct tenure_release *release_r)
{
	return tenure_date_parse(value, &release_r->time);
}

static int read_reason(const char *value, struct tenure_release *release_r)
{
	return copy_text(value, release_r->reason, sizeof(release_r->reason));
}

static int read_key(const char *value, struct tenure_release *release_r)
{
	if (!tenure_key_id_valid(value))
		return -1;
	return copy_text(value, release_r->key_id, sizeof(release_r->key_id));
}

static int read_signature(const char *value, struct tenure_release *release_r)
{
	return tenure_base64_decode(value, release_r->signature,
				    sizeof(release_r->signature));
}

/* In the order they are written in. */
static const struct release_setting {
	const char *name;
	int (*read)(const char *value, struct tenure_release *release_r);
} release_settings[] = {
	{"tenure_release", read_version},
	{"realm", read_realm},
	{"old_generation", read_generation},
	{"old_digest", read_old_digest},
	{"new_digest", read_new_digest},
	{"time", read_time},
	{"reason", read_reason},
	{"key", read_key},
	{"signature", read_signature},
};
#define RELEASE_SETTING_COUNT                                                  \
	(sizeof(release_settings) / sizeof(release_settings[0]))

static int release_read(const struct tenure_statement *statement,
			struct tenure_release *release_r,
			struct tenure_error *err)
{
	for (size_t i = 0; i < RELEASE_SETTING_COUNT;
	     i++, statement = statement->next) {
		const struct release_setting *setting = &release_settings[i];

		if (statement == NULL || statement->block ||
		    statement->op != TENURE_OPERATOR_IS ||
		    statement->value_count != 1 ||
		    strcmp(statement->name.text, setting->name) != 0)
			return tenure_error_set(err, TENURE_ERROR_INPUT,
						"not a release: no \"%s\" in "
						"its place",
						setting->name);
		if (setting->read(statement->values[0].text, release_r) < 0)
			return tenure_error_set(err, TENURE_ERROR_INPUT,
						"the release's %s is not one",
						setting->name);
	}
	if (statement != NULL)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"a release ends with its signature");
	return 0;
}

int tenure_release_parse(const char *name, const char *text, size_t size,
			 struct tenure_release *release_r,
			 struct tenure_error *err)
{
	struct tenure_diagnostics diagnostics;
	struct tenure_tree *tree;
	int ret;

	memset(release_r, 0, sizeof(*release_r));
	tenure_diagnostics_init(&diagnostics);
	ret = tenure_tree_read_text(name, text, size, &tree, &diagnostics);
	if (ret < 0) {
		tenure_diagnostics_to_error(&diagnostics, err);
	} else {
		ret = release_read(tenure_tree_root(tree), release_r, err);
		if (ret < 0)
			tenure_error_at(err, name, 0, 0);
	}
	tenure_tree_free(&tree);
	tenure_diagnostics_free(&diagnostics);
	return ret;
}

/* --------------------------------------------------------------- signature */

/* The octets that the signature covers. */
static int signed_text(const struct tenure_release *release,
		       struct tenure_buffer *text, struct tenure_error *err)
{
	tenure_buffer_add_str(text, "tenure-release-1\n");
	format_signed(release, text);
	return tenure_buffer_str(text) == NULL ? tenure_error_nomem(err) : 0;
}

/* Does the file say what was meant? Not if there is a line end in the
   reason, say. */
static int check_written(const struct tenure_release *release,
			 struct tenure_error *err)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_release again;
	int ret;

	tenure_release_format(release, &text);
	ret = tenure_buffer_str(&text) == NULL
		      ? tenure_error_nomem(err)
		      : tenure_release_parse("release", text.data, text.used,
					     &again, err);
	if (ret == 0 && (strcmp(again.reason, release->reason) != 0 ||
			 again.time != release->time))
		ret = tenure_error_set(err, TENURE_ERROR_INPUT,
				       "what is to be signed cannot be "
				       "written");
	tenure_buffer_free(&text);
	return ret;
}

int tenure_release_sign(struct tenure_release *release,
			const struct tenure_private_key *key,
			struct tenure_error *err)
{
	const char *id = tenure_private_key_id(key);
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int ret;

	memcpy(release->key_id, id, strlen(id) + 1);
	ret = signed_text(release, &text, err);
	if (ret == 0)
		ret = tenure_key_sign(key, text.data, text.used,
				      release->signature, err);
	tenure_buffer_free(&text);
	return ret < 0 ? -1 : check_written(release, err);
}

int tenure_release_verify(const struct tenure_release *release,
			  const struct tenure_keyring *keys,
			  struct tenure_error *err)
{
	const struct tenure_public_key *key =
		tenure_keyring_find(keys, release->key_id);
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int ret = -1;

	if (key == NULL) {
		tenure_error_set(err, TENURE_ERROR_INPUT,
				 "\"%s\" is none of the release keys of the "
				 "policy in force",
				 release->key_id);
		return 0;
	}
	if (signed_text(release, &text, err) == 0) {
		ret = tenure_key_verify(key, text.data, text.used,
					release->signature, err);
	}
	tenure_buffer_free(&text);
	if (ret == 0)
		tenure_error_set(err, TENURE_ERROR_INPUT,
				 "the signature of the release is not right");
	return ret;
}
