/* SPDX-License-Identifier: MIT */
#ifndef TENURE_ATTRS_H
#define TENURE_ATTRS_H

/* Compiler attributes under short names. */

/* printf-like function: argument number of the format, of the first value. */
#define TENURE_FORMAT(fmt, args) __attribute__((format(printf, fmt, args)))
/* The result must be looked at. */
#define TENURE_CHECK __attribute__((warn_unused_result))
#define TENURE_UNUSED __attribute__((unused))

#endif
