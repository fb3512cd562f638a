/* SPDX-License-Identifier: MIT */
#ifndef TM_TEST_WORLD_H
#define TM_TEST_WORLD_H

/* What a milter needs to run, in a folder of its own below TMPDIR: a
   tenure.conf, a key, a policy, its snapshot. Anything that fails ends the
   test program. */
struct world {
	char folder[256];
	/* tenure.conf, and what it names. */
	char config[300], policy[300], snapshot[300], keys[300];
};

/* With the key "one", and policy published as generation 1. settings are more
   lines of tenure.conf, "" for none. */
void world_make(struct world *world, const char *policy, const char *settings);
/* Publish another policy. */
void world_publish(const struct world *world, const char *policy);
void world_write(const char *path, const char *text);
/* Write tenure.conf anew. */
void world_configure(const struct world *world, const char *settings);
void world_remove(const struct world *world);

#endif
