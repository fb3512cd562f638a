/* SPDX-License-Identifier: MIT */
#include "base/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/unicode.h"
#include "base/utf8.h"

#define LABEL_MAX 63
#define DOMAIN_MAX 255
/* A domain in UTF-8 may take more octets than its A-labels. */
#define DOMAIN_INPUT_MAX 1024

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 0x20) : c;
}

static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

/* Letter case does not count; prefix is in lower case. */
static bool starts_with(const char *text, const char *prefix)
{
	while (*prefix != '\0' && lower(*text) == *prefix) {
		text++;
		prefix++;
	}
	return *prefix == '\0';
}

/* Letters, digits, hyphens; also the underscores that real domains have. */
static bool is_label_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_';
}

/* Copy a domain of ASCII labels in lower case. */
static int labels_key(const char *domain, char *key_r)
{
	size_t used = 0, label = 0;

	for (; *domain != '\0'; domain++) {
		char c = lower(*domain);

		if (used == DOMAIN_MAX)
			return -1;
		if (c == '.') {
			if (label == 0)
				return -1;
			label = 0;
		} else if (!is_label_char(c) || ++label > LABEL_MAX) {
			return -1;
		}
		key_r[used++] = c;
	}
	key_r[used] = '\0';
	return label == 0 ? -1 : 0;
}

/* "[192.0.2.1]" or "[IPv6:2001:db8::1]" (RFC 5321 4.1.3), the IP address in
   its usual form. */
static int literal_key(const char *domain, char *key_r)
{
	static const char tag[] = "ipv6:";
	char text[INET6_ADDRSTRLEN];
	unsigned char ip[sizeof(struct in6_addr)];
	size_t size = strlen(domain), tag_size = sizeof(tag) - 1;
	int family = AF_INET;

	if (size < 2 || domain[size - 1] != ']')
		return -1;
	domain++;
	size -= 2;
	if (starts_with(domain, tag)) {
		family = AF_INET6;
		domain += tag_size;
		size -= tag_size;
	}
	if (size >= sizeof(text))
		return -1;
	memcpy(text, domain, size);
	text[size] = '\0';
	if (inet_pton(family, text, ip) != 1 ||
	    inet_ntop(family, ip, text, sizeof(text)) == NULL)
		return -1;
	snprintf(key_r, TENURE_ADDRESS_KEY_SIZE, "[%s%s]",
		 family == AF_INET6 ? tag : "", text);
	return 0;
}

/* A domain with other than ASCII characters. libidn2 lets empty labels and
   every ASCII character through, so that its result is looked at again. */
static int idn_key(const char *domain, char *key_r)
{
	const struct tenure_unicode *unicode = tenure_unicode_need(NULL);
	uint8_t *ascii;
	int ret;

	if (unicode == NULL ||
	    unicode->idn2_lookup_u8((const uint8_t *)domain, &ascii,
				    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) !=
		    IDN2_OK)
		return -1;
	ret = labels_key((const char *)ascii, key_r);
	unicode->idn2_free(ascii);
	return ret;
}

int tenure_domain_key(const char *domain, char *key_r)
{
	if (strnlen(domain, DOMAIN_INPUT_MAX + 1) > DOMAIN_INPUT_MAX)
		return -1;
	if (domain[0] == '[')
		return literal_key(domain, key_r);
	return is_ascii(domain) ? labels_key(domain, key_r)
				: idn_key(domain, key_r);
}

/* A character that a local part may have outside of quotes: RFC 5322 atext
   and the dot, RFC 6532 beyond ASCII. */
