# SPDX-License-Identifier: MIT
"""What is done on the routes of IMAP."""
import contextlib
import os

from .cell import Cell, NotThere, append
from .store import copies
from .world import OLDER, POLICY, message


def flag(imap, which='1:*'):
    """Mark as deleted."""
    imap.command(r'STORE %s +FLAGS.SILENT (\Deleted)' % which)


def empty(imap, mailbox):
    """Delete everything in a folder."""
    imap.command('SELECT "%s"' % mailbox)
    flag(imap)
    imap.command('EXPUNGE')


# -------------------------------------------------------------- deleting
def expunge(cell: Cell):
    with cell.imap() as imap:
        flag(imap)
        imap.command('EXPUNGE')


def uid_expunge(cell: Cell):
    with cell.imap() as imap:
        flag(imap)
        imap.command('UID EXPUNGE 1:*')


def close(cell: Cell):
    with cell.imap() as imap:
        flag(imap)
        imap.command('CLOSE')


def pipelined(cell: Cell):
    with cell.imap() as imap:
        imap.send_raw(b'b1 STORE 1:* +FLAGS (\\Deleted)\r\nb2 EXPUNGE\r\n'
                      b'b3 LOGOUT\r\n')
        while not imap.read_line().startswith('b3'):
            pass


def flag_only(cell: Cell):
    with cell.imap() as imap:
        flag(imap)
        imap.quit()
    cell.wait_for_end()


def other_session(cell: Cell):
    with cell.imap() as one, cell.imap() as two:
        flag(one)
        two.command('NOOP')
        two.command('EXPUNGE')
        one.command('EXPUNGE')


def many_sessions(cell: Cell):
    """Ten EXPUNGEs at the same time."""
    with cell.imap() as one, cell.imap() as two:
        flag(one)
        for talk in one, two:
            for number in range(5):
                talk.send_raw(b'c%d EXPUNGE\r\n' % number)
        for talk in one, two:
            while not talk.read_line().startswith('c4'):
                pass


def older(cell: Cell):
    """The session has asked what was in force then."""
    cell.publish(OLDER)
    with cell.imap() as imap:
        flag(imap)
        cell.publish(POLICY)
        imap.command('EXPUNGE')


def copy_expunge(cell: Cell):
    with cell.imap() as imap:
        imap.command('CREATE Paper')
        imap.command('COPY 1:* Paper')
        flag(imap)
        imap.command('EXPUNGE')
        empty(imap, 'Paper')


def replace(cell: Cell):
    text = message('new', 'letter new')
    with cell.imap() as imap:
        if 'REPLACE' not in ' '.join(imap.command('CAPABILITY')[0]):
            raise NotThere
        for _ in range(2):
            octets = text.replace('\n', '\r\n').encode()
            imap.send_raw(b'd1 REPLACE 1 INBOX {%d+}\r\n' % len(octets)
                          + octets + b'\r\n')
            while not imap.read_line().startswith('d1 '):
                pass


def append_over(cell: Cell):
    with cell.imap() as imap:
        for token in 'kept', 'free':
            other = cell.text(token).partition('\n\n')[0]
            append(imap, 'INBOX', other + '\n\nnothing\n')


# What a user may try who knows of a mailbox.
TRIES = ('SELECT "%s"', 'EXAMINE "%s"', 'STATUS "%s" (MESSAGES)',
         'SUBSCRIBE "%s"', 'GETMETADATA "%s" (/private/comment)',
         'SETMETADATA "%s" (/private/comment "x")', 'CREATE "%s/Deeper"',
         'APPEND "%s" {3+}\r\na:b', 'COPY 1 "%s"', 'MOVE 1 "%s"',
         'RENAME "%s" Found', 'DELETE "%s"')


def concealed(cell: Cell):
    """For a user it is not there."""
    with cell.imap() as imap:
        append(imap, 'Drafts', 'Subject: x\n\nx\n')
        flag(imap)
        imap.command('EXPUNGE')
        for name in '.tenure/INBOX', '.tenure':
            for one in TRIES:
                imap.command('SELECT Drafts')
                answer = imap.command(one % name)[1]
                assert answer.startswith('NO '), (one % name, answer)
            found = imap.command('LIST "" "%s*"' % name)[0] \
                + imap.command('LSUB "" "%s*"' % name)[0]
            assert not found, found
        # Not that name either, where it is on the disk.
        for name in 'tenure-concealed/INBOX', 'tenure-concealed':
            if imap.command('SELECT "%s"' % name)[1].startswith('OK'):
                empty(imap, name)
            imap.command('RENAME "%s" Found' % name)
            imap.command('DELETE "%s"' % name)
        empty(imap, 'Found')


def metadata(cell: Cell):
    """All that can be said of a mailbox is set, and wiped."""
    with cell.imap() as imap:
        answer = imap.command('SETMETADATA INBOX (/private/comment "x" '
                              '/shared/comment "y")')[1]
        assert answer.startswith('OK'), answer
        imap.command('SETMETADATA INBOX (/private/comment NIL '
                     '/shared/comment NIL)')
    for path in cell.files('^attributes$'):
        os.unlink(path)
    expunge(cell)


