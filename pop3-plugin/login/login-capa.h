/* SPDX-License-Identifier: MIT */
#ifndef TENURE_LOGIN_CAPA_H
#define TENURE_LOGIN_CAPA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "policy/extremes.h"

/* What is announced to POP3 clients that have not logged in: of all users the
   smallest EXPIRE and the longest LOGIN-DELAY, both with the word USER (RFC
   2449, 6.6 and 6.7). */

/* Is this the answer of Dovecot's pop3-login to CAPA, whole? */
bool tenure_login_capa_is(const void *data, size_t size);
/* Append the answer with our lines in it. */
void tenure_login_capa_add(const void *data, size_t size,
			   const struct tenure_pop3_extremes *extremes,
			   struct tenure_buffer *out);

#endif
