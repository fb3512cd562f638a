/* SPDX-License-Identifier: MIT */
#include "decide/population.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "policy/mailbox.h"

/* A power of two, twice the groups or more. */
#define BUCKETS 65536

struct tenure_group {
	uint64_t hash;
	/* What the policies say, in a form of our own. */
	char *text;
	size_t size;
	struct tenure_members members;
};

/* ----------------------------------------------------------------- members */

/* name is copied. */
static int members_add_name(struct tenure_members *members,
			    enum tenure_member_kind kind, const char *name)
{
	char *copy;

	if (members->name_count == TENURE_MEMBER_NAMES)
		return 0;
	copy = tenure_strdup(name);
	if (copy == NULL)
		return -1;
	members->names[members->name_count].kind = kind;
	members->names[members->name_count++].name = copy;
	return 0;
}

int tenure_members_add(struct tenure_members *members,
		       const struct tenure_members *from)
{
	for (int i = 0; i < TENURE_MEMBER_KINDS; i++)
		members->counts[i] += from->counts[i];
	for (unsigned int i = 0; i < from->name_count; i++) {
		if (members_add_name(members, from->names[i].kind,
				     from->names[i].name) < 0)
			return -1;
	}
	return 0;
}

void tenure_members_clear(struct tenure_members *members)
{
	for (unsigned int i = 0; i < members->name_count; i++)
		tenure_free(members->names[i].name);
	memset(members, 0, sizeof(*members));
}

/* --------------------------------------------------------------- mailboxes */

static int lookup_failed(const struct tenure_mailbox *mailboxes,
			 struct tenure_error *err)
{
	const struct tenure_error *why = &mailboxes[TENURE_OLD].err;

	if (why->code == TENURE_ERROR_NONE)
		why = &mailboxes[TENURE_NEW].err;
	if (err != NULL)
		*err = *why;
	return -1;
}

/* A mailbox of a domain that nobody names: one of so many names is nobody's
   in either policy. */
static int find_tenant(const struct tenure_population *population,
		       const char *domain, struct tenure_mailbox *mailboxes)
{
	char address[TENURE_ADDRESS_KEY_SIZE + 32];
	bool named = true;

	for (size_t i = 0; named; i++) {
		(void)snprintf(address, sizeof(address), "u%zu@%s", i, domain);
		named = false;
		for (int side = 0; side < TENURE_SIDES; side++) {
			tenure_mailbox_clear(&mailboxes[side]);
			if (tenure_policy_mailbox(population->policies[side],
						  address, NULL,
						  &mailboxes[side]) < 0)
				return -1;
			named |= mailboxes[side].user != NULL;
		}
	}
	return 0;
}

/* What both policies say. Clear both in any case. */
static int find_mailboxes(const struct tenure_population *population,
			  enum tenure_member_kind kind, const char *name,
			  struct tenure_mailbox *mailboxes)
{
	if (kind == TENURE_MEMBER_TENANT)
		return find_tenant(population, name, mailboxes);
	for (int side = 0; side < TENURE_SIDES; side++) {
		const struct tenure_policy *policy = population->policies[side];
		bool plan = kind == TENURE_MEMBER_PLAN;
		int ret = tenure_policy_mailbox(policy, plan ? "" : name,
						plan ? name : NULL,
						&mailboxes[side]);

		/* A plan that is no more: such a mailbox keeps everything. */
		if (ret < 0 &&
		    !(plan && tenure_policy_find_plan(policy, name) == NULL))
			return -1;
	}
	return 0;
}

static void add_layer_text(const struct tenure_layer *layer,
			   struct tenure_buffer *out)
{
	for (int s = 0; s < TENURE_SETTING_COUNT; s++) {
		for (size_t i = layer->first[s]; i < layer->first[s + 1]; i++) {
			const struct tenure_term *term = &layer->terms[i];
			const struct tenure_value *value = &term->value;
			const int64_t numbers[] = {
				s,
				term->class == NULL
					? -1
					: (int64_t)term->class->index,
				value->choice,
				value->number,
				value->duration.forever,
				value->duration.months,
				value->duration.seconds,
			};

			tenure_buffer_add(out, numbers, sizeof(numbers));
			/* With its NUL, so that texts stay apart. */
			if (value->text != NULL)
				tenure_buffer_add(out, value->text,
						  strlen(value->text) + 1);
		}
	}
}

void tenure_subject_text(const struct tenure_subject *subject,
			 struct tenure_buffer *out)
{
	const struct tenure_plan *plan = subject->plan;

	tenure_buffer_add(out, &plan, sizeof(plan));
	add_layer_text(&subject->layer, out);
}

/* All that the settings of the mailboxes depend on. Plans stay where they
   are. */
static void add_text(const struct tenure_mailbox *mailboxes,
		     struct tenure_buffer *out)
{
	for (int side = 0; side < TENURE_SIDES; side++) {
		const struct tenure_mailbox *mailbox = &mailboxes[side];
		const struct tenure_plan *plan = mailbox->plan;

		tenure_buffer_add(out, &plan, sizeof(plan));
		for (unsigned int i = 0; i + 1 < mailbox->layer_count; i++) {
			/* Which one is the tenant's makes no difference, but
			   which one comes first does. */
			add_layer_text(mailbox->layers[i], out);
			tenure_buffer_add_char(out, '/');
		}
		tenure_buffer_add_char(out, '|');
	}
}

/* ------------------------------------------------------------------ groups */

