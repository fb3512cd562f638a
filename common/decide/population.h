/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POPULATION_H
#define TENURE_POPULATION_H

#include "base/error.h"
#include "decide/compare.h"

/* Everybody that two policies are about, in groups for which both say the
   same: however many mailboxes there are, each group is compared once. */

enum tenure_member_kind {
	/* An address that a policy names. */
	TENURE_MEMBER_USER,
	/* A domain: all its mailboxes that are not named. */
	TENURE_MEMBER_TENANT,
	/* Every other mailbox. */
	TENURE_MEMBER_UNKNOWN,
	/* A plan that the user database may give to a mailbox. */
	TENURE_MEMBER_PLAN,
	/* An address with an extension. */
	TENURE_MEMBER_EXTENSION,
	TENURE_MEMBER_KINDS
};

/* Members that are known by name; the others are only counted. */
#define TENURE_MEMBER_NAMES 3
/* Groups that are in memory at a time. */
#define TENURE_GROUPS_MAX 20000

struct tenure_members {
	size_t counts[TENURE_MEMBER_KINDS];
	/* The first ones. */
	struct {
		enum tenure_member_kind kind;
		char *name;
	} names[TENURE_MEMBER_NAMES];
	unsigned int name_count;
};
/* Count from's members too. Returns 0, or -1 on out-of-memory. */
int tenure_members_add(struct tenure_members *members,
		       const struct tenure_members *from) TENURE_CHECK;
void tenure_members_clear(struct tenure_members *members);

/* Called for each group, with what the policies say about its mailboxes. Where
   there are more groups than TENURE_GROUPS_MAX, one may come again with other
   members. Returns 0, or -1 to stop. */
typedef int tenure_group_callback(void *context,
				  const struct tenure_members *members,
				  const struct tenure_mailbox *old,
				  const struct tenure_mailbox *new);

struct tenure_group;

struct tenure_population {
	const struct tenure_policy *policies[TENURE_SIDES];
	tenure_group_callback *callback;
	void *context;
	/* By their hash; 0 is an empty place, others are 1 more than the place
	   in groups. */
	uint32_t *buckets;
	struct tenure_group *groups;
	size_t group_count;
};

/* Returns 0, or -1 on out-of-memory. Free it in any case. */
int tenure_population_init(struct tenure_population *population,
			   const struct tenure_policy *old,
			   const struct tenure_policy *new,
			   tenure_group_callback *callback,
			   void *context) TENURE_CHECK;
/* Add somebody that either policy names. name is a key, "" for UNKNOWN.
   Nobody should be added twice. Returns 0; -1 with err if the policy cannot
   tell what it says, on out-of-memory, or where the callback stopped it
   (err->code is then NONE). */
int tenure_population_add(struct tenure_population *population,
			  enum tenure_member_kind kind, const char *name,
			  struct tenure_error *err) TENURE_CHECK;
/* What a tenant or user says, in a form that is the same for all that say the
   same in one policy, wherever it stands. out fails without memory. */
void tenure_subject_text(const struct tenure_subject *subject,
			 struct tenure_buffer *out);
/* The same where the caller knows who has the same mailboxes: all those of
   which it says the same. What it says never begins with a zero octet. */
int tenure_population_add_alike(struct tenure_population *population,
				enum tenure_member_kind kind, const char *name,
				const void *says, size_t size,
				struct tenure_error *err) TENURE_CHECK;
/* Call back for all groups that it was not called for. The same. */
int tenure_population_finish(struct tenure_population *population,
			     struct tenure_error *err) TENURE_CHECK;
void tenure_population_free(struct tenure_population *population);

#endif
