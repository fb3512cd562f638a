/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PAGES_FORMAT_H
#define TENURE_PAGES_FORMAT_H

#include <stdint.h>

#include "attrs.h"
#include "pages.h"

/* What the writer and the reader of pages have in common. */

#define TENURE_PAGE_CHECKSUM_SIZE 8
/* Checksums in a page. */
#define TENURE_PAGE_FANOUT (TENURE_PAGE_SIZE / TENURE_PAGE_CHECKSUM_SIZE)
#define TENURE_PAGES_DATA_MAX UINT32_MAX

#define TENURE_PAGES_FOOTER_SIZE 64

/* Work out where everything is in a file with size octets of data, 1 to
   TENURE_PAGES_DATA_MAX. */
void tenure_pages_layout(struct tenure_pages *pages, uint64_t size);
/* Octets of the file. */
uint64_t tenure_pages_file_size(const struct tenure_pages *pages);

uint64_t tenure_page_checksum(const unsigned char *page, uint64_t number);
void tenure_page_put(unsigned char *octets, uint64_t value);
uint64_t tenure_page_get(const unsigned char *octets);

void tenure_pages_footer_put(const struct tenure_pages *pages,
			     unsigned char *footer_r);
/* Sets the layout. Returns 0 with the checksum that the top must have; -1 if
   it is no footer of a file of this size. */
int tenure_pages_footer_get(struct tenure_pages *pages,
			    const unsigned char *footer, uint64_t file_size,
			    uint64_t *top_checksum_r) TENURE_CHECK;

#endif
