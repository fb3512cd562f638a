/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/notes/seal-memo.h"

#include <string.h>

#include "base/alloc.h"

/* Of struct tenure_facts what a seal vouches for, in one piece of memory. */
struct memo_seal {
	uint32_t uid;
	int auth, tls, network_count;
	uint64_t networks_generation;
	int64_t size, received;
	const char *sender;
	const char *networks[];
};

struct tenure_seal_memo {
	/* Sorted by UID. */
	struct memo_seal **seals;
	size_t count, allocated;
};

/* The place of the first one whose UID is not less. Mostly the messages come in
   the order of their UIDs. */
static size_t memo_place(const struct tenure_seal_memo *memo, uint32_t uid)
{
	size_t low = 0, high = memo->count, middle;

	if (high > 0 && memo->seals[high - 1]->uid < uid)
		return high;
	while (low < high) {
		middle = low + (high - low) / 2;
		if (memo->seals[middle]->uid < uid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct memo_seal *memo_find(const struct tenure_seal_memo *memo,
					 uint32_t uid)
{
	size_t place = memo_place(memo, uid);

	return place < memo->count && memo->seals[place]->uid == uid
		       ? memo->seals[place]
		       : NULL;
}

static size_t memo_networks(const struct tenure_facts *facts)
{
	return facts->network_count < 0 ? 0 : (size_t)facts->network_count;
}

static struct memo_seal *memo_seal_alloc(const struct tenure_facts *facts)
{
	struct memo_seal *seal;
	size_t networks = memo_networks(facts);
	size_t size = sizeof(*seal) + networks * sizeof(*seal->networks) +
		      strlen(facts->sender) + 1;

	for (size_t i = 0; i < networks; i++)
		size += strlen(facts->networks[i]) + 1;
	seal = tenure_calloc(1, size);
	return seal;
}

/* Copy a string to where *at points, and move that behind it. */
static const char *memo_copy(char **at, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = memcpy(*at, text, size);

	*at += size;
	return copy;
}

static struct memo_seal *memo_seal_new(uint32_t uid,
				       const struct tenure_facts *facts)
{
	struct memo_seal *seal = memo_seal_alloc(facts);
	size_t networks = memo_networks(facts);
	char *text;

	if (seal == NULL)
		return NULL;
	seal->uid = uid;
	seal->auth = facts->auth;
	seal->tls = facts->tls;
	seal->network_count = facts->network_count;
	seal->networks_generation = facts->networks_generation;
	seal->size = facts->size;
	seal->received = facts->received;
	text = (char *)(seal->networks + networks);
	seal->sender = memo_copy(&text, facts->sender);
	for (size_t i = 0; i < networks; i++)
		seal->networks[i] = memo_copy(&text, facts->networks[i]);
	return seal;
}

static void memo_insert(struct tenure_seal_memo *memo, struct memo_seal *seal)
{
	size_t place;

	if (seal == NULL)
		return;
	if (tenure_array_grow(&memo->seals, memo->count, &memo->allocated,
			      sizeof(struct memo_seal *)) < 0) {
		tenure_free(seal);
		return;
	}
	place = memo_place(memo, seal->uid);
	memmove(memo->seals + place + 1, memo->seals + place,
		(memo->count - place) * sizeof(struct memo_seal *));
	memo->seals[place] = seal;
	memo->count++;
}

void tenure_seal_memo_write(struct tenure_seal_memo **memo, uint32_t uid,
			    const struct tenure_facts *facts)
{
	if (facts->seal != TENURE_SEAL_SEALED || facts->sender == NULL)
		return;
	if (*memo != NULL && (*memo)->count >= TENURE_SEAL_MEMO_MAX)
		tenure_seal_memo_free(memo);
	if (*memo == NULL)
		*memo = tenure_calloc(1, sizeof(**memo));
	if (*memo != NULL && memo_find(*memo, uid) == NULL)
		memo_insert(*memo, memo_seal_new(uid, facts));
}

bool tenure_seal_memo_read(const struct tenure_seal_memo *memo, uint32_t uid,
			   struct tenure_facts *facts)
{
	const struct memo_seal *seal =
		memo == NULL ? NULL : memo_find(memo, uid);

	if (seal == NULL)
		return false;
	facts->seal = TENURE_SEAL_SEALED;
	facts->sender = seal->sender;
	facts->size = seal->size;
	facts->auth = seal->auth;
	facts->tls = seal->tls;
	facts->received = seal->received;
	facts->network_count = seal->network_count;
	if (seal->network_count >= 0) {
		facts->networks = seal->networks;
		facts->networks_generation = seal->networks_generation;
	}
	return true;
}

void tenure_seal_memo_free(struct tenure_seal_memo **memo)
{
	if (*memo == NULL)
		return;
	for (size_t i = 0; i < (*memo)->count; i++)
		tenure_free((*memo)->seals[i]);
	tenure_free((*memo)->seals);
	tenure_free(*memo);
	*memo = NULL;
}
