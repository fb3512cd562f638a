/* SPDX-License-Identifier: MIT */
#ifndef TENURE_PAGES_H
#define TENURE_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attrs.h"
#include "error.h"

/* A file whose every octet is verified when it is read, a page at a time, so
   that a reader who needs three pages of a large file reads and checks only
   these (the way the Linux kernel's dm-verity does it):

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
};

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

/* Write lists and footer behind the data, which is all that there is in a file
   open for reading and writing, and at least an octet. Returns 0, or -1 with
   err. */
int tenure_pages_finish(int fd, struct tenure_error *err) TENURE_CHECK;

#endif
