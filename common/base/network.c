/* SPDX-License-Identifier: MIT */
#include "network.h"

#include <arpa/inet.h>
#include <string.h>

/* RFC 4291 2.5.5.2: ::ffff:0:0/96 */
static const unsigned char mapped_prefix[12] = {0, 0, 0, 0, 0,    0,
						0, 0, 0, 0, 0xff, 0xff};

/* The number behind "/". Returns -1 if it is none, or over max. */
static int parse_prefix(const char *text, unsigned int max)
{
	unsigned int number = 0;
	const char *p = text;

	for (; *p >= '0' && *p <= '9' && number <= max; p++)
		number = number * 10 + (unsigned int)(*p - '0');
	if (p == text || *p != '\0' || number > max)
		return -1;
	return (int)number;
}

/* Octet i with only the bits that the prefix covers. */
static unsigned char masked(const unsigned char *octets, unsigned int i,
			    unsigned int prefix)
{
	if (prefix >= (i + 1) * 8)
		return octets[i];
	if (prefix <= i * 8)
		return 0;
	return (unsigned char)(octets[i] & (0xff00U >> (prefix - i * 8)));
}

static bool has_host_bits(const struct tenure_network *network)
{
	unsigned int i, size = network->family == 4 ? 4 : 16;

	for (i = 0; i < size; i++) {
		if (masked(network->octets, i, network->prefix) !=
		    network->octets[i])
			return true;
	}
	return false;
}

/* IPv4 written as IPv6 is IPv4, as in tenure_network_contains(). */
static void unmap(struct tenure_network *network)
{
	if (network->family != 6 || network->prefix < 96 ||
	    memcmp(network->octets, mapped_prefix, 12) != 0)
		return;
	network->family = 4;
	network->prefix -= 96;
	memmove(network->octets, network->octets + 12, 4);
	memset(network->octets + 4, 0, 12);
}

int tenure_network_parse(const char *text, struct tenure_network *network_r,
			 const char **error_r)
{
	struct tenure_network network = {.family = 4, .prefix = 32};
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	size_t len = slash == NULL ? strlen(text) : (size_t)(slash - text);
	int prefix;

	*error_r = "not an IPv4 or IPv6 address";
	if (len >= sizeof(address))
		return -1;
	memcpy(address, text, len);
	address[len] = '\0';
	if (inet_pton(AF_INET, address, network.octets) != 1) {
		network.family = 6;
		network.prefix = 128;
		if (inet_pton(AF_INET6, address, network.octets) != 1)
			return -1;
	}
	if (slash != NULL) {
		prefix = parse_prefix(slash + 1, network.prefix);
		if (prefix < 0) {
			*error_r = "the number behind \"/\" is 0 to 32 for "
				   "IPv4, 0 to 128 for IPv6";
			return -1;
		}
		network.prefix = (unsigned int)prefix;
	}
	if (has_host_bits(&network)) {
		*error_r = "the address has bits that \"/\" cuts off";
		return -1;
	}
	unmap(&network);
	*network_r = network;
	return 0;
}

bool tenure_network_contains(const struct tenure_network *network, int family,
			     const unsigned char *octets)
{
	unsigned int i;

	if (family == 6 && memcmp(octets, mapped_prefix, 12) == 0) {
		family = 4;
		octets += 12;
	}
	if (family != network->family)
		return false;
	for (i = 0; i * 8 < network->prefix; i++) {
		if (masked(octets, i, network->prefix) != network->octets[i])
			return false;
	}
	return true;
}
