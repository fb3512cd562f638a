#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What counts as downloaded, and so goes at QUIT, and what does not."""
import os
import socket
import time

from door import DoorCase
from lib import mail, tap
from lib.talk import Talk

LARGE = 3000000


class Download(DoorCase):
    user = 'robot@example.org'

    def fill(self):
        """1 large, 2 kept, 3 small."""
        self.deliver('one', size=LARGE)
        self.deliver('invoice')
        self.deliver('three')

    def pipeline(self, commands, tls=False, rcvbuf=0):
        """A connection on which everything was sent in one packet."""
        talk = self._talk(Talk(self.lab.ports['pop3s' if tls else 'pop3'],
                               tls=tls, rcvbuf=rcvbuf))
        talk.send_raw(('USER %s\r\nPASS %s\r\n%s\r\n' % (
            self.user, self.lab.password, '\r\n'.join(commands))).encode())
        return talk

    def ended(self, mark):
        """Wait until the session is over, and its process did its last."""
        self.wait_until(
            lambda: 'Disconnected' in self.log('dovecot')[mark:].partition(
                'pop3(%s)' % self.user)[2], 'the end of the session', 60)

    def test_lock_step(self):
        """RETR, answer, QUIT"""
        for tls in (False, True):
            with self.subTest(tls=tls):
                self.setUp()
                self.fill()
                pop3 = self.pop3(tls=tls)
                for number in (1, 2, 3):
                    pop3.retr(number)
                self.assertEqual(pop3.quit(),
                                 '+OK Logging out, messages deleted.')
                self.assertEqual(self.subjects(), ['invoice'])

    def test_what_was_not_fetched(self):
        """what RETR did not fetch stays"""
        self.fill()
        pop3 = self.pop3()
        pop3.retr(3)
        pop3.lines_of('TOP 1 99999999')
        pop3.lines_of('LIST')
        pop3.quit()
        self.assertEqual(self.subjects(), ['one', 'invoice'])

    def test_pipelined_and_read(self):
        """all in one packet and read: gone, as TCP says that it was read"""
        self.fill()
        talk = self.pipeline(['RETR 1', 'RETR 2', 'RETR 3', 'QUIT'])
        self.assertTrue(talk.read_to_end().endswith(
            b'+OK Logging out, messages deleted.\r\n'))
        self.assertEqual(self.subjects(), ['invoice'])

    def test_pipelined_and_read_slowly(self):
        """the same by a client that reads slowly; QUIT waits for it"""
        self.fill()
        talk = self.pipeline(['RETR 1', 'QUIT'], rcvbuf=4096)
        said, reads = b'', 0
        while True:
            octets = talk.file.read1(65536)
            if not octets:
                break
            said, reads = said + octets, reads + 1
            # Not for minutes, on a machine where each nap is a long one.
            time.sleep(0.001 if reads < 500 else 0)
        self.assertTrue(said.endswith(
            b'+OK Logging out, messages deleted.\r\n'))
        self.assertEqual(self.subjects(), ['invoice', 'three'])

    def test_pipelined_and_half_closed(self):
        """the same by a client that has nothing more to say"""
        self.fill()
        talk = self.pipeline(['RETR 1', 'QUIT'], rcvbuf=4096)
        # Before the login, Dovecot takes it for a client that went away.
        while talk.read_line() != '+OK Logged in.':
            pass
        talk.sock.shutdown(socket.SHUT_WR)
        self.assertTrue(talk.read_to_end().endswith(
            b'+OK Logging out, messages deleted.\r\n'))
        self.assertEqual(self.subjects(), ['invoice', 'three'])

    def test_pipelined_and_never_read(self):
        """all in one packet and cut without reading: nothing is gone"""
        for tls in (False, True):
            for number in (1, 3):
                with self.subTest(tls=tls, message=number):
                    self.setUp()
                    self.fill()
                    mark = len(self.log('dovecot'))
                    talk = self.pipeline(['RETR %d' % number, 'RETR 1',
                                          'QUIT'], tls=tls, rcvbuf=4096)
                    time.sleep(0.5)
                    talk.cut()
                    if tls:
                        # Dovecot's login process may notice late that its
                        # client has gone.
                        self.end_sessions()
                    else:
                        self.ended(mark)
                    self.assertEqual(self.subjects(),
                                     ['one', 'invoice', 'three'])

    def end_sessions(self):
        """Whatever still runs gets time to do what it would, and is ended."""
        time.sleep(1)
        self.lab.dovecot.stop()
        self.lab.dovecot.start()

    def test_next_packet_and_never_read(self):
        """QUIT, or more, in packets of their own, and never read: nothing is
        gone"""
        for size in (100000, 300000, LARGE):
            for commands in (['QUIT'], ['NOOP', 'NOOP', 'QUIT']):
                with self.subTest(size=size, commands=commands):
                    self.setUp()
                    self.deliver('one', size=size)
                    mark = len(self.log('dovecot'))
                    pop3 = self.pop3(rcvbuf=4096)
                    for command in ['RETR 1'] + commands:
                        pop3.send(command)
                        time.sleep(0.2)
                    pop3.cut()
                    self.ended(mark)
                    self.assertEqual(self.subjects(), ['one'])

    def test_pipelined_over_tls(self):
        """in one packet over TLS, where nobody knows: nothing is gone"""
        self.fill()
        mark = len(self.log('dovecot'))
        talk = self.pipeline(['RETR 1', 'RETR 3', 'QUIT'], tls=True)
        self.assert_nothing_goes(talk, mark, ['one', 'invoice', 'three'])

    def assert_nothing_goes(self, talk, mark, subjects):
        """QUIT was sent ahead over TLS: it is answered, and deletes
        nothing. What the client hears of the answer, which Dovecot's login
        process may lose, speaks of no deletion."""
        said = talk.read_to_end()
        self.assertGreater(len(said), 100000)
        self.assertFalse(b'messages deleted' in said, said[-200:])
        self.wait_log('dovecot', 'Disconnected: Logged out', mark)
        self.assertEqual(self.subjects(), subjects)

    def test_quit_ahead_over_tls(self):
        """the same with QUIT in a packet of its own, while the message is
        still being written"""
        # more than the buffers on the way hold
        self.deliver('huge', size=16000000)
        mark = len(self.log('dovecot'))
        pop3 = self.pop3(tls=True, rcvbuf=4096)
        pop3.send('RETR 1')
        time.sleep(0.3)
        pop3.send('QUIT')
        self.assert_nothing_goes(pop3, mark, ['huge'])

    def test_pipelined_then_waited(self):
        """over TLS: sent ahead, but QUIT after the answers"""
        self.fill()
        pop3 = self.pop3(tls=True)
        pop3.send_raw(b'RETR 1\r\nRETR 3\r\n')
        for _ in range(2):
            pop3.read_line()
            pop3.rest()
        pop3.quit()
        self.assertEqual(self.subjects(), ['invoice'])

    def test_cut(self):
        """a cut in the message, after it, after more commands"""
        for name, commands in (('in it', []), ('after it', []),
                               ('later', ['NOOP', 'STAT'])):
            for tls in (False, True):
                with self.subTest(cut=name, tls=tls):
                    self.setUp()
                    self.fill()
                    mark = len(self.log('dovecot'))
                    pop3 = self.pop3(tls=tls)
                    pop3.send('RETR 1')
                    pop3.read_line()
                    if name == 'in it':
                        pop3.file.read(LARGE // 2)
                    else:
                        pop3.rest()
                    for command in commands:
                        pop3.command(command)
                    pop3.cut()
                    self.ended(mark)
                    self.assertEqual(self.subjects(),
                                     ['one', 'invoice', 'three'])

    def test_rset(self):
        """RSET forgets what was downloaded, also if it is DELEted before"""
        self.fill()
        pop3 = self.pop3()
        pop3.retr(1)
        pop3.command('DELE 3')
        pop3.command('RSET')
        self.assertEqual(pop3.quit(), '+OK Logging out.')
        self.assertEqual(self.subjects(), ['one', 'invoice', 'three'])

    def test_after_rset(self):
        """what is downloaded after RSET goes"""
        self.fill()
        pop3 = self.pop3()
        pop3.retr(1)
        pop3.command('RSET')
        pop3.retr(3)
        pop3.quit()
        self.assertEqual(self.subjects(), ['one', 'invoice'])

    def test_client_deletes(self):
        """a client that deletes what it fetched, as most do"""
        self.fill()
        pop3 = self.pop3()
        for number in (1, 3):
            pop3.retr(number)
            self.assertEqual(pop3.command('DELE %d' % number),
                             '+OK Marked to be deleted.')
        self.assertEqual(pop3.command('STAT').split()[1], '1')
        self.assertEqual(pop3.quit(), '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), ['invoice'])

    def damage(self, pop3, size):
        """Cut the file of the large message while the session is open."""
        # "Logged in" comes before the mailbox is read, and its files moved.
        pop3.command('STAT')
        path = mail.find_stored(self.lab, self.user, 'one')[0]
        os.truncate(path, size)

    def test_truncated_file(self):
        """a message whose file is short is not downloaded"""
        for tls in (False, True):
            with self.subTest(tls=tls):
                self.setUp()
                self.fill()
                pop3 = self.pop3(tls=tls)
                self.damage(pop3, LARGE // 3)
                pop3.retr(1)
                pop3.retr(3)
                pop3.quit()
                _, text, _ = self.doveadm(
                    'search', '-u', self.user, 'mailbox', 'INBOX', 'all')
                self.assertEqual(len(text.splitlines()), 2)
                self.assertEqual(
                    len(mail.find_stored(self.lab, self.user, 'one')), 1)

    def test_truncated_file_of_dots(self):
        """the dots that POP3 doubles do not make up for what is missing"""
        self.deliver('one', body='.\n' * 100000)
        pop3 = self.pop3()
        # 3/4 of the octets and as many doubled dots are more than announced
        self.damage(pop3, 160000)
        pop3.retr(1)
        pop3.quit()
        self.assertEqual(len(mail.find_stored(self.lab, self.user, 'one')), 1)

    def test_line_ends(self):
        """messages of every form are recognised as whole"""
        for name, body in (('dots', '.\n..\n...\n.\n' * 50), ('none', '\n'),
                           ('bare CR', 'a\rb\r\rc\n' * 100),
                           ('long line', 'x' * 100000 + '\n')):
            with self.subTest(body=name):
                self.setUp()
                self.deliver('letter', body=body)
                pop3 = self.pop3(tls=True)
                pop3.retr(1)
                pop3.quit()
                self.assertEqual(self.subjects(), [])

    def test_twice(self):
        """the second session finds the mailbox empty"""
        self.deliver('three')
        for want in (1, 0):
            pop3 = self.pop3()
            self.assertEqual(int(pop3.command('STAT').split()[1]), want)
            if want:
                pop3.retr(1)
            pop3.quit()

    def test_another_session(self):
        """a message that IMAP expunges meanwhile is no trouble"""
        self.fill()
        pop3 = self.pop3()
        pop3.retr(1)
        pop3.retr(3)
        self.doveadm('expunge', '-u', self.user, 'mailbox', 'INBOX', 'subject',
                     'three')
        self.assertRegex(pop3.quit(), r'^\+OK')
        self.assertEqual(self.subjects(), ['invoice'])


class FlagsOnly(DoorCase):
    """Where POP3 hides what is deleted instead of expunging it."""
    user = 'robot@example.org'
    options = {'milter': 'none', 'dovecot_extra': """
protocol pop3 {
  pop3_delete_type = flag
  pop3_deleted_flag = "$POP3Deleted"
}
"""}

    def test_flags(self):
        """pop3_delete_type = flag: downloads are hidden, kept mail is not"""
        for subject in ('one', 'invoice', 'three'):
            self.deliver(subject)
        pop3 = self.pop3()
        pop3.retr(1)
        pop3.retr(2)
        self.assertRegex(pop3.command('DELE 2'), r'^-ERR \[SYS/PERM\]')
        self.assertEqual(pop3.quit(), '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), ['one', 'invoice', 'three'])
        pop3 = self.pop3()
        self.assertEqual(sorted(pop3.numbers('Subject')),
                         ['invoice', 'three'])


class Proxied(DoorCase):
    """A proxy tells of its client, whose answers it buffers."""
    user = 'robot@example.org'
    options = {'milter': 'none',
               'dovecot_extra': 'login_trusted_networks = 127.0.0.0/8\n'}

    def test_client_of_proxy(self):
        """sent ahead through it and never read: nothing is gone, also where
        both are on one host"""
        for client in ('ADDR=192.0.2.1 PORT=4242', 'ADDR=127.0.0.1 PORT=4242'):
            with self.subTest(client=client):
                self.setUp()
                self.deliver('one')
                talk = self._talk(Talk(self.lab.ports['pop3']))
                talk.read_line()
                talk.send('XCLIENT ' + client)
                self.assertRegex(talk.read_line(), r'^\+OK')
                talk.send_raw(('USER %s\r\nPASS %s\r\nRETR 1\r\nQUIT\r\n' % (
                    self.user, self.lab.password)).encode())
                self.assertTrue(talk.read_to_end().endswith(
                    b'+OK Logging out.\r\n'))
                self.assertEqual(self.subjects(), ['one'])


if __name__ == '__main__':
    tap.main()
