# SPDX-License-Identifier: MIT
"""Each client in each mode: a mailbox of its own, three runs one after the
other, and what came of it.

The mailbox of CLIENT@MODE.example holds letters and invoices. A policy for
each mode says what becomes of them. Before the third run one more letter
comes.
"""
import collections
import concurrent.futures
import os
import re

from lab import processes
from lib import mail
from lib.talk import Talk, dot_stuff

from machine import HANGS, Machine, subject
from outcome import measure

# What is not about POP3's own commands is about invoices.
POLICY = """
tenure_version = 1
class invoice { match { header Subject = "invoice *" } }

plan plain { keep = 0  expire = never  on_delete = allow }
plan deny {
  keep = 0  expire = never  on_delete = allow
  class invoice { keep = 10y  on_delete = deny }
}
plan conceal {
  keep = 0  expire = never  on_delete = allow
  class invoice { keep = 10y  on_delete = conceal }
}
plan after {
  keep = 0  expire = never  on_delete = allow
  class invoice { keep = 1y  on_delete = deny }
}
plan download {
  keep = 0  expire = never  on_delete = allow
  pop3 { after_download = delete }
  class invoice { keep = 10y  on_delete = deny }
}
plan access {
  keep = 0  expire = never  on_delete = allow
  class invoice { pop3 { access = no } }
}
plan top { keep = 0  expire = never  on_delete = allow  pop3 { top = deny } }
plan delay {
  keep = 0  expire = never  on_delete = allow  pop3 { login_delay = 1h }
}
tenant plain.example { plan = plain }
tenant deny.example { plan = deny }
tenant conceal.example { plan = conceal }
tenant after.example { plan = after }
tenant download.example { plan = download }
tenant access.example { plan = access }
tenant top.example { plan = top }
tenant delay.example { plan = delay }
unknown = plain
"""
MODES = tuple(re.findall(r'^plan (\w+)', POLICY, re.M))
FIRST = ('letter 1', 'invoice 1', 'letter 2', 'invoice 2', 'letter 3')
LAST = 'letter 4'
# Come twice, with one unique id, where a client is to find that out.
COPIED = ('letter 1', 'invoice 1')
# Size of a letter or invoice in octets: one is large.
LARGE = 30000
SIZES = collections.defaultdict(lambda: 300, {'letter 2': LARGE})
RUNS = 3
# When mail was accepted whose time to keep is over.
LONG_AGO = '2020-01-01'
# What Dovecot logs of a POP3 session that ends.
SESSION = re.compile(r' pop3\(([^)]+)\)<.*: Disconnected: .*'
                     r' top=(\d+)/\d+, retr=(\d+)/')


def user_of(client, mode):
    """Whose mailbox it is."""
    return '%s@%s.example' % (client, mode)


def seal(lab, text, *options):
    """A message with the seal of the laboratory's key."""
    path = lab.path('var', 'message')
    with open(path, 'w', encoding='utf-8') as handle:
        handle.write(text)
    return lab.tenure.succeed('seal', 'sign', path, *options)


class Lmtp(Talk):
    """One message for many; smtplib reads one answer for all."""

    def expect(self, code):
        """The next answer must have this code."""
        while True:
            line = self.read_line()
            if not line.startswith(code):
                raise OSError('LMTP: ' + line)
            if line[3:4] != '-':
                break

    def deliver(self, sender, users, message):
        """All must get it."""
        self.expect('220')
        for line in ['LHLO client.example', 'MAIL FROM:<%s>' % sender,
                     *('RCPT TO:<%s>' % user for user in users)]:
            self.send(line)
            self.expect('250')
        self.send('DATA')
        self.expect('354')
        self.send_raw(dot_stuff(message))
        for _ in users:
            self.expect('250')
        self.send('QUIT')


