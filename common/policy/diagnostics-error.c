/* SPDX-License-Identifier: MIT */
#include "policy/diagnostics.h"

int tenure_diagnostics_to_error(const struct tenure_diagnostics *list,
				struct tenure_error *err)
{
	const struct tenure_diagnostic *item;
	size_t i;

	for (i = 0; i < list->count; i++) {
		item = &list->items[i];
		if (item->severity != TENURE_SEVERITY_ERROR)
			continue;
		tenure_error_set(err, TENURE_ERROR_INPUT, "%s%s%s",
				 item->message, item->hint == NULL ? "" : "; ",
				 item->hint == NULL ? "" : item->hint);
		if (item->file != NULL && item->file[0] != '\0')
			tenure_error_at(err, item->file, item->line,
					item->column);
		return -1;
	}
	/* There was no room to keep one. */
	return tenure_error_nomem(err);
}
