#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""RETR and TOP as pop3.access and pop3.top say, message by message."""
import socket
import struct

from door import DoorCase
from lib import tap
from lib.talk import Pop3

POLICY = """
tenure_version = 1
class secret { match { header Subject = "*secret*" } }
class private { match { header Subject = "*private*" } }
class counted { match { header Subject = "*counted*" } }
class limited { match { header Subject = "*limited*" } }
class whole { match { header Subject = "*whole*" } }
plan default {
  keep = 0
  expire = never
  on_delete = allow
  pop3 { after_download = delete }
  class secret { pop3 { access = no } }
  class private { pop3 { access = tls } }
  class counted { pop3 { top = count } }
  class limited { pop3 { top = limit 2 } }
  class whole { pop3 { top = deny } }
}
unknown = default
"""
BY_POP3 = '-ERR [SYS/PERM] Message 1 cannot be fetched by POP3.'
BY_TLS = '-ERR [SYS/PERM] Message 1 can be fetched over TLS only.'
BY_TOP = '-ERR [SYS/PERM] Message 1 cannot be sent by TOP.'
# A proxy in front of the server, which speaks of its client.
PROXY = """
haproxy_trusted_networks = 127.0.0.1
service pop3-login {
  inet_listener pop3_proxied {
    port = @MILTER@
    haproxy = yes
  }
}
"""


def proxied(client, tls):
    """The header of the PROXY protocol, version 2: a TCP connection of this
    client, who speaks TLS with the proxy or not."""
    body = socket.inet_aton(client) + socket.inet_aton('127.0.0.1')
    body += struct.pack('>HH', 40000, 995)
    if tls:
        version = b'TLSv1.3'
        sub = struct.pack('>BH', 0x21, len(version)) + version
        ssl = struct.pack('>BI', 0x01, 0) + sub
        body += struct.pack('>BH', 0x20, len(ssl)) + ssl
    return (b'\r\n\r\n\0\r\nQUIT\n' + b'\x21\x11'
            + struct.pack('>H', len(body)) + body)


class ProxiedPop3(Pop3):
    """A client behind a proxy."""

    def __init__(self, *arguments, header=b'', **options):
        self.header = header
        super().__init__(*arguments, **options)

    def read_line(self):
        if self.header:
            self.send_raw(self.header)
            self.header = b''
        return super().read_line()


