/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/dovecot/log.h"
#include <event-filter.h>
#include <str.h>

static struct event_category event_category_tenure = {.name = "tenure"};

struct event *tenure_event(struct event *parent, const char *name)
{
	struct event *event = event_create(parent);

	event_add_category(event, &event_category_tenure);
	event_set_append_log_prefix(event, "tenure: ");
	event_set_name(event, name);
	return event;
}

/* One that looks for nothing is as good as none: the statistics have it. */
static bool filter_is_empty(struct event_filter *filter)
{
	bool empty = TRUE;

	if (filter == NULL)
		return TRUE;
	T_BEGIN
	{
		string_t *text = t_str_new(128);

		event_filter_export(filter, text);
		empty = str_len(text) == 0;
	}
	T_END;
	return empty;
}

bool tenure_event_may_be_wanted(struct event *parent)
{
	return event_want_debug(parent) ||
	       !filter_is_empty(event_get_global_debug_log_filter()) ||
	       !filter_is_empty(event_get_global_debug_send_filter()) ||
	       !filter_is_empty(event_get_global_core_log_filter());
}
