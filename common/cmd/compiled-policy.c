/* SPDX-License-Identifier: MIT */
#include "compiled-policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "output.h"
#include "policy/diagnostics.h"

/* What publishing leaves behind in a folder of its own. */
static void remove_folder(const char *folder)
{
	static const char *const names[] = {
		"policy.cdb.d/1.cdb", "policy.cdb.d",          "policy.cdb",
		"policy.cdb.lock",    "policy.cdb.generation", "."};
	char path[4096];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		/* Of "." the name itself is meant. */
		if (names[i][0] == '.')
			(void)rmdir(folder);
		else if (unlink(path) < 0)
			(void)rmdir(path);
	}
}

static int compile_in(const char *folder,
		      const struct tenure_publish_request *_request,
		      struct tenure_snapshot **snapshot_r,
		      struct tenure_error *err)
{
	struct tenure_publish_request request = *_request;
	struct tenure_publish_result result;
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/policy.cdb", folder);
	request.path = path;
	request.generation_floor = 0;
	request.generations = 1;
	request.approve = NULL;
	if (tenure_publish(&request, &result, err) < 0)
		return -1;
	return tenure_snapshot_open(path, snapshot_r, err);
}

int tenure_policy_compile(const struct tenure_publish_request *request,
			  struct tenure_snapshot **snapshot_r,
			  struct tenure_error *err)
{
	const char *temp = getenv("TMPDIR");
	char folder[2048];
	int ret;

	*snapshot_r = NULL;
	(void)snprintf(folder, sizeof(folder), "%s/tenure-XXXXXX",
		       temp == NULL || *temp != '/' ? "/tmp" : temp);
	if (mkdtemp(folder) == NULL) {
		tenure_error_errno(err, errno, "cannot make a folder");
		return tenure_error_at(err, folder, 0, 0);
	}
	ret = compile_in(folder, request, snapshot_r, err);
	/* An open snapshot needs its name no more. */
	remove_folder(folder);
	return ret;
}

int tenure_input_compiled(const struct tenure_publish_request *_request,
			  struct tenure_snapshot **snapshot_r)
{
	struct tenure_publish_request request = *_request;
	struct tenure_diagnostics diagnostics;
	struct tenure_error err;
	int code = TENURE_EXIT_YES;

	tenure_diagnostics_init(&diagnostics);
	request.diagnostics = &diagnostics;
	if (tenure_policy_compile(&request, snapshot_r, &err) < 0)
		code = diagnostics.error_count > 0
			       ? TENURE_EXIT_INPUT
			       : tenure_complain_error(&err);
	tenure_diagnostics_sort(&diagnostics);
	tenure_complain_diagnostics(&diagnostics);
	tenure_diagnostics_free(&diagnostics);
	return code;
}
