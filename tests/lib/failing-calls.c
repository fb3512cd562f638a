/* SPDX-License-Identifier: MIT */
#include "tests/lib/failing-calls.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	const char *name;
	unsigned int nth, count;
	int error;
} failing;

void failing_call(const char *name, unsigned int nth, int error)
{
	failing.name = name;
	failing.nth = nth;
	failing.count = 0;
	failing.error = error;
}

unsigned int failing_call_end(void)
{
	failing.name = NULL;
	return failing.count;
}

/* Is this the call? */
static bool is_next(const char *name)
{
	if (failing.name == NULL || strcmp(failing.name, name) != 0)
		return false;
	return ++failing.count == failing.nth;
}

static int fail(void)
{
	errno = failing.error;
	return -1;
}

/* The linker gives the code under test the functions __wrap_X for X, and X
   itself is then __real_X. */
#define CALL(_type, _name, _parameters, _arguments)                            \
	_type __real_##_name _parameters;                                      \
	_type __wrap_##_name _parameters;                                      \
	_type __wrap_##_name _parameters                                       \
	{                                                                      \
		return is_next(#_name) ? fail() : __real_##_name _arguments;   \
	}

/* A transfer of octets, whose number is called size. */
#define TRANSFER(_name, _parameters, _arguments)                               \
	ssize_t __real_##_name _parameters;                                    \
	ssize_t __wrap_##_name _parameters;                                    \
	ssize_t __wrap_##_name _parameters                                     \
	{                                                                      \
		if (is_next(#_name)) {                                         \
			if (failing.error != FAILING_CALL_SHORT)               \
				return fail();                                 \
			size = size > 0;                                       \
		}                                                              \
		return __real_##_name _arguments;                              \
	}

CALL(int, fchmod, (int fd, mode_t mode), (fd, mode))
CALL(int, fstat, (int fd, struct stat *st), (fd, st))
CALL(int, fsync, (int fd), (fd))
CALL(int, mkostemp, (char *template, int flags), (template, flags))
CALL(int, rename, (const char *from, const char *to), (from, to))
TRANSFER(read, (int fd, void *octets, size_t size), (fd, octets, size))
TRANSFER(write, (int fd, const void *octets, size_t size), (fd, octets, size))
TRANSFER(pread, (int fd, void *octets, size_t size, off_t offset),
	 (fd, octets, size, offset))
TRANSFER(pwrite, (int fd, const void *octets, size_t size, off_t offset),
	 (fd, octets, size, offset))

/* A descriptor is gone, too, when its close fails. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	bool next = is_next("close");
	int ret = __real_close(fd);

	return next ? fail() : ret;
}
