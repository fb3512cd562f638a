/* SPDX-License-Identifier: MIT */
#include "config/config.h"

#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/limits.h"
#include "policy/form.h"
#include "policy/tree-read.h"

/* Octets of tenure.conf; nobody writes so much. */
#define CONFIG_FILE_MAX (1024U * 1024)
/* Each is one more file in a folder that publishing looks through. */
#define GENERATIONS_MAX 100000

enum {
	PLACE_FILE = 1 << 0,
	PLACE_MILTER = 1 << 1
};

/* The settings. Each is given once at most. */
enum config_setting {
	SETTING_REALM,
	SETTING_POLICY,
	SETTING_SNAPSHOT,
	SETTING_KEY_DIR,
	SETTING_RELEASE_KEYS,
	SETTING_GENERATIONS,
	SETTING_MODE,
	SETTING_SOCKET,
	SETTING_SOCKET_MODE,
	SETTING_GROUP,
	SETTING_TRUSTED_RELAYS,
	SETTING_COUNT,
	BLOCK_MILTER
};

#define IN_FILE "outside of all blocks"
#define IN_MILTER "into the milter block"

static const struct tenure_form forms[] = {
	{.name = "realm",
	 .places = PLACE_FILE,
	 .id = SETTING_REALM,
	 .usage = "realm = NAME",
	 .home = IN_FILE},
	{.name = "policy",
	 .places = PLACE_FILE,
	 .id = SETTING_POLICY,
	 .usage = "policy = FILE",
	 .home = IN_FILE},
	{.name = "snapshot",
	 .places = PLACE_FILE,
	 .id = SETTING_SNAPSHOT,
	 .usage = "snapshot = FILE",
	 .home = IN_FILE},
	{.name = "key_dir",
	 .places = PLACE_FILE,
	 .id = SETTING_KEY_DIR,
	 .usage = "key_dir = FOLDER",
	 .home = IN_FILE},
	{.name = "generations",
	 .places = PLACE_FILE,
	 .id = SETTING_GENERATIONS,
	 .usage = "generations = NUMBER",
	 .home = IN_FILE},
	{.name = "release_keys",
	 .places = PLACE_FILE,
	 .id = SETTING_RELEASE_KEYS,
	 .usage = "release_keys = FILE ...",
	 .home = IN_FILE},
	{.name = "mode",
	 .places = PLACE_FILE,
	 .id = SETTING_MODE,
	 .usage = "mode = enforce | observe",
	 .home = IN_FILE},
	{.name = "milter",
	 .places = PLACE_FILE,
	 .block = true,
	 .id = BLOCK_MILTER,
	 .usage = "milter { ... }",
	 .home = IN_FILE},
	{.name = "socket",
	 .places = PLACE_MILTER,
	 .id = SETTING_SOCKET,
	 .usage = "socket = unix:PATH or socket = inet:PORT@ADDRESS",
	 .home = IN_MILTER},
	{.name = "mode",
	 .places = PLACE_MILTER,
	 .id = SETTING_SOCKET_MODE,
	 .usage = "mode = 0660",
	 .home = IN_MILTER},
	{.name = "group",
	 .places = PLACE_MILTER,
	 .id = SETTING_GROUP,
	 .usage = "group = NAME",
	 .home = IN_MILTER},
	{.name = "trusted_relays",
	 .places = PLACE_MILTER,
	 .id = SETTING_TRUSTED_RELAYS,
	 .usage = "trusted_relays = ADDRESS/PREFIX ...",
	 .home = IN_MILTER},
};

const struct tenure_form_table tenure_config_forms = {
	forms, sizeof(forms) / sizeof(forms[0])};

struct config_reader {
	struct tenure_config *config;
	struct tenure_tree *tree;
	struct tenure_diagnostics *diagnostics;
	/* Folder of the file with "/" at its end; absolute. */
	char *folder;
	/* Where each setting was given; line is 0 if it was not. */
	struct tenure_where seen[SETTING_COUNT];
	bool out_of_memory;
};

#define report(reader, severity, word, hint, ...)                              \
	tenure_tree_report((reader)->tree, (reader)->diagnostics, severity,    \
			   word, hint, __VA_ARGS__)
