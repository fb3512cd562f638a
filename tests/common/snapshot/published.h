/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_PUBLISHED_H
#define TENURE_TEST_PUBLISHED_H

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/diagnostics.h"
#include "policy/policy.h"
#include "seal/keys.h"
#include "snapshot/publish.h"
#include "snapshot/snapshot.h"
#include "tests/common/policy/memory-source.h"

/* A policy, keys and a folder for tests of snapshots. */

#define REALM "example-hosting"
#define NOW INT64_C(1795316400)

static const struct memory_file policy_files[] = {
	{"policy.conf", "tenure_version = 1\n"
			"include \"tenants/*.conf\"\n"
			"include plans.conf\n"
			"include \"none/*.conf\"\n"
			"unknown = lite\n"},
	{"plans.conf", "# plans\n\nplan lite {\n\tkeep = 0\n"
		       "\texpire = 30d\n}\n"
		       "plan staff { keep = 90d }\n"},
	{"tenants/b.conf", "tenant b.example { plan = staff }\n"},
	{"tenants/a.conf", "\n\ntenant a.example {\n\tplan = lite\n"
			   "\tkeep = 5d\n}\n"},
	{NULL, NULL},
};

struct published {
	char folder[64], path[80];
	struct tenure_policy *policy;
	struct tenure_keyring *keys;
};

static inline struct tenure_policy *policy_read(const struct memory_file *files)
{
	struct tenure_source source = memory_source(files);
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_diagnostics diagnostics;
	struct tenure_policy *policy = NULL;

	tenure_diagnostics_init(&diagnostics);
	if (tenure_policy_read(&source, "policy.conf", &policy, &diagnostics) <
	    0) {
		tenure_diagnostics_format(&diagnostics, &text);
		fail_msg("%s", tenure_buffer_str(&text));
	}
	tenure_diagnostics_free(&diagnostics);
	return policy;
}

static inline int published_setup(void **state)
{
	struct published *p = calloc(1, sizeof(*p));
	unsigned char octets[TENURE_KEY_PUBLIC_SIZE];

	assert_non_null(p);
	snprintf(p->folder, sizeof(p->folder), "test-snapshot-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->path, sizeof(p->path), "%s/policy.cdb", p->folder);
	p->policy = policy_read(policy_files);
	assert_int_equal(tenure_keyring_new(&p->keys, NULL), 0);
	memset(octets, 0x55, sizeof(octets));
	assert_int_equal(
		tenure_keyring_add(p->keys, "mx-2026a", octets, NOW, NULL), 0);
	*state = p;
	return 0;
}

static inline int remove_one(const char *path, const struct stat *st, int type,
			     struct FTW *walk)
{
	(void)st, (void)type, (void)walk;
	return remove(path);
}

/* The files in the folder, hidden ones too; removed if wanted. */
static inline int published_files(const struct published *p, bool removing)
{
	struct dirent *entry;
	char path[512];
	int count = 0;
	DIR *dir;

	dir = opendir(p->folder);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		count++;
		snprintf(path, sizeof(path), "%s/%s", p->folder, entry->d_name);
		if (removing)
			nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	}
	closedir(dir);
	return count;
}

static inline int published_teardown(void **state)
{
	struct published *p = *state;

	published_files(p, true);
	rmdir(p->folder);
	tenure_policy_free(&p->policy);
	tenure_keyring_free(&p->keys);
	free(p);
	return 0;
}

/* What is to be published; a test changes what it is about. */
static inline struct tenure_publish_request
publish_request(const struct published *p)
{
	const struct tenure_publish_request request = {
		.policy = p->policy,
		.keys = p->keys,
		.realm = REALM,
		.path = p->path,
		.now = NOW,
		.generations = 100,
	};

	return request;
}

/* Publish, which must work. */
static inline struct tenure_publish_result publish(const struct published *p,
						   const char *realm)
{
	struct tenure_publish_request request = publish_request(p);
	struct tenure_publish_result result;
	struct tenure_error err;

	request.realm = realm;
	if (tenure_publish(&request, &result, &err) < 0)
		fail_msg("%s: %s", err.file, err.text);
	return result;
}

/* Free with free(). */
static inline char *octets_of(const char *path, size_t *size_r)
{
	FILE *file = fopen(path, "rb");
	char *data;
	long size;

	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	rewind(file);
	data = malloc((size_t)size + 1);
	assert_non_null(data);
	assert_int_equal(fread(data, 1, (size_t)size, file), size);
	fclose(file);
	*size_r = (size_t)size;
	return data;
}

static inline void put_octets(const char *path, const char *data, size_t size)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

#endif
