# SPDX-License-Identifier: MIT
"""Mistakes in what counts as downloaded, and when something is deleted: (what
is promised, file, text, what stands in its place). The text stands in the file
exactly once."""

DOWNLOAD = 'pop3-plugin/pop3/download.c'
RECEIPT = 'pop3-plugin/pop3/pop3-receipt.c'
STREAM = 'pop3-plugin/pop3/pop3-stream.c'
QUIT = 'pop3-plugin/pop3/pop3-quit.c'
FETCH = 'pop3-plugin/pop3/pop3-fetch.c'
SESSION = 'pop3-plugin/pop3/pop3-conversation.c'
COMMANDS = 'pop3-plugin/pop3/pop3-commands.c'

ALL = [
    ('written is not received', DOWNLOAD,
     'download->order[download->sent++] = message;',
     'download->order[download->sent++] = message;\n'
     '\tdownload->confirmed = download->flushed = download->sent;'),
    ('the queue of a login process is not the client\'s', RECEIPT,
     'client->output->closed || !receipt_is_direct(client)',
     'client->output->closed'),
    ('a message that is shorter than announced', STREAM,
     'stream->v_offset >= session->client->message_sizes\n'
     '\t\t\t\t\t\t    [session->fetched_message]', 'true'),
    ('RSET', COMMANDS, '\ttenure_download_clear(&session->download);\n', ''),
    ('QUIT over TLS that comes before the message has left', RECEIPT,
     'if (!receipt_is_under_way(session))', 'if (true)'),
    ('what the kernel of this host still has to send', RECEIPT,
     'receipt_of_others(session->client) <= 0', 'false'),
    ('QUIT waits until TCP has all', QUIT,
     '\t\t\tquit_begin_wait(session);\n\t\t\treturn 1;',
     '\t\t\ttenure_download_acknowledged(&session->download);\n'
     '\t\t\tbreak;'),
    ('a lost connection deletes nothing', SESSION,
     '\tif (ret == -1) {\n\t\tclient_destroy',
     '\tif (ret == -1) {\n\t\t(void)tenure_pop3_command(session, "QUIT", "");'
     '\n\t\tclient_destroy'),
    ('TOP does not count', FETCH, 'ruling.top == TENURE_TOP_COUNT &&',
     'true &&'),
    ('RETR that was cut does not count', FETCH,
     '\t\tif (session->fetched_whole &&\n\t\t    !session',
     '\t\tif (true ||\n\t\t    !session'),
    ('the message that was downloaded', QUIT,
     'quit_mark_if_downloaded(session, download->order[i]);',
     'quit_mark_if_downloaded(session, download->order[0]);'),
    ('lock step over TLS counts', RECEIPT,
     'if (!receipt_is_under_way(session))', 'if (false)'),
    ('TCP\'s word counts where the client sent ahead', QUIT,
     '\tif (ret > 0)\n\t\ttenure_download_acknowledged', '\tif (false)\n'
     '\t\ttenure_download_acknowledged'),
]
