#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Real clients, each in each mode, three runs one after the other: nothing is
lost, nothing goes early, nothing loops, and what comes of it is what the file
"outcomes" says, from which the manual is made.

With --measure: print the lines of that file, or those of the clients that are
named, and what each said in each run.
"""
import os
import sys
import unittest

from client_case import ClientCase, ClientTests
from clients import CLIENTS
from lib import tap
import outcome

# In TENURE_SHORT: one program of each kind, and what deletes.
FEW = ('fetchmail-nokeep', 'mpop-delete', 'getmail-delete', 'curl-dele',
       'mutt-fetch', 'poplib-strict', 'mbsync-all', 'imaplib')


def chosen():
    """The clients of this run."""
    return [client for client in CLIENTS
            if not os.environ.get('TENURE_SHORT') or client.name in FEW]


class Clients(ClientTests, ClientCase):
    clients = chosen()


class Complete(unittest.TestCase):
    """The file, without running anything."""

    def test_complete(self):
        """the file "outcomes" has all clients and modes, and no others"""
        for series in ('2.3', '2.4'):
            self.assertEqual(set(outcome.read(series)), {
                (client.name, mode) for client in CLIENTS
                for mode in client.modes})


class Measure(ClientCase):
    """Says what came out, as the file would have it."""
    clients = [client for client in CLIENTS
               if not sys.argv[2:] or client.name in sys.argv[2:]]

    def test_measure(self):
        """measured"""
        for box in self.matrix.boxes:
            print(box.name(), outcome.text_of(box.outcome()))
            for said in box.said:
                print('# ' + said.strip().replace('\n', '\n# '))


if __name__ == '__main__':
    if sys.argv[1:2] == ['--measure']:
        tap.main([sys.argv[0], 'Measure'])
    del Measure
    tap.main()
