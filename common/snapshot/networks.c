/* SPDX-License-Identifier: MIT */
#include "snapshot/networks.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "policy/diagnostics.h"
#include "policy/tree-read.h"
#include "snapshot/digest.h"
#include "snapshot/records.h"

/* ----------------------------------------------------------------- digest */

static int addresses_compare(const void *_a, const void *_b)
{
	const struct tenure_network *a = _a, *b = _b;

	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix ? -1 : 1;
	return memcmp(a->octets, b->octets, sizeof(a->octets));
}

/* Add the addresses, sorted, each once. */
static void digest_addresses(struct tenure_digest *digest,
			     struct tenure_network *addresses, size_t count)
{
	unsigned char form[2];

	qsort(addresses, count, sizeof(*addresses), addresses_compare);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 &&
		    addresses_compare(&addresses[i - 1], &addresses[i]) == 0)
			continue;
		form[0] = (unsigned char)addresses[i].family;
		form[1] = (unsigned char)addresses[i].prefix;
		tenure_digest_add(digest, form, sizeof(form));
		tenure_digest_add(digest, addresses[i].octets,
				  sizeof(addresses[i].octets));
	}
}

static int network_digest(const struct tenure_client_network *network,
			  char *text_r, struct tenure_error *err)
{
	struct tenure_network *addresses =
		tenure_calloc(network->address_count + 1, sizeof(*addresses));
	struct tenure_digest digest;

	if (addresses == NULL)
		return tenure_error_nomem(err);
	memcpy(addresses, network->addresses,
	       network->address_count * sizeof(*addresses));
	tenure_digest_init(&digest);
	digest_addresses(&digest, addresses, network->address_count);
	tenure_free(addresses);
	return tenure_digest_finish(&digest, text_r, err);
}

/* ---------------------------------------------------------------- reading */

static int read_since(const char *value, uint64_t *since_r)
{
	char *end;

	if (*value < '1' || *value > '9')
		return -1;
	errno = 0;
	*since_r = strtoull(value, &end, 10);
	return errno == 0 && *end == '\0' ? 0 : -1;
}

static bool is_setting(const struct tenure_statement *statement,
		       const char *name)
{
	return statement != NULL && !statement->block &&
	       statement->op == TENURE_OPERATOR_IS &&
	       statement->value_count == 1 &&
	       strcmp(statement->name.text, name) == 0;
}

/* The two settings of a block, in the order in which they are written. Returns
   false if it is not understood. */
static bool read_block(const struct tenure_statement *block,
		       const char **digest_r, uint64_t *since_r)
{
	const struct tenure_statement *addresses = block->children, *since;

	if (!block->block || block->argument.text == NULL ||
	    strcmp(block->name.text, "network") != 0 ||
	    !is_setting(addresses, "addresses"))
		return false;
	since = addresses->next;
	if (!is_setting(since, "since") || since->next != NULL)
		return false;
	*digest_r = addresses->values[0].text;
	return read_since(since->values[0].text, since_r) == 0;
}

/* Since when does the record know the network as it is? 0 if it does not. */
static uint64_t find_since(const struct tenure_statement *blocks,
			   const char *name, const char *digest)
{
	const char *found;
	uint64_t since;

	for (; blocks != NULL; blocks = blocks->next) {
		if (strcmp(blocks->argument.text, name) == 0 &&
		    read_block(blocks, &found, &since) &&
		    strcmp(found, digest) == 0)
			return since;
	}
	return 0;
}

/* Read a record. Returns 0 with *tree_r; -1 with err. */
static int read_record(const char *text, size_t size,
		       struct tenure_tree **tree_r, struct tenure_error *err)
{
	const struct tenure_statement *block;
	struct tenure_diagnostics diagnostics;
	const char *digest;
	uint64_t since;
	int ret;

	tenure_diagnostics_init(&diagnostics);
	ret = tenure_tree_read_text(TENURE_SNAPSHOT_NETWORKS, text, size,
				    tree_r, &diagnostics);
	if (ret < 0)
		tenure_diagnostics_to_error(&diagnostics, err);
	tenure_diagnostics_free(&diagnostics);
	for (block = ret < 0 ? NULL : tenure_tree_root(*tree_r); block != NULL;
	     block = block->next) {
		if (read_block(block, &digest, &since))
			continue;
		ret = tenure_error_set(err, TENURE_ERROR_INPUT,
				       "snapshot: the record of networks is "
				       "not understood");
		break;
	}
	if (ret < 0)
		tenure_tree_free(tree_r);
	return ret;
}

/* ----------------------------------------------------------------- writing */

/* Since when is a network, which is used, what it is? */
static int network_since(const struct tenure_client_network *network,
			 const struct tenure_tree *record, uint64_t generation,
			 char *digest, uint64_t *since_r,
			 struct tenure_error *err)
{
	if (network_digest(network, digest, err) < 0)
		return -1;
	*since_r = record == NULL ? 0
				  : find_since(tenure_tree_root(record),
					       network->name, digest);
	if (*since_r == 0 || *since_r > generation)
		*since_r = generation;
	return 0;
}

int tenure_networks_format(const struct tenure_policy *policy,
			   const char *before, size_t before_size,
			   uint64_t generation, struct tenure_buffer *out,
			   struct tenure_error *err)
{
	struct tenure_tree *record = NULL;
	char digest[TENURE_DIGEST_SIZE];
	uint64_t since;
	int ret = 0;

	/* What is not understood is no help, and no harm. */
	if (before != NULL &&
	    read_record(before, before_size, &record, NULL) < 0)
		record = NULL;
	for (size_t i = 0; i < tenure_policy_network_count(policy) && ret == 0;
	     i++) {
		const struct tenure_client_network *network =
			tenure_policy_network(policy, i);

		if (!network->used)
			continue;
		ret = network_since(network, record, generation, digest, &since,
				    err);
		if (ret == 0)
			tenure_buffer_printf(
				out,
				"network \"%s\" { addresses = \"%s\"  since = "
				"%" PRIu64 " }\n",
				network->name, digest, since);
	}
	tenure_tree_free(&record);
	if (ret == 0 && out->failed)
		ret = tenure_error_nomem(err);
	return ret;
}

int tenure_networks_apply(struct tenure_policy *policy, const char *text,
			  size_t size, uint64_t generation,
			  struct tenure_error *err)
{
	struct tenure_tree *record = NULL;
	char digest[TENURE_DIGEST_SIZE];
	uint64_t since;
	int ret = 0;

	if (text != NULL && read_record(text, size, &record, err) < 0)
		return -1;
	for (size_t i = 0; i < tenure_policy_network_count(policy) && ret == 0;
	     i++) {
		since = generation;
		if (tenure_policy_network(policy, i)->used)
			ret = network_since(tenure_policy_network(policy, i),
					    record, generation, digest, &since,
					    err);
		if (ret == 0)
			tenure_policy_set_network_since(policy, i, since);
	}
	tenure_tree_free(&record);
	return ret;
}
