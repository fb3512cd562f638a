#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What several processes expire at the same time in a mailbox, each of them
counts and logs what it has destroyed itself, and nothing else."""
import os
import re
import subprocess
import time

from door import DoorCase
from lab.processes import PATIENCE
from lib import tap

DAY = 86400
POLICY = """
tenure_version = 1
plan staff { keep = 0  expire = 30d  on_delete = allow }
unknown = staff
"""
FORMATS = {
    'maildir@example.org': {},
    'fs@example.org': {'mail': 'maildir:~/plain:LAYOUT=fs'},
    'sdbox@example.org': {'mail': 'sdbox:~/sdbox'},
    'mdbox@example.org': {'mail': 'mdbox:~/mdbox'},
}
# Messages, and where the first process is stopped: within its second batch.
COUNT, STOP = 256, 150
LOGGED = r'destroyed by %s: UID (\S+):'


def numbers(ranges):
    """Of '1:3,5' and the like."""
    return [number for text in ranges for part in text.split(',')
            for number in range(int(part.partition(':')[0]),
                                int(part.rpartition(':')[2]) + 1)]


def waits(pid):
    """Does a process wait for a lock?"""
    with open('/proc/locks', encoding='ascii') as handle:
        return any('->' in line and ' %d ' % pid in line for line in handle)


class Once(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'users': {
        **FORMATS, 'dotlock@example.org': {
            'mail': 'maildir:~/plain:LAYOUT=fs', 'lock_method': 'dotlock'},
        'hurried@example.org': {'mail_max_lock_timeout': '1s'}}}

    def fill(self, user):
        """With messages that have all expired."""
        self.user, self.case = user, user
        self.deliver('old', when=time.time() - 31 * DAY)
        for _ in range(COUNT.bit_length() - 1):
            self.doveadm('copy', '-u', user, 'INBOX', 'mailbox', 'INBOX', 'all')

    def begin(self, *options):
        """An expire."""
        process = subprocess.Popen(
            self.lab.dovecot.command(
                'doveadm', *options, '-f', 'tab', '-c', self.lab.dovecot.config,
                'tenure', 'expire', '-u', self.user),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, bufsize=0, pipesize=4096)
        self.addCleanup(process.wait, PATIENCE)
        self.addCleanup(process.kill)
        return process

    def begin_stopped(self):
        """... that has got so far, and no further than what it logs is read;
        what it has logged."""
        process, seen = self.begin('-D'), b''
        while seen.count(b'tenure: destroyed by expire') < STOP:
            part = process.stderr.read(100)
            self.assertTrue(part, seen[-2000:])
            seen += part
        return process, seen

    def end(self, process, seen=b''):
        """What it counted and what it logged."""
        out, log = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, log)
        counted = [int(line.split('\t')[-2])
                   for line in out.decode().splitlines()[1:]]
        return sum(counted), numbers(re.findall(LOGGED % 'expire',
                                                (seen + log).decode()))

    def test_two(self):
        """doveadm tenure expire, twice"""
        for user in FORMATS:
            self.fill(user)
            first, seen = self.begin_stopped()
            second = self.begin()
            self.wait_until(lambda second=second: second.poll() is not None
                            or waits(second.pid), 'the second to come so far')
            counted, logged = zip(self.end(first, seen), self.end(second))
            self.assertEqual(sum(counted), COUNT)
            self.assertEqual(sorted(logged[0] + logged[1]),
                             list(range(1, COUNT + 1)))
            self.assertEqual(self.subjects(), [])

    def test_session(self):
        """the end of a session, which leaves it to the other"""
        self.fill('maildir@example.org')
        mark = len(self.log('dovecot'))
        first, seen = self.begin_stopped()
        self.imap().command('LOGOUT')
        self.wait_sessions()
        counted, logged = self.end(first, seen)
        self.assertEqual((counted, len(logged)), (COUNT, COUNT))
        self.assertNotRegex(self.log('dovecot')[mark:], LOGGED % 'session')
        self.assertEqual(self.subjects(), [])

    def test_waiting(self):
        """who waits for too long does nothing, and says so"""
        self.fill('hurried@example.org')
        first, seen = self.begin_stopped()
        code, text, log = self.doveadm('tenure', 'expire', '-u', self.user,
                                       check=False)
        self.assertEqual((code, 'INBOX' in text), (75, False), text)
        self.assertIn('Another process destroys messages there', log)
        self.assertEqual(self.end(first, seen)[0], COUNT)

    def test_removed(self):
        """by somebody else meanwhile: what it was about to destroy is not
        counted"""
        for user in [*FORMATS, 'dotlock@example.org']:
            self.fill(user)
            first, seen = self.begin_stopped()
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'uid',
                         '201:220')
            counted, logged = self.end(first, seen)
            want = [*range(1, 201), *range(221, COUNT + 1)]
            self.assertEqual((counted, sorted(logged)), (len(want), want))

    def block(self, path):
        """With a folder as a user can make it with LAYOUT=fs."""
        os.makedirs(os.path.join(path, 'cur'))
        for name in (path, os.path.join(path, 'cur')):
            os.chown(name, self.lab.mail_uid, self.lab.mail_uid)

    def test_in_the_way(self):
        """a folder in the place of the lock is in nobody's way"""
        for user in [*FORMATS, 'dotlock@example.org']:
            self.fill(user)
            for folder, _, names in list(os.walk(self.lab.path('mail', user))):
                if 'dovecot.index.log' in names:
                    self.block(os.path.join(folder, 'tenure-expire.lock'))
            _, _, log = self.doveadm('tenure', 'expire', '-u', user)
            self.assertIn('may be counted twice', log)
            self.assertEqual(self.subjects(), [])


if __name__ == '__main__':
    tap.main()
