/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <fnmatch.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "policy/mailbox-value.h"
#include "policy/mailbox.h"
#include "tests/fuzz/fuzz-findings.h"
#include "tests/fuzz/policy-monotony.h"
#include "tests/fuzz/policy-print.h"

/* The input is a policy of up to FILES_MAX files: "p", and those that lines
   "@NAME" begin. */
#define FILES_MAX 8

struct fuzz_files {
	struct {
		const char *name, *text;
		size_t size;
	} items[FILES_MAX];
	size_t count;
};

static int files_load(void *context, const char *name, char **text_r,
		      size_t *size_r, struct tenure_error *err)
{
	const struct fuzz_files *files = context;

	for (size_t i = 0; i < files->count; i++) {
		if (strcmp(files->items[i].name, name) != 0)
			continue;
		*size_r = files->items[i].size;
		*text_r = tenure_memdup(files->items[i].text, *size_r);
		return *text_r == NULL ? tenure_error_nomem(err) : 0;
	}
	return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT, "not there");
}

static int files_expand(void *context, const char *pattern, char ***names_r,
			struct tenure_error *err TENURE_UNUSED)
{
	const struct fuzz_files *files = context;
	size_t count = 0;

	*names_r = tenure_calloc(FILES_MAX + 1, sizeof(**names_r));
	FUZZ_REQUIRE(*names_r != NULL);
	if (strpbrk(pattern, "*?[") == NULL) {
		(*names_r)[0] = tenure_strdup(pattern);
		return 0;
	}
	for (size_t i = 0; i < files->count; i++) {
		if (fnmatch(pattern, files->items[i].name, FNM_PATHNAME) == 0)
			(*names_r)[count++] =
				tenure_strdup(files->items[i].name);
	}
	return 0;
}

/* Every zone is Berlin, as the tz database has had it since 1980 (RFC 8536).
 */
