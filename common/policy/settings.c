/* SPDX-License-Identifier: MIT */
#include "policy/policy.h"

#include "base/buffer.h"

/* The one table of what a plan can say. */

static const char *const keep_from_words[] = {"received", "year_end", NULL};
static const char *const on_delete_words[] = {"allow", "conceal", "deny", NULL};
static const char *const after_download_words[] = {"delete", "keep", NULL};
static const char *const smtp_accept_words[] = {
	"yes", "discard", "quarantine", "defer", "reject", NULL};

static const struct tenure_setting_info settings[TENURE_SETTING_COUNT] = {
	[TENURE_SETTING_KEEP] =
		{
			.name = "keep",
			.block = "",
			.bare_name = "keep",
			.type = TENURE_TYPE_DURATION,
			.forever_word = "forever",
			.usage = "keep = DURATION, or keep = forever",
			.default_value = {.u.duration = {.forever = false}},
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
			.default_value = {.u.choice =
						  TENURE_KEEP_FROM_RECEIVED},
			.meaning = "When keep begins to count.",
		},
	[TENURE_SETTING_EXPIRE] =
		{
			.name = "expire",
			.block = "",
			.bare_name = "expire",
			.type = TENURE_TYPE_DURATION,
			.forever_word = "never",
			.usage = "expire = DURATION, or expire = never",
			.default_value = {.u.duration = {.forever = true}},
			.meaning =
				"The server removes a message that is so old.",
		},
	[TENURE_SETTING_ON_DELETE] =
		{
			.name = "on_delete",
			.block = "",
			.bare_name = "on_delete",
			.type = TENURE_TYPE_CHOICE,
			.choices = on_delete_words,
			.usage = "on_delete = conceal | deny | allow",
			.default_value = {.u.choice = TENURE_ON_DELETE_CONCEAL},
			.meaning = "What a user's delete does while the "
				   "message is "
				   "kept.",
		},
	[TENURE_SETTING_POP3_AFTER_DOWNLOAD] =
		{
			.name = "pop3.after_download",
			.block = "pop3",
			.bare_name = "after_download",
			.type = TENURE_TYPE_CHOICE,
			.choices = after_download_words,
			.usage = "after_download = keep | delete",
			.default_value = {.u.choice =
						  TENURE_AFTER_DOWNLOAD_KEEP},
			.meaning = "Whether QUIT deletes what RETR delivered.",
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
			.default_value = {.u.choice = TENURE_SMTP_ACCEPT},
			.meaning = "What the SMTP door does with a message.",
		},
};

const struct tenure_setting_info *
tenure_setting_info(enum tenure_setting setting)
{
	return &settings[setting];
}

static void format_quoted(const char *text, struct tenure_buffer *out)
{
	tenure_buffer_add_char(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			tenure_buffer_add_char(out, '\\');
		tenure_buffer_add_char(out, *text);
	}
	tenure_buffer_add_char(out, '"');
}

void tenure_value_format(enum tenure_setting setting,
			 const struct tenure_value *value,
			 struct tenure_buffer *out)
{
	const struct tenure_setting_info *info = &settings[setting];
	char buf[TENURE_DURATION_SIZE];

	if (info->type == TENURE_TYPE_DURATION) {
		tenure_buffer_add_str(
			out, tenure_duration_format(&value->u.duration,
						    info->forever_word, buf));
		return;
	}
	tenure_buffer_add_str(out, info->choices[value->u.choice]);
	if (value->reply != NULL) {
		tenure_buffer_add_char(out, ' ');
		format_quoted(value->reply, out);
	}
}
