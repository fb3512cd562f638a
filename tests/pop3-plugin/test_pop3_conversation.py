#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The POP3 conversation is the same however its octets come and go."""
import contextlib
import re
import socket
import ssl
import time

from door import DoorCase
from lib import tap
from lib.talk import Talk

RETAINED = r'-ERR \[SYS/PERM\] Message %d is retained until \d{4}-\d\d-\d\d\.'


class Conversation(DoorCase):

    def fill(self):
        """1 large, 2 kept, 3 large, 4 small."""
        for subject, size in (('one', 3000000), ('invoice', 100),
                              ('three', 2000000), ('four', 100)):
            self.deliver(subject, size=size)

    def raw(self, tls=False, rcvbuf=0):
        """A connection after the greeting."""
        talk = self._talk(Talk(self.lab.ports['pop3s' if tls else 'pop3'],
                               tls=tls, rcvbuf=rcvbuf))
        talk.read_line()
        return talk

    def login(self):
        """As a client sends it ahead."""
        return ('USER %s\r\nPASS %s\r\n' % (self.user, self.lab.password)
                ).encode()

    def read_all(self, talk, chunk=65536, pause=0):
        """Until the server closes; message bodies shortened."""
        said = bytearray()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            while octets := talk.file.read1(chunk):
                said += octets
                # Not for minutes, on a machine where each nap is a long one.
                time.sleep(pause if len(said) < 200 * chunk else 0)
        said = re.sub(rb'(y+\r\n)+', b'(body)\r\n', bytes(said))
        # What differs from one delivery to the next.
        said = re.sub(rb'(?m)^(Received|Tenure-Seal|Message-ID): .*\r\n'
                      rb'([ \t].*\r\n)*', b'', said)
        said = re.sub(rb'\+OK (4 )?\d+( octets)?\r', rb'+OK \1N\2\r', said)
        return said.decode()

    COMMANDS = (b'RETR 1', b'DELE 1', b'DELE 2', b'CAPA', b'RETR 3', b'STAT',
                b'QUIT')

    def expected(self):
        """What the server says to them, as a pattern."""
        def message(subject):
            return (r'\+OK N octets\n(.+\n)*Subject: %s\n(.+\n)*\n\(body\)\n'
                    r'\.\n' % subject)
        return (r'(\+OK\n\+OK Logged in\.\n)?' + message('one') +
                r'\+OK Marked to be deleted\.\n' + RETAINED % 2 +
                r'\n\+OK\nCAPA\n([A-Z-]+\n)+EXPIRE NEVER\n\.\n' +
                message('three') + r'\+OK \d N\n' +
                r'\+OK Logging out, messages deleted\.\n')

    @staticmethod
    def shortened(said):
        """Without what the policy does not speak of."""
        return re.sub(r'\+OK 3 \d+\n', '+OK 3 N\n', said.replace('\r\n', '\n'))

    def check(self, said):
        """The whole conversation, and what it left behind."""
        self.said = self.shortened(said)
        self.assertRegex(self.said, re.compile('^' + self.expected() + '$'))
        self.assertEqual(self.subjects(), ['invoice', 'three', 'four'])

    def check_over_tls(self, *reading, **options):
        """The same over TLS as without, but for the end of it: Dovecot's login
        process, also without us, now and then loses some of what it has to
        pass on when the server closes at once."""
        self.test_one_packet()
        plain = self.said
        self.setUp()
        self.fill()
        talk = self.raw(tls=True, **options)
        talk.send_raw(self.login() + b'\r\n'.join(self.COMMANDS) + b'\r\n')
        time.sleep(0.5)
        said = self.shortened(self.read_all(talk, *reading))
        self.assertIn('Subject: three\n', said)
        whole_lines = said[:said.rindex('\n') + 1]
        self.assertEqual(whole_lines, plain[:len(whole_lines)])
        self.assertEqual(self.subjects(), ['invoice', 'three', 'four'])

    def test_one_packet(self):
        """all in one packet, behind PASS"""
        self.fill()
        talk = self.raw()
        talk.send_raw(self.login() + b'\r\n'.join(self.COMMANDS) + b'\r\n')
        self.check(self.read_all(talk))

    def test_after_login(self):
        """all in one packet, after the login"""
        self.fill()
        pop3 = self.pop3()
        pop3.send_raw(b'\r\n'.join(self.COMMANDS) + b'\r\n')
        self.check(self.read_all(pop3))

    def test_bare_line_feeds(self):
        """lines that end in LF alone"""
        self.fill()
        pop3 = self.pop3()
        pop3.send_raw(b'\n'.join(self.COMMANDS) + b'\n')
        self.check(self.read_all(pop3))

    def test_octet_by_octet(self):
        """one octet a packet"""
        self.fill()
        talk = self.raw()
        talk.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for octet in self.login() + b'\r\n'.join(self.COMMANDS) + b'\r\n':
            talk.send_raw(bytes([octet]))
            time.sleep(0.0005)
        self.check(self.read_all(talk))

    def test_slow_reader(self):
        """a reader with a small window that takes its time"""
        self.fill()
        talk = self.raw(rcvbuf=4096)
        talk.send_raw(self.login() + b'\r\n'.join(self.COMMANDS) + b'\r\n')
        time.sleep(0.5)
        self.check(self.read_all(talk, 8192, 0.0002))

    def test_tls(self):
        """over TLS, in one packet"""
        self.check_over_tls()

    def test_tls_slow_reader(self):
        """over TLS, a reader with a small window"""
        self.check_over_tls(8192, 0.0002, rcvbuf=4096)

    def test_half_closed(self):
        """a client that closes its sending end after QUIT gets everything"""
        self.fill()
        talk = self.raw()
        talk.send_raw(self.login() + b'\r\n'.join(self.COMMANDS) + b'\r\n')
        # Before the login, Dovecot takes it for a client that went away.
        for line in (b'+OK', b'+OK Logged in.'):
            self.assertEqual(talk.file.readline(), line + b'\r\n')
        talk.sock.shutdown(socket.SHUT_WR)
        self.check(self.read_all(talk))

    def test_cut(self):
        """a cut in RETR, or before QUIT: all is there"""
        self.fill()
        pop3 = self.pop3(rcvbuf=4096)
        pop3.command('DELE 4')
        pop3.send('RETR 1')
        pop3.file.read(100000)
        pop3.cut()
        pop3 = self.pop3()
        pop3.command('DELE 4')
        pop3.close()
        pop3 = self.pop3()
        self.assertRegex(pop3.command('STAT'), r'^\+OK 4 ')
        pop3.quit()
        self.assertEqual(self.subjects(), ['one', 'invoice', 'three', 'four'])

    def test_ways_to_say_dele(self):
        """every way to write DELE that the server takes is policed"""
        self.deliver('letter')
        self.deliver('invoice')
        retained = RETAINED % 2
        pop3 = self.pop3()
        for command, want in (
                ('DELE 2', retained), ('dele 2', retained),
                ('DeLe 2', retained), ('DELE   2', retained),
                ('DELE 02', retained), ('DELE ' + '0' * 1000 + '2', retained),
                ('DELE 2\0', retained), ('DELE 2\0 x', retained),
                ('DELE', r'-ERR Invalid message number: '),
                ('DELE 2 ', r'-ERR Noise after message number: '),
                ('DELE 2 2', r'-ERR Noise after message number: '),
                ('DELE\t2', r'-ERR Unknown command: DELE\t2'),
                (' DELE 2', r'-ERR Unknown command'),
                ('DELE +2', r'-ERR Invalid message number: \+2'),
                ('DELE 0', r"-ERR There's no message 0\."),
                ('DELE 3', r"-ERR There's no message 3\."),
                ('DELE 4294967298', r'-ERR Message number too large: '),
                ('DELE 1', r'\+OK Marked to be deleted\.'),
                ('DELE 1', r'-ERR Message is deleted\.'),
                ('DELE 01', r'-ERR Message is deleted\.')):
            with self.subTest(command=command):
                self.assertRegex(pop3.command(command), '^' + want)
        pop3.quit()
        self.assertEqual(self.subjects(), ['invoice'])

    def test_refusals_are_no_bad_commands(self):
        """a refusal does not count towards the disconnect after bad ones"""
        self.deliver('invoice')
        pop3 = self.pop3()
        for _ in range(50):
            self.assertRegex(pop3.command('DELE 1'), RETAINED % 1)
        self.assertRegex(pop3.command('NOOP'), r'^\+OK')
        for _ in range(20):
            self.assertEqual(pop3.command('FOO'), '-ERR Unknown command: FOO')
        self.assertRegex(pop3.command('FOO'), '^-ERR Unknown')
        self.assertEqual(pop3.read_line(), '-ERR Too many bad commands.')

    def test_long_line(self):
        """a line without an end ends the session, and deletes nothing"""
        self.deliver('letter')
        pop3 = self.pop3()
        pop3.command('DELE 1')
        pop3.send('NOOP ' + 'x' * 5000)
        self.assertEqual(pop3.read_line(), '-ERR Input line too long.')
        self.assertEqual(self.subjects(), ['letter'])

    def test_many_commands_ahead(self):
        """thousands of commands ahead of a client that does not read"""
        self.deliver('letter')
        talk = self.raw(rcvbuf=4096)
        talk.send_raw(self.login() + b'LIST\r\n' * 3000 + b'QUIT\r\n')
        time.sleep(0.5)
        said = self.read_all(talk)
        self.assertEqual(said.count('+OK 1 messages:'), 3000)
        self.assertTrue(said.endswith('+OK Logging out.\r\n'))

    def test_quit_with_argument(self):
        """QUIT in any letter case and with an argument is QUIT"""
        self.deliver('letter')
        pop3 = self.pop3()
        pop3.command('DELE 1')
        self.assertEqual(pop3.command('quit now'),
                         '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), [])

    def test_for_ever(self):
        """DELE of what is kept without an end"""
        self.deliver('letter')
        self.lab.reload_policy(self.policy.replace(
            'keep = 0\n', 'keep = forever\n').replace(
                'on_delete = allow', 'on_delete = deny'))
        self.addCleanup(self.lab.reload_policy, self.policy)
        pop3 = self.pop3()
        self.assertEqual(pop3.command('DELE 1'),
                         '-ERR [SYS/PERM] Message 1 is retained for ever.')

    def test_grace(self):
        """DELE of what is not kept, but concealed for a while"""
        self.deliver('letter')
        self.lab.reload_policy(self.policy.replace(
            'keep = 0\n', 'keep = 0\n  grace = 3d\n'))
        self.addCleanup(self.lab.reload_policy, self.policy)
        pop3 = self.pop3()
        self.assertRegex(pop3.command('DELE 1'), r'^\+OK')
        self.assertRegex(pop3.quit(), r'^\+OK')
        self.assertEqual(self.subjects(), [])
        self.assertEqual(self.subjects(folder='.tenure/INBOX'), ['letter'])

    def test_capa(self):
        """CAPA is the server's list and EXPIRE of this user"""
        for user, want in (('joe@example.org', 'EXPIRE NEVER'),
                           ('robot@example.org', 'EXPIRE 0')):
            got = self.pop3(user).lines_of('CAPA')
            self.assertEqual(got[-1], want)
            self.assertIn('UIDL', got)


if __name__ == '__main__':
    tap.main()
