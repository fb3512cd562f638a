#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The gate with Dovecot's own plugins beside it that delete, move or log."""
import os

from door import DoorCase
from lab.dovecot import Dovecot
from lib import tap

KEPT = ['invoice 1', 'invoice 3']
ALL = ['invoice 1', 'letter 2', 'invoice 3', 'letter 4']


class BesideCase(DoorCase):
    """Messages of both kinds, and another plugin."""

    def fill(self):
        """The four messages."""
        for subject in ALL:
            self.deliver(subject)

    def empty(self, imap):
        """Delete everything in the selected folder."""
        self.flag_deleted(imap)
        return imap.command('EXPUNGE')


class MailLog(BesideCase):
    options = {'milter': 'none', 'dovecot_extra': {'2.3': """
mail_plugins = $mail_plugins notify mail_log
plugin {
  mail_log_events = delete undelete expunge copy mailbox_delete
  mail_log_fields = subject
}
""", '2.4': """
mail_plugins {
  notify = yes
  mail_log = yes
}
mail_log_events = delete undelete expunge copy mailbox_delete
mail_log_fields = subject
"""}}

    def logged(self, mark, what):
        """Subjects that the log has for an event since a mark."""
        return [line.partition('subject=')[2]
                for line in self.log('dovecot')[mark:].splitlines()
                if ': %s: ' % what in line]

    def test_log(self):
        """the log tells of what went, and not of what was refused"""
        self.fill()
        mark = len(self.log('dovecot'))
        imap = self.imap()
        self.empty(imap)
        self.wait_log('dovecot', ' expunge: ', mark)
        pop3 = self.pop3()
        pop3.command('DELE 1')
        pop3.quit()
        self.doveadm('expunge', '-u', self.user, 'mailbox', 'INBOX', 'all')
        imap.command('CREATE Paper')
        imap.command('MOVE 1 Paper')
        imap.command('DELETE Paper')
        # The log comes in later, and by several processes.
        self.wait_until(lambda: 'invoice 1' in self.logged(mark, 'expunge'),
                        'the log of the MOVE')
        self.assertEqual(self.logged(mark, 'expunge'),
                         ['letter 2', 'letter 4', 'invoice 1'])
        self.assertEqual(self.logged(mark, 'copy from INBOX'), ['invoice 1'])
        self.assertEqual(self.logged(mark, 'Mailbox deleted'), [])

    def test_conceal(self):
        """what is concealed was deleted, and nothing new is there that a
        plugin could tell the user's devices of"""
        self.addCleanup(self.lab.reload_policy, self.policy)
        self.lab.reload_policy(self.policy.replace('deny', 'conceal'))
        self.fill()
        mark = len(self.log('dovecot'))
        imap = self.imap()
        self.empty(imap)
        imap.command('LOGOUT')
        self.wait_until(lambda: len(self.logged(mark, 'expunge')) == len(ALL),
                        'the log of the expunge')
        self.assertEqual(self.logged(mark, 'copy from INBOX'), [])


class Quota(BesideCase):
    """The plugin that empties Trash when there is no more room."""
    options = {'milter': 'none', 'dovecot_extra': {'2.3': """
mail_plugins = $mail_plugins quota trash
plugin {
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=60K
  quota_grace = 0
  trash = %(trash)s
}
""", '2.4': """
mail_plugins {
  quota = yes
  trash = yes
}
quota "User quota" {
  quota_storage_size = 60K
  quota_storage_grace = 0
}
namespace inbox {
  mailbox Trash {
    trash_priority = 1
  }
}
"""}}

    @classmethod
    def setUpClass(cls):
        path = '/var/tmp/tenure-trash-%d' % os.getpid()
        with open(path, 'w', encoding='utf-8') as handle:
            handle.write('1 Trash\n')
        cls.addClassCleanup(os.unlink, path)
        lines = {series: text.replace('%(trash)s', path) for series, text in
                 cls.options['dovecot_extra'].items()}
        cls.options = dict(cls.options, dovecot_extra=lines)
        super().setUpClass()

    def test_trash(self):
        """room is made with what is free; kept mail stays, and is not
        taken for removed"""
        for subject in ('invoice 1', 'letter 2', 'letter 3'):
            self.deliver(subject, size=12000)
        imap = self.imap()
        imap.command('MOVE 1:* Trash')
        self.deliver('letter 4', size=12000)
        self.deliver('letter 5', size=12000)
        # Dovecot itself may remove more than it needs to.
        left = self.subjects(folder='Trash')
        self.assertIn('invoice 1', left)
        self.assertNotIn('letter 2', left)
        self.assertEqual(self.subjects(), ['letter 4', 'letter 5'])

    def test_move_over_quota(self):
        """a MOVE that fails in the middle loses nothing"""
        for subject in ALL:
            self.deliver(subject, size=11000)
        imap = self.imap()
        imap.command('CREATE Paper')
        imap.command('COPY 1 Paper')
        _, answer = imap.command('COPY 2:4 Paper')
        self.assertRegex(answer, r'^NO \[OVERQUOTA\]')
        imap.command('MOVE 1:* Paper')
        found = self.subjects() + self.subjects(folder='Paper')
        self.assertEqual(sorted(found), sorted(ALL + ['invoice 1']))


