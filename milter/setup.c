/* SPDX-License-Identifier: MIT */
#include "setup.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/alloc.h"
#include "seal/sign.h"

/* tenure.conf as it was read, shared by the setups that came from it. */
struct shared_config {
	atomic_uint references;
	struct tenure_config config;
};

struct tm_setup {
	atomic_uint references;
	struct shared_config *shared;
	struct tenure_snapshot *snapshot;
	struct tenure_private_key *key;
	struct tenure_seal seal;
};

static int problem_error(struct tm_setup_problem *problem,
			 const struct tenure_error *err)
{
	char line[1024];

	problem->code = err->code;
	tenure_buffer_add_str(&problem->text,
			      tenure_error_format(err, line, sizeof(line)));
	return -1;
}

static void shared_config_unref(struct shared_config **shared)
{
	struct shared_config *old = *shared;

	*shared = NULL;
	if (old == NULL || atomic_fetch_sub(&old->references, 1) > 1)
		return;
	tenure_config_free(&old->config);
	tenure_free(old);
}

static struct shared_config *shared_config_ref(struct shared_config *shared)
{
	atomic_fetch_add(&shared->references, 1);
	return shared;
}

static int shared_config_read(const char *path, struct shared_config **shared_r,
			      struct tm_setup_problem *problem)
{
	struct tenure_diagnostics diagnostics;
	struct shared_config *shared;
	int result;

	shared = tenure_calloc(1, sizeof(*shared));
	if (shared == NULL) {
		struct tenure_error err;

		(void)tenure_error_nomem(&err);
		return problem_error(problem, &err);
	}
	tenure_diagnostics_init(&diagnostics);
	result = tenure_config_read(path, &shared->config, &diagnostics);
	if (result < 0) {
		problem->code = access(path, R_OK) < 0
					? TENURE_ERROR_ENVIRONMENT
					: TENURE_ERROR_INPUT;
		tenure_diagnostics_sort(&diagnostics);
		tenure_diagnostics_format(&diagnostics, &problem->text);
		tenure_free(shared);
	} else {
		atomic_init(&shared->references, 1);
		*shared_r = shared;
	}
	tenure_diagnostics_free(&diagnostics);
	return result;
}

static int prepare_seal(struct tm_setup *setup, struct tenure_error *err)
{
	const struct tenure_needs *needs =
		tenure_policy_needs(tm_setup_policy(setup));

	setup->seal.generation = tenure_snapshot_generation(setup->snapshot);
	strncpy(setup->seal.realm, setup->shared->config.realm,
		sizeof(setup->seal.realm) - 1);
	return tenure_seal_choose_fields(needs->headers, &setup->seal, err);
}

static int check_realm(const struct tm_setup *setup, struct tenure_error *err)
{
	const struct tenure_config *config = &setup->shared->config;
	const char *realm = tenure_snapshot_realm(setup->snapshot);

	if (strcmp(realm, config->realm) == 0)
		return 0;
	(void)tenure_error_set(err, TENURE_ERROR_INPUT,
			       "the snapshot is of realm \"%s\", but %s says "
			       "realm = %s; publish again",
			       realm, config->path, config->realm);
	return tenure_error_at(err, config->snapshot, 0, 0);
}

/* Takes over the reference to shared, also on failure. */
static int setup_build(struct shared_config *shared, struct tm_setup **setup_r,
		       struct tm_setup_problem *problem)
{
	struct tenure_error err = {.code = TENURE_ERROR_NONE};
	struct tm_setup *setup = tenure_calloc(1, sizeof(*setup));

	if (setup == NULL) {
		shared_config_unref(&shared);
		(void)tenure_error_nomem(&err);
		return problem_error(problem, &err);
	}
	atomic_init(&setup->references, 1);
	setup->shared = shared;
	if (tenure_snapshot_open(shared->config.snapshot, &setup->snapshot,
				 &err) < 0 ||
	    check_realm(setup, &err) < 0 ||
	    tenure_signing_key_load(tenure_snapshot_keys(setup->snapshot),
				    setup->shared->config.key_dir, NULL,
				    &setup->key, &err) < 0 ||
	    prepare_seal(setup, &err) < 0) {
		tm_setup_unref(&setup);
		return problem_error(problem, &err);
	}
	*setup_r = setup;
	return 0;
}

int tm_setup_load(const char *config_path, struct tm_setup **setup_r,
		  struct tm_setup_problem *problem)
{
	struct shared_config *shared;

	if (shared_config_read(config_path, &shared, problem) < 0)
		return -1;
	return setup_build(shared, setup_r, problem);
}

int tm_setup_refresh(const struct tm_setup *old, struct tm_setup **setup_r,
		     struct tm_setup_problem *problem)
{
	return setup_build(shared_config_ref(old->shared), setup_r, problem);
}

struct tm_setup *tm_setup_ref(struct tm_setup *setup)
{
	atomic_fetch_add(&setup->references, 1);
	return setup;
}

void tm_setup_unref(struct tm_setup **setup)
{
	struct tm_setup *old = *setup;

	*setup = NULL;
	if (old == NULL || atomic_fetch_sub(&old->references, 1) > 1)
		return;
	tenure_private_key_free(&old->key);
	tenure_snapshot_unref(&old->snapshot);
	shared_config_unref(&old->shared);
	tenure_free(old);
}

const struct tenure_config *tm_setup_config(const struct tm_setup *setup)
{
	return &setup->shared->config;
}

const struct tenure_snapshot *tm_setup_snapshot(const struct tm_setup *setup)
{
	return setup->snapshot;
}

const struct tenure_policy *tm_setup_policy(const struct tm_setup *setup)
{
	return tenure_snapshot_policy(setup->snapshot);
}

const struct tenure_private_key *tm_setup_key(const struct tm_setup *setup)
{
	return setup->key;
}

const struct tenure_seal *tm_setup_seal(const struct tm_setup *setup)
{
	return &setup->seal;
}

bool tm_setup_refuses_by_name(const struct tm_setup *setup)
{
	return tenure_policy_needs(tm_setup_policy(setup))->smtp_by_name;
}

/* Is name in "a:b:c"? */
static bool list_has(const char *list, const char *name)
{
	size_t size = strlen(name);

	while (*list != '\0') {
		size_t length = strcspn(list, ":");

		if (length == size && strncasecmp(list, name, size) == 0)
			return true;
		list += length;
		list += *list == ':';
	}
	return false;
}

bool tm_setup_wants_field(const struct tm_setup *setup, const char *name)
{
	const struct tenure_needs *needs =
		tenure_policy_needs(tm_setup_policy(setup));

	for (size_t i = 0; i < needs->header_count; i++) {
		if (strcasecmp(needs->headers[i], name) == 0)
			return true;
	}
	return list_has(setup->seal.fields, name);
}

bool tm_network_has(const struct tenure_client_network *network, int family,
		    const unsigned char *octets)
{
	for (size_t i = 0; i < network->address_count; i++) {
		if (tenure_network_contains(&network->addresses[i], family,
					    octets))
			return true;
	}
	return false;
}

bool tm_setup_trusts(const struct tm_setup *setup, int family,
		     const unsigned char *octets)
{
	const struct tenure_config *config = &setup->shared->config;

	for (size_t i = 0; i < config->milter.trusted_relay_count; i++) {
		if (tenure_network_contains(&config->milter.trusted_relays[i],
					    family, octets))
			return true;
	}
	return false;
}
