/* SPDX-License-Identifier: MIT */
#include <limits.h>

#include "pop3-plugin/pop3/pop3-number.h"

static const char *skip_spaces(const char *args)
{
	while (*args == ' ')
		args++;
	return args;
}

/* The digits at args; *end_r is behind them. -1 if there are none, or the
   number is greater than max. */
static int number_digits(const char *args, uint64_t max, uint64_t *number_r,
			 const char **end_r)
{
	uint64_t number = 0, digit;

	if (*args < '0' || *args > '9')
		return -1;
	for (; *args >= '0' && *args <= '9'; args++) {
		digit = (uint64_t)(*args - '0');
		if (number > (max - digit) / 10)
			return -1;
		number = number * 10 + digit;
	}
	*number_r = number;
	*end_r = args;
	return 0;
}

/* A message's number, with the octet behind it. */
static int number_message(const char *args, unsigned int count, char behind,
			  unsigned int *number_r, const char **end_r)
{
	uint64_t number;

	if (number_digits(skip_spaces(args), UINT_MAX, &number, end_r) < 0 ||
	    **end_r != behind || number == 0 || number > count)
		return -1;
	*number_r = (unsigned int)number;
	return 0;
}

int tenure_pop3_number(const char *args, unsigned int count,
		       unsigned int *number_r)
{
	return number_message(args, count, '\0', number_r, &args);
}

int tenure_pop3_number_and_lines(const char *args, unsigned int count,
				 unsigned int *number_r, uint64_t *lines_r)
{
	unsigned int number;
	uint64_t lines;

	if (number_message(args, count, ' ', &number, &args) < 0 ||
	    number_digits(skip_spaces(args), UINT64_MAX, &lines, &args) < 0 ||
	    *args != '\0')
		return -1;
	*number_r = number;
	*lines_r = lines;
	return 0;
}
