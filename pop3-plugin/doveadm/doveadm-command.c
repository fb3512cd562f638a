/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/doveadm/doveadm-command.h"
#include "pop3-plugin/conceal/concealed.h"
#include "pop3-plugin/doveadm/doveadm-query.h"
#include "pop3-plugin/ruling/facts.h"
#include "base/date.h"
#include <fcntl.h>
#include <unistd.h>

static const enum mailbox_list_iter_flags iter_flags =
	MAILBOX_LIST_ITER_NO_AUTO_BOXES | MAILBOX_LIST_ITER_RETURN_NO_FLAGS;

int tenure_command_failed(struct tenure_command *command, struct mailbox *box,
			  const char *what)
{
	e_error(command->tuser->user->event, "%s mailbox %s failed: %s", what,
		mailbox_get_vname(box),
		mailbox_get_last_internal_error(box, NULL));
	doveadm_mail_failed_mailbox(&command->ctx, box);
	return -1;
}

/* Opens, works on and frees a mailbox. One that is gone is none of ours: that a
   query names it was told already. */
static int command_box(struct tenure_command *command, struct mailbox *box,
		       struct mail_search_args *args)
{
	int ret = 0;

	if (mailbox_sync(box, MAILBOX_SYNC_FLAG_FULL_READ) == 0)
		ret = command->verb->box(command, box, args);
	else if (mailbox_get_last_mail_error(box) != MAIL_ERROR_NOTFOUND)
		ret = tenure_command_failed(command, box, "Syncing");
	mailbox_free(&box);
	return ret;
}

static enum mailbox_flags command_flags(const struct tenure_command *command)
{
	return command->verb->read_only
		       ? MAILBOX_FLAG_IGNORE_ACLS | MAILBOX_FLAG_READONLY
		       : MAILBOX_FLAG_IGNORE_ACLS;
}

static bool command_wants(struct tenure_command *command,
			  struct mail_namespace *ns)
{
	const struct tenure_verb *verb = command->verb;

	return ns != tenure_concealed_namespace(command->tuser) &&
	       (verb->wants == NULL || verb->wants(ns)) && !doveadm_is_killed();
}

static bool command_wants_any(struct tenure_command *command)
{
	struct mail_namespace *ns;

	for (ns = command->tuser->user->namespaces; ns != NULL; ns = ns->next) {
		if (command_wants(command, ns))
			return TRUE;
	}
	return FALSE;
}

/* What Dovecot must not read it takes for empty, which is no error to it. */
static int command_check_root(struct tenure_command *command,
			      struct mail_namespace *ns)
{
	const char *root;

	if (!mailbox_list_get_root_path(
		    ns->list, MAILBOX_LIST_PATH_TYPE_MAILBOX, &root) ||
	    faccessat(AT_FDCWD, root, R_OK | X_OK, AT_EACCESS) == 0 ||
	    errno == ENOENT)
		return 0;
	e_error(command->tuser->user->event,
		"Listing mailboxes in %s failed: %m", root);
	doveadm_mail_failed_error(&command->ctx, MAIL_ERROR_TEMP);
	return -1;
}

static int command_check_roots(struct tenure_command *command)
{
	struct mail_namespace *ns;
	int ret = 0;

	for (ns = command->tuser->user->namespaces; ns != NULL; ns = ns->next) {
		if (ns->type == MAIL_NAMESPACE_TYPE_PRIVATE &&
		    command_wants(command, ns) &&
		    command_check_root(command, ns) < 0)
			ret = -1;
	}
	return ret;
}

/* Messages of a virtual mailbox are those of others: there they can be told
   about, but who destroys them, or brings them back, goes through the mailboxes
   that they are in. */
static bool command_passes_over(const struct tenure_command *command,
				const struct mailbox *box)
{
	return !command->verb->read_only &&
	       strcmp(box->storage->name, "virtual") == 0;
}

static int command_is_virtual(struct tenure_command *command, const char *name)
{
	e_error(command->tuser->user->event,
		"Mailbox is virtual: %s: name those that its messages are in",
		name);
	command->ctx.exit_code = EX_USAGE;
	return -1;
}

/* Returns 1; 0 if it is not one for this verb, -1 after logging. */
static int command_folder(struct tenure_command *command,
			  const struct mailbox_info *info)
{
	struct mailbox *box = mailbox_alloc(info->ns->list, info->vname,
					    command_flags(command));

	if (command_passes_over(command, box)) {
		mailbox_free(&box);
		return 0;
	}
	return command_box(command, box, command->ctx.search_args) < 0 ? -1 : 1;
}

