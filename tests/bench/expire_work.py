# SPDX-License-Identifier: MIT
"""Many mailboxes with nothing in them but what is past its time."""
import contextlib
import os
import resource
import time

from lab import LabError

from .homes import Homes, doveadm, messages

EACH = 100
DAY = 86400
POLICY = """
tenure_version = 1
plan short { keep = 1d  expire = 7d  on_delete = allow }
unknown = short
"""
QUERY = ('-A', 'mailbox', 'INBOX', 'all')


def children_cpu():
    """Processor time of commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Servers:
    """P10: with the plugin and without."""

    def __init__(self, folder, users):
        names = ['u%d@example.org' % number for number in range(users)]
        self.stack = contextlib.ExitStack()
        self.sides = {
            'ours': Homes(os.path.join(folder, 'expire-ours'), names,
                          policy=POLICY),
            'stock': Homes(os.path.join(folder, 'expire-stock'), names,
                           plugin=False)}

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            for side in self.sides.values():
                stack.enter_context(side)
            texts = list(messages(self.sides['ours'].lab, EACH, size=1000,
                                  age=30 * DAY))
            for side in self.sides.values():
                side.deliver(texts)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def run(self, name, *command):
        """A function that returns the seconds that a command of doveadm
        takes, and those of processor time."""
        side = self.sides[name]

        def work():
            side.restore()
            side.warm()
            before, began = children_cpu(), time.monotonic()
            doveadm(side.lab, *command, *QUERY)
            took = time.monotonic() - began, children_cpu() - before
            for user in side.users[0], side.users[-1]:
                left = doveadm(side.lab, 'search', '-u', user, 'mailbox',
                               'INBOX', 'all')
                if left:
                    raise LabError('%s left mail of %s' % (
                        ' '.join(command), user))
            return took
        return work
