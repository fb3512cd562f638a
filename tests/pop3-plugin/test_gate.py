#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The gate: every way to delete, in every format of mailbox."""
import os
import re
import smtplib
import time

from door import DoorCase
from lib import mail, tap
from lib.talk import with_crlf

# One user for each format.
FORMATS = {
    'maildir@example.org': {},
    'sdbox@example.org': {'mail': 'sdbox:~/sdbox'},
    'mdbox@example.org': {'mail': 'mdbox:~/mdbox'},
    'mbox@example.org': {'mail': 'mbox:~/mbox:INBOX=~/inbox'},
}
KEPT = ['invoice 1', 'invoice 3']
ALL = ['invoice 1', 'letter 2', 'invoice 3', 'letter 4']


class Formats(DoorCase):
    options = {'milter': 'none', 'users': FORMATS}

    def each(self):
        """Each format, with a fresh mailbox; the user is .user."""
        for self.user in FORMATS:
            self.case = self.user.partition('@')[0]
            self.setUp()
            for subject in ALL:
                self.deliver(subject)
            yield self.user
        self.case = None

    def delete_all(self, imap):
        """Flag everything in the selected folder."""
        self.flag_deleted(imap)

    def test_pop3(self):
        """POP3 DELE and QUIT"""
        for _ in self.each():
            pop3 = self.pop3()
            self.assertRegex(pop3.command('DELE 1'), r'^-ERR \[SYS/PERM\]')
            self.assertRegex(pop3.command('DELE 2'), r'^\+OK')
            self.assertRegex(pop3.quit(), r'^\+OK')
            self.assertEqual(self.subjects(), KEPT + ['letter 4'])

    def test_expunge(self):
        """IMAP EXPUNGE, UID EXPUNGE and CLOSE: the client sees the rest"""
        for _ in self.each():
            for verb in ('EXPUNGE', 'UID EXPUNGE 1:*', 'CLOSE'):
                imap = self.imap()
                self.delete_all(imap)
                untagged, answer = imap.command(verb)
                self.assertRegex(answer, '^OK')
                if verb == 'EXPUNGE':
                    self.assertEqual(len([line for line in untagged if
                                          line.endswith(' EXPUNGE')]), 2)
                self.assertEqual(self.subjects(), KEPT)

    def test_move(self):
        """MOVE into own folders, and emptying them"""
        for _ in self.each():
            imap = self.imap()
            imap.command('CREATE Paper')
            _, answer = imap.command('MOVE 1:* Paper')
            self.assertRegex(answer, '^OK')
            self.assertEqual(self.subjects(), [])
            self.assertEqual(self.subjects(folder='Paper'), ALL)
            imap.command('SELECT Paper')
            self.delete_all(imap)
            imap.command('EXPUNGE')
            self.assertEqual(self.subjects(folder='Paper'), KEPT)

    def test_move_within(self):
        """MOVE into the same folder"""
        for _ in self.each():
            imap = self.imap()
            _, answer = imap.command('MOVE 1 INBOX')
            self.assertRegex(answer, '^OK')
            self.assertEqual(sorted(self.subjects()), sorted(ALL))

    def test_copy(self):
        """COPY and EXPUNGE leaves both, and the copy is kept, too"""
        for _ in self.each():
            imap = self.imap()
            imap.command('CREATE Paper')
            imap.command('COPY 1:* Paper')
            self.delete_all(imap)
            imap.command('EXPUNGE')
            self.assertEqual(self.subjects(), KEPT)
            imap.command('SELECT Paper')
            self.delete_all(imap)
            imap.command('EXPUNGE')
            self.assertEqual(self.subjects(folder='Paper'), KEPT)

    def test_delete_mailbox(self):
        """DELETE of a folder with kept mail is refused and loses nothing; of
        another one it works; RENAME works"""
        for _ in self.each():
            imap = self.imap()
            imap.command('CREATE Paper')
            imap.command('MOVE 1:2 Paper')
            _, answer = imap.command('DELETE Paper')
            self.assertRegex(answer, r'^NO \[NOPERM\] Mailbox holds retained '
                                     r'messages')
            self.assertEqual(self.subjects(folder='Paper'), ALL[:2])
            _, answer = imap.command('RENAME Paper Files')
            self.assertRegex(answer, '^OK')
            self.assertEqual(self.subjects(folder='Files'), ALL[:2])
            imap.command('CREATE Free')
            imap.command('MOVE 2 Free')
            self.assertEqual(self.subjects(folder='Free'), ['letter 4'])
            _, answer = imap.command('DELETE Free')
            self.assertRegex(answer, '^OK')
            self.assertEqual(self.subjects(), ['invoice 3'])

    def test_delete_parent(self):
        """a folder above or below one with kept mail"""
        for user in self.each():
            if user.startswith('mbox'):
                continue  # has no messages in a folder with folders
            imap = self.imap()
            for box, kept, free in (('A', 'A/B', 'A'), ('C', 'C', 'C/D')):
                self.doveadm('mailbox', 'create', '-u', user, box,
                             kept if box == free else free)
                self.assertRegex(imap.command('MOVE 1 ' + kept)[1], '^OK')
                self.assertRegex(imap.command('MOVE 1 ' + free)[1], '^OK')
                self.assertRegex(imap.command('DELETE ' + kept)[1], '^NO')
                self.assertRegex(imap.command('DELETE ' + free)[1], '^OK')
            self.assertEqual(self.subjects(folder='A/B'), KEPT[:1])
            self.assertEqual(self.subjects(folder='C'), KEPT[1:])

    def test_doveadm(self):
        """doveadm expunge, deduplicate, move, mailbox delete"""
        for user in self.each():
            self.doveadm('mailbox', 'create', '-u', user, 'Paper')
            self.doveadm('copy', '-u', user, 'Paper', 'mailbox', 'INBOX',
                         'all')
            self.doveadm('copy', '-u', user, 'Paper', 'mailbox', 'INBOX',
                         'all')
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            self.assertEqual(self.subjects(), KEPT)
            # Whether it sees copies as the same depends on the format.
            self.doveadm('deduplicate', '-u', user, 'mailbox', 'Paper', 'all')
            self.assertEqual([subject for subject in self.subjects(
                folder='Paper') if subject in KEPT], KEPT + KEPT)
            for flags in (['-s'], ['-s', '-Z']):
                code, _, text = self.doveadm(
                    'mailbox', 'delete', '-u', user, *flags, 'Paper',
                    check=False)
                self.assertNotEqual(code, 0)
                self.assertIn('Mailbox holds retained messages', text)
            self.doveadm('move', '-u', user, 'INBOX', 'mailbox', 'Paper',
                         'subject', 'invoice')
            self.assertEqual(self.subjects(), KEPT * 3)

    def test_rebuilt_index(self):
        """with the index gone or rebuilt, seals are verified again"""
        for user in self.each():
            self.doveadm('force-resync', '-u', user, '*')
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            self.assertEqual(self.subjects(), KEPT)

    def test_backup(self):
        """dsync's deletes pass the gate"""
        for user in self.each():
            empty = self.lab.path('mail', user, 'empty')
            os.makedirs(empty)
            os.chown(empty, self.lab.mail_uid, self.lab.mail_uid)
            self.doveadm('backup', '-R', '-u', user, 'maildir:' + empty,
                         check=False)
            self.assertLessEqual(set(KEPT), set(self.subjects()))


