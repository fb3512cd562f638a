/* SPDX-License-Identifier: MIT */
#include "census.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "policy/row-code.h"
#include "row-index.h"

struct census {
	struct tenure_population population;
	const struct tenure_snapshot *snapshots[TENURE_SIDES];
	const struct tenure_policy *policies[TENURE_SIDES];
	/* Characters that begin an extension in one of them; and whether the
	   same do in both. */
	char delimiters[2 * TENURE_DELIMITERS_MAX + 1];
	bool same_delimiters;
	/* Who is there, and what they say. */
	struct tenure_row_index tenants[TENURE_SIDES], users;
	struct tenure_error *err;
};

/* A walk over the tenants and users of one side. */
struct census_walk {
	struct census *census;
	int side;
	/* Returns 0, or -1 with census->err. */
	int (*visit)(const struct census_walk *walk,
		     enum tenure_table_kind kind, const char *key,
		     uint64_t says);
};

/* ----------------------------------------------------------------- walking */

static int walk_block(const struct census_walk *walk,
		      enum tenure_table_kind kind,
		      const struct tenure_subject *subject)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int ret;

	/* No code of a row begins with it. */
	tenure_buffer_add_str(&text, "block");
	tenure_subject_text(subject, &text);
	if (text.failed)
		ret = tenure_error_nomem(walk->census->err);
	else
		ret = walk->visit(walk, kind, subject->key,
				  tenure_row_says(&walk->census->users,
						  text.data, text.used));
	tenure_buffer_free(&text);
	return ret;
}

static int walk_row(void *context, enum tenure_table_kind kind, const char *key,
		    const void *code, size_t size, struct tenure_error *err)
{
	const struct census_walk *walk = context;
	const void *content;

	size = tenure_row_content(code, size, &content);
	if (size == 0)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"snapshot: the row of \"%.200s\" is "
					"damaged",
					key);
	return walk->visit(
		walk, kind, key,
		tenure_row_says(&walk->census->users, content, size));
}

static int walk_side(struct census_walk *walk)
{
	struct census *census = walk->census;
	const struct tenure_policy *policy = census->policies[walk->side];
	size_t count = tenure_policy_tenant_count(policy);

	for (size_t i = 0; i < count; i++) {
		if (walk_block(walk, TENURE_TABLE_TENANTS,
			       tenure_policy_tenant(policy, i)) < 0)
			return -1;
	}
	count = tenure_policy_user_count(policy);
	for (size_t i = 0; i < count; i++) {
		if (walk_block(walk, TENURE_TABLE_USERS,
			       tenure_policy_user(policy, i)) < 0)
			return -1;
	}
	return tenure_snapshot_walk_rows(census->snapshots[walk->side],
					 walk_row, walk, census->err);
}

/* First, note who is there: of the old ones only tenants, which count for
   users, too. */
static int note(const struct census_walk *walk, enum tenure_table_kind kind,
		const char *key, uint64_t says)
{
	struct census *census = walk->census;
	struct tenure_row_index *index = &census->users;

	if (kind == TENURE_TABLE_TENANTS)
		index = &census->tenants[walk->side];
	else if (walk->side == TENURE_OLD)
		return 0;
	return tenure_row_index_put(index, key, says) < 0
		       ? tenure_error_nomem(census->err)
		       : 0;
}

/* ----------------------------------------------------------------- counting */

/* "joe+x@example.org": does it belong to joe in both policies? */
static int add_extensions(struct census *census, const char *key)
{
	const char *at = strrchr(key, '@');
	char address[TENURE_ADDRESS_KEY_SIZE + 8];
	const char *quote;

	if (census->same_delimiters || at == NULL || at == key)
		return 0;
	/* Into the quotes of a quoted local part. */
	quote = at[-1] == '"' ? at - 1 : at;
	for (const char *p = census->delimiters; *p != '\0'; p++) {
		(void)snprintf(address, sizeof(address), "%.*s%cx%s",
			       (int)(quote - key), key, *p, quote);
		if (tenure_population_add(&census->population,
					  TENURE_MEMBER_EXTENSION, address,
					  census->err) < 0)
			return -1;
	}
	return 0;
}

static uint64_t says_of(const struct tenure_row_index *index, const char *key)
{
	const struct tenure_row_entry *entry =
		tenure_row_index_find(index, key);

	return entry == NULL ? 0 : entry->says;
}

