# SPDX-License-Identifier: MIT
"""The clients that are tested: programs of Debian, with the options that
people give them."""
import functools

import imap_clients as imap
import pop3_clients as pop3
from matrix import MODES

# What is POP3's business alone, one client shows for all of IMAP.
NOT_POP3 = ('plain', 'deny', 'conceal', 'after')
# What is said of the refused delete.
REFUSED = '-ERR [SYS/PERM] Message 2 is retained until'
MUTT = 'DELE: [SYS/PERM] Message 2 is retained until'
FETCHMAIL = 'Query status=24'
CURL = 'curl: (8) Weird server reply'


class Client:
    """One program with one set of options."""

    def __init__(self, name, title, run, modes=MODES, copies=False, says=''):
        self.name, self.title, self.run = name, title, run
        # What it tells its user where a delete is refused.
        self.says = says
        # In which modes; and does it look for messages of the same id?
        self.modes, self.copies = modes, copies
        # Is it a program whose exit code says something?
        self.has_code = not name.startswith(('mutt', 'poplib', 'imaplib'))


def _of(name, title, run, *options, **more):
    return Client(name, title, functools.partial(run, *options), **more)


POP3_CLIENTS = (
    _of('fetchmail-keep', 'fetchmail, keep', pop3.fetchmail, 'keep', ''),
    _of('fetchmail-nokeep', 'fetchmail, nokeep', pop3.fetchmail, 'nokeep', '',
        says=FETCHMAIL),
    _of('fetchmail-uidl', 'fetchmail, nokeep and uidl', pop3.fetchmail,
        'nokeep', 'uidl', says=FETCHMAIL),
    _of('fetchmail-fetchall', 'fetchmail, nokeep and fetchall', pop3.fetchmail,
        'nokeep fetchall', '', says=FETCHMAIL),
    _of('fetchmail-flush', 'fetchmail, keep and flush', pop3.fetchmail,
        'keep flush', 'uidl', says=FETCHMAIL),
    _of('fetchmail-limit', 'fetchmail, nokeep and limit', pop3.fetchmail,
        'nokeep limit 20000', '', says=FETCHMAIL),
    _of('mpop-keep', 'mpop, keep on', pop3.mpop, 'keep on'),
    _of('mpop-delete', 'mpop, keep off', pop3.mpop, 'keep off',
        says='POP3 server message: ' + REFUSED),
    _of('mpop-tls', 'mpop, keep off, over TLS', pop3.mpop,
        'keep off\ntls on\ntls_starttls on\ntls_certcheck off',
        says='POP3 server message: ' + REFUSED),
    _of('getmail-delete', 'getmail, delete', pop3.getmail,
        'read_all = false\ndelete = true',
        says="protocol error (b'" + REFUSED),
    Client('getmail-after', 'getmail, delete_after = 1', functools.partial(
        pop3.getmail, 'read_all = false\ndelete_after = 1', days=2),
           says="protocol error (b'" + REFUSED),
    Client('getmail-copies', 'getmail, delete_dup_msgids', functools.partial(
        pop3.getmail, 'read_all = false',
        retriever='delete_dup_msgids = true'),
           copies=True, says=REFUSED.replace('2', '4')),
    _of('curl-retr', 'curl, only RETR', pop3.curl, False, False),
    _of('curl-dele', 'curl, RETR and DELE', pop3.curl, False, True,
        says=CURL),
    _of('curl-stls', 'curl, RETR and DELE, over TLS', pop3.curl, True, True,
        says=CURL),
    Client('mutt-fetch', 'mutt, fetch-mail and pop_delete', pop3.mutt_fetch,
           says=MUTT),
    Client('mutt-folder', 'mutt, a POP3 mailbox opened', pop3.mutt_folder,
           says=MUTT),
    _of('poplib', 'poplib, a script that goes on after -ERR',
        pop3.poplib_script, True, says=REFUSED),
    _of('poplib-strict', 'poplib, a script that ends at -ERR',
        pop3.poplib_script, False, says=REFUSED),
)
IMAP_CLIENTS = (
    _of('mbsync-pull', 'mbsync (IMAP), Sync Pull and Expunge Both',
        imap.mbsync, 'Pull', modes=NOT_POP3),
    _of('mbsync-all', 'mbsync (IMAP), Sync All and Expunge Both',
        imap.mbsync, 'All', modes=NOT_POP3,
        says='[CANNOT] Message is retained until'),
    Client('curl-imap', 'curl (IMAP), FETCH, STORE and EXPUNGE', imap.curl,
           NOT_POP3,
           says='curl: (21) Quote command returned error'),
    Client('imaplib', 'imaplib (IMAP), FETCH, STORE and EXPUNGE',
           imap.imaplib_script,
           says='[CANNOT] Message is retained until'),
)
CLIENTS = POP3_CLIENTS + IMAP_CLIENTS
