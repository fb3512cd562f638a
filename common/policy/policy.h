/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POLICY_H
#define TENURE_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/attrs.h"
#include "base/buffer.h"
#include "base/duration.h"
#include "base/error.h"
#include "base/network.h"
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
	TENURE_SETTING_MODE,
	TENURE_SETTING_EXPIRE,
	TENURE_SETTING_ON_DELETE,
	TENURE_SETTING_GRACE,
	TENURE_SETTING_RECORD,
	TENURE_SETTING_BODY_HASH,
	TENURE_SETTING_POP3_AFTER_DOWNLOAD,
	TENURE_SETTING_POP3_DEVICES,
	TENURE_SETTING_POP3_LOGIN_DELAY,
	TENURE_SETTING_POP3_TOP,
	TENURE_SETTING_POP3_ACCESS,
	TENURE_SETTING_SMTP_ACCEPT,
	TENURE_SETTING_SMTP_REQUIRE_TLS,
	TENURE_SETTING_SMTP_REQUIRE_AUTH,
	TENURE_SETTING_SMTP_MAX_SIZE,
	TENURE_SETTING_SMTP_JOURNAL,
	TENURE_SETTING_SMTP_MIXED,
	TENURE_SETTING_SMTP_EXPIRES_HEADER,
	TENURE_SETTING_COUNT
};

/* The words of the settings. All in rising order of safety: the greater one
   keeps, conceals or forbids more. */

enum tenure_keep_from {
	TENURE_KEEP_FROM_RECEIVED,
	TENURE_KEEP_FROM_YEAR_END,
};

enum tenure_keep_mode {
	TENURE_KEEP_MODE_GOVERNANCE,
	TENURE_KEEP_MODE_COMPLIANCE,
};

enum tenure_on_delete {
	TENURE_ON_DELETE_ALLOW,
	TENURE_ON_DELETE_CONCEAL,
	TENURE_ON_DELETE_DENY,
};

enum tenure_record {
	TENURE_RECORD_EVENT,
	TENURE_RECORD_DURABLE,
};

enum tenure_after_download {
	TENURE_AFTER_DOWNLOAD_DELETE,
	/* value.duration after the download counted */
	TENURE_AFTER_DOWNLOAD_LATER,
	TENURE_AFTER_DOWNLOAD_KEEP,
};

enum tenure_devices {
	TENURE_DEVICES_ANY,
	/* value.number of them */
	TENURE_DEVICES_NUMBER,
	TENURE_DEVICES_ALL,
};

enum tenure_top {
	TENURE_TOP_ALLOW,
	TENURE_TOP_COUNT,
	/* to value.number lines of the body */
	TENURE_TOP_LIMIT,
	TENURE_TOP_DENY,
};

enum tenure_access {
	TENURE_ACCESS_YES,
	TENURE_ACCESS_TLS,
	TENURE_ACCESS_NO,
};

enum tenure_smtp_action {
	TENURE_SMTP_ACCEPT,
	TENURE_SMTP_DISCARD,
	TENURE_SMTP_QUARANTINE,
	TENURE_SMTP_DEFER,
	TENURE_SMTP_REJECT,
};

enum tenure_mixed {
	TENURE_MIXED_DEFER_OTHERS,
	TENURE_MIXED_STRICTEST,
};

enum tenure_expires_header {
	TENURE_EXPIRES_HEADER_HONOUR,
	TENURE_EXPIRES_HEADER_IGNORE,
};

/* The value of one setting at one place of the policy. */
struct tenure_value {
	/* line is 0 for a default. */
	struct tenure_where where;
	/* One of the enums above, or 1 and 0 for yes and no. */
	int choice;
	/* pop3.devices: 1 or more; pop3.top: 0 or more lines; smtp.max_size:
	   octets, 0 without limit. */
	int64_t number;
	/* keep, expire, grace, pop3.login_delay, pop3.after_download */
	struct tenure_duration duration;
	/* smtp.accept = reject | defer: the reply after its three-digit code,
	   "5.7.1 text": enhanced status code (RFC 3463) and printable ASCII.
	   smtp.journal: an address, NULL for none. Owned by the policy, or by
	   the mailbox where it comes from a row of a table. */
	const char *text;
};

struct tenure_class;

/* One value of a layer: for every message, or for those of one class. */
struct tenure_term {
	/* NULL: for every message. */
	const struct tenure_class *class;
	struct tenure_value value;
};

/* What a plan, tenant or user says. Most say little, so only what is said
   takes place. */
struct tenure_layer {
	/* Those of setting s are terms[first[s]] to before
	   terms[first[s + 1]]: first the ones for classes, in the order of
	   their index, then the one for every message. */
	const struct tenure_term *terms;
	uint16_t first[TENURE_SETTING_COUNT + 1];
	/* The classes that have a block here, by index, each once. */
	const struct tenure_class *const *classes;
	size_t class_count;
};

