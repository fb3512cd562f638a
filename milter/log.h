/* SPDX-License-Identifier: MIT */
#ifndef TM_LOG_H
#define TM_LOG_H

#include <stdbool.h>
#include <syslog.h>

#include "base/attrs.h"

/* The program's log. A line is cut at this many octets. */
#define TM_LOG_LINE_MAX 2048

/* Before anything is logged, and before there are threads: to standard error
   (with the name of the program in front), or to syslog as mail. */
void tm_log_open(bool to_stderr);
/* Log one line with a priority of syslog(3). Whatever is not printable ASCII
   becomes '?', so that no message can forge a line. Any thread. */
void tm_log(int priority, const char *fmt, ...) TENURE_FORMAT(2, 3);

#endif
