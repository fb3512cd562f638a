/* SPDX-License-Identifier: MIT */
#include "base/zone.h"

#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/zone-rule.h"

/* RFC 8536 3.1 */
#define HEADER_SIZE 44
/* A change names its type of local time in one octet. */
#define TYPES_MAX 256
/* RFC 8536 3.2: what a type of local time may be off UTC. */
#define OFFSET_MIN (-89999)
#define OFFSET_MAX 93599
/* The longest that a rule can be is far below. */
#define RULE_SIZE 256

/* A change of the clock, and the offset from then on. */
struct change {
	int64_t when;
	int32_t offset;
};

struct tenure_zone {
	/* In force before the first change. */
	int32_t first_offset;
	/* In rising order of time. */
	struct change *changes;
	size_t change_count;
	/* In force from the last change on; or, without it, what that change
	   said. */
	bool has_rule;
	struct tenure_zone_rule rule;
};

/* ---------------------------------------------------------------- reading */

/* What is still to be read. */
struct octets {
	const unsigned char *at;
	size_t left;
};

struct header {
	int version;
	uint32_t ut_count, standard_count, leap_count, time_count, type_count,
		char_count;
};

/* A number of size octets, which are there. */
static uint64_t take_number(struct octets *octets, size_t size)
{
	uint64_t number = 0;

	octets->left -= size;
	for (; size > 0; size--)
		number = number << 8 | *octets->at++;
	return number;
}

static bool take_header(struct octets *octets, struct header *header_r)
{
	if (octets->left < HEADER_SIZE || memcmp(octets->at, "TZif", 4) != 0)
		return false;
	header_r->version = octets->at[4];
	octets->at += 20;
	octets->left -= 20;
	header_r->ut_count = (uint32_t)take_number(octets, 4);
	header_r->standard_count = (uint32_t)take_number(octets, 4);
	header_r->leap_count = (uint32_t)take_number(octets, 4);
	header_r->time_count = (uint32_t)take_number(octets, 4);
	header_r->type_count = (uint32_t)take_number(octets, 4);
	header_r->char_count = (uint32_t)take_number(octets, 4);
	return true;
}

/* Octets of the data behind a header, whose times have time_size octets. */
static uint64_t data_size(const struct header *header, uint64_t time_size)
{
	return header->time_count * (time_size + 1) +
	       header->type_count * UINT64_C(6) + header->char_count +
	       header->leap_count * (time_size + 4) + header->standard_count +
	       header->ut_count;
}

/* The first header and its data are for readers that know no better. Returns
   NULL, or what is wrong. */
static const char *skip_version_1(struct octets *octets)
{
	struct header header;
	uint64_t size;

	if (!take_header(octets, &header))
		return "it does not begin as one";
	if (header.version < '2')
		return "it is of version 1, which ends in 2037";
	size = data_size(&header, 4);
	if (size > octets->left)
		return "it is cut off";
	octets->at += (size_t)size;
	octets->left -= (size_t)size;
	return NULL;
}

/* The local times, and which of them each change brings. Returns NULL, or what
   is wrong. */
static const char *read_types(struct octets *octets,
			      const struct header *header,
			      const unsigned char *types,
			      struct tenure_zone *zone)
{
	int32_t offsets[TYPES_MAX];

	for (uint32_t i = 0; i < header->type_count; i++) {
		offsets[i] = (int32_t)take_number(octets, 4);
		if (offsets[i] < OFFSET_MIN || offsets[i] > OFFSET_MAX)
			return "an offset is over a day";
		if (take_number(octets, 1) > 1 ||
		    take_number(octets, 1) >= header->char_count)
			return "a type of local time is broken";
	}
	zone->first_offset = offsets[0];
	for (uint32_t i = 0; i < header->time_count; i++) {
		if (types[i] >= header->type_count)
			return "a change has no type of local time";
		zone->changes[i].offset = offsets[types[i]];
	}
	return NULL;
}

/* The data behind the second header. Returns as read_types(). */
static const char *read_data(struct octets *octets, const struct header *header,
			     struct tenure_zone *zone)
{
	const unsigned char *types;

	for (uint32_t i = 0; i < header->time_count; i++) {
		zone->changes[i].when = (int64_t)take_number(octets, 8);
		if (i > 0 && zone->changes[i].when <= zone->changes[i - 1].when)
			return "its changes are out of order";
	}
	zone->change_count = header->time_count;
	types = octets->at;
	octets->at += header->time_count;
	octets->left -= header->time_count;
	return read_types(octets, header, types, zone);
}

/* The second header: are the data of it there, and such as we read? Returns as
   read_types(). */
static const char *check_header(const struct octets *octets,
				const struct header *header)
{
	if (header->leap_count > 0)
		return "it counts leap seconds";
	if (header->type_count == 0 || header->type_count > TYPES_MAX ||
	    header->char_count == 0 ||
	    (header->ut_count != 0 && header->ut_count != header->type_count) ||
	    (header->standard_count != 0 &&
	     header->standard_count != header->type_count))
		return "its numbers of types do not fit";
	return data_size(header, 8) > octets->left ? "it is cut off" : NULL;
}

