/* SPDX-License-Identifier: MIT */
#include "release-keys.h"

#include <string.h>

#include "base/alloc.h"
#include "base/file.h"

/* Octets of a file of public keys. */
#define KEY_FILE_MAX (64U * 1024)

static int add_keys(struct tenure_keyring *ring,
		    const struct tenure_keyring *more, struct tenure_error *err)
{
	for (size_t i = 0; i < tenure_keyring_count(more); i++) {
		const struct tenure_public_key *key =
			tenure_keyring_key(more, i);

		if (tenure_keyring_add(ring, key->id, key->octets, key->created,
				       err) < 0)
			return -1;
	}
	return 0;
}

static int read_file(struct tenure_keyring *ring, const char *path,
		     struct tenure_error *err)
{
	struct tenure_keyring *more = NULL;
	size_t size;
	char *text;
	int ret;

	if (tenure_file_read(path, KEY_FILE_MAX, &text, &size, err) < 0)
		return -1;
	ret = tenure_keyring_read(path, text, size, &more, err);
	if (ret == 0 && tenure_keyring_count(more) == 0) {
		tenure_error_set(err, TENURE_ERROR_INPUT,
				 "there is no public key in it");
		ret = tenure_error_at(err, path, 0, 0);
	}
	if (ret == 0 && add_keys(ring, more, err) < 0)
		ret = tenure_error_at(err, path, 0, 0);
	tenure_keyring_free(&more);
	tenure_free(text);
	return ret;
}

int tenure_release_keys_read(const struct tenure_config *config,
			     struct tenure_keyring **ring_r,
			     struct tenure_error *err)
{
	if (tenure_keyring_new(ring_r, err) < 0)
		return -1;
	for (size_t i = 0; i < config->release_key_count; i++) {
		if (read_file(*ring_r, config->release_keys[i], err) < 0) {
			tenure_keyring_free(ring_r);
			return -1;
		}
	}
	return 0;
}

bool tenure_release_keys_equal(const struct tenure_keyring *a,
			       const struct tenure_keyring *b)
{
	if (tenure_keyring_count(a) != tenure_keyring_count(b))
		return false;
	for (size_t i = 0; i < tenure_keyring_count(a); i++) {
		const struct tenure_public_key *key = tenure_keyring_key(a, i);
		const struct tenure_public_key *other =
			tenure_keyring_key(b, i);

		if (strcmp(key->id, other->id) != 0 ||
		    memcmp(key->octets, other->octets, sizeof(key->octets)) !=
			    0)
			return false;
	}
	return true;
}

char *tenure_release_key_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return tenure_strdup(".");
	return tenure_memdup(path, slash == path ? 1 : (size_t)(slash - path));
}

const char *tenure_release_key_id(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

int tenure_release_key_load(const char *path, struct tenure_private_key **key_r,
			    struct tenure_error *err)
{
	const char *name = tenure_release_key_id(path);
	size_t length = strlen(name);
	char *folder, *id;
	int ret;

	*key_r = NULL;
	if (length < 5 || strcmp(name + length - 4, ".key") != 0)
		return tenure_error_set(err, TENURE_ERROR_USAGE,
					"the name of a private key ends with "
					".key");
	folder = tenure_release_key_folder(path);
	id = tenure_memdup(name, length - 4);
	ret = folder == NULL || id == NULL
		      ? tenure_error_nomem(err)
		      : tenure_private_key_load(folder, id, key_r, err);
	tenure_free(folder);
	tenure_free(id);
	return ret;
}
