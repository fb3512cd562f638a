#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Seals made by Tenure and read by seal_verify.py, and the other way round."""
import base64
import os
import random
import string
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..'))
sys.path.insert(0, HERE)
# pylint: disable=wrong-import-position
from tests.lib import tap  # noqa: E402

try:
    import seal_verify
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519
except ImportError as error:
    tap.skip_all(str(error))

PROGRAM = os.path.join('tests', 'oracle', 'seal-message')
COUNT = 50
NAMES = ['Subject', 'From', 'To', 'Cc', 'Date', 'Message-ID', 'List-Id',
         'X-Class', 'Received', 'Reply-To', 'SUBJECT', 'tO']
EXTRA = ['list-id', 'x-class', 'reply-to', 'x-missing', 'received']


def public(seed):
    """The public half of a seed."""
    key = ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(serialization.Encoding.Raw,
                            serialization.PublicFormat.Raw)


def run(args, message):
    """What the C program says."""
    done = subprocess.run([PROGRAM, *args], input=message, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode())
    return done.stdout


class Case:
    """A message, a key and a seal, all by chance, the same ones each run."""

    def __init__(self, number):
        self.rand = random.Random(number)
        self.seed = bytes(self.rand.randrange(256) for _ in range(32))
        self.realm = self.word(string.ascii_lowercase + '.-', 1, 64)
        self.fields = [(self.rand.choice(NAMES), self.body())
                       for _ in range(self.rand.randrange(20))]
        self.extra = self.rand.sample(EXTRA, self.rand.randrange(5))
        self.values = {
            't': self.rand.choice([0, 1795312345, 253402300799,
                                   self.rand.randrange(2 ** 32)]),
            'i': self.word(string.ascii_letters + '._-', 1, 127),
            'g': self.rand.randrange(2 ** 64),
            's': self.sender(),
            'l': self.rand.choice([0, 10, 11, 12, 13]),
            'a': self.rand.randrange(2),
            'z': self.rand.randrange(2 ** 40),
        }

    def word(self, letters, least, most):
        """A word of some letters."""
        return ''.join(self.rand.choice(letters) for _ in
                       range(self.rand.randint(least, most)))

    def body(self):
        """A field body: folds, white space, 8 bit, colons, semicolons."""
        letters = string.printable[:95] + '\t  '
        parts = [self.word(letters, 0, 60)
                 for _ in range(self.rand.randrange(1, 5))]
        # A line of nothing but white space would be folded oddly, not wrong.
        text = '\n '.join(part if part.strip() else 'x' for part in parts)
        if self.rand.randrange(4) == 0:
            text += ' ' + self.word('äöü€', 1, 5)
        if self.rand.randrange(10) == 0:
            text += self.word('x ', 3000, 3000)
        return text.encode()

    def sender(self):
        """An envelope sender, or none."""
        if self.rand.randrange(5) == 0:
            return ''
        return '%s@%s.example' % (self.word(string.printable[:94] + ' é', 1,
                                            40), self.word('abc', 1, 10))

    def message(self, seals=b''):
        """The octets of the message."""
        return seals + b''.join(
            name.encode() + b':' + body + b'\n'
            for name, body in self.fields) + b'\nbody\n'

    def key(self):
        """As both programs take it."""
        return 'test-key=' + base64.b64encode(public(self.seed)).decode()

    def sign_c(self):
        """The field as Tenure makes it."""
        args = ['sign', base64.b64encode(self.seed).decode(), *self.extra,
                'r=' + self.realm]
        args += ['%s=%s' % item for item in self.values.items()]
        return run(args, self.message())

    def tags(self):
        """The tags as seal_verify wants them."""
        words = []
        if self.values['l']:
            words.append('tls%d.%d' % divmod(self.values['l'], 10))
        if self.values['a']:
            words.append('auth')
        sender = ''.join(
            chr(octet) if 32 < octet < 127 and octet not in b';='
            else '=%02X' % octet for octet in self.values['s'].encode())
        names = set('cc date from message-id subject to'.split())
        names |= set(self.extra) - {'received'}
        return {'v': 1, 'a': 'ed25519', 'r': self.realm, 'k': 'test-key',
                't': self.values['t'], 'i': self.values['i'],
                'g': self.values['g'], 's': sender, 'q': ','.join(words),
                'z': self.values['z'], 'h': ':'.join(sorted(names))}

    def sign_python(self):
        """The field as seal_verify makes it."""
        return seal_verify.seal(self.message(), self.seed, self.tags(),
                                self.rand.randrange(20, 77)).encode()

    def read_c(self, message, realm=None):
        """What Tenure says of a message."""
        return run(['read', realm or self.realm, self.key()],
                   message).decode()

    def read_python(self, message, realm=None):
        """What seal_verify says of it."""
        return seal_verify.read(message, realm or self.realm,
                                {'test-key': public(self.seed)})

    def answer(self):
        """What Tenure should say of a good seal."""
        return 'sealed %(i)s\nt=%(t)s\ng=%(g)s\ns=%(s)s\nl=%(l)s\na=%(a)s\n' \
               'z=%(z)s\n' % self.values


