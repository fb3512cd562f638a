/* SPDX-License-Identifier: MIT */
#include "decide/ratchet.h"

#include "base/date.h"
#include "policy/value.h"

struct ratchet {
	struct tenure_compare *compare;
	const struct tenure_mailbox *mailboxes[TENURE_SIDES];
	tenure_change_callback *callback;
	void *context;
};

/* A set of classes as the callback wants it: each once, and none that is
   NULL. */
static void set_classes(struct tenure_change *change,
			const struct tenure_compared_class *const *classes)
{
	change->class_count = 0;
	for (int i = 0; i < 3; i++) {
		bool known = classes[i] == NULL;

		for (unsigned int j = 0; j < change->class_count; j++)
			known |= change->classes[j] == classes[i];
		if (!known)
			change->classes[change->class_count++] = classes[i];
	}
}

/* Is this a change that the ratchet stops? Fills in reasons and mode. */
static bool takes_back(const struct ratchet *ratchet,
		       struct tenure_change *change, int64_t date)
{
	for (int side = 0; side < TENURE_SIDES; side++)
		tenure_compare_resolve(ratchet->mailboxes[side], side,
				       change->classes, change->class_count,
				       change->setting, date,
				       &change->reasons[side]);
	tenure_compare_resolve(ratchet->mailboxes[TENURE_OLD], TENURE_OLD,
			       change->classes, change->class_count,
			       TENURE_SETTING_MODE, date, &change->mode);
	if (change->time_zone)
		return change->reasons[TENURE_OLD].value->choice ==
		       TENURE_KEEP_FROM_YEAR_END;
	return tenure_value_compare(
		       change->setting, change->reasons[TENURE_NEW].value,
		       change->reasons[TENURE_OLD].value, date) < 0;
}

static int tell(const struct ratchet *ratchet, struct tenure_change *change)
{
	int told = tenure_compare_told(ratchet->compare,
				       change->reasons[TENURE_OLD].value,
				       change->reasons[TENURE_NEW].value);

	if (told != 0)
		return told < 0 ? -1 : 0;
	change->kind = change->time_zone
			       ? TENURE_CHANGE_OTHER
			       : tenure_value_change(
					 change->setting,
					 change->reasons[TENURE_OLD].value,
					 change->reasons[TENURE_NEW].value);
	return ratchet->callback(ratchet->context, change);
}

/* A pair of classes takes something back: is it, alone or with a third one,
   under compliance? */
static int check_third(const struct ratchet *ratchet,
		       struct tenure_change *change,
		       const struct tenure_compared_class *a,
		       const struct tenure_compared_class *b, int64_t date)
{
	const struct tenure_compare *compare = ratchet->compare;

	for (size_t i = 0; i < compare->list_counts[2]; i++) {
		const struct tenure_compared_class *const classes[] = {
			a, b, compare->lists[2][i]};

		set_classes(change, classes);
		if (takes_back(ratchet, change, date) &&
		    change->mode.value->choice == TENURE_KEEP_MODE_COMPLIANCE)
			return tell(ratchet, change);
	}
	return 0;
}

static int check_pairs(const struct ratchet *ratchet,
		       struct tenure_change *change, int64_t date)
{
	const struct tenure_compare *compare = ratchet->compare;

	for (size_t i = 0; i < compare->list_counts[0]; i++) {
		for (size_t j = 0; j < compare->list_counts[1]; j++) {
			const struct tenure_compared_class *const classes[] = {
				compare->lists[0][i], compare->lists[1][j],
				NULL};

			set_classes(change, classes);
			if (takes_back(ratchet, change, date) &&
			    check_third(ratchet, change, classes[0], classes[1],
					date) < 0)
				return -1;
		}
	}
	return 0;
}

/* Make a list of classes that a policy has values for, as that policy has
   them. */
static void make_list(struct tenure_compare *compare, int list,
		      const struct tenure_mailbox *mailbox, int side,
		      enum tenure_setting setting)
{
	compare->list_counts[list] = 1;
	tenure_compare_list(compare, list, mailbox, side, setting);
	for (size_t i = 1; i < compare->list_counts[list]; i++)
		compare->lists[list][i] = compare->lists[list][i]->half[side];
}

static int check_setting(const struct ratchet *ratchet,
			 enum tenure_setting setting, bool time_zone)
{
	struct tenure_compare *compare = ratchet->compare;
	struct tenure_change change = {.setting = setting,
				       .time_zone = time_zone};

	compare->told_count = 0;
	if (tenure_compare_find_dates(compare, ratchet->mailboxes[TENURE_OLD],
				      ratchet->mailboxes[TENURE_NEW],
				      setting) < 0)
		return -1;
	make_list(compare, 0, ratchet->mailboxes[TENURE_OLD], TENURE_OLD,
		  setting);
	make_list(compare, 1, ratchet->mailboxes[TENURE_NEW], TENURE_NEW,
		  setting);
	make_list(compare, 2, ratchet->mailboxes[TENURE_OLD], TENURE_OLD,
		  TENURE_SETTING_MODE);
	for (size_t i = 0; i < compare->date_count; i++) {
		if (check_pairs(ratchet, &change, compare->dates[i]) < 0)
			return -1;
	}
	return 0;
}

int tenure_ratchet_check(struct tenure_compare *compare,
			 const struct tenure_mailbox *old,
			 const struct tenure_mailbox *new,
			 tenure_change_callback *callback, void *context)
{
	static const enum tenure_setting settings[] = {TENURE_SETTING_KEEP,
						       TENURE_SETTING_KEEP_FROM,
						       TENURE_SETTING_MODE};
	const struct ratchet ratchet = {
		.compare = compare,
		.mailboxes = {old, new},
		.callback = callback,
		.context = context,
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		if (check_setting(&ratchet, settings[i], false) < 0)
			return -1;
	}
	if (!compare->years_differ)
		return 0;
	return check_setting(&ratchet, TENURE_SETTING_KEEP_FROM, true);
}