/* Behind the data: a line end, the rule, a line end. Returns as
   read_types(). */
static const char *read_footer(const struct octets *octets,
			       struct tenure_zone *zone)
{
	const unsigned char *end;
	char text[RULE_SIZE];
	size_t size;

	if (octets->left < 2 || octets->at[0] != '\n')
		return "it has no rule at its end";
	end = memchr(octets->at + 1, '\n', octets->left - 1);
	if (end == NULL)
		return "it is cut off";
	size = (size_t)(end - octets->at) - 1;
	if (size == 0)
		return NULL;
	if (size >= sizeof(text) || memchr(octets->at, '\0', size) != NULL)
		return "the rule at its end is broken";
	memcpy(text, octets->at + 1, size);
	text[size] = '\0';
	if (tenure_zone_rule_parse(text, &zone->rule) < 0)
		return "the rule at its end is broken";
	zone->has_rule = true;
	return NULL;
}

static int zone_error(struct tenure_error *err, const char *what)
{
	return tenure_error_set(err, TENURE_ERROR_INPUT,
				"not a time zone that can be used: %s", what);
}

/* Read all into zone. Returns 0, or -1 with err. */
static int zone_fill(struct tenure_zone *zone, struct octets *octets,
		     struct tenure_error *err)
{
	struct header header;
	const char *wrong = skip_version_1(octets);

	if (wrong == NULL && !take_header(octets, &header))
		wrong = "it is cut off";
	if (wrong == NULL)
		wrong = check_header(octets, &header);
	if (wrong != NULL)
		return zone_error(err, wrong);
	/* One more, as an array of none may be NULL. */
	zone->changes = tenure_calloc((size_t)header.time_count + 1,
				      sizeof(*zone->changes));
	if (zone->changes == NULL)
		return tenure_error_nomem(err);
	wrong = read_data(octets, &header, zone);
	if (wrong != NULL)
		return zone_error(err, wrong);
	/* What they say about the changes is of no use to us. */
	octets->at +=
		header.char_count + header.standard_count + header.ut_count;
	octets->left -=
		header.char_count + header.standard_count + header.ut_count;
	wrong = read_footer(octets, zone);
	return wrong == NULL ? 0 : zone_error(err, wrong);
}

int tenure_zone_read(const void *data, size_t size, struct tenure_zone **zone_r,
		     struct tenure_error *err)
{
	struct octets octets = {data, size};
	struct tenure_zone *zone;

	*zone_r = NULL;
	if (size > TENURE_ZONE_DATA_MAX)
		return zone_error(err, "it is too large");
	zone = tenure_calloc(1, sizeof(*zone));
	if (zone == NULL)
		return tenure_error_nomem(err);
	if (zone_fill(zone, &octets, err) < 0) {
		tenure_zone_free(&zone);
		return -1;
	}
	*zone_r = zone;
	return 0;
}

void tenure_zone_free(struct tenure_zone **zone)
{
	if (*zone == NULL)
		return;
	tenure_free((*zone)->changes);
	tenure_free(*zone);
	*zone = NULL;
}

/* ----------------------------------------------------------------- asking */

/* How many changes were made up to a time? */
static size_t changes_until(const struct tenure_zone *zone, int64_t when)
{
	size_t low = 0, high = zone->change_count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (zone->changes[middle].when <= when)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int32_t tenure_zone_span(const struct tenure_zone *zone, int64_t when,
			 int64_t *start_r, int64_t *end_r)
{
	const struct change *changes;
	size_t made;
	int32_t offset;

	*start_r = INT64_MIN;
	*end_r = INT64_MAX;
	if (zone == NULL)
		return 0;
	changes = zone->changes;
	made = changes_until(zone, when);
	offset = made > 0 ? changes[made - 1].offset : zone->first_offset;
	if (made == zone->change_count && zone->has_rule)
		offset = tenure_zone_rule_span(&zone->rule, when, start_r,
					       end_r);
	if (made > 0 && changes[made - 1].when > *start_r)
		*start_r = changes[made - 1].when;
	if (made < zone->change_count)
		*end_r = changes[made].when;
	return offset;
}

int32_t tenure_zone_offset(const struct tenure_zone *zone, int64_t when)
{
	int64_t start, end;

	return tenure_zone_span(zone, when, &start, &end);
}

static bool is_name_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
}

bool tenure_zone_name_valid(const char *name)
{
	char before = '/';
	size_t size = strnlen(name, TENURE_NAME_MAX + 1);

	if (size > TENURE_NAME_MAX)
		return false;
	for (; *name != '\0'; before = *name++) {
		if (*name == '/' ? before == '/' : !is_name_char(*name))
			return false;
	}
	return before != '/';
}
