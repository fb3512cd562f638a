#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""doveadm tenure restore, purge and expire over concealed mail, in every
format of mailbox."""
import os
import re
import threading
import time

from concealing import POLICY, ConcealCase
from lab.dovecot import Dovecot
from lib import tap

DAY = 86400
# The keep of invoices is over, and so is the grace of letters.
LATER = POLICY.replace('keep = 10y  on_delete = conceal',
                       'keep = 1d  on_delete = conceal').replace(
                           'grace = 1d', 'grace = 0')


FORMATS = ('maildir@example.org', 'sdbox@example.org', 'mdbox@example.org')
if os.environ.get('TENURE_SHORT'):
    FORMATS = FORMATS[:1]


# Of users with little room.
FULL = {'2.3': {'quota_rule': '*:bytes=20000'},
        '2.4': {'quota_storage_size': '20000B'}}


class Concealed(ConcealCase):
    options = {**ConcealCase.options, 'users': {
        **ConcealCase.options['users'],
        **{user.replace('@', '-full@'): {**fields, **FULL[Dovecot.series()]}
           for user, fields in ConcealCase.options['users'].items()}},
        'dovecot_extra': {'2.3': """
mail_plugins = $mail_plugins quota
plugin {
  quota = count:User quota
  quota_vsizes = yes
}
namespace {
  type = public
  prefix = public/
  separator = /
  location = maildir:~/../public
  list = children
}
""", '2.4': """
mail_plugins {
  quota = yes
}
quota "User quota" {
  driver = count
}
namespace public {
  type = public
  prefix = public/
  separator = /
  mail_driver = maildir
  mail_path = ~/../public
  list = children
}
"""}}

    def setUp(self):
        super().setUp()
        self.lab.reload_policy(POLICY)

    def conceal(self, subjects, folder='INBOX', age=2):
        """Bring messages in, with flags, and delete them."""
        now = int(time.time())
        for number, subject in enumerate(subjects):
            self.deliver(subject, when=now - age * DAY + number)
        imap = self.imap()
        if folder != 'INBOX':
            imap.command('CREATE "%s"' % folder)
            imap.command('MOVE 1:* "%s"' % folder)
            imap.command('SELECT "%s"' % folder)
        imap.command('STORE 1:* +FLAGS (\\Answered $Work \\Deleted)')
        self.assertRegex(imap.command('EXPUNGE')[1], '^OK')
        return imap

    def formats(self):
        """Each format with an empty mailbox."""
        for self.user in FORMATS:
            self.case = self.user.partition('@')[0]
            self.setUp()
            yield self.user
        self.case = None

    def flags(self, folder='INBOX'):
        """Flags of each message."""
        _, text, _ = self.doveadm('-f', 'tab', 'fetch', '-u', self.user,
                                  'flags', 'mailbox', folder, 'all')
        return [set(line.split()) - {'\\Recent'}
                for line in text.splitlines()[1:]]

    def test_seen(self):
        """status, list and explain over concealed mail"""
        for user in self.formats():
            self.conceal(['invoice 1', 'letter 2', 'note 3'])
            self.assertEqual(
                [(row['mailbox'], row['class'], row['state'])
                 for row in self.tenure_rows('list', '-u', user, 'all')],
                [('.tenure/INBOX', 'invoice', 'kept'),
                 ('.tenure/INBOX', 'letter', 'grace')])
            self.assertEqual(
                [(row['mailbox'], row['messages'], row['concealed'],
                  row['kept']) for row in self.tenure_rows('status', '-u', user)
                 if row['mailbox'] not in ('Drafts', 'Trash')],
                [('INBOX', '0', '0', '0'), ('.tenure/INBOX', '2', '2', '1')])
            _, text, _ = self.doveadm('tenure', 'explain', '-u', user,
                                      'mailbox', '.tenure/*', 'uid', '1')
            self.assertIn('It is kept until', text)
            self.assertEqual(self.tenure_rows('list', '-u', user, 'mailbox', 'INBOX',
                                       'all'), [])

    def test_restore(self):
        """back into the folder, with flags, seal and date"""
        for user in self.formats():
            imap = self.conceal(['invoice 1', 'invoice 2', 'letter 3'],
                                folder='Paper/Work')
            dates = self.dates('.tenure/Paper=2FWork')
            self.doveadm('flags', 'add', '-u', user, '\\Deleted', 'mailbox',
                         '.tenure/Paper=2FWork', 'all')
            rows = self.tenure_rows('restore', '-u', user, 'mailbox', 'Paper/Work',
                             'subject', 'invoice')
            self.assertEqual(rows, [{
                'mailbox': '.tenure/Paper=2FWork', 'folder': 'Paper/Work',
                'restored': '2', 'failed': '0'}])
            self.assertEqual(self.subjects(folder='Paper/Work'),
                             ['invoice 1', 'invoice 2'])
            self.assertEqual(self.concealed('Paper/Work'), ['letter 3'])
            self.assertEqual(self.flags('Paper/Work'),
                             [{'\\Answered', '$Work'}] * 2)
            self.assertEqual(self.dates('Paper/Work'), dates[:2])
            self.assertEqual(
                {row['seal'] for row in self.tenure_rows('seal', '-u', user,
                                                  'mailbox', 'Paper/Work',
                                                  'all')}, {'sealed'})
            # The user sees them, and can have them concealed again.
            imap.command('SELECT Paper/Work')
            imap.command('STORE 1:* +FLAGS (\\Deleted)')
            imap.command('EXPUNGE')
            self.assertEqual(sorted(self.concealed('Paper/Work')),
                             ['invoice 1', 'invoice 2', 'letter 3'])

    def dates(self, folder):
        """INTERNALDATEs."""
        return self.doveadm('-f', 'tab', 'fetch', '-u', self.user,
                            'date.received', 'mailbox', folder,
                            'all')[1].splitlines()[1:]

    def test_query(self):
        """a query that names several folders says for each what goes back"""
        self.user = FORMATS[0]
        self.conceal(['invoice 3', 'invoice 4'], folder='Paper')
        self.conceal(['invoice 1', 'invoice 2', 'invoice 3'])
        # Not what is 3 in the INBOX, nor 4 in the other.
        self.doveadm('tenure', 'restore', '-u', self.user,
                     '(', 'mailbox', 'Paper', 'subject', 'invoice 3', ')',
                     'OR', '(', 'mailbox', 'INBOX', 'subject', 'invoice 1',
                     ')')
        self.assertEqual(self.subjects(), ['invoice 1'])
        self.assertEqual(self.subjects(folder='Paper'), ['invoice 3'])
        self.doveadm('tenure', 'restore', '-u', self.user, 'not', 'mailbox',
                     'INBOX')
        self.assertEqual(self.concealed(), ['invoice 2', 'invoice 3'])
        self.assertEqual(self.concealed('Paper'), [])
        # Its letter case does not matter, as elsewhere.
        self.assertEqual(self.doveadm(
            'tenure', 'purge', '-n', '-u', self.user, 'mailbox', 'inbox',
            'all', check=False)[0], 77)
        self.doveadm('tenure', 'restore', '-u', self.user, 'mailbox', 'inbox',
                     'all')
        self.assertEqual(self.concealed(), [])

    def test_restore_without_folder(self):
        """into a folder that is gone, which is made again; or another one"""
        for user in self.formats():
            imap = self.conceal(['invoice 1', 'invoice 2'], folder='Paper')
            imap.command('SELECT INBOX')
            self.assertRegex(imap.command('DELETE Paper')[1], '^OK')
            # Not out of the user's reach.
            for name in ('.tenure/INBOX', 'public/x'):
                code, _, log = self.doveadm(
                    'tenure', 'restore', '-u', user, '--to', name, 'all',
                    check=False)
                self.assertEqual(code, 64, log)
                self.assertIn('is not a folder of the user', log)
            self.doveadm('tenure', 'restore', '-u', user, '--to', 'Other/New',
                         'subject', 'invoice 2')
            self.doveadm('tenure', 'restore', '-u', user, 'all')
            self.assertEqual(self.subjects(folder='Paper'), ['invoice 1'])
            self.assertEqual(self.subjects(folder='Other/New'), ['invoice 2'])
            self.assertEqual(self.concealed('Paper'), [])

    def test_restore_over_quota(self):
        """what there is room for goes back, the rest stays concealed, and is
        said to have failed; nothing is in both places"""
        self.addCleanup(setattr, self, 'user', self.user)
        for form in FORMATS:
            self.user = form.replace('@', '-full@')
            with self.subTest(user=self.user):
                self.setUp()
                for number, size in enumerate((3000, 18000, 3000, 18000), 1):
                    self.deliver('invoice %d' % number, size=size)
                    self.doveadm('expunge', '-u', self.user, 'mailbox',
                                 'INBOX', 'all')
                code, text, log = self.doveadm(
                    '-f', 'flow', 'tenure', 'restore', '-u', self.user, 'all',
                    check=False)
                self.assertEqual(code, 73, log)
                self.assertIn('restored=2 failed=2', text)
                self.assertEqual(re.findall(r'UID (\d): Restoring', log),
                                 ['2', '4'])
                self.assertEqual(self.subjects(), ['invoice 1', 'invoice 3'])
                self.assertEqual(self.concealed(), ['invoice 2', 'invoice 4'])

    def test_restore_nowhere(self):
        """into a folder that cannot be made: all have failed"""
        for user in self.formats():
            self.conceal(['invoice 1', 'invoice 2'])
            code, text, _ = self.doveadm(
                '-f', 'flow', 'tenure', 'restore', '-u', user, '--to', 'a//b',
                'all', check=False)
            self.assertEqual(code, 64)
            self.assertIn('restored=0 failed=2', text)
            self.assertEqual(self.concealed(), ['invoice 1', 'invoice 2'])

    def test_restore_killed(self):
        """kill -9 in the middle: every message is in one of the places"""
        self.user = 'maildir@example.org'
        self.deliver('invoice')
        for _ in range(9):
            self.doveadm('copy', '-u', self.user, 'INBOX', 'mailbox', 'INBOX',
                         'all')
        self.doveadm('expunge', '-u', self.user, 'mailbox', 'INBOX', 'all')
        self.assertEqual(len(self.concealed()), 512)
        self.kill_after(150, b'tenure: restored', 'tenure', 'restore', '-u',
                        self.user, 'all')
        back, left = len(self.subjects()), len(self.concealed())
        self.assertGreaterEqual(back + left, 512)
        self.assertGreaterEqual(back, 100)
        self.assertGreaterEqual(left, 100)
        self.doveadm('tenure', 'restore', '-u', self.user, 'all')
        self.assertEqual((len(self.subjects()), len(self.concealed())),
                         (back + left, 0))

    def test_restore_together(self):
        """by several at the same time: each message comes back once"""
        for user in self.formats():
            self.deliver('invoice')
            for _ in range(7):
                self.doveadm('copy', '-u', user, 'INBOX', 'mailbox', 'INBOX',
                             'all')
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            works = [threading.Thread(target=self.doveadm, args=(
                'tenure', 'restore', '-u', user, 'all')) for _ in range(3)]
            for work in works:
                work.start()
            for work in works:
                work.join()
            self.assertEqual((len(self.subjects()), len(self.concealed())),
                             (128, 0))

    def test_purge(self):
        """what may go is destroyed; what may not is refused, one by one, with
        the time until it is kept"""
        for user in self.formats():
            self.conceal(['invoice 1', 'letter 2', 'invoice 3'])
            code, text, log = self.doveadm('tenure', 'purge', '-u', user,
                                           'mailbox', 'INBOX', 'all',
                                           check=False)
            self.assertEqual(code, 77)
            self.assertRegex(text, r'\.tenure/INBOX +0 +3\n')
            self.assertEqual(len(re.findall(
                r'UID [13]: Not destroyed: .*keep = 10y \(policy.*\) until '
                r'20\d\d-\d\d-\d\dT', log)), 2, log)
            self.assertRegex(log, r'UID 2: Not destroyed: .*grace = 1d')
            self.assertEqual(len(self.concealed()), 3)
            self.lab.reload_policy(LATER)
            rows = self.tenure_rows('purge', '-u', user, '-n', 'mailbox', 'INBOX',
                             'all')
            self.assertEqual(rows[0]['destroyed'], '3')
            self.assertEqual(len(self.concealed()), 3)
            _, _, log = self.doveadm('tenure', 'purge', '-u', user, 'mailbox',
                                     'INBOX', 'subject', 'invoice')
            self.assertRegex(log, r'destroyed by purge: UID 1,3: keep = 1d')
            self.assertEqual(self.concealed(), ['letter 2'])

    def test_expire(self):
        """what was concealed goes by itself when nothing keeps it"""
        for user in self.formats():
            self.conceal(['invoice 1', 'letter 2'])
            self.conceal(['invoice 3', 'invoice new'], folder='Paper')
            self.deliver('note visible')
            self.assertEqual(self.tenure_rows('expire', '-u', user), [])
            self.lab.reload_policy(LATER)
            _, _, log = self.doveadm('tenure', 'expire', '-A')
            self.assertEqual(self.concealed() + self.concealed('Paper'), [])
            self.assertEqual(sorted(re.findall(
                r'destroyed by expire: UID (\S+):', log)), ['1', '1:2', '2'])
            self.assertEqual(self.subjects(), ['note visible'])

    def test_unreadable(self):
        """a user whose mail cannot be looked at is no success, with -A either,
        though Dovecot lists nothing there and takes that for all"""
        for user in self.formats():
            self.conceal(['invoice 1'])
            concealed = next(
                os.path.join(top, 'tenure-concealed') for top, names, _ in
                os.walk(self.lab.path('mail', user))
                if 'tenure-concealed' in names)
            for folder in (concealed, os.path.dirname(concealed)):
                os.chmod(folder, 0)
                try:
                    done = [self.doveadm('tenure', 'expire', *users,
                                         check=False)
                            for users in (['-u', user], ['-A'])]
                finally:
                    os.chmod(folder, 0o700)
                for code, _, log in done:
                    self.assertEqual(code, 75, log)
                    self.assertRegex(log, 'Listing mailboxes in %s.* failed: '
                                     'Permission denied' % folder)
            self.doveadm('tenure', 'expire', '-A')

    def test_expire_in_grace(self):
        """what would have expired in its folder does not live longer for being
        deleted"""
        for user in self.formats():
            self.lab.reload_policy(POLICY.replace(
                'expire = never', 'expire = 30d').replace('1d', '1y'))
            self.conceal(['invoice 1', 'letter 2'], age=31)
            self.conceal(['letter 3'], age=29)
            self.assertEqual(
                [(row['uid'], row['state'])
                 for row in self.tenure_rows('list', '-u', user, 'all')],
                [('1', 'kept'), ('2', 'expired'), ('3', 'grace')])
            _, _, log = self.doveadm('tenure', 'expire', '-u', user)
            self.assertRegex(log, r'destroyed by expire: UID 2: expire = 30d')
            self.assertEqual(self.concealed(), ['invoice 1', 'letter 3'])


# Names for concealed mail, and why they are none.
NO_PLACES = {
    '.A/B': 'it has the separator',
    '.': 'there is such a namespace',
    '.theirs': 'there is such a namespace',
    '.more': 'there is such a namespace',
    'Trash': "it does not begin with '.'",
    'INBOX': "it does not begin with '.'",
    'tenure': "it does not begin with '.'",
    '.\xfc*': 'it has a character that names of mailboxes must not have',
}


def own_namespace(name, prefix):
    """Of the user, in a folder of its own; for both series."""
    block = ('namespace %s {\n  prefix = %s/\n  separator = /\n'
             '  subscriptions = no\n  ' % (name, prefix))
    return {'2.3': block + 'location = maildir:~/%s\n}\n' % name,
            '2.4': block + 'mail_driver = maildir\n  mail_path = ~/%s\n}\n'
            % name}


class NoPlace(ConcealCase):
    options = {'milter': 'none', 'users': {
        'name%d@example.org' % number: {'tenure_concealed': name}
        for number, name in enumerate(NO_PLACES)}, 'dovecot_extra': {
            series: ''.join(own_namespace(name, prefix)[series]
                            for name, prefix in (('theirs', '.theirs'),
                                                 ('deep', '.more/deep'),
                                                 ('dot', '.')))
            for series in ('2.3', '2.4')}}

    def test_no_place(self):
        """where a name is none for concealed mail, nothing that is kept is
        deleted, and it is no success that concealed mail cannot be seen"""
        for user in self.each(['invoice 1', 'note 2']):
            name = self.options['users'][user]['tenure_concealed']
            want = 'tenure_concealed = %s: %s' % (name, NO_PLACES[name])
            for verb in (['restore', 'all'], ['expire']):
                code, _, log = self.doveadm('tenure', verb[0], '-u', user,
                                            *verb[1:], check=False)
                self.assertEqual(code, 78, log)
                self.assertIn(want, log)
            imap = self.imap()
            self.flag_deleted(imap)
            imap.command('EXPUNGE')
            self.assertEqual(self.subjects(), ['invoice 1'])
            pop3 = self.pop3()
            self.assertRegex(pop3.command('DELE 1'), r'^-ERR \[SYS/PERM\]')
            if name == 'Trash':
                self.assertRegex(imap.command('CREATE Trash')[1], '^OK')
                self.assertRegex(imap.command('MOVE 1 Trash')[1], '^OK')
            self.wait_log('dovecot', want)


if __name__ == '__main__':
    tap.main()
