/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "policy/value.h"
#include "decide/compare.h"

/* Which of two durations is longer can depend on the day they are counted
   from, because months and years do not all have the same length. It depends
   on nothing else, and repeats itself after 400 years. */
#define FIRST_YEAR 2000
#define CYCLE_MONTHS (400 * 12)
/* What is further apart than this is so from every day on: the length of any
   number of months varies by less than half of it. */
#define NEAR (INT64_C(20) * 86400)

/* ------------------------------------------------------------- every date */

/* Days that can give another answer: the first stands for all that every
   month has. */
static const int days[] = {1, 29, 30, 31};
#define DAY_COUNT (sizeof(days) / sizeof(days[0]))

/* The index-th date; NONE if there is no such day in its month. index is less
   than CYCLE_MONTHS * DAY_COUNT. */
static int64_t cycle_date(size_t index)
{
	struct tenure_date date = {
		.year = FIRST_YEAR + (int64_t)(index / DAY_COUNT / 12),
		.month = (int)(index / DAY_COUNT % 12) + 1,
		.day = days[index % DAY_COUNT],
	};

	if (date.day > tenure_date_month_days(date.year, date.month))
		return TENURE_TIME_NONE;
	return tenure_date_to_time(&date);
}

/* ------------------------------------------------------------- two values */

static int sign(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Is it the same answer on every day? */
static bool is_constant(const struct tenure_duration *a,
			const struct tenure_duration *b)
{
	int64_t after_a, after_b;

	if (a->forever || b->forever || a->months == b->months)
		return true;
	after_a = tenure_duration_after(0, a);
	after_b = tenure_duration_after(0, b);
	return after_a > after_b ? after_a - after_b > NEAR
				 : after_b - after_a > NEAR;
}

static enum tenure_change_kind change_of(int sign)
{
	if (sign == 0)
		return TENURE_CHANGE_NONE;
	return sign > 0 ? TENURE_CHANGE_MORE : TENURE_CHANGE_LESS;
}

static enum tenure_change_kind
duration_change(const struct tenure_duration *old,
		const struct tenure_duration *new)
{
	bool more = false, less = false;
	int64_t date;
	int order;

	if (is_constant(old, new))
		return change_of(sign(tenure_duration_after(0, new),
				      tenure_duration_after(0, old)));
	for (size_t i = 0; i < CYCLE_MONTHS * DAY_COUNT; i++) {
		date = cycle_date(i);
		if (date == TENURE_TIME_NONE)
			continue;
		order = sign(tenure_duration_after(date, new),
			     tenure_duration_after(date, old));
		more |= order > 0;
		less |= order < 0;
	}
	if (more && less)
		return TENURE_CHANGE_MIXED;
	return change_of((more ? 1 : 0) - (less ? 1 : 0));
}

enum tenure_change_kind tenure_value_change(enum tenure_setting setting,
					    const struct tenure_value *old,
					    const struct tenure_value *new)
{
	enum tenure_change_kind kind;
	int type = tenure_setting_info(setting)->type;

	if (type == TENURE_TYPE_DURATION ||
	    (type == TENURE_TYPE_AFTER_DOWNLOAD && old->choice == new->choice))
		return duration_change(&old->duration, &new->duration);
	kind = change_of(tenure_value_compare(setting, new, old, 0));
	if (kind == TENURE_CHANGE_NONE && old->text != new->text &&
	    (old->text == NULL || new->text == NULL ||
	     strcmp(old->text, new->text) != 0))
		kind = TENURE_CHANGE_OTHER;
	return kind;
}

/* ---------------------------------------------------------- many durations */

struct collection {
	struct tenure_duration *durations;
	size_t count, room;
	bool failed;
};

static void collect(struct collection *found, const struct tenure_value *value)
{
	if (value->duration.forever || found->failed)
		return;
	for (size_t i = 0; i < found->count; i++) {
		if (found->durations[i].months == value->duration.months &&
		    found->durations[i].seconds == value->duration.seconds)
			return;
	}
	if (tenure_array_grow(&found->durations, found->count, &found->room,
			      sizeof(*found->durations)) < 0)
		found->failed = true;
	else
		found->durations[found->count++] = value->duration;
}

static void collect_mailbox(struct collection *found,
			    const struct tenure_mailbox *mailbox,
			    enum tenure_setting setting)
{
	for (unsigned int i = 0; i < mailbox->layer_count; i++) {
		const struct tenure_layer *layer = mailbox->layers[i];

		for (size_t j = layer->first[setting];
		     j < layer->first[setting + 1]; j++)
			collect(found, &layer->terms[j].value);
	}
	if (mailbox->bounds != NULL) {
		const struct tenure_bound *bound =
			&mailbox->bounds->settings[setting];

		if (bound->has_low)
			collect(found, &bound->low);
		if (bound->has_high)
			collect(found, &bound->high);
	}
}

/* Keep those that another one is near to. */
static void keep_near(struct collection *found)
{
	size_t kept = 0;

	for (size_t i = 0; i < found->count; i++) {
		bool near = false;

		/* Those before i that were dropped are near to none. */
		for (size_t j = 0; j < found->count && !near; j++)
			near = (j < kept || j > i) &&
			       !is_constant(&found->durations[i],
					    &found->durations[j]);
		if (near)
			found->durations[kept++] = found->durations[i];
	}
	found->count = kept;
}

/* A number for the order in which the durations end, counted from a date:
   equal for equal orders. ends has room for all of them. */
static uint64_t order_at(const struct collection *found, int64_t date,
			 int64_t *ends)
{
	/* FNV-1a */
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < found->count; i++) {
		ends[i] = tenure_duration_after(date, &found->durations[i]);
		for (size_t j = 0; j < i; j++)
			hash = (hash ^ (uint64_t)(sign(ends[i], ends[j]) + 1)) *
			       UINT64_C(1099511628211);
	}
	return hash;
}

