/* SPDX-License-Identifier: MIT */
#include "policy/tree-zone.h"

#include <string.h>

#include "base/alloc.h"
#include "policy/tree-parts.h"

/* Remember the data of a zone; takes them over, also on failure. Returns 0, or
   -1 on out-of-memory. */
static int tree_add_zone(struct tenure_tree *tree, const char *name, char *data,
			 size_t size)
{
	struct tenure_tree_file zone = {.text = data, .size = size};

	zone.name = tenure_strdup(name);
	if (zone.name == NULL ||
	    tenure_array_grow(&tree->zones, tree->zone_count,
			      &tree->zones_allocated, sizeof(zone)) < 0) {
		tenure_free(zone.name);
		tenure_free(data);
		return -1;
	}
	tree->zones[tree->zone_count++] = zone;
	return 0;
}

/* Put in front that it was about this zone. */
static int name_zone(struct tenure_error *err, const char *name)
{
	struct tenure_error detail;

	if (err == NULL)
		return -1;
	detail = *err;
	return tenure_error_set(err, detail.code, "time zone \"%.64s\": %s",
				name, detail.text);
}

int tenure_tree_read_zone(struct tenure_tree *tree,
			  const struct tenure_source *source, const char *name,
			  struct tenure_zone **zone_r, struct tenure_error *err)
{
	size_t size;
	char *data;

	*zone_r = NULL;
	if (strcmp(name, "UTC") == 0)
		return 0;
	if (!tenure_zone_name_valid(name))
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"not the name of a time zone");
	if (source->zone == NULL)
		return tenure_error_set(err, TENURE_ERROR_INPUT,
					"there are no time zones here");
	if (source->zone(source->context, name, &data, &size, err) < 0)
		return name_zone(err, name);
	if (tenure_zone_read(data, size, zone_r, err) < 0) {
		tenure_free(data);
		return name_zone(err, name);
	}
	if (tree_add_zone(tree, name, data, size) == 0)
		return 0;
	tenure_zone_free(zone_r);
	return tenure_error_nomem(err);
}

int tenure_tree_zone(const struct tenure_tree *tree, size_t index,
		     const char **name_r, const void **data_r, size_t *size_r)
{
	if (index >= tree->zone_count)
		return 0;
	*name_r = tree->zones[index].name;
	*data_r = tree->zones[index].text;
	*size_r = tree->zones[index].size;
	return 1;
}
