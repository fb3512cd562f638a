/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pop3-plugin/pop3/download.h"
#include "base/alloc.h"

int tenure_download_init(struct tenure_download *download, size_t count)
{
	memset(download, 0, sizeof(*download));
	if (count == 0)
		return 0;
	download->order = tenure_calloc(count, sizeof(*download->order));
	download->listed = tenure_calloc(count, sizeof(*download->listed));
	if (download->order == NULL || download->listed == NULL) {
		tenure_download_free(download);
		return -1;
	}
	download->count = count;
	return 0;
}

void tenure_download_free(struct tenure_download *download)
{
	tenure_free(download->order);
	tenure_free(download->listed);
	memset(download, 0, sizeof(*download));
}

void tenure_download_clear(struct tenure_download *download)
{
	size_t i;

	for (i = 0; i < download->sent; i++)
		download->listed[download->order[i]] = false;
	download->confirmed = download->flushed = download->sent = 0;
}

void tenure_download_sent(struct tenure_download *download,
			  unsigned int message)
{
	if (message >= download->count || download->listed[message])
		return;
	download->listed[message] = true;
	download->order[download->sent++] = message;
}

void tenure_download_flushed(struct tenure_download *download)
{
	download->flushed = download->sent;
}

void tenure_download_spoke(struct tenure_download *download)
{
	download->confirmed = download->flushed;
}

void tenure_download_acknowledged(struct tenure_download *download)
{
	download->confirmed = download->flushed = download->sent;
}

bool tenure_download_is_waiting(const struct tenure_download *download)
{
	return download->confirmed < download->sent;
}
