# SPDX-License-Identifier: MIT
"""IMAP clients, as the POP3 clients are."""
import functools
import imaplib
import itertools
import os
import re

HOST = '127.0.0.1'


# --------------------------------------------------------------------- mbsync
def mbsync(sync, machine, _run):
    """mbsync of isync. What a run has brought, the user deletes: with another
    client where it is only pulled from, in the copy else."""
    rc = machine.write('mbsyncrc', (
        'IMAPAccount lab\nHost %s\nPort %d\nUser %s\nPass %s\nSSLType None\n'
        'AuthMechs LOGIN\n\n'
        'IMAPStore far\nAccount lab\n\n'
        'MaildirStore near\nPath %s/\nInbox %s\nSubFolders Verbatim\n\n'
        'Channel lab\nFar :far:\nNear :near:\nPatterns INBOX\n'
        'Sync %s\nCreate Near\nExpunge Both\nSyncState *\n') % (
            HOST, machine.ports['imap'], machine.user, machine.password,
            machine.path('mail'), machine.path('mail', 'INBOX'), sync))
    done = machine.call('mbsync', '-c', rc, 'lab')
    if sync == 'Pull':
        _flag_all(machine)
    else:
        _trash_all(machine.path('mail', 'INBOX'))
    return done


def _trash_all(maildir):
    """What a mail reader does to delete all."""
    for folder in ('new', 'cur'):
        for name in os.listdir(os.path.join(maildir, folder)):
            base, _, flags = name.partition(':2,')
            os.rename(os.path.join(maildir, folder, name), os.path.join(
                maildir, 'cur', '%s:2,%s' % (
                    base, ''.join(sorted(set(flags) | {'T'})))))


def _flag_all(machine):
    """What a user's other client does to delete all."""
    with imaplib.IMAP4(HOST, machine.ports['imap']) as imap:
        imap.login(machine.user, machine.password)
        imap.select()
        if imap.search(None, 'ALL')[1][0]:
            imap.store('1:*', '+FLAGS', r'(\Deleted)')
        imap.unselect()


# ----------------------------------------------------------------------- curl
def curl(machine, run):
    """curl: a call each for the list, the messages, the mark, EXPUNGE."""
    call = functools.partial(
        machine.call, 'curl', '-sS', '--user',
        '%s:%s' % (machine.user, machine.password))
    url = 'imap://%s:%d/INBOX' % (HOST, machine.ports['imap'])
    code, text = call(url, '-X', 'UID SEARCH ALL')
    uids = re.findall(r'\d+', text.partition('SEARCH')[2])
    if code != 0 or not uids:
        return code, text
    calls = [
        call(*itertools.chain.from_iterable(
            ('-o', 'mail/%d-%s' % (run, uid), '%s;UID=%s' % (url, uid))
            for uid in uids)),
        call(url, '-X', r'STORE 1:* +FLAGS (\Deleted)'),
        call(url, '-X', 'EXPUNGE')]
    return max(code for code, _ in calls), ''.join(said for _, said in calls)


# -------------------------------------------------------------------- imaplib
def imaplib_script(machine, run):
    """A script that takes all and deletes all."""
    answers = []
    with imaplib.IMAP4(HOST, machine.ports['imap']) as imap:
        imap.login(machine.user, machine.password)
        imap.select()
        for number in imap.search(None, 'ALL')[1][0].split():
            message = imap.fetch(number, '(RFC822)')[1][0][1]
            machine.keep('%d-%s' % (run, number.decode()), message)
            answers.append(imap.store(number, '+FLAGS', r'(\Deleted)'))
        answers.append(imap.expunge())
    return int(any(answer != 'OK' for answer, _ in answers)), '\n'.join(
        '%s %s' % answer for answer in answers)