static int command_folders(struct tenure_command *command)
{
	struct doveadm_mailbox_list_iter *iter;
	const struct mailbox_info *info;
	const char *passed_over = NULL;
	bool any = FALSE;
	int one, ret = command_check_roots(command);

	iter = doveadm_mailbox_list_iter_init(
		&command->ctx, command->tuser->user, command->ctx.search_args,
		iter_flags);
	while ((info = doveadm_mailbox_list_iter_next(iter)) != NULL) {
		if (!command_wants(command, info->ns))
			continue;
		T_BEGIN
		{
			one = command_folder(command, info);
		}
		T_END;
		if (one < 0)
			ret = -1;
		if (one != 0)
			any = TRUE;
		else if (passed_over == NULL)
			passed_over = t_strdup(info->vname);
	}
	if (doveadm_mailbox_list_iter_deinit(&iter) < 0)
		ret = -1;
	/* A pattern that names no others; a name has been told. Who has no
	   mailbox yet has the virtual ones nevertheless. */
	if (passed_over != NULL && !any && command->ctx.exit_code == 0 &&
	    tenure_query_has_pattern(command->ctx.search_args->args))
		return command_is_virtual(command, passed_over);
	return ret;
}

static int command_concealed_box(struct tenure_command *command,
				 struct mailbox *box)
{
	struct mail_search_args *args = command->ctx.search_args;
	struct mail_namespace *ns;
	const char *names[] = {mailbox_get_vname(box), NULL};
	int ret;

	if (command->verb->scope == TENURE_COMMAND_CONCEALED)
		names[1] = tenure_concealed_source(box, &ns);
	args = tenure_query_for_box(
		args, names, N_ELEMENTS(names),
		mail_namespace_get_sep(mailbox_get_namespace(box)));
	if (args == NULL) {
		mailbox_free(&box);
		return 0;
	}
	ret = command_box(command, box, args);
	mail_search_args_unref(&args);
	return ret;
}

/* There is no namespace of concealed mail. Should there be one? */
static int command_not_concealed(struct tenure_command *command)
{
	struct mail_user *user = command->tuser->user;

	if (!tenure_concealed_format_is_good(
		    mail_namespace_find_inbox(user->namespaces)))
		return 0;
	/* why not has been logged */
	command->ctx.exit_code = EX_CONFIG;
	return -1;
}

static int command_concealed(struct tenure_command *command)
{
	struct mail_namespace *ns = tenure_concealed_namespace(command->tuser);
	struct mailbox_list_iterate_context *iter;
	const struct mailbox_info *info;
	int ret;

	if (ns == NULL)
		return command_not_concealed(command);
	ret = command_check_root(command, ns);
	iter = mailbox_list_iter_init(ns->list, "*", iter_flags);
	while ((info = mailbox_list_iter_next(iter)) != NULL) {
		if ((info->flags & (MAILBOX_NOSELECT | MAILBOX_NONEXISTENT)) !=
			    0 ||
		    doveadm_is_killed())
			continue;
		T_BEGIN
		{
			if (command_concealed_box(
				    command,
				    mailbox_alloc(ns->list, info->vname,
						  command_flags(command))) < 0)
				ret = -1;
		}
		T_END;
	}
	if (mailbox_list_iter_deinit(&iter) < 0) {
		e_error(command->tuser->user->event,
			"Listing concealed mailboxes failed: %s",
			mailbox_list_get_last_internal_error(ns->list, NULL));
		doveadm_mail_failed_list(&command->ctx, ns->list);
		ret = -1;
	}
	return ret;
}

/* Returns 1 if a mailbox is there, 0 if not, -1 if that cannot be told. Frees
   it. */
static int command_box_exists(struct mailbox *box)
{
	enum mailbox_existence existence;
	int ret = mailbox_exists(box, TRUE, &existence);

	mailbox_free(&box);
	return ret < 0 ? -1 : existence != MAILBOX_EXISTENCE_NONE;
}

/* What a query names has to be there: the folder, or what was concealed from
   it. The name is compared from here on with what Dovecot calls the folder, in
   whose names INBOX always has capitals. */
static int command_check_name(void *context, const char **name)
{
	struct tenure_command *command = context;
	struct mail_user *user = command->tuser->user;
	struct mail_namespace *ns =
		mail_namespace_find(user->namespaces, *name);
	struct mailbox *box =
		mailbox_alloc(ns->list, *name, MAILBOX_FLAG_IGNORE_ACLS);
	const char *folder = tenure_facts_folder(box);
	bool passes_over = command_passes_over(command, box);

	*name = p_strdup(command->ctx.search_args->pool,
			 mailbox_get_vname(box));
	if (command_box_exists(box) != 0) {
		return passes_over ? command_is_virtual(command, *name) : 0;
	}
	box = tenure_concealed_alloc(command->tuser, folder);
	if (box != NULL && command_box_exists(box) != 0)
		return 0;
	e_error(user->event, "Mailbox doesn't exist: %s", *name);
	doveadm_mail_failed_error(&command->ctx, MAIL_ERROR_NOTFOUND);
	return -1;
}