/* A mailbox depends on what its user and tenant say, and on nothing else. */
static int add_user(struct census *census, const char *key, uint64_t old,
		    uint64_t new)
{
	const char *domain = tenure_address_domain(key);
	char base[TENURE_ADDRESS_KEY_SIZE];
	const uint64_t says[] = {
		/* No zero octet at its beginning. */
		UINT64_MAX,
		old,
		new,
		says_of(&census->tenants[TENURE_OLD], domain),
		says_of(&census->tenants[TENURE_NEW], domain),
	};
	int ret;

	/* Where only one side names an address with an extension, the other
	   may name the one without. */
	if (tenure_address_base(key, census->delimiters, base))
		ret = tenure_population_add(&census->population,
					    TENURE_MEMBER_USER, key,
					    census->err);
	else
		ret = tenure_population_add_alike(&census->population,
						  TENURE_MEMBER_USER, key, says,
						  sizeof(says), census->err);
	return ret < 0 ? -1 : add_extensions(census, key);
}

static int add_tenant(struct census *census, const char *key, uint64_t old,
		      uint64_t new)
{
	/* As a mailbox that no user block or row is about. */
	const uint64_t says[] = {UINT64_MAX, 0, 0, old, new};

	return tenure_population_add_alike(&census->population,
					   TENURE_MEMBER_TENANT, key, says,
					   sizeof(says), census->err);
}

/* Then count them: all of the old policy, and of the new one those that it has
   besides. */
static int count(const struct census_walk *walk, enum tenure_table_kind kind,
		 const char *key, uint64_t says)
{
	struct census *census = walk->census;
	bool tenant = kind == TENURE_TABLE_TENANTS;
	struct tenure_row_entry *entry = tenure_row_index_find(
		tenant ? &census->tenants[TENURE_NEW] : &census->users, key);
	uint64_t old = says, new = 0;

	if (walk->side == TENURE_NEW) {
		if (entry != NULL && entry->seen)
			return 0;
		old = 0;
		new = says;
	} else if (entry != NULL) {
		entry->seen = true;
		new = entry->says;
	}
	return tenant ? add_tenant(census, key, old, new)
		      : add_user(census, key, old, new);
}

/* Plans of the old policy, which the user database may select. */
static int count_plans(struct census *census)
{
	const struct tenure_policy *policy = census->policies[TENURE_OLD];
	size_t plans = tenure_policy_plan_count(policy);

	for (size_t i = 0; i < plans; i++) {
		if (tenure_population_add(&census->population,
					  TENURE_MEMBER_PLAN,
					  tenure_policy_plan(policy, i)->name,
					  census->err) < 0)
			return -1;
	}
	return 0;
}

static int take(struct census *census)
{
	struct census_walk walk = {.census = census, .visit = note};

	for (walk.side = 0; walk.side < TENURE_SIDES; walk.side++) {
		if (walk_side(&walk) < 0)
			return -1;
	}
	if (tenure_population_add(&census->population, TENURE_MEMBER_UNKNOWN,
				  "", census->err) < 0 ||
	    count_plans(census) < 0)
		return -1;
	walk.visit = count;
	for (walk.side = 0; walk.side < TENURE_SIDES; walk.side++) {
		if (walk_side(&walk) < 0)
			return -1;
	}
	return tenure_population_finish(&census->population, census->err);
}

/* -------------------------------------------------------------- beginning */

static bool same_characters(const char *a, const char *b)
{
	return strspn(a, b) == strlen(a) && strspn(b, a) == strlen(b);
}

static void find_delimiters(struct census *census)
{
	const char *texts[TENURE_SIDES];
	struct tenure_where where;

	for (int side = 0; side < TENURE_SIDES; side++)
		texts[side] = tenure_policy_recipient_delimiter(
			census->policies[side], &where);
	(void)snprintf(census->delimiters, sizeof(census->delimiters), "%s%s",
		       texts[TENURE_OLD], texts[TENURE_NEW]);
	census->same_delimiters =
		same_characters(texts[TENURE_OLD], texts[TENURE_NEW]);
}

static int init_indexes(struct census *census)
{
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		return tenure_error_errno(census->err, errno,
					  "there is no randomness");
	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_row_index_init(&census->tenants[side], seed);
	tenure_row_index_init(&census->users, seed);
	return 0;
}

int tenure_census_take(struct tenure_snapshot *old, struct tenure_snapshot *new,
		       tenure_group_callback *callback, void *context,
		       struct tenure_error *err)
{
	struct census census = {
		.snapshots = {old, new},
		.policies = {tenure_snapshot_policy(old),
			     tenure_snapshot_policy(new)},
		.err = err,
	};
	int ret = init_indexes(&census);

	find_delimiters(&census);
	if (ret == 0 && tenure_population_init(&census.population,
					       census.policies[TENURE_OLD],
					       census.policies[TENURE_NEW],
					       callback, context) < 0)
		ret = tenure_error_nomem(err);
	if (ret == 0)
		ret = take(&census);
	tenure_population_free(&census.population);
	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_row_index_free(&census.tenants[side]);
	tenure_row_index_free(&census.users);
	return ret;
}
