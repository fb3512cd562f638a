#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Clients that are slow, rude or dead: neither a lock nor a process is held
longer than without the plugin, and others do not notice them."""
import os
import re
import socket
import time
import unittest

from both import BothCase, dotlocks, locks, memory
from lib import tap
from lib.talk import Talk

NIGHTLY = os.environ.get('TENURE_NIGHTLY')
SHORT = os.environ.get('TENURE_SHORT')
LARGE = 3000000
# One user for each format and side; mbox locks the mailbox while it is read,
# as without us.
FORMATS = {'maildir': {}, 'sdbox': {'mail': 'sdbox:~/sdbox'},
           'mdbox': {'mail': 'mdbox:~/mdbox'},
           'mbox': {'mail': 'mbox:~/mbox:INBOX=~/inbox'}}
USERS = {name + '@example.org': fields for name, fields in FORMATS.items()}
POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
plan letterbox {
  keep = 0
  expire = 30d
  on_delete = allow
  pop3 { after_download = delete }
  class invoice { keep = 10y  on_delete = deny }
}
unknown = letterbox
"""


class Client:
    """What one does after the login, and how it ends."""

    # Does it hold on to its connection?
    stays = True

    def __init__(self, talk):
        self.talk = talk

    def act(self):
        """Until it does nothing more, or only a little."""

    def tick(self):
        """What it does from time to time."""

    def end(self):
        """Gone without a word."""
        self.talk.cut()


class Idle(Client):
    """Does nothing."""


class StopsReading(Client):
    """Wants a large message and reads nothing of it."""

    def act(self):
        self.talk.send_raw(b'RETR 1\r\n')


class HalfCloses(StopsReading):
    """The same, and has nothing more to say."""

    def act(self):
        super().act()
        self.talk.sock.shutdown(socket.SHUT_WR)


class Vanishes(StopsReading):
    """The same, and breaks the connection in the middle."""
    stays = False

    def act(self):
        super().act()
        self.talk.file.read(50000)
        self.talk.cut()

    def end(self):
        pass


class OctetByOctet(Client):
    """Types slowly."""

    def act(self):
        self.left = b'RETR 1\r\n' + b'NOOP\r\n' * 100
        self.tick()

    def tick(self):
        self.talk.send_raw(self.left[:1])
        self.left = self.left[1:]


class Pipelines(Client):
    """Sends ten thousand commands ahead and reads no answer."""

    def act(self):
        self.talk.sock.setblocking(False)
        self.left = b'RETR 2\r\nUIDL\r\nLIST\r\nRETR 1\r\n' * 2500
        self.tick()

    def tick(self):
        try:
            while self.left:
                self.left = self.left[self.talk.sock.send(self.left):]
        except (BlockingIOError, OSError):
            pass


class QuitsUnread(Client):
    """Downloads and says QUIT in one packet, and never reads; its connection
    stands, as that of a host without power."""
    stays = False

    def act(self):
        self.talk.send_raw(b'RETR 2\r\nRETR 3\r\nQUIT\r\n')

    def end(self):
        pass


CLIENTS = (Idle, HalfCloses, StopsReading, Vanishes, OctetByOctet, Pipelines,
           QuitsUnread)