static int command_run(struct doveadm_mail_cmd_context *ctx,
		       struct mail_user *user)
{
	struct tenure_command *command = (struct tenure_command *)ctx;
	int ret = 0;

	command->tuser = tenure_user_get(user);
	if (command->tuser == NULL) {
		e_error(user->event,
			"The plugin tenure is not loaded for this user");
		ctx->exit_code = EX_CONFIG;
		return -1;
	}
	if (tenure_user_policy(command->tuser) == NULL) {
		/* which has been logged */
		ctx->exit_code = EX_TEMPFAIL;
		return -1;
	}
	ret = tenure_query_names(ctx->search_args->args, command_check_name,
				 command);
	if (command->verb->scope == TENURE_COMMAND_ALL &&
	    command_wants_any(command) && command_folders(command) < 0)
		ret = -1;
	if (command_concealed(command) < 0)
		ret = -1;
	if (doveadm_is_killed()) {
		ctx->exit_code = EX_TEMPFAIL;
		ret = -1;
	}
	return ret;
}

int tenure_command_mails(struct tenure_command *command, struct mailbox *box,
			 struct mail_search_args *args)
{
	struct mailbox_transaction_context *t;
	struct mail_search_context *search;
	struct mail *mail;
	int ret = 0;

	mail_search_args_init(args, box, FALSE, NULL);
	t = mailbox_transaction_begin(box, command->ctx.transaction_flags,
				      command->verb->name);
	search = mailbox_search_init(t, args, NULL, 0, NULL);
	while (!doveadm_is_killed() && mailbox_search_next(search, &mail)) {
		T_BEGIN
		{
			if (command->verb->mail(command, mail) < 0)
				ret = -1;
		}
		T_END;
	}
	if (mailbox_search_deinit(&search) < 0)
		ret = tenure_command_failed(command, box, "Searching");
	mail_search_args_deinit(args);
	if (mailbox_transaction_commit(&t) < 0)
		ret = tenure_command_failed(command, box, "Committing");
	return ret;
}

static void command_build_query(struct tenure_command *command)
{
	static const char *const all[] = {"all", NULL};
	const struct tenure_verb *verb = command->verb;
	const char *const *query = tenure_compat_doveadm_query(&command->ctx);

	if (query == NULL && verb->query != TENURE_QUERY_OPTIONAL)
		doveadm_mail_help_name(verb->name);
	command->ctx.search_args =
		doveadm_mail_build_search_args(query == NULL ? all : query);
	if (verb->query == TENURE_QUERY_EXPLICIT)
		expunge_search_args_check(command->ctx.search_args, verb->name);
}

static void TENURE_COMPAT_DOVEADM_INIT(command_init, ctx)
{
	struct tenure_command *command = (struct tenure_command *)ctx;

	command_build_query(command);
	command->verb->init(command);
}

static void command_deinit(struct doveadm_mail_cmd_context *ctx)
{
	struct tenure_command *command = (struct tenure_command *)ctx;

	if (command->verb->finish != NULL)
		command->verb->finish(command);
}

struct doveadm_mail_cmd_context *
tenure_command_alloc(const struct tenure_verb *verb, size_t size)
{
	struct doveadm_mail_cmd_context *ctx =
		doveadm_mail_cmd_alloc_size(size);
	struct tenure_command *command = (struct tenure_command *)ctx;

	command->verb = verb;
	tenure_compat_doveadm_init(ctx, command_init);
	ctx->v.run = command_run;
	ctx->v.deinit = command_deinit;
	doveadm_print_init(verb->format);
	return ctx;
}

void tenure_command_column(const char *name)
{
	doveadm_print_header_simple(name);
}

void tenure_command_column_number(const char *name)
{
	doveadm_print_header(name, name,
			     DOVEADM_PRINT_HEADER_FLAG_RIGHT_JUSTIFY |
				     DOVEADM_PRINT_HEADER_FLAG_NUMBER);
}

void tenure_command_print_time(int64_t when, const char *forever)
{
	char text[TENURE_DATE_SIZE];

	if (when == TENURE_TIME_NONE)
		doveadm_print("");
	else if (when == TENURE_TIME_FOREVER)
		doveadm_print(forever);
	else
		doveadm_print(tenure_date_format(when, text));
}

int tenure_command_look(struct tenure_command *command, struct mail *mail,
			struct tenure_outlook *outlook_r)
{
	const char *error;
	int ret;

	ret = tenure_outlook_get(mail, ioloop_time, outlook_r, &error);
	if (ret < 0) {
		e_error(mail_event(mail), "Cannot tell what becomes of it: %s",
			error);
		doveadm_mail_failed_error(&command->ctx, MAIL_ERROR_TEMP);
	}
	return ret;
}
