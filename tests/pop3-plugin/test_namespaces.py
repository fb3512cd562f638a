#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same folders by several names: aliases of a namespace, and prefixes that
an older server has left, with the same storage behind them."""
from concealing import ALL, CONCEALED, FORMATS, LEFT, ConcealCase
from lab import Lab
from lib import tap

POLICY = """
tenure_version = 1
class archive { match { mailbox = Archive/* } }
class draft { match { mailbox = \\Drafts } }
plan staff {
  keep = 10y
  expire = never
  on_delete = conceal
  class archive { on_delete = deny }
  class draft { on_delete = deny }
}
plan free {
  keep = 0
  expire = never
  on_delete = allow
  class archive { keep = 10y }
}
tenant example.org { plan = staff }
unknown = free
"""
NAMESPACES = """
mailbox_list_index = no
namespace alias {
  prefix = alias/
  separator = /
  hidden = yes
  list = no
  alias_for = %s
}
namespace old {
  prefix = old/
  separator = /
  hidden = yes
  list = no
}
"""
PREFIXES = ['', 'alias/', 'old/']


class Namespaces(ConcealCase):
    policy = POLICY
    options = {'milter': 'none', 'users': FORMATS, 'dovecot_extra': {
        '2.3': NAMESPACES % '', '2.4': NAMESPACES % 'inbox'}}

    def test_denied(self):
        """what the policy says of a folder, by name or special use, holds by
        each of its names"""
        for user in self.each([]):
            for folder in ('Archive/x', 'Drafts'):
                self.doveadm('mailbox', 'create', '-u', user, folder,
                             check=False)
                self.deliver('note 1')
                self.doveadm('move', '-u', user, folder, 'mailbox', 'INBOX',
                             'all')
                for prefix in PREFIXES:
                    self.doveadm('expunge', '-u', user, 'mailbox',
                                 prefix + folder, 'all', check=False)
                    self.assertEqual(self.subjects(folder=folder), ['note 1'],
                                     prefix + folder)

    def test_kept(self):
        """... and what only the folder keeps is kept"""
        plan = 'tenant example.org { plan = '
        self.lab.reload_policy(POLICY.replace(plan + 'staff', plan + 'free'))
        self.addCleanup(self.lab.reload_policy, POLICY)
        for user in self.each([]):
            self.doveadm('mailbox', 'create', '-u', user, 'Archive/x')
            for number, prefix in enumerate(PREFIXES, 1):
                self.deliver('note %d' % number)
                self.doveadm('move', '-u', user, 'Archive/x', 'mailbox',
                             'INBOX', 'all')
                self.doveadm('expunge', '-u', user, 'mailbox',
                             prefix + 'Archive/x', 'all')
                self.assertEqual(self.subjects(folder='Archive/x'), [])
                self.assertEqual(self.concealed('Archive/x'), [
                    'note %d' % n for n in range(1, number + 1)])

    def test_restored(self):
        """what was concealed by any name is one folder's"""
        for user in self.each([]):
            self.doveadm('mailbox', 'create', '-u', user, 'Paper/x')
            for prefix in PREFIXES:
                self.deliver('note 1')
                self.doveadm('move', '-u', user, 'Paper/x', 'mailbox',
                             'INBOX', 'all')
                self.doveadm('expunge', '-u', user, 'mailbox',
                             prefix + 'Paper/x', 'all')
            self.assertEqual(self.concealed('Paper/x'), ['note 1'] * 3)
            self.doveadm('tenure', 'restore', '-u', user, 'all')
            self.assertEqual(self.subjects(folder='Paper/x'), ['note 1'] * 3)

    def test_hidden(self):
        """no pattern lists the folder on the disk"""
        for user in self.each():
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            imap = self.imap()
            for prefix in PREFIXES:
                for name in ('*', 'tenure-concealed', 'tenure-concealed/*',
                             'tenure-concealed/%', 'tenure-concealed/INBOX'):
                    untagged, _ = imap.command('LIST "" "%s%s"' % (prefix,
                                                                   name))
                    self.assertEqual([line for line in untagged
                                      if 'tenure' in line], [], name)


class Dots(ConcealCase):
    """The separator that Maildir++ has when nothing is said."""
    options = {'milter': 'none', 'users': FORMATS, 'dovecot_extra':
               'namespace inbox {\n  separator = .\n}\n'}

    def concealed(self, folder='INBOX', user=None):
        return self.subjects(user, '.tenure.' + folder)

    def test_concealed(self):
        """mail is concealed in a namespace whose name begins with it, and
        put back"""
        for user in self.each():
            self.doveadm('mailbox', 'create', '-u', user, 'Paper.2024')
            self.doveadm('move', '-u', user, 'Paper.2024', 'mailbox', 'INBOX',
                         'all')
            imap = self.imap(mailbox='Paper.2024')
            self.flag_deleted(imap)
            self.assertRegex(imap.command('EXPUNGE')[1], '^OK')
            self.assertEqual(self.subjects(folder='Paper.2024'), LEFT)
            self.assertEqual(self.concealed('Paper=2F2024'), CONCEALED)
            for command in ('SELECT "%s"', 'CREATE "%s"', 'DELETE "%s"',
                            'RENAME "%s" Mine', 'STATUS "%s" (MESSAGES)',
                            'SUBSCRIBE "%s"'):
                for name in ('.tenure', '.tenure.Paper=2F2024',
                             '.tenure.New'):
                    self.assertRegex(imap.command(command % name)[1], '^NO',
                                     command % name)
            for pattern in ('*', '%', '.tenure.*', '.tenure.%', '.ten*'):
                untagged, _ = imap.command('LIST "" "%s"' % pattern)
                self.assertNotIn('tenure', ' '.join(untagged))
            self.doveadm('tenure', 'restore', '-u', user, 'all')
            self.assertEqual(self.subjects(folder='Paper.2024'),
                             LEFT + CONCEALED)


class Nowhere(ConcealCase):
    """Where nothing can be concealed."""
    options = {'milter': 'none', 'users': {
        'mbox@example.org': {'mail': 'mbox:~/mbox:INBOX=~/inbox'},
        'maildir@example.org': {}}, 'dovecot_extra': {
            series: 'namespace common {\n  type = public\n'
                    '  prefix = common/\n  separator = /\n'
                    '  subscriptions = no\n  %s\n}\n' % where
            for series, where in (
                ('2.3', 'location = maildir:~/common'),
                ('2.4', 'mail_driver = maildir\n  mail_path = ~/common'))}}

    def test_nowhere(self):
        """what is kept stays, and what nothing keeps goes, though it had a
        grace"""
        for user in self.each():
            folder = 'INBOX'
            if user.startswith('maildir'):
                folder = 'common/Box'
                self.doveadm('mailbox', 'create', '-u', user, folder)
                self.doveadm('copy', '-u', user, folder, 'mailbox', 'INBOX',
                             'all')
            self.assertEqual(self.subjects(folder=folder), ALL)
            imap = self.imap(mailbox=folder)
            self.flag_deleted(imap)
            self.assertRegex(imap.command('EXPUNGE')[1], '^OK')
            self.assertEqual(self.subjects(folder=folder),
                             ['invoice 1', 'invoice 4', 'contract 5'])


REMOTE = """
imapc_host = 127.0.0.1
imapc_port = @IMAP@
imapc_user = far@example.net
imapc_password = %s
%s
namespace remote {
  prefix = remote/
  separator = /
  %s
}
"""


class Remote(ConcealCase):
    """Folders on another server, which Dovecot shows by IMAP."""
    options = {'milter': 'none', 'users': {
        'maildir@example.org': {},
        'far@example.net': {'namespace/remote/disabled': 'yes',
                            'tenure_mode': 'observe'},
    }, 'dovecot_extra': {
        '2.3': REMOTE % (Lab.password, 'imapc_features = fetch-headers',
                         'location = imapc:~/imapc'),
        '2.4': REMOTE % (Lab.password, '',
                         'mail_driver = imapc\n  mail_path = ~/imapc')}}

    far = 'far@example.net'

    def setUp(self):
        self.user = 'maildir@example.org'
        super().setUp()

    def test_kept(self):
        """what is there is kept by its header, of which Dovecot knows only
        what it was asked for"""
        for subject in ALL:
            self.deliver(subject, user=self.far)
        imap = self.imap(mailbox='remote/INBOX')
        _, answer = imap.command('STORE 1:* +FLAGS (\\Deleted)')
        self.assertRegex(answer, r'^NO \[CANNOT\]')
        imap.command('EXPUNGE')
        self.assertEqual(self.subjects(self.far), LEFT)
        self.assertEqual(self.concealed('remote/INBOX'), CONCEALED)

    def test_move(self):
        """to move a message there is to delete it here"""
        for subject in ALL:
            self.deliver(subject)
        imap = self.imap()
        imap.command('CREATE remote/Box')
        imap.command('MOVE 1:* remote/Box')
        self.assertEqual(self.subjects(self.far, 'Box'), ALL)
        self.assertEqual(self.subjects(), LEFT)
        self.assertEqual(self.concealed(), CONCEALED)

    def test_delete(self):
        """a folder goes with what may go, and stays with what has to"""
        for subject in ALL:
            self.deliver(subject)
        for number, answer in ((5, r'^NO \[NOPERM\]'), (1, '^OK'), (3, '^OK')):
            # The other server ends the connection over a DELETE.
            imap = self.imap()
            for command in ('CREATE remote/Box%d', 'COPY %d:%d remote/Box%d'):
                command %= (number,) * command.count('%')
                self.assertRegex(imap.command(command)[1], '^OK')
            self.assertRegex(
                imap.command('DELETE remote/Box%d' % number)[1], answer)
        self.assertEqual(self.subjects(self.far, 'Box5'), LEFT)
        self.assertEqual(self.concealed('remote/Box1'), ['invoice 1'])


if __name__ == '__main__':
    tap.main()
