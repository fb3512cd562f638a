/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PAGES_FORMAT_H
#define TENURE_PAGES_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "attrs.h"

/* What is in a file of pages (pages.h), for its writer and its reader:

     data       the contents, filled up with zeros to whole pages
     lists      for each page of the data its checksum, 512 in a page
     lists      for each page of the lists before its checksum; and so on, up
		to a single page, the top
     footer     64 octets: what this is, the size of the data, the checksum of
		the top, the footer's own checksum

   A checksum is XXH3 of 64 bits (xxhash.com) with the page's number in the
   file as the seed, so that pages that changed places are noticed, too; numbers
   are little-endian. It finds damage. It is no signature: who can write the
   file can write its checksums. */

#define TENURE_PAGE_SIZE 4096
/* Data of 2^32 octets, as much as a cdb table can have, needs three levels of
   lists above it. */
#define TENURE_PAGE_LEVELS 4
#define TENURE_PAGE_CHECKSUM_SIZE 8
/* Checksums in a page. */
#define TENURE_PAGE_FANOUT (TENURE_PAGE_SIZE / TENURE_PAGE_CHECKSUM_SIZE)
#define TENURE_PAGES_DATA_MAX UINT32_MAX

#define TENURE_PAGES_FOOTER_SIZE 64

/* Fields are private. Does not change while it is open: any number of threads
   may read from one. */
struct tenure_pages {
	int fd;
	uint64_t size;
	/* Level 0 is the data; of each the number of its first page in the
	   file, and how many it has. */
	struct {
		uint64_t first, count;
	} levels[TENURE_PAGE_LEVELS];
	unsigned int top;
	/* The page of the top level. */
	unsigned char list[TENURE_PAGE_SIZE];
	/* For readers: the first page of the data, verified. All there is of a
	   small file, and in most files what every search begins with. */
	bool first_kept;
	unsigned char first[TENURE_PAGE_SIZE];
};

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
