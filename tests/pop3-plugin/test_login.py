#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a login costs, in what it opens: no message, nothing of a mailbox that
the server would not open without the plugin, and no library; and what more
messages add to that. And what happens where a library that is needed later
cannot be loaded."""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from door import POLICY, DoorCase  # noqa: E402
from lab import dovecot, processes  # noqa: E402
from lib import mail, tap  # noqa: E402

OPENED = re.compile(r'open(?:at)?\((?:AT_FDCWD|\d+), "([^"]*)".* = \d+$')
# A call that succeeded, and what it returned.
CALL = re.compile(r'^(?:\d+ +)?(\w+)\(.* = (\d+)(?:<.*>)?$')
# What a process asks the system for to get at files.
CALLS = ('open,openat,read,pread64,readv,stat,lstat,fstat,newfstatat,access,'
         'readlink,getdents64,lseek,fcntl,mmap')
MESSAGES = 30
MANY = 2000
FORMATS = {'maildir@example.org': {},
           'sdbox@example.org': {'mail': 'sdbox:~/sdbox'},
           'mdbox@example.org': {'mail': 'mdbox:~/mdbox'}}
# What is loaded when it is needed.
LIBRARIES = re.compile(r'lib(?:crypto|idn2|unistring|cdb|xxhash)\.so')
STOCK = ['-o', 'mail_plugins=']
USER = 'ann@b\u00fccher.example'
PLAN = 'plan archive { keep = forever  on_delete = deny }\n'


class BareCase(DoorCase):
    """POP3 sessions in a process that the test starts."""

    @classmethod
    def pop3_program(cls):
        """Path of the server's program for one session."""
        folder = processes.call(['doveconf', '-d', '-h', 'libexec_dir'])
        return os.path.join(folder.strip(), 'pop3')

    def session(self, commands, user=None, before=(), options=()):
        """What the server says to the lines of a client. before runs the
        program."""
        done = subprocess.run(
            self.lab.dovecot.command(
                *before, self.pop3_program(), '-c', self.lab.dovecot.config,
                *options, '-u', user or self.user),
            input=''.join(line + '\r\n' for line in commands).encode(),
            capture_output=True, timeout=processes.PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.said = done.stderr.decode()
        return done.stdout.decode().replace('\r', '')

    def without(self, library):
        """A prefix for commands that makes an empty file of a library."""
        path = processes.call(
            ['sh', '-c', 'ldconfig -p | sed -n "s/.*=> //p" | '
             'grep "/%s[.0-9]*$" | head -n 1' % library]).strip()
        self.assertTrue(path, library)
        return [os.path.join(os.path.dirname(dovecot.HERE), 'lib',
                             'own-mounts'),
                'sh', '-c', 'mount --bind /dev/null "$0" && exec "$@"',
                os.path.realpath(path)]

    def settle(self, user=None):
        """A Maildir that has not changed for long: Dovecot looks at one again
        that it has seen within a second of its last change."""
        for name in 'new', 'cur':
            path = self.lab.path('mail', user or self.user, 'Maildir', name)
            if os.path.isdir(path):
                os.utime(path, (1700000000, 1700000000))

    def forget_hints(self, user=None):
        """Of what is in the index, nothing is left."""
        home = self.lab.path('mail', user or self.user, 'Maildir')
        for name in os.listdir(home):
            if name.startswith('dovecot.index'):
                os.unlink(os.path.join(home, name))


class LoginTest(BareCase):
    """A mailbox with mail."""

    def opened(self, commands, options=()):
        """Paths of all files that a session opens."""
        trace = self.lab.path('trace')
        self.session(commands, options=options, before=[
            'strace', '-f', '-e', 'trace=open,openat', '-s', '4096', '-o',
            trace])
        with open(trace, encoding='utf-8', errors='replace') as handle:
            found = [OPENED.search(line.rstrip()) for line in handle]
        os.unlink(trace)
        return [match[1] for match in found if match]

    @staticmethod
    def libraries(paths):
        """Of the files that were opened. Dovecot 2.4 reads its configuration
        in a program that loads libcrypto."""
        return {path for path in paths if LIBRARIES.search(path)}

    def test_login(self):
        """a login opens no message, no library, and nothing of its own"""
        for number in range(MESSAGES):
            self.deliver('%s %d' % ('invoice' if number % 3 else 'letter',
                                    number))
        commands = ['CAPA', 'STAT', 'LIST', 'UIDL', 'NOOP', 'RSET', 'QUIT']
        # The first ones make what all others find.
        self.session(commands)
        self.settle()
        self.session(commands)
        mail = self.lab.path('mail')
        ours = self.opened(commands)
        stock = self.opened(commands, STOCK)
        self.assertTrue([p for p in ours if p.endswith('tenure_plugin.so')])
        self.assertFalse([p for p in stock if p.endswith('tenure_plugin.so')])
        self.assertEqual(sorted(p for p in ours if p.startswith(mail)),
                         sorted(p for p in stock if p.startswith(mail)))
        self.assertFalse([p for p in ours if re.search(r'/(cur|new)/.', p)])
        self.assertEqual(self.libraries(ours), self.libraries(stock))
        # The policy, and which generations are too old.
        self.assertEqual(
            sorted(p for p in ours if p.startswith(self.lab.snapshot)),
            [self.lab.snapshot, self.lab.snapshot + '.generation'])

    def test_delete(self):
        """a delete believes the hint of a seal that was verified before"""
        for number in range(3):
            self.deliver('letter %d' % number)
        commands = ['DELE 1', 'DELE 2', 'QUIT']
        self.session(['QUIT'])
        stock = self.libraries(self.opened(['QUIT'], STOCK))
        ours = self.libraries(self.opened(commands))
        self.assertEqual(self.subjects(), ['letter 2'])
        self.assertEqual(ours, stock)


class ManyTest(BareCase):
    """A mailbox of each format that grows."""
    options = dict(DoorCase.options, users=FORMATS)

    def cost(self, user, options=()):
        """(calls about the user's files, octets read from them) of a login."""
        trace, home = self.lab.path('trace'), self.lab.path('mail', user)
        self.session(['STAT', 'LIST', 'UIDL', 'QUIT'], user=user,
                     options=options, before=[
                         'strace', '-f', '-y', '-e', 'trace=' + CALLS,
                         '-s', '0', '-o', trace])
        calls = octets = 0
        with open(trace, encoding='utf-8', errors='replace') as handle:
            for line in handle:
                call = CALL.match(line.rstrip())
                if call is None or home not in line:
                    continue
                calls += 1
                if 'read' in call[1]:
                    octets += int(call[2])
        os.unlink(trace)
        return calls, octets

    def costs(self, user):
        """The costs of both, warm, with the plugin and without."""
        self.session(['QUIT'], user=user)
        self.settle(user)
        for options in (), STOCK:
            self.session(['STAT', 'LIST', 'UIDL', 'QUIT'], user=user,
                         options=options)
        return self.cost(user), self.cost(user, STOCK)

    def grow(self, user, number):
        """So many messages, by copies."""
        have = MESSAGES
        while have < number:
            more = min(have, number - have)
            self.doveadm('copy', '-u', user, 'INBOX', 'mailbox', 'INBOX',
                         'uid', '1:%d' % more)
            have += more

    def test_many(self):
        """many messages add nothing to a login but what they add without us"""
        for user in FORMATS:
            with self.subTest(user=user):
                for number in range(MESSAGES):
                    self.deliver('invoice %d' % number, user=user)
                few, few_stock = self.costs(user)
                self.grow(user, MANY)
                many, many_stock = self.costs(user)
                self.assertGreater(min(few), 0)
                for more, more_stock in zip(
                        (b - a for a, b in zip(few, many)),
                        (b - a for a, b in zip(few_stock, many_stock))):
                    self.assertLessEqual(more, more_stock)

    def test_sizes(self):
        """sizes are in the index: a login does not look into the cache"""
        for user in list(FORMATS)[1:]:
            with self.subTest(user=user):
                for number in range(3):
                    self.deliver('letter %d' % number, user=user)
                # It notes those that came before there was a place for them.
                self.session(['QUIT'], user=user)
                trace = self.lab.path('trace')
                said = self.session(
                    ['STAT', 'QUIT'], user=user, before=[
                        'strace', '-f', '-e', 'trace=openat', '-s', '4096',
                        '-o', trace])
                with open(trace, encoding='utf-8', errors='replace') as handle:
                    calls = handle.read()
                os.unlink(trace)
                self.assertIn('dovecot.index.log"', calls)
                self.assertNotIn('dovecot.index.cache"', calls)
                size = re.search(r'^\+OK 3 (\d+)$', said, re.MULTILINE)[1]
                whole = self.session(['RETR %d' % number for number in (
                    1, 2, 3)] + ['QUIT'], user=user)
                self.assertEqual(
                    int(size), sum(int(octets) for octets in re.findall(
                        r'^\+OK (\d+) octets$', whole, re.MULTILINE)))

    def test_cache(self):
        """of the header, only what decisions look at is kept for them"""
        user = next(iter(FORMATS))
        letter = self.lab.path('letter')
        processes.write(letter, mail.message('invoice', to=user))
        # First: new folders get what the INBOX has.
        self.doveadm(*STOCK, 'mailbox', 'create', '-u', user, 'Stock')
        self.doveadm(*STOCK, 'save', '-u', user, '-m', 'Stock', letter)
        self.deliver('invoice', user=user)
        self.session(['DELE 1', 'QUIT'], user=user)
        kept = self.cached_fields(user)
        self.assertIn('tenure-seal', kept)
        # The server keeps what it logs of deliveries, and of itself.
        self.assertLessEqual(kept - self.cached_fields(user, '.Stock'), {
            'tenure-seal', 'subject', 'from', 'message-id'})

    def cached_fields(self, user, folder=''):
        """Names of the header fields in the cache of a folder of a maildir."""
        path = self.lab.path('mail', user, 'Maildir', folder)
        said = self.doveadm('dump', '-t', 'index', path.rstrip('/'))[1]
        return {name.lower() for name in
                re.findall(r'^ +- hdr\.([^ :]+):', said, re.MULTILINE)}


class LibraryTest(BareCase):
    """A library that cannot be loaded when it is needed."""
    policy = POLICY.replace('tenure_version = 1\n', 'tenure_version = 1\n' +
                            PLAN) + (
        'tenant xn--bcher-kva.example { plan = archive }\n')
    options = dict(DoorCase.options, users=['joe@example.org', USER],
                   dovecot_extra='auth_username_chars =\n')

    def test_seal(self):
        """no libcrypto: no seal can be verified, and the mail stays"""
        self.deliver('letter')
        self.forget_hints()
        said = self.session(['DELE 1', 'QUIT'],
                            before=self.without('libcrypto.so'))
        self.assertIn('-ERR', said)
        self.assertIn('cannot load a library: ', self.said)
        self.assertIn('libcrypto.so', self.said)
        self.assertEqual(self.subjects(), ['letter'])
        self.session(['DELE 1', 'QUIT'])
        self.assertEqual(self.subjects(), [])

    def test_address(self):
        """no libidn2: no mailbox is taken for that of an unknown user"""
        # LMTP takes no such address, by which doveadm knows him.
        letter = self.lab.path('letter')
        processes.write(letter, mail.message('letter', to=self.user))
        self.doveadm('save', '-u', USER, letter)
        said = self.session(['DELE 1', 'QUIT'], user=USER,
                            before=self.without('libidn2.so'))
        self.assertIn('-ERR', said)
        self.assertIn('libidn2.so', self.said)
        self.assertEqual(self.subjects(USER), ['letter'])


if __name__ == '__main__':
    tap.main()
