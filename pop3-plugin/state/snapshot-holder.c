/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/state/snapshot-holder.h"

/* The plugin's main state: Dovecot's mail processes have one thread. */
static char *held_path;
static struct tenure_snapshot *held;

void tenure_snapshot_holder_free(void)
{
	tenure_snapshot_unref(&held);
	i_free(held_path);
}

int tenure_snapshot_holder_get(const char *path,
			       struct tenure_snapshot **snapshot_r,
			       struct tenure_error *err)
{
	*snapshot_r = NULL;
	if (held != NULL && (strcmp(path, held_path) != 0 ||
			     tenure_snapshot_changed(held, path) != 0))
		tenure_snapshot_holder_free();
	if (held == NULL) {
		if (tenure_snapshot_open(path, &held, err) < 0)
			return -1;
		held_path = i_strdup(path);
	}
	*snapshot_r = tenure_snapshot_ref(held);
	return 0;
}
