/* SPDX-License-Identifier: MIT */
#include "seal/sign.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "seal/seal-tags.h"

/* Octets of one part of a serial at most; the rest is left out. */
#define SERIAL_PART_MAX 48

/* Append the characters of the first size of text that a serial may have, and
   a '-' if there were any. buf has room for SERIAL_PART_MAX + 1. */
static size_t serial_add(char *buf, const char *text, size_t size)
{
	size_t used = 0, i;

	for (i = 0; i < size && used < SERIAL_PART_MAX; i++) {
		if (tenure_seal_serial_char_valid(text[i]))
			buf[used++] = text[i];
	}
	if (used > 0)
		buf[used++] = '-';
	return used;
}

int tenure_seal_new_serial(const char *host, const char *queue_id, char *buf,
			   size_t size, struct tenure_error *err)
{
	char serial[2 * (SERIAL_PART_MAX + 1) + 2 * 8 + 1];
	unsigned char octets[8];
	size_t used, i;

	/* So few octets come whole, once the system has any at all. OpenSSL
	   would keep a generator for each thread. */
	if (getrandom(octets, sizeof(octets), 0) != (ssize_t)sizeof(octets))
		return tenure_error_errno(err, errno,
					  "no random numbers for a serial");
	/* The name of the host without its domain. */
	used = serial_add(serial, host, strcspn(host, "."));
	if (queue_id != NULL)
		used += serial_add(serial + used, queue_id, strlen(queue_id));
	for (i = 0; i < sizeof(octets); i++)
		used += (size_t)snprintf(serial + used, sizeof(serial) - used,
					 "%02x", octets[i]);
	if (used >= size)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"no room for a serial");
	memcpy(buf, serial, used + 1);
	return 0;
}
