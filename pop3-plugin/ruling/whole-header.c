/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/ruling/whole-header.h"
#include <message-header-parser.h>

/* Collects what stands in a header. Returns FALSE if there is a NUL octet in a
   value; they are all read nevertheless. */
static bool whole_header_parse(struct istream *input, pool_t pool,
			       const char *name,
			       ARRAY_TYPE(const_string) * values)
{
	struct message_header_parser_ctx *parser = message_parse_header_init(
		input, NULL,
		MESSAGE_HEADER_PARSER_FLAG_SKIP_INITIAL_LWSP |
			MESSAGE_HEADER_PARSER_FLAG_DROP_CR);
	struct message_header_line *line;
	bool clean = TRUE;

	while (message_parse_header_next(parser, &line) > 0) {
		const char *value;

		if (line->eoh || strcasecmp(line->name, name) != 0)
			continue;
		if (line->continues) {
			line->use_full_value = TRUE;
			continue;
		}
		if (memchr(line->full_value, '\0', line->full_value_len) !=
		    NULL)
			clean = FALSE;
		value = p_strndup(pool, line->full_value, line->full_value_len);
		array_push_back(values, &value);
	}
	message_parse_header_deinit(&parser);
	return clean;
}

int tenure_whole_header_get(struct mail *mail, const char *name,
			    const char *const **values_r)
{
	pool_t pool = ((struct mail_private *)mail)->data_pool;
	ARRAY_TYPE(const_string) values;
	struct istream *input;
	bool clean;

	if (mail_get_hdr_stream_because(mail, NULL, "tenure: header", &input) <
	    0)
		return -1;
	p_array_init(&values, pool, 4);
	clean = whole_header_parse(input, pool, name, &values);
	if (input->stream_errno != 0) {
		mail_set_critical(mail, "read(%s) failed: %s",
				  i_stream_get_name(input),
				  i_stream_get_error(input));
		return -1;
	}
	array_append_zero(&values);
	*values_r = array_front(&values);
	return clean ? 1 : 0;
}