static int add_date(struct tenure_compare *compare, int64_t date)
{
	if (tenure_array_grow(&compare->dates, compare->date_count,
			      &compare->date_room, sizeof(*compare->dates)) < 0)
		return -1;
	compare->dates[compare->date_count++] = date;
	return 0;
}

/* One date of each order that there is. */
static int add_orders(struct tenure_compare *compare,
		      const struct collection *found)
{
	int64_t *ends = tenure_calloc(found->count, sizeof(*ends));
	uint64_t *orders = NULL, order;
	size_t room = 0, i, j;
	int64_t date;
	int ret = ends == NULL ? -1 : 0;

	for (i = 0; i < CYCLE_MONTHS * DAY_COUNT && ret == 0; i++) {
		date = cycle_date(i);
		if (date == TENURE_TIME_NONE)
			continue;
		order = order_at(found, date, ends);
		for (j = 0; j < compare->date_count && orders[j] != order; j++)
			;
		if (j < compare->date_count)
			continue;
		ret = tenure_array_grow(&orders, j, &room, sizeof(*orders));
		if (ret == 0) {
			orders[j] = order;
			ret = add_date(compare, date);
		}
	}
	tenure_free(orders);
	tenure_free(ends);
	return ret;
}

/* Are the dates those for the durations that were found? */
static bool is_found_again(const struct tenure_compare *compare,
			   const struct collection *found)
{
	return compare->date_count > 0 &&
	       found->count == compare->duration_count &&
	       (found->count == 0 ||
		memcmp(found->durations, compare->durations,
		       found->count * sizeof(*found->durations)) == 0);
}

int tenure_compare_find_dates(struct tenure_compare *compare,
			      const struct tenure_mailbox *old,
			      const struct tenure_mailbox *new,
			      enum tenure_setting setting)
{
	struct collection found = {.count = 0};
	int type = tenure_setting_info(setting)->type;
	int ret = 0;

	if (type == TENURE_TYPE_DURATION ||
	    type == TENURE_TYPE_AFTER_DOWNLOAD) {
		collect_mailbox(&found, old, setting);
		collect_mailbox(&found, new, setting);
		keep_near(&found);
	}
	if (found.failed || is_found_again(compare, &found)) {
		tenure_free(found.durations);
		return found.failed ? -1 : 0;
	}
	tenure_free(compare->durations);
	compare->durations = found.durations;
	compare->duration_count = found.count;
	compare->date_count = 0;
	ret = found.count == 0 ? add_date(compare, 0)
			       : add_orders(compare, &found);
	if (ret < 0)
		compare->date_count = 0;
	return ret;
}
