#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""IMAP's STORE of \\Deleted: who takes it for the delete is told the truth."""
import os
import re

from door import DoorCase
from lib import tap

KEPT = ['invoice 1', 'invoice 3']
ALL = ['invoice 1', 'letter 2', 'invoice 3', 'letter 4']
ONE = r'^NO \[CANNOT\] Message is retained until \d{4}-\d\d-\d\d[ .]'
TWO = (r'^NO \[CANNOT\] 2 messages are retained, the first until '
       r'\d{4}-\d\d-\d\d[ .]')


class Store(DoorCase):
    options = {'milter': 'none', 'users': {
        'joe@example.org': {}, 'sdbox@example.org': {'mail': 'sdbox:~/sdbox'},
        'mdbox@example.org': {'mail': 'mdbox:~/mdbox'},
        'watched@example.org': {'tenure_mode': 'observe'}}}

    def fill(self, user=None):
        """The four messages, and an IMAP session."""
        for subject in ALL:
            self.deliver(subject, user=user)
        return self.imap(user)

    def deleted(self, user=None):
        """Subjects of what has the flag."""
        _, text, _ = self.doveadm(
            '-f', 'tab', 'fetch', '-u', user or self.user, 'hdr.subject',
            'mailbox', 'INBOX', 'deleted')
        return text.split('\n')[1:-1]

    def test_mixed(self):
        """what is free gets it, what is kept does not, and the answer says
        so; EXPUNGE right behind it removes what is free"""
        for user in ('joe', 'sdbox', 'mdbox'):
            with self.subTest(user=user):
                self.setUp()
                imap = self.fill(user + '@example.org')
                untagged, answer = imap.command('STORE 1:* +FLAGS (\\Deleted)')
                self.assertRegex(answer, TWO)
                self.assertEqual(
                    [line.partition(' (')[0] for line in untagged],
                    ['* 2 FETCH', '* 4 FETCH'])
                self.assertEqual(self.deleted(imap.user),
                                 ['letter 2', 'letter 4'])
                untagged, answer = imap.command('EXPUNGE')
                self.assertRegex(answer, '^OK')
                self.assertEqual(untagged[:2], ['* 4 EXPUNGE', '* 2 EXPUNGE'])
                self.assertEqual(self.subjects(imap.user), KEPT)

    def test_many(self):
        """one command does not fill the log"""
        self.deliver('invoice 1')
        imap = self.imap()
        for _ in range(7):
            imap.command('COPY 1:* INBOX')
            imap.command('NOOP')
        # The next one has lines of its own.
        for _ in range(2):
            mark = len(self.log('dovecot'))
            imap.command('STORE 1:* +FLAGS (\\Deleted)')
            self.wait_log('dovecot', 'refused for 28 more messages, which '
                          'have no lines of their own: UID 101:128', mark)
            self.assertEqual(self.log('dovecot')[mark:].count(
                'refused STORE \\Deleted: deny: keep = 10y'), 100)

    def test_forms(self):
        """each way to write it"""
        for command, want in (
                ('STORE 1 +FLAGS (\\Deleted)', ONE),
                ('STORE 1 +FLAGS.SILENT (\\Deleted)', ONE),
                ('STORE 1 FLAGS (\\Deleted)', ONE),
                ('uid store 1 +flags.silent (\\deleted)', ONE),
                ('UID STORE 1 FLAGS (\\Seen \\Deleted)', ONE),
                ('UID STORE 1,3 +FLAGS \\Deleted', TWO),
                ('STORE 2 +FLAGS (\\Deleted)', '^OK '),
                ('STORE 1 +FLAGS (\\Seen)', '^OK '),
                ('STORE 1 -FLAGS (\\Deleted)', '^OK '),
                ('STORE 1 (UNCHANGEDSINCE 99999999) +FLAGS (\\Deleted)', ONE),
                ('STORE 1,2 (UNCHANGEDSINCE 1) +FLAGS (\\Deleted)',
                 r'^OK \[MODIFIED 1:2\]')):
            with self.subTest(command=command):
                self.setUp()
                imap = self.fill()
                self.assertRegex(imap.command(command)[1], want)
                self.assertEqual(self.deleted(),
                                 ['letter 2'] if command.startswith('STORE 2')
                                 else [])
                if 'Seen' in command:
                    self.assertIn('\\Seen', str(imap.command(
                        'FETCH 1 FLAGS')[0]))

    def test_partly_modified(self):
        """a conditional STORE says both"""
        imap = self.fill()
        imap.command('ENABLE CONDSTORE')
        untagged, _ = imap.command('FETCH 1 MODSEQ')
        now = re.search(r'MODSEQ \((\d+)\)', untagged[0])[1]
        self.doveadm('flags', 'add', '-u', self.user, '\\Flagged', 'mailbox',
                     'INBOX', 'subject', 'letter 2')
        imap.command('NOOP')
        _, answer = imap.command(
            'STORE 1:2 (UNCHANGEDSINCE %s) +FLAGS (\\Deleted)' % now)
        self.assertRegex(answer, r'^NO \[MODIFIED 2\] Message is retained')

    def test_pipelined(self):
        """each command has its own answer"""
        imap = self.fill()
        imap.send_raw(b'b1 STORE 1 +FLAGS (\\Deleted)\r\n'
                      b'b2 STORE 2 +FLAGS (\\Deleted)\r\n'
                      b'b3 STORE 1,3 +FLAGS (\\Deleted)\r\nb4 NOOP\r\n')
        answers = []
        while len(answers) < 4:
            line = imap.read_line()
            if line.startswith('b'):
                answers.append(line)
        for answer, want in zip(sorted(answers), (ONE, '^OK ', TWO, '^OK ')):
            self.assertRegex(answer[3:], want)

    def test_close_after_it(self):
        """CLOSE and LOGOUT leave what was refused"""
        imap = self.fill()
        imap.command('STORE 1:* +FLAGS.SILENT (\\Deleted)')
        imap.command('CLOSE')
        self.assertEqual(self.subjects(), KEPT)

    def test_flag_of_others(self):
        """a flag that came in another way is taken away by nobody, and a
        second STORE is refused all the same"""
        imap = self.fill()
        self.flag_deleted(imap)
        imap.command('NOOP')
        self.assertRegex(imap.command('STORE 1 +FLAGS (\\Deleted)')[1], ONE)
        self.assertEqual(self.deleted(), ALL)

    def test_observe(self):
        """where nothing is enforced, it is set and logged"""
        user = 'watched@example.org'
        imap = self.fill(user)
        self.assertRegex(imap.command('STORE 1:* +FLAGS (\\Deleted)')[1],
                         '^OK ')
        self.assertEqual(self.deleted(user), ALL)
        self.wait_log('dovecot', 'would refuse STORE \\Deleted')

    def test_no_policy(self):
        """without a policy the answer is to try again later"""
        imap = self.fill()
        imap.quit()
        os.rename(self.lab.snapshot, self.lab.snapshot + '.away')
        self.addCleanup(os.rename, self.lab.snapshot + '.away',
                        self.lab.snapshot)
        imap = self.imap()
        self.assertRegex(imap.command('STORE 2 +FLAGS (\\Deleted)')[1],
                         r'^NO \[UNAVAILABLE\] ')
        self.assertEqual(self.deleted(), [])


if __name__ == '__main__':
    tap.main()
