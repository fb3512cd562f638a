#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The plugin under valgrind, in each program of Dovecot that loads it, run by
hand beside the servers."""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib import mail, tap, valgrind  # noqa: E402
from lib.case import LabCase  # noqa: E402

POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
class receipt { match { header Subject = "*receipt*" } }
plan letterbox {
  keep = 0
  expire = 30d
  on_delete = allow
  pop3 { after_download = delete }
  class invoice { keep = 10y  on_delete = deny }
  class receipt { keep = 10y  on_delete = conceal }
}
unknown = letterbox
"""


class Valgrind(LabCase):
    policy = POLICY

    def setUp(self):
        if not shutil.which('valgrind'):
            self.skipTest('there is no valgrind')
        for name in ('invoice', 'letter', 'other'):
            self.send('%s %s' % (name, self._testMethodName))

    def run_clean(self, argv, talk):
        """Run a program of Dovecot with talk as its input; nothing of ours
        may be reported. Returns what it said."""
        report = self.lab.path('log', self._testMethodName + '.xml')
        done = subprocess.run(
            # They read their configuration by starting doveconf, which
            # starts them again.
            self.lab.dovecot.command(
                'valgrind', *valgrind.OPTIONS, '--trace-children=yes',
                '--xml-file=' + report, argv[0], '-c', self.lab.dovecot.config,
                *argv[1:]),
            input=talk.replace('\n', '\r\n').encode(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
            check=False)
        said = done.stdout.decode('utf-8', 'replace')
        self.assertEqual(valgrind.ours(report), [], said)
        return said

    def libexec(self, name):
        """A program that Dovecot's master starts."""
        return self.lab.dovecot.libexec(name)

    def test_pop3(self):
        """pop3: CAPA, DELE of kept and free mail, RETR, RSET, QUIT"""
        said = self.run_clean(
            [self.libexec('pop3'), '-u', self.user],
            'CAPA\nSTAT\nUIDL\nDELE 1\nDELE 2\nDELE 99\nDELE x\nRSET\n'
            'TOP 1 5\nRETR 1\nRETR 2\nRETR 3\nDELE 1\nDELE 2\nNOOP\nQUIT\n')
        self.assertIn('-ERR [SYS/PERM]', said)

    def test_imap(self):
        """imap: EXPUNGE, MOVE, DELETE of a folder with kept mail"""
        # Two runs: what is sent behind EXPUNGE without waiting for its answer
        # works on messages that Dovecot no longer knows.
        for lines in (
                '2 CREATE Paper\n3 STORE 1:* +FLAGS (\\Deleted)\n4 EXPUNGE\n',
                '5 MOVE 1:* Paper\n6 DELETE Paper\n7 SELECT Paper\n'
                '8 STORE 1:* +FLAGS (\\Deleted)\n9 CLOSE\n'):
            said = self.run_clean([self.libexec('imap'), '-u', self.user],
                                  '1 SELECT INBOX\n%s10 LOGOUT\n' % lines)
            self.assertIn('10 OK', said)
        self.assert_stored('invoice test_imap', folder='Paper')

    def test_conceal(self):
        """pop3 and imap: messages are concealed, alone and with their folder;
        doveadm destroys some"""
        for number in range(4):
            self.send('receipt %d' % number)
        said = self.run_clean([self.libexec('pop3'), '-u', self.user],
                              'DELE 4\nDELE 5\nQUIT\n')
        self.assertEqual(said.count('+OK'), 3)
        said = self.run_clean(
            [self.libexec('imap'), '-u', self.user],
            '1 SELECT INBOX\n2 STORE 4 +FLAGS (\\Deleted)\n3 EXPUNGE\n'
            '4 LOGOUT\n')
        self.assertIn('3 OK', said)
        said = self.run_clean(
            [self.libexec('imap'), '-u', self.user],
            '1 SELECT INBOX\n2 CREATE Paper\n3 MOVE 4 Paper\n'
            '4 SELECT .tenure/INBOX\n5 LIST "" "*"\n6 DELETE Paper\n'
            '7 RENAME Trash .tenure/Trash\n8 LOGOUT\n')
        self.assertIn('4 NO', said)
        self.assertIn('6 OK', said)
        for folder in ('.tenure/INBOX', '.tenure/Paper'):
            self.run_clean([shutil.which('doveadm'), 'expunge', '-u',
                            self.user, 'mailbox', folder, 'ALL'], '')
        self.assertEqual(len(self.lab.dovecot.doveadm(
            'search', '-u', self.user, 'mailbox', '.tenure/*',
            'ALL').splitlines()), 4)

    def test_delivery(self):
        """dovecot-lda: a sealed and an unsealed message saved"""
        path = self.stored('invoice test_delivery')
        self.run_clean([self.libexec('dovecot-lda'), '-d', self.user],
                       self.read(path))
        self.run_clean([self.libexec('dovecot-lda'), '-d', self.user],
                       mail.message('unsealed'))
        self.assert_stored('unsealed')

    def test_doveadm(self):
        """doveadm expunge"""
        self.run_clean([shutil.which('doveadm'), 'expunge', '-u', self.user,
                        'mailbox', 'INBOX', 'ALL'], '')
        self.assert_stored('invoice test_doveadm')

    def test_damaged_snapshot(self):
        """pop3 with a snapshot that is cut short"""
        whole = self.lab.snapshot + '.whole'
        os.rename(self.lab.snapshot, whole)
        self.addCleanup(os.rename, whole, self.lab.snapshot)
        with open(whole, 'rb') as handle:
            octets = handle.read()
        with open(self.lab.snapshot, 'wb') as handle:
            handle.write(octets[:len(octets) // 2])
        said = self.run_clean([self.libexec('pop3'), '-u', self.user],
                              'CAPA\nDELE 1\nQUIT\n')
        self.assertIn('-ERR [SYS/', said)


if __name__ == '__main__':
    tap.main()
