/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/ruling/cached-field.h"
#include "pop3-plugin/state/box.h"
#include <message-header-parser.h>
#include <str.h>

/* What Dovecot looks a field up by. Made once for each field that the policy
   asks for, and kept with the mailbox. */
static struct mailbox_header_lookup_ctx *field_lookup(struct mailbox *box,
						      const char *name)
{
	struct tenure_box *tbox = tenure_box_get(box);
	const char *const names[] = {name, NULL};
	struct mailbox_header_lookup_ctx *lookup;

	if (tbox == NULL)
		return mailbox_header_lookup_init(box, names);
	if (!array_is_created(&tbox->lookups))
		i_array_init(&tbox->lookups, 4);
	array_foreach_elem(&tbox->lookups, lookup)
	{
		if (strcasecmp(lookup->name[0], name) == 0) {
			mailbox_header_lookup_ref(lookup);
			return lookup;
		}
	}
	lookup = mailbox_header_lookup_init(box, names);
	array_push_back(&tbox->lookups, &lookup);
	mailbox_header_lookup_ref(lookup);
	return lookup;
}

void tenure_cached_field_box_closing(struct mailbox *box)
{
	struct tenure_box *tbox = tenure_box_get(box);
	struct mailbox_header_lookup_ctx *lookup;

	if (!array_is_created(&tbox->lookups))
		return;
	array_foreach_elem(&tbox->lookups, lookup)
	{
		mailbox_header_lookup_unref(&lookup);
	}
	array_free(&tbox->lookups);
}

/* Before the next field Dovecot reads on in the stream of the last one, and
   Dovecot 2.3 ends the process if the message's own stream was moved meanwhile,
   as dbox does to find when a message was saved. In a closed one it does not
   read; those beneath stay open. */
static void field_close(struct istream *input)
{
	i_stream_ref(input);
	i_stream_destroy(&input);
}

/* Append the lines of the field, and an empty line. All of them are read: else
   Dovecot would ask itself in vain for other fields afterwards, and end the
   process. */
static int field_read(struct mail *mail,
		      struct mailbox_header_lookup_ctx *lookup, string_t *lines)
{
	struct istream *input;
	const unsigned char *data;
	size_t size;

	if (mail_get_header_stream(mail, lookup, &input) < 0)
		return -1;
	while (i_stream_read_more(input, &data, &size) > 0) {
		str_append_data(lines, data, size);
		i_stream_skip(input, size);
	}
	if (input->stream_errno == 0) {
		field_close(input);
		return 0;
	}
	mail_set_critical(mail, "read(%s) failed: %s", i_stream_get_name(input),
			  i_stream_get_error(input));
	return -1;
}

/* The line feed that ends a field which begins at text, or end. */
static const unsigned char *field_end(const unsigned char *text,
				      const unsigned char *end)
{
	const unsigned char *feed = text;

	while ((feed = memchr(feed, '\n', (size_t)(end - feed))) != NULL) {
		if (feed + 1 == end || !IS_LWSP(feed[1]))
			return feed;
		feed++;
	}
	return end;
}

/* The values that stand in lines. NULL if that is Dovecot's to say. */
static const char *const *field_values(pool_t pool, const string_t *lines)
{
	const unsigned char *text = str_data(lines),
			    *end = text + str_len(lines);
	ARRAY_TYPE(const_string) values;
	const char *value;

	p_array_init(&values, pool, 4);
	while (text < end && *text != '\n') {
		const unsigned char *next = field_end(text, end);
		const unsigned char *colon =
			memchr(text, ':', (size_t)(next - text));

		if (colon == NULL)
			return NULL;
		for (text = colon + 1; text < next && IS_LWSP(*text); text++)
			;
		value = p_strdup_until(pool, text, next);
		array_push_back(&values, &value);
		text = next + (next < end);
	}
	array_append_zero(&values);
	return array_front(&values);
}

int tenure_cached_field_get(struct mail *mail, const char *name,
			    const char *const **values_r)
{
	pool_t pool = ((struct mail_private *)mail)->data_pool;
	struct mailbox_header_lookup_ctx *lookup =
		field_lookup(mail->box, name);
	string_t *lines = t_str_new(1024);
	int ret = field_read(mail, lookup, lines);

	mailbox_header_lookup_unref(&lookup);
	if (ret < 0)
		return -1;
	/* Dovecot gives values as strings, which end at a NUL octet: what
	   stands behind it is only in the lines of the field. */
	if (memchr(str_data(lines), '\0', str_len(lines)) != NULL)
		return 0;
	/* In the cache there are no carriage returns. */
	*values_r = memchr(str_data(lines), '\r', str_len(lines)) != NULL
			    ? NULL
			    : field_values(pool, lines);
	/* Not before: reading the lines parses the header, after which Dovecot
	   says of other fields that it saw that they are not there. */
	if (*values_r == NULL && mail_get_headers(mail, name, values_r) < 0)
		return -1;
	return 1;
}
