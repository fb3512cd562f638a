# SPDX-License-Identifier: MIT
"""POP3 sessions in very large mailboxes, with the plugin and without."""
import contextlib
import os
import time

from lab import LabError, processes
from lib.talk import Pop3

from .homes import Homes, Lmtp, cpu, doveadm, messages
from .memory_work import children

USERS = {'maildir@example.org': {},
         'sdbox@example.org': {'mail': 'sdbox:~/sdbox'},
         'mdbox@example.org': {'mail': 'mdbox:~/mdbox'}}
# What comes in by LMTP, and how many copies are made of it at a time: Dovecot
# takes the square of their number.
ORIGINALS = 100
COPIES = 2000
# What a mailbox is asked for, so that a login finds all of it in the index.
WANTED = 'uid size.virtual size.physical'
PARTS = (('login and STAT', 'ms'),
         ('the same, processor time', 'ms'),
         ('login, STAT, UIDL, LIST', 'ms'),
         ('the same, processor time', 'ms'))


def fill(lab, user, texts, number):
    """So many messages: some that come in, and copies of them. The index and
    the cache are as this server, with its plugins, keeps them."""
    with Lmtp(lab.ports['lmtp']) as lmtp:
        for text in texts:
            lmtp.deliver([user], text)
    have = len(texts)
    while have < number:
        more = min(have, COPIES, number - have)
        doveadm(lab, 'copy', '-u', user, 'INBOX', 'mailbox', 'INBOX', 'uid',
                '1:%d' % more)
        have += more
    doveadm(lab, 'fetch', '-u', user, WANTED, 'mailbox', 'INBOX', 'all')


def process_cpu(lab):
    """(process, seconds of processor time since it began) of the one POP3
    session that there is."""
    pids = children(lab.dovecot.pid(), 'pop3')
    if len(pids) != 1:
        raise LabError('%d POP3 processes' % len(pids))
    with open('/proc/%d/schedstat' % pids[0], encoding='ascii') as handle:
        return pids[0], int(handle.read().split()[0]) / 1e9


def count_lines(pop3, command):
    """Lines of the answer to a command: nothing that takes long."""
    pop3.send(command)
    pop3.read_line()
    return sum(1 for _ in iter(pop3.file.readline, b'.\r\n'))


class Large:
    """P6: a mailbox of each format with this many messages."""

    def __init__(self, folder, number):
        self.number = number
        self.stack = contextlib.ExitStack()
        self.sides = {name: Homes(os.path.join(folder, 'large-' + name),
                                  USERS, plugin=name == 'ours')
                      for name in ('ours', 'stock')}

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            for side in self.sides.values():
                stack.enter_context(side)
            texts = list(messages(self.sides['ours'].lab, ORIGINALS, size=500))
            for side in self.sides.values():
                for user in side.users:
                    fill(side.lab, user, texts, self.number)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def session(self, name, user):
        """A function that returns the milliseconds of PARTS."""
        lab = self.sides[name].lab

        def work():
            began = time.monotonic()
            pop3 = Pop3(lab.ports['pop3'], user, lab.password)
            said = pop3.command('STAT')
            times = [time.monotonic() - began, process_cpu(lab)[1]]
            if said.split()[:2] != ['+OK', str(self.number)]:
                raise LabError('STAT: ' + said)
            began = time.monotonic()
            for command in 'UIDL', 'LIST':
                if count_lines(pop3, command) != self.number:
                    raise LabError(command)
            times.append(times[0] + time.monotonic() - began)
            pid, used = process_cpu(lab)
            times.append(used)
            pop3.quit()
            # What ends a session goes on behind its back.
            processes.wait_until(lambda: not os.path.exists('/proc/%d' % pid),
                                 10, 'the session to end')
            return [seconds * 1000 for seconds in times]
        return work

    def together(self, user, sessions):
        """{side: milliseconds of processor time of all of Dovecot's processes
        for one of so many sessions, to their very ends}. They take turns."""
        works = {name: self.session(name, user) for name in self.sides}
        before = {name: cpu(side.lab) for name, side in self.sides.items()}
        for _ in range(sessions):
            for work in works.values():
                work()
        return {name: (cpu(side.lab) - before[name]) * 1000 / sessions
                for name, side in self.sides.items()}
