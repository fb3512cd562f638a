#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Concealed mail: out of the user's sight, but kept."""
import os
import smtplib
import time

from concealing import ALL, CONCEALED, LEFT, POLICY, ConcealCase
from lib import mail, tap
from lib.talk import with_crlf


class Filters(ConcealCase):
    """Of a user's Sieve script."""
    options = {**ConcealCase.options, 'dovecot_extra': {'2.3': """
protocol lmtp {
  mail_plugins = $mail_plugins sieve
}
plugin {
  sieve = file:~/sieve;active=~/.dovecot.sieve
}
""", '2.4': """
protocol lmtp {
  mail_plugins {
    sieve = yes
  }
}
sieve_script personal {
  driver = file
  path = ~/sieve
  active_path = ~/.dovecot.sieve
}
"""}}

    def test_discard(self):
        """the log tells which message it is"""
        for user in self.each([]):
            script = self.lab.path('mail', user, '.dovecot.sieve')
            with open(script, 'w', encoding='ascii') as handle:
                handle.write('discard;\n')
            os.chown(script, self.lab.mail_uid, self.lab.mail_uid)
            for number, subject in enumerate(('invoice 1', 'letter 2'), 1):
                mark = len(self.log('dovecot'))
                self.deliver(subject)
                self.wait_log('dovecot', 'concealed what a filter discarded '
                              'as UID %d: conceal: ' % number, mark)
            self.assertEqual(self.concealed(), ['invoice 1', 'letter 2'])


class Recipients(ConcealCase):
    """Of one message."""
    options = {**Filters.options, 'users': {
        'first@example.org': {},
        'second@example.org': {'tenure_policy': '/nonexistent'},
        'third@example.org': {}}}

    def deliver_to(self, users, subject):
        """One message, by LMTP."""
        text = self.seal(mail.message(subject, to=users[0]))
        with smtplib.LMTP('127.0.0.1', self.lab.ports['lmtp']) as lmtp:
            lmtp.ehlo()
            for reply in (lmtp.mail(self.sender), *map(lmtp.rcpt, users)):
                self.assertEqual(reply[0], 250, reply)
            self.assertEqual(lmtp.docmd('DATA')[0], 354)
            lmtp.send(with_crlf(text) + b'.\r\n')
            for _ in users:
                self.assertEqual(lmtp.getreply()[0], 250)

    def test_discard(self):
        """what the filter of each discards goes by the policy of each"""
        users = list(self.options['users'])
        for self.user in users[1:]:
            script = self.lab.path('mail', self.user, '.dovecot.sieve')
            with open(script, 'w', encoding='ascii') as handle:
                handle.write('discard;\n')
            os.chown(script, self.lab.mail_uid, self.lab.mail_uid)
        for subject in ('note 1', 'invoice 2'):
            self.deliver_to(users, subject)
        self.assertEqual(self.subjects(users[0]), ['note 1', 'invoice 2'])
        self.assertEqual([self.concealed(user=user) for user in users],
                         [[], ['note 1', 'invoice 2'], ['invoice 2']])


