/* SPDX-License-Identifier: MIT */
#ifndef TENURE_TEST_PAGES_FILE_H
#define TENURE_TEST_PAGES_FILE_H

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/pages-writer.h"
#include "base/pages.h"

/* A file of pages in a folder of its own. */
static char folder[] = "/tmp/tenure-test-pages-XXXXXX";
static char path[64];

static inline int group_setup(void **state TENURE_UNUSED)
{
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/pages", folder);
	return 0;
}

static inline int group_teardown(void **state TENURE_UNUSED)
{
	unlink(path);
	return rmdir(folder);
}

/* The octet of the data at an offset. */
static inline unsigned char data_octet(size_t offset)
{
	return (unsigned char)(offset * 7 + offset / 4096);
}

/* A new file with data, without lists and footer. Returns its descriptor, open
   for reading and writing. */
static inline int open_data(size_t size)
{
	unsigned char octets[TENURE_PAGE_SIZE];
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	size_t used = 0, i;

	assert_true(fd >= 0);
	while (used < size) {
		for (i = 0; i < sizeof(octets) && used + i < size; i++)
			octets[i] = data_octet(used + i);
		assert_int_equal(write(fd, octets, i), i);
		used += i;
	}
	return fd;
}

/* Is the whole data in the file, as a reader sees it? */
static inline void assert_data(size_t size)
{
	unsigned char octets[1000];
	struct tenure_page_reader reader;
	struct tenure_pages pages;
	struct tenure_error err;
	size_t count;

	assert_int_equal(tenure_pages_open(path, &pages, &err), 0);
	assert_int_equal(pages.size, size);
	tenure_page_reader_init(&reader, &pages);
	for (size_t at = 0; at < size; at += count) {
		count = size - at < sizeof(octets) ? size - at : sizeof(octets);
		assert_int_equal(tenure_page_reader_copy(&reader, at, octets,
							 count, &err),
				 0);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(octets[i], data_octet(at + i));
	}
	tenure_pages_close(&pages);
}

#endif
