/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/login/login-capa.h"

#include <inttypes.h>
#include <string.h>

/* How it begins: nothing else that pop3-login says does. */
#define CAPA_BEGIN "+OK\r\nCAPA\r\n"
#define CAPA_END "\r\n.\r\n"
#define LAST_LINE ".\r\n"

bool tenure_login_capa_is(const void *data, size_t size)
{
	const char *text = data;
	size_t end = strlen(CAPA_END);

	return size >= strlen(CAPA_BEGIN) + end &&
	       memcmp(text, CAPA_BEGIN, strlen(CAPA_BEGIN)) == 0 &&
	       memcmp(text + size - end, CAPA_END, end) == 0;
}

void tenure_login_capa_add(const void *data, size_t size,
			   const struct tenure_pop3_extremes *extremes,
			   struct tenure_buffer *out)
{
	tenure_buffer_add(out, data, size - strlen(LAST_LINE));
	if (extremes->expire < 0)
		tenure_buffer_add_str(out, "EXPIRE NEVER USER\r\n");
	else
		tenure_buffer_printf(out, "EXPIRE %" PRId64 " USER\r\n",
				     extremes->expire);
	if (extremes->login_delay > 0) {
		tenure_buffer_printf(out, "LOGIN-DELAY %" PRId64 " USER\r\n",
				     extremes->login_delay);
	}
	tenure_buffer_add_str(out, LAST_LINE);
}