class Deletes(ConcealCase):
    def test_pop3(self):
        """POP3 DELE and QUIT"""
        for _ in self.each():
            pop3 = self.pop3()
            for number in (1, 2, 3):
                self.assertRegex(pop3.command('DELE %d' % number), r'^\+OK')
            self.assertRegex(pop3.command('DELE 5'), r'^-ERR \[SYS/PERM\]')
            self.assertRegex(pop3.quit(), r'^\+OK')
            self.assertEqual(self.subjects(), ['invoice 4', 'contract 5'])
            self.assertEqual(self.concealed(), ['invoice 1', 'letter 2'])

    def test_pop3_cut(self):
        """... and nothing without QUIT"""
        for _ in self.each():
            pop3 = self.pop3()
            pop3.command('DELE 1')
            pop3.close()
            self.assertEqual(self.subjects(), ALL)
            self.assertEqual(self.concealed(), [])

    def test_imap(self):
        """IMAP EXPUNGE, UID EXPUNGE and CLOSE"""
        for verb in ('EXPUNGE', 'UID EXPUNGE 1:*', 'CLOSE'):
            for _ in self.each():
                imap = self.imap()
                self.flag_deleted(imap)
                untagged, answer = imap.command(verb)
                self.assertRegex(answer, '^OK')
                if verb != 'CLOSE':
                    self.assertEqual(len([line for line in untagged if
                                          line.endswith(' EXPUNGE')]), 4)
                self.assertEqual(self.subjects(), LEFT)
                self.assertEqual(self.concealed(), CONCEALED)

    def test_copy_and_expunge(self):
        """COPY and EXPUNGE: the copy is the user's, the other concealed"""
        for _ in self.each(ALL[:1]):
            imap = self.imap()
            imap.command('COPY 1 Trash')
            self.flag_deleted(imap)
            imap.command('EXPUNGE')
            self.assertEqual(self.subjects(), [])
            self.assertEqual(self.subjects(folder='Trash'), ALL[:1])
            self.assertEqual(self.concealed(), ALL[:1])
            imap.command('SELECT Trash')
            self.flag_deleted(imap)
            imap.command('EXPUNGE')
            self.assertEqual(self.concealed('Trash'), ALL[:1])

    def test_move(self):
        """MOVE within one's own folders conceals nothing"""
        for _ in self.each():
            imap = self.imap()
            self.assertRegex(imap.command('MOVE 1:* Trash')[1], '^OK')
            self.assertEqual(self.subjects(folder='Trash'), ALL)
            self.assertEqual(self.concealed(), [])

    def test_delete_mailbox(self):
        """DELETE conceals what is kept, and the folder goes; with something
        that must not be deleted nothing happens"""
        for _ in self.each():
            imap = self.imap()
            imap.command('CREATE Paper/2024')
            self.assertRegex(imap.command('MOVE 1:4 Paper/2024')[1], '^OK')
            self.assertRegex(imap.command('DELETE Paper/2024')[1], '^OK')
            self.assertRegex(imap.command('SELECT Paper/2024')[1], '^NO')
            self.assertEqual(self.concealed('Paper/2024'), CONCEALED)
            self.deliver('invoice 6')
            imap.command('SELECT INBOX')
            imap.command('CREATE Box')
            self.assertRegex(imap.command('MOVE 1:* Box')[1], '^OK')
            self.assertRegex(imap.command('DELETE Box')[1],
                             r'^NO \[NOPERM\] Mailbox holds retained')
            self.assertEqual(self.subjects(folder='Box'),
                             ['contract 5', 'invoice 6'])
            self.assertEqual(self.concealed('Box'), [])

    def test_delete_link(self):
        """to delete a link to a mailbox is not to delete its messages"""
        for user in self.each():
            self.doveadm('mailbox', 'create', '-u', user, 'Paper')
            self.doveadm('move', '-u', user, 'Paper', 'mailbox', 'INBOX',
                         'all')
            for folder, _, names in os.walk(self.lab.path('mail', user)):
                folder = folder.rstrip('/')
                for name in ('cur', 'dbox-Mails'):
                    if os.path.isdir(os.path.join(folder, name)) and \
                            folder.endswith('Paper'):
                        os.symlink(folder, folder[:-len('Paper')] + 'Link')
            imap = self.imap()
            self.assertEqual(imap.command('STATUS Link (MESSAGES)')[0],
                             ['* STATUS Link (MESSAGES %d)' % len(ALL)])
            self.assertRegex(imap.command('DELETE Link')[1], '^OK')
            self.assertRegex(imap.command('SELECT Link')[1], '^NO')
            self.assertEqual(self.subjects(folder='Paper'), ALL)

    def test_doveadm(self):
        """doveadm expunge, and dsync's deletes"""
        for user in self.each():
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            self.assertEqual(self.subjects(), LEFT)
            self.assertEqual(self.concealed(), CONCEALED)