class TestSeal(unittest.TestCase):
    """The same answers from both."""

    def test_c_to_python(self):
        """Seals of Tenure are valid by the written rule"""
        for number in range(COUNT):
            with self.subTest(number=number):
                case = Case(number)
                message = case.message(case.sign_c())
                self.assertEqual(case.read_python(message),
                                 'sealed ' + case.values['i'])
                self.assertEqual(case.read_c(message), case.answer())

    def test_python_to_c(self):
        """Seals made by the written rule are valid for Tenure"""
        for number in range(COUNT):
            with self.subTest(number=number):
                case = Case(1000 + number)
                message = case.message(case.sign_python())
                self.assertEqual(case.read_c(message), case.answer())
                self.assertEqual(case.read_python(message),
                                 'sealed ' + case.values['i'])

    def test_same_octets(self):
        """Both make the same seal but for its folding"""
        for number in range(COUNT):
            with self.subTest(number=number):
                case = Case(2000 + number)
                self.assertEqual(seal_verify.bare(case.sign_c()),
                                 seal_verify.bare(case.sign_python()))

    def test_changed(self):
        """Both refuse the same changes"""
        for number in range(COUNT):
            with self.subTest(number=number):
                case = Case(3000 + number)
                good = case.message(case.sign_c())
                self.check_same(case, self.change(case, good))

    def change(self, case, message):
        """One octet of the header replaced by another."""
        at = case.rand.randrange(message.index(b'\n\n'))
        # Not the line ends, names and colons of the other fields: readers
        # of headers differ about lines that are no fields.
        while not chr(message[at]).isalnum():
            at = case.rand.randrange(message.index(b'\n\n'))
        octet = case.rand.choice(b'abcXYZ09=/+')
        return message[:at] + bytes([octet]) + message[at + 1:]

    def check_same(self, case, message):
        """Sealed for both, or for none."""
        ours = case.read_c(message).splitlines()[0]
        theirs = case.read_python(message)
        if theirs.startswith('sealed') or ours.startswith('sealed'):
            self.assertEqual(ours, theirs)
        self.assertEqual(ours == 'unsealed', theirs == 'unsealed')

    def test_several(self):
        """None, twice the same, two different, another realm"""
        case = Case(1)
        one = case.sign_c()
        case.values['i'] = 'other'
        two = case.sign_c()
        for seals, realm, want in (
                (b'', None, 'unsealed'),
                (two + two, None, 'sealed other'),
                (one + two, None, 'unknown:'),
                (two, 'elsewhere', 'unknown:'),
                (two.replace(b'v=1', b'v=2'), None, 'unknown:')):
            message = case.message(seals)
            for said in (case.read_c(message, realm),
                         case.read_python(message, realm)):
                self.assertEqual(said[:len(want)], want)


if __name__ == '__main__':
    tap.main()