#define report_error(reader, word, hint, ...)                                  \
	report(reader, TENURE_SEVERITY_ERROR, word, hint, __VA_ARGS__)

/* Replace a string of the configuration by a + b. */
static void set_string(struct config_reader *reader, char **string,
		       const char *a, const char *b)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;

	tenure_buffer_add_str(&text, a);
	tenure_buffer_add_str(&text, b);
	tenure_free(*string);
	*string = tenure_buffer_take(&text);
	tenure_buffer_free(&text);
	if (*string == NULL)
		reader->out_of_memory = true;
}

static void read_path(struct config_reader *reader,
		      const struct tenure_word *word, char **string)
{
	if (word->text[0] == '\0')
		report_error(reader, word, NULL, "the path is empty");
	else
		set_string(reader, string,
			   word->text[0] == '/' ? "" : reader->folder,
			   word->text);
}

/* As in r= of a seal. */
static void read_realm(struct config_reader *reader,
		       const struct tenure_word *word)
{
	size_t len = strlen(word->text);

	if (len == 0 || len > TENURE_NAME_MAX ||
	    strspn(word->text, "abcdefghijklmnopqrstuvwxyz0123456789-.") != len)
		report_error(reader, word, NULL,
			     "bad realm \"%s\": 1 to %d lower-case letters, "
			     "digits, \"-\" and \".\"",
			     word->text, TENURE_NAME_MAX);
	else
		set_string(reader, &reader->config->realm, "", word->text);
}

static void read_generations(struct config_reader *reader,
			     const struct tenure_word *word)
{
	unsigned int number = 0;
	const char *p = word->text;

	for (; *p >= '0' && *p <= '9' && number <= GENERATIONS_MAX; p++)
		number = number * 10 + (unsigned int)(*p - '0');
	if (*p != '\0' || number < 1 || number > GENERATIONS_MAX)
		report_error(reader, word, NULL,
			     "bad number \"%s\": 1 to %d generations are kept",
			     word->text, GENERATIONS_MAX);
	else
		reader->config->generations = number;
}

static void read_mode(struct config_reader *reader,
		      const struct tenure_word *word)
{
	static const char *const modes[] = {"enforce", "observe", NULL};

	if (strcmp(word->text, "enforce") == 0)
		reader->config->mode = TENURE_MODE_ENFORCE;
	else if (strcmp(word->text, "observe") == 0)
		reader->config->mode = TENURE_MODE_OBSERVE;
	else
		tenure_form_report_unknown(reader->tree, word,
					   "value of \"mode\"", modes,
					   reader->diagnostics);
}

/* PORT@ADDRESS. The address must be said: without one, libmilter would listen
   on all. */
static bool is_inet(const char *text)
{
	unsigned int port = 0;

	for (; *text >= '0' && *text <= '9' && port <= 65535; text++)
		port = port * 10 + (unsigned int)(*text - '0');
	return port >= 1 && port <= 65535 && text[0] == '@' && text[1] != '\0';
}

static void read_socket(struct config_reader *reader,
			const struct tenure_word *word)
{
	char **socket = &reader->config->milter.socket;
	const char *text = word->text;
	struct sockaddr_un unix_address;

	if (strncmp(text, "unix:", 5) == 0 && text[5] != '\0') {
		set_string(reader, socket, text[5] == '/' ? "" : reader->folder,
			   text + 5);
		if (*socket != NULL &&
		    strlen(*socket) >= sizeof(unix_address.sun_path)) {
			report_error(reader, word, NULL,
				     "the path of a socket has at most %zu "
				     "octets: %s",
				     sizeof(unix_address.sun_path) - 1,
				     *socket);
		} else if (*socket != NULL) {
			char *path = *socket;

			*socket = NULL;
			set_string(reader, socket, "unix:", path);
			tenure_free(path);
		}
	} else if ((strncmp(text, "inet:", 5) == 0 && is_inet(text + 5)) ||
		   (strncmp(text, "inet6:", 6) == 0 && is_inet(text + 6))) {
		set_string(reader, socket, "", text);
	} else {
		report_error(reader, word,
			     "write unix:PATH, inet:PORT@ADDRESS or "
			     "inet6:PORT@ADDRESS",
			     "bad socket \"%s\"", text);
	}
}