def deliver(lab, users, name, copies=()):
    """Bring a message to all of them, and to some a second time."""
    for mode in MODES:
        there = '@%s.example' % mode
        text = mail.message(name, header=('X-UIDL: ' + name.replace(' ', '-'),),
                            body=('x' * 70 + '\n') * (SIZES[name] // 71))
        text = seal(lab, text, *(['--time', LONG_AGO] if mode == 'after'
                                 else []))
        for group in (users, copies):
            wanted = [user for user in group if user.endswith(there)]
            if wanted:
                with Lmtp(lab.ports['lmtp']) as lmtp:
                    lmtp.deliver('shop@shop.example', wanted, text)


def in_store(lab, user):
    """(subjects in the user's INBOX, and of all else below the home folder),
    from the files."""
    home = lab.path('mail', user)
    inbox = [os.path.join(home, 'Maildir', name) for name in ('new', 'cur')]
    found = [[], []]
    for folder, _, files in os.walk(home):
        for name in files:
            if not name.startswith(('dovecot', '.')):
                found[folder not in inbox] += subject(
                    os.path.join(folder, name))
    return tuple(sorted(subjects) for subjects in found)


class Box:
    """One client in one mode."""

    def __init__(self, lab, folder, client, mode):
        self.lab, self.client, self.mode = lab, client, mode
        self.user = user_of(client.name, mode)
        self.machine = Machine(os.path.join(folder, self.user), self.user,
                               lab)
        self.codes, self.said, self.came = [], [], []

    def run(self):
        """Once more."""
        number = len(self.codes) + 1
        before = collections.Counter(self.machine.arrived())
        try:
            code, text = self.client.run(self.machine, number)
        except TimeoutError as error:
            code, text = HANGS, str(error)
        self.codes.append(code)
        self.said.append(text)
        self.came.append(sorted((collections.Counter(
            self.machine.arrived()) - before).elements()))

    def delivered(self):
        """Subjects of all that was brought to the mailbox."""
        return [*FIRST, LAST, *(COPIED if self.client.copies else ())]

    def stored(self):
        """([subjects in INBOX], [subjects in all else of the store])."""
        return in_store(self.lab, self.user)

    def outcome(self):
        """What became of it."""
        inbox, other = self.stored()
        letters = sum(name.startswith('letter') for name in inbox)
        return measure(self, letters, len(inbox) - letters, len(other))

    def name(self):
        """For messages."""
        return '%s %s' % (self.client.name, self.mode)


class Matrix:
    """All of them on one laboratory."""

    def __init__(self, lab, folder, clients, modes=MODES):
        self.lab = lab
        self.boxes = [Box(lab, folder, client, mode) for client in clients
                      for mode in modes if mode in client.modes]

    def run(self, parallel=4):
        """All runs."""
        users = [box.user for box in self.boxes]
        copies = [box.user for box in self.boxes if box.client.copies]
        for name in FIRST:
            deliver(self.lab, users, name, copies if name in COPIED else ())
        for number in range(1, RUNS + 1):
            if number == RUNS:
                deliver(self.lab, users, LAST)
                self._let_pass()
            with concurrent.futures.ThreadPoolExecutor(parallel) as pool:
                list(pool.map(Box.run, self.boxes))
            self._wait_for_sessions()

    def _let_pass(self):
        """Delays between logins are over."""
        for box in self.boxes:
            path = self.lab.path('mail', box.user, '.tenure-login')
            if os.path.exists(path):
                os.unlink(path)

    def _wait_for_sessions(self):
        """What a client left behind, the server has noticed."""
        self.lab.dovecot.wait_sessions()

    def sessions(self):
        """{user: [(TOP, RETR) that one POP3 session did]}, as logged."""
        found = collections.defaultdict(list)
        with open(self.lab.dovecot.log, encoding='utf-8',
                  errors='replace') as log:
            for line in log:
                match = SESSION.search(line)
                if match:
                    found[match[1]].append((int(match[2]), int(match[3])))
        return found
