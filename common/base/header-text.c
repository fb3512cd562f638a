/* SPDX-License-Identifier: MIT */
#include "base/header-text.h"

#include <stdbool.h>
#include <string.h>

#include "base/encoded-word.h"
#include "base/limits.h"

/* Encoded words with nothing but white space between them are taken together
   as long as their charset is the same: many programs cut a character in two
   there. */
struct run {
	/* Where it is in the unfolded body; start is NULL if there is none. */
	const char *start, *end;
	/* The last word; all have its charset. */
	struct tenure_encoded_word word;
	struct tenure_buffer octets;
	struct tenure_converter converter;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

/* Copy body without the line ends that folding has put in. A line end that no
   white space follows should not be there: it parts words all the same. */
static void unfold(const char *body, struct tenure_buffer *text)
{
	for (;;) {
		size_t size = strcspn(body, "\r\n");

		tenure_buffer_add(text, body, size);
		body += size;
		if (*body == '\0')
			return;
		while (is_line_end(*body))
			body++;
		if (!is_space(*body))
			tenure_buffer_add_char(text, ' ');
	}
}

/* Take white space off at both ends. */
static void trim(struct tenure_buffer *text)
{
	size_t start = 0;

	if (text->data == NULL)
		return;
	while (text->used > 0 && is_space(text->data[text->used - 1]))
		text->used--;
	while (start < text->used && is_space(text->data[start]))
		start++;
	text->used -= start;
	memmove(text->data, text->data + start, text->used);
	text->data[text->used] = '\0';
}

/* Write what a run says. If nobody knows what that is, write it as it stands,
   with what is behind it up to next. Returns 1, 0 as it stands, -1 no
   memory. */
static int run_end(struct run *run, const char *next,
		   struct tenure_buffer *text)
{
	int ret;

	if (run->start == NULL)
		return 1;
	ret = tenure_encoded_word_convert(&run->word, &run->octets,
					  &run->converter, text);
	if (ret == 0)
		tenure_buffer_add(text, run->start,
				  (size_t)(next - run->start));
	tenure_buffer_clear(&run->octets);
	run->start = NULL;
	return ret;
}

/* Add the word that start begins with to the run, or begin another run.
   Returns as run_end(), about the run that ends here. */
static int run_add(struct run *run, const char *start,
		   const struct tenure_encoded_word *word,
		   const struct tenure_buffer *octets,
		   struct tenure_buffer *text)
{
	int ret = 1;

	if (run->start != NULL &&
	    !tenure_encoded_word_same_charset(&run->word, word))
		ret = run_end(run, start, text);
	if (run->start == NULL)
		run->start = start;
	run->word = *word;
	run->end = word->end;
	tenure_buffer_add(&run->octets, octets->data, octets->used);
	return ret;
}

/* Text from start to next that is no encoded word. Returns as run_end(). */
static int plain_add(struct run *run, const char *start, const char *next,
		     struct tenure_buffer *text)
{
	const char *p = start;
	int ret;

	if (run->start != NULL) {
		/* White space is dropped if a word follows: wait for it. */
		while (p < next && is_space(*p))
			p++;
		if (p == next)
			return 1;
		start = run->end;
	}
	ret = run_end(run, start, text);
	tenure_buffer_add(text, start, (size_t)(next - start));
	return ret;
}

/* Decode the unfolded body. Returns 1, 0 if a part stands as it was, -1 no
   memory. */
static int decode(const char *p, struct run *run, struct tenure_buffer *piece,
		  struct tenure_buffer *text)
{
	struct tenure_encoded_word word;
	int ret = 1, found, step;

	while (*p != '\0') {
		tenure_buffer_clear(piece);
		found = tenure_encoded_word_parse(p, &word, piece);
		if (piece->failed)
			return -1;
		if (found > 0) {
			step = run_add(run, p, &word, piece, text);
			p = word.end;
		} else {
			const char *next = strstr(p + 1, "=?");

			if (next == NULL)
				next = p + strlen(p);
			step = plain_add(run, p, next, text);
			p = next;
		}
		if (step < 0)
			return -1;
		if (step == 0 || found < 0)
			ret = 0;
	}
	step = run_end(run, p, text);
	return step < ret ? step : ret;
}

int tenure_header_text(const char *body, struct tenure_buffer *text_r)
{
	struct tenure_buffer unfolded = TENURE_BUFFER_INIT;
	struct tenure_buffer piece = TENURE_BUFFER_INIT;
	struct run run = {.octets = TENURE_BUFFER_INIT};
	const char *str;
	int ret = -1;

	tenure_buffer_clear(text_r);
	if (strnlen(body, TENURE_HEADER_MAX + 1) > TENURE_HEADER_MAX)
		return -1;
	unfold(body, &unfolded);
	str = tenure_buffer_str(&unfolded);
	if (str != NULL)
		ret = decode(str, &run, &piece, text_r);
	tenure_buffer_free(&unfolded);
	tenure_buffer_free(&piece);
	tenure_buffer_free(&run.octets);
	tenure_converter_close(&run.converter);
	trim(text_r);
	return text_r->failed ? -1 : ret;
}