class Lazy(BesideCase):
    """The plugin that turns deletes into moves."""
    options = {'milter': 'none', 'dovecot_extra': {'2.3': """
mail_plugins = $mail_plugins lazy_expunge
plugin {
  lazy_expunge = EXPUNGED
}
""", '2.4': """
mail_plugins {
  lazy_expunge = yes
}
lazy_expunge_mailbox = EXPUNGED
"""}}

    def test_lazy(self):
        """only what may be deleted goes there, once; a MOVE is a MOVE"""
        self.fill()
        imap = self.imap()
        self.empty(imap)
        self.assertEqual(self.subjects(), KEPT)
        self.assertEqual(self.subjects(folder='EXPUNGED'), ['letter 2',
                                                            'letter 4'])
        _, answer = imap.command('MOVE 1:* EXPUNGED')
        self.assertRegex(answer, '^OK')
        self.assertEqual(self.subjects(), [])
        imap.command('SELECT EXPUNGED')
        self.empty(imap)
        self.assertEqual(set(self.subjects(folder='EXPUNGED')), set(KEPT))
        imap.command('SELECT INBOX')
        _, answer = imap.command('DELETE EXPUNGED')
        self.assertRegex(answer, r'^NO \[NOPERM\]')

    def test_pop3(self):
        """POP3 refuses all the same"""
        self.fill()
        pop3 = self.pop3()
        self.assertRegex(pop3.command('DELE 1'), r'^-ERR \[SYS/PERM\]')
        self.assertRegex(pop3.command('DELE 2'), r'^\+OK')
        self.assertRegex(pop3.quit(), r'^\+OK')
        self.assertEqual(self.subjects(), KEPT + ALL[3:])
        self.assertEqual(self.subjects(folder='EXPUNGED'), ALL[1:2])


class Virtual(BesideCase):
    """Mailboxes that show the messages of others."""
    options = {'milter': 'none', 'dovecot_extra': {'2.3': """
mail_plugins = $mail_plugins virtual
namespace virtual {
  prefix = virtual/
  separator = /
  location = virtual:~/virtual
}
""", '2.4': """
mail_plugins {
  virtual = yes
}
namespace virtual {
  prefix = virtual/
  separator = /
  mail_driver = virtual
  mail_path = ~/virtual
}
"""}}

    def setUp(self):
        super().setUp()
        folder = self.lab.path('mail', self.user, 'virtual', 'all')
        os.makedirs(folder)
        with open(folder + '/dovecot-virtual', 'w', encoding='utf-8') as file:
            file.write('INBOX\nPaper\n  all\n')
        for path in (os.path.dirname(folder), folder):
            os.chown(path, self.lab.mail_uid, self.lab.mail_uid)
        self.fill()

    def test_expunge(self):
        """what stands behind them is decided"""
        imap = self.imap(mailbox='virtual/all')
        self.empty(imap)
        self.assertEqual(self.subjects(), KEPT)

    def test_move(self):
        """MOVE out of them is a move"""
        imap = self.imap()
        imap.command('CREATE Paper')
        imap.command('SELECT virtual/all')
        _, answer = imap.command('MOVE 1:2 Paper')
        self.assertRegex(answer, '^OK')
        self.assertEqual(self.subjects(), ALL[2:])
        self.assertEqual(self.subjects(folder='Paper'), ALL[:2])


class Alias(BesideCase):
    """The plugin that gives mailboxes other names, by links."""
    policy = """
tenure_version = 1
class sent { match { mailbox = Sent } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class sent { keep = 10y  on_delete = deny }
}
unknown = staff
"""
    options = {'milter': 'none', 'users': {
        'joe@example.org': {}, 'sdbox@example.org': {'mail': 'sdbox:~/sdbox'}},
        'dovecot_extra': {'2.3': """
mail_plugins = $mail_plugins mailbox_alias
plugin {
  mailbox_alias_old = Sent
  mailbox_alias_new = Sent Messages
}
""", '2.4': ''}}

    def each(self, policy):
        """An IMAP session in each format, with messages in Sent."""
        self.lab.reload_policy(policy)
        for self.user in self.options['users']:
            self.setUp()
            self.fill()
            imap = self.imap()
            for command in ('CREATE Sent', 'CREATE "Sent Messages"',
                            'MOVE 1:* Sent'):
                self.assertRegex(imap.command(command)[1], '^OK')
            yield imap

    def test_policy(self):
        """what the policy says of a folder holds by its other name"""
        for imap in self.each(self.policy):
            imap.command('SELECT "Sent Messages"')
            self.assertRegex(imap.command('STORE 1:* +FLAGS (\\Deleted)')[1],
                             r'^NO \[CANNOT\]')
            imap.command('EXPUNGE')
            self.assertEqual(self.subjects(folder='Sent'), ALL)

    def test_delete(self):
        """to delete the other name is not to delete the messages; and what
        mailbox_alias does not delete keeps them in sight"""
        for imap in self.each(self.policy.replace('deny', 'conceal').replace(
                'mailbox = Sent', 'mailbox = *')):
            self.assertRegex(imap.command('DELETE Sent')[1], '^NO .*aliases')
            self.assertEqual(self.subjects(folder='Sent'), ALL)
            self.assertRegex(imap.command('DELETE "Sent Messages"')[1], '^OK')
            self.assertEqual(self.subjects(folder='Sent'), ALL)


if Dovecot.series() != '2.3':
    # It is gone in 2.4.
    del Alias


class Flag(BesideCase):
    """POP3 that marks in place of deleting."""
    options = {'milter': 'none', 'dovecot_extra': """
protocol pop3 {
  pop3_delete_type = flag
  pop3_deleted_flag = "$POP3Deleted"
}
"""}

    def test_flag(self):
        """DELE is answered by the policy there, too"""
        self.fill()
        pop3 = self.pop3()
        self.assertRegex(pop3.command('DELE 1'), r'^-ERR \[SYS/PERM\]')
        self.assertRegex(pop3.command('DELE 2'), r'^\+OK')
        self.assertRegex(pop3.quit(), r'^\+OK')
        self.assertEqual(self.subjects(), ALL)
        self.assertEqual(len(self.pop3().uidl()), 3)


if __name__ == '__main__':
    tap.main()
