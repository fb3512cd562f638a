/* SPDX-License-Identifier: MIT */
#ifndef TENURE_WHERE_H
#define TENURE_WHERE_H

#include <stdint.h>

/* A place in the text of a policy: the number of the file in the order it
   was first read, and the line counted from 1. line is 0 for what no text
   says (a default). */
struct tenure_where {
	uint32_t line;
	uint16_t file;
	uint16_t column;
};

#endif
