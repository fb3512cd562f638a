/* SPDX-License-Identifier: MIT */
#include "policy/diagnostics.h"

#include <string.h>

/* Longer words are not compared: nobody mistypes them by a letter or two. */
#define WORD_MAX TENURE_NAME_MAX

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int result = a < b ? a : b;

	return result < c ? result : c;
}

/* Letters to add, drop, change or swap with their neighbour (optimal string
   alignment); case does not count. */
static unsigned int edit_distance(const char *a, size_t a_len, const char *b,
				  size_t b_len)
{
	unsigned int rows[3][WORD_MAX + 1];
	unsigned int *before = rows[0], *above = rows[1], *row = rows[2], *swap;
	size_t i, j;

	for (j = 0; j <= b_len; j++)
		above[j] = (unsigned int)j;
	for (i = 1; i <= a_len; i++) {
		row[0] = (unsigned int)i;
		for (j = 1; j <= b_len; j++) {
			char x = lower(a[i - 1]), y = lower(b[j - 1]);

			row[j] = least(above[j] + 1, row[j - 1] + 1,
				       above[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == lower(b[j - 2]) &&
			    y == lower(a[i - 2]) && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		swap = before;
		before = above;
		above = row;
		row = swap;
	}
	return above[b_len];
}

const char *tenure_suggestion(const char *word, const char *const *words)
{
	const char *best = NULL;
	size_t i, len = strlen(word);
	/* A third of the letters may be wrong. */
	unsigned int distance, best_distance = (unsigned int)(len + 2) / 3 + 1;

	if (len == 0 || len > WORD_MAX)
		return NULL;
	for (i = 0; words[i] != NULL; i++) {
		size_t other = strlen(words[i]);

		if (other > WORD_MAX || other > len + best_distance ||
		    len > other + best_distance)
			continue;
		distance = edit_distance(word, len, words[i], other);
		if (distance < best_distance && distance < other) {
			best = words[i];
			best_distance = distance;
		}
	}
	return best;
}
