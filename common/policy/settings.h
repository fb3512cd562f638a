/* SPDX-License-Identifier: MIT */
#ifndef TENURE_SETTINGS_H
#define TENURE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/duration.h"
#include "policy/where.h"

/* The settings of the language, and their values. Any thread. */

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

#endif
