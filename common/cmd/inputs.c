/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "inputs.h"
#include "output.h"
#include "snapshot/history.h"

/* Findings in a text do not tell a missing file from a bad one; exit codes
   do. So look first. */
static int check_readable(const char *path)
{
	struct tenure_error err;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int errnum = 0;

	if (fd < 0 || fstat(fd, &st) < 0)
		errnum = errno;
	else if (S_ISDIR(st.st_mode))
		errnum = EISDIR;
	if (fd >= 0)
		(void)close(fd);
	if (errnum == 0)
		return TENURE_EXIT_YES;
	(void)tenure_error_errno(&err, errnum, "cannot read %s", path);
	return tenure_complain_error(&err);
}

int tenure_input_config(const struct tenure_arguments *args,
			struct tenure_config *config_r)
{
	const char *path = args->options[TENURE_OPTION_CONFIG];
	struct tenure_diagnostics diagnostics;
	int code;

	if (path == NULL)
		path = TENURE_CONFIG_DEFAULT;
	code = check_readable(path);
	if (code != TENURE_EXIT_YES)
		return code;
	tenure_diagnostics_init(&diagnostics);
	if (tenure_config_read(path, config_r, &diagnostics) < 0)
		code = TENURE_EXIT_INPUT;
	tenure_complain_diagnostics(&diagnostics);
	tenure_diagnostics_free(&diagnostics);
	return code;
}

int tenure_input_policy_quietly(const char *path,
				struct tenure_policy **policy_r,
				struct tenure_diagnostics *diagnostics)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	struct tenure_source source;
	char *folder;
	int code = check_readable(path);

	if (code != TENURE_EXIT_YES)
		return code;
	if (slash == NULL)
		folder = tenure_strdup(".");
	else if (slash == path)
		folder = tenure_strdup("/");
	else
		folder = tenure_memdup(path, (size_t)(slash - path));
	if (folder == NULL)
		tenure_die_nomem();
	source = tenure_source_folder(folder);
	if (tenure_policy_read(&source, name, policy_r, diagnostics) < 0)
		code = TENURE_EXIT_INPUT;
	tenure_free(folder);
	return code;
}

int tenure_input_policy(const char *path, struct tenure_policy **policy_r)
{
	struct tenure_diagnostics diagnostics;
	int code;

	tenure_diagnostics_init(&diagnostics);
	code = tenure_input_policy_quietly(path, policy_r, &diagnostics);
	tenure_complain_diagnostics(&diagnostics);
	tenure_diagnostics_free(&diagnostics);
	return code;
}

int tenure_input_policy_path(const struct tenure_arguments *args, char **path_r)
{
	const char *operand =
		args->operand_count > 0 ? args->operands[0] : NULL;
	struct tenure_config config;
	int code;

	if (operand != NULL) {
		*path_r = tenure_strdup(operand);
	} else {
		code = tenure_input_config(args, &config);
		if (code != TENURE_EXIT_YES)
			return code;
		*path_r = tenure_strdup(config.policy);
		tenure_config_free(&config);
	}
	if (*path_r == NULL)
		tenure_die_nomem();
	return TENURE_EXIT_YES;
}

int tenure_input_generation(const struct tenure_arguments *args,
			    const char *text,
			    struct tenure_snapshot **snapshot_r)
{
	struct tenure_buffer path = TENURE_BUFFER_INIT;
	struct tenure_config config;
	uint64_t number;
	char *end;
	int code;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (*text < '1' || *text > '9' || *end != '\0' || errno != 0) {
		tenure_complain("\"%s\" is not the number of a generation",
				text);
		return TENURE_EXIT_USAGE;
	}
	code = tenure_input_config(args, &config);
	if (code != TENURE_EXIT_YES)
		return code;
	tenure_history_path(config.snapshot, number, &path);
	if (path.failed)
		tenure_die_nomem();
	code = tenure_input_snapshot(path.data, snapshot_r);
	tenure_buffer_free(&path);
	tenure_config_free(&config);
	return code;
}

bool tenure_input_is_snapshot(const char *path)
{
	char octets[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t size;

	if (fd < 0)
		return false;
	size = read(fd, octets, sizeof(octets));
	(void)close(fd);
	/* A snapshot has zeros in it, which a policy must not have. */
	return size > 0 && memchr(octets, '\0', (size_t)size) != NULL;
}

int tenure_input_snapshot(const char *path, struct tenure_snapshot **snapshot_r)
{
	struct tenure_error err;

	if (tenure_snapshot_open(path, snapshot_r, &err) < 0)
		return tenure_complain_error(&err);
	return TENURE_EXIT_YES;
}
