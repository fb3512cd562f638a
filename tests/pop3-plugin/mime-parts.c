/* SPDX-License-Identifier: MIT */
/* Writes the leaf parts of messages, for test_mime.py to compare:

     mime-parts PIECE FILE...

   reads each file in pieces of PIECE octets and writes for it the lines
   "part TYPE NAME", the name in hex behind "="; "?" stands for what cannot be
   told; then "end", or "lost" if there may be more parts. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mime-parts.h"

static void print_name(const char *name)
{
	if (name == NULL) {
		puts(" ?");
		return;
	}
	fputs(" =", stdout);
	for (; *name != '\0'; name++)
		printf("%02x", (unsigned char)*name);
	putchar('\n');
}

static int show(const char *path, size_t piece_size, char *piece)
{
	struct tenure_mime_parts *parts = tenure_mime_parts_new();
	FILE *file = fopen(path, "re");
	struct tenure_mime_part part;
	size_t size;
	int ret;

	if (parts == NULL || file == NULL)
		return -1;
	while ((size = fread(piece, 1, piece_size, file)) > 0)
		tenure_mime_parts_feed(parts, piece, size);
	tenure_mime_parts_end(parts);
	for (size_t i = 0; (ret = tenure_mime_parts_get(parts, i, &part)) > 0;
	     i++) {
		printf("part %s", part.type == NULL ? "?" : part.type);
		print_name(part.name);
	}
	puts(ret < 0 ? "lost" : "end");
	tenure_mime_parts_free(&parts);
	return fclose(file);
}

int main(int argc, char **argv)
{
	size_t piece_size = argc < 3 ? 0 : (size_t)atol(argv[1]);
	char *piece = malloc(piece_size + 1);

	if (piece_size == 0 || piece == NULL)
		return 2;
	for (int i = 2; i < argc; i++) {
		if (show(argv[i], piece_size, piece) != 0) {
			perror(argv[i]);
			return 1;
		}
	}
	free(piece);
	return 0;
}