/* A value before it has its place in a layer. */
struct tenure_given {
	enum tenure_setting setting;
	struct tenure_term term;
};
/* Make a layer of count values in any order, of which no two are for the same
   setting and class. given is sorted in place; terms has room for count,
   classes for class_room: what they need must live as long as the layer.
   classes are given by index, each once. */
void tenure_layer_init(struct tenure_layer *layer, struct tenure_given *given,
		       size_t count, struct tenure_term *terms,
		       const struct tenure_class *const *classes,
		       size_t class_count);
/* What the layer says about a setting for a class (NULL: for every message).
   NULL if nothing. */
const struct tenure_value *tenure_layer_value(const struct tenure_layer *layer,
					      enum tenure_setting setting,
					      const struct tenure_class *class);

/* ------------------------------------------------------------------ bounds */

/* What tenants and users may do about one setting. */
struct tenure_bound {
	/* Line 0: nothing is said about it. */
	struct tenure_where where;
	/* Of durations, sizes and numbers: what is less than low counts as
	   low, what is more than high as high. */
	bool has_low, has_high;
	struct tenure_value low, high;
	/* Where there are words: a bit for each choice that is allowed, also
	   for that of a number; another one is as if it were not said. 0: all
	   are. */
	uint32_t words;
	/* Not in a list "may": as if it were not said. */
	bool forbidden;
};

struct tenure_bounds {
	struct tenure_bound settings[TENURE_SETTING_COUNT];
	/* They may not choose a plan. */
	bool plan_forbidden;
	/* Of the block, and of "may"; line 0 without. */
	struct tenure_where where, may_where;
};

/* Is a less than b, in the order of the bound's numbers or durations? That is
   not the one of safety: there, the smaller size is the stricter. */
bool tenure_bounds_less(enum tenure_setting setting,
			const struct tenure_value *a,
			const struct tenure_value *b, int64_t from);
/* What a tenant's or user's value counts as: itself, a value of the bound, or
   NULL: as if it were not said. Durations are compared by where they end, from
   the moment given (base/date.h). */
const struct tenure_value *
tenure_bounds_apply(const struct tenure_bounds *bounds,
		    enum tenure_setting setting,
		    const struct tenure_value *value, int64_t from);

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
	TENURE_CONDITION_CLIENT,
	TENURE_CONDITION_ATTACHMENT,
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

/* network NAME { addresses = ... }: addresses of clients under one name. */
struct tenure_client_network {
	const char *name;
	struct tenure_where where;
	struct tenure_network *addresses;
	size_t address_count;
	/* A condition names it. */
	bool used;
	/* Generation of the policy since which it is used and is what it is;
	   0: not known to have been anything else. */
	uint64_t since;
};