static void read_socket_mode(struct config_reader *reader,
			     const struct tenure_word *word)
{
	unsigned int mode = 0;
	const char *p = word->text;

	for (; *p >= '0' && *p <= '7' && mode <= 0777; p++)
		mode = mode * 8 + (unsigned int)(*p - '0');
	if (p - word->text < 3 || *p != '\0' || mode > 0777)
		report_error(reader, word, NULL,
			     "bad permissions \"%s\": an octal number like "
			     "0660",
			     word->text);
	else
		reader->config->milter.socket_mode = mode;
}

static void read_group(struct config_reader *reader,
		       const struct tenure_word *word)
{
	if (word->text[0] == '\0')
		report_error(reader, word, NULL, "the group is empty");
	else
		set_string(reader, &reader->config->milter.group, "",
			   word->text);
}

static void read_trusted_relays(struct config_reader *reader,
				const struct tenure_statement *statement)
{
	struct tenure_config *config = reader->config;
	const struct tenure_word *word = statement->values;
	struct tenure_network *networks;
	const char *error;
	size_t i;

	networks = tenure_calloc(statement->value_count, sizeof(*networks));
	if (networks == NULL) {
		reader->out_of_memory = true;
		return;
	}
	config->milter.trusted_relays = networks;
	config->milter.trusted_relay_count = statement->value_count;
	for (i = 0; i < statement->value_count; i++) {
		if (tenure_network_parse(word[i].text, &networks[i], &error) <
		    0)
			report_error(reader, &word[i], NULL,
				     "bad network \"%s\": %s", word[i].text,
				     error);
		else if (networks[i].prefix == 0)
			report(reader, TENURE_SEVERITY_WARNING, &word[i], NULL,
			       "this trusts the seals of every client");
	}
}

static void read_release_keys(struct config_reader *reader,
			      const struct tenure_statement *statement)
{
	struct tenure_config *config = reader->config;

	config->release_keys = tenure_calloc(statement->value_count,
					     sizeof(*config->release_keys));
	if (config->release_keys == NULL) {
		reader->out_of_memory = true;
		return;
	}
	config->release_key_count = statement->value_count;
	for (size_t i = 0; i < statement->value_count; i++)
		read_path(reader, &statement->values[i],
			  &config->release_keys[i]);
}

static void read_value(struct config_reader *reader, enum config_setting id,
		       const struct tenure_word *word)
{
	switch (id) {
	case SETTING_REALM:
		read_realm(reader, word);
		break;
	case SETTING_POLICY:
		read_path(reader, word, &reader->config->policy);
		break;
	case SETTING_SNAPSHOT:
		read_path(reader, word, &reader->config->snapshot);
		break;
	case SETTING_KEY_DIR:
		read_path(reader, word, &reader->config->key_dir);
		break;
	case SETTING_GENERATIONS:
		read_generations(reader, word);
		break;
	case SETTING_MODE:
		read_mode(reader, word);
		break;
	case SETTING_SOCKET:
		read_socket(reader, word);
		break;
	case SETTING_SOCKET_MODE:
		read_socket_mode(reader, word);
		break;
	case SETTING_GROUP:
		read_group(reader, word);
		break;
	default:
		break;
	}
}

static void read_setting(struct config_reader *reader, enum config_setting id,
			 const struct tenure_statement *statement)
{
	const struct tenure_word *word;

	if (reader->seen[id].line > 0) {
		tenure_form_report_duplicate(reader->tree, &statement->name,
					     "setting", statement->name.text,
					     reader->seen[id],
					     reader->diagnostics);
		return;
	}
	reader->seen[id] = statement->name.where;
	if (id == SETTING_TRUSTED_RELAYS) {
		read_trusted_relays(reader, statement);
		return;
	}
	if (id == SETTING_RELEASE_KEYS) {
		read_release_keys(reader, statement);
		return;
	}
	word = tenure_form_value(reader->tree, statement, reader->diagnostics);
	if (word != NULL)
		read_value(reader, id, word);
}

static void read_block(struct config_reader *reader, unsigned int place,
		       const struct tenure_statement *statement)
{
	const struct tenure_form *form;

	for (; statement != NULL; statement = statement->next) {
		form = tenure_form_find(&tenure_config_forms, place,
					reader->tree, statement,
					reader->diagnostics);
		if (form == NULL)
			continue;
		if (form->id == BLOCK_MILTER)
			read_block(reader, PLACE_MILTER, statement->children);
		else
			read_setting(reader, (enum config_setting)form->id,
				     statement);
	}
}