# ---------------------------------------------------------------- moving
def move_expunge(cell: Cell):
    with cell.imap() as imap:
        imap.command('CREATE Paper')
        imap.command('MOVE 1:* Paper')
        empty(imap, 'Paper')


def move_itself(cell: Cell):
    with cell.imap() as imap:
        imap.command('MOVE 1:* INBOX')
        flag(imap)
        imap.command('EXPUNGE')


def webmail(cell: Cell):
    with cell.imap() as imap:
        imap.command('UID MOVE 1:* Trash')
        imap.command('SELECT Trash')
        flag(imap)
        imap.command('UID EXPUNGE 1:*')
        imap.command('CLOSE')


def move_delete(cell: Cell):
    with cell.imap() as imap:
        imap.command('CREATE Paper')
        imap.command('MOVE 1 Paper')
        imap.command('DELETE Paper')
        empty(imap, 'INBOX')


def move_to(mailbox):
    """MOVE to a mailbox that may be another's."""
    def move(cell: Cell):
        name = mailbox % {'other': cell.other, 'name': cell.short_name()}
        with cell.imap() as imap:
            imap.command('CREATE "%s"' % name)
            imap.command('MOVE 1 "%s"' % name)
            imap.command('MOVE 1:* "%s"' % name)
            imap.command('MOVE 2 "%s"' % name)
    return move


def not_there(cell: Cell):
    """What is refused is not copied either: the others have no more of it
    than was moved."""
    found = {}
    for place in cell.world.home(cell.other), cell.world.lab.path('common'):
        for token in 'kept', 'free':
            sight, concealed = copies(place, token, cell.short_name())
            found[token] = found.get(token, 0) + sight + concealed
    if found['kept'] != (0 if cell.mode == 'deny' else 1) or \
            found['free'] != 1:
        return 'at the others: %s' % found
    return ''


def move_concealed(cell: Cell):
    """Into what the user must not know of."""
    with cell.imap() as imap:
        filed(imap)
        imap.command('SELECT Paper')
        for name in '.tenure/Paper', '.tenure/INBOX', '.tenure':
            for one in 'CREATE "%s"', 'MOVE 1:* "%s"', 'RENAME Paper "%s"':
                answer = imap.command(one % name)[1]
                assert answer.startswith('NO '), (one % name, answer)


# --------------------------------------------------------------- folders
def filed(imap, name='Paper'):
    """Both messages in a folder of their own."""
    imap.command('CREATE "%s"' % name)
    imap.command('MOVE 1:* "%s"' % name)


def delete(cell: Cell):
    with cell.imap() as imap:
        filed(imap)
        imap.command('DELETE Paper')


def delete_children(cell: Cell):
    with cell.imap() as imap:
        imap.command('CREATE Paper/Old')
        imap.command('CREATE Paper')
        imap.command('MOVE 1 Paper/Old')
        imap.command('MOVE 1 Paper')
        imap.command('DELETE Paper')
        imap.command('DELETE Paper/Old')
        imap.command('DELETE Paper')


def delete_selected(cell: Cell):
    with cell.imap() as imap, cell.imap() as other:
        filed(imap)
        other.command('SELECT Paper')
        imap.command('SELECT Paper')
        flag(imap)
        imap.command('DELETE Paper')
        with contextlib.suppress(EOFError):
            other.command('NOOP')


def rename_delete(cell: Cell):
    with cell.imap() as imap:
        filed(imap)
        imap.command('RENAME Paper Trash/Paper')
        imap.command('DELETE Trash/Paper')


def rename_over(cell: Cell):
    with cell.imap() as imap:
        filed(imap)
        imap.command('CREATE Empty')
        imap.command('RENAME Empty Paper')


def rename_inbox(cell: Cell):
    with cell.imap() as imap:
        imap.command('RENAME INBOX Paper')
        imap.command('DELETE Paper')


def rename_away(cell: Cell):
    """To where its owner does not rule."""
    with cell.imap() as imap:
        filed(imap)
        for place in 'maildir/' + cell.other, 'common', 'mdbox/' + cell.other:
            imap.command('RENAME Paper "%s/%s"' % (place, cell.short_name()))


def delete_inbox(cell: Cell):
    with cell.imap() as imap:
        imap.command('DELETE INBOX')


def multiply(imap, number, mailbox, count):
    """So many of a message, in a folder."""
    imap.command('CREATE "%s"' % mailbox)
    imap.command('COPY %d "%s"' % (number, mailbox))
    imap.command('SELECT "%s"' % mailbox)
    have = 1
    while have < count:
        more = min(have, count - have)
        imap.command('COPY 1:%d "%s"' % (more, mailbox))
        imap.command('NOOP')
        have += more


def delete_large(cell: Cell):
    with cell.imap() as imap:
        multiply(imap, 2, 'Paper', 4999)
        imap.command('SELECT INBOX')
        imap.command('MOVE 1:* Paper')
        imap.command('DELETE Paper')
