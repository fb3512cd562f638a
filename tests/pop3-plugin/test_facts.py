#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the gate knows about a message, and when it does not know enough."""
import glob
import os
import re
import shutil
import smtplib

from concealing import FORMATS
from door import DoorCase
from lab.dovecot import Dovecot
from lib import mail, tap
from lib.talk import with_crlf

POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
class unsealed { match { sealed = no } }
class bulk { match { header List-Id = "*" } }
class here { match { mailbox = Here } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 10y  on_delete = deny }
}
plan month { keep = 30d  expire = never  on_delete = deny }
plan sealed {
  keep = 0
  expire = never
  on_delete = allow
  class unsealed { keep = 10y  on_delete = deny }
}
plan kept {
  keep = 10y
  expire = never
  on_delete = deny
  class bulk { keep = 0  expire = 1d }
  class here { keep = 0 }
}
plan free { keep = 0  expire = never  on_delete = allow }
tenant example.org { plan = staff }
user month@example.org { plan = month }
user sealed@example.org { plan = sealed }
user kept@example.org { plan = kept }
unknown = free
"""


class Facts(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'users': (
        'joe@example.org', 'month@example.org', 'sealed@example.org',
        'kept@example.org',
        'eve@example.net')}

    def setUp(self):
        super().setUp()
        self.user = 'joe@example.org'

    def maildir(self, *names):
        """A path in the user's Maildir."""
        return self.lab.path('mail', self.user, 'Maildir', *names)

    def forget_cache(self):
        """Fields that Dovecot has seen are looked up in the message again."""
        for path in glob.glob(self.maildir('dovecot.index.cache*')):
            os.unlink(path)

    def expunge(self, user=None):
        """Delete everything; the subjects that are left."""
        imap = self.imap(user)
        imap.command('STORE 1:* +FLAGS (\\Deleted)')
        _, answer = imap.command('EXPUNGE')
        self.assertRegex(answer, '^OK')
        imap.quit()
        return self.subjects(user)

    def test_append_of_old_mail(self):
        """a message that a user appends is kept from then on, whatever date
        it is given; so is a copy of it"""
        user = 'month@example.org'
        imap = self.imap(user)
        imap.command('CREATE Paper')
        imap.append('INBOX', mail.message('old'),
                    '"01-Jan-2001 10:00:00 +0000" ')
        imap.command('COPY 1 Paper')
        self.assertEqual(self.expunge(user), ['old'])
        self.assertRegex(self.pop3(user).command('DELE 1'),
                         r'^-ERR \[SYS/PERM\] Message 1 is retained until 2')
        imap.command('SELECT Paper')
        imap.command('STORE 1 +FLAGS (\\Deleted)')
        imap.command('EXPUNGE')
        self.assertEqual(self.subjects(user, 'Paper'), ['old'])

    def deliver_text(self, text, user=None):
        """By LMTP, as it is."""
        with smtplib.LMTP('127.0.0.1', self.lab.ports['lmtp']) as lmtp:
            lmtp.sendmail(self.sender, user or self.user, with_crlf(text))

    def test_changed_subject(self):
        """what was sealed and then changed is kept as long as any class would
        keep it, whatever it says now"""
        text = self.seal(mail.message('letter'))
        self.deliver_text(text)
        self.deliver_text(text.replace('Subject: letter', 'Subject: litter'))
        self.deliver_text(mail.message('no seal'))
        rows = self.tenure_rows('list', '-u', self.user, 'mailbox', 'INBOX',
                                'all')
        self.assertEqual(
            [(row['seal'], row['class'], row['state']) for row in rows],
            [('sealed', '', 'free'), ('unknown', 'invoice?', 'kept'),
             ('unsealed', '', 'free')])
        status, = self.tenure_rows('status', '-u', self.user)
        self.assertEqual([status[name] for name in (
            'messages', 'unsealed', 'unknown', 'kept')], ['3', '1', '1', '1'])
        self.assertRegex(
            self.doveadm('tenure', 'explain', '-u', self.user, 'mailbox',
                         'INBOX', 'uid', '2')[1],
            r'header subject = \*invoice\* \([^)]*\) '
            r'cannot be told: the seal is not known')
        self.assertEqual(self.expunge(), ['litter'])

    def test_added_field(self):
        """a field that was added to what was sealed frees nothing; the folder
        that a message is in does"""
        user = 'kept@example.org'
        text = self.seal(mail.message('letter'))
        bulk = self.seal(mail.message('bulk', header=['List-Id: x']))
        self.deliver_text('List-Id: x\n' + text, user)
        self.deliver_text('List-Id: x\n' + mail.message('no seal'), user)
        self.deliver_text(bulk, user)
        self.deliver_text(bulk.replace('Subject: bulk', 'Subject: changed'),
                          user)
        self.assertEqual(self.expunge(user), ['letter', 'changed'])
        imap = self.imap(user)
        imap.command('CREATE Here')
        imap.command('MOVE 1 Here')
        imap.command('SELECT Here')
        imap.command('STORE 1 +FLAGS (\\Deleted)')
        imap.command('EXPUNGE')
        self.assertEqual(self.subjects(user, 'Here'), [])
        self.assertEqual(self.subjects(user), ['changed'])

    def test_recipients(self):
        """of one delivery each copy is decided for its own user"""
        text = self.seal(mail.message('invoice'))
        users = ['eve@example.net', 'joe@example.org', 'month@example.org']
        with smtplib.LMTP('127.0.0.1', self.lab.ports['lmtp']) as lmtp:
            lmtp.mail(self.sender)
            for user in users:
                lmtp.rcpt(user)
            replies = [lmtp.data(with_crlf(text))] + [
                lmtp.getreply() for _ in users[1:]]
        self.assertEqual([code for code, _ in replies], [250] * 3)
        self.assertEqual([self.expunge(user) for user in users],
                         [[], ['invoice'], ['invoice']])

    def test_unreadable(self):
        """a message that cannot be read stays, and the others go"""
        for subject in ('letter 1', 'letter 2', 'letter 3'):
            self.deliver(subject)
        self.subjects()
        path, = mail.find_stored(self.lab, self.user, 'letter 2')
        self.forget_cache()
        os.chmod(path, 0)
        pop3 = self.pop3()
        self.assertRegex(pop3.command('DELE 2'), r'^-ERR \[SYS/TEMP\]')
        pop3.quit()
        imap = self.imap()
        imap.command('STORE 1:* +FLAGS (\\Deleted)')
        imap.command('EXPUNGE')
        path, = glob.glob(re.sub(r':2,.*', '', path).replace(
            '/new/', '/cur/') + '*')
        os.chmod(path, 0o600)
        self.assertEqual(self.subjects(), ['letter 2'])

    def seen_path(self, subject):
        """Of a message that a session has seen, and given its last name."""
        def paths():
            return [path for path in mail.find_stored(self.lab, self.user,
                                                      subject)
                    if '/cur/' in path]
        self.wait_until(paths, 'a message in cur')
        return paths()[0]

    def test_read_fails(self):
        """a message that can be opened and not read stays: its fields are not
        taken for missing"""
        for subject in ('letter 1', 'invoice 2'):
            self.deliver(subject)
        with self.pop3():
            pass
        path = self.seen_path('invoice 2')
        self.forget_cache()
        os.rename(path, self.lab.path('away'))
        os.symlink('/sys/class/net/lo/speed', path)
        try:
            with self.pop3() as pop3:
                self.assertRegex(pop3.command('DELE 2'),
                                 r'^-ERR \[SYS/TEMP\]')
            code, text, _ = self.doveadm(
                '-f', 'tab', 'tenure', 'list', '-u', self.user, 'all',
                check=False)
            self.assertNotEqual(code, 0)
            self.assertEqual(text.count('\n'), 2, text)
        finally:
            os.rename(self.lab.path('away'), path)
        self.assertEqual(self.expunge(), ['invoice 2'])

    def test_move_undone(self):
        """a MOVE that is undone, as a message is gone, deletes nothing that
        is kept"""
        self.deliver('invoice 1')
        self.deliver('letter 2')
        imap = self.imap()
        path, = mail.find_stored(self.lab, self.user, 'letter 2')
        os.unlink(path)
        _, answer = imap.command('MOVE 1:2 INBOX')
        self.assertRegex(answer, '^NO')
        imap.quit()
        self.assertEqual(self.subjects(), ['invoice 1'])

    def test_hint_of_another_field(self):
        """what was verified is the whole field, as it was then"""
        self.user = 'sealed@example.org'
        self.deliver('letter 1')
        self.deliver('letter 2')
        self.subjects()
        path, = mail.find_stored(self.lab, self.user, 'letter 1')
        with open(path, encoding='utf-8') as handle:
            text = handle.read()
        changed = re.sub(r'\bz=(\d)', lambda m: 'z=%d' % (9 - int(m[1])),
                         text)
        self.assertNotEqual(text, changed)
        with open(path, 'w', encoding='utf-8') as handle:
            handle.write(changed)
        self.forget_cache()
        self.assertEqual(self.expunge(), ['letter 1'])

    def test_hint_of_another_key(self):
        """a seal that was verified is not believed without its key"""
        self.user = 'sealed@example.org'
        self.deliver('letter 1')
        keys = self.lab.path('etc', 'tenure', 'keys')
        saved = keys + '.saved'
        os.rename(keys, saved)

        def restore():
            shutil.rmtree(keys)
            os.rename(saved, keys)
            self.lab.tenure.publish()
        self.addCleanup(restore)
        os.makedirs(keys)
        # the same name, another key
        self.lab.tenure.succeed('key', 'new', 'lab-1')
        self.lab.tenure.publish()
        self.assertEqual(self.expunge(), ['letter 1'])

    def test_many(self):
        """of 5,000 messages all go but the kept one"""
        for name in ('', 'new', 'cur', 'tmp'):
            os.makedirs(self.maildir(name), exist_ok=True)
            os.chown(self.maildir(name), self.lab.mail_uid, self.lab.mail_uid)
        for number in range(5000):
            path = self.maildir('new', '1700000000.%d.host' % number)
            subject = 'invoice' if number == 2500 else 'letter'
            with open(path, 'w', encoding='utf-8') as handle:
                handle.write('Subject: %s\n\ntext\n' % subject)
            os.chown(path, self.lab.mail_uid, self.lab.mail_uid)
        self.assertEqual(self.expunge(), ['invoice'])

    def test_other_snapshot(self):
        """with another snapshot given to doveadm there is no policy"""
        self.deliver('letter 1')
        setting = 'tenure_policy=/nonexistent'
        if Dovecot.series() == '2.3':
            setting = 'plugin/' + setting
        self.doveadm('-o', setting, 'expunge', '-u', self.user, 'mailbox',
                     'INBOX', 'all')
        self.assertEqual(self.subjects(), ['letter 1'])



