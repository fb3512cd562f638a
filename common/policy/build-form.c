/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

#define CONDITION(type) (TENURE_FORM_CONDITION + TENURE_CONDITION_##type)
#define IN_MATCH "into a match block of a class"

/* The blocks and the settings that are about no message. Those of a plan come
   from settings.c. */
static const struct tenure_form forms[] = {
	{.name = "tenure_version",
	 .places = TENURE_PLACE_FILE,
	 .id = TENURE_FORM_VERSION,
	 .usage = "tenure_version = 1",
	 .home = "to the beginning of the policy"},
	{.name = "class",
	 .places = TENURE_PLACE_FILE,
	 .block = true,
	 .argument = true,
	 .id = TENURE_FORM_CLASS,
	 .usage = "class NAME { match { ... } }",
	 .home = "outside of all blocks, or into a plan, tenant or user "
		 "block"},
	{.name = "plan",
	 .places = TENURE_PLACE_FILE,
	 .block = true,
	 .argument = true,
	 .id = TENURE_FORM_PLAN,
	 .usage = "plan NAME { ... }",
	 .home = "outside of all blocks, or into a tenant or user block"},
	{.name = "tenant",
	 .places = TENURE_PLACE_FILE,
	 .block = true,
	 .argument = true,
	 .id = TENURE_FORM_TENANT,
	 .usage = "tenant DOMAIN { ... }",
	 .home = "outside of all blocks"},
	{.name = "user",
	 .places = TENURE_PLACE_FILE,
	 .block = true,
	 .argument = true,
	 .id = TENURE_FORM_USER,
	 .usage = "user ADDRESS { ... }",
	 .home = "outside of all blocks"},
	{.name = "unknown",
	 .places = TENURE_PLACE_FILE,
	 .id = TENURE_FORM_UNKNOWN,
	 .usage = "unknown = PLAN",
	 .home = "outside of all blocks"},
	{.name = "recipient_delimiter",
	 .places = TENURE_PLACE_FILE,
	 .id = TENURE_FORM_DELIMITER,
	 .usage = "recipient_delimiter = CHARACTERS",
	 .home = "outside of all blocks"},
	{.name = "network",
	 .places = TENURE_PLACE_FILE,
	 .block = true,
	 .argument = true,
	 .id = TENURE_FORM_NETWORK,
	 .usage = "network NAME { addresses = ADDRESS/BITS ... }",
	 .home = "outside of all blocks"},
	{.name = "addresses",
	 .places = TENURE_PLACE_NETWORK,
	 .id = TENURE_FORM_ADDRESSES,
	 .usage = "addresses = ADDRESS/BITS ...",
	 .home = "into a network block"},
	{.name = "time_zone",
	 .places = TENURE_PLACE_FILE,
	 .id = TENURE_FORM_TIME_ZONE,
	 .usage = "time_zone = NAME",
	 .home = "outside of all blocks"},
	{.name = "tenants",
	 .places = TENURE_PLACE_FILE,
	 .id = TENURE_FORM_TENANTS,
	 .usage = "tenants = text:FILE ...",
	 .home = "outside of all blocks"},
	{.name = "users",
	 .places = TENURE_PLACE_FILE,
	 .id = TENURE_FORM_USERS,
	 .usage = "users = text:FILE ...",
	 .home = "outside of all blocks"},
	{.name = "bounds",
	 .places = TENURE_PLACE_FILE,
	 .block = true,
	 .id = TENURE_FORM_BOUNDS,
	 .usage = "bounds { SETTING ... }",
	 .home = "outside of all blocks"},
	{.name = "may",
	 .places = TENURE_PLACE_BOUNDS,
	 .id = TENURE_FORM_MAY,
	 .usage = "may = SETTING ...",
	 .home = "into a bounds block"},
	{.name = "match",
	 .places = TENURE_PLACE_CLASS,
	 .block = true,
	 .id = TENURE_FORM_MATCH,
	 .usage = "match { CONDITION ... }",
	 .home = "into a class block outside of all others"},
	{.name = "class",
	 .places = TENURE_PLACE_PLAN | TENURE_PLACE_SUBJECT,
	 .block = true,
	 .argument = true,
	 .id = TENURE_FORM_CLASS_TERMS,
	 .usage = "class NAME { SETTING ... }",
	 .home = ""},
	{.name = "plan",
	 .places = TENURE_PLACE_SUBJECT,
	 .id = TENURE_FORM_SUBJECT_PLAN,
	 .usage = "plan = NAME",
	 .home = ""},
	{.name = "pop3",
	 .places = TENURE_PLACE_PLAN | TENURE_PLACE_SUBJECT |
		   TENURE_PLACE_CLASS_TERMS | TENURE_PLACE_BOUNDS,
	 .block = true,
	 .id = TENURE_FORM_POP3,
	 .usage = "pop3 { SETTING ... }",
	 .home = "into a plan, tenant or user block"},
	{.name = "smtp",
	 .places = TENURE_PLACE_PLAN | TENURE_PLACE_SUBJECT |
		   TENURE_PLACE_CLASS_TERMS | TENURE_PLACE_BOUNDS,
	 .block = true,
	 .id = TENURE_FORM_SMTP,
	 .usage = "smtp { SETTING ... }",
	 .home = "into a plan, tenant or user block"},
	{.name = "header",
	 .places = TENURE_PLACE_MATCH,
	 .argument = true,
	 .id = CONDITION(HEADER),
	 .usage = "header FIELD = \"GLOB\" ...",
	 .home = IN_MATCH},
	{.name = "from",
	 .places = TENURE_PLACE_MATCH,
	 .id = CONDITION(FROM),
	 .usage = "from = ADDRESS ...",
	 .home = IN_MATCH},
	{.name = "to",
	 .places = TENURE_PLACE_MATCH,
	 .id = CONDITION(TO),
	 .usage = "to = ADDRESS ...",
	 .home = IN_MATCH},
	{.name = "sender",
	 .places = TENURE_PLACE_MATCH,
	 .id = CONDITION(SENDER),
	 .usage = "sender = ADDRESS ...",
	 .home = IN_MATCH},
	{.name = "size",
	 .places = TENURE_PLACE_MATCH,
	 .comparison = true,
	 .id = CONDITION(SIZE),
	 .usage = "size > 10M",
	 .home = IN_MATCH},
	{.name = "auth",
	 .places = TENURE_PLACE_MATCH,
	 .id = CONDITION(AUTH),
	 .usage = "auth = yes | no",
	 .home = IN_MATCH},
	{.name = "tls",
	 .places = TENURE_PLACE_MATCH,
	 .comparison = true,
	 .id = CONDITION(TLS),
	 .usage = "tls = yes | no, or tls >= 1.2",
	 .home = IN_MATCH},
	{.name = "sealed",
	 .places = TENURE_PLACE_MATCH,
	 .id = CONDITION(SEALED),
	 .usage = "sealed = yes | no",
	 .home = IN_MATCH},
	{.name = "mailbox",
	 .places = TENURE_PLACE_MATCH,
	 .id = CONDITION(MAILBOX),
	 .usage = "mailbox = \"GLOB\" ...",
	 .home = IN_MATCH},
	{.name = "client",
	 .places = TENURE_PLACE_MATCH,
	 .id = CONDITION(CLIENT),
	 .usage = "client = NETWORK ...",
	 .home = IN_MATCH},
	{.name = "attachment",
	 .places = TENURE_PLACE_MATCH,
	 .id = CONDITION(ATTACHMENT),
	 .usage = "attachment = \"GLOB\" ...",
	 .home = IN_MATCH},
	{.name = "not",
	 .places = TENURE_PLACE_MATCH,
	 .block = true,
	 .id = CONDITION(NOT),
	 .usage = "not { CONDITION ... }",
	 .home = IN_MATCH},
};
#define FORMS_COUNT (sizeof(forms) / sizeof(forms[0]))

