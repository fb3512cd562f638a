/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "pop3-plugin/notes/device-name.h"

static int device_name_copy(const char *text, size_t length,
			    char name[TENURE_DEVICE_NAME_SIZE])
{
	if (length >= TENURE_DEVICE_NAME_SIZE)
		return -1;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < ' ' || c == 0x7f)
			return -1;
		name[i] =
			c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : text[i];
	}
	name[length] = '\0';
	return 0;
}

int tenure_device_name(const char *field, const char *login,
		       const char *delimiters,
		       char name[TENURE_DEVICE_NAME_SIZE])
{
	const char *at;
	size_t local, user;

	name[0] = '\0';
	if (field != NULL && *field != '\0')
		return device_name_copy(field, strlen(field), name);
	if (login == NULL)
		return 0;
	at = strrchr(login, '@');
	local = at != NULL ? (size_t)(at - login) : strlen(login);
	user = strcspn(login, delimiters);
	/* A delimiter at the beginning ends no name. */
	if (user == 0 || user + 1 >= local)
		return 0;
	return device_name_copy(login + user + 1, local - user - 1, name);
}