class Uncached(DoorCase):
    """Dovecot's cache has nothing, as of mail from before the installation:
    each fact is read in the message, one after the other."""
    policy = POLICY.replace('plan staff', """
class paper { match { attachment = *.pdf  from = @elsewhere.example } }
class large { match { size > 1M  header X-Size = large } }
plan staff""").replace('  class invoice', """
  class paper { keep = 9y  on_delete = deny }
  class large { keep = 8y  on_delete = deny }
  class bulk { keep = 7y  on_delete = deny }
  class invoice""", 1)
    options = {'milter': 'none', 'users': FORMATS,
               'dovecot_extra': 'mail_cache_min_mail_count = 1000\n'}

    def test_decide(self):
        """by every protocol, in every format of mailbox"""
        for self.user in FORMATS:
            self.case = self.user.partition('@')[0]
            self.setUp()
            for sealed in (True, False):
                for subject in ('invoice', 'letter'):
                    self.deliver('%s %d' % (subject, sealed), sealed=sealed)
            self.assertEqual(
                [row['class'] for row in self.tenure_rows(
                    'list', '-u', self.user, 'all')],
                ['invoice', '', 'invoice', ''])
            with self.pop3() as pop3:
                self.assertRegex(pop3.command('DELE 1'), r'^-ERR \[SYS/PERM\]')
                self.assertRegex(pop3.command('DELE 2'), r'^\+OK')
                self.assertRegex(pop3.command('QUIT'), r'^\+OK')
            imap = self.imap()
            self.assertRegex(
                imap.command('STORE 1:* +FLAGS (\\Deleted)')[1],
                r'^NO \[CANNOT\] 2 messages are retained')
            self.flag_deleted(imap)
            self.assertRegex(imap.command('EXPUNGE')[1], '^OK')
            imap.quit()
            self.assertEqual(self.subjects(), ['invoice 1', 'invoice 0'])
        self.assertEqual(self.complaints(), [])


if __name__ == '__main__':
    tap.main()
