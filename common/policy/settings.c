/* SPDX-License-Identifier: MIT */
#include "policy/settings.h"

/* The one table of what a plan can say. */

static const char *const keep_from_words[] = {"received", "year_end", NULL};
static const char *const mode_words[] = {"governance", "compliance", NULL};
static const char *const on_delete_words[] = {"allow", "conceal", "deny", NULL};
static const char *const record_words[] = {"event", "durable", NULL};
static const char *const no_yes_words[] = {"no", "yes", NULL};
static const char *const after_download_words[] = {"delete", "DURATION", "keep",
						   NULL};
static const char *const devices_words[] = {"any", "NUMBER", "all", NULL};
static const char *const top_words[] = {"allow", "count", "limit", "deny",
					NULL};
static const char *const access_words[] = {"yes", "tls", "no", NULL};
static const char *const smtp_accept_words[] = {
	"yes", "discard", "quarantine", "defer", "reject", NULL};
static const char *const mixed_words[] = {"defer_others", "strictest", NULL};
static const char *const expires_header_words[] = {"honour", "ignore", NULL};

#define NOT_YET "this version only reads and explains it"

static const struct tenure_setting_info settings[TENURE_SETTING_COUNT] = {
	[TENURE_SETTING_KEEP] =
		{
			.name = "keep",
			.block = "",
			.bare_name = "keep",
			.type = TENURE_TYPE_DURATION,
			.forever_word = "forever",
			.usage = "keep = DURATION, or keep = forever",
			.counts_unsure = true,
			.meaning = "Nobody destroys a message before it is so "
				   "old.",
		},
	[TENURE_SETTING_KEEP_FROM] =
		{
			.name = "keep_from",
			.block = "",
			.bare_name = "keep_from",
			.type = TENURE_TYPE_CHOICE,
			.choices = keep_from_words,
			.usage = "keep_from = received | year_end",
			.default_value = {.choice = TENURE_KEEP_FROM_RECEIVED},
			.counts_unsure = true,
			.meaning = "When keep begins to count.",
		},
	[TENURE_SETTING_MODE] =
		{
			.name = "mode",
			.block = "",
			.bare_name = "mode",
			.type = TENURE_TYPE_CHOICE,
			.choices = mode_words,
			.usage = "mode = governance | compliance",
			.default_value = {.choice =
						  TENURE_KEEP_MODE_GOVERNANCE},
			.counts_unsure = true,
			.meaning = "Whether a shorter keep may be published.",
		},
	[TENURE_SETTING_EXPIRE] =
		{
			.name = "expire",
			.block = "",
			.bare_name = "expire",
			.type = TENURE_TYPE_DURATION,
			.forever_word = "never",
			.usage = "expire = DURATION, or expire = never",
			.default_value = {.duration = {.forever = true}},
			.counts_unsure = true,
			.meaning = "The server removes a message that is so "
				   "old.",
		},
	[TENURE_SETTING_ON_DELETE] =
		{
			.name = "on_delete",
			.block = "",
			.bare_name = "on_delete",
			.type = TENURE_TYPE_CHOICE,
			.choices = on_delete_words,
			.usage = "on_delete = conceal | deny | allow",
			.default_value = {.choice = TENURE_ON_DELETE_CONCEAL},
			.counts_unsure = true,
			.meaning = "What a user's delete does while the "
				   "message is kept.",
		},
	[TENURE_SETTING_GRACE] =
		{
			.name = "grace",
			.block = "",
			.bare_name = "grace",
			.type = TENURE_TYPE_DURATION,
			.usage = "grace = DURATION",
			.counts_unsure = true,
			.meaning = "How long an allowed delete is concealed "
				   "before it destroys.",
		},
	[TENURE_SETTING_RECORD] =
		{
			.name = "record",
			.block = "",
			.bare_name = "record",
			.type = TENURE_TYPE_CHOICE,
			.choices = record_words,
			.usage = "record = event | durable",
			.default_value = {.choice = TENURE_RECORD_EVENT},
			.counts_unsure = true,
			.not_enforced = NOT_YET,
			.meaning = "Whether acceptance and destruction wait "
				   "for the ledger.",
		},
	[TENURE_SETTING_BODY_HASH] =
		{
			.name = "body_hash",
			.block = "",
			.bare_name = "body_hash",
			.type = TENURE_TYPE_CHOICE,
			.choices = no_yes_words,
			.usage = "body_hash = yes | no",
			.counts_unsure = true,
			.not_enforced = NOT_YET,
			.meaning = "Whether the seal has a digest of the body.",
		},
	[TENURE_SETTING_POP3_AFTER_DOWNLOAD] =
		{
			.name = "pop3.after_download",
			.block = "pop3",
			.bare_name = "after_download",
			.type = TENURE_TYPE_AFTER_DOWNLOAD,
			.choices = after_download_words,
			.usage = "after_download = keep | delete, or "
				 "after_download = DURATION",
			.default_value = {.choice = TENURE_AFTER_DOWNLOAD_KEEP},
			.counts_unsure = true,
			.meaning = "Whether and when what RETR delivered is "
				   "deleted.",
		},
	[TENURE_SETTING_POP3_DEVICES] =
		{
			.name = "pop3.devices",
			.block = "pop3",
			.bare_name = "devices",
			.type = TENURE_TYPE_DEVICES,
			.choices = devices_words,
			.usage = "devices = any | all, or devices = NUMBER",
			.default_value = {.choice = TENURE_DEVICES_ANY},
			.counts_unsure = true,
			.meaning = "Who must have downloaded a message before "
				   "after_download counts.",
		},
	[TENURE_SETTING_POP3_LOGIN_DELAY] =
		{
			.name = "pop3.login_delay",
			.block = "pop3",
			.bare_name = "login_delay",
			.type = TENURE_TYPE_DURATION,
			.usage = "login_delay = DURATION",
			.counts_unsure = true,
			.meaning = "Least time between two logins.",
		},
	[TENURE_SETTING_POP3_TOP] =
		{
			.name = "pop3.top",
			.block = "pop3",
			.bare_name = "top",
			.type = TENURE_TYPE_TOP,
			.choices = top_words,
			.usage = "top = allow | count | deny, or top = limit "
				 "LINES",
			.default_value = {.choice = TENURE_TOP_ALLOW},
			.counts_unsure = true,
			.meaning = "What TOP may be used for.",
		},
	[TENURE_SETTING_POP3_ACCESS] =
		{
			.name = "pop3.access",
			.block = "pop3",
			.bare_name = "access",
			.type = TENURE_TYPE_CHOICE,
			.choices = access_words,
			.usage = "access = yes | no | tls",
			.default_value = {.choice = TENURE_ACCESS_YES},
			.counts_unsure = true,
			.meaning = "Whether a message may leave by POP3.",
		},
	[TENURE_SETTING_SMTP_ACCEPT] =
		{
			.name = "smtp.accept",
			.block = "smtp",
			.bare_name = "accept",
			.type = TENURE_TYPE_SMTP_ACCEPT,
			.choices = smtp_accept_words,
			.usage = "accept = yes | quarantine | discard, "
				 "accept = reject \"5.7.1 TEXT\" or "
				 "accept = defer \"4.7.1 TEXT\"",
			.default_value = {.choice = TENURE_SMTP_ACCEPT},
			.meaning = "What the SMTP door does with a message.",
		},
	[TENURE_SETTING_SMTP_REQUIRE_TLS] =
		{
			.name = "smtp.require_tls",
			.block = "smtp",
			.bare_name = "require_tls",
			.type = TENURE_TYPE_CHOICE,
			.choices = no_yes_words,
			.usage = "require_tls = yes | no",
			.meaning = "Whether a message that came without TLS "
				   "is refused.",
		},
	[TENURE_SETTING_SMTP_REQUIRE_AUTH] =
		{
			.name = "smtp.require_auth",
			.block = "smtp",
			.bare_name = "require_auth",
			.type = TENURE_TYPE_CHOICE,
			.choices = no_yes_words,
			.usage = "require_auth = yes | no",
			.meaning = "Whether a message of a client that did "
				   "not authenticate is refused.",
		},
	[TENURE_SETTING_SMTP_MAX_SIZE] =
		{
			.name = "smtp.max_size",
			.block = "smtp",
			.bare_name = "max_size",
			.type = TENURE_TYPE_SIZE,
			.usage = "max_size = SIZE",
			.meaning = "Whether a message over this size is "
				   "refused; 0: as Postfix does.",
		},
	[TENURE_SETTING_SMTP_JOURNAL] =
		{
			.name = "smtp.journal",
			.block = "smtp",
			.bare_name = "journal",
			.type = TENURE_TYPE_ADDRESS,
			.usage = "journal = ADDRESS, or journal = none",
			.counts_unsure = true,
			.not_enforced = NOT_YET,
			.meaning = "Who gets a report with the envelope and "
				   "the original.",
		},
	[TENURE_SETTING_SMTP_MIXED] =
		{
			.name = "smtp.mixed",
			.block = "smtp",
			.bare_name = "mixed",
			.type = TENURE_TYPE_CHOICE,
			.choices = mixed_words,
			.usage = "mixed = strictest | defer_others",
			.default_value = {.choice = TENURE_MIXED_STRICTEST},
			.meaning = "What happens to a message whose "
				   "recipients have different SMTP actions.",
		},
	[TENURE_SETTING_SMTP_EXPIRES_HEADER] =
		{
			.name = "smtp.expires_header",
			.block = "smtp",
			.bare_name = "expires_header",
			.type = TENURE_TYPE_CHOICE,
			.choices = expires_header_words,
			.usage = "expires_header = ignore | honour",
			.default_value = {.choice =
						  TENURE_EXPIRES_HEADER_IGNORE},
			.counts_unsure = true,
			.meaning = "Whether the sender's Expires field may "
				   "shorten expire.",
		},
};

const struct tenure_setting_info *
tenure_setting_info(enum tenure_setting setting)
{
	return &settings[setting];
}

int tenure_setting_number_choice(enum tenure_setting setting)
{
	switch (settings[setting].type) {
	case TENURE_TYPE_DURATION:
	case TENURE_TYPE_SIZE:
		return 0;
	case TENURE_TYPE_AFTER_DOWNLOAD:
		return TENURE_AFTER_DOWNLOAD_LATER;
	case TENURE_TYPE_DEVICES:
		return TENURE_DEVICES_NUMBER;
	case TENURE_TYPE_TOP:
		return TENURE_TOP_LIMIT;
	default:
		return -1;
	}
}