class Travels(ConcealCase):
    """What a message has, it has where it is concealed."""

    def fetch(self, folder, *fields):
        """Of the messages in a folder, a list of their fields."""
        _, text, _ = self.doveadm('-f', 'tab', 'fetch', '-u', self.user,
                                  ' '.join(fields), 'mailbox', folder, 'all')
        return [line.split('\t') for line in text.split('\n')[1:-1]]

    def test_flags(self):
        """flags, keywords, INTERNALDATE and the octets, but not \\Deleted"""
        for _ in self.each(['invoice 1', 'letter 2']):
            imap = self.imap()
            imap.command('APPEND INBOX (\\Seen) "01-Feb-2020 10:00:00 +0000" '
                         '{23+}\r\nSubject: invoice 3\r\n\r\nx')
            imap.command('STORE 1 +FLAGS (\\Flagged Important)')
            fields = ('date.received', 'hdr', 'body', 'size.physical')
            before = self.fetch('INBOX', *fields)
            self.flag_deleted(imap)
            imap.command('EXPUNGE')
            self.assertEqual(self.fetch('.tenure/INBOX', *fields), before)
            flags = [set(row[0].split()) - {'\\Recent'} for row in
                     self.fetch('.tenure/INBOX', 'flags')]
            self.assertEqual(flags, [{'\\Flagged', 'Important'}, set(),
                                     {'\\Seen'}])

    def test_clock(self):
        """the clock of what has no seal does not move; nothing goes before
        it is over, and then it goes"""
        self.lab.reload_policy(POLICY.replace('keep = 10y  on_delete = c',
                                              'keep = 4s  on_delete = c'))
        self.addCleanup(self.lab.reload_policy, POLICY)
        for user in self.each([]):
            # its clock begins somewhere between these, in whole seconds
            first = int(time.time())
            self.deliver('invoice 1', sealed=False)
            last = int(time.time())
            time.sleep(2.1)
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            if time.time() < first + 4:
                self.assertEqual(self.concealed(), ['invoice 1'])
            self.doveadm('expunge', '-u', user, 'mailbox', '.tenure/INBOX',
                         'all')
            if time.time() < first + 4:
                self.assertEqual(self.concealed(), ['invoice 1'])
            time.sleep(max(0, last + 5.1 - time.time()))
            # with a clock that began at the delete it would be kept still
            self.doveadm('expunge', '-u', user, 'mailbox', '.tenure/INBOX',
                         'all')
            self.assertEqual(self.concealed(), [])

    def test_grace(self):
        """what nothing keeps goes when its grace is over"""
        self.lab.reload_policy(POLICY.replace('grace = 1d', 'grace = 3s'))
        self.addCleanup(self.lab.reload_policy, POLICY)
        for user in self.each(['letter 2']):
            began = time.monotonic()
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            self.doveadm('expunge', '-u', user, 'mailbox', '.tenure/INBOX',
                         'all')
            # Seconds are whole ones.
            if time.monotonic() - began < 2:
                self.assertEqual(self.concealed(), ['letter 2'])
            time.sleep(4.1)
            self.doveadm('expunge', '-u', user, 'mailbox', '.tenure/INBOX',
                         'all')
            self.assertEqual(self.concealed(), [])

    def test_folder_counts(self):
        """in the concealed mailbox, the folder that it was in counts"""
        for user in self.each([]):
            imap = self.imap()
            for folder in ('Drafts', 'INBOX'):
                imap.command('APPEND %s {22+}\r\nSubject: invoice 1\r\n\r\n'
                             % folder)
            self.lab.reload_policy(POLICY)
            for folder in ('Drafts', 'INBOX'):
                self.doveadm('expunge', '-u', user, 'mailbox', folder, 'all')
            self.assertEqual(self.concealed('Drafts'), ['invoice 1'])
            self.lab.reload_policy(POLICY.replace(
                'header Subject = "*invoice*"',
                'header Subject = "*invoice*"  not { mailbox = \\Drafts }'))
            self.addCleanup(self.lab.reload_policy, POLICY)
            for folder in ('Drafts', 'INBOX'):
                self.doveadm('expunge', '-u', user, 'mailbox',
                             '.tenure/' + folder, 'all')
            self.assertEqual(self.concealed('Drafts'), [])
            self.assertEqual(self.concealed(), ['invoice 1'])
            self.lab.reload_policy(POLICY)

    def test_repaired(self):
        """with the index gone, and after force-resync, it is still there and
        kept, and nowhere else"""
        for user in self.each():
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            self.doveadm('force-resync', '-u', user, '*')
            self.doveadm('force-resync', '-u', user, '.tenure/*')
            imap = self.imap()
            self.flag_deleted(imap)
            imap.command('EXPUNGE')
            if user.startswith('mdbox'):
                self.doveadm('purge', '-u', user)
            self.assertEqual(self.subjects(), LEFT)
            self.assertEqual(self.concealed(), CONCEALED)
            self.doveadm('expunge', '-u', user, 'mailbox', '.tenure/INBOX',
                         'all')
            self.assertEqual(self.concealed(), CONCEALED)

    def test_names(self):
        """folders of all kinds of names, also nested, long, and like those
        that mean something to the disk"""
        names = ['Büro', 'a=b+c', 'cur', 'tmp', 'x' * 120 + 'ä',
                 '/'.join(['deep'] * 12), 'inbox2', 'dbox-Mails2', '100%']
        for user in self.each([]):
            for name in names:
                if user.startswith('fs') and name in ('cur', 'tmp'):
                    continue
                self.doveadm('mailbox', 'create', '-u', user, name)
                self.deliver('invoice 1')
                self.doveadm('move', '-u', user, name, 'mailbox', 'INBOX',
                             'all')
                self.doveadm('expunge', '-u', user, 'mailbox', name, 'all')
                self.assertEqual(self.subjects(folder=name), [], name)
                _, text, _ = self.doveadm(
                    'mailbox', 'list', '-u', user, '.tenure/*')
                self.assertEqual(self.concealed(name), ['invoice 1'],
                                 (name, text))


if __name__ == '__main__':
    tap.main()
