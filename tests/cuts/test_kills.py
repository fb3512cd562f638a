#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The server process is killed at every system call of a QUIT that deletes: by
DELE, and after downloads. Nothing but that is gone, nothing is damaged, and the
next session does what this one did not.

TENURE_EVERY=yes kills at every call, else at some; TENURE_CASE=n,m at these
only.
"""
import concurrent.futures
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

# pylint: disable=wrong-import-position
import client  # noqa: E402
from lab import processes  # noqa: E402
from lib import tap  # noqa: E402
from lib.case import LabCase  # noqa: E402
from messages import Message, identity  # noqa: E402

POLICY = """
tenure_version = 1
class kept { match { header Subject = "kept" } }
class concealed { match { header Subject = "concealed" } }
plan robot {
  keep = 0
  expire = never
  on_delete = allow
  pop3 { after_download = delete }
  class kept { keep = 10y  on_delete = deny }
  class concealed { keep = 10y  on_delete = conceal }
}
unknown = robot
"""
FORMATS = ('maildir', 'sdbox', 'mdbox')
WORKERS = 2
ONLY = [int(text) for text in os.environ.get('TENURE_CASE', '').split(',')
        if text]
EVERY = os.environ.get('TENURE_EVERY')
# Ends a call for good, or is no call that could be told apart.
NOT_CALLS = {'exit_group', 'restart_syscall'}
COMMANDS = ('RETR 1', 'RETR 2', 'RETR 4', 'RETR 6', 'DELE 3', 'DELE 7', 'QUIT')
MAY_GO = {'m0', 'm1', 'm2', 'm5', 'm6'}
# By DELE, whether it was received or not.
ASKED = {'m2', 'm6'}
CONCEALED = {'m5', 'm6'}
# m4 is neither fetched nor marked.
KEPT = {'m3', 'm4'}


def path_of(style):
    """Where a mailbox format is in a home."""
    return 'Maildir' if style == 'maildir' else style


class Killed:
    """A conversation with a server process that runs under strace."""

    def __init__(self, lab, user, strace):
        self.received = set()
        self.said = []
        program = os.path.join(os.path.dirname(lab.dovecot.stock_modules()),
                               'pop3')
        if not os.path.exists(program):
            program = '/usr/lib/dovecot/pop3'
        with open(lab.path('log', 'strace.err'), 'ab') as err:
            self.process = subprocess.Popen(
                lab.dovecot.command('strace', '-f', *strace, program, '-c',
                                    lab.dovecot.config, '-u', user),
                # As root, it wants no sockets.
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=err)
        self.file = self.process.stdout

    def ask(self, command):
        """Send; the first line of the answer, or nothing if there is nobody
        any more."""
        try:
            self.process.stdin.write(command.encode() + b'\r\n')
            self.process.stdin.flush()
        except BrokenPipeError:
            return b''
        return self.file.readline()

    def talk(self, messages):
        """The commands, each after the answer to the one before it."""
        for command in COMMANDS:
            status = self.ask(command)
            self.said.append(status)
            if client.is_long(command) and status.startswith(b'+OK'):
                body = b''
                while not body.endswith(b'\r\n.\r\n'):
                    line = self.file.readline()
                    if not line:
                        break
                    body += line
                message = messages[int(command.split()[1]) - 1]
                if body == message.reply():
                    self.received.add(message.name)
            if not status:
                break
        self.file.close()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        return self.process.wait(processes.PATIENCE)


def calls_of_quit(trace):
    """[(name, how many of that name there were before and with it)] of the
    system calls behind the one that read QUIT."""
    counts, found, begun = {}, [], False
    with open(trace, encoding='utf-8', errors='replace') as file:
        for line in file:
            call = re.match(r'\d+ +([a-z_0-9]+)\(', line)
            if not call or call[1] in NOT_CALLS:
                continue
            counts[call[1]] = counts.get(call[1], 0) + 1
            if begun:
                found.append((call[1], counts[call[1]]))
            begun = begun or '"QUIT\\r\\n"' in line
    return found


class KillsCase(LabCase):
    policy = POLICY
    options = {'milter': 'none', 'users': {
        '%s%d@example.org' % (style, i): {'mail': '%s:~/%s' % (
            style, path_of(style))}
        for style in FORMATS for i in range(WORKERS)}}
    messages = [Message('m0', 'pages'), Message('m1', 'dots'),
                Message('m2', 'small'), Message('m3', 'no end', 'kept'),
                Message('m4', 'crlf'), Message('m5', 'mixed ends', 'concealed'),
                Message('m6', 'page', 'concealed')]

    @classmethod
    def setUpClass(cls):
        if not shutil.which('strace') or subprocess.run(
                ['strace', '-o', '/dev/null', 'true'], check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL).returncode != 0:
            raise unittest.SkipTest('strace does not work here')
        super().setUpClass()

    def save(self, user, message):
        """Put a message into the mailbox."""
        done = subprocess.run(
            self.lab.dovecot.command(
                'doveadm', '-c', self.lab.dovecot.config, 'save', '-u', user,
                '-m', 'INBOX'), input=message.octets, check=False,
            capture_output=True, timeout=processes.PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)

    def template(self, style):
        """A mailbox to begin with, each time the same; its folder."""
        user = '%s0@example.org' % style
        home = self.lab.path('mail', user)
        if not EVERY:
            # The concealed mailbox is there before.
            self.save(user, Message('x', 'small', 'concealed'))
            pop3 = self.pop3(user)
            pop3.command('DELE 1')
            self.assertRegex(pop3.quit(), r'^\+OK')
        for message in self.messages:
            self.save(user, message)
        # Opened once, as what a first session does is not what this is about.
        self.listing(user)
        kept = self.lab.path('var', style)
        shutil.copytree(home, kept)
        return kept

    def restore(self, kept, user):
        """Begin again."""
        home = self.lab.path('mail', user)
        # The last session may still write what it has to at its end.
        self.wait_sessions(user)

        def gone():
            shutil.rmtree(home, ignore_errors=True)
            return not os.path.exists(home)
        self.wait_until(gone, 'the mailbox to be empty')
        shutil.copytree(kept, home)
        for folder, _, names in os.walk(home):
            for path in [folder] + [os.path.join(folder, name)
                                    for name in names]:
                os.chown(path, self.lab.mail_uid, self.lab.mail_uid)

    def listing(self, user):
        """What POP3 tells of the mailbox: {name: (size, uid)}; the octets of
        all messages are compared, too."""
        pop3 = self.pop3(user)
        # RETR would be a download.
        sizes = {int(number): int(size) for number, size in
                 (line.split() for line in pop3.lines_of('LIST'))}
        uids, found = pop3.uidl(), {}
        for number, size in sizes.items():
            text = '\r\n'.join(pop3.lines_of('TOP %d 9999999' % number)
                               ) + '\r\n'
            name = identity(text.encode())
            message = next(one for one in self.messages if one.name == name)
            want = message.canonical()
            if not want.endswith(b'\n'):
                want += b'\r\n'
            self.assertEqual(text.encode(), want, message)
            self.assertNotIn(name, found)
            found[name] = size, uids[number]
        self.assertEqual(pop3.command('STAT'), '+OK %d %d' % (
            len(sizes), sum(sizes.values())))
        self.assertRegex(pop3.quit(), r'^\+OK')
        return found

    def kill(self, kept, user, name, number):
        """One point; what is wrong."""
        before = self.restored(kept, user)
        talk = Killed(self.lab, user, [
            '-o', '/dev/null', '-e', 'trace=' + name, '-e',
            'inject=%s:signal=KILL:when=%d' % (name, number)])
        code = talk.talk(self.messages)
        where = '%s, call %d of %s: ' % (user, number, name)
        if code != -signal.SIGKILL and code != 128 + signal.SIGKILL:
            # There are a few less of them this time.
            return None if talk.said[-1].startswith(b'+OK') else \
                where + 'code %d, %s' % (code, talk.said)
        self.unlock(user)
        after = self.listing(user)
        gone = set(before) - set(after)
        if not KEPT <= set(after):
            return where + 'kept mail is gone: %s' % gone
        if not gone & CONCEALED <= self.concealed(user, gone):
            return where + 'kept mail is nowhere: %s' % gone
        if not gone <= (talk.received | ASKED) & MAY_GO:
            return where + 'gone is %s, received was %s' % (gone,
                                                            talk.received)
        if any(before[one] != after[one] for one in after):
            return where + 'was %s, is %s' % (before, after)
        if b'deleted' in talk.said[-1] and gone != MAY_GO:
            return where + 'it says deleted, and gone is %s' % gone
        return self.again(user, where)

    def concealed(self, user, gone):
        """Which messages were concealed; asked only where some should be."""
        if not gone & CONCEALED:
            return set()
        done = subprocess.run(
            self.lab.dovecot.command(
                'doveadm', '-c', self.lab.dovecot.config, 'fetch', '-u', user,
                'text', 'mailbox', '.tenure/INBOX', 'all'),
            capture_output=True, timeout=processes.PATIENCE, check=False)
        found = set()
        for message in self.messages:
            if message.canonical().strip() in re.sub(
                    rb'(?<!\r)\n', b'\r\n', done.stdout):
                found.add(message.name)
        return found

    def restored(self, kept, user):
        """The mailbox as it was; what POP3 told of it then."""
        self.restore(kept, user)
        return self.first

    def again(self, user, where):
        """A later session can do what this one did not. The next, too, unless
        the storage has to mend itself first: sdbox does not save where it
        finds a file that its index does not know, but looks again after; mdbox
        makes its index again, with all that was there."""
        for number in range(3):
            said = self.try_again(user)
            left = set(self.listing(user))
            missing = CONCEALED - left - self.concealed(user, CONCEALED)
            if missing or not KEPT - {'m4'} <= left:
                return where + 'kept mail is nowhere: %s, %s is left' % (
                    missing, left)
            if said.startswith('+OK') and left == {'m3'}:
                self.later += number > 0
                return ''
        return where + 'the third QUIT after it says %s and leaves %s' % (
            said, left)

    def try_again(self, user):
        """Fetch everything; the answer to QUIT."""
        pop3 = self.pop3(user)
        for number in sorted(pop3.uidl()):
            pop3.retr(number)
        return pop3.quit()


class Kills(KillsCase):

    def points(self, style, calls):
        """Which of the calls to run."""
        if ONLY:
            return [calls[i] for i in ONLY]
        if EVERY:
            return calls
        # Spread over all of them.
        count = 60 if os.environ.get('TENURE_NIGHTLY') else \
            5 if os.environ.get('TENURE_SHORT') else 10
        return calls[::max(1, len(calls) // count)]

    def run_style(self, style):
        """All points of a mailbox format."""
        kept = self.template(style)
        users = ['%s%d@example.org' % (style, i) for i in range(WORKERS)]
        # pylint: disable=attribute-defined-outside-init
        self.later = 0
        self.restore(kept, users[0])
        self.first = self.listing(users[0])
        self.restore(kept, users[0])
        trace = self.lab.path('log', 'trace')
        talk = Killed(self.lab, users[0], ['-o', trace])
        self.assertEqual(talk.talk(self.messages), 0, talk.said)
        self.assertEqual(talk.said[-1],
                         b'+OK Logging out, messages deleted.\r\n')
        self.assertEqual(set(self.listing(users[0])), KEPT)
        calls = calls_of_quit(trace)
        points = self.points(style, calls)

        def one(user, point):
            try:
                return self.kill(kept, user, *point)
            # pylint: disable=broad-except
            except Exception as error:
                return '%s, call %d of %s: %s: %s' % (
                    user, point[1], point[0], type(error).__name__, error)

        def share(index):
            return [one(users[index], point)
                    for point in points[index::WORKERS]]
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            said = sum(pool.map(share, range(WORKERS)), [])
        print('# %s: %d system calls in QUIT, killed at %d, %d of them did '
              'not come again; %d times the storage mended itself first' % (
                  style, len(calls), len(points), said.count(None),
                  self.later))
        wrong = [one for one in said if one]
        self.assertFalse(wrong, '\n'.join(wrong))
        self.assertLess(said.count(None), len(said) // 2 + 1)

    def test_maildir(self):
        """killed in QUIT: maildir"""
        self.run_style('maildir')

    def test_mdbox(self):
        """killed in QUIT: mdbox"""
        self.run_style('mdbox')

    if EVERY or os.environ.get('TENURE_NIGHTLY'):
        def test_sdbox(self):
            """killed in QUIT: sdbox"""
            self.run_style('sdbox')


if __name__ == '__main__':
    tap.main()
