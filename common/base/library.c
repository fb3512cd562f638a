/* SPDX-License-Identifier: MIT */
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

#define LIBRARIES_MAX 4

static int library_error(struct tenure_error *err)
{
	const char *reason = dlerror();

	return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
				"cannot load a library: %s",
				reason == NULL ? "no reason given" : reason);
}

static int library_find(void *const *handles, size_t count,
			const struct tenure_library_symbol *symbol,
			char *table_r, struct tenure_error *err)
{
	void *address = NULL;

	for (size_t i = 0; i < count && address == NULL; i++)
		address = dlsym(handles[i], symbol->name);
	if (address == NULL)
		return library_error(err);
	/* C has no conversion of it to a pointer to a function; POSIX has. */
	memcpy(table_r + symbol->offset, &address, sizeof(address));
	return 0;
}

static int library_fill(const struct tenure_library *library,
			void *const *handles, size_t count,
			struct tenure_error *err)
{
	const struct tenure_library_symbol *symbol = library->symbols;

	for (; symbol->name != NULL; symbol++) {
		if (library_find(handles, count, symbol, library->table, err) <
		    0)
			return -1;
	}
	return 0;
}

static int library_load(const struct tenure_library *library,
			struct tenure_error *err)
{
	void *handles[LIBRARIES_MAX];
	size_t count = 0;
	int ret = 0;

	while (count < LIBRARIES_MAX && library->names[count] != NULL) {
		/* It stays when the handle is given back. */
		handles[count] = dlopen(library->names[count],
					RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
		if (handles[count] == NULL) {
			ret = library_error(err);
			break;
		}
		count++;
	}
	if (ret == 0)
		ret = library_fill(library, handles, count, err);
	while (count > 0)
		(void)dlclose(handles[--count]);
	return ret;
}

int tenure_library_need(struct tenure_library *library,
			struct tenure_error *err)
{
	int ret = 0;

	if (atomic_load_explicit(&library->loaded, memory_order_acquire))
		return 0;
	(void)pthread_mutex_lock(&library->mutex);
	if (!atomic_load_explicit(&library->loaded, memory_order_relaxed)) {
		ret = library_load(library, err);
		atomic_store_explicit(&library->loaded, ret == 0,
				      memory_order_release);
	}
	(void)pthread_mutex_unlock(&library->mutex);
	return ret;
}
