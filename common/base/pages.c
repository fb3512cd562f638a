/* SPDX-License-Identifier: MIT */
#include "base/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pages-format.h"

static int pages_error(struct tenure_error *err, enum tenure_error_code code,
		       const char *text)
{
	return tenure_error_set(err, code, "%s", text);
}

/* Read exactly size octets. */
static int read_at(int fd, unsigned char *octets_r, size_t size,
		   uint64_t offset, struct tenure_error *err)
{
	size_t used = 0;
	ssize_t ret;

	while (used < size) {
		ret = pread(fd, octets_r + used, size - used,
			    (off_t)(offset + used));
		if (ret < 0 && errno == EINTR)
			continue;
		if (ret < 0)
			return tenure_error_errno(err, errno, "cannot read");
		if (ret == 0)
			return pages_error(err, TENURE_ERROR_INPUT,
					   "damaged: it became shorter while "
					   "it was open");
		used += (size_t)ret;
	}
	return 0;
}

/* ---------------------------------------------------------------- opening */

/* Footer and top are neighbours: one read gets both. */
static int read_end(struct tenure_pages *pages, uint64_t file_size,
		    struct tenure_error *err)
{
	unsigned char end[TENURE_PAGE_SIZE + TENURE_PAGES_FOOTER_SIZE];
	uint64_t checksum;

	if (read_at(pages->fd, end, sizeof(end), file_size - sizeof(end), err) <
	    0)
		return -1;
	if (tenure_pages_footer_get(pages, end + TENURE_PAGE_SIZE, file_size,
				    &checksum) < 0)
		return pages_error(err, TENURE_ERROR_INPUT,
				   "not a table of Tenure, or a damaged one");
	if (tenure_page_checksum(end, pages->levels[pages->top].first) !=
	    checksum)
		return pages_error(err, TENURE_ERROR_INPUT,
				   "damaged: the list of its checksums has not "
				   "the checksum that it should");
	memcpy(pages->list, end, TENURE_PAGE_SIZE);
	return 0;
}

static int open_file(struct tenure_pages *pages, struct tenure_error *err)
{
	struct stat st;

	if (fstat(pages->fd, &st) < 0)
		return tenure_error_errno(err, errno, "cannot stat");
	if (!S_ISREG(st.st_mode))
		return pages_error(err, TENURE_ERROR_ENVIRONMENT,
				   "not a regular file");
	/* A page of data, one of checksums, the footer. */
	if (st.st_size < 2 * TENURE_PAGE_SIZE + TENURE_PAGES_FOOTER_SIZE)
		return pages_error(err, TENURE_ERROR_INPUT,
				   "not a table of Tenure: too short");
	return read_end(pages, (uint64_t)st.st_size, err);
}

/* ---------------------------------------------------------------- reading */

void tenure_page_reader_init(struct tenure_page_reader *reader,
			     const struct tenure_pages *pages)
{
	reader->pages = pages;
	for (unsigned int level = 0; level < TENURE_PAGE_LEVELS - 1; level++)
		reader->at[level].valid = false;
}

/* A page of a level, verified by that of the level above. NULL with err. */
static const unsigned char *get_page(struct tenure_page_reader *reader,
				     unsigned int level, uint64_t index,
				     struct tenure_error *err)
{
	const struct tenure_pages *pages = reader->pages;
	uint64_t number = pages->levels[level].first + index;
	const unsigned char *list;
	unsigned char *page;

	if (level == pages->top)
		return pages->list;
	if (level == 0 && index == 0 && pages->first_kept)
		return pages->first;
	page = reader->at[level].octets;
	if (reader->at[level].valid && reader->at[level].index == index)
		return page;
	reader->at[level].valid = false;
	list = get_page(reader, level + 1, index / TENURE_PAGE_FANOUT, err);
	if (list == NULL || read_at(pages->fd, page, TENURE_PAGE_SIZE,
				    number * TENURE_PAGE_SIZE, err) < 0)
		return NULL;
	list += index % TENURE_PAGE_FANOUT * TENURE_PAGE_CHECKSUM_SIZE;
	if (tenure_page_checksum(page, number) != tenure_page_get(list)) {
		tenure_error_set(err, TENURE_ERROR_INPUT,
				 "damaged: the page at octet %ju has not the "
				 "checksum that it should",
				 (uintmax_t)(number * TENURE_PAGE_SIZE));
		return NULL;
	}
	reader->at[level].index = index;
	reader->at[level].valid = true;
	return page;
}

/* One that is damaged is not kept, and said to be when it is asked for. */
static void keep_first(struct tenure_pages *pages)
{
	struct tenure_page_reader reader;
	const unsigned char *page;
	struct tenure_error err;

	pages->first_kept = false;
	tenure_page_reader_init(&reader, pages);
	page = get_page(&reader, 0, 0, &err);
	if (page == NULL)
		return;
	memcpy(pages->first, page, TENURE_PAGE_SIZE);
	pages->first_kept = true;
}

int tenure_pages_open(const char *path, struct tenure_pages *pages_r,
		      struct tenure_error *err)
{
	/* Non-blocking: opening a FIFO must not wait for a writer. */
	pages_r->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (pages_r->fd < 0)
		return tenure_error_errno(err, errno, "cannot open");
	if (open_file(pages_r, err) < 0) {
		tenure_pages_close(pages_r);
		return -1;
	}
	keep_first(pages_r);
	return 0;
}

void tenure_pages_close(struct tenure_pages *pages)
{
	close(pages->fd);
	pages->fd = -1;
}

size_t tenure_page_reader_get(struct tenure_page_reader *reader,
			      uint64_t offset, const unsigned char **octets_r,
			      struct tenure_error *err)
{
	uint64_t left, in_page = offset % TENURE_PAGE_SIZE;
	const unsigned char *page;

	if (offset >= reader->pages->size) {
		pages_error(err, TENURE_ERROR_INPUT,
			    "damaged: it points behind its own end");
		return 0;
	}
	page = get_page(reader, 0, offset / TENURE_PAGE_SIZE, err);
	if (page == NULL)
		return 0;
	*octets_r = page + in_page;
	left = reader->pages->size - offset;
	return left < TENURE_PAGE_SIZE - in_page
		       ? (size_t)left
		       : (size_t)(TENURE_PAGE_SIZE - in_page);
}

int tenure_page_reader_copy(struct tenure_page_reader *reader, uint64_t offset,
			    void *octets_r, size_t size,
			    struct tenure_error *err)
{
	const unsigned char *octets;
	unsigned char *to = octets_r;
	size_t count;

	while (size > 0) {
		count = tenure_page_reader_get(reader, offset, &octets, err);
		if (count == 0)
			return -1;
		if (count > size)
			count = size;
		memcpy(to, octets, count);
		to += count;
		offset += count;
		size -= count;
	}
	return 0;
}
