/* SPDX-License-Identifier: MIT */
#ifndef TENURE_RELEASE_KEYS_H
#define TENURE_RELEASE_KEYS_H

#include <stdbool.h>

#include "base/attrs.h"
#include "base/error.h"
#include "config/config.h"
#include "seal/keys.h"

/* The public halves of the keys that releases are signed with. */

/* Read the files that tenure.conf names. Returns 0, or -1 with err. */
int tenure_release_keys_read(const struct tenure_config *config,
			     struct tenure_keyring **ring_r,
			     struct tenure_error *err) TENURE_CHECK;
/* Are they the same keys with the same ids? */
bool tenure_release_keys_equal(const struct tenure_keyring *a,
			       const struct tenure_keyring *b);
/* Load the private half "FOLDER/ID.key". Returns 0, or -1 with err. */
int tenure_release_key_load(const char *path, struct tenure_private_key **key_r,
			    struct tenure_error *err) TENURE_CHECK;
/* "FOLDER/ID" in two. Free with tenure_free(); NULL without memory. */
char *tenure_release_key_folder(const char *path);
const char *tenure_release_key_id(const char *path);

#endif
