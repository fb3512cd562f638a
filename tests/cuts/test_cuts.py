#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Connections cut at every command and every class of octet, in every way,
over plain TCP and TLS, with one client or two: what is gone from the mailbox
was received whole before, and what was received whole and is acknowledged by
QUIT is gone.

TENURE_SEED=n begins with other cases; TENURE_CASE=n,m runs only these of them,
and says what was said.
"""
import collections
import concurrent.futures
import os
import queue
import shutil
import sys
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

# pylint: disable=wrong-import-position
import client  # noqa: E402
import oracle  # noqa: E402
import plans  # noqa: E402
import server  # noqa: E402
from lib import tap  # noqa: E402
from lib.case import LabCase  # noqa: E402
from messages import Store  # noqa: E402
from wire import Wire  # noqa: E402

POLICY = """
tenure_version = 1
class kept { match { header Subject = "kept" } }
class concealed { match { header Subject = "concealed" } }
plan robot {
  keep = 0
  expire = never
  on_delete = allow
  pop3 { after_download = delete }
  class kept { keep = 10y  on_delete = deny }
  class concealed { keep = 10y  on_delete = conceal }
}
unknown = robot
"""
SEED = int(os.environ.get('TENURE_SEED', '20261122'))
WORKERS = 6
ONLY = [int(text) for text in os.environ.get('TENURE_CASE', '').split(',')
        if text]


def count_cases():
    """How many cases to run."""
    if os.environ.get('TENURE_NIGHTLY'):
        return 900
    return 70 if os.environ.get('TENURE_SHORT') else 100


class CutsCase(LabCase):
    """Users of their own for cases that run side by side."""
    policy = POLICY
    options = {'milter': 'none', 'users': tuple(
        'cut%d@example.org' % i for i in range(WORKERS)),
        'dovecot_extra': server.LOG_FORMAT}
    expected_faults = 'killed with signal 9'

    def setUp(self):
        self.server = server.Server(self.lab)

    def look(self, user):
        """What a client that changes nothing is told: [(size, uid)]."""
        wire = Wire(self.lab.ports, 'plain')
        wire.open()
        said = []
        for command in ('USER ' + user, 'PASS ' + self.lab.password, 'STAT',
                        'LIST', 'UIDL', 'QUIT'):
            wire.send(command.encode() + b'\r\n')
            first = wire.line()
            if not first.startswith(b'+OK'):
                raise AssertionError('%s: %r' % (command, first))
            if client.is_long(command):
                wire.lines()
        wire.rest()
        wire.reset()
        commands = ('USER', 'PASS', 'STAT', 'LIST', 'UIDL', 'QUIT')
        _, _, stat, sizes, uids, _ = client.answers(commands, wire.got)
        sizes = [line.split() for line in sizes.body.split(b'\r\n')[:-2]]
        uids = [line.split() for line in uids.body.split(b'\r\n')[:-2]]
        said = [(int(size), uid) for (_, size), (_, uid) in zip(sizes, uids)]
        numbers = list(range(1, len(said) + 1))
        assert [int(number) for number, _ in sizes] == numbers
        assert [int(number) for number, _ in uids] == numbers
        assert stat.status.split()[1:3] == [
            b'%d' % len(said), b'%d' % sum(size for size, _ in said)], stat
        return said

    def run_case(self, case, user):
        """A mailbox, its clients, and the verdict on it."""
        home = self.lab.path('mail', user)
        shutil.rmtree(home + '/Maildir', ignore_errors=True)
        store = Store(home, self.lab.mail_uid)
        store.fill(case.messages)
        listed = self.look(user)
        before, _ = store.contents()
        barrier = threading.Barrier(len(case.sessions))
        clients = [client.Client(self.server, user, session, case, barrier)
                   for session in case.sessions]
        for message in case.messages:
            if (message.damage or '').startswith('truncated'):
                store.truncate(message)
                before[message.name] = store.contents()[0][message.name]
        with concurrent.futures.ThreadPoolExecutor(len(clients)) as pool:
            for done in [pool.submit(one.run) for one in clients]:
                done.result()
        self.wait_sessions(user)
        self.unlock(user)
        after, elsewhere = store.contents()
        wrong, gone, verdicts = oracle.judge(case, clients, before, after,
                                             elsewhere)
        if not wrong and not any(message.damage for message in case.messages):
            wrong = oracle.compare_listings(case, listed, self.look(user),
                                            gone)
        return wrong, gone, verdicts


class Totals:
    """Counts over all cases."""

    def __init__(self):
        self.cases = self.messages = self.gone = self.tails = 0
        self.obliged = self.sessions = self.stayed = 0
        self.places = collections.Counter()
        self.hows = collections.Counter()
        self.ways = collections.Counter()

    def add(self, case, gone, verdicts):
        """One case more."""
        self.cases += 1
        self.messages += len(case.messages)
        self.gone += len(gone)
        for verdict in verdicts:
            session = verdict.client.session
            self.sessions += 1
            self.tails += verdict.tail_lost
            self.obliged += len(verdict.must)
            self.stayed += verdict.hung_up and verdict.client.quit_in_step \
                and bool(verdict.may - gone)
            self.places[session.place] += 1
            self.hows[session.how] += 1
            self.ways[session.transport, session.order] += 1

    def lines(self):
        """For people."""
        yield ('%d cases, %d sessions, %d messages, of which %d went and %d '
               'had to' % (self.cases, self.sessions, self.messages, self.gone,
                           self.obliged))
        yield 'answers to QUIT that the TLS proxy lost: %d' % self.tails
        yield ('clients that hung up on TLS behind QUIT, and left something '
               'there: %d' % self.stayed)
        for name, counts in (('cuts', self.places), ('ways to end', self.hows),
                             ('orders', self.ways)):
            yield '%s: %s' % (name, ', '.join(
                '%s %d' % (' '.join(key) if isinstance(key, tuple) else key,
                           count) for key, count in sorted(
                               counts.items(), key=str)))


class Cuts(CutsCase):

    def test_cuts(self):
        """cuts at every command and every class of octet"""
        dealer = plans.Dealer(SEED)
        cases = [dealer.deal() for _ in range(max([count_cases()] + ONLY))]
        if ONLY:
            cases = [case for case in cases if case.number in ONLY]
        users = queue.Queue()
        for user in self.lab.users:
            users.put(user)
        totals, wrong, lock = Totals(), [], threading.Lock()

        def one(case):
            user = users.get()
            try:
                found, gone, verdicts = self.run_case(case, user)
            except Exception as error:  # pylint: disable=broad-except
                found, gone, verdicts = ['%s: %s' % (type(error).__name__,
                                                     error)], (), ()
            users.put(user)
            with lock:
                totals.add(case, gone, verdicts)
                if found:
                    wrong.append('%s\n    %s' % (case, '\n    '.join(found)))
                if ONLY:
                    for verdict in verdicts:
                        self.tell(verdict)
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(one, cases))
        print('# seed %d' % SEED)
        for line in totals.lines():
            print('# ' + line)
        print('# login processes that did not notice the end of their client: '
              '%d' % self.server.unnoticed)
        self.assertFalse(wrong, '\n'.join(wrong))

    @staticmethod
    def tell(verdict):
        """The conversation as it came through."""
        print('# sent: %s' % verdict.client.sent)
        for answer in verdict.client.answers():
            print('#   %s: %s, %s octets' % (
                answer.command, answer.status,
                None if answer.body is None else len(answer.body)))
        print('#   may go %s, must go %s' % (sorted(verdict.may),
                                             sorted(verdict.must)))


if __name__ == '__main__':
    unittest.TestCase.maxDiff = None
    tap.main()
