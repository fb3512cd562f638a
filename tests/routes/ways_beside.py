# SPDX-License-Identifier: MIT
"""What is done on the routes of what Dovecot does by itself, of its other
plugins, and of mailboxes that are not the user's own."""
import os

from .cell import Cell, append
from .ways_imap import empty, filed, flag, multiply


# ---------------------------------------------------------- autoexpunge
def file_old(cell: Cell):
    """Before the rest of the table, so that they are old by then."""
    with cell.imap() as imap:
        filed(imap, 'Old')
        imap.quit()


def file_old_many(cell: Cell):
    with cell.imap() as imap:
        multiply(imap, 1, 'Old', 1000)
        imap.command('SELECT INBOX')
        imap.command('MOVE 2 Old')
        imap.command('SELECT Old')
        # They are links to one file: with each that goes, the others would be
        # as new as that, if Dovecot did not remember how old they are.
        imap.command('FETCH 1:* (SAVEDATE)')
        empty(imap, 'INBOX')
        imap.command('SELECT INBOX')
        imap.quit()


def log_in_and_out(cell: Cell):
    """Dovecot has a look at the end of a session. What that one expunged last
    is done by the next one."""
    for mailbox in 'INBOX', 'Old':
        with cell.imap(mailbox) as imap:
            imap.quit()
        cell.wait_for_end()


def session(cell: Cell):
    """What expired goes at the end of it."""
    for _ in range(2):
        with cell.imap() as imap:
            imap.quit()
        cell.wait_for_end()


def few(cell: Cell):
    """One message may stay: the newest."""
    with cell.imap() as imap:
        filed(imap, 'Few')
        append(imap, 'Few', cell.text('free').replace('free', 'last'))
        imap.quit()
    cell.wait_for_end()


def few_kept(cell: Cell):
    """More than may stay, and more than Dovecot takes at a time; all of them
    kept but the newest."""
    with cell.imap() as imap:
        multiply(imap, 1, 'Few', 1001)
        imap.command('SELECT INBOX')
        imap.command('MOVE 1 Few')
        append(imap, 'Few', cell.text('free').replace('free', 'last'))
        imap.quit()
    cell.wait_for_end()


# ----------------------------------------------------------------- quota
def padded(cell: Cell, octets):
    """Another message, of this size."""
    text = cell.text('free').replace('free', 'more')
    return text + ('y' * 70 + '\n') * ((octets - len(text)) // 72)


def trash(cell: Cell):
    """After the first there is no room; each of the others needs that of one
    message."""
    with cell.imap() as imap:
        filed(imap, 'Trash')
    for octets in 16200, 1440, 1440:
        cell.deliver_text(padded(cell, octets))


def over_quota(cell: Cell):
    refused = [cell.deliver_text(padded(cell, 16200)) for _ in range(2)]
    assert refused[1], 'there is no quota'


# -------------------------------------------------------------- plugins
def lazy(cell: Cell):
    with cell.imap() as imap:
        flag(imap)
        imap.command('EXPUNGE')
        imap.command('SELECT EXPUNGED')
        assert imap.uids(), 'lazy_expunge is not there'
        empty(imap, 'EXPUNGED')


def imapsieve(cell: Cell):
    with cell.imap() as imap:
        filed(imap, 'Learn')
        imap.command('SELECT Learn')
        found = ' '.join(imap.command('FETCH 1:* (FLAGS)')[0])
        assert r'\Deleted' in found or not imap.uids(), 'no imapsieve'
        imap.command('EXPUNGE')


def imapsieve_edit(cell: Cell):
    with cell.imap() as imap:
        filed(imap, 'Edit')
        imap.command('SELECT Edit')
        assert imap.uids('SUBJECT "letter 3"'), 'no imapsieve'
        flag(imap)
        imap.command('EXPUNGE')


def acl(rights):
    """A folder where its owner has these rights."""
    def delete(cell: Cell):
        with cell.imap() as imap:
            filed(imap)
        for folder in {os.path.dirname(path)
                       for path in cell.files('^dovecot.index.log$|^maildirfo')
                       if 'Paper' in path}:
            name = os.path.relpath(os.path.join(folder, 'dovecot-acl'),
                                   cell.home)
            cell.write(name, 'owner %s\n' % rights)
        with cell.imap() as imap:
            empty(imap, 'Paper')
            imap.command('SELECT INBOX')
            imap.command('DELETE Paper')
    return delete


def virtual(cell: Cell):
    cell.write('virtual/all/dovecot-virtual', 'INBOX\n  all\n')
    with cell.imap('virtual/all') as imap:
        flag(imap)
        imap.command('EXPUNGE')


# ---------------------------------------------------------------- others
def shared(do):
    """Something that another user does in a folder of this one."""
    def act(cell: Cell):
        with cell.imap() as imap:
            filed(imap)
        with cell.imap(None, cell.other) as imap:
            do(imap, '%s/%s/Paper' % (cell.form, cell.user))
    return act


def shared_expunge(imap, name):
    empty(imap, name)


def shared_delete(imap, name):
    imap.command('DELETE "%s"' % name)


def shared_move(imap, name):
    """Into one's own."""
    imap.command('SELECT "%s"' % name)
    for which in '1', '1:*', '2':
        imap.command('MOVE %s Trash' % which)


def public(cell: Cell):
    """A mailbox that belongs to nobody."""
    cell.remove_store()
    with cell.imap() as imap:
        imap.command('CREATE public/Paper')
        for token in 'kept', 'free':
            append(imap, 'public/Paper', cell.text(token))
        empty(imap, 'public/Paper')