class Autoexpunge(DoorCase):
    options = {'milter': 'none', 'dovecot_extra': """
namespace inbox {
  mailbox Trash {
    autoexpunge = 1s
  }
  mailbox Recent {
    auto = create
    autoexpunge_max_mails = 2
  }
}
"""}

    def logout(self, imap):
        """End a session, and wait for the end of its process: autoexpunge
        comes after the end of the conversation."""
        _, answer = imap.command('LOGOUT')
        self.assertRegex(answer, '^OK')
        imap.close()
        self.wait_sessions()

    def test_by_age(self):
        """autoexpunge passes over what is kept, and comes to an end"""
        for subject in ALL:
            self.deliver(subject)
        imap = self.imap()
        imap.command('MOVE 1:* Trash')
        time.sleep(2.1)
        self.logout(imap)
        self.wait_until(lambda: self.subjects(folder='Trash') == KEPT,
                        'autoexpunge')

    def test_by_number(self):
        """the same where it goes by the number of messages"""
        for subject in ALL[:3] + ['letter 4', 'letter 5', 'letter 6']:
            self.deliver(subject)
        imap = self.imap()
        imap.command('MOVE 1:* Recent')
        self.logout(imap)
        self.wait_until(lambda: self.subjects(folder='Recent') == KEPT + [
            'letter 5', 'letter 6'], 'autoexpunge')
        # All that are too many are kept: tried once more, and no more.
        mark = len(self.log('dovecot'))
        self.logout(self.imap())
        self.wait_log('dovecot', 'Failed to autoexpunge: The retention policy '
                                 'keeps', mark)
        self.assertEqual(self.log('dovecot')[mark:].count('autoexpunge:'), 1)


# What is kept is told by the folder alone.
FOLDERS = """
tenure_version = 1
class filed { match { mailbox = INBOX Archive/* } }
class draft { match { mailbox = \\Drafts } }
plan staff {
  keep = 0
  expire = never
  on_delete = deny
  class filed { keep = 10y }
  class draft { keep = 10y }
}
plan free { keep = 0  expire = never  on_delete = allow }
tenant example.org { plan = staff }
unknown = free
"""