/* One condition. Of the alternatives, one must hold. */
struct tenure_condition {
	enum tenure_condition_type type;
	struct tenure_where where;
	/* header: name of the field, in lower case. */
	const char *header;
	/* header, attachment, mailbox: globs; mailbox special uses ("\Drafts")
	   are kept as patterns with their backslash. */
	struct tenure_pattern **patterns;
	/* from, to, sender */
	struct tenure_address_pattern *addresses;
	/* client */
	const struct tenure_client_network **networks;
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

/* A condition as the language writes it: header subject = "*invoice*" x. */
void tenure_condition_format(const struct tenure_condition *condition,
			     struct tenure_buffer *out);
/* Parts of that: "header subject"; one of the alternatives. */
void tenure_condition_format_name(const struct tenure_condition *condition,
				  struct tenure_buffer *out);
void tenure_condition_format_alternative(
	const struct tenure_condition *condition, size_t index,
	struct tenure_buffer *out);

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

struct tenure_zone;

/* What applies to one mailbox. Points into the policy. */
struct tenure_mailbox {
	/* The key, or "" if the address could not be read. An extension (see
	   recipient_delimiter) is not in it, unless a user block or a row
	   names the address with it. */
	char address[TENURE_ADDRESS_KEY_SIZE];
	/* NULL where no such block or row names the mailbox. */
	const struct tenure_subject *user, *tenant;
	/* Never NULL: the built-in plan that keeps everything, called
	   "(none)", where the policy names no plan for it. */
	const struct tenure_plan *plan;
	/* Line that chose the plan. line is 0 for the built-in one. */
	struct tenure_where plan_where;
	/* Most specific first: user, tenant, plan. The last one is always the
	   plan's, which no bounds are for. */
	const struct tenure_layer *layers[3];
	unsigned int layer_count;
	/* NULL without. */
	const struct tenure_bounds *bounds;
	/* For keep_from = year_end; NULL for UTC. */
	const struct tenure_zone *zone;
	/* Rows of tables that user and tenant point to; see
	   tenure_mailbox_clear(). */
	struct tenure_subject *rows[TENURE_TABLE_KINDS];
	/* Why it has the built-in plan, where tenure_policy_mailbox() returned
	   -1. */
	struct tenure_error err;
};

/* ------------------------------------------------------------------ policy */

/* Which facts the conditions of a policy look at, so that a door collects no
   others. */
struct tenure_needs {
	/* Names of header fields in lower case, sorted, each once; from, to
	   and cc where address conditions look at them. NULL-terminated. */
	const char *const *headers;
	size_t header_count;
	/* A size condition or smtp.max_size: somebody must count the octets. */
	bool size;
	/* An attachment condition: the SMTP door must look at the body. */
	bool attachment;
	/* A client condition. */
	bool client;
	/* Any plan may refuse, defer, quarantine or discard. */
	bool smtp_action;
	/* ... quarantine, discard */
	bool smtp_quarantine, smtp_discard;
	/* expires_header = honour: "expires" is among the headers. */
	bool expires_header;
	/* Some recipient may be refused by name, before the message is seen. */
	bool smtp_by_name;
	/* record = durable was said: there must be a ledger. */
	bool ledger;
};
/* Add what the values of a layer need: only the flags. */
void tenure_needs_add_layer(struct tenure_needs *needs,
			    const struct tenure_layer *layer);

/* A table of tenants or users that the policy names. Its rows are not read
   with the policy, but with table-rows.h, or by the source. */
struct tenure_policy_table {
	enum tenure_table_kind kind;
	/* As messages name it, and its number in struct tenure_where. */
	const char *name;
	uint16_t file;
	/* Where the policy names it. */
	struct tenure_where where;
	/* -1 if the source has compiled rows. */
	int fd;
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
   block or a row names it as it is.
   plan_name, if not NULL, selects a plan for the mailbox in place of the one
   the policy gives (userdb field tenure_plan).
   Returns 0; or -1 with mailbox_r->err, if the policy has no such plan or a
   table cannot be read: the mailbox then has the built-in plan that keeps
   everything, and nothing else counts. */
int tenure_policy_mailbox(const struct tenure_policy *policy,
			  const char *address, const char *plan_name,
			  struct tenure_mailbox *mailbox_r) TENURE_CHECK;
/* Free what a mailbox owns. One that was filled may be moved to another
   place, but only one of the copies is cleared, and no other is used after
   it. */
void tenure_mailbox_clear(struct tenure_mailbox *mailbox);
/* What a value of mailbox->layers[layer_index] counts as there: itself, or
   what the bounds of tenants and users make of it; NULL: as if it were not
   said. Durations are compared by where they end, from the moment given. */
const struct tenure_value *
tenure_mailbox_bounded(const struct tenure_mailbox *mailbox,
		       unsigned int layer_index, enum tenure_setting setting,
		       const struct tenure_value *value, int64_t from);
/* Does a more specific layer than the given one give the setting for this
   class (NULL: for every message) too? What the given one says about it then
   never is in force. */
bool tenure_mailbox_masks(const struct tenure_mailbox *mailbox,
			  unsigned int layer_index, enum tenure_setting setting,
			  const struct tenure_class *class);

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
/* The networks that conditions may name, in the order of the text. */
size_t tenure_policy_network_count(const struct tenure_policy *policy);
const struct tenure_client_network *
tenure_policy_network(const struct tenure_policy *policy, size_t index);
/* For the snapshot, before anybody else has the policy. */
void tenure_policy_set_network_since(struct tenure_policy *policy, size_t index,
				     uint64_t since);
/* The tables: those of tenants first, each kind in the order of the text. */
size_t tenure_policy_table_count(const struct tenure_policy *policy);
const struct tenure_policy_table *
tenure_policy_table(const struct tenure_policy *policy, size_t index);
/* NULL without. */
const struct tenure_bounds *
tenure_policy_bounds(const struct tenure_policy *policy);
/* "Europe/Berlin", "UTC" if nothing is said. */
const char *tenure_policy_time_zone(const struct tenure_policy *policy);
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
		/* value.duration */
		TENURE_TYPE_DURATION,
		/* value.choice */
		TENURE_TYPE_CHOICE,
		/* a word of choices, or a duration: TENURE_AFTER_DOWNLOAD_LATER
		 */
		TENURE_TYPE_AFTER_DOWNLOAD,
		/* a word of choices, or a number: TENURE_DEVICES_NUMBER */
		TENURE_TYPE_DEVICES,
		/* a word of choices; "limit" with a number */
		TENURE_TYPE_TOP,
		/* a word of choices; "reject" and "defer" with a reply */
		TENURE_TYPE_SMTP_ACCEPT,
		/* value.number in octets */
		TENURE_TYPE_SIZE,
		/* value.text */
		TENURE_TYPE_ADDRESS
	} type;
	/* Word for a duration without end: "forever" or "never"; NULL: it must
	   have one. */
	const char *forever_word;
	/* The words in the order of the enum, NULL-terminated. */
	const char *const *choices;
	/* How it is written, in its block: "keep = DURATION, or ...". */
	const char *usage;
	/* In force where no layer sets it. */
	struct tenure_value default_value;
	/* A class that cannot be told counts if its value is the safer one.
	   Not for what would refuse a message at the SMTP door on a guess. */
	bool counts_unsure;
	/* Why a value is understood, but not acted upon: "this version's
	   mailbox door does not conceal yet". NULL: it is. */
	const char *not_enforced;
	/* One sentence. */
	const char *meaning;
};
const struct tenure_setting_info *
tenure_setting_info(enum tenure_setting setting);
/* The choice of values that are a duration, a size or a number: 0 where all
   are, -1 where none is. */
