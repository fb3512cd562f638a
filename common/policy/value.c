/* SPDX-License-Identifier: MIT */
#include "policy/value.h"

#include <inttypes.h>

#include "base/buffer.h"
#include "policy/text.h"

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_durations(const struct tenure_value *a,
			     const struct tenure_value *b, int64_t from)
{
	return compare_numbers(tenure_duration_after(from, &a->duration),
			       tenure_duration_after(from, &b->duration));
}

/* Words first; the ones that have a number or a duration by that. */
static int compare_words(const struct tenure_value *a,
			 const struct tenure_value *b, int number_sign)
{
	if (a->choice != b->choice)
		return compare_numbers(a->choice, b->choice);
	return number_sign * compare_numbers(a->number, b->number);
}

/* 0 is no limit. */
static int compare_sizes(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return (b == 0) - (a == 0);
	return compare_numbers(b, a);
}

int tenure_value_compare(enum tenure_setting setting,
			 const struct tenure_value *a,
			 const struct tenure_value *b, int64_t from)
{
	switch (tenure_setting_info(setting)->type) {
	case TENURE_TYPE_DURATION:
		return compare_durations(a, b, from);
	case TENURE_TYPE_CHOICE:
	case TENURE_TYPE_SMTP_ACCEPT:
		return compare_numbers(a->choice, b->choice);
	case TENURE_TYPE_AFTER_DOWNLOAD:
		if (a->choice == b->choice &&
		    a->choice == TENURE_AFTER_DOWNLOAD_LATER)
			return compare_durations(a, b, from);
		return compare_numbers(a->choice, b->choice);
	case TENURE_TYPE_DEVICES:
		return compare_words(a, b, 1);
	case TENURE_TYPE_TOP:
		/* Fewer lines are the stricter limit. */
		return compare_words(a, b, -1);
	case TENURE_TYPE_SIZE:
		return compare_sizes(a->number, b->number);
	case TENURE_TYPE_ADDRESS:
		break;
	}
	return (a->text != NULL) - (b->text != NULL);
}

static void format_duration(const struct tenure_setting_info *info,
			    const struct tenure_value *value,
			    struct tenure_buffer *out)
{
	char buf[TENURE_DURATION_SIZE];

	tenure_buffer_add_str(out,
			      tenure_duration_format(&value->duration,
						     info->forever_word, buf));
}

/* With the greatest unit that leaves a whole number. */
static void format_size(int64_t size, struct tenure_buffer *out)
{
	static const char units[] = "kMG";
	int unit = -1;

	for (; unit < 2 && size != 0 && size % 1024 == 0; unit++)
		size /= 1024;
	tenure_buffer_printf(out, "%" PRId64, size);
	if (unit >= 0)
		tenure_buffer_add_char(out, units[unit]);
}

/* What follows the word, or stands in its place. */
static void format_word(const struct tenure_setting_info *info,
			const struct tenure_value *value,
			struct tenure_buffer *out)
{
	if (info->type == TENURE_TYPE_AFTER_DOWNLOAD &&
	    value->choice == TENURE_AFTER_DOWNLOAD_LATER) {
		format_duration(info, value, out);
		return;
	}
	if (info->type == TENURE_TYPE_DEVICES &&
	    value->choice == TENURE_DEVICES_NUMBER) {
		tenure_buffer_printf(out, "%" PRId64, value->number);
		return;
	}
	tenure_buffer_add_str(out, info->choices[value->choice]);
	if (info->type == TENURE_TYPE_TOP && value->choice == TENURE_TOP_LIMIT)
		tenure_buffer_printf(out, " %" PRId64, value->number);
	if (value->text != NULL) {
		tenure_buffer_add_char(out, ' ');
		tenure_text_quote(value->text, out);
	}
}

void tenure_value_format(enum tenure_setting setting,
			 const struct tenure_value *value,
			 struct tenure_buffer *out)
{
	const struct tenure_setting_info *info = tenure_setting_info(setting);

	switch (info->type) {
	case TENURE_TYPE_DURATION:
		format_duration(info, value, out);
		break;
	case TENURE_TYPE_SIZE:
		format_size(value->number, out);
		break;
	case TENURE_TYPE_ADDRESS:
		tenure_text_word(value->text == NULL ? "none" : value->text,
				 out);
		break;
	default:
		format_word(info, value, out);
	}
}
