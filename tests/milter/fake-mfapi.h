/* SPDX-License-Identifier: MIT */
#ifndef TM_FAKE_MFAPI_H
#define TM_FAKE_MFAPI_H

#include <libmilter/mfapi.h>

/* A text of limited length, outside of the allocator that tests make fail. */
struct fake_text {
	char data[16384];
	size_t used;
};

/* In place of libmilter: the functions that callbacks call, which write down
   what they were called with. Each connection has its own, so that threads
   share nothing that is ours. */
struct smfi_str {
	void *private_data;
	/* Name and value in turns, NULL-terminated; names as in Postfix,
	   "{auth_authen}". */
	const char *const *macros;
	/* One line a call, "insheader 1 Tenure-Seal". */
	struct fake_text calls;
	/* Body of the last header field inserted. */
	struct fake_text inserted;
	/* Text of the last smfi_setreply(): "550 5.7.1 text". */
	struct fake_text reply;
	/* The n-th edit from now on fails; 0: none. */
	unsigned int fail_edit;
};

/* Forget what was written down. */
void fake_mfapi_clear(struct smfi_str *ctx);

#endif
