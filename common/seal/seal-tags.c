/* SPDX-License-Identifier: MIT */
#include "seal/seal-tags.h"

#include <inttypes.h>
#include <string.h>

#include "seal/base64.h"
#include "seal/char.h"

/* 9999-12-31T23:59:59Z */
#define SEAL_TIME_MAX INT64_C(253402300799)

static const char hex_digits[] = "0123456789ABCDEF";

/* Decimal digits without leading zeros, at most max. */
static int value_number(const char *value, uint64_t max, uint64_t *number_r)
{
	uint64_t number = 0;
	unsigned int digit;

	if (*value == '\0' || (value[0] == '0' && value[1] != '\0'))
		return -1;
	for (; *value != '\0'; value++) {
		if (*value < '0' || *value > '9')
			return -1;
		digit = (unsigned int)(*value - '0');
		if (digit > max || number > (max - digit) / 10)
			return -1;
		number = number * 10 + digit;
	}
	*number_r = number;
	return 0;
}

static void format_version(const struct tenure_seal *seal TENURE_UNUSED,
			   struct tenure_buffer *out)
{
	tenure_buffer_printf(out, "%d", TENURE_SEAL_VERSION);
}

static int parse_version(const char *value,
			 struct tenure_seal *seal_r TENURE_UNUSED)
{
	uint64_t version;

	return value_number(value, TENURE_SEAL_VERSION, &version) == 0 &&
			       version == TENURE_SEAL_VERSION
		       ? 0
		       : -1;
}

static void format_algorithm(const struct tenure_seal *seal TENURE_UNUSED,
			     struct tenure_buffer *out)
{
	tenure_buffer_add_str(out, "ed25519");
}

static int parse_algorithm(const char *value,
			   struct tenure_seal *seal_r TENURE_UNUSED)
{
	return strcmp(value, "ed25519") == 0 ? 0 : -1;
}

static void format_realm(const struct tenure_seal *seal,
			 struct tenure_buffer *out)
{
	tenure_buffer_add_str(out, seal->realm);
}

static int parse_realm(const char *value, struct tenure_seal *seal_r)
{
	if (!tenure_seal_realm_valid(value))
		return -1;
	strcpy(seal_r->realm, value);
	return 0;
}

static void format_key_id(const struct tenure_seal *seal,
			  struct tenure_buffer *out)
{
	tenure_buffer_add_str(out, seal->key_id);
}

static int parse_key_id(const char *value, struct tenure_seal *seal_r)
{
	if (!tenure_key_id_valid(value))
		return -1;
	memcpy(seal_r->key_id, value, strlen(value) + 1);
	return 0;
}

static void format_time(const struct tenure_seal *seal,
			struct tenure_buffer *out)
{
	tenure_buffer_printf(out, "%" PRId64, seal->time);
}

static int parse_time(const char *value, struct tenure_seal *seal_r)
{
	uint64_t number;

	if (value_number(value, SEAL_TIME_MAX, &number) < 0)
		return -1;
	seal_r->time = (int64_t)number;
	return 0;
}

static void format_serial(const struct tenure_seal *seal,
			  struct tenure_buffer *out)
{
	tenure_buffer_add_str(out, seal->serial);
}

bool tenure_seal_serial_char_valid(char c)
{
	return tenure_char_is_letter(c) || tenure_char_is_digit(c) ||
	       c == '.' || c == '_' || c == '-';
}

static int parse_serial(const char *value, struct tenure_seal *seal_r)
{
	size_t length = 0;

	while (tenure_seal_serial_char_valid(value[length]))
		length++;
	if (length == 0 || value[length] != '\0' ||
	    length >= sizeof(seal_r->serial))
		return -1;
	memcpy(seal_r->serial, value, length + 1);
	return 0;
}

static void format_generation(const struct tenure_seal *seal,
			      struct tenure_buffer *out)
{
	tenure_buffer_printf(out, "%" PRIu64, seal->generation);
}

static int parse_generation(const char *value, struct tenure_seal *seal_r)
{
	return value_number(value, UINT64_MAX, &seal_r->generation);
}

/* dkim-quoted-printable, RFC 6376 2.11. */
static void format_sender(const struct tenure_seal *seal,
			  struct tenure_buffer *out)
{
	const char *p;
	unsigned char c;

	for (p = seal->sender; *p != '\0'; p++) {
		c = (unsigned char)*p;
		if (c > ' ' && c < 0x7f && c != ';' && c != '=') {
			tenure_buffer_add(out, p, 1);
			continue;
		}
		tenure_buffer_add_char(out, '=');
		tenure_buffer_add_char(out, hex_digits[c >> 4]);
		tenure_buffer_add_char(out, hex_digits[c & 15]);
	}
}

static int hex_value(char c)
{
	const char *digit = c == '\0' ? NULL : strchr(hex_digits, c);

	return digit == NULL ? -1 : (int)(digit - hex_digits);
}

static int parse_sender(const char *value, struct tenure_seal *seal_r)
{
	size_t used = 0;
	int high, low;

	for (; *value != '\0'; value++) {
		char c = *value;

		if (c == '=') {
			high = hex_value(value[1]);
			low = high < 0 ? -1 : hex_value(value[2]);
			if (low < 0 || (high == 0 && low == 0))
				return -1;
			c = (char)(high * 16 + low);
			value += 2;
		}
		if (used + 1 >= sizeof(seal_r->sender))
			return -1;
		seal_r->sender[used++] = c;
	}
	seal_r->sender[used] = '\0';
	return 0;
}

/* Add a word to a list with commas, which began at start. */
static void add_word(struct tenure_buffer *out, size_t start, const char *word,
		     const char *name)
{
	if (out->used > start)
		tenure_buffer_add_char(out, ',');
	tenure_buffer_add_str(out, word);
	tenure_buffer_add_str(out, name);
}

