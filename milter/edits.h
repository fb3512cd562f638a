/* SPDX-License-Identifier: MIT */
#ifndef TM_EDITS_H
#define TM_EDITS_H

#include <libmilter/mfapi.h>

#include "base/attrs.h"
#include "message.h"
#include "verdict.h"

/* Carry a verdict out: at end of message, when every decision is in hand.
   leading_space: the server wants the blank behind the colon from us. Returns
   the answer to end of message. If the server takes an edit not, the message
   is deferred. */
sfsistat tm_edits_apply(SMFICTX *ctx, const struct tm_message *message,
			const struct tm_verdict *verdict, bool leading_space);

/* Answer with "550 5.7.1 text". Any stage that takes a reply. */
sfsistat tm_edits_reply(SMFICTX *ctx, const char *reply);
/* Something of ours failed: 451 4.7.1. */
sfsistat tm_edits_defer(SMFICTX *ctx);

#endif
