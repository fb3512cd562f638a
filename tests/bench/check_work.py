# SPDX-License-Identifier: MIT
"""Policies to check: a good one, one with 30 mistakes, one with a table."""
import os
import subprocess
import time

from lab import Lab, LabError, processes

HEAD = 'tenure_version = 1\nunknown = staff\n'
PLAN = 'plan staff { keep = 90d  expire = 7y }\n'
# Ten kinds of mistakes, three of each.
MISTAKES = (
    'plan a%(n)d { kepp = 30d }', 'plan b%(n)d { keep = 30 }',
    'plan c%(n)d { on_delete = concel }', 'plan d%(n)d { expire = 30m }',
    'tenant e%(n)d.example { plan = staf }', 'user f%(n)d { plan = staff }',
    'plan g%(n)d { class nobody { keep = 1d } }',
    'class h%(n)d { match { sealed = maybe } }',
    'class i%(n)d { match { size > big } }', 'plan j%(n)d { keep 1d }')


class Policies:
    """A folder with the policies."""

    def __init__(self, folder, users):
        self.folder = folder
        self.tenure = Lab(folder).built('tenure')
        processes.write(self.path('good'), HEAD + PLAN)
        processes.write(self.path('bad'), HEAD + PLAN + ''.join(
            mistake % {'n': number} + '\n'
            for number in range(3) for mistake in MISTAKES))
        processes.write(self.path('rows'), HEAD + PLAN +
                        'users = text:users\n')
        with open(self.path('users'), 'w', encoding='utf-8') as out:
            for number in range(users):
                out.write('joe%d@example%d.org  plan=staff\n' % (
                    number, number % 1000))

    def path(self, name):
        """A file of the folder."""
        return os.path.join(self.folder, name)

    def check(self, name):
        """A function that returns the milliseconds that one check takes."""
        def measured():
            start = time.monotonic()
            done = subprocess.run(
                [self.tenure, 'policy', 'check', self.path(name)],
                stdin=subprocess.DEVNULL, capture_output=True, check=False)
            took = time.monotonic() - start
            wanted = b'30 errors' if name == 'bad' else b'no problems'
            if wanted not in done.stdout:
                raise LabError('tenure policy check %s: %s%s' % (
                    name, done.stdout.decode(), done.stderr.decode()))
            return took * 1000
        return measured
