/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/conceal/concealed-cache.h"
#include "seal/seal.h"

#define HEADER_PREFIX "hdr."

struct tenure_concealed_cache {
	struct tenure_box *source, *concealed;
	ARRAY_TYPE(mailbox_cache_field) fields;
};

/* Will somebody ask for a field of a concealed message? */
static bool cache_field_is_wanted(const char *name,
				  const struct tenure_needs *needs)
{
	static const char *const always[] = {"date.received", "date.save",
					     "size.physical", "size.virtual",
					     NULL};

	if (strncmp(name, HEADER_PREFIX, strlen(HEADER_PREFIX)) != 0)
		return str_array_find(always, name);
	name += strlen(HEADER_PREFIX);
	return strcasecmp(name, TENURE_SEAL_FIELD) == 0 ||
	       (needs != NULL && needs->headers != NULL &&
		str_array_icase_find(needs->headers, name));
}

struct tenure_concealed_cache *
tenure_concealed_cache_new(pool_t pool, struct mailbox *source,
			   struct mailbox *concealed,
			   const struct tenure_needs *needs)
{
	struct tenure_concealed_cache *cache =
		p_new(pool, struct tenure_concealed_cache, 1);
	const struct mailbox_cache_field *field;
	struct mailbox_cache_field wanted;
	struct mailbox_metadata metadata;

	cache->source = tenure_box_get(source);
	cache->concealed = tenure_box_get(concealed);
	p_array_init(&cache->fields, pool, 8);
	if (mailbox_get_metadata(source, MAILBOX_METADATA_CACHE_FIELDS,
				 &metadata) < 0)
		return cache;
	array_foreach(metadata.cache_fields, field)
	{
		if (!cache_field_is_wanted(field->name, needs))
			continue;
		wanted = *field;
		wanted.name = p_strdup(pool, field->name);
		array_push_back(&cache->fields, &wanted);
	}
	/* This opens its cache, without which nothing could go along. */
	(void)mailbox_get_metadata(concealed, MAILBOX_METADATA_CACHE_FIELDS,
				   &metadata);
	return cache;
}

void tenure_concealed_cache_begin(struct tenure_concealed_cache *cache)
{
	cache->source->copying = cache;
	cache->concealed->copying = cache;
}

void tenure_concealed_cache_end(struct tenure_concealed_cache *cache)
{
	cache->source->copying = NULL;
	cache->concealed->copying = NULL;
}

int tenure_concealed_cache_get_metadata(struct mailbox *box,
					enum mailbox_metadata_items items,
					struct mailbox_metadata *metadata_r)
{
	struct tenure_box *tbox = tenure_box_get(box);

	if (tbox->copying != NULL && items == MAILBOX_METADATA_CACHE_FIELDS) {
		metadata_r->cache_fields = &tbox->copying->fields;
		return 0;
	}
	return tbox->module_ctx.super.get_metadata(box, items, metadata_r);
}
