/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "config/config.h"
#include "tests/fuzz/fuzz-findings.h"

static void check_config(struct tenure_config *config)
{
	const char *socket = config->milter.socket;

	FUZZ_REQUIRE(config->realm[0] != '\0');
	FUZZ_REQUIRE(strlen(config->realm) <= TENURE_NAME_MAX);
	FUZZ_REQUIRE(config->policy[0] == '/');
	FUZZ_REQUIRE(config->snapshot[0] == '/');
	FUZZ_REQUIRE(config->key_dir[0] == '/');
	FUZZ_REQUIRE(strncmp(socket, "unix:/", 6) == 0 ||
		     strncmp(socket, "inet", 4) == 0);
	FUZZ_REQUIRE(config->milter.socket_mode <= 0777);
	for (size_t i = 0; i < config->milter.trusted_relay_count; i++)
		FUZZ_REQUIRE(tenure_network_contains(
			&config->milter.trusted_relays[i],
			config->milter.trusted_relays[i].family,
			config->milter.trusted_relays[i].octets));
	tenure_config_free(config);
}

/* tenure.conf */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_config config;
	char *text = fuzz_string(data, size);
	int ret;

	ret = tenure_config_read_text("/etc/t.conf", text, size, &config,
				      &diagnostics);
	fuzz_findings(&diagnostics, ret);
	if (ret == 0)
		check_config(&config);
	free(text);
	return 0;
}
