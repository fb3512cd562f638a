/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DOVEADM_SEAL_H
#define TENURE_DOVEADM_SEAL_H

#include "pop3-plugin/ruling/outlook.h"

/* Why a mail's seal cannot be believed, on the data stack; "" if it can be, or
   there is none. */
const char *tenure_seal_reason(struct tenure_outlook *outlook);

#endif
