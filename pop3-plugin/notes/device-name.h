/* SPDX-License-Identifier: MIT */
#ifndef TENURE_DEVICE_NAME_H
#define TENURE_DEVICE_NAME_H

#include "base/attrs.h"

/* POP3 knows no devices: they are told apart by names that the administrator
   gives them, or the user at login. */

/* With its NUL. */
#define TENURE_DEVICE_NAME_SIZE 64

/* The name of a device: field, which is the setting tenure_device, if it is
   not NULL or empty; else what stands in the local part of the login name
   behind the first of the delimiters (those of the policy), as in
   joe+phone@example.org; else "", the device of all who give no name. ASCII
   letters are made small. login is NULL where nobody logged in by himself.
   Returns 0; or -1 if that is no name: it is too long, or has control
   characters. */
int tenure_device_name(const char *field, const char *login,
		       const char *delimiters,
		       char name[TENURE_DEVICE_NAME_SIZE]) TENURE_CHECK;

#endif
