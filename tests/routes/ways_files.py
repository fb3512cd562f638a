# SPDX-License-Identifier: MIT
"""What is done on the routes of somebody who can write the files."""
import contextlib
import os

from .cell import Cell
from .ways_imap import flag
from .world import body


def look(cell: Cell):
    """Two sessions that read everything, as the owner would. Dovecot ends one
    whose files are not what they were."""
    for _ in range(2):
        with contextlib.suppress(EOFError), cell.imap() as imap:
            imap.command('FETCH 1:* (BODY.PEEK[])')


def delete(cell: Cell):
    """As any client."""
    with cell.imap() as imap:
        flag(imap)
        imap.command('EXPUNGE')


def without(match, resync=False):
    """Some files are removed, and then somebody deletes."""
    def remove(cell: Cell):
        look(cell)
        for path in cell.files(match):
            os.unlink(path)
        if resync and cell.form != 'maildir':
            cell.doveadm('force-resync', '*')
        for _ in range(2):
            with contextlib.suppress(EOFError):
                delete(cell)
    return remove


def concealed_unwritable(cell: Cell):
    """Its folder belongs to somebody else."""
    folder = cell.path('tenure-concealed')
    os.mkdir(folder, 0o555)
    delete(cell)
    os.rmdir(folder)
    # The next session ends what this one did not, as it was told to fail.
    look(cell)


def concealed_resync(cell: Cell):
    """What counts the references to a message is made again."""
    delete(cell)
    cell.doveadm('purge')
    for path in cell.files(r'^dovecot\.map\.index'):
        os.unlink(path)
    for _ in range(2):
        cell.doveadm('force-resync', '*')
        cell.doveadm('purge')


def index_delivery(cell: Cell):
    """The index is removed, and others come in."""
    for path in cell.files(r'^dovecot\.index'):
        os.unlink(path)
    for _ in range(2):
        cell.deliver_text(cell.text('free').replace('free', 'more'))
    if cell.form != 'maildir':
        cell.doveadm('force-resync', '*')


def remove_files(cell: Cell):
    for token in 'kept', 'free':
        # Both may be in one file.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(cell.message_file(token))
    look(cell)


def move_files(cell: Cell):
    """To a place that Dovecot does not know."""
    where = cell.aside()
    for token in 'kept', 'free':
        with contextlib.suppress(FileNotFoundError):
            path = cell.message_file(token)
            os.rename(path, os.path.join(where, os.path.basename(path)))
    look(cell)


def overwrite(cell: Cell):
    """Some letters, and nothing that can be counted."""
    for token in 'kept', 'free':
        path = cell.message_file(token)
        with open(path, 'r+b') as handle:
            octets = handle.read()
            handle.seek(octets.index(body(token)[:40].encode()) + 10)
            handle.write(b'x' * 20)
    look(cell)
