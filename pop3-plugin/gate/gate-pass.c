/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/gate/gate-pass.h"
#include "pop3-plugin/state/box.h"

void tenure_gate_pass(struct mail *mail)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);

	tenure_transaction_get(mail->transaction)->let_through++;
	tmail->expunging = TRUE;
	tmail->module_ctx.super.expunge(mail);
	tmail->expunging = FALSE;
}

void tenure_gate_let_go(struct mail *mail)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);

	i_assert(tmail != NULL);
	tmail->decided = TRUE;
	mail_expunge(mail);
	tmail->decided = FALSE;
}
