/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "output.h"
#include "policy-changes.h"
#include "policy-settings.h"

static void add_setting(void *context, const struct tenure_class *class,
			enum tenure_setting setting,
			const struct tenure_value *value)
{
	struct tenure_buffer *text = context;

	tenure_buffer_printf(text, "%s:%d=", class == NULL ? "" : class->name,
			     (int)setting);
	tenure_value_format(setting, value, text);
	tenure_buffer_add_char(text, '\n');
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The settings of a mailbox as lines in a fixed order: the order of blocks in
   a policy means nothing. The lines are cut out of text, and *count_r in
   number; free the list with tenure_free(). */
static char **mailbox_lines(const struct tenure_mailbox *mailbox,
			    struct tenure_buffer *text, size_t *count_r)
{
	size_t allocated = 0, count = 0;
	char **lines = NULL, *rest = NULL;

	tenure_mailbox_walk(mailbox, add_setting, text);
	if (text->failed)
		tenure_die_nomem();
	for (char *line = strtok_r(text->data, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (tenure_array_grow(&lines, count, &allocated,
				      sizeof(*lines)) < 0)
			tenure_die_nomem();
		lines[count++] = line;
	}
	qsort(lines, count, sizeof(*lines), compare_lines);
	*count_r = count;
	return lines;
}

/* Do two mailboxes have the same settings? */
static bool mailboxes_equal(const struct tenure_mailbox *a,
			    const struct tenure_mailbox *b)
{
	struct tenure_buffer text_a = TENURE_BUFFER_INIT;
	struct tenure_buffer text_b = TENURE_BUFFER_INIT;
	size_t count_a, count_b;
	char **lines_a = mailbox_lines(a, &text_a, &count_a);
	char **lines_b = mailbox_lines(b, &text_b, &count_b);
	bool equal = count_a == count_b;

	for (size_t i = 0; equal && i < count_a; i++)
		equal = strcmp(lines_a[i], lines_b[i]) == 0;
	tenure_free(lines_a);
	tenure_free(lines_b);
	tenure_buffer_free(&text_a);
	tenure_buffer_free(&text_b);
	return equal;
}

/* Finds the mailbox of a key in a policy; a tenant that is not there has the
   settings of unknown mailboxes. */
typedef void find_mailbox(const struct tenure_policy *policy, const char *key,
			  struct tenure_mailbox *mailbox_r);

static void find_user(const struct tenure_policy *policy, const char *key,
		      struct tenure_mailbox *mailbox_r)
{
	(void)!tenure_policy_mailbox(policy, key, NULL, mailbox_r);
}

static void find_tenant(const struct tenure_policy *policy, const char *key,
			struct tenure_mailbox *mailbox_r)
{
	(void)!tenure_tenant_mailbox(policy, key, mailbox_r);
}

static bool key_changed(const struct tenure_policy *old,
			const struct tenure_policy *new, const char *key,
			find_mailbox *find)
{
	struct tenure_mailbox before, after;

	if (old == NULL || new == NULL)
		return true;
	find(old, key, &before);
	find(new, key, &after);
	return !mailboxes_equal(&before, &after);
}

static size_t count_tenants(const struct tenure_policy *old,
			    const struct tenure_policy *new)
{
	struct tenure_mailbox mailbox;
	size_t changed = 0;

	for (size_t i = 0; i < tenure_policy_tenant_count(new); i++)
		changed +=
			key_changed(old, new, tenure_policy_tenant(new, i)->key,
				    find_tenant);
	/* Those that are gone. */
	for (size_t i = 0; old != NULL && i < tenure_policy_tenant_count(old);
	     i++) {
		const char *key = tenure_policy_tenant(old, i)->key;

		if (tenure_tenant_mailbox(new, key, &mailbox) < 0)
			changed += key_changed(old, new, key, find_tenant);
	}
	return changed;
}

static size_t count_users(const struct tenure_policy *old,
			  const struct tenure_policy *new)
{
	struct tenure_mailbox mailbox;
	size_t changed = 0;

	for (size_t i = 0; i < tenure_policy_user_count(new); i++)
		changed += key_changed(
			old, new, tenure_policy_user(new, i)->key, find_user);
	for (size_t i = 0; old != NULL && i < tenure_policy_user_count(old);
	     i++) {
		const char *key = tenure_policy_user(old, i)->key;

		find_user(new, key, &mailbox);
		if (mailbox.user == NULL)
			changed += key_changed(old, new, key, find_user);
	}
	return changed;
}

void tenure_policy_changes(const struct tenure_policy *old,
			   const struct tenure_policy *new,
			   struct tenure_policy_changes *changes_r)
{
	changes_r->tenants = count_tenants(old, new);
	changes_r->users = count_users(old, new);
	changes_r->unknown = key_changed(old, new, "", find_user);
}
