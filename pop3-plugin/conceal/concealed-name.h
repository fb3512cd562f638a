/* SPDX-License-Identifier: MIT */
#ifndef TENURE_CONCEALED_NAME_H
#define TENURE_CONCEALED_NAME_H

#include <stddef.h>

#include "base/attrs.h"

/* The names of concealed mailboxes: each says which folder its messages were
   taken from, and is as good in every layout, whatever the folder's name.
   ASCII letters, digits, '-' and '_' stand for themselves, every other octet
   is =XX (hexadecimal), so that "Archive/2024" is "Archive=2F2024". What is
   too long for one name of a file is cut into levels of the hierarchy; each
   but the first begins with '+'. Pure; any thread. */

/* The longest concealed name. Folders whose names need more cannot be
   concealed from. */
#define TENURE_CONCEALED_NAME_MAX 2000

/* The name for a folder, which has '/' between its levels, into buf; levels
   are separated by separator. Returns 0, or -1 if the name is empty or does
   not fit into size or TENURE_CONCEALED_NAME_MAX. */
int tenure_concealed_name_encode(const char *folder, char separator, char *buf,
				 size_t size) TENURE_CHECK;
/* The folder of a name, into buf. Returns 0; or -1 if it is no such name, or
   does not fit. */
int tenure_concealed_name_decode(const char *name, char separator, char *buf,
				 size_t size) TENURE_CHECK;

#endif
