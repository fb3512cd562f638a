#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sieve's editheader, with which a user changes a message before it is saved:
what came in is kept all the same."""
import os
import smtplib

from door import DoorCase
from lib import mail, tap
from lib.talk import with_crlf

POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 10y  on_delete = conceal }
}
plan strict {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 10y  on_delete = deny }
}
plan free { keep = 0  expire = never  on_delete = allow }
user strict@example.org { plan = strict }
user mbox@example.org { plan = strict }
user free@example.org { plan = free }
unknown = staff
"""
EXTRA = {'2.3': """
protocol lmtp {
  mail_plugins = $mail_plugins sieve
}
plugin {
  sieve_extensions = +editheader
}
""", '2.4': """
protocol lmtp {
  mail_plugins {
    sieve = yes
  }
}
sieve_script personal {
  driver = file
  path = ~/.dovecot.sieve
}
sieve_extensions {
  editheader = yes
}
"""}
NEEDS = 'require ["editheader", "fileinto", "mailbox", "copy"];\n'
CHANGE = 'deleteheader "Subject"; addheader "Subject" "greetings";\n'
STRIP = CHANGE + 'deleteheader "Tenure-Seal";\n'
OLD = 1700000000


class EditHeader(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'dovecot_extra': EXTRA, 'users': {
        'joe@example.org': {}, 'ann@example.org': {}, 'eve@example.org': {},
        'sdbox@example.org': {'mail': 'sdbox:~/sdbox'},
        'mdbox@example.org': {'mail': 'mdbox:~/mdbox'},
        'mbox@example.org': {'mail': 'mbox:~/mbox:INBOX=~/inbox'},
        'strict@example.org': {}, 'free@example.org': {},
        'watched@example.org': {'tenure_mode': 'observe'}}}

    def sieve(self, script, user=None):
        """The filters of a user."""
        home = self.lab.path('mail', user or self.user)
        os.makedirs(home, exist_ok=True)
        path = os.path.join(home, '.dovecot.sieve')
        with open(path, 'w', encoding='utf-8') as handle:
            handle.write(NEEDS + script)
        for each in home, path:
            os.chown(each, self.lab.mail_uid, self.lab.mail_uid)

    def bring(self, text, *users):
        """Bring a message in by LMTP; the codes of the answers."""
        with smtplib.LMTP('127.0.0.1', self.lab.ports['lmtp']) as lmtp:
            lmtp.mail(self.sender)
            for user in users or (self.user,):
                lmtp.rcpt(user)
            code, _ = lmtp.data(with_crlf(text))
            return [code] + [lmtp.getreply()[0] for _ in users[1:]]

    def concealed(self, user=None):
        """Subjects of what is concealed."""
        return self.subjects(user, '.tenure/*')

    def seals(self, user=None, folder='INBOX'):
        """What is thought of the seals in a folder."""
        return [row['seal'] for row in self.tenure_rows(
            'seal', '-u', user or self.user, 'mailbox', folder, 'all')]

    def expunge(self, user=None, folder='INBOX'):
        """Delete everything there; the subjects that are left."""
        with self.imap(user) as imap:
            imap.command('SELECT ' + folder)
            imap.command('STORE 1:* +FLAGS (\\Deleted)')
            imap.command('EXPUNGE')
        return self.subjects(user, folder)

    def test_changed(self):
        """a copy with another Subject is saved, and cannot be deleted before
        its time; what came in is concealed, and can be put back"""
        for user in ('joe@example.org', 'sdbox@example.org',
                     'mdbox@example.org', 'strict@example.org'):
            with self.subTest(user=user):
                self.sieve(CHANGE, user)
                text = self.seal(mail.message('invoice 1'))
                self.assertEqual(self.bring(text, user), [250])
                self.assertEqual(self.subjects(user), ['greetings'])
                self.assertEqual(self.seals(user), ['unknown'])
                self.assertEqual(self.concealed(user), ['invoice 1'])
                self.assertEqual(self.seals(user, '.tenure/*'), ['sealed'])
                left = self.expunge(user)
                if user.startswith('strict'):
                    self.assertEqual(left, ['greetings'])
                else:
                    self.assertEqual(left, [])
                    self.assertEqual(sorted(self.concealed(user)),
                                     ['greetings', 'invoice 1'])
                self.doveadm('tenure', 'restore', '-u', user, 'subject',
                             'invoice')
                self.assertIn('invoice 1', self.subjects(user))

    def test_stripped(self):
        """a copy without the seal may be deleted; what came in stays"""
        for user in ('joe@example.org', 'sdbox@example.org',
                     'mdbox@example.org', 'strict@example.org'):
            with self.subTest(user=user):
                self.sieve(STRIP, user)
                self.bring(self.seal(mail.message('invoice 1')), user)
                self.assertEqual(self.seals(user), ['unsealed'])
                self.assertEqual(self.concealed(user), ['invoice 1'])
                self.assertEqual(self.expunge(user), [])
                self.assertEqual(self.concealed(user), ['invoice 1'])

    def test_seal_of_another(self):
        """nor is it what came in with all the fields, and the seal, of a
        message that came in before"""
        other = self.seal(mail.message('letter'), OLD)
        header = mail.fields(other, 'Tenure-Seal')[0]
        script = ''
        for name in 'From', 'To', 'Subject', 'Date', 'Message-ID':
            script += 'deleteheader "%s"; addheader "%s" "%s";\n' % (
                name, name, mail.fields(other, name)[0])
        script += 'deleteheader "Tenure-Seal"; addheader "Tenure-Seal" "%s";' \
            % header
        self.sieve(script)
        self.bring(self.seal(mail.message('invoice 1')))
        self.assertEqual(self.subjects(), ['letter'])
        self.assertEqual(self.seals(), ['sealed'])
        self.assertEqual(self.concealed(), ['invoice 1'])

    def test_one_of_two(self):
        """where one of the copies is what came in, nothing is concealed"""
        for script in ('fileinto :create "Box";\n' + STRIP + 'keep;\n',
                       STRIP + 'fileinto :create "Box";\n',
                       'keep;\n' + CHANGE + 'fileinto :create "Box";\n'):
            with self.subTest(script=script):
                self.setUp()
                self.sieve(script)
                self.bring(self.seal(mail.message('invoice 1')))
                there = self.subjects() + self.subjects(folder='Box')
                whole = there.count('invoice 1')
                self.assertEqual(self.concealed(),
                                 [] if whole else ['invoice 1'])
                self.assertEqual(whole, script[0] != 'd')

    def test_two_changed(self):
        """of several changed copies there is one of what came in"""
        self.sieve(CHANGE + 'fileinto :create "Box";\n' + STRIP + 'keep;\n')
        self.bring(self.seal(mail.message('invoice 1')))
        self.assertEqual(self.subjects() + self.subjects(folder='Box'),
                         ['greetings'] * 2)
        self.assertEqual(self.concealed(), ['invoice 1'])

    def test_nothing_to_keep(self):
        """nothing is concealed of what may be deleted, what has no seal that
        fits, or whose seal still fits"""
        sealed = self.seal(mail.message('invoice 1'))
        for script, text in (
                (STRIP, self.seal(mail.message('letter'))),
                (STRIP, self.seal(mail.message('invoice 2'), 1)),
                (CHANGE, mail.message('invoice 3')),
                (STRIP, sealed.replace('Subject: invoice 1',
                                       'Subject: invoice 4')),
                ('addheader "X-Seen" "yes";\n', sealed)):
            with self.subTest(script=script):
                self.setUp()
                self.sieve(script)
                self.assertEqual(self.bring(text), [250])
                self.assertEqual(len(self.subjects()), 1)
                self.assertEqual(self.concealed(), [])
        self.sieve(STRIP, 'free@example.org')
        self.bring(sealed, 'free@example.org')
        self.assertEqual(self.concealed('free@example.org'), [])

    def test_recipients(self):
        """of one delivery, each user's copies are looked at for that user"""
        self.sieve(STRIP, 'ann@example.org')
        self.sieve('keep;\n', 'eve@example.org')
        self.sieve('fileinto :create "Box";\n', 'sdbox@example.org')
        users = ('joe@example.org', 'ann@example.org', 'eve@example.org',
                 'sdbox@example.org', 'strict@example.org')
        for order in users, users[::-1], users[1:] + users[:1]:
            with self.subTest(order=order):
                text = self.seal(mail.message('invoice 1'))
                self.assertEqual(self.bring(text, *order), [250] * len(users))
        self.assertEqual(self.concealed('ann@example.org'), ['invoice 1'] * 3)
        self.assertEqual(self.subjects('ann@example.org'), ['greetings'] * 3)
        for user in users:
            if not user.startswith('ann'):
                self.assertEqual(self.concealed(user), [])
                self.assertEqual(self.subjects(
                    user, 'Box' if user.startswith('sdbox') else 'INBOX'),
                    ['invoice 1'] * 3)

    def test_cannot_conceal(self):
        """where it cannot be concealed, it is not taken, and comes again"""
        self.sieve(CHANGE)
        text = self.seal(mail.message('invoice 1'))
        home = self.lab.path('mail', self.user, 'Maildir')
        os.makedirs(home)
        os.chown(home, self.lab.mail_uid, self.lab.mail_uid)
        # A file, where a folder should be.
        with open(os.path.join(home, 'tenure-concealed'), 'w',
                  encoding='utf-8'):
            pass
        self.assertEqual(self.bring(text), [451])
        os.unlink(os.path.join(home, 'tenure-concealed'))
        self.assertEqual(self.bring(text), [250])
        self.assertEqual(self.subjects(), ['greetings'] * 2)
        self.assertEqual(self.concealed(), ['invoice 1'])

    def test_nowhere_to_conceal(self):
        """in a format where nothing is concealed, it is put beside the changed
        copy"""
        user = 'mbox@example.org'
        self.sieve(CHANGE, user)
        self.assertEqual(
            self.bring(self.seal(mail.message('invoice 1')), user), [250])
        self.assertEqual(self.subjects(user), ['greetings', 'invoice 1'])
        self.assertEqual(self.expunge(user), ['greetings', 'invoice 1'])

    def test_observe(self):
        """with observe the log tells of it, and nothing is done"""
        user = 'watched@example.org'
        self.sieve(STRIP, user)
        self.bring(self.seal(mail.message('invoice 1')), user)
        self.assertEqual(self.concealed(user), [])
        self.assertEqual(self.subjects(user), ['greetings'])
        self.wait_log('dovecot', 'would conceal what a filter changed')


if __name__ == '__main__':
    tap.main()
