/* SPDX-License-Identifier: MIT */
#ifndef TENURE_BUILD_H
#define TENURE_BUILD_H

#include "policy/arena.h"
#include "policy/form.h"
#include "policy/policy-parts.h"
#include "policy/policy.h"
#include "policy/tree.h"

/* How the meaning is made of the tree: what the files that build a policy
   share and nobody else sees. */

/* Places in which statements stand. */
enum {
	TENURE_PLACE_FILE = 1 << 0,
	TENURE_PLACE_CLASS = 1 << 1,
	TENURE_PLACE_MATCH = 1 << 2,
	TENURE_PLACE_PLAN = 1 << 3,
	TENURE_PLACE_SUBJECT = 1 << 4,
	TENURE_PLACE_CLASS_TERMS = 1 << 5,
	TENURE_PLACE_POP3 = 1 << 6,
	TENURE_PLACE_SMTP = 1 << 7,
	TENURE_PLACE_NETWORK = 1 << 8,
	TENURE_PLACE_BOUNDS = 1 << 9,
	TENURE_PLACE_BOUNDS_POP3 = 1 << 10,
	TENURE_PLACE_BOUNDS_SMTP = 1 << 11,
};

/* Numbers of the forms; those of the settings are enum tenure_setting, those
   of the conditions TENURE_FORM_CONDITION plus enum tenure_condition_type,
   those of bounds TENURE_FORM_BOUND plus enum tenure_setting. */
enum {
	TENURE_FORM_VERSION = 100,
	TENURE_FORM_CLASS,
	TENURE_FORM_PLAN,
	TENURE_FORM_TENANT,
	TENURE_FORM_USER,
	TENURE_FORM_UNKNOWN,
	TENURE_FORM_DELIMITER,
	TENURE_FORM_NETWORK,
	TENURE_FORM_ADDRESSES,
	TENURE_FORM_MATCH,
	TENURE_FORM_CLASS_TERMS,
	TENURE_FORM_SUBJECT_PLAN,
	TENURE_FORM_POP3,
	TENURE_FORM_SMTP,
	TENURE_FORM_TIME_ZONE,
	TENURE_FORM_TENANTS,
	TENURE_FORM_USERS,
	TENURE_FORM_BOUNDS,
	TENURE_FORM_MAY,
	TENURE_FORM_CONDITION = 200,
	TENURE_FORM_BOUND = 300,
};
#define TENURE_FORMS_MAX 96

struct tenure_build_list {
	const struct tenure_statement **items;
	size_t count;
};

struct tenure_build {
	struct tenure_policy *policy;
	struct tenure_tree *tree;
	/* Of time zones and tables. */
	const struct tenure_source *source;
	struct tenure_diagnostics *diagnostics;
	/* Memory of the policy, or of the row that is read. */
	struct tenure_arena *arena;
	/* Errors that are not of this reading. */
	size_t errors_before;
	struct tenure_form forms[TENURE_FORMS_MAX];
	struct tenure_form_table table;
	/* What is needed only while building. */
	struct tenure_arena scratch;
	/* What the file consists of, by kind. The things of the policy come
	   from these in the same order. */
	struct tenure_build_list classes, plans, tenants, users, unknowns;
	struct tenure_build_list delimiters, networks, zones, bounds;
	struct tenure_build_list tables[TENURE_TABLE_KINDS];
	/* NULL-terminated, for suggestions. */
	const char **class_names, **plan_names, **network_names;
	/* For each class, for each plan: it is used. */
	bool *class_used, *plan_used;
	/* For each class: where its block stands in the layer being read;
	   line 0: it has none yet. */
	struct tenure_where *class_seen;
	/* The values of the layer being read. */
	struct tenure_given *given;
	size_t given_count, given_allocated;
	/* For each setting: that it is not enforced was said. */
	bool told[TENURE_SETTING_COUNT];
	bool out_of_memory;
};

#define build_error(build, word, hint, ...)                                    \
	tenure_tree_report((build)->tree, (build)->diagnostics,                \
			   TENURE_SEVERITY_ERROR, word, hint, __VA_ARGS__)
#define build_warning(build, word, hint, ...)                                  \
	tenure_tree_report((build)->tree, (build)->diagnostics,                \
			   TENURE_SEVERITY_WARNING, word, hint, __VA_ARGS__)

/* Memory that lives as long as the policy; NULL sets out_of_memory. */
void *tenure_build_alloc(struct tenure_build *build, size_t count,
			 size_t size) TENURE_CHECK;
char *tenure_build_strdup(struct tenure_build *build,
			  const char *text) TENURE_CHECK;