class Others(DoorCase):
    """Mailboxes of other users, and of nobody."""
    ann = 'ann@example.net'
    options = {'milter': 'none', 'users': {
        'joe@example.org': {}, ann: {},
        'watched@example.org': {'tenure_mode': 'observe'},
        'eve@example.net': {'tenure_plan': 'staff'}},
        'dovecot_extra': {'2.3': """
namespace {
  type = shared
  prefix = shared/%%u/
  separator = /
  location = maildir:%%h/Maildir:INDEX=%%h/Maildir
  list = children
}
namespace {
  type = public
  prefix = public/
  separator = /
  location = maildir:~/../public
  list = children
}
""", '2.4': """
namespace shared {
  type = shared
  prefix = shared/$user/
  separator = /
  mail_path = %{owner_home}/Maildir
  mail_index_path = %{owner_home}/Maildir
  list = children
}
namespace public {
  type = public
  prefix = public/
  separator = /
  mail_path = ~/../public
  list = children
}
"""}}

    def setUp(self):
        public = self.lab.path('mail', 'public')
        os.makedirs(public, exist_ok=True)
        os.chown(public, self.lab.mail_uid, self.lab.mail_uid)
        super().setUp()

    def test_shared(self):
        """the owner's policy counts, and not that of who is logged in"""
        for owner in (self.user, 'eve@example.net'):
            with self.subTest(owner=owner):
                self.setUp()
                for subject in ALL:
                    self.deliver(subject, user=owner)
                imap = self.imap(owner)
                imap.command('CREATE Box')
                imap.command('MOVE 1:* Box')
                # ... who has just deleted by a policy of her own.
                self.deliver('invoice 0', user=self.ann)
                imap = self.imap(self.ann)
                self.flag_deleted(imap)
                imap.command('EXPUNGE')
                self.assertEqual(self.subjects(self.ann), [])
                imap.command('SELECT shared/%s/Box' % owner)
                self.flag_deleted(imap)
                imap.command('EXPUNGE')
                self.assertEqual(self.subjects(owner, 'Box'), KEPT)
                _, answer = imap.command('DELETE shared/%s/Box' % owner)
                self.assertRegex(answer, r'^NO \[NOPERM\]')

    def test_shared_free(self):
        """... also where the owner's policy keeps nothing"""
        self.deliver('invoice 1', user=self.ann)
        imap = self.imap(self.ann)
        imap.command('CREATE Box')
        imap.command('MOVE 1 Box')
        imap = self.imap(self.user, 'shared/%s/Box' % self.ann)
        self.flag_deleted(imap)
        imap.command('EXPUNGE')
        self.assertEqual(self.subjects(self.ann, 'Box'), [])

    def test_shared_names(self):
        """... which speaks of folders by the owner's names for them"""
        self.lab.reload_policy(FOLDERS)
        self.addCleanup(self.lab.reload_policy, self.policy)
        for folder, name in (('INBOX', ''), ('INBOX', '/INBOX'),
                             ('Archive/2024', '/Archive/2024'),
                             ('Drafts', '/Drafts'), ('Other', '/Other')):
            with self.subTest(folder=folder, name=name):
                self.setUp()
                self.deliver('letter 1')
                if folder != 'INBOX':
                    imap = self.imap()
                    imap.command('CREATE ' + folder)
                    imap.command('MOVE 1 ' + folder)
                imap = self.imap(self.ann)
                imap.command('SELECT shared/%s%s' % (self.user, name))
                self.flag_deleted(imap)
                imap.command('EXPUNGE')
                self.assertEqual(self.subjects(folder=folder),
                                 [] if folder == 'Other' else ['letter 1'])

    def test_move_away(self):
        """kept mail does not leave its owner's mailboxes; other mail does"""
        for box in ('public/Box', 'shared/%s/Box' % self.ann):
            with self.subTest(to=box):
                self.setUp()
                for subject in ALL:
                    self.deliver(subject)
                imap = self.imap()
                imap.command('CREATE ' + box)
                _, answer = imap.command('MOVE 1:* ' + box)
                self.assertRegex(answer, r'^NO \[NOPERM\] Message is retained')
                self.assertEqual(self.subjects(), ALL)
                self.assertEqual(self.subjects(folder=box), [])
                _, answer = imap.command('MOVE 2 ' + box)
                self.assertRegex(answer, '^OK')
                self.assertEqual(self.subjects(), KEPT + ALL[3:])
                self.assertEqual(self.subjects(folder=box), ALL[1:2])

    def test_observe(self):
        """where nothing is enforced, kept mail leaves, and it is logged"""
        user = 'watched@example.org'
        self.deliver('invoice 1', user=user)
        imap = self.imap(user)
        imap.command('CREATE public/Box')
        _, answer = imap.command('MOVE 1 public/Box')
        self.assertRegex(answer, '^OK')
        self.assertEqual(self.subjects(user), [])
        self.wait_log('dovecot', 'would refuse move to public/Box')

    def test_copy_away(self):
        """a copy for somebody else is no delete"""
        self.deliver('invoice 1')
        imap = self.imap()
        imap.command('CREATE public/Box')
        _, answer = imap.command('COPY 1 public/Box')
        self.assertRegex(answer, '^OK')
        self.assertEqual(self.subjects(), ['invoice 1'])
        self.assertEqual(self.subjects(folder='public/Box'), ['invoice 1'])

    def test_move_between_users(self):
        """doveadm move to another user"""
        self.deliver('invoice 1')
        code, _, text = self.doveadm(
            'move', '-u', self.ann, 'INBOX', 'user', self.user, 'mailbox',
            'INBOX', 'all', check=False)
        self.assertNotEqual(code, 0)
        self.assertIn('Message is retained', text)
        self.assertEqual(self.subjects(), ['invoice 1'])
        self.assertEqual(self.subjects(self.ann), [])


