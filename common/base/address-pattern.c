/* SPDX-License-Identifier: MIT */
#include "base/address.h"

#include <string.h>

#include "base/alloc.h"

/* Tell the forms apart and write the key. Returns an error text or NULL. */
static const char *pattern_read(const char *text,
				enum tenure_address_pattern_type *type_r,
				char *key_r)
{
	key_r[0] = '\0';
	if (strcmp(text, "<>") == 0) {
		*type_r = TENURE_ADDRESS_PATTERN_NULL;
		return NULL;
	}
	if (text[0] == '@' && text[1] == '.') {
		*type_r = TENURE_ADDRESS_PATTERN_SUBDOMAIN;
		if (text[2] == '[' || tenure_domain_key(text + 2, key_r) < 0)
			return "not a domain after \"@.\"";
		return NULL;
	}
	if (text[0] == '@') {
		*type_r = TENURE_ADDRESS_PATTERN_DOMAIN;
		if (tenure_domain_key(text + 1, key_r) < 0)
			return "not a domain after \"@\"";
		return NULL;
	}
	*type_r = TENURE_ADDRESS_PATTERN_EXACT;
	if (strchr(text, '@') == NULL)
		return "not an address, it has no \"@\"; a whole domain is "
		       "written as @domain";
	if (tenure_address_key(text, key_r) < 0)
		return "not an address";
	return NULL;
}

int tenure_address_pattern_parse(const char *text,
				 struct tenure_address_pattern *pattern_r,
				 const char **error_r)
{
	enum tenure_address_pattern_type type;
	char key[TENURE_ADDRESS_KEY_SIZE], *copy;
	const char *error;

	error = pattern_read(text, &type, key);
	if (error != NULL) {
		*error_r = error;
		return -1;
	}
	copy = tenure_strdup(key);
	if (copy == NULL) {
		*error_r = "out of memory";
		return -1;
	}
	pattern_r->type = type;
	pattern_r->key = copy;
	return 0;
}

void tenure_address_pattern_free(struct tenure_address_pattern *pattern)
{
	tenure_free(pattern->key);
	pattern->key = NULL;
}

/* Is a domain below parent? */
static bool is_below(const char *domain, const char *parent)
{
	size_t size = strlen(domain), parent_size = strlen(parent);

	return size > parent_size && domain[size - parent_size - 1] == '.' &&
	       strcmp(domain + size - parent_size, parent) == 0;
}

bool tenure_address_pattern_match(const struct tenure_address_pattern *pattern,
				  const char *key)
{
	if (*key == '\0')
		return pattern->type == TENURE_ADDRESS_PATTERN_NULL;
	switch (pattern->type) {
	case TENURE_ADDRESS_PATTERN_EXACT:
		return strcmp(key, pattern->key) == 0;
	case TENURE_ADDRESS_PATTERN_DOMAIN:
		return strcmp(tenure_address_domain(key), pattern->key) == 0;
	case TENURE_ADDRESS_PATTERN_SUBDOMAIN:
		return is_below(tenure_address_domain(key), pattern->key);
	case TENURE_ADDRESS_PATTERN_NULL:
		break;
	}
	return false;
}
