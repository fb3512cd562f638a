/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PAGES_WRITER_H
#define TENURE_PAGES_WRITER_H

#include "attrs.h"
#include "error.h"

/* Write lists and footer behind the data, which is all that there is in a file
   open for reading and writing, and at least an octet. Returns 0, or -1 with
   err. */
int tenure_pages_finish(int fd, struct tenure_error *err) TENURE_CHECK;

#endif