class Settings(DoorCase):
    options = {'milter': 'none', 'users': {
        'watched@example.org': {'tenure_mode': 'observe'},
        'odd@example.org': {'tenure_mode': 'sometimes'},
        'chosen@example.net': {'tenure_plan': 'staff'},
        'lost@example.org': {'tenure_plan': 'nosuch'},
        'eve@example.net': {}}}

    def left(self, user):
        """What an attempt to delete everything leaves."""
        for subject in ALL:
            self.deliver(subject, user=user)
        self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
        return self.subjects(user)

    def test_plan(self):
        """tenure_plan of the user database selects a plan"""
        self.assertEqual(self.left('chosen@example.net'), KEPT)
        self.assertEqual(self.left('eve@example.net'), [])

    def test_unknown_plan(self):
        """a plan that the policy does not have keeps everything"""
        self.assertEqual(self.left('lost@example.org'), ALL)
        pop3 = self.pop3('lost@example.org')
        self.assertEqual(pop3.command('DELE 2'),
                         '-ERR [SYS/PERM] Message 2 is retained for ever.')
        self.wait_log('dovecot', 'has no plan "nosuch"')

    def test_odd_mode(self):
        """a tenure_mode that is neither is enforce, and an error"""
        self.assertEqual(self.left('odd@example.org'), KEPT)
        self.pop3('odd@example.org').quit()
        self.wait_log('dovecot', 'tenure_mode = sometimes')

    def test_observe(self):
        """tenure_mode = observe logs, and changes nothing"""
        user = 'watched@example.org'
        for subject in ALL:
            self.deliver(subject, user=user)
        pop3 = self.pop3(user)
        self.assertNotIn('EXPIRE', ' '.join(pop3.lines_of('CAPA')))
        self.assertEqual(pop3.command('DELE 1'), '+OK Marked to be deleted.')
        self.assertEqual(pop3.quit(), '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(user), ALL[1:])
        self.wait_log('dovecot', 'would refuse DELE')
        imap = self.imap(user)
        imap.command('CREATE Paper')
        imap.command('MOVE 1:* Paper')
        _, answer = imap.command('DELETE Paper')
        self.assertRegex(answer, '^OK')
        self.wait_log('dovecot', 'would refuse delete of the mailbox')


class Seals(DoorCase):
    POLICY_TIME = """
tenure_version = 1
plan staff { keep = 30d  expire = never  on_delete = deny }
unknown = staff
"""

    def forged(self, user, subject, change):
        """Deliver a sealed message with a change in its text."""
        text = change(self.seal(mail.message(subject, to=user)))
        with smtplib.LMTP('127.0.0.1', self.lab.ports['lmtp']) as lmtp:
            lmtp.sendmail(self.sender, [user], with_crlf(text))

    def test_forged(self):
        """a seal that cannot be believed is reported at delivery"""
        self.forged(self.user, 'invoice changed',
                    lambda text: text.replace('Subject: invoice changed',
                                              'Subject: letter'))
        self.wait_log('dovecot', 'Seal cannot be believed: ')
        self.assertEqual(self.subjects(), ['letter'])

    def test_new_snapshot(self):
        """what DELE is answered stays as it is in a session; a new snapshot
        counts for the next one"""
        self.deliver('letter')
        pop3 = self.pop3()
        self.assertRegex(pop3.command('DELE 1'), r'^\+OK')
        pop3.command('RSET')
        self.lab.reload_policy(self.POLICY_TIME)
        self.addCleanup(self.lab.reload_policy, self.policy)
        self.assertRegex(pop3.command('DELE 1'), r'^\+OK')
        pop3.command('RSET')
        pop3.quit()
        self.assertRegex(self.pop3().command('DELE 1'), r'^-ERR \[SYS/PERM\]')


if __name__ == '__main__':
    tap.main()
