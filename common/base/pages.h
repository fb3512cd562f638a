/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PAGES_H
#define TENURE_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attrs.h"
#include "error.h"
#include "pages-format.h"

/* A file whose every octet is verified when it is read, a page at a time, so
   that a reader who needs three pages of a large file reads and checks only
   these (the way the Linux kernel's dm-verity does it); pages-format.h says
   what is in it. */

/* The pages that a reader has at hand. For one thread; on a stack. */
struct tenure_page_reader {
	const struct tenure_pages *pages;
	struct {
		bool valid;
		uint64_t index;
		unsigned char octets[TENURE_PAGE_SIZE];
	} at[TENURE_PAGE_LEVELS - 1];
};

/* Open, and verify footer and top. The file must stay as it is: it is replaced
   by another, never written to. Returns 0; -1 with err, without the path:
   TENURE_ERROR_INPUT if it is damaged or something else, also where it is
   shorter or longer than it says. */
int tenure_pages_open(const char *path, struct tenure_pages *pages_r,
		      struct tenure_error *err) TENURE_CHECK;
void tenure_pages_close(struct tenure_pages *pages);

void tenure_page_reader_init(struct tenure_page_reader *reader,
			     const struct tenure_pages *pages);
/* The octets at an offset of the data, up to the end of their page: valid
   until the next call. Returns how many they are, 1 or more; 0 with err if
   they are damaged, cannot be read, or are not of the data. */
size_t tenure_page_reader_get(struct tenure_page_reader *reader,
			      uint64_t offset, const unsigned char **octets_r,
			      struct tenure_error *err) TENURE_CHECK;
/* Copy size octets at an offset. Returns 0, or -1 with err. */
int tenure_page_reader_copy(struct tenure_page_reader *reader, uint64_t offset,
			    void *octets_r, size_t size,
			    struct tenure_error *err) TENURE_CHECK;

#endif
