/* SPDX-License-Identifier: MIT */
#include "policy/build.h"

static void build_addresses(struct tenure_build *build,
			    struct tenure_client_network *network,
			    const struct tenure_statement *statement)
{
	const struct tenure_word *word = statement->values;
	struct tenure_network *addresses;
	const char *error;
	size_t i;

	addresses = tenure_build_alloc(build, statement->value_count,
				       sizeof(*addresses));
	if (addresses == NULL)
		return;
	network->addresses = addresses;
	network->address_count = statement->value_count;
	for (i = 0; i < statement->value_count; i++) {
		if (tenure_network_parse(word[i].text, &addresses[i], &error) <
		    0)
			build_error(build, &word[i],
				    "write 192.0.2.0/24 or 2001:db8::/32",
				    "bad address \"%s\": %s", word[i].text,
				    error);
	}
}

void tenure_build_network(struct tenure_build *build,
			  struct tenure_client_network *network,
			  const struct tenure_statement *block)
{
	const struct tenure_statement *statement, *first = NULL;

	for (statement = block->children; statement != NULL;
	     statement = statement->next) {
		if (tenure_build_form(build, TENURE_PLACE_NETWORK, statement) ==
		    NULL)
			continue;
		if (first != NULL) {
			tenure_form_report_duplicate(
				build->tree, &statement->name, "setting",
				statement->name.text, first->name.where,
				build->diagnostics);
			continue;
		}
		first = statement;
		build_addresses(build, network, statement);
	}
	if (block->children == NULL)
		build_error(build, &block->name,
			    "write addresses = 192.0.2.0/24",
			    "network \"%s\" has no addresses", network->name);
}
