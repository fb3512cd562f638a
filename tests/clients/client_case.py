# SPDX-License-Identifier: MIT
"""What has to hold for each client in each mode, whatever it does."""
import functools
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.case import LabCase  # noqa: E402

import matrix  # noqa: E402
import outcome  # noqa: E402
from clients import CLIENTS  # noqa: E402
from machine import EMPTY, HANGS  # noqa: E402

# Where invoices have to be kept, in sight or not.
IN_SIGHT = ('deny', 'download')
KEPT = IN_SIGHT + ('conceal',)


class ClientCase(LabCase):
    """A class with .matrix, which has run, and its .sessions."""
    policy = matrix.POLICY
    options = {
        'milter': 'none',
        'users': {matrix.user_of(client.name, mode):
                  {'pop3_reuse_xuidl': 'yes'} if client.copies else {}
                  for client in CLIENTS for mode in client.modes}}
    clients = ()
    # None: all.
    modes = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matrix = matrix.Matrix(
            cls.lab, os.path.join(os.path.dirname(cls.lab.dir), 'machines'),
            cls.clients, cls.modes or matrix.MODES)
        cls.matrix.run()
        cls.sessions = cls.matrix.sessions()


def each_box(test):
    """A test of one box becomes one of all."""
    @functools.wraps(test)
    def test_all(self):
        for box in self.matrix.boxes:
            with self.subTest(box.name()):
                test(self, box)
    return test_all


class ClientTests:
    """To be mixed into a ClientCase."""

    @each_box
    def test_nothing_is_early(self, box):
        """what has to be kept is on the server, and in sight with deny"""
        if box.mode not in KEPT:
            return
        inbox, other = box.stored()
        wanted = sorted(name for name in box.delivered()
                        if name.startswith('invoice'))
        there = inbox if box.mode in IN_SIGHT else inbox + other
        self.assertEqual(sorted(name for name in there
                                if name.startswith('invoice')), wanted)

    @each_box
    def test_nothing_is_lost(self, box):
        """what is not in the mailbox any more has come to the client"""
        inbox, _ = box.stored()
        came = {name for names in box.came for name in names}
        self.assertEqual(set(box.delivered()) - set(inbox) - came, set())
        self.assertLessEqual(came - {EMPTY}, set(box.delivered()))

    @each_box
    def test_nothing_is_made(self, box):
        """no message is there twice, and only kept ones are out of sight"""
        inbox, other = box.stored()
        delivered = box.delivered()
        for name in inbox + other:
            self.assertIn(name, delivered)
            delivered.remove(name)
        self.assertEqual([name for name in other
                          if box.mode != 'conceal'
                          or not name.startswith('invoice')], [])

    @each_box
    def test_nothing_loops(self, box):
        """each run ends, and no session asks for a message twice"""
        self.assertNotIn(HANGS, box.codes, box.said)
        there = len(box.delivered())
        for _, retr in self.sessions[box.user]:
            self.assertLessEqual(retr, there)
        # The worst: a list, and a session for each message to get it, and to
        # delete it.
        self.assertLessEqual(len(self.sessions[box.user]),
                             matrix.RUNS * (1 + 2 * there))

    @each_box
    def test_outcomes(self, box):
        """all comes out as the file "outcomes", and so the manual, says"""
        known = outcome.read(self.lab.dovecot.series())
        got = outcome.text_of(box.outcome())
        want = known.get((box.client.name, box.mode))
        self.assertEqual(got, want and outcome.text_of(want), '\n'.join(
            box.said))

    @each_box
    def test_says(self, box):
        """who is refused a delete says it as the manual says, or nothing"""
        if box.mode == 'deny':
            said = '\n'.join(box.said)
            self.assertIn(box.client.says, said)
            if not box.client.says:
                self.assertNotIn('retained', said)
