/* SPDX-License-Identifier: MIT */
#include "base/pages-format.h"

#include <string.h>
#include <xxhash.h>

/* The version is a part of it; the end shows a transfer as text. */
static const char magic[] = "Tenure pages 1\r\n";
#define MAGIC_SIZE (sizeof(magic) - 1)

/* Where things are in the footer; zeros between. */
#define FOOTER_SIZE_AT 16
#define FOOTER_TOP_AT 24
#define FOOTER_CHECKSUM_AT (TENURE_PAGES_FOOTER_SIZE - 8)

void tenure_pages_layout(struct tenure_pages *pages, uint64_t size)
{
	uint64_t first = 0, count;
	unsigned int level = 0;

	pages->size = size;
	count = (size + TENURE_PAGE_SIZE - 1) / TENURE_PAGE_SIZE;
	pages->levels[0].first = 0;
	pages->levels[0].count = count;
	do {
		first += count;
		count = (count + TENURE_PAGE_FANOUT - 1) / TENURE_PAGE_FANOUT;
		level++;
		pages->levels[level].first = first;
		pages->levels[level].count = count;
	} while (count > 1);
	pages->top = level;
}

uint64_t tenure_pages_file_size(const struct tenure_pages *pages)
{
	return (pages->levels[pages->top].first + 1) * TENURE_PAGE_SIZE +
	       TENURE_PAGES_FOOTER_SIZE;
}

uint64_t tenure_page_checksum(const unsigned char *page, uint64_t number)
{
	return XXH3_64bits_withSeed(page, TENURE_PAGE_SIZE, number);
}

void tenure_page_put(unsigned char *octets, uint64_t value)
{
	for (unsigned int i = 0; i < 8; i++)
		octets[i] = (unsigned char)(value >> (8 * i));
}

uint64_t tenure_page_get(const unsigned char *octets)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < 8; i++)
		value |= (uint64_t)octets[i] << (8 * i);
	return value;
}

void tenure_pages_footer_put(const struct tenure_pages *pages,
			     unsigned char *footer_r)
{
	memset(footer_r, 0, TENURE_PAGES_FOOTER_SIZE);
	memcpy(footer_r, magic, MAGIC_SIZE);
	tenure_page_put(footer_r + FOOTER_SIZE_AT, pages->size);
	tenure_page_put(footer_r + FOOTER_TOP_AT,
			tenure_page_checksum(pages->list,
					     pages->levels[pages->top].first));
	tenure_page_put(footer_r + FOOTER_CHECKSUM_AT,
			XXH3_64bits(footer_r, FOOTER_CHECKSUM_AT));
}

int tenure_pages_footer_get(struct tenure_pages *pages,
			    const unsigned char *footer, uint64_t file_size,
			    uint64_t *top_checksum_r)
{
	uint64_t size = tenure_page_get(footer + FOOTER_SIZE_AT);

	if (memcmp(footer, magic, MAGIC_SIZE) != 0 ||
	    tenure_page_get(footer + FOOTER_CHECKSUM_AT) !=
		    XXH3_64bits(footer, FOOTER_CHECKSUM_AT) ||
	    size == 0 || size > TENURE_PAGES_DATA_MAX)
		return -1;
	tenure_pages_layout(pages, size);
	if (tenure_pages_file_size(pages) != file_size)
		return -1;
	*top_checksum_r = tenure_page_get(footer + FOOTER_TOP_AT);
	return 0;
}
