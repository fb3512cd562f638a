# SPDX-License-Identifier: MIT
"""What is done on the routes of delivery: the messages of the INBOX are
removed first, and come in once more."""
from .cell import Cell
from .ways_imap import empty, flag


def with_sieve(script):
    """Both messages come in, and a Sieve script has its say."""
    def deliver(cell: Cell):
        cell.remove_store()
        cell.write('.dovecot.sieve', script)
        for token in 'kept', 'free':
            cell.deliver(token)
    return deliver


def edited(script):
    """What came in to be kept comes once more, a Sieve script changes it, and
    what was saved is deleted."""
    def deliver(cell: Cell):
        with_sieve('require ["editheader"];\n'
                   'if header "X-Route" "kept" {\n'
                   'deleteheader "Subject";\n'
                   'addheader "Subject" "letter 3";\n%s}\n' % script)(cell)
        with cell.imap() as imap:
            empty(imap, 'INBOX')
    return deliver


def _is_concealed(cell, expected):
    """Is what came in concealed, once?"""
    code, text = cell.doveadm(
        'search', 'mailbox', '.tenure/*', 'header', 'Subject', 'invoice 1')
    found = sum(len(line.split()) == 2 for line in text.splitlines())
    return '' if code == 0 and found == expected else \
        'originals that are concealed: %d\n%s' % (found, text)


def original_is_concealed(cell: Cell):
    """What came in is there, beside what the script made of it."""
    return _is_concealed(cell, cell.mode != 'after')


def only_deleted_is_concealed(cell: Cell):
    """Nothing of what the script saved as it came in."""
    return _is_concealed(cell, cell.mode == 'conceal')


def fileinto_trash(cell: Cell):
    with_sieve('require ["fileinto", "mailbox"];\n'
               'fileinto :create "Trash";\n')(cell)
    with cell.imap() as imap:
        empty(imap, 'Trash')


def fileinto_away(cell: Cell):
    """To where its owner does not rule."""
    with_sieve('require ["fileinto", "mailbox"];\n'
               'fileinto :create "common/%s";\n' % cell.short_name())(cell)


def flagged(cell: Cell):
    """Comes in as deleted."""
    with_sieve('require ["imap4flags"];\naddflag "\\\\Deleted";\n')(cell)
    with cell.imap() as imap:
        imap.command('EXPUNGE')


def several(cell: Cell):
    """One message for three users, who delete it."""
    cell.remove_store()
    users = cell.world.recipients(cell.form)
    for token in 'kept', 'free':
        cell.deliver(token, [*users, cell.user])
    for user in users:
        with cell.imap(user=user) as imap:
            flag(imap)
            imap.command('EXPUNGE')


def several_own(cell: Cell):
    """The same, and this user deletes it, too."""
    several(cell)
    with cell.imap() as imap:
        flag(imap)
        imap.command('EXPUNGE')


def twice(cell: Cell):
    """What came in before is discarded."""
    cell.write('.dovecot.sieve', 'require ["duplicate"];\n'
               'if duplicate { discard; stop; }\n')
    for _ in range(2):
        for token in 'kept', 'free':
            cell.deliver(token)
    with cell.imap() as imap:
        empty(imap, 'INBOX')
