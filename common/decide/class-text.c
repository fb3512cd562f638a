/* SPDX-License-Identifier: MIT */
#include "decide/class-text.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "policy/condition-text.h"

/* Texts whose order means nothing. */
struct text_list {
	char **texts;
	size_t count, allocated;
	bool failed;
};

/* Take a text over out of a buffer, which is empty then. */
static void list_take(struct text_list *list, struct tenure_buffer *text)
{
	char *str = tenure_buffer_take(text);

	if (str == NULL ||
	    tenure_array_grow(&list->texts, list->count, &list->allocated,
			      sizeof(*list->texts)) < 0) {
		tenure_free(str);
		list->failed = true;
	} else {
		list->texts[list->count++] = str;
	}
	tenure_buffer_free(text);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Append all, sorted, each once and with an end of its own, and free them. */
static void list_finish(struct text_list *list, struct tenure_buffer *out)
{
	if (list->count > 1)
		qsort(list->texts, list->count, sizeof(*list->texts),
		      compare_texts);
	tenure_buffer_add_char(out, '{');
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0 && strcmp(list->texts[i], list->texts[i - 1]) == 0)
			continue;
		/* The length keeps texts apart, whatever is in them. */
		tenure_buffer_printf(out, "%zu:%s;", strlen(list->texts[i]),
				     list->texts[i]);
	}
	tenure_buffer_add_char(out, '}');
	for (size_t i = 0; i < list->count; i++)
		tenure_free(list->texts[i]);
	tenure_free(list->texts);
	if (list->failed)
		out->failed = true;
}

static void network_text(const struct tenure_client_network *network,
			 struct tenure_buffer *out)
{
	struct text_list list = {.count = 0};

	tenure_buffer_add_str(out, network->name);
	for (size_t i = 0; i < network->address_count; i++) {
		const struct tenure_network *address = &network->addresses[i];
		struct tenure_buffer text = TENURE_BUFFER_INIT;

		tenure_buffer_printf(&text, "%d/%u/", address->family,
				     address->prefix);
		for (int j = 0; j < (address->family == 4 ? 4 : 16); j++)
			tenure_buffer_printf(&text, "%02x", address->octets[j]);
		list_take(&list, &text);
	}
	list_finish(&list, out);
}

static void conditions_text(const struct tenure_condition *conditions,
			    size_t count, struct tenure_buffer *out);

static void condition_text(const struct tenure_condition *condition,
			   struct tenure_buffer *out)
{
	struct text_list list = {.count = 0};

	if (condition->type == TENURE_CONDITION_NOT) {
		tenure_buffer_add_str(out, "not");
		conditions_text(condition->children, condition->child_count,
				out);
		return;
	}
	if (condition->alternative_count == 0) {
		tenure_condition_format(condition, out);
		return;
	}
	tenure_condition_format_name(condition, out);
	for (size_t i = 0; i < condition->alternative_count; i++) {
		struct tenure_buffer text = TENURE_BUFFER_INIT;

		if (condition->networks != NULL)
			network_text(condition->networks[i], &text);
		else
			tenure_condition_format_alternative(condition, i,
							    &text);
		list_take(&list, &text);
	}
	list_finish(&list, out);
}

static void conditions_text(const struct tenure_condition *conditions,
			    size_t count, struct tenure_buffer *out)
{
	struct text_list list = {.count = 0};

	for (size_t i = 0; i < count; i++) {
		struct tenure_buffer text = TENURE_BUFFER_INIT;

		condition_text(&conditions[i], &text);
		list_take(&list, &text);
	}
	list_finish(&list, out);
}

void tenure_class_text(const struct tenure_class *class,
		       struct tenure_buffer *out)
{
	struct text_list list = {.count = 0};

	for (size_t i = 0; i < class->match_count; i++) {
		const struct tenure_match *match = &class->matches[i];
		struct tenure_buffer text = TENURE_BUFFER_INIT;

		conditions_text(match->conditions, match->condition_count,
				&text);
		list_take(&list, &text);
	}
	list_finish(&list, out);
}
