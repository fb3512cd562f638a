#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Messages that nobody should send, through the real servers: delivered by
LMTP and by APPEND, fetched and deleted by POP3 and IMAP. Nothing crashes or is
lost, and what is decided is what the policy says. The same is done without the
plugin, for comparison."""
import collections
import hashlib
import os
import re
import smtplib
import subprocess

from both import BothCase
from lib import tap
from lib.talk import Imap

NIGHTLY = os.environ.get('TENURE_NIGHTLY')
SHORT = os.environ.get('TENURE_SHORT')
# All of it in the nightly run.
SHARE = 1 if NIGHTLY else 100 if SHORT else 20
# KiB that a process may need more than without us, whatever the message.
MORE_MEMORY = 20000

POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
class program { match { attachment = "*.exe" } }
class partner { match { from = @partner.example } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 10y  on_delete = deny }
  class program { keep = 9y  on_delete = deny }
  class partner { keep = 8y  on_delete = deny }
}
unknown = staff
"""
FROM = b'From: <shop@shop.example>\n'
MIME = FROM + b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n'
PROGRAM = (b'Content-Type: application/octet-stream\nContent-Disposition: '
           b'attachment; filename="a.exe"\n\nMZ\n')
TEXT = b'Content-Type: text/plain\n\ntext\n'


def parts(number, last=TEXT):
    """A message of so many parts."""
    return MIME + (b'--b\n' + TEXT) * (number - 1) + b'--b\n' + last + b'--b--\n'


def nested(depth, inner=TEXT):
    """Multiparts inside one another."""
    head = b''.join(
        b'Content-Type: multipart/mixed; boundary=l%d\n\n--l%d\n' % (n, n)
        for n in range(depth))
    return FROM + b'MIME-Version: 1.0\n' + head + inner


def forwarded(depth):
    """Messages inside one another."""
    return (FROM + b'MIME-Version: 1.0\n' + b'Content-Type: message/rfc822\n\n'
            * depth + PROGRAM)


