/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POLICY_H
#define TENURE_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/attrs.h"
#include "base/duration.h"
#include "base/error.h"
#include "base/pattern.h"
#include "policy/diagnostics.h"
#include "policy/source.h"
#include "policy/where.h"

/* The meaning of a policy. Immutable once it is built: any number of threads
   may read it. Built whole by tenure_policy_read(), freed whole. */

/* ------------------------------------------------------------------ terms */

/* The settings that a plan (and a class, tenant or user) may give. */
enum tenure_setting {
	TENURE_SETTING_KEEP,
	TENURE_SETTING_KEEP_FROM,
	TENURE_SETTING_EXPIRE,
	TENURE_SETTING_ON_DELETE,
	TENURE_SETTING_POP3_AFTER_DOWNLOAD,
	TENURE_SETTING_SMTP_ACCEPT,
	TENURE_SETTING_COUNT
};

enum tenure_keep_from {
	TENURE_KEEP_FROM_RECEIVED,
	TENURE_KEEP_FROM_YEAR_END,
};

/* In rising order of what is kept: the greater is the safer. */
enum tenure_on_delete {
	TENURE_ON_DELETE_ALLOW,
	TENURE_ON_DELETE_CONCEAL,
	TENURE_ON_DELETE_DENY,
};

/* In rising order of safety. */
enum tenure_after_download {
	TENURE_AFTER_DOWNLOAD_DELETE,
	TENURE_AFTER_DOWNLOAD_KEEP,
};

/* In rising order of strictness. */
enum tenure_smtp_action {
	TENURE_SMTP_ACCEPT,
	TENURE_SMTP_DISCARD,
	TENURE_SMTP_QUARANTINE,
	TENURE_SMTP_DEFER,
	TENURE_SMTP_REJECT,
};

/* The value of one setting at one place of the policy. */
struct tenure_value {
	/* Is it given here at all? */
	bool set;
	struct tenure_where where;
	union {
		/* keep, expire */
		struct tenure_duration duration;
		/* keep_from, on_delete, after_download, smtp.accept */
		int choice;
	} u;
	/* smtp.accept = reject | defer: the reply after its three-digit code,
	   "5.7.1 text": enhanced status code (RFC 3463) and printable ASCII.
	   Owned by the policy. NULL for other values. */
	const char *reply;
};

/* What one block says. */
struct tenure_terms {
	struct tenure_value values[TENURE_SETTING_COUNT];
};

struct tenure_class;

/* A class block inside a plan, tenant or user. */
struct tenure_class_terms {
	const struct tenure_class *class;
	struct tenure_where where;
	struct tenure_terms terms;
};

/* A plan, tenant or user: its own terms, and those for classes. */
struct tenure_layer {
	struct tenure_terms terms;
	struct tenure_class_terms *classes;
	size_t class_count;
};

/* -------------------------------------------------------------- conditions */

enum tenure_condition_type {
	TENURE_CONDITION_HEADER,
	TENURE_CONDITION_FROM,
	TENURE_CONDITION_TO,
	TENURE_CONDITION_SENDER,
	TENURE_CONDITION_SIZE,
	TENURE_CONDITION_AUTH,
	TENURE_CONDITION_TLS,
	TENURE_CONDITION_SEALED,
	TENURE_CONDITION_MAILBOX,
	TENURE_CONDITION_NOT,
};

/* How numbers are compared. */
enum tenure_comparison {
	TENURE_COMPARE_EQ,
	TENURE_COMPARE_LT,
	TENURE_COMPARE_LE,
	TENURE_COMPARE_GT,
	TENURE_COMPARE_GE,
};

/* One condition. Of the alternatives, one must hold. */
struct tenure_condition {
	enum tenure_condition_type type;
	struct tenure_where where;
	/* header: name of the field, in lower case. */
	const char *header;
	/* header, mailbox: globs; mailbox special uses ("\Drafts") are kept
	   as patterns with their backslash. */
	struct tenure_pattern **patterns;
	/* from, to, sender */
	struct tenure_address_pattern *addresses;
	size_t alternative_count;
	/* size: octets; tls: version times ten, 10..13, with comparison; 0
	   together with TENURE_COMPARE_EQ is "tls = no", and "tls = yes" is
	   GE 1. */
	enum tenure_comparison comparison;
	int64_t number;
	/* auth, sealed: the wanted answer. */
	bool wanted;
	/* not: all of these together are negated. */
	struct tenure_condition *children;
	size_t child_count;
};

/* A match block: all conditions must hold. */
struct tenure_match {
	struct tenure_where where;
	struct tenure_condition *conditions;
	size_t condition_count;
};

/* A class: one of its match blocks must hold. */
struct tenure_class {
	const char *name;
	struct tenure_where where;
	/* Place in tenure_policy.classes, and bit in class sets. */
	unsigned int index;
	struct tenure_match *matches;
	size_t match_count;
};

/* --------------------------------------------------------------- mailboxes */

struct tenure_plan {
	const char *name;
	struct tenure_where where;
	struct tenure_layer layer;
};

/* A tenant (key: domain) or user (key: address), see base/address.h. */
struct tenure_subject {
	const char *key;
	struct tenure_where where;
	/* NULL if it names none. */
	const struct tenure_plan *plan;
	struct tenure_where plan_where;
	struct tenure_layer layer;
};

