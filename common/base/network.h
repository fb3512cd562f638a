/* SPDX-License-Identifier: MIT */
#ifndef TENURE_NETWORK_H
#define TENURE_NETWORK_H

#include <stdbool.h>

#include "attrs.h"

/* A range of IP addresses, in CIDR form (RFC 4632 3.1, RFC 4291 2.3). */
struct tenure_network {
	/* 4 or 6 */
	int family;
	/* Network byte order; 4 or 16 octets. Bits behind prefix are 0. */
	unsigned char octets[16];
	unsigned int prefix;
};

/* Read "192.0.2.0/24", "2001:db8::/32" or a single address. Returns 0, or -1
   with *error_r a constant text. */
int tenure_network_parse(const char *text, struct tenure_network *network_r,
			 const char **error_r) TENURE_CHECK;
/* Is an address (family 4 or 6, network byte order) in the network? IPv4
   addresses mapped into IPv6 count as IPv4. */
bool tenure_network_contains(const struct tenure_network *network, int family,
			     const unsigned char *octets);

#endif
