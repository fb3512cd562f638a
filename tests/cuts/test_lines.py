#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random command lines for the mailbox door and for a Dovecot that has no
plugin, with the same mailbox: where the policy does not speak, they say and do
the same to the octet. Where all mail is kept, no line deletes any.

TENURE_SEED=n begins with other lines; TENURE_CASE=n shows those of one seed.
"""
import concurrent.futures
import contextlib
import os
import random
import re
import shutil
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

# pylint: disable=wrong-import-position
import lines  # noqa: E402
import server  # noqa: E402
from lab import Lab  # noqa: E402
from lib import tap  # noqa: E402
from lib.case import FAULT, LabCase  # noqa: E402
from messages import Message, Store  # noqa: E402
from wire import Wire  # noqa: E402

POLICY = """
tenure_version = 1
plan silent { keep = 0  expire = never  on_delete = allow }
plan strict { keep = 10y  expire = never  on_delete = deny }
user kept@example.org { plan = strict }
unknown = silent
"""
SEED = int(os.environ.get('TENURE_SEED', '20261122'))
USERS = tuple('line%d@example.org' % i for i in range(4)) + (
    'kept@example.org',)
KINDS = ('small', 'dots', 'pages', 'no end', 'bare CR')
# What the policy adds.
EXPIRE = b'EXPIRE NEVER\r\n'


def count_sessions():
    """How many sets of lines."""
    if os.environ.get('TENURE_NIGHTLY'):
        return 3000
    return 60 if os.environ.get('TENURE_SHORT') else 150


def corpus():
    """{name: octets} of what is worth to be sent each time."""
    folder = os.path.join(HERE, 'lines')
    found = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), 'rb') as file:
            found[name] = file.read()
    return found


class Lines(LabCase):
    policy = POLICY
    options = {'milter': 'none', 'users': USERS,
               'dovecot_extra': server.LOG_FORMAT}

    @classmethod
    def prepare(cls):
        """The one without us."""
        cls.stock = Lab(cls.lab.dir + '-stock', **dict(
            cls.options, plugin=False))
        cls.addClassCleanup(cls._stop_stock)
        cls.stock.start()

    @classmethod
    def _stop_stock(cls):
        cls.stock.stop()
        with open(cls.stock.path('log', 'dovecot.log'), encoding='utf-8',
                  errors='replace') as log:
            for line in log:
                if FAULT.search(line):
                    print('# Dovecot without us: ' + line.rstrip())
        cls.stock.remove()

    def talk(self, lab, user, pieces, ahead=False):
        """Send; all that the server said, what it logged of it, and whether
        it may have said more."""
        with open(lab.path('log', 'dovecot.log'), 'rb') as log:
            log.seek(0, os.SEEK_END)
            mark = log.tell()
        wire = Wire(lab.ports, 'plain')
        wire.open()
        # Login processes take only so much.
        ahead = ahead and sum(map(len, pieces)) < 500
        login = ('USER %s\r\nPASS %s\r\n' % (user, lab.password)).encode()
        if ahead:
            pieces = [login + pieces[0]] + pieces[1:]
        else:
            for line in login.splitlines(True):
                wire.send(line)
                wire.line()
        for piece in pieces:
            wire.send(piece)
            if len(pieces) > 1:
                time.sleep(0.0005)
        wire.rest()
        wire.reset()
        return bytes(wire.got), self.logged(lab, user, mark), wire.was_reset

    def logged(self, lab, user, mark):
        """Why the session ended, and what it counted."""
        found = None

        def ended():
            nonlocal found
            with open(lab.path('log', 'dovecot.log'), encoding='utf-8',
                      errors='replace') as log:
                log.seek(mark)
                found = re.search(r'pop3\(%s\)<.*: (.* top=.*)\n'
                                  % re.escape(user), log.read())
            return found
        self.wait_until(ended, 'the end of a session')
        return found[1]

    def fill(self, user):
        """The same mailbox for both."""
        homes = [lab.path('mail', user) for lab in (self.lab, self.stock)]
        for home in homes:
            shutil.rmtree(home + '/Maildir', ignore_errors=True)
        Store(homes[0], self.lab.mail_uid).fill(
            [Message('m%d' % i, kind) for i, kind in enumerate(KINDS)])
        self.talk(self.lab, user, [b'QUIT\r\n'])
        # With the list that numbers the messages, and without indexes.
        shutil.copytree(homes[0] + '/Maildir', homes[1] + '/Maildir',
                        ignore=shutil.ignore_patterns('dovecot.index*'))
        for folder, _, names in os.walk(homes[1]):
            for path in [folder] + [os.path.join(folder, name)
                                    for name in names]:
                os.chown(path, self.lab.mail_uid, self.lab.mail_uid)

    @staticmethod
    def files(lab, user):
        """Messages with their flags."""
        with contextlib.suppress(FileNotFoundError):
            return sorted(os.listdir(lab.path('mail', user, 'Maildir', 'cur')))
        return []

    def compare(self, user, name, pieces, ahead):
        """One set of lines; what differs, as texts."""
        if len(self.files(self.lab, user)) < 3:
            self.fill(user)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            ours, theirs = pool.map(
                lambda lab: self.talk(lab, user, pieces, ahead),
                (self.lab, self.stock))
        wrong = []
        # What the policy adds, and the server's counters count, too.
        said = ours[0].replace(EXPIRE, b'')
        # The end of what is said to somebody who goes on talking is lost.
        if said != theirs[0] and not (
                ours[2] and theirs[0].startswith(said) or
                theirs[2] and said.startswith(theirs[0])):
            at = next((i for i, (a, b) in enumerate(zip(said, theirs[0]))
                       if a != b), min(len(said), len(theirs[0])))
            wrong.append('%s: said %r, Dovecot alone %r, after %r' % (
                name, said[at:at + 80], theirs[0][at:at + 80],
                said[max(at - 120, 0):at]))
        if ours[1] != theirs[1]:
            wrong.append('%s: logged "%s", Dovecot alone "%s"' % (
                name, ours[1], theirs[1]))
        files = [self.files(lab, user) for lab in (self.lab, self.stock)]
        if files[0] != files[1]:
            wrong.append('%s: left %s, Dovecot alone %s' % (name, *files))
        if wrong:
            wrong.append('    lines: %r' % pieces)
            self.fill(user)
        return wrong

    def run_seeds(self, user, seeds):
        """One user's share."""
        wrong = []
        for seed in seeds:
            wrong += self.compare(user, 'seed %d' % seed, lines.session(seed),
                                  ahead=seed % 5 == 0)
        return wrong

    def test_corpus(self):
        """lines that were worth to be kept"""
        wrong = []
        for name, octets in corpus().items():
            for seed in range(3):
                wrong += self.compare(
                    USERS[0], name, lines.pieces(octets, random.Random(seed)),
                    ahead=seed == 0)
        self.assertFalse(wrong, '\n'.join(wrong))

    def test_random_lines(self):
        """random lines, with a silent policy and without the plugin"""
        seeds = range(SEED, SEED + count_sessions())
        if os.environ.get('TENURE_CASE'):
            seeds = [int(os.environ['TENURE_CASE'])]
        users = USERS[:4]
        with concurrent.futures.ThreadPoolExecutor(len(users)) as pool:
            wrong = sum(pool.map(self.run_seeds, users, (
                seeds[i::len(users)] for i in range(len(users)))), [])
        print('# seeds %d to %d' % (seeds[0], seeds[-1]))
        self.assertFalse(wrong, '\n'.join(wrong))

    def test_colon(self):
        """a colon in the name of a command, on which Dovecot 2.3 panics"""
        self.fill(USERS[0])
        for line in (b'NO:OP', b':', b'a:b:c 1', b'DELE\t1:3', b'\xff:'):
            said, why, _ = self.talk(self.lab, USERS[0], [
                line + b'\r\nNOOP\r\nQUIT\r\n'])
            # Dovecot 2.3 says the name in capitals.
            self.assertEqual([line.upper() if b'Unknown' in line else line
                              for line in said.split(b'\r\n')[2:]], [
                (b'-ERR Unknown command: ' + line.split(b' ')[0]).upper(),
                b'+OK', b'+OK Logging out.', b''])
            self.assertIn('Logged out', why)

    def test_kept(self):
        """no line deletes what is kept"""
        user = USERS[4]
        Store(self.lab.path('mail', user), self.lab.mail_uid).fill(
            [Message('m%d' % i, kind) for i, kind in enumerate(KINDS)])
        names = [name.partition(':')[0]
                 for name in self.files(self.lab, user)]
        for seed in range(SEED, SEED + count_sessions() // 5):
            said, _, _ = self.talk(self.lab, user, lines.session(seed))
            self.assertNotIn(b'+OK Marked', said, 'seed %d' % seed)
            self.assertEqual([name.partition(':')[0] for name in
                              self.files(self.lab, user)], names,
                             'seed %d' % seed)


if __name__ == '__main__':
    tap.main()