int tenure_population_init(struct tenure_population *population,
			   const struct tenure_policy *old,
			   const struct tenure_policy *new,
			   tenure_group_callback *callback, void *context)
{
	memset(population, 0, sizeof(*population));
	population->policies[TENURE_OLD] = old;
	population->policies[TENURE_NEW] = new;
	population->callback = callback;
	population->context = context;
	population->buckets =
		tenure_calloc(BUCKETS, sizeof(*population->buckets));
	population->groups =
		tenure_calloc(TENURE_GROUPS_MAX, sizeof(*population->groups));
	return population->buckets == NULL || population->groups == NULL ? -1
									 : 0;
}

static void forget_groups(struct tenure_population *population)
{
	for (size_t i = 0; i < population->group_count; i++) {
		tenure_free(population->groups[i].text);
		tenure_members_clear(&population->groups[i].members);
	}
	population->group_count = 0;
	if (population->buckets != NULL)
		memset(population->buckets, 0,
		       BUCKETS * sizeof(*population->buckets));
}

void tenure_population_free(struct tenure_population *population)
{
	forget_groups(population);
	tenure_free(population->buckets);
	tenure_free(population->groups);
	memset(population, 0, sizeof(*population));
}

/* The bucket where a text is, or would be. */
static uint32_t *find_bucket(const struct tenure_population *population,
			     uint64_t hash, const struct tenure_buffer *text)
{
	size_t place = hash % BUCKETS;

	for (;; place = (place + 1) % BUCKETS) {
		uint32_t *bucket = &population->buckets[place];
		const struct tenure_group *group;

		if (*bucket == 0)
			return bucket;
		group = &population->groups[*bucket - 1];
		if (group->hash == hash && group->size == text->used &&
		    memcmp(group->text, text->data, text->used) == 0)
			return bucket;
	}
}

static uint64_t hash_text(const struct tenure_buffer *text)
{
	/* FNV-1a */
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < text->used; i++)
		hash = (hash ^ (unsigned char)text->data[i]) *
		       UINT64_C(1099511628211);
	return hash ^ (hash >> 32);
}

/* The group of a text, which is taken over. NULL on out-of-memory. */
static struct tenure_group *find_group(struct tenure_population *population,
				       struct tenure_buffer *text)
{
	uint64_t hash = hash_text(text);
	uint32_t *bucket = find_bucket(population, hash, text);
	struct tenure_group *group;

	if (*bucket != 0)
		return &population->groups[*bucket - 1];
	group = &population->groups[population->group_count];
	memset(group, 0, sizeof(*group));
	group->hash = hash;
	group->size = text->used;
	group->text = tenure_buffer_take(text);
	if (group->text == NULL)
		return NULL;
	*bucket = (uint32_t)++population->group_count;
	return group;
}

/* Count somebody in the group of a text. */
static int add_member(struct tenure_population *population,
		      enum tenure_member_kind kind, const char *name,
		      struct tenure_buffer *text, struct tenure_error *err)
{
	struct tenure_group *group = NULL;

	if (!text->failed)
		group = find_group(population, text);
	if (group == NULL || members_add_name(&group->members, kind, name) < 0)
		return tenure_error_nomem(err);
	group->members.counts[kind]++;
	return 0;
}

/* Room for one group. */
static int make_room(struct tenure_population *population,
		     struct tenure_error *err)
{
	if (population->group_count < TENURE_GROUPS_MAX)
		return 0;
	return tenure_population_finish(population, err);
}

int tenure_population_add(struct tenure_population *population,
			  enum tenure_member_kind kind, const char *name,
			  struct tenure_error *err)
{
	struct tenure_mailbox mailboxes[TENURE_SIDES] = {{.plan = NULL},
							 {.plan = NULL}};
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int ret;

	if (make_room(population, err) < 0)
		return -1;
	ret = find_mailboxes(population, kind, name, mailboxes);
	if (ret < 0) {
		lookup_failed(mailboxes, err);
	} else {
		/* Apart from what callers say. */
		tenure_buffer_add_char(&text, '\0');
		add_text(mailboxes, &text);
		ret = add_member(population, kind, name, &text, err);
	}
	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_mailbox_clear(&mailboxes[side]);
	tenure_buffer_free(&text);
	return ret;
}

int tenure_population_add_alike(struct tenure_population *population,
				enum tenure_member_kind kind, const char *name,
				const void *says, size_t size,
				struct tenure_error *err)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	int ret;

	if (make_room(population, err) < 0)
		return -1;
	tenure_buffer_add(&text, says, size);
	ret = add_member(population, kind, name, &text, err);
	tenure_buffer_free(&text);
	return ret;
}

static int finish_group(struct tenure_population *population,
			const struct tenure_group *group,
			struct tenure_error *err)
{
	struct tenure_mailbox mailboxes[TENURE_SIDES] = {{.plan = NULL},
							 {.plan = NULL}};
	const char *name = group->members.names[0].name;
	int ret;

	ret = find_mailboxes(population, group->members.names[0].kind, name,
			     mailboxes);
	if (ret < 0) {
		lookup_failed(mailboxes, err);
	} else {
		ret = population->callback(population->context, &group->members,
					   &mailboxes[TENURE_OLD],
					   &mailboxes[TENURE_NEW]);
		if (ret < 0)
			tenure_error_set(err, TENURE_ERROR_NONE, "stopped");
	}
	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_mailbox_clear(&mailboxes[side]);
	return ret;
}

int tenure_population_finish(struct tenure_population *population,
			     struct tenure_error *err)
{
	int ret = 0;

	for (size_t i = 0; i < population->group_count && ret == 0; i++)
		ret = finish_group(population, &population->groups[i], err);
	forget_groups(population);
	return ret;
}
