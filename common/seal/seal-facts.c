/* SPDX-License-Identifier: MIT */
#include "seal/seal-facts.h"

#include <string.h>

bool tenure_seal_realm_valid(const char *realm)
{
	size_t size = strspn(realm, "abcdefghijklmnopqrstuvwxyz0123456789.-");

	return size > 0 && size <= TENURE_NAME_MAX && realm[size] == '\0';
}

void tenure_seal_add_network(struct tenure_seal *seal, const char *name)
{
	if (seal->network_count == TENURE_SEAL_NETWORKS_MAX ||
	    strlen(name) > TENURE_NAME_MAX) {
		seal->networks_unknown = true;
		return;
	}
	memcpy(seal->networks[seal->network_count++], name, strlen(name) + 1);
}

/* The networks of today may be others than those of the seal's generation. */
static void networks_to_facts(struct tenure_seal *seal,
			      struct tenure_facts *facts)
{
	facts->network_count = TENURE_CANNOT_TELL;
	if (seal->networks_unknown)
		return;
	for (unsigned int i = 0; i < seal->network_count; i++)
		seal->network_names[i] = seal->networks[i];
	facts->networks = seal->network_names;
	facts->network_count = (int)seal->network_count;
	facts->networks_generation = seal->generation;
}

void tenure_seal_to_facts(struct tenure_seal *seal, struct tenure_facts *facts)
{
	facts->seal = TENURE_SEAL_SEALED;
	facts->sender = seal->sender;
	facts->size = seal->size;
	facts->auth = seal->auth ? 1 : 0;
	facts->tls = seal->tls;
	facts->received = seal->time;
	networks_to_facts(seal, facts);
}