static void set_defaults(struct config_reader *reader, const char *path)
{
	struct tenure_config *config = reader->config;

	set_string(reader, &config->path, "", path);
	set_string(reader, &config->policy, "", "/etc/tenure/policy.conf");
	set_string(reader, &config->snapshot, "", "/var/lib/tenure/policy.cdb");
	set_string(reader, &config->key_dir, "", "/etc/tenure/keys");
	set_string(reader, &config->milter.socket, "",
		   "unix:/run/tenure/milter.sock");
	config->generations = 100;
	config->milter.socket_mode = 0660;
}

/* The folder that relative paths begin at. */
static void set_folder(struct config_reader *reader, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct tenure_buffer folder = TENURE_BUFFER_INIT;
	char current[4096];

	if (path[0] != '/') {
		if (getcwd(current, sizeof(current)) == NULL)
			strcpy(current, ".");
		tenure_buffer_printf(&folder, "%s/", current);
	}
	if (slash != NULL)
		tenure_buffer_add(&folder, path, (size_t)(slash + 1 - path));
	reader->folder = tenure_buffer_take(&folder);
	tenure_buffer_free(&folder);
	if (reader->folder == NULL)
		reader->out_of_memory = true;
}

static void report_file(struct tenure_diagnostics *diagnostics,
			const char *path, const char *message)
{
	struct tenure_diagnostic finding = {.file = path, .message = message};

	tenure_diagnostics_add(diagnostics, &finding);
}

static void read_tree(struct config_reader *reader)
{
	const struct tenure_word top = {.where = {.line = 0}};

	read_block(reader, PLACE_FILE, tenure_tree_root(reader->tree));
	if (reader->seen[SETTING_REALM].line == 0)
		report_error(reader, &top, "write realm = NAME",
			     "\"realm\" is missing");
	if (reader->out_of_memory)
		tenure_diagnostics_nomem(reader->diagnostics);
}

int tenure_config_read_text(const char *path, const char *text, size_t size,
			    struct tenure_config *config_r,
			    struct tenure_diagnostics *diagnostics)
{
	struct config_reader reader = {.config = config_r,
				       .diagnostics = diagnostics};
	size_t errors = diagnostics->error_count;

	memset(config_r, 0, sizeof(*config_r));
	set_defaults(&reader, path);
	set_folder(&reader, path);
	if (reader.out_of_memory)
		tenure_diagnostics_nomem(diagnostics);
	/* After errors of form there may be others. */
	else if (tenure_tree_read_text(path, text, size, &reader.tree,
				       diagnostics) == 0 ||
		 reader.tree != NULL)
		read_tree(&reader);
	tenure_free(reader.folder);
	tenure_tree_show(reader.tree, diagnostics);
	tenure_tree_free(&reader.tree);
	if (diagnostics->error_count == errors)
		return 0;
	tenure_config_free(config_r);
	return -1;
}

int tenure_config_read(const char *path, struct tenure_config *config_r,
		       struct tenure_diagnostics *diagnostics)
{
	struct tenure_error err = {.code = TENURE_ERROR_NONE};
	size_t size;
	char *text;
	int ret;

	memset(config_r, 0, sizeof(*config_r));
	if (tenure_file_read(path, CONFIG_FILE_MAX, &text, &size, &err) < 0) {
		report_file(diagnostics, path, err.text);
		return -1;
	}
	ret = tenure_config_read_text(path, text, size, config_r, diagnostics);
	tenure_free(text);
	return ret;
}

void tenure_config_free(struct tenure_config *config)
{
	tenure_free(config->path);
	tenure_free(config->realm);
	tenure_free(config->policy);
	tenure_free(config->snapshot);
	tenure_free(config->key_dir);
	for (size_t i = 0; i < config->release_key_count; i++)
		tenure_free(config->release_keys[i]);
	tenure_free(config->release_keys);
	tenure_free(config->milter.socket);
	tenure_free(config->milter.group);
	tenure_free(config->milter.trusted_relays);
	memset(config, 0, sizeof(*config));
}
