/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CHANGE_LIST_H
#define TENURE_CHANGE_LIST_H

#include "decide/compare.h"
#include "decide/population.h"

/* What changes, each change once, with those whom it is for. */

/* Changes that are listed; of more, only the number is known. */
#define TENURE_CHANGES_MAX 1000

struct tenure_listed_change {
	uint64_t hash;
	enum tenure_setting setting;
	enum tenure_change_kind kind;
	bool time_zone;
	/* "class a and the old class b", "" for every message. */
	char *classes;
	/* As the language writes them, and where the first member's stand
	   ("default" if nowhere), with the class that gave them or NULL. */
	char *values[TENURE_SIDES], *wheres[TENURE_SIDES];
	const char *by[TENURE_SIDES];
	/* For the ratchet: where compliance stands. */
	char *mode_where;
	struct tenure_members members;
};

struct tenure_change_list {
	const struct tenure_policy *policies[TENURE_SIDES];
	struct tenure_listed_change *changes;
	size_t count, allocated;
	/* Not listed. */
	size_t more;
	/* Those for whom something changes. */
	struct tenure_members members;
};

void tenure_change_list_init(struct tenure_change_list *list,
			     const struct tenure_policy *old,
			     const struct tenure_policy *new);
void tenure_change_list_free(struct tenure_change_list *list);
/* Add a change for some mailboxes; list->members is the caller's. Returns 0,
   or -1 on out-of-memory. */
int tenure_change_list_add(struct tenure_change_list *list,
			   const struct tenure_change *change,
			   const struct tenure_members *members) TENURE_CHECK;
/* First what is shorter or weaker, by setting, in an order that does not
   depend on who was added first. */
void tenure_change_list_sort(struct tenure_change_list *list);

#endif
