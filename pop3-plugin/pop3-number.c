/* SPDX-License-Identifier: MIT */
#include <limits.h>

#include "pop3-plugin/pop3-number.h"

int tenure_pop3_number(const char *args, unsigned int count,
		       unsigned int *number_r)
{
	unsigned int number = 0, digit;

	while (*args == ' ')
		args++;
	if (*args == '\0')
		return -1;
	for (; *args >= '0' && *args <= '9'; args++) {
		digit = (unsigned int)(*args - '0');
		if (number > (UINT_MAX - digit) / 10)
			return -1;
		number = number * 10 + digit;
	}
	if (*args != '\0' || number == 0 || number > count)
		return -1;
	*number_r = number;
	return 0;
}