class SlowClients(BothCase):
    policy = POLICY
    users = USERS

    def fill(self, user):
        """1 large, 2 middling, 3 small, 4 kept, 5 and 6 for the others."""
        for subject, size in (('one', LARGE), ('two', 60000), ('three', 100),
                              ('invoice 4', 100), ('five', 100), ('six', 100)):
            self.deliver(subject, user=user, size=size)

    def connect(self, user):
        """(a client that has logged in and reads little, its process)"""
        mark = len(self.log('dovecot'))
        talk = self._talk(Talk(self.lab.ports['pop3'], rcvbuf=4096))
        talk.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        talk.read_line()
        for line in ('USER ' + user, 'PASS ' + self.lab.password):
            talk.send(line)
            talk.read_line()
        # "Logged in" comes before the mailbox is read.
        talk.send('NOOP')
        talk.read_line()
        return talk, self.process('pop3', user, mark)

    def settled(self, pid):
        """Wait until a process has nothing to do but to wait, or is gone."""
        quiet, before = 0, None
        while quiet < 3:
            now = self.work(pid)
            quiet = quiet + 1 if now == before else 0
            before = now
            time.sleep(0.05)

    @staticmethod
    def work(pid):
        """Something that changes while a process works, or waits for a disk
        or a processor."""
        try:
            with open('/proc/%d/stat' % pid, encoding='ascii') as handle:
                fields = handle.read().rpartition(')')[2].split()
            with open('/proc/%d/status' % pid, encoding='ascii') as handle:
                switches = re.findall(r'_switches:\t(\d+)', handle.read())
            return fields[0] in 'RD' and time.time() or (fields[11:13],
                                                         switches)
        except OSError:
            return None

    def others(self, user):
        """What everybody else does meanwhile; what they got."""
        said = []
        self.deliver('seven', user=user)
        pop3 = self.pop3(user)
        number = pop3.find('Subject: five')
        said += [pop3.command('DELE %d' % number)[:3], pop3.quit()]
        self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'subject',
                     'six')
        imap = self.imap(user)
        imap.append('INBOX', 'Subject: eight\n\ntext\n')
        said.append(imap.command('CREATE Paper')[1][:2])
        said.append(imap.command('MOVE 3 Paper')[1][:2])
        imap.quit()
        said += self.subjects(user) + self.subjects(user, 'Paper')
        return said

    def look(self, kind, user):
        """The state of one side with such a client: the locks at that time,
        what the others could do, and if the process is still there."""
        self.fill(user)
        talk, pid = self.connect(user)
        client = kind(talk)
        client.act()
        self.settled(pid)
        seen = {'locks': locks([pid]),
                'lock files': dotlocks(self.lab.path('mail', user))}
        if not user.startswith('mbox'):
            # Who reads an mbox keeps others from changing it.
            seen['others'] = self.others(user)
            client.tick()
        if kind.stays:
            seen['lives'] = self.lives(pid)
        self.held[pid] = memory(pid)
        client.end()
        self.wait_until(lambda: not self.lives(pid),
                        'the process of %s' % kind.__name__, 20)
        seen['left'] = self.subjects(user)
        return seen

    def compare(self, kind, names):
        """Both sides are the same."""
        for name in names:
            with self.subTest(client=kind.__doc__, format=name):
                self.setUp()
                self.held = {}
                with_us, without = [
                    self.look(kind, name + '@example.org')
                    for _ in self.sides()]
                self.assertEqual(with_us, without)
                ours, theirs = self.held.values()
                if theirs:
                    # It has not ended.
                    self.assertLess(ours, theirs + 1024, 'KiB of memory')

    def test_clients(self):
        """each client, beside deliveries, deletes and other sessions"""
        some = CLIENTS[-2:] if SHORT else CLIENTS[3:]
        for kind in CLIENTS if NIGHTLY else some:
            self.compare(kind, FORMATS if NIGHTLY else ('maildir',))

    def test_mbox(self):
        """in an mbox, which is locked while it is read, no longer than that"""
        for kind in (QuitsUnread, StopsReading) if NIGHTLY else (QuitsUnread,):
            self.compare(kind, ('mbox',))

    @unittest.skipUnless(NIGHTLY, 'ten minutes are for the nightly run')
    def test_idle(self):
        """who says nothing for ten minutes is sent away"""
        user = 'maildir@example.org'
        sessions = []
        for _ in self.sides():
            self.deliver('one', user=user)
            sessions.append(self.connect(user))
        for talk, _ in sessions:
            talk.sock.settimeout(800)
        self.assertEqual([talk.read_line() for talk, _ in sessions],
                         ['-ERR Disconnected for inactivity.'] * 2)
        self.wait_until(lambda: not any(self.lives(pid) for _, pid in
                                        sessions), 'the processes to end')


class LockedSessions(SlowClients):
    """Where a session locks the mailbox against others."""
    dovecot_lines = """
protocol pop3 {
  pop3_lock_session = yes
}
"""

    def others(self, user):
        """They would wait for the lock, as without us."""
        return []

    def test_clients(self):
        """the lock is let go at QUIT, and not before"""
        for kind in (QuitsUnread, StopsReading):
            self.compare(kind, ('maildir',))

    test_mbox = test_idle = None


if __name__ == '__main__':
    tap.main()
