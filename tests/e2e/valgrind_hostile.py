#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Messages that nobody should send, with the programs of Dovecot that read and
delete them under valgrind."""
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'pop3-plugin'))
# The small ones.
os.environ['TENURE_SHORT'] = 'yes'

from door import DoorCase  # noqa: E402
from lib import tap, valgrind  # noqa: E402
import test_hostile_mail as hostile  # noqa: E402

# Each kind once, as it takes its time.
MAIL = [entry for entry in hostile.MAIL if re.search(
    'last|times|megabyte|in a field|8 bits|two|addresses|program|again|lines',
    entry[0])]


class Valgrind(DoorCase):
    policy = hostile.POLICY

    def setUp(self):
        if not shutil.which('valgrind'):
            self.skipTest('there is no valgrind')
        super().setUp()

    def run_clean(self, program, said):
        """A program of Dovecot with these octets as its input; nothing of
        ours may be reported. Returns what it answered."""
        report = self.lab.path('log', program + '.xml')
        done = subprocess.run(
            self.lab.dovecot.command(
                'valgrind', *valgrind.OPTIONS, '--trace-children=yes',
                '--xml-file=' + report, self.lab.dovecot.libexec(program),
                '-c', self.lab.dovecot.config, '-u', self.user), input=said,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
            check=False)
        self.assertEqual(valgrind.ours(report), [])
        return done.stdout

    def count(self):
        """Of the messages in the inbox."""
        return len(self.doveadm('search', '-u', self.user, 'mailbox', 'INBOX',
                                'all')[1].splitlines())

    def test_hostile(self):
        """imap APPEND, STORE, EXPUNGE; pop3 RETR, DELE, QUIT"""
        said = b''.join(
            b'a APPEND INBOX {%d+}\r\n%s\r\n' % (len(octets), octets)
            for octets in (octets.replace(b'\n', b'\r\n')
                           for _, octets, _ in MAIL))
        self.run_clean('imap', said + b'a LOGOUT\r\n')
        count = self.count()
        self.assertEqual(count, len(MAIL))
        answer = self.run_clean('pop3', b''.join(
            b'RETR %d\r\nDELE %d\r\n' % (n, n)
            for n in range(1, count + 1)) + b'RSET\r\nQUIT\r\n')
        denied = answer.count(b'\r\n-ERR [SYS/PERM]')
        self.assertGreaterEqual(denied, sum(
            want == 'deny' for _, _, want in MAIL))
        answer = self.run_clean('imap', b'a SELECT INBOX\r\nb STORE 1:* '
                                b'+FLAGS.SILENT (\\Deleted)\r\nc EXPUNGE\r\n'
                                b'd LOGOUT\r\n')
        self.assertIn(b'\r\nb NO [CANNOT] %d messages are retained' % denied,
                      answer)
        self.assertEqual(self.count(), denied)


if __name__ == '__main__':
    tap.main()