# Name, message, and what the policy says of its delete: deny, allow, or None
# where something in it cannot be told, which then must be a deny if anything.
MANY = 100000 // SHARE
MAIL = (
    ('plain', FROM + b'Subject: letter\n\ntext\n', 'allow'),
    ('kept', FROM + b'Subject: invoice\n\ntext\n', 'deny'),
    ('many fields', FROM + b''.join(
        b'X-%d: x\n' % n for n in range(MANY)) + b'Subject: letter\n\ntext\n',
     'allow'),
    ('many fields, the last one counts', FROM + b''.join(
        b'X-%d: x\n' % n for n in range(MANY)) + b'Subject: invoice\n\ntext\n',
     'deny'),
    ('one field many times', FROM + b'Subject: letter\n' * MANY +
     b'Subject: invoice\n\ntext\n', 'deny'),
    ('a field of a megabyte', FROM + b'Subject: ' + b'x' * (
        (1 << 20) // SHARE) + b'\n\ntext\n', None),
    ('a folded field of a megabyte', FROM + b'Subject: invoice\n' +
     b' xxxxxxxxx\n' * MANY + b'\ntext\n', None),
    ('a line of a megabyte', FROM + b'Subject: letter\n\n' + b'x' * (1 << 20)
     + b'\n', 'allow'),
    ('a large body', FROM + b'Subject: invoice\n\n' + (b'y' * 70 + b'\n') * (
        50000000 // 71 // SHARE), 'deny'),
    ('NUL in the body', FROM + b'Subject: letter\n\na\0b\0\n', 'allow'),
    ('NUL in a field', FROM + b'Subject: inv\0oice\nX: \0\n\ntext\n', None),
    ('bare CR', FROM + b'Subject: letter\n\na\rb\r\r\rc\n', 'allow'),
    ('bare CR in a field', FROM + b'Subject: a\rSubject: b\n\ntext\n', None),
    ('no line end', FROM + b'Subject: letter\n\nno end', 'allow'),
    ('only fields', FROM + b'Subject: invoice\n', 'deny'),
    ('only a line end', b'\n', 'allow'),
    ('8 bits', FROM + b'Subject: invoice \xff\xfe\n\n\x80\x81\n', None),
    ('two From', b'From: <a@partner.example>\n' + FROM + b'\ntext\n', 'deny'),
    ('two From, the other way', FROM + b'From: <a@partner.example>\n\ntext\n',
     'deny'),
    ('no From', b'Subject: letter\n\ntext\n', 'allow'),
    ('many addresses', b'From: ' + b',\n '.join(
        b'<a%d@shop.example>' % n for n in range(MANY // 10)) +
     b'\n\ntext\n', None),
    ('many parts', parts(MANY // 10), None),
    ('many parts with a program', parts(MANY // 10, PROGRAM), None),
    ('two parts with a program', parts(2, PROGRAM), 'deny'),
    ('deep', nested(MANY // 100), None),
    ('deep with a program', nested(MANY // 100, PROGRAM), None),
    ('forwarded again and again', forwarded(MANY // 100), None),
    ('a part that does not end', MIME + b'--b\n' * MANY, None),
    ('lines of boundaries', MIME + b'--b--\n--c\n--\n' * (MANY // 10), 'allow'),
)


def digest(octets):
    """Of a message as it was fetched, without what a delivery puts on it."""
    text = octets.replace(b'\r\n', b'\n')
    text = re.sub(rb'\A((Return-Path|Delivered-To|Received|Tenure-Seal|'
                  rb'X-Number):.*\n([ \t].*\n)*)*', b'', text)
    return hashlib.sha256(text).hexdigest()[:16]


class Hostile(BothCase):
    policy = POLICY
    user = 'lmtp@example.org'
    users = {'lmtp@example.org': {}, 'append@example.org': {},
             **{'r%d@example.org' % n: {} for n in range(1000 // SHARE)}}

    def sealed(self, octets):
        """With a seal; None where the seal's maker refuses it."""
        one = type(self).lab
        done = subprocess.run(
            [one.built('tenure', 'common/cmd/tenure'), '-c',
             one.tenure.config, 'seal', 'sign', '-'], input=octets,
            capture_output=True, timeout=600, check=False)
        self.assertIn(done.returncode, (0, 1, 2, 3, 4), done.stderr)
        return done.stdout if done.returncode == 0 else None

    def deliver_all(self, messages):
        """By LMTP to one user and by APPEND to the other. Each gets its
        number in a field of its own; which were taken."""
        taken = []
        with smtplib.LMTP('127.0.0.1', self.lab.ports['lmtp'],
                          timeout=600) as lmtp:
            for number, octets in enumerate(messages):
                octets = b'X-Number: %d\n' % number + octets
                lmtp.mail(self.sender)
                lmtp.rcpt('lmtp@example.org')
                # As it is: smtplib itself would mend bare CRs.
                lmtp.putcmd('DATA')
                lmtp.getreply()
                lmtp.send(re.sub(rb'(?m)^\.', b'..', octets.replace(
                    b'\n', b'\r\n')) + b'\r\n.\r\n')
                taken.append(lmtp.getreply()[0])
        with Imap(self.lab.ports['imap'], 'append@example.org',
                  self.lab.password) as imap:
            for number, octets in enumerate(messages):
                taken.append(self.append(imap, b'X-Number: %d\n' % number +
                                         octets)[:2])
        return taken

    @staticmethod
    def append(imap, octets):
        """As it is; the tagged answer."""
        octets = octets.replace(b'\n', b'\r\n')
        imap.send('ap APPEND INBOX {%d}' % len(octets))
        imap.read_line()
        imap.send_raw(octets + b'\r\n')
        while True:
            line = imap.read_line()
            if line.startswith('ap '):
                return line[3:]

    def pop3_all(self, user, count):
        """All fetched and what can be is marked; {number of mine: (digest,
        answer to DELE)}, and the memory that it took."""
        mark = len(self.log('dovecot'))
        pop3 = self.pop3(user)
        found = {}
        for number in range(1, int(pop3.command('STAT').split()[1]) + 1):
            pop3.send('RETR %d' % number)
            self.assertRegex(pop3.read_line(), r'^\+OK')
            octets = []
            while True:
                line = pop3.file.readline()
                if line == b'.\r\n':
                    break
                octets.append(line[1:] if line.startswith(b'.') else line)
            octets = b''.join(octets)
            mine = int(re.search(rb'^X-Number: (\d+)', octets, re.M)[1])
            found[mine] = (digest(octets),
                           pop3.command('DELE %d' % number)[:15])
        self.assertEqual(sorted(found), list(range(count)))
        used = self.peak(self.process('pop3', user, mark))
        pop3.quit()
        return found, used

    def imap_all(self, user):
        """All marked and expunged by IMAP, what is denied marked by doveadm;
        and the memory that it took."""
        mark = len(self.log('dovecot'))
        imap = self.imap(user)
        imap.command('FETCH 1:* (FLAGS BODYSTRUCTURE)')
        imap.command('STORE 1:* +FLAGS.SILENT (\\Deleted)')
        self.flag_deleted(imap)
        answer = imap.command('EXPUNGE')[1]
        self.assertRegex(answer, '^OK')
        return self.peak(self.process('imap', user, mark))

    def peak(self, pid):
        """The most memory that a process had, in KiB."""
        with open('/proc/%d/status' % pid, encoding='ascii') as handle:
            return int(re.search(r'VmHWM:\s+(\d+)', handle.read())[1])

    def left(self, user):
        """Numbers of what is in the store."""
        _, text, _ = self.doveadm('-f', 'tab', 'fetch', '-u', user,
                                  'hdr.x-number', 'mailbox', 'INBOX', 'all')
        return sorted(map(int, text.split('\n')[1:-1]))

    def explained(self, user):
        """{number: what tenure explain says of its delete}"""
        folder = self.lab.path('mail', user, 'Maildir')
        found = {}
        for name in ('new', 'cur'):
            for file in os.listdir(os.path.join(folder, name)):
                path = os.path.join(folder, name, file)
                with open(path, 'rb') as handle:
                    mine = int(re.search(rb'^X-Number: (\d+)', handle.read(
                        10000), re.M)[1])
                found[mine] = self.explain(path, user)['on_delete']
        return found

    def check(self, messages, wanted):
        """Both sides, both ways in, both ways out."""
        taken, fetched, memory, explained = [], [], [], []
        for side in self.sides():
            taken.append(self.deliver_all(messages))
            said = {}
            for user in ('lmtp@example.org', 'append@example.org'):
                if side == 'with':
                    explained.append(self.explained(user))
                said[user], used = self.pop3_all(user, len(messages))
                memory.append(used)
            fetched.append(said)
            if side == 'with':
                self.imap_and_look(explained)
        self.assertEqual(taken[0], taken[1])
        for user, told in zip(fetched[0], explained):
            self.check_user(user, fetched, told, wanted)
        self.assertLess(max(memory[:2]), max(memory[2:]) + MORE_MEMORY,
                        'KiB of memory in POP3: %s' % memory)

    def imap_and_look(self, explained):
        """What POP3 left is what explain calls kept, and IMAP leaves it."""
        for user, told in zip(('lmtp@example.org', 'append@example.org'),
                              explained):
            kept = sorted(n for n, what in told.items() if what == 'deny')
            self.assertEqual(self.left(user), kept)
            self.imap_all(user)
            self.assertEqual(self.left(user), kept)

    def check_user(self, user, fetched, told, wanted):
        """Message by message."""
        with_us, without = fetched[0][user], fetched[1][user]
        for number, (name, want) in enumerate(wanted):
            with self.subTest(user=user, mail=name):
                # Nothing of it was lost.
                self.assertEqual(with_us[number][0], without[number][0])
                self.assertEqual(with_us[number][1][:3],
                                 '-ER' if told[number] == 'deny' else '+OK')
                self.assertIn(told[number], (want,) if want else
                              ('deny', 'allow'))
                if 'program' in name:
                    self.assertEqual(told[number], 'deny')

    def test_unsealed(self):
        """as they come"""
        self.check([octets for _, octets, _ in MAIL],
                   [(name, want) for name, _, want in MAIL])

    def test_sealed(self):
        """with a seal, where they can have one"""
        sealed = [(name, self.sealed(octets), want)
                  for name, octets, want in MAIL]
        refused = [name for name, octets, _ in sealed if octets is None]
        print('# not sealed: ' + ', '.join(refused))
        sealed = [entry for entry in sealed if entry[1] is not None]
        self.assertGreater(len(sealed), len(MAIL) // 2)
        self.check([octets for _, octets, _ in sealed],
                   [(name, want) for name, _, want in sealed])

    def test_many_recipients(self):
        """each copy of a message for many is decided for its own user"""
        users = [user for user in self.users if user.startswith('r')]
        messages = 2 if not NIGHTLY else int(
            os.environ.get('TENURE_MESSAGES', '20'))
        for number in range(messages):
            text = self.seal('From: <shop@shop.example>\nSubject: %s\n\n'
                             'text\n' % ('invoice' if number % 2 else
                                         'letter'))
            with smtplib.LMTP('127.0.0.1', self.lab.ports['lmtp'],
                              timeout=600) as lmtp:
                lmtp.mail(self.sender)
                for user in users:
                    lmtp.rcpt(user)
                replies = [lmtp.data(text)] + [lmtp.getreply()
                                               for _ in users[1:]]
            self.assertEqual({code for code, _ in replies}, {250})
        self.doveadm('expunge', '-u', 'r*', 'mailbox', 'INBOX', 'all',
                     seconds=1200)
        left = collections.defaultdict(list)
        for line in self.doveadm(
                '-f', 'tab', 'fetch', '-u', 'r*', 'hdr.subject',
                'mailbox', 'INBOX', 'all',
                seconds=1200)[1].splitlines()[1:]:
            user, _, subject = line.partition('\t')
            left[user].append(subject)
        self.assertEqual(left, {user: ['invoice'] * (messages // 2)
                                for user in users})


if __name__ == '__main__':
    tap.main()
