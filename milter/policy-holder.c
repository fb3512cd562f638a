/* SPDX-License-Identifier: MIT */
#include "policy-holder.h"

#include <inttypes.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "log.h"

/* What tells one snapshot file from another, and when there may be another key
   for it: a key can come to this host after the snapshot that names it. */
struct file_identity {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec modified, changed, keys_changed;
};

struct tm_policy_holder {
	char *config_path;
	/* Protects current. */
	pthread_mutex_t lock;
	struct tm_setup *current;
	/* Held while a setup is being built; protects what follows. */
	pthread_mutex_t building;
	/* The snapshot that was found bad, so that it is not read again for
	   each message; all zero for none, size -1 for a missing one. */
	struct file_identity bad;
};

int tm_policy_holder_new(const char *config_path, struct tm_setup *first,
			 struct tm_policy_holder **holder_r)
{
	struct tm_policy_holder *holder = tenure_calloc(1, sizeof(*holder));

	if (holder == NULL)
		return -1;
	holder->config_path = tenure_strdup(config_path);
	if (holder->config_path == NULL) {
		tenure_free(holder);
		return -1;
	}
	(void)pthread_mutex_init(&holder->lock, NULL);
	(void)pthread_mutex_init(&holder->building, NULL);
	holder->current = first;
	*holder_r = holder;
	return 0;
}

void tm_policy_holder_free(struct tm_policy_holder **holder)
{
	struct tm_policy_holder *old = *holder;

	*holder = NULL;
	if (old == NULL)
		return;
	tm_setup_unref(&old->current);
	(void)pthread_mutex_destroy(&old->lock);
	(void)pthread_mutex_destroy(&old->building);
	tenure_free(old->config_path);
	tenure_free(old);
}

static struct tm_setup *holder_current(struct tm_policy_holder *holder)
{
	struct tm_setup *setup;

	(void)pthread_mutex_lock(&holder->lock);
	setup = tm_setup_ref(holder->current);
	(void)pthread_mutex_unlock(&holder->lock);
	return setup;
}

static void holder_swap(struct tm_policy_holder *holder, struct tm_setup *setup)
{
	struct tm_setup *old;

	(void)pthread_mutex_lock(&holder->lock);
	old = holder->current;
	holder->current = setup;
	(void)pthread_mutex_unlock(&holder->lock);
	/* Freeing a large policy takes time: not under the lock. */
	tm_setup_unref(&old);
}

static void log_problem(struct tm_setup_problem *problem)
{
	char *line, *rest = problem->text.data;

	if (problem->text.failed)
		rest = NULL;
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (*line != '\0')
			tm_log(LOG_ERR, "%s", line);
	}
	tenure_buffer_free(&problem->text);
}

static void log_new(const struct tm_setup *setup, const char *why)
{
	tm_log(LOG_INFO, "%s: generation %" PRIu64 ", key %s", why,
	       tenure_snapshot_generation(tm_setup_snapshot(setup)),
	       tenure_private_key_id(tm_setup_key(setup)));
}

static struct file_identity file_identity(const struct tenure_config *config)
{
	struct file_identity id;
	struct stat st;

	/* Compared with memcmp(): no padding may be left undefined. */
	memset(&id, 0, sizeof(id));
	if (config->key_dir != NULL && stat(config->key_dir, &st) == 0)
		id.keys_changed = st.st_ctim;
	if (stat(config->snapshot, &st) < 0) {
		id.size = -1;
		return id;
	}
	id.device = st.st_dev;
	id.inode = st.st_ino;
	id.size = st.st_size;
	id.modified = st.st_mtim;
	id.changed = st.st_ctim;
	return id;
}

/* A file of the past must not undo what was published since. */
static int check_generation(const struct tm_setup *old, struct tm_setup **setup,
			    struct tm_setup_problem *problem)
{
	uint64_t now = tenure_snapshot_generation(tm_setup_snapshot(*setup));
	uint64_t before = tenure_snapshot_generation(tm_setup_snapshot(old));

	if (now >= before)
		return 0;
	problem->code = TENURE_ERROR_INPUT;
	tenure_buffer_printf(&problem->text,
			     "%s: generation %" PRIu64 " is older than %" PRIu64
			     ", which is in force",
			     tm_setup_config(*setup)->snapshot, now, before);
	tm_setup_unref(setup);
	return -1;
}

/* With building locked: take the new snapshot into use, unless it is one that
   was found bad before. */
static void holder_refresh(struct tm_policy_holder *holder)
{
	struct tm_setup_problem problem = TM_SETUP_PROBLEM_INIT;
	struct tm_setup *old = holder_current(holder), *setup;
	const char *path = tm_setup_config(old)->snapshot;
	struct file_identity id = file_identity(tm_setup_config(old));

	if (tenure_snapshot_changed(tm_setup_snapshot(old), path) == 0 ||
	    memcmp(&id, &holder->bad, sizeof(id)) == 0) {
		/* Another thread was faster. */
	} else if (tm_setup_refresh(old, &setup, &problem) < 0 ||
		   check_generation(old, &setup, &problem) < 0) {
		holder->bad = id;
		log_problem(&problem);
		tm_log(LOG_ERR,
		       "the new snapshot is not used, generation %" PRIu64
		       " stays in force",
		       tenure_snapshot_generation(tm_setup_snapshot(old)));
	} else {
		memset(&holder->bad, 0, sizeof(holder->bad));
		log_new(setup, "new snapshot");
		holder_swap(holder, setup);
	}
	tm_setup_unref(&old);
}

struct tm_setup *tm_policy_holder_get(struct tm_policy_holder *holder)
{
	struct tm_setup *setup = holder_current(holder);

	if (tenure_snapshot_changed(tm_setup_snapshot(setup),
				    tm_setup_config(setup)->snapshot) == 0)
		return setup;
	/* One thread builds; the others go on with what they have. */
	if (pthread_mutex_trylock(&holder->building) != 0)
		return setup;
	holder_refresh(holder);
	(void)pthread_mutex_unlock(&holder->building);
	tm_setup_unref(&setup);
	return holder_current(holder);
}

/* What only a restart can change. */
static void warn_of_socket(const struct tm_setup *setup,
			   const struct tm_setup *old)
{
	const char *now = tm_setup_config(setup)->milter.socket;
	const char *before = tm_setup_config(old)->milter.socket;

	if (strcmp(now, before) != 0)
		tm_log(LOG_WARNING,
		       "socket = %s needs a restart; still listening on %s",
		       now, before);
}

int tm_policy_holder_reload(struct tm_policy_holder *holder)
{
	struct tm_setup_problem problem = TM_SETUP_PROBLEM_INIT;
	struct tm_setup *old, *setup;
	int result;

	(void)pthread_mutex_lock(&holder->building);
	old = holder_current(holder);
	result = tm_setup_load(holder->config_path, &setup, &problem);
	if (result == 0)
		result = check_generation(old, &setup, &problem);
	if (result < 0) {
		log_problem(&problem);
		tm_log(LOG_ERR,
		       "reload failed, generation %" PRIu64 " stays in force",
		       tenure_snapshot_generation(tm_setup_snapshot(old)));
	} else {
		memset(&holder->bad, 0, sizeof(holder->bad));
		warn_of_socket(setup, old);
		log_new(setup, "reloaded");
		holder_swap(holder, setup);
	}
	tm_setup_unref(&old);
	(void)pthread_mutex_unlock(&holder->building);
	return result;
}