int tenure_setting_number_choice(enum tenure_setting setting);
/* Which of two values of a setting is the safer one: > 0 if a keeps, conceals
   or forbids more than b, < 0 if less, 0 if they do the same. Durations are
   compared by where they end, from the moment given. */
int tenure_value_compare(enum tenure_setting setting,
			 const struct tenure_value *a,
			 const struct tenure_value *b, int64_t from);
/* A value as the language writes it: "10y", "conceal", reject "5.7.1 no". */
void tenure_value_format(enum tenure_setting setting,
			 const struct tenure_value *value,
			 struct tenure_buffer *out);
/* Does any layer of the mailbox say something about a setting? If none does,
   the default is in force for every message. */
bool tenure_mailbox_says(const struct tenure_mailbox *mailbox,
			 enum tenure_setting setting);
/* The least number of seconds between two POP3 logins: the most that any class
   may ask for, as at login no message is known. */
int64_t tenure_mailbox_pop3_login_delay(const struct tenure_mailbox *mailbox);
/* The EXPIRE that RFC 2449 6.7 asks for: the least number of whole days that
   anything in the mailbox's layers can give a message; where the sender's
   Expires field can shorten that, the least keep; 0 if a downloaded message can
   be deleted by us, -1 for NEVER. */
int64_t tenure_mailbox_pop3_expire(const struct tenure_mailbox *mailbox);
/* The least number of whole days that any message is kept, whatever the mailbox
   does with Expires fields; INT64_MAX for ever. */
int64_t tenure_mailbox_least_keep(const struct tenure_mailbox *mailbox);
/* May Expires fields shorten anything? */
bool tenure_mailbox_honours(const struct tenure_mailbox *mailbox);

/* The least number of whole days after which anything in the mailbox's layers,
   or with expires_header = honour a message itself, can make the server remove
   a message: one that was received less than this ago has not expired. -1 if
   none expires. */
int64_t tenure_mailbox_least_expire(const struct tenure_mailbox *mailbox);
/* Can any message of the mailbox be deleted by us because it was downloaded,
   at once or later? */
bool tenure_mailbox_pop3_after_download(const struct tenure_mailbox *mailbox);
/* Can that need more than one device to have it? */
bool tenure_mailbox_pop3_devices(const struct tenure_mailbox *mailbox);

/* EXPIRE and login delay over many mailboxes, for who has not logged in (RFC
   2449, 6.6 and 6.7): the smallest EXPIRE, -1 if all are NEVER, and the longest
   delay. */
struct tenure_pop3_extremes {
	int64_t expire, login_delay;
	/* Found so far, and only for tenure_pop3_extremes_add(): somebody
	   honours Expires fields; and the least keep in days that a tenant or
	   user says, who may have that from another layer. */
	bool honoured;
	int64_t keep;
};
#define TENURE_POP3_EXTREMES_INIT                                              \
	{                                                                      \
		.expire = -1, .login_delay = 0, .honoured = false,             \
		.keep = INT64_MAX                                              \
	}
/* Add what the layer of a tenant or user may give. bounds may be NULL. The
   order of these calls means nothing. */
void tenure_pop3_extremes_add(struct tenure_pop3_extremes *extremes,
			      const struct tenure_layer *layer,
			      const struct tenure_bounds *bounds);
/* Of all plans, tenants and users of a policy, but not of rows of tables. */
void tenure_policy_pop3_extremes(const struct tenure_policy *policy,
				 struct tenure_pop3_extremes *extremes_r);

#endif
