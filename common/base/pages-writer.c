/* SPDX-License-Identifier: MIT */
#include "base/pages-writer.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pages-format.h"

/* Read a page back: what is in the file counts, not what was meant. */
static int read_page(int fd, uint64_t number, unsigned char *page_r,
		     struct tenure_error *err)
{
	size_t used = 0;
	ssize_t ret;

	while (used < TENURE_PAGE_SIZE) {
		ret = pread(fd, page_r + used, TENURE_PAGE_SIZE - used,
			    (off_t)(number * TENURE_PAGE_SIZE + used));
		if (ret < 0 && errno == EINTR)
			continue;
		if (ret <= 0)
			return tenure_error_errno(err, ret < 0 ? errno : EIO,
						  "cannot read it back");
		used += (size_t)ret;
	}
	return 0;
}

static int write_at(int fd, const unsigned char *octets, size_t size,
		    uint64_t offset, struct tenure_error *err)
{
	ssize_t ret;

	while (size > 0) {
		ret = pwrite(fd, octets, size, (off_t)offset);
		if (ret < 0 && errno == EINTR)
			continue;
		if (ret < 0)
			return tenure_error_errno(err, errno,
						  "cannot write its checksums");
		octets += ret;
		size -= (size_t)ret;
		offset += (uint64_t)ret;
	}
	return 0;
}

/* Put the checksums of one list's pages into pages->list. */
static int make_list(struct tenure_pages *pages, unsigned int level,
		     uint64_t index, struct tenure_error *err)
{
	unsigned char page[TENURE_PAGE_SIZE], *to = pages->list;
	uint64_t child = index * TENURE_PAGE_FANOUT, number;
	uint64_t end = child + TENURE_PAGE_FANOUT;

	if (end > pages->levels[level - 1].count)
		end = pages->levels[level - 1].count;
	memset(pages->list, 0, sizeof(pages->list));
	for (; child < end; child++, to += TENURE_PAGE_CHECKSUM_SIZE) {
		number = pages->levels[level - 1].first + child;
		if (read_page(pages->fd, number, page, err) < 0)
			return -1;
		tenure_page_put(to, tenure_page_checksum(page, number));
	}
	return 0;
}

static int write_level(struct tenure_pages *pages, unsigned int level,
		       struct tenure_error *err)
{
	uint64_t index;

	for (index = 0; index < pages->levels[level].count; index++) {
		if (make_list(pages, level, index, err) < 0 ||
		    write_at(pages->fd, pages->list, TENURE_PAGE_SIZE,
			     (pages->levels[level].first + index) *
				     TENURE_PAGE_SIZE,
			     err) < 0)
			return -1;
	}
	return 0;
}

static int fill_last_page(const struct tenure_pages *pages,
			  struct tenure_error *err)
{
	uint64_t size = pages->levels[0].count * TENURE_PAGE_SIZE;

	if (ftruncate(pages->fd, (off_t)size) < 0)
		return tenure_error_errno(err, errno,
					  "cannot fill its last page");
	return 0;
}

int tenure_pages_finish(int fd, struct tenure_error *err)
{
	unsigned char footer[TENURE_PAGES_FOOTER_SIZE];
	struct tenure_pages pages = {.fd = fd};
	struct stat st;
	unsigned int level;

	if (fstat(fd, &st) < 0)
		return tenure_error_errno(err, errno, "cannot stat");
	if (st.st_size < 1 || (uint64_t)st.st_size > TENURE_PAGES_DATA_MAX)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"nothing, or more than 4 GB");
	tenure_pages_layout(&pages, (uint64_t)st.st_size);
	if (fill_last_page(&pages, err) < 0)
		return -1;
	for (level = 1; level <= pages.top; level++) {
		if (write_level(&pages, level, err) < 0)
			return -1;
	}
	/* The last list that was made is the top. */
	tenure_pages_footer_put(&pages, footer);
	return write_at(fd, footer, sizeof(footer),
			tenure_pages_file_size(&pages) - sizeof(footer), err);
}
