/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/doveadm/doveadm-query.h"
#include <imap-match.h>

struct query_names {
	const char *const *names;
	unsigned int count;
	char separator;
};

static bool query_name_matches(const struct mail_search_arg *arg,
			       const char *name, char separator)
{
	struct imap_match_glob *glob;

	if (arg->type == SEARCH_MAILBOX)
		return strcmp(arg->value.str, name) == 0;
	glob = imap_match_init(pool_datastack_create(), arg->value.str, TRUE,
			       separator);
	return imap_match(glob, name) == IMAP_MATCH_YES;
}

static bool query_matches(const struct mail_search_arg *arg,
			  const struct query_names *names)
{
	for (unsigned int i = 0; i < names->count; i++) {
		if (names->names[i] != NULL &&
		    query_name_matches(arg, names->names[i], names->separator))
			return TRUE;
	}
	return FALSE;
}

/* Say in place of each name whether it is one of ours. */
static void query_resolve(struct mail_search_arg *arg,
			  const struct query_names *names)
{
	for (; arg != NULL; arg = arg->next) {
		switch (arg->type) {
		case SEARCH_OR:
		case SEARCH_SUB:
		case SEARCH_INTHREAD:
			query_resolve(arg->value.subargs, names);
			break;
		case SEARCH_MAILBOX:
		case SEARCH_MAILBOX_GLOB:
			if (!query_matches(arg, names))
				arg->match_not = !arg->match_not;
			arg->type = SEARCH_ALL;
			break;
		default:
			break;
		}
	}
}

struct mail_search_args *tenure_query_for_box(struct mail_search_args *args,
					      const char *const *names,
					      unsigned int count,
					      char separator)
{
	const struct query_names query_names = {names, count, separator};
	struct mail_search_args *own;
	bool any = FALSE;

	for (unsigned int i = 0; i < count; i++) {
		any = any ||
		      (names[i] != NULL && mail_search_args_match_mailbox(
						   args, names[i], separator));
	}
	if (!any)
		return NULL;
	own = mail_search_args_dup(args);
	query_resolve(own->args, &query_names);
	return own;
}

int tenure_query_names(struct mail_search_arg *args,
		       tenure_query_callback *callback, void *context)
{
	int ret = 0;

	for (; args != NULL; args = args->next) {
		switch (args->type) {
		case SEARCH_OR:
		case SEARCH_SUB:
		case SEARCH_INTHREAD:
			if (tenure_query_names(args->value.subargs, callback,
					       context) < 0)
				ret = -1;
			break;
		case SEARCH_MAILBOX:
			if (!args->match_not &&
			    callback(context, &args->value.str) < 0)
				ret = -1;
			break;
		default:
			break;
		}
	}
	return ret;
}

bool tenure_query_has_pattern(const struct mail_search_arg *args)
{
	bool found = FALSE;

	for (; args != NULL && !found; args = args->next) {
		switch (args->type) {
		case SEARCH_OR:
		case SEARCH_SUB:
		case SEARCH_INTHREAD:
			found = tenure_query_has_pattern(args->value.subargs);
			break;
		case SEARCH_MAILBOX_GLOB:
			found = !args->match_not;
			break;
		default:
			break;
		}
	}
	return found;
}
