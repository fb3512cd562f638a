# SPDX-License-Identifier: MIT
"""The clients that are tested: programs of Debian, with the options that
people give them."""
import functools

import imap_clients as imap
import pop3_clients as pop3
from matrix import MODES

# What is POP3's business alone, one client shows for all of IMAP.
NOT_POP3 = ('plain', 'deny', 'conceal', 'after')


class Client:
    """One program with one set of options."""

    def __init__(self, name, title, run, modes=MODES, copies=False):
        self.name, self.title, self.run = name, title, run
        # In which modes; and does it look for copies of a message?
        self.modes, self.copies = modes, copies
        # Is it a program whose exit code says something?
        self.has_code = not name.startswith(('mutt', 'poplib', 'imaplib'))


def _of(name, title, run, *options, **more):
    return Client(name, title, functools.partial(run, *options), **more)


POP3_CLIENTS = (
    _of('fetchmail-keep', 'fetchmail, keep', pop3.fetchmail, 'keep', ''),
    _of('fetchmail-nokeep', 'fetchmail, nokeep', pop3.fetchmail, 'nokeep', ''),
    _of('fetchmail-uidl', 'fetchmail, nokeep and uidl', pop3.fetchmail,
        'nokeep', 'uidl'),
    _of('fetchmail-fetchall', 'fetchmail, nokeep and fetchall', pop3.fetchmail,
        'nokeep fetchall', ''),
    _of('fetchmail-flush', 'fetchmail, keep and flush', pop3.fetchmail,
        'keep flush', 'uidl'),
    _of('fetchmail-limit', 'fetchmail, nokeep and limit', pop3.fetchmail,
        'nokeep limit 20000', ''),
    _of('mpop-keep', 'mpop, keep on', pop3.mpop, 'keep on'),
    _of('mpop-delete', 'mpop, keep off', pop3.mpop, 'keep off'),
    _of('mpop-tls', 'mpop, keep off, over TLS', pop3.mpop,
        'keep off\ntls on\ntls_starttls on\ntls_certcheck off'),
    _of('getmail-delete', 'getmail, delete', pop3.getmail,
        'read_all = false\ndelete = true'),
    Client('getmail-after', 'getmail, delete_after = 1', functools.partial(
        pop3.getmail, 'read_all = false\ndelete_after = 1', days=2)),
    _of('getmail-copies', 'getmail, delete_dup_msgids', pop3.getmail,
        'read_all = false\ndelete_dup_msgids = true', copies=True),
    _of('curl-retr', 'curl, only RETR', pop3.curl, False, False),
    _of('curl-dele', 'curl, RETR and DELE', pop3.curl, False, True),
    _of('curl-stls', 'curl, RETR and DELE, over TLS', pop3.curl, True, True),
    Client('mutt-fetch', 'mutt, fetch-mail and pop_delete', pop3.mutt_fetch),
    Client('mutt-folder', 'mutt, a POP3 mailbox opened', pop3.mutt_folder),
    _of('poplib', 'poplib, a script that goes on after -ERR',
        pop3.poplib_script, True),
    _of('poplib-strict', 'poplib, a script that ends at -ERR',
        pop3.poplib_script, False),
)
IMAP_CLIENTS = (
    _of('mbsync-pull', 'mbsync (IMAP), Sync Pull and Expunge Both',
        imap.mbsync, 'Pull', modes=NOT_POP3),
    _of('mbsync-all', 'mbsync (IMAP), Sync All and Expunge Both',
        imap.mbsync, 'All', modes=NOT_POP3),
    Client('curl-imap', 'curl (IMAP), FETCH, STORE and EXPUNGE', imap.curl,
           NOT_POP3),
    Client('imaplib', 'imaplib (IMAP), FETCH, STORE and EXPUNGE',
           imap.imaplib_script),
)
CLIENTS = POP3_CLIENTS + IMAP_CLIENTS
