/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/log.h"

static struct event_category event_category_tenure = {.name = "tenure"};

struct event *tenure_event(struct event *parent, const char *name)
{
	struct event *event = event_create(parent);

	event_add_category(event, &event_category_tenure);
	event_set_append_log_prefix(event, "tenure: ");
	event_set_name(event, name);
	return event;
}