_Static_assert(FORMS_COUNT + 2 * TENURE_SETTING_COUNT <= TENURE_FORMS_MAX,
	       "TENURE_FORMS_MAX is too small");

static struct tenure_form setting_form(enum tenure_setting setting)
{
	const struct tenure_setting_info *info = tenure_setting_info(setting);
	struct tenure_form form = {
		.name = info->bare_name,
		.id = (int)setting,
		.usage = info->usage,
	};

	switch (info->block[0]) {
	case 'p':
		form.places = TENURE_PLACE_POP3;
		form.home = "into a pop3 block";
		break;
	case 's':
		form.places = TENURE_PLACE_SMTP;
		form.home = "into an smtp block";
		break;
	default:
		form.places = TENURE_PLACE_PLAN | TENURE_PLACE_SUBJECT |
			      TENURE_PLACE_CLASS_TERMS;
		form.home = "into a plan, tenant or user block";
	}
	return form;
}

/* The setting's own form, in bounds. */
static struct tenure_form bound_form(enum tenure_setting setting)
{
	struct tenure_form form = setting_form(setting);

	form.id += TENURE_FORM_BOUND;
	form.comparison = true;
	if (tenure_setting_number_choice(setting) >= 0)
		form.usage = "NAME = LOW .. HIGH, NAME >= LOW or NAME <= HIGH";
	else
		form.usage = "NAME = WORD ...";
	if (form.places == TENURE_PLACE_POP3)
		form.places = TENURE_PLACE_BOUNDS_POP3;
	else if (form.places == TENURE_PLACE_SMTP)
		form.places = TENURE_PLACE_BOUNDS_SMTP;
	else
		form.places = TENURE_PLACE_BOUNDS;
	return form;
}

void tenure_build_forms(struct tenure_build *build)
{
	size_t i;

	for (i = 0; i < FORMS_COUNT; i++)
		build->forms[i] = forms[i];
	for (i = 0; i < TENURE_SETTING_COUNT; i++) {
		enum tenure_setting setting = (enum tenure_setting)i;

		build->forms[FORMS_COUNT + i] = setting_form(setting);
		build->forms[FORMS_COUNT + TENURE_SETTING_COUNT + i] =
			bound_form(setting);
	}
	build->table.forms = build->forms;
	build->table.count = FORMS_COUNT + 2 * TENURE_SETTING_COUNT;
}

const struct tenure_form *
tenure_build_form(struct tenure_build *build, unsigned int place,
		  const struct tenure_statement *statement)
{
	return tenure_form_find(&build->table, place, build->tree, statement,
				build->diagnostics);
}
