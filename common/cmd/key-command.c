/* SPDX-License-Identifier: MIT */
/* tenure key: the keys that seals are signed with. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "base/alloc.h"
#include "base/date.h"
#include "inputs.h"
#include "output.h"
#include "release-keys.h"
#include "seal/keys.h"

/* Is there a key file "id.suffix" in folder? */
static bool key_file_exists(const char *folder, const char *id,
			    const char *suffix)
{
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s.%s", folder, id, suffix);
	return access(path, F_OK) == 0;
}

/* An id out of the host's name and the day: "mx1-2026-11-22", with "-2" and so
   on behind it if that is taken. */
static void default_id(const char *folder, int64_t now, char *id, size_t size)
{
	char host[256] = "", day[TENURE_DATE_SIZE];
	size_t used = 0;

	(void)gethostname(host, sizeof(host) - 1);
	for (const char *p = host; *p != '\0' && *p != '.' && used < 40; p++) {
		char one[2] = {*p, '\0'};

		if (tenure_key_id_valid(one))
			host[used++] = *p;
	}
	host[used] = '\0';
	tenure_date_format_day(now, day);
	(void)snprintf(id, size, "%s-%s", used > 0 ? host : "key", day);
	for (int i = 2; i < 100 && (key_file_exists(folder, id, "key") ||
				    key_file_exists(folder, id, "pub"));
	     i++) {
		(void)snprintf(id, size, "%s-%s-%d", used > 0 ? host : "key",
			       day, i);
	}
}

static void print_new_key(const struct tenure_config *config, const char *id,
			  bool json)
{
	char path[4096];
	json_t *object;

	if (!json) {
		tenure_print("%s/%s.key\n%s/%s.pub\n", config->key_dir, id,
			     config->key_dir, id);
		return;
	}
	object = tenure_json_object();
	tenure_json_set(object, "id", tenure_json_text(id));
	(void)snprintf(path, sizeof(path), "%s/%s.key", config->key_dir, id);
	tenure_json_set(object, "private_file", tenure_json_text(path));
	(void)snprintf(path, sizeof(path), "%s/%s.pub", config->key_dir, id);
	tenure_json_set(object, "public_file", tenure_json_text(path));
	tenure_json_print(object);
}

static void print_release_key(const char *path, bool json)
{
	struct tenure_buffer name = TENURE_BUFFER_INIT;
	json_t *object;

	if (!json) {
		tenure_print("%s.key\n%s.pub\n", path, path);
		return;
	}
	object = tenure_json_object();
	tenure_json_set(object, "id",
			tenure_json_text(tenure_release_key_id(path)));
	tenure_buffer_printf(&name, "%s.key", path);
	if (name.failed)
		tenure_die_nomem();
	tenure_json_set(object, "private_file", tenure_json_text(name.data));
	memcpy(name.data + name.used - 3, "pub", 3);
	tenure_json_set(object, "public_file", tenure_json_text(name.data));
	tenure_buffer_free(&name);
	tenure_json_print(object);
}

/* A key that policies are signed off with: it stays with its holder, so
   nothing of this host is looked at. */
static int key_new_release(const struct tenure_arguments *args,
			   const char *path)
{
	const char *id = tenure_release_key_id(path);
	struct tenure_error err;
	int code = TENURE_EXIT_YES;
	char *folder;

	if (!tenure_key_id_valid(id) || args->operand_count > 0) {
		tenure_complain("key new: --release NAME: give the name of a "
				"key, without suffix, and nothing else");
		return TENURE_EXIT_USAGE;
	}
	folder = tenure_release_key_folder(path);
	if (folder == NULL)
		tenure_die_nomem();
	if (tenure_key_new(folder, id, args->now, &err) < 0) {
		code = tenure_complain_error(&err);
	} else {
		print_release_key(
			path, tenure_arguments_has(args, TENURE_OPTION_JSON));
		tenure_complain("keep %s.key away from the mail server; name "
				"%s.pub in release_keys of tenure.conf",
				id, id);
	}
	tenure_free(folder);
	return code;
}

static int key_new(const struct tenure_arguments *args)
{
	const char *id = tenure_arguments_operand(args);
	struct tenure_config config;
	struct tenure_error err;
	char name[TENURE_NAME_MAX + 1];
	int code;

	if (tenure_arguments_has(args, TENURE_OPTION_RELEASE))
		return key_new_release(args,
				       args->options[TENURE_OPTION_RELEASE]);
	if (id != NULL && !tenure_key_id_valid(id)) {
		tenure_complain("key new: \"%s\" cannot be the id of a key; "
				"use up to %d of A-Z a-z 0-9 . _ - and do not "
				"begin with a dot",
				id, TENURE_NAME_MAX);
		return TENURE_EXIT_USAGE;
	}
	code = tenure_input_config(args, &config);
	if (code != TENURE_EXIT_YES)
		return code;
	if (id == NULL) {
		default_id(config.key_dir, args->now, name, sizeof(name));
		id = name;
	}
	if (tenure_key_new(config.key_dir, id, args->now, &err) < 0) {
		code = tenure_complain_error(&err);
	} else {
		print_new_key(&config, id,
			      tenure_arguments_has(args, TENURE_OPTION_JSON));
		tenure_complain("seals signed with %s are believed after "
				"\"tenure policy publish\"",
				id);
	}
	tenure_config_free(&config);
	return code;
}