static int files_zone(void *context TENURE_UNUSED,
		      const char *name TENURE_UNUSED, char **data_r,
		      size_t *size_r, struct tenure_error *err)
{
	static const char data[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\0\0\0\0\0\0\0\0\0"
				   "TZif2\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\0\0\0\0\1\0\0\0\4"
				   "\0\0\16\20\0\0CET\0"
				   "\nCET-1CEST,M3.5.0,M10.5.0/3\n";

	*size_r = sizeof(data) - 1;
	*data_r = tenure_memdup(data, *size_r);
	return *data_r == NULL ? tenure_error_nomem(err) : 0;
}

/* Tables are files like the others, of which each reader has its own. */
static int files_open_table(void *context, const char *name, int *fd_r,
			    struct tenure_error *err)
{
	size_t size;
	char *text;

	if (files_load(context, name, &text, &size, err) < 0)
		return -1;
	*fd_r = memfd_create("table", MFD_CLOEXEC);
	FUZZ_REQUIRE(*fd_r >= 0);
	FUZZ_REQUIRE(write(*fd_r, text, size) == (ssize_t)size);
	tenure_free(text);
	return 0;
}

static struct tenure_source files_source(struct fuzz_files *files)
{
	return (struct tenure_source){.load = files_load,
				      .expand = files_expand,
				      .zone = files_zone,
				      .open_table = files_open_table,
				      .context = files};
}

/* Cut the input into files; text is changed. */
static void split_files(char *text, size_t size, struct fuzz_files *files)
{
	char *end = text + size, *at, *newline;

	files->items[0].name = "p";
	files->items[0].text = text;
	files->count = 1;
	at = text;
	while (files->count < FILES_MAX &&
	       (at = memmem(at, (size_t)(end - at), "\n@", 2)) != NULL) {
		*at = '\0';
		files->items[files->count - 1].size =
			(size_t)(at - files->items[files->count - 1].text);
		files->items[files->count].name = at + 2;
		newline = memchr(at + 2, '\n', (size_t)(end - (at + 2)));
		at = newline == NULL ? end : newline + 1;
		if (newline != NULL)
			*newline = '\0';
		files->items[files->count++].text = at;
	}
	files->items[files->count - 1].size =
		(size_t)(end - files->items[files->count - 1].text);
}

/* A line too long to be read again: what was written in words is now in
   quotes. */
static int has_long_line(const char *text)
{
	for (size_t size; *text != '\0'; text += size + (text[size] != '\0')) {
		size = strcspn(text, "\n");
		if (size > TENURE_POLICY_LINE_MAX)
			return 1;
	}
	return 0;
}

/* A policy that is written and read again is the same policy. */
static void check_print(const struct tenure_policy *policy)
{
	struct fuzz_files files = {.count = 1};
	struct tenure_source source = files_source(&files);
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_buffer again = TENURE_BUFFER_INIT;
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_policy *copy = NULL;
	int ret;

	fuzz_print_policy(policy, &text);
	FUZZ_REQUIRE(tenure_buffer_str(&text) != NULL);
	if (!has_long_line(text.data)) {
		files.items[0].name = "p";
		files.items[0].text = text.data;
		files.items[0].size = text.used;
		ret = tenure_policy_read(&source, "p", &copy, &diagnostics);
		fuzz_findings(&diagnostics, ret);
		FUZZ_REQUIRE(ret == 0);
		fuzz_print_policy(copy, &again);
		FUZZ_REQUIRE(strcmp(tenure_buffer_str(&text),
				    tenure_buffer_str(&again)) == 0);
	}
	tenure_policy_free(&copy);
	tenure_buffer_free(&text);
	tenure_buffer_free(&again);
}

static void check_mailbox(const struct tenure_policy *policy, const char *key,
			  const struct tenure_subject *user,
			  const struct tenure_subject *tenant)
{
	struct tenure_mailbox mailbox;

	/* Only a row can be wrong, and then everything is kept. */
	if (tenure_policy_mailbox(policy, key, NULL, &mailbox) < 0) {
		FUZZ_REQUIRE(tenure_policy_table_count(policy) > 0 &&
			     mailbox.err.text[0] != '\0' &&
			     mailbox.layer_count == 1);
		tenure_mailbox_clear(&mailbox);
		return;
	}
	FUZZ_REQUIRE(user == NULL || mailbox.user == user);
	FUZZ_REQUIRE(tenant == NULL || mailbox.tenant == tenant);
	FUZZ_REQUIRE(mailbox.plan != NULL && mailbox.layer_count >= 1);
	FUZZ_REQUIRE(tenure_mailbox_pop3_expire(&mailbox) >= -1);
	FUZZ_REQUIRE(tenure_mailbox_pop3_login_delay(&mailbox) >= 0);
	for (uint32_t seed = 0; seed < 4; seed++)
		fuzz_check_monotony(policy, &mailbox, seed);
	tenure_mailbox_clear(&mailbox);
}

static void check_policy(const struct tenure_policy *policy)
{
	const struct tenure_needs *needs = tenure_policy_needs(policy);
	char address[TENURE_ADDRESS_KEY_SIZE + 2];

	for (size_t i = 1; i < needs->header_count; i++)
		FUZZ_REQUIRE(strcmp(needs->headers[i - 1], needs->headers[i]) <
			     0);
	check_print(policy);
	for (size_t i = 0; i < tenure_policy_user_count(policy); i++)
		check_mailbox(policy, tenure_policy_user(policy, i)->key,
			      tenure_policy_user(policy, i), NULL);
	for (size_t i = 0; i < tenure_policy_tenant_count(policy); i++) {
		snprintf(address, sizeof(address), "a@%s",
			 tenure_policy_tenant(policy, i)->key);
		check_mailbox(policy, address, NULL,
			      tenure_policy_tenant(policy, i));
	}
	check_mailbox(policy, "", NULL, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_files files = {.count = 0};
	struct tenure_source source = {
		.load = files_load, .expand = files_expand, .context = &files};
	struct tenure_diagnostics diagnostics = {.count = 0};
	struct tenure_policy *policy;
	char *text = fuzz_string(data, size);
	int ret;

	split_files(text, size, &files);
	ret = tenure_policy_read(&source, "p", &policy, &diagnostics);
	FUZZ_REQUIRE((ret < 0) == (policy == NULL));
	fuzz_findings(&diagnostics, ret);
	if (policy != NULL)
		check_policy(policy);
	tenure_policy_free(&policy);
	free(text);
	return 0;
}