/* Memory for the time of building. */
void *tenure_build_scratch(struct tenure_build *build, size_t count,
			   size_t size) TENURE_CHECK;
/* The first statement of a setting that is given only once; NULL if there is
   none. More are reported. */
const struct tenure_statement *
tenure_build_only(struct tenure_build *build,
		  const struct tenure_build_list *list);
/* The name of a setting, for a report about a value of it. */
struct tenure_word tenure_build_value_word(const struct tenure_value *value,
					   enum tenure_setting setting);
/* The table of forms. */
void tenure_build_forms(struct tenure_build *build);
const struct tenure_form *
tenure_build_form(struct tenure_build *build, unsigned int place,
		  const struct tenure_statement *statement) TENURE_CHECK;
/* Read the value of a setting. Returns 0, or -1 if it is wrong, which is
   reported. */
int tenure_build_value(struct tenure_build *build, enum tenure_setting setting,
		       const struct tenure_statement *statement,
		       struct tenure_value *value_r) TENURE_CHECK;
/* A number, duration or size alone, for a bound; of a setting that has such
   values. Returns 0, or -1 if it is wrong, which is reported. */
int tenure_build_number(struct tenure_build *build, enum tenure_setting setting,
			const struct tenure_word *word,
			struct tenure_value *value_r) TENURE_CHECK;
/* The choice that a word stands for, of a setting that has words. Returns -1
   if it is none, which is reported. */
int tenure_build_choice(struct tenure_build *build, enum tenure_setting setting,
			const struct tenure_word *word) TENURE_CHECK;
/* May it be a number, duration or size? */
bool tenure_build_is_number(const struct tenure_word *word);
/* "10M" in octets. Returns 0, or -1 if it is no size. */
int tenure_build_size(const char *text, int64_t *size_r) TENURE_CHECK;
/* Make the classes, plans, tenants and users of the lists, with nothing but
   their names, and the indexes. Returns 0, or -1 on out-of-memory. */
int tenure_build_names(struct tenure_build *build) TENURE_CHECK;
/* Which plan does a word name? NULL if none, which is reported. */
const struct tenure_plan *
tenure_build_find_plan(struct tenure_build *build,
		       const struct tenure_word *word) TENURE_CHECK;
/* Which network does a word name? NULL if none, which is reported. */
const struct tenure_client_network *
tenure_build_find_network(struct tenure_build *build,
			  const struct tenure_word *word) TENURE_CHECK;
/* The match blocks of a class. */
void tenure_build_class(struct tenure_build *build, struct tenure_class *class,
			const struct tenure_statement *block);
/* What is said once for the whole policy. */
void tenure_build_globals(struct tenure_build *build);
/* The tables. */
void tenure_build_tables(struct tenure_build *build);
/* The bounds, of all blocks of that name. */
void tenure_build_bounds(struct tenure_build *build);
/* The addresses of a network. */
void tenure_build_network(struct tenure_build *build,
			  struct tenure_client_network *network,
			  const struct tenure_statement *block);
/* What a plan, tenant or user says; subject is NULL for a plan. */
void tenure_build_layer(struct tenure_build *build, struct tenure_layer *layer,
			struct tenure_subject *subject,
			const struct tenure_statement *block);
/* The whole. The result is good if no error was reported and memory
   sufficed. */
void tenure_build_policy(struct tenure_build *build);
/* What fits together badly; after all the rest, without errors. */
void tenure_build_check(struct tenure_build *build);
/* The same for a row; place and file are its own. Returns true if there was
   nothing. */
bool tenure_build_check_row(struct tenure_build *build,
			    const struct tenure_subject *row);
/* The parts of it: settings of a plan, or of a tenant or user (tenant is that
   of a user, NULL if none is known) that contradict one another or need
   others; bounds that are of no use; what is outside of them. */
void tenure_build_check_plan(struct tenure_build *build,
			     const struct tenure_plan *plan);
void tenure_build_check_subject(struct tenure_build *build,
				const struct tenure_subject *subject,
				const struct tenure_subject *tenant);
void tenure_build_check_bounds(struct tenure_build *build);
void tenure_build_check_outside(struct tenure_build *build,
				const struct tenure_subject *subject);
/* A tenant or user, at a word, for whose mailboxes nobody names a plan. */
void tenure_build_check_no_plan(struct tenure_build *build,
				const struct tenure_word *word);
/* Classes and plans that are not used, of the policy that tree is of. */
void tenure_build_check_unused(struct tenure_build *build,
			       const struct tenure_tree *tree);
/* Do not say again for rows what was said about the policy's settings. */
void tenure_build_check_told(struct tenure_build *build);

/* Which facts the conditions look at. */
void tenure_build_needs(struct tenure_build *build);

#endif