/* ---------------------------------------------------------------- key list */

/* A key of the folder, as seen from the snapshot. */
struct listed_key {
	const struct tenure_public_key *key;
	bool private_file;
	/* It is the one that signs on this host. */
	bool signs;
	/* 1 yes, 0 no, -1 there is no snapshot to look into. */
	int published;
};

static int is_published(const struct tenure_snapshot *snapshot,
			const struct tenure_public_key *key)
{
	const struct tenure_public_key *other;

	if (snapshot == NULL)
		return -1;
	other = tenure_keyring_find(tenure_snapshot_keys(snapshot), key->id);
	return other != NULL &&
	       memcmp(other->octets, key->octets, sizeof(key->octets)) == 0;
}

static json_t *json_key(const struct listed_key *listed)
{
	json_t *object = tenure_json_object();

	tenure_json_set(object, "id", tenure_json_text(listed->key->id));
	tenure_json_set(object, "created",
			tenure_json_time(listed->key->created));
	tenure_json_set(object, "private", json_boolean(listed->private_file));
	tenure_json_set(object, "signs", json_boolean(listed->signs));
	tenure_json_set(object, "published",
			listed->published < 0
				? json_null()
				: json_boolean(listed->published > 0));
	return object;
}

static void print_key(const struct listed_key *listed)
{
	char created[TENURE_DATE_SIZE];

	tenure_print("%-24s %s  %s%s%s\n", listed->key->id,
		     tenure_date_format(listed->key->created, created),
		     listed->published > 0    ? "published"
		     : listed->published == 0 ? "not published"
					      : "no snapshot",
		     listed->private_file ? "" : ", public half only",
		     listed->signs ? ", signs" : "");
}

static void print_keys(const struct tenure_config *config,
		       const struct tenure_keyring *ring,
		       const struct tenure_snapshot *snapshot, bool json)
{
	const struct tenure_public_key *signing = NULL;
	json_t *array = tenure_json_array(), *object;

	if (snapshot != NULL)
		signing = tenure_signing_key_find(
			tenure_snapshot_keys(snapshot), config->key_dir);
	for (size_t i = 0; i < tenure_keyring_count(ring); i++) {
		const struct tenure_public_key *key =
			tenure_keyring_key(ring, i);
		struct listed_key listed = {
			.key = key,
			.private_file = key_file_exists(config->key_dir,
							key->id, "key"),
			.signs = signing != NULL &&
				 strcmp(signing->id, key->id) == 0,
			.published = is_published(snapshot, key),
		};

		if (json)
			tenure_json_append(array, json_key(&listed));
		else
			print_key(&listed);
	}
	if (json) {
		object = tenure_json_object();
		tenure_json_set(object, "keys", array);
		tenure_json_print(object);
	} else {
		json_decref(array);
	}
}

static int key_list(const struct tenure_arguments *args)
{
	struct tenure_snapshot *snapshot = NULL;
	struct tenure_keyring *ring = NULL;
	struct tenure_config config;
	struct tenure_error err;
	int code = tenure_input_config(args, &config);

	if (code != TENURE_EXIT_YES)
		return code;
	if (tenure_keyring_read_folder(config.key_dir, &ring, &err) < 0) {
		code = tenure_complain_error(&err);
	} else {
		/* Before the first publish there is none. */
		if (access(config.snapshot, F_OK) == 0)
			code = tenure_input_snapshot(config.snapshot,
						     &snapshot);
		print_keys(&config, ring, snapshot,
			   tenure_arguments_has(args, TENURE_OPTION_JSON));
	}
	tenure_snapshot_unref(&snapshot);
	tenure_keyring_free(&ring);
	tenure_config_free(&config);
	return code;
}

static const struct tenure_option key_new_options[] = {
	{TENURE_OPTION_RELEASE, "release", "NAME",
	 "make NAME.key and NAME.pub, with which policies are signed off",
	 false},
	{0, NULL, NULL, NULL, false},
};

const struct tenure_command tenure_key_commands[] = {
	{"key", "new", "[ID | --release NAME] [OPTIONS]",
	 "Make a key pair that seals are signed with", key_new_options, 1,
	 key_new},
	{"key", "list", "[OPTIONS]",
	 "List the keys, and which of them are published", NULL, 0, key_list},
	{NULL, NULL, NULL, NULL, NULL, 0, NULL},
};
