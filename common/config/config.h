/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONFIG_H
#define TENURE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "base/network.h"
#include "policy/diagnostics.h"
#include "policy/form.h"

/* tenure.conf, read by every program; see tenure.conf(5). Paths that are not
   absolute are relative to the folder of the file. */

#define TENURE_CONFIG_DEFAULT "/etc/tenure/tenure.conf"

enum tenure_mode {
	/* Decide and act. */
	TENURE_MODE_ENFORCE,
	/* Decide and log; change nothing but write the seal. */
	TENURE_MODE_OBSERVE,
};

/* All strings are owned by the struct. */
struct tenure_config {
	char *path;
	/* [a-z0-9-.] as in r= of a seal. */
	char *realm;
	char *policy;
	char *snapshot;
	char *key_dir;
	/* Files of public keys that releases may be signed with. */
	char **release_keys;
	size_t release_key_count;
	/* How many published snapshots are kept; 1 or more. */
	unsigned int generations;
	enum tenure_mode mode;
	struct {
		/* As libmilter wants it: "unix:/path", "inet:8891@127.0.0.1".
		   A relative path of a UNIX socket is made absolute. */
		char *socket;
		/* Permissions of a UNIX socket, octal; 0660. */
		unsigned int socket_mode;
		/* Group of a UNIX socket; NULL: leave it. */
		char *group;
		struct tenure_network *trusted_relays;
		size_t trusted_relay_count;
	} milter;
};

/* The settings that tenure.conf knows; the manual's test compares. */
extern const struct tenure_form_table tenure_config_forms;

/* Returns 0 with *config_r (release with tenure_config_free()); -1 and what
   is wrong in diagnostics. */
int tenure_config_read(const char *path, struct tenure_config *config_r,
		       struct tenure_diagnostics *diagnostics) TENURE_CHECK;
/* The same for the contents of a file, called path in messages. */
int tenure_config_read_text(const char *path, const char *text, size_t size,
			    struct tenure_config *config_r,
			    struct tenure_diagnostics *diagnostics)
	TENURE_CHECK;
void tenure_config_free(struct tenure_config *config);

#endif