static void format_connection(const struct tenure_seal *seal,
			      struct tenure_buffer *out)
{
	size_t start = out->used;

	if (seal->tls != 0)
		tenure_buffer_printf(out, "tls%d.%d", seal->tls / 10,
				     seal->tls % 10);
	if (seal->auth)
		add_word(out, start, "auth", "");
	if (seal->networks_unknown) {
		add_word(out, start, "net:", "?");
		return;
	}
	for (unsigned int i = 0; i < seal->network_count; i++)
		add_word(out, start, "net:", seal->networks[i]);
}

static int parse_tls(const char *word, size_t length,
		     struct tenure_seal *seal_r)
{
	if (length != 6 || word[3] < '1' || word[3] > '9' || word[4] != '.' ||
	    word[5] < '0' || word[5] > '9' || seal_r->tls != 0)
		return -1;
	seal_r->tls = (word[3] - '0') * 10 + (word[5] - '0');
	return 0;
}

static int parse_network(const char *name, size_t length,
			 struct tenure_seal *seal_r)
{
	char copy[TENURE_NAME_MAX + 1];

	if (length == 0 || length > TENURE_NAME_MAX)
		return -1;
	if (length == 1 && *name == '?') {
		seal_r->networks_unknown = true;
		return 0;
	}
	memcpy(copy, name, length);
	copy[length] = '\0';
	tenure_seal_add_network(seal_r, copy);
	return 0;
}

static int parse_connection_word(const char *word, size_t length,
				 struct tenure_seal *seal_r)
{
	if (length == 4 && memcmp(word, "auth", 4) == 0) {
		seal_r->auth = true;
		return 0;
	}
	if (length >= 3 && memcmp(word, "tls", 3) == 0)
		return parse_tls(word, length, seal_r);
	if (length >= 4 && memcmp(word, "net:", 4) == 0)
		return parse_network(word + 4, length - 4, seal_r);
	return length == 0 ? -1 : 0;
}

static int parse_connection(const char *value, struct tenure_seal *seal_r)
{
	size_t length;

	seal_r->tls = 0;
	seal_r->auth = false;
	seal_r->networks_unknown = false;
	seal_r->network_count = 0;
	if (*value == '\0')
		return 0;
	for (;; value += length + 1) {
		length = strcspn(value, ",");
		if (parse_connection_word(value, length, seal_r) < 0)
			return -1;
		if (value[length] == '\0')
			return 0;
	}
}

static void format_size(const struct tenure_seal *seal,
			struct tenure_buffer *out)
{
	tenure_buffer_printf(out, "%" PRId64, seal->size);
}

static int parse_size(const char *value, struct tenure_seal *seal_r)
{
	uint64_t number;

	if (value_number(value, INT64_MAX, &number) < 0)
		return -1;
	seal_r->size = (int64_t)number;
	return 0;
}

static void format_fields(const struct tenure_seal *seal,
			  struct tenure_buffer *out)
{
	tenure_buffer_add_str(out, seal->fields);
}

/* Is the name of length octets a field name in lower case (RFC 5322 3.6.8)
   that can stand in a list of tags? */
static bool field_name_valid(const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		if (name[i] <= ' ' || name[i] > '~' || name[i] == ':' ||
		    name[i] == ';' || (name[i] >= 'A' && name[i] <= 'Z'))
			return false;
	}
	return length > 0;
}

static int parse_fields(const char *value, struct tenure_seal *seal_r)
{
	const char *last = "", *name = value;
	size_t last_length = 0, length, count;
	int order;

	if (strlen(value) >= sizeof(seal_r->fields))
		return -1;
	for (count = 1;; count++) {
		length = strcspn(name, ":");
		if (count > TENURE_SEAL_FIELDS_MAX ||
		    !field_name_valid(name, length))
			return -1;
		/* Sorted and each once, so that no field is signed twice. */
		order = strncmp(last, name,
				length < last_length ? length : last_length);
		if (order > 0 || (order == 0 && last_length >= length))
			return -1;
		if (name[length] == '\0')
			break;
		last = name;
		last_length = length;
		name += length + 1;
	}
	memcpy(seal_r->fields, value, strlen(value) + 1);
	return 0;
}

static void format_signature(const struct tenure_seal *seal,
			     struct tenure_buffer *out)
{
	tenure_base64_encode(seal->signature, sizeof(seal->signature), out);
}

static int parse_signature(const char *value, struct tenure_seal *seal_r)
{
	return tenure_base64_decode(value, seal_r->signature,
				    sizeof(seal_r->signature));
}

const struct tenure_seal_tag tenure_seal_tags[TENURE_SEAL_TAG_COUNT] = {
	[TENURE_SEAL_TAG_VERSION] = {"v", "version", format_version,
				     parse_version},
	{"a", "algorithm", format_algorithm, parse_algorithm},
	{"r", "realm", format_realm, parse_realm},
	{"k", "key id", format_key_id, parse_key_id},
	{"t", "time", format_time, parse_time},
	{"i", "serial", format_serial, parse_serial},
	{"g", "generation", format_generation, parse_generation},
	{"s", "sender", format_sender, parse_sender},
	{"q", "connection", format_connection, parse_connection},
	[TENURE_SEAL_TAG_SIZE] = {"z", "size", format_size, parse_size},
	[TENURE_SEAL_TAG_FIELDS] = {"h", "list of fields", format_fields,
				    parse_fields},
	[TENURE_SEAL_TAG_SIGNATURE] = {"b", "signature", format_signature,
				       parse_signature},
};
