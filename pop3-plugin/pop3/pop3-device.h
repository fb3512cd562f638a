/* SPDX-License-Identifier: MIT */
#ifndef TENURE_POP3_DEVICE_H
#define TENURE_POP3_DEVICE_H

#include "pop3-plugin/pop3/pop3-session.h"

/* Find out which of its user's devices the session is of, where the policy
   tells them apart. The mailbox has just been opened. A master user is nobody's
   device. */
void tenure_pop3_device(struct tenure_pop3_session *session);

/* Has a master user logged in for this one? What such a session fetches is no
   download by the user. */
bool tenure_pop3_device_is_master(const struct mail_user *user);

#endif