static bool is_atom_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 ||
	       (c != '\0' && strchr(".!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool is_control_char(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

/* Bring a local part with other than ASCII characters to NFC in place.
   Returns 0, or -1 if it is not UTF-8, grows over size or has no memory. */
static int local_normalize(char *local, size_t size)
{
	const struct tenure_unicode *unicode = tenure_unicode_need(NULL);
	size_t used = strlen(local), wanted;
	uint8_t *normal;

	if (unicode == NULL || !tenure_utf8_valid(local, used))
		return -1;
	normal = unicode->u8_normalize(unicode->nfc, (const uint8_t *)local,
				       used, NULL, &wanted);
	if (normal == NULL)
		return -1;
	if (wanted < size) {
		memcpy(local, normal, wanted);
		local[wanted] = '\0';
	}
	free(normal);
	return wanted < size ? 0 : -1;
}

/* Write an unquoted local part and its "@" in the one form that keys have:
   with quotes only if there must be some. Returns the octets written, 0 if
   there is no room. */
static size_t local_write(const char *local, char *key_r)
{
	bool quoted = false;
	size_t used = 0;

	for (const char *p = local; *p != '\0'; p++)
		quoted = quoted || !is_atom_char(*p);
	if (quoted)
		key_r[used++] = '"';
	for (; *local != '\0'; local++) {
		bool escaped = *local == '"' || *local == '\\';

		/* The character, a quote, an "@". */
		if (used + escaped + 1 + quoted + 1 > TENURE_ADDRESS_MAX)
			return 0;
		if (escaped)
			key_r[used++] = '\\';
		key_r[used++] = lower(*local);
	}
	if (quoted)
		key_r[used++] = '"';
	key_r[used++] = '@';
	return used;
}

int tenure_address_join(const char *local, const char *domain, char *key_r)
{
	char normal[TENURE_ADDRESS_KEY_SIZE];
	char domain_key[TENURE_ADDRESS_KEY_SIZE];
	size_t size = strlen(local), used;

	if (size == 0 || size >= sizeof(normal))
		return -1;
	for (const char *p = local; *p != '\0'; p++) {
		if (is_control_char(*p))
			return -1;
	}
	memcpy(normal, local, size + 1);
	if (!is_ascii(normal) && local_normalize(normal, sizeof(normal)) < 0)
		return -1;
	if (tenure_domain_key(domain, domain_key) < 0)
		return -1;
	used = local_write(normal, key_r);
	if (used == 0 || used + strlen(domain_key) > TENURE_ADDRESS_MAX)
		return -1;
	strcpy(key_r + used, domain_key);
	return 0;
}

/* Split "local@domain" with a local part that is an atom. Returns where the
   domain begins, or NULL. */
static const char *split_atom(const char *address, char *local_r)
{
	size_t used = 0;

	for (; is_atom_char(*address); address++) {
		if (used == TENURE_ADDRESS_MAX)
			return NULL;
		local_r[used++] = *address;
	}
	local_r[used] = '\0';
	return *address == '@' ? address + 1 : NULL;
}

/* The same for a local part in quotes, which are taken off. */
static const char *split_quoted(const char *address, char *local_r)
{
	size_t used = 0;

	for (address++; *address != '"'; address++) {
		if (*address == '\\')
			address++;
		if (*address == '\0' || used == TENURE_ADDRESS_MAX)
			return NULL;
		local_r[used++] = *address;
	}
	local_r[used] = '\0';
	return address[1] == '@' ? address + 2 : NULL;
}

int tenure_address_key(const char *address, char *key_r)
{
	char local[TENURE_ADDRESS_KEY_SIZE], domain[DOMAIN_INPUT_MAX + 2];
	const char *rest;
	bool angle = *address == '<';
	size_t size;

	address += angle;
	rest = *address == '"' ? split_quoted(address, local)
			       : split_atom(address, local);
	if (rest == NULL)
		return -1;
	size = strnlen(rest, sizeof(domain));
	if (size == sizeof(domain))
		return -1;
	memcpy(domain, rest, size + 1);
	if (angle) {
		if (size == 0 || domain[size - 1] != '>')
			return -1;
		domain[size - 1] = '\0';
	}
	return tenure_address_join(local, domain, key_r);
}

bool tenure_address_base(const char *key, const char *delimiters, char *base_r)
{
	char local[TENURE_ADDRESS_KEY_SIZE];
	const char *domain =
		*key == '"' ? split_quoted(key, local) : split_atom(key, local);
	size_t size;

	if (domain == NULL)
		return false;
	size = strcspn(local, delimiters);
	if (size == 0 || local[size] == '\0')
		return false;
	local[size] = '\0';
	return tenure_address_join(local, domain, base_r) == 0;
}

const char *tenure_address_domain(const char *key)
{
	/* A quoted local part may have an "@" of its own, a domain has none. */
	const char *at = strrchr(key, '@');

	return at == NULL ? key : at + 1;
}
