/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/doveadm/doveadm-progress.h"
#include <time-util.h>
#include <unistd.h>

#define INTERVAL_MSECS 200

void tenure_progress_init(struct tenure_progress *progress,
			  const struct tenure_command *command,
			  const char *what)
{
	i_zero(progress);
	progress->what = what;
	if (isatty(STDERR_FILENO) != 0 &&
	    tenure_compat_doveadm_is_cli(&command->ctx))
		progress->command = command;
}

void tenure_progress_show(struct tenure_progress *progress, unsigned int count)
{
	struct timeval now;

	if (progress->command == NULL)
		return;
	i_gettimeofday(&now);
	if (timeval_diff_msecs(&now, &progress->shown) < INTERVAL_MSECS)
		return;
	progress->shown = now;
	progress->on_line = TRUE;
	fprintf(stderr, "\r\033[K%s: %u %s",
		progress->command->tuser->user->username, count,
		progress->what);
	fflush(stderr);
}

void tenure_progress_clear(struct tenure_progress *progress)
{
	if (progress->on_line) {
		fputs("\r\033[K", stderr);
		fflush(stderr);
	}
	progress->on_line = FALSE;
}