/* What applies to one mailbox. Points into the policy. */
struct tenure_mailbox {
	/* The key, or "" if the address could not be read. An extension (see
	   recipient_delimiter) is not in it, unless a user block names the
	   address with it. */
	char address[TENURE_ADDRESS_KEY_SIZE];
	/* NULL where no such block names the mailbox. */
	const struct tenure_subject *user, *tenant;
	/* Never NULL: the built-in plan that keeps everything, called
	   "(none)", where the policy names no plan for it. */
	const struct tenure_plan *plan;
	/* Line that chose the plan. line is 0 for the built-in one. */
	struct tenure_where plan_where;
	/* Most specific first: user, tenant, plan. */
	const struct tenure_layer *layers[3];
	unsigned int layer_count;
};

/* ------------------------------------------------------------------ policy */

/* Which facts the conditions of a policy look at, so that a door collects no
   others. */
struct tenure_needs {
	/* Names of header fields in lower case, sorted, each once; from, to
	   and cc where address conditions look at them. NULL-terminated. */
	const char *const *headers;
	size_t header_count;
	/* A size condition: somebody must count the octets. */
	bool size;
	/* Any plan may refuse, defer, quarantine or discard. */
	bool smtp_action;
	/* ... quarantine, discard */
	bool smtp_quarantine, smtp_discard;
};

struct tenure_policy;

/* Read and check a policy. All findings go to diagnostics. Returns 0 with
   *policy_r (free with tenure_policy_free()) if there is no error, warnings
   or not; -1 otherwise and *policy_r is NULL. */
int tenure_policy_read(const struct tenure_source *source, const char *name,
		       struct tenure_policy **policy_r,
		       struct tenure_diagnostics *diagnostics) TENURE_CHECK;
void tenure_policy_free(struct tenure_policy **policy);

/* Find what applies to an address. Always fills *mailbox_r. An address that
   cannot be read or that nothing names gets the plan that "unknown" names. An
   address with an extension is that of the mailbox without it, unless a user
   block names it as it is.
   plan_name, if not NULL, selects a plan for the mailbox in place of the one
   the policy gives (userdb field tenure_plan); it is ignored, and the
   function returns -1, if the policy has no such plan: the mailbox then has
   the built-in plan that keeps everything. Returns 0 otherwise. */
int tenure_policy_mailbox(const struct tenure_policy *policy,
			  const char *address, const char *plan_name,
			  struct tenure_mailbox *mailbox_r) TENURE_CHECK;

const struct tenure_needs *
tenure_policy_needs(const struct tenure_policy *policy);
size_t tenure_policy_class_count(const struct tenure_policy *policy);
const struct tenure_class *
tenure_policy_class(const struct tenure_policy *policy, size_t index);
size_t tenure_policy_plan_count(const struct tenure_policy *policy);
const struct tenure_plan *tenure_policy_plan(const struct tenure_policy *policy,
					     size_t index);
/* In the order of the text. */
size_t tenure_policy_tenant_count(const struct tenure_policy *policy);
const struct tenure_subject *
tenure_policy_tenant(const struct tenure_policy *policy, size_t index);
size_t tenure_policy_user_count(const struct tenure_policy *policy);
const struct tenure_subject *
tenure_policy_user(const struct tenure_policy *policy, size_t index);
const struct tenure_plan *
tenure_policy_find_plan(const struct tenure_policy *policy, const char *name);
/* Characters that begin an extension of a local part, "" for none; and where
   they were set, line 0 for the default. */
const char *
tenure_policy_recipient_delimiter(const struct tenure_policy *policy,
				  struct tenure_where *where_r);
/* The name of a file by its number. */
const char *tenure_policy_file(const struct tenure_policy *policy,
			       unsigned int file);
/* "policy.conf:14", or "default" where line is 0. Cut at size. Returns buf. */
const char *tenure_policy_where(const struct tenure_policy *policy,
				struct tenure_where where, char *buf,
				size_t size);
/* The files and includes that the policy was read from, for a snapshot. */
const struct tenure_tree *
tenure_policy_tree(const struct tenure_policy *policy);

/* ----------------------------------------------------------------- settings */

/* The table that the parser, the printer, the manual's test and "policy show"
   share. */
struct tenure_setting_info {
	/* As in JSON and messages: "keep", "pop3.after_download". */
	const char *name;
	/* "" or the block it stands in: "pop3", "smtp"; and its bare name. */
	const char *block, *bare_name;
	enum {
		TENURE_TYPE_DURATION,
		TENURE_TYPE_CHOICE,
		TENURE_TYPE_SMTP_ACCEPT
	} type;
	/* Word for a duration without end: "forever" or "never". */
	const char *forever_word;
	/* Of a choice: the words in the order of the enum, NULL-terminated. */
	const char *const *choices;
	/* How it is written, in its block: "keep = DURATION, or ...". */
	const char *usage;
	/* In force where no layer sets it. */
	struct tenure_value default_value;
	/* One sentence. */
	const char *meaning;
};
const struct tenure_setting_info *
tenure_setting_info(enum tenure_setting setting);
/* A value as the language writes it: "10y", "conceal", reject "5.7.1 no". */
void tenure_value_format(enum tenure_setting setting,
			 const struct tenure_value *value,
			 struct tenure_buffer *out);
/* The EXPIRE that RFC 2449 6.7 asks for: the least number of whole days that
   anything in the mailbox's layers can give a message, 0 if a downloaded
   message can be deleted by us, -1 for NEVER. */
int64_t tenure_mailbox_pop3_expire(const struct tenure_mailbox *mailbox);

#endif
