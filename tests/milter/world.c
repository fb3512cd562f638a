/* SPDX-License-Identifier: MIT */
#include "world.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "policy/policy.h"
#include "seal/keys.h"
#include "snapshot/publish.h"

#define WORLD_NOW 1795312345

static void check(int ret, const struct tenure_error *err, const char *what)
{
	char text[1024];

	if (ret >= 0)
		return;
	fprintf(stderr, "%s: %s\n", what,
		tenure_error_format(err, text, sizeof(text)));
	abort();
}

void world_write(const char *path, const char *text)
{
	struct tenure_error err;

	check(tenure_file_write(path, 0644, text, strlen(text), &err), &err,
	      "write");
}

void world_configure(const struct world *world, const char *settings)
{
	char text[2048];

	snprintf(text, sizeof(text),
		 "realm = test\n"
		 "policy = %s\n"
		 "snapshot = %s\n"
		 "key_dir = %s\n"
		 "%s\n",
		 world->policy, world->snapshot, world->keys, settings);
	world_write(world->config, text);
}

void world_publish(const struct world *world, const char *text)
{
	struct tenure_diagnostics diagnostics;
	struct tenure_source source = tenure_source_folder(world->folder);
	struct tenure_publish_request request = {
		.realm = "test",
		.path = world->snapshot,
		.now = WORLD_NOW,
		.generations = 100,
	};
	struct tenure_publish_result result;
	struct tenure_policy *policy;
	struct tenure_keyring *keys;
	struct tenure_error err;

	world_write(world->policy, text);
	tenure_diagnostics_init(&diagnostics);
	if (tenure_policy_read(&source, "policy.conf", &policy, &diagnostics) <
	    0) {
		struct tenure_buffer out = TENURE_BUFFER_INIT;

		tenure_diagnostics_format(&diagnostics, &out);
		fprintf(stderr, "%s", out.data);
		abort();
	}
	tenure_diagnostics_free(&diagnostics);
	check(tenure_keyring_read_folder(world->keys, &keys, &err), &err,
	      "keys");
	request.policy = policy;
	request.keys = keys;
	check(tenure_publish(&request, &result, &err), &err, "publish");
	tenure_keyring_free(&keys);
	tenure_policy_free(&policy);
}

void world_make(struct world *world, const char *policy, const char *settings)
{
	const char *parent = getenv("TMPDIR");
	struct tenure_error err;

	snprintf(world->folder, sizeof(world->folder), "%s/tenure-XXXXXX",
		 parent == NULL ? "/tmp" : parent);
	if (mkdtemp(world->folder) == NULL) {
		perror(world->folder);
		abort();
	}
	snprintf(world->config, sizeof(world->config), "%s/tenure.conf",
		 world->folder);
	snprintf(world->policy, sizeof(world->policy), "%s/policy.conf",
		 world->folder);
	snprintf(world->snapshot, sizeof(world->snapshot), "%s/policy.cdb",
		 world->folder);
	snprintf(world->keys, sizeof(world->keys), "%s/keys", world->folder);
	world_configure(world, settings);
	check(tenure_key_new(world->keys, "one", WORLD_NOW, &err), &err, "key");
	world_publish(world, policy);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *walk)
{
	(void)st, (void)type, (void)walk;
	return remove(path);
}

void world_remove(const struct world *world)
{
	(void)nftw(world->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
