#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""At the end of a POP3 or IMAP session, one batch of what has expired goes
from the mailboxes that the session had open."""
import os
import time

from door import DoorCase
from lib import tap

DAY = 86400
POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
plan staff {
  keep = 0
  expire = 30d
  on_delete = allow
  class invoice { keep = 3650d  on_delete = deny }
}
plan free { keep = 0  expire = never  on_delete = allow }
user free@example.org { plan = free }
unknown = staff
"""
FORMATS = {
    'maildir@example.org': {},
    'sdbox@example.org': {'mail': 'sdbox:~/sdbox'},
    'mdbox@example.org': {'mail': 'mdbox:~/mdbox'},
}
# Those that are tried.
TRIED = list(FORMATS)[:1 if os.environ.get('TENURE_SHORT') else None]


PUBLIC = {'2.3': """
namespace public {
  type = public
  prefix = public/
  separator = /
  location = maildir:@DIR@/mail/public
  subscriptions = no
}
""", '2.4': """
namespace public {
  type = public
  prefix = public/
  separator = /
  mail_driver = maildir
  mail_path = @DIR@/mail/public
  subscriptions = no
}
"""}
ACL = {'2.3': """
mail_plugins = $mail_plugins acl
protocol imap {
  mail_plugins = $mail_plugins imap_acl
}
plugin {
  acl = vfile
}
""", '2.4': """
mail_plugins {
  acl = yes
}
protocol imap {
  mail_plugins {
    imap_acl = yes
  }
}
acl_driver = vfile
"""}


class SessionCase(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'users': {
        **FORMATS, 'free@example.org': {},
        'watched@example.org': {'tenure_mode': 'observe'}},
        'dovecot_extra': PUBLIC}

    @classmethod
    def prepare(cls):
        folder = cls.lab.path('mail', 'public')
        os.makedirs(folder)
        os.chown(folder, cls.lab.mail_uid, cls.lab.mail_uid)

    def fill(self, user):
        """Two that have expired, one that is kept, one that is young."""
        self.user, now = user, int(time.time())
        for subject, age in (('old 1', 31), ('invoice 2', 31), ('young 3', 29),
                             ('old 4', 400)):
            self.deliver(subject, when=now - age * DAY)

    def end(self, talk, last='LOGOUT'):
        """End a session and wait for the end of its process."""
        self.assertRegex(talk.quit() if last == 'QUIT' else
                         talk.command(last)[1], r'^\+OK|^OK')
        talk.close()
        self.wait_sessions()

    def assert_subjects(self, expected, folder='INBOX'):
        """These are left."""
        self.assertEqual(self.subjects(folder=folder), expected)


class Session(SessionCase):
    def test_sessions(self):
        """after POP3 and after IMAP, in each format"""
        for user in TRIED:
            for last in ('QUIT', 'LOGOUT'):
                with self.subTest(user=user, last=last):
                    self.setUp()
                    self.fill(user)
                    mark = len(self.log('dovecot'))
                    self.end(self.pop3() if last == 'QUIT' else self.imap(),
                             last)
                    self.assert_subjects(['invoice 2', 'young 3'])
                    self.wait_log('dovecot', 'tenure: destroyed by session: '
                                  'UID 1,4: expire = 30d', mark)
                    self.assertEqual(self.complaints(mark), [])

    def test_new_policy(self):
        """not by a policy that is no longer the published one"""
        self.fill(TRIED[0])
        imap = self.imap()
        imap.command('STORE 4 +FLAGS (\\Deleted)')
        self.lab.reload_policy(POLICY.replace('keep = 0', 'keep = forever', 1))
        self.addCleanup(self.lab.reload_policy, POLICY)
        self.end(imap)
        self.end(self.imap())
        self.assertEqual(len(self.subjects()), 4)

    def test_others_stay(self):
        """not from a mailbox that was not open, not for who has nothing that
        can expire, not in observe mode"""
        self.fill('maildir@example.org')
        imap = self.imap()
        imap.command('CREATE Paper')
        imap.command('MOVE 4 Paper')
        imap.command('SELECT Trash')
        self.end(imap)
        # It had been open when it was selected first.
        self.assert_subjects(['invoice 2', 'young 3'])
        self.assertEqual(self.subjects(folder='Paper'), ['old 4'])
        for user in ('free@example.org', 'watched@example.org'):
            self.fill(user)
            self.end(self.imap())
            self.end(self.pop3(), 'QUIT')
            self.assertEqual(len(self.subjects()), 4)

    def test_one_batch(self):
        """no more than a hundred in a session, of all its mailboxes; the next
        one goes on"""
        self.user = 'maildir@example.org'
        self.deliver('old', when=int(time.time()) - 40 * DAY)
        for _ in range(8):
            self.doveadm('copy', '-u', self.user, 'INBOX', 'mailbox', 'INBOX',
                         'all')
        self.doveadm('copy', '-u', self.user, 'Trash', 'mailbox', 'INBOX',
                     'all')
        for left, in_trash in ((156, 256), (56, 256), (0, 212)):
            imap = self.imap()
            imap.command('SELECT Trash')
            self.end(imap)
            self.assert_subjects(['old'] * left)
            self.assert_subjects(['old'] * in_trash, 'Trash')

    def test_first_messages(self):
        """only the first 200 messages of a mailbox are looked at"""
        self.user, when = 'maildir@example.org', int(time.time()) - 40 * DAY
        self.deliver('invoice', when=when)
        for _ in range(8):
            self.doveadm('copy', '-u', self.user, 'INBOX', 'mailbox', 'INBOX',
                         'all')
        self.deliver('old', when=when)
        self.end(self.imap())
        self.assertEqual(self.subjects(), ['invoice'] * 256 + ['old'])

    def test_index_lost(self):
        """what nothing is known of is looked at"""
        self.fill('maildir@example.org')
        folder = self.lab.path('mail', self.user, 'Maildir')
        for name in os.listdir(folder):
            if name.startswith('dovecot.index'):
                os.unlink(os.path.join(folder, name))
        self.end(self.imap())
        self.assert_subjects(['invoice 2', 'young 3'])

    def test_broken(self):
        """a mailbox that cannot be opened any more is left alone, without a
        noise"""
        self.fill('sdbox@example.org')
        imap = self.imap()
        imap.command('SELECT INBOX')
        os.rename(self.lab.path('mail', self.user, 'sdbox'),
                  self.lab.path('mail', self.user, 'away'))
        mark = len(self.log('dovecot'))
        self.end(imap)
        self.wait_log('dovecot', 'Disconnected: Logged out', mark)
        self.assertNotIn('tenure:', self.log('dovecot')[mark:])

    def test_public(self):
        """not from mailboxes that are not the user's own"""
        self.fill('maildir@example.org')
        imap = self.imap()
        self.assertRegex(imap.command('CREATE public/board')[1], '^OK')
        self.assertRegex(imap.command('COPY 1 public/board')[1], '^OK')
        imap.command('SELECT public/board')
        self.end(imap)
        self.assert_subjects(['invoice 2', 'young 3'])
        self.assertEqual(self.subjects(folder='public/board'), ['old 1'])


class Acl(SessionCase):
    options = {**SessionCase.options, 'dovecot_extra': ACL}

    def test_acl(self):
        """rights that the user does not have, or gives away, do not matter;
        what the log says is destroyed is"""
        for user in TRIED:
            self.fill(user)
            imap = self.imap()
            self.assertRegex(imap.command(
                'SETACL INBOX %s lrwstia' % user)[1], '^OK')
            self.end(imap)
            self.assert_subjects(['invoice 2', 'young 3'])


if __name__ == '__main__':
    tap.main()