class Fetch(DoorCase):
    policy = POLICY
    user = 'ann@example.org'
    options = {'milter': 'none', 'dovecot_extra': PROXY}

    def proxy(self, tls):
        """A session through the proxy."""
        return self._talk(ProxiedPop3(
            self.lab.ports['milter'], self.user, self.lab.password,
            header=proxied('192.0.2.1', tls)))

    def refused(self, pop3, answer, commands=('RETR 1', 'TOP 1 0', 'TOP 1 9',
                                              'retr 01', 'TOP 01  0')):
        for command in commands:
            self.assertEqual(pop3.command(command), answer, command)

    def test_access_no(self):
        """access = no: RETR and TOP are refused, all else is as it was"""
        self.deliver('secret')
        self.deliver('letter')
        for tls in (False, True):
            pop3 = self.pop3(tls=tls)
            self.refused(pop3, BY_POP3)
            self.assertRegex(pop3.command('STAT'), r'^\+OK 2 ')
            self.assertEqual(len(pop3.lines_of('LIST')), 2)
            self.assertRegex(pop3.command('LIST 1'), r'^\+OK 1 ')
            self.assertEqual(sorted(pop3.uidl()), [1, 2])
            self.assertIn('Subject: letter', pop3.lines_of('TOP 2 0'))
            pop3.quit()
        self.assertEqual(self.subjects(), ['secret', 'letter'])
        self.wait_log('dovecot', 'refused RETR: pop3.access = no '
                      '(policy.conf:13, class secret)')

    def test_access_no_deletes(self):
        """a message that cannot be fetched can be deleted"""
        self.deliver('secret')
        pop3 = self.pop3()
        self.refused(pop3, BY_POP3)
        self.assertRegex(pop3.command('DELE 1'), r'^\+OK')
        pop3.quit()
        self.assertEqual(self.subjects(), [])

    def test_refusals_are_no_bad_commands(self):
        """refusals do not end the session, as bad commands do"""
        self.deliver('secret')
        pop3 = self.pop3()
        self.refused(pop3, BY_POP3, ['RETR 1'] * 50)
        self.assertRegex(pop3.command('NOOP'), r'^\+OK')

    def test_server_errors(self):
        """what the server does not understand is its own to answer"""
        self.deliver('secret')
        pop3 = self.pop3()
        for command in ('RETR', 'RETR 2', 'RETR 1 ', 'RETR x', 'TOP 1',
                        'TOP 1 ', 'TOP 2 1', 'TOP 1 x', 'TOP 1 1 1',
                        'TOP 1 18446744073709551616'):
            answer = pop3.command(command)
            self.assertRegex(answer, r'^-ERR [^\[]', command)

    def test_access_tls(self):
        """access = tls: only where the client speaks TLS"""
        self.deliver('private')
        pop3 = self.pop3()
        self.refused(pop3, BY_TLS)
        pop3.quit()
        pop3 = self.pop3(tls=True)
        self.assertIn('Subject: private', pop3.lines_of('TOP 1 0'))
        self.assertIn('Subject: private', pop3.retr(1))
        pop3.quit()
        self.assertEqual(self.subjects(), [])

    def test_access_stls(self):
        """the same after STLS"""
        self.deliver('private')
        pop3 = self._talk(Pop3(self.lab.ports['pop3']))
        self.assertRegex(pop3.command('STLS'), r'^\+OK')
        pop3.start_tls()
        pop3.login(self.user, self.lab.password)
        self.assertIn('Subject: private', pop3.retr(1))

    def test_access_proxy(self):
        """a proxy that ends TLS says that the client speaks it"""
        self.deliver('private')
        self.refused(self.proxy(False), BY_TLS)
        self.assertIn('Subject: private', self.proxy(True).retr(1))

    def test_top_deny(self):
        """top = deny: RETR only"""
        self.deliver('whole')
        pop3 = self.pop3()
        self.refused(pop3, BY_TOP, ['TOP 1 0', 'TOP 1 100'])
        self.assertIn('Subject: whole', pop3.retr(1))
        pop3.quit()
        self.assertEqual(self.subjects(), [])

    def top(self, lines, tls=False):
        """The body's lines that TOP of the first message returns."""
        pop3 = self.pop3(tls=tls)
        got = pop3.lines_of('TOP 1 %s' % lines)
        pop3.quit()
        return got[got.index('') + 1:]

    def test_top_limit(self):
        """top = limit 2: no more than two lines of the body"""
        self.deliver('limited', body='one\ntwo\nthree\nfour\n')
        for asked, want in ((0, []), (1, ['one']), (2, ['one', 'two']),
                            (3, ['one', 'two']), ('00004', ['one', 'two']),
                            (18446744073709551615, ['one', 'two'])):
            self.assertEqual(self.top(asked), want)
        self.assertEqual(self.subjects(), ['limited'])

    def test_top_limit_is_no_download(self):
        """also where the limit is beyond the end"""
        self.deliver('limited', body='one\n')
        self.assertEqual(self.top(9), ['one'])
        self.assertEqual(self.subjects(), ['limited'])

    def test_top_count(self):
        """top = count: a download if the whole message came"""
        for tls in (False, True):
            for asked, gone in ((0, False), (3, False), (4, True), (5, True),
                                (1000, True)):
                with self.subTest(tls=tls, lines=asked):
                    self.setUp()
                    self.deliver('counted', body='one\n.two\nthree\nfour\n')
                    self.top(asked, tls)
                    self.assertEqual(self.subjects(),
                                     [] if gone else ['counted'])

    def test_top_count_large(self):
        """the same with more than the buffers hold, and a slow reader"""
        for asked, left in ((40000, ['counted']), (50000, [])):
            with self.subTest(lines=asked):
                self.setUp()
                self.deliver('counted', body=('y' * 60 + '\n') * 50000)
                pop3 = self.pop3(rcvbuf=4096)
                pop3.lines_of('TOP 1 %d' % asked)
                pop3.quit()
                self.assertEqual(self.subjects(), left)

    def test_top_count_cut(self):
        """cut in TOP, or before QUIT: all is there"""
        self.deliver('counted', body=('y' * 60 + '\n') * 50000)
        pop3 = self.pop3()
        pop3.send('TOP 1 50000')
        pop3.file.read(1000)
        pop3.cut()
        pop3 = self.pop3()
        pop3.lines_of('TOP 1 50000')
        pop3.cut()
        self.assertEqual(self.subjects(), ['counted'])

    def test_top_allow(self):
        """top = allow: whatever it returns is no download"""
        self.deliver('letter', body='one\n')
        self.assertEqual(self.top(9), ['one'])
        self.assertEqual(self.subjects(), ['letter'])

    def test_pipelined(self):
        """all in one packet, behind PASS"""
        self.deliver('secret')
        self.deliver('letter', body='one\n')
        talk = self._talk(Pop3(self.lab.ports['pop3']))
        talk.send_raw(('USER %s\r\nPASS %s\r\nRETR 1\r\nTOP 1 5\r\nTOP 2 0\r\n'
                       'QUIT\r\n' % (self.user, self.lab.password)).encode())
        said = talk.read_to_end().decode()
        self.assertEqual(said.count(BY_POP3), 2)
        self.assertNotIn('Subject: secret', said)
        self.assertIn('Subject: letter', said)


class Observed(DoorCase):
    policy = POLICY
    user = 'ann@example.org'
    options = {'milter': 'none', 'plugin_settings': {'tenure_mode': 'observe'}}

    def test_observe(self):
        """tenure_mode = observe: all is sent, and logged"""
        for subject in ('secret', 'private', 'limited', 'whole'):
            self.deliver(subject, body='one\ntwo\nthree\n')
        pop3 = self.pop3()
        for number in (1, 2, 3, 4):
            self.assertEqual(pop3.lines_of('TOP %d 9' % number)[-1], 'three')
            self.assertTrue(pop3.retr(number).endswith('three\n'))
        pop3.quit()
        for text in ('would refuse RETR: pop3.access = no',
                     'would refuse TOP: pop3.access = tls',
                     'would refuse TOP: pop3.top = deny'):
            self.wait_log('dovecot', text)


if __name__ == '__main__':
    tap.main()
