/* SPDX-License-Identifier: MIT */
/* Reads lines "ZONE TIME" and writes for each the offset of the zone's clocks
   at that time and the last second of the year there, for test-zone.py to
   compare. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/zone.h"
#include "policy/source.h"

/* Zones come in any order, but the same one often in a row. */
static int load(const char *name, struct tenure_zone **zone)
{
	static char loaded[80];
	struct tenure_source source = tenure_source_folder(".");
	struct tenure_error err;
	size_t size;
	char *data;
	int ret;

	if (strcmp(loaded, name) == 0)
		return 0;
	tenure_zone_free(zone);
	ret = source.zone(source.context, name, &data, &size, &err);
	if (ret == 0) {
		ret = tenure_zone_read(data, size, zone, &err);
		tenure_free(data);
	}
	if (ret < 0)
		fprintf(stderr, "%s: %s\n", name, err.text);
	snprintf(loaded, sizeof(loaded), "%s", name);
	return ret;
}

int main(void)
{
	struct tenure_zone *zone = NULL;
	char line[128], name[80];
	int64_t when;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (sscanf(line, "%79s %" SCNd64, name, &when) != 2 ||
		    !tenure_zone_name_valid(name) || load(name, &zone) < 0)
			return 1;
		printf("%" PRId32 " %" PRId64 "\n",
		       tenure_zone_offset(zone, when),
		       tenure_zone_year_end(zone, when));
	}
	tenure_zone_free(&zone);
	return ferror(stdin) != 0 || fflush(stdout) != 0;
}
