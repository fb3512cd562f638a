/* SPDX-License-Identifier: MIT */
#include "tests/lib/policy-text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tests/lib/unit.h"

#include "base/alloc.h"

static int text_load(void *context, const char *name, char **text_r,
		     size_t *size_r, struct tenure_error *err)
{
	const char *text = context;

	if (strcmp(name, "policy.conf") != 0)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"no file %s in this test", name);
	*size_r = strlen(text);
	*text_r = tenure_memdup(text, *size_r);
	return *text_r == NULL ? tenure_error_nomem(err) : 0;
}

static int text_expand(void *context TENURE_UNUSED,
		       const char *pattern TENURE_UNUSED,
		       char ***names_r TENURE_UNUSED, struct tenure_error *err)
{
	return tenure_error_set(err, TENURE_ERROR_INPUT, "no includes here");
}

struct tenure_policy *test_policy(const char *text)
{
	const struct tenure_source source = {
		.load = text_load,
		.expand = text_expand,
		.zone = tenure_source_folder(".").zone,
		.context = (void *)(uintptr_t)text,
	};
	struct tenure_buffer out = TENURE_BUFFER_INIT;
	struct tenure_diagnostics found;
	struct tenure_policy *policy;
	int ret;

	tenure_diagnostics_init(&found);
	ret = tenure_policy_read(&source, "policy.conf", &policy, &found);
	if (ret < 0) {
		tenure_diagnostics_format(&found, &out);
		print_message("%s", out.data);
	}
	tenure_buffer_free(&out);
	tenure_diagnostics_free(&found);
	assert_int_equal(ret, 0);
	return policy;
}

int test_header(void *context, const char *name, unsigned int index,
		const char **body_r)
{
	const char *const *fields = context;
	size_t length = strlen(name);

	for (; *fields != NULL; fields++) {
		if (strncasecmp(*fields, name, length) != 0 ||
		    (*fields)[length] != ':')
			continue;
		if (index-- > 0)
			continue;
		*body_r = *fields + length + 1;
		return 1;
	}
	return 0;
}

int test_header_unknown(void *context TENURE_UNUSED,
			const char *name TENURE_UNUSED,
			unsigned int index TENURE_UNUSED,
			const char **body_r TENURE_UNUSED)
{
	return -1;
}
