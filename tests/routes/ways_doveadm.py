# SPDX-License-Identifier: MIT
"""What is done on the routes of doveadm and dsync."""
import os

from .cell import Cell, NotThere, append
from .ways_imap import filed


def expunge(cell: Cell):
    cell.doveadm('expunge', 'mailbox', 'INBOX', 'all')


def move(cell: Cell):
    cell.doveadm('mailbox', 'create', 'Paper')
    cell.doveadm('move', 'Paper', 'mailbox', 'INBOX', 'all')
    cell.doveadm('expunge', 'mailbox', 'Paper', 'all')


def move_fails(cell: Cell):
    """What comes in cannot be put where it belongs."""
    cell.doveadm('mailbox', 'create', 'Paper')
    folders = [folder for folder, _, _ in os.walk(cell.path())
               if 'Paper' in folder and not folder.endswith('/tmp')]
    for folder in folders:
        os.chmod(folder, 0o555)
    cell.doveadm('move', 'Paper', 'mailbox', 'INBOX', 'all')
    for folder in folders:
        os.chmod(folder, 0o700)


def copy(cell: Cell):
    cell.doveadm('mailbox', 'create', 'Paper')
    cell.doveadm('copy', 'Paper', 'mailbox', 'INBOX', 'all')
    cell.doveadm('expunge', 'mailbox', '*', 'all')


def move_to_other(cell: Cell):
    """Into the mailboxes of another user."""
    cell.world.doveadm('move', '-u', cell.other, 'INBOX', 'user', cell.user,
                       'mailbox', 'INBOX', 'all')
    cell.world.doveadm('move', '-u', cell.other, 'INBOX', 'user', cell.user,
                       'mailbox', 'INBOX', 'subject', 'letter')


def deduplicate(cell: Cell):
    """Others with the same Message-ID came before them."""
    with cell.imap() as imap:
        imap.command('CREATE Paper')
        for token in 'kept', 'free':
            header = cell.text(token).partition('\n\n')[0]
            append(imap, 'Paper', header.replace('X-Route', 'X-Other')
                   + '\n\nanother\n')
        imap.command('MOVE 1:* Paper')
    cell.doveadm('deduplicate', '-m', 'mailbox', 'Paper', 'all')


def flags(cell: Cell):
    cell.doveadm('flags', 'add', r'\Deleted', 'mailbox', 'INBOX', 'all')


def flags_expunge(cell: Cell):
    flags(cell)
    cell.doveadm('expunge', 'mailbox', 'INBOX', 'deleted')


def mailbox_delete(*options):
    """doveadm mailbox delete with these options."""
    def delete(cell: Cell):
        with cell.imap() as imap:
            filed(imap, 'Paper/Old' if '-r' in options else 'Paper')
        cell.doveadm('mailbox', 'delete', *options, 'Paper')
    return delete


def delete_inbox(cell: Cell):
    for options in [], ['-Z'], ['-r']:
        cell.doveadm('mailbox', 'delete', *options, 'INBOX')


def expunge_delete(cell: Cell):
    with cell.imap() as imap:
        filed(imap)
    cell.doveadm('expunge', '-d', 'mailbox', 'Paper', 'all')


def mailbox_rename(cell: Cell):
    with cell.imap() as imap:
        filed(imap)
    cell.doveadm('mailbox', 'rename', 'Paper', 'Trash/Paper')
    cell.doveadm('mailbox', 'delete', 'Trash/Paper')


def uidvalidity(cell: Cell):
    cell.doveadm('mailbox', 'update', '--uid-validity', '1234567890', 'INBOX')
    expunge(cell)


def index(cell: Cell):
    cell.doveadm('mailbox', 'cache', 'purge', 'INBOX')
    cell.doveadm('index', '*')
    expunge(cell)


def resync(cell: Cell):
    cell.doveadm('force-resync', '*')
    expunge(cell)


def altmove_expunge(cell: Cell):
    if cell.form == 'maildir':
        raise NotThere
    cell.doveadm('altmove', 'mailbox', 'INBOX', 'all')
    cell.doveadm('purge')
    assert cell.files(r'^[um]\.', 'alt'), 'nothing was moved'
    expunge(cell)
    cell.doveadm('purge')


def purge(cell: Cell):
    expunge(cell)
    cell.doveadm('purge')
    cell.doveadm('force-resync', 'INBOX')
    cell.doveadm('purge')


def concealed(cell: Cell):
    """An administrator goes for what was concealed."""
    expunge(cell)
    for name in '.tenure/INBOX', '.tenure/*':
        cell.doveadm('expunge', 'mailbox', name, 'all')
    cell.doveadm('mailbox', 'delete', '.tenure/INBOX')
    cell.doveadm('mailbox', 'delete', '-r', '.tenure')
    cell.doveadm('mailbox', 'rename', '.tenure/INBOX', 'Paper')
    cell.doveadm('expunge', 'mailbox', 'Paper', 'all')
    cell.doveadm('move', 'Trash', 'mailbox', '.tenure/*', 'all')
    cell.doveadm('expunge', 'mailbox', 'Trash', 'all')


def tenure_purge(cell: Cell):
    expunge(cell)
    code, text = cell.doveadm('tenure', 'purge', 'mailbox', '*', 'all')
    assert code == 0 or cell.mode != 'after', text


def tenure_expire(cell: Cell):
    code, text = cell.doveadm('tenure', 'expire')
    assert code == 0, text


# ----------------------------------------------------------------- dsync
def replica(cell: Cell):
    """A copy of all mailboxes, in maildir."""
    where = 'maildir:' + os.path.join(cell.aside(), 'replica')
    cell.doveadm('backup', where)
    return where


def at_replica(cell: Cell, where, *command):
    """A command of doveadm there, where the plugin is not."""
    return cell.world.doveadm(*cell.location(where), *command)


def backup(cell: Cell):
    """What is there shall be as what is empty."""
    cell.doveadm('backup', '-R',
                 'maildir:' + os.path.join(cell.aside(), 'empty'))


def backup_out(cell: Cell):
    replica(cell)


def import_from(cell: Cell):
    where = replica(cell)
    cell.doveadm('import', where, 'Imported', 'all')


def sync(*options, backup=False):
    """dsync with a replica whose messages were expunged."""
    def run(cell: Cell):
        where = replica(cell)
        at_replica(cell, where, 'expunge', '-u', cell.user, 'mailbox',
                   'INBOX', 'all')
        for _ in range(2):
            cell.doveadm('backup' if backup else 'sync', *options, where)
    return run


def sync_folder(cell: Cell):
    """dsync with a replica where a folder was deleted."""
    with cell.imap() as imap:
        filed(imap)
    where = replica(cell)
    cell.doveadm('sync', where)
    at_replica(cell, where, 'mailbox', 'delete', '-u', cell.user, 'Paper')
    cell.doveadm('sync', where)
    cell.doveadm('sync', where)


def no_plugin(cell: Cell):
    """An administrator leaves the plugin out."""
    cell.world.doveadm('-o', 'mail_plugins=', 'expunge', '-u', cell.user,
                       'mailbox', 'INBOX', 'all')
