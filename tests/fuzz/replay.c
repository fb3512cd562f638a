/* SPDX-License-Identifier: MIT */
/* The main program of a fuzz target where there is no libFuzzer: gives it the
   files that the command line names, as libFuzzer does. */
#include "tests/fuzz/fuzz.h"

static int replay(const char *path)
{
	static uint8_t data[1024 * 1024];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (file == NULL) {
		perror(path);
		return -1;
	}
	size = fread(data, 1, sizeof(data), file);
	if (ferror(file) || !feof(file)) {
		fprintf(stderr, "%s: cannot be read whole\n", path);
		fclose(file);
		return -1;
	}
	fclose(file);
	/* As libFuzzer: in memory of exactly its size. */
	uint8_t *copy = (uint8_t *)fuzz_string(data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	return 0;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (replay(argv[i]) < 0)
			return 1;
	}
	return 0;
}
