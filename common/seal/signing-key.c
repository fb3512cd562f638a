/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "seal/keys.h"

/* Is id's private key in folder? */
static bool private_key_exists(const char *folder, const char *id)
{
	struct tenure_buffer path = TENURE_BUFFER_INIT;
	bool exists = true;

	tenure_buffer_printf(&path, "%s/%s.key", folder, id);
	/* Without memory, let the attempt to load it say what is wrong. */
	if (tenure_buffer_str(&path) != NULL)
		exists = access(path.data, F_OK) == 0 || errno != ENOENT;
	tenure_buffer_free(&path);
	return exists;
}

static bool key_is_newer(const struct tenure_public_key *key,
			 const struct tenure_public_key *than)
{
	if (than == NULL || key->created != than->created)
		return than == NULL || key->created > than->created;
	return strcmp(key->id, than->id) > 0;
}

const struct tenure_public_key *
tenure_signing_key_find(const struct tenure_keyring *ring, const char *folder)
{
	const struct tenure_public_key *newest = NULL;

	for (size_t i = 0; i < tenure_keyring_count(ring); i++) {
		const struct tenure_public_key *key =
			tenure_keyring_key(ring, i);

		if (key_is_newer(key, newest) &&
		    private_key_exists(folder, key->id))
			newest = key;
	}
	return newest;
}

int tenure_signing_key_load(const struct tenure_keyring *ring,
			    const char *folder, const char *id,
			    struct tenure_private_key **key_r,
			    struct tenure_error *err)
{
	const struct tenure_public_key *key =
		id != NULL ? tenure_keyring_find(ring, id)
			   : tenure_signing_key_find(ring, folder);

	*key_r = NULL;
	if (key == NULL && id != NULL)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"the snapshot has no key \"%s\": a "
					"seal made with it would not be "
					"believed",
					id);
	if (key == NULL) {
		(void)tenure_error_set(
			err, TENURE_ERROR_INPUT,
			"no private key here belongs to the snapshot; make "
			"one with \"tenure key new\" and publish again");
		return tenure_error_at(err, folder, 0, 0);
	}
	if (tenure_private_key_load(folder, key->id, key_r, err) < 0)
		return -1;
	if (memcmp(tenure_private_key_public(*key_r), key->octets,
		   TENURE_KEY_PUBLIC_SIZE) == 0)
		return 0;
	tenure_private_key_free(key_r);
	(void)tenure_error_set(err, TENURE_ERROR_INPUT,
			       "the private key %s is not the one in the "
			       "snapshot",
			       key->id);
	return tenure_error_at(err, folder, 0, 0);
}
