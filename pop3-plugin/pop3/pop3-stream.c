/* SPDX-License-Identifier: MIT */
#include "pop3-plugin/pop3/pop3-stream.h"
#include <istream-crlf.h>

/* The storage opens a mail's stream once when the mail is chosen, and then
   again for the server, from its begin. */
static bool stream_is_unread(struct tenure_mail *tmail, struct istream *of)
{
	return tmail->counted_of == of && tmail->counted->v_offset == 0 &&
	       i_stream_get_data_size(tmail->counted) == 0;
}

int tenure_pop3_stream_get(struct mail *mail, bool get_body,
			   struct message_size *hdr_size,
			   struct message_size *body_size,
			   struct istream **stream_r)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);
	struct tenure_pop3_session *session = tenure_box_get(mail->box)->pop3;

	if (tmail->module_ctx.super.get_stream(mail, get_body, hdr_size,
					       body_size, stream_r) < 0)
		return -1;
	/* The storage itself asks for the sizes when it reads a message. */
	if (session == NULL || !session->fetching || !get_body ||
	    hdr_size != NULL || body_size != NULL)
		return 0;
	if (tmail->counted == NULL) {
		tmail->counted = i_stream_create_crlf(*stream_r);
		tmail->counted_of = *stream_r;
	}
	if (stream_is_unread(tmail, *stream_r))
		*stream_r = tmail->counted;
	return 0;
}

/* TOP stops behind its last line, and does not see that it was the message's
   last, too. */
static bool stream_is_at_end(struct istream *stream)
{
	const unsigned char *data;
	size_t size;

	return i_stream_read_more(stream, &data, &size) < 0 &&
	       stream->stream_errno == 0;
}

void tenure_pop3_stream_closing(struct mail *mail)
{
	struct tenure_mail *tmail = tenure_mail_get(mail);
	struct tenure_pop3_session *session = tenure_box_get(mail->box)->pop3;
	struct istream *stream = tmail->counted;

	if (stream == NULL)
		return;
	if (session != NULL && session->fetching) {
		session->fetched_whole =
			stream_is_at_end(stream) &&
			stream->v_offset >= session->client->message_sizes
						    [session->fetched_message];
	}
	/* The storage does not allow others to hold its stream. */
	i_stream_unref(&tmail->counted);
}
