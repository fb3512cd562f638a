#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""seal-command.c: tenure seal."""
import json
import os

from program import MESSAGE, Installation, tap

TIME = '2026-11-22T03:00:00Z'


class Seal(Installation):
    def setUp(self):
        super().setUp()
        self.publish()

    def sign(self, *arguments):
        return self.succeed('seal', 'sign', self.message, *arguments)

    def verify(self, text, code):
        """The JSON of seal verify, which must end with code."""
        path = self.write('verify', text)
        done = self.tenure('seal', 'verify', path, '--json')
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def test_sign(self):
        """the seal is the first field, the message behind it unchanged"""
        out = self.sign('--sender', 'orders@shop.example', '--time', TIME)
        self.assertTrue(out.startswith('Tenure-Seal: v=1;'))
        self.assertTrue(out.endswith('\n' + MESSAGE))
        got = self.verify(out, 0)
        self.assertEqual((got['seal'], got['reason']), ('sealed', None))
        details = got['details']
        self.assertRegex(details.pop('serial'), r'^[A-Za-z0-9._-]+$')
        fields = details.pop('fields').split(':')
        for name in ('cc', 'date', 'from', 'message-id', 'subject', 'to',
                     'list-id', 'x-virus-flag'):
            self.assertIn(name, fields)
        self.assertEqual(details, {
            'realm': 'lab', 'key': 'k1', 'received': TIME, 'generation': 1,
            'sender': 'orders@shop.example', 'auth': False, 'tls': None,
            'size': len(MESSAGE.replace('\n', '\r\n'))})

    def test_crlf(self):
        """a file with CRLF line ends gets a seal with CRLF line ends"""
        crlf = MESSAGE.replace('\n', '\r\n').encode()
        path, signed = self.write('crlf', crlf), self.path('signed')
        with open(signed, 'wb') as out:
            done = self.tenure('seal', 'sign', path, stdout=out)
        self.assertEqual(done.returncode, 0, done.stderr)
        text = self.read(signed)
        self.assertTrue(text.endswith(b'\r\n' + crlf))
        self.assertEqual(text.count(b'\n'), text.count(b'\r\n'))
        self.assertEqual(self.verify(text, 0)['seal'], 'sealed')

    def test_sender(self):
        """the sender: as given, as Return-Path says, or none"""
        with_path = 'Return-Path: <Back@shop.example>\n' + MESSAGE
        for text, arguments, want in [
                (MESSAGE, [], ''), (MESSAGE, ['--sender', '<>'], ''),
                (MESSAGE, ['--sender', '<A@B.example>'], 'a@b.example'),
                (with_path, [], 'back@shop.example'),
                (with_path, ['--sender', '<>'], ''),
                ('Return-Path: <>\n' + MESSAGE, [], '')]:
            with self.subTest(want=want, arguments=arguments):
                self.write('message', text)
                got = self.verify(self.sign(*arguments), 0)
                self.assertEqual(got['details']['sender'], want)

    def test_bad_sender(self):
        """a sender that is no address: 2 if given, 3 if in the file"""
        self.assertIn('"joe" is not', self.fail_with(
            2, 'seal', 'sign', self.message, '--sender', 'joe'))
        self.write('message', 'Return-Path: joe\n' + MESSAGE)
        self.assertIn('give --sender', self.fail_with(
            3, 'seal', 'sign', self.message))

    def test_second_seal(self):
        """a message with a seal gets no second one"""
        self.write('message', self.sign())
        self.assertIn('already', self.fail_with(
            3, 'seal', 'sign', self.message))

    def test_standard_input(self):
        """sign and verify read standard input from a pipe"""
        self.assertEqual(self.piped(MESSAGE, 'sign', '-')[0], 0)
        code, out = self.piped(MESSAGE, 'sign', '-')
        self.assertTrue(out.endswith('\n' + MESSAGE))
        self.assertEqual(self.piped(out, 'verify', '-')[0], 0)
        self.assertEqual(self.piped(MESSAGE, 'verify', '-')[0], 1)

    def piped(self, text, *arguments):
        reader, writer = os.pipe()
        os.write(writer, text.encode())
        os.close(writer)
        try:
            done = self.tenure('seal', *arguments, stdin=reader)
        finally:
            os.close(reader)
        return done.returncode, done.stdout

    def test_keys(self):
        """the newest published key signs, or the one asked for"""
        self.succeed('key', 'new', 'k2')
        # Not yet published.
        self.assertEqual(self.verify(self.sign(), 0)['details']['key'], 'k1')
        self.assertIn('would not be believed', self.fail_with(
            3, 'seal', 'sign', self.message, '--key', 'k2'))
        self.succeed('policy', 'publish')
        for arguments, want in [(['--key', 'k2'], 'k2'), ([], 'k2'),
                                (['--key', 'k1'], 'k1')]:
            got = self.verify(self.sign(*arguments), 0)
            self.assertEqual(got['details']['key'], want)
        # The key of another host.
        os.unlink(self.path('keys', 'k2.key'))
        self.assertEqual(self.verify(self.sign(), 0)['details']['key'], 'k1')
        self.assertIn('k2.key', self.fail_with(
            4, 'seal', 'sign', self.message, '--key', 'k2'))

    def test_key_of_the_same_name(self):
        """a private key that is not the published one does not sign"""
        for name in 'k1.key', 'k1.pub':
            os.unlink(self.path('keys', name))
        self.succeed('key', 'new', 'k1')
        self.assertIn('is not the one', self.fail_with(
            3, 'seal', 'sign', self.message))

    def test_unreadable_key(self):
        """a private key that is missing, open to others or broken stops it"""
        key = self.path('keys', 'k1.key')
        os.chmod(key, 0o644)
        message = self.fail_with(4, 'seal', 'sign', self.message)
        self.assertIn('k1.key', message)
        os.chmod(key, 0o600)
        self.write('keys/k1.key', 'no key\n')
        done = self.tenure('seal', 'sign', self.message)
        self.assertIn(done.returncode, (3, 4))
        self.assertIn('k1.key', done.stderr)
        self.assertEqual(done.stdout, '')
        os.unlink(key)
        self.assertIn('no private key here', self.fail_with(
            3, 'seal', 'sign', self.message))

    def test_not_sealed(self):
        """unsealed and unknown are told apart, both end with 1"""
        got = self.verify(MESSAGE, 1)
        self.assertEqual((got['seal'], got['reason'], got['details']),
                         ('unsealed', None, None))
        sealed = self.sign()
        for text in (sealed.replace('invoice 17', 'invoice 18'),
                     sealed.replace('From:', 'Subject: two\nFrom:'),
                     'Tenure-Seal: nonsense\n' + MESSAGE):
            got = self.verify(text, 1)
            self.assertEqual((got['seal'], got['details']), ('unknown', None))
            self.assertNotEqual(got['reason'], '')

    def test_verify_text(self):
        """verify for people"""
        path = self.write('m', self.sign('--time', TIME))
        out = self.succeed('seal', 'verify', path)
        for line in (path + ': sealed', '  realm        lab',
                     '  key          k1', '  received     ' + TIME,
                     '  sender       <>', '  tls          no'):
            self.assertIn(line + '\n', out)
        done = self.tenure('seal', 'verify', self.message)
        self.assertEqual((done.returncode, done.stdout),
                         (1, self.message + ': unsealed\n'))

    def test_control_characters(self):
        """what a forged seal says reaches a terminal only escaped"""
        path = self.write('m', 'Tenure-Seal: v=1; a=\x1b[31m; r=\x07\n'
                          + MESSAGE)
        done = self.tenure('seal', 'verify', path)
        self.assertEqual(done.returncode, 1)
        self.assertNotIn('\x1b', done.stdout + done.stderr)
        self.assertNotIn('\x07', done.stdout + done.stderr)

    def test_full_disk(self):
        """a sealed message that cannot be written ends with 4"""
        with open('/dev/full', 'w') as full:
            done = self.tenure('seal', 'sign', self.message, stdout=full)
        self.assertEqual(done.returncode, 4)
        self.assertIn('No space left', done.stderr)


if __name__ == '__main__':
    tap.main()
