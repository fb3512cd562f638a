# SPDX-License-Identifier: MIT
"""The memory that nobody else has, in MB: of a filter with many connections,
of a POP3 process."""
import contextlib
import os
import re
import resource
import sys

from lab import Lab, processes
from lib.talk import Pop3

from .homes import Homes, messages
from .smtp_work import Servers as Filters

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), 'milter'))

from client import Client  # noqa: E402

USER = 'joe@example.org'
MESSAGES = 50


def private(pid):
    """MB of a process that are its own."""
    with open('/proc/%d/smaps_rollup' % pid, encoding='ascii') as handle:
        return sum(int(size) for size in re.findall(
            r'^Private_(?:Clean|Dirty): +(\d+) kB', handle.read(),
            re.MULTILINE)) / 1024


class Milters:
    """A filter of ours, and one that does nothing."""

    def __init__(self, folder, connections):
        self.connections = connections
        self.folder = folder
        self.lab = Lab(os.path.join(folder, 'memory'), plugin=False)

    def __enter__(self):
        # For all of them, and for us.
        limit = 2 * self.connections + 200
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, max(
            limit, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
        return self

    def __exit__(self, *_):
        """Nothing is left running between the rounds."""

    def _hold(self, address, pid):
        """Connections in the middle of a message."""
        with contextlib.ExitStack() as stack:
            for _ in range(self.connections):
                client = Client(address)
                stack.callback(client.sock.close)
                client.negotiate()
                client.connect()
                client.helo()
                client.mail('shop@shop.example')
                client.rcpt(USER)
            return private(pid)

    def ours(self):
        """Of tenure-milter, freshly started."""
        with self.lab:
            return self._hold(self.lab.path('run', 'milter', 'milter.sock'),
                              self.lab.tenure.pid())

    def null(self):
        """Of the filter that does nothing, freshly started."""
        with contextlib.ExitStack() as stack:
            filters = Filters(self.folder, 0)
            stack.callback(filters.stack.close)
            path = filters.null('all').replace('unix:', '')
            stack.callback(os.unlink, path)
            return self._hold(path, filters.processes['null-all'].pid)


class Sessions:
    """A POP3 process with the plugin, and one without."""

    def __init__(self, folder):
        self.sides = {name: Homes(os.path.join(folder, 'memory-' + name),
                                  [USER], plugin=name == 'ours')
                      for name in ('ours', 'stock')}
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            for side in self.sides.values():
                stack.enter_context(side)
            texts = list(messages(self.sides['ours'].lab, MESSAGES))
            for side in self.sides.values():
                side.deliver(texts)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def run(self, name, unseen=False):
        """A function that returns the memory of a session that has fetched
        and marked ten messages. unseen: the index knows nothing of them, so
        that their seals have to be verified."""
        side = self.sides[name]

        def work():
            side.restore()
            home = os.path.join(side.home(USER), 'Maildir')
            for file in os.listdir(home) if unseen else ():
                if file.startswith('dovecot.index'):
                    os.unlink(os.path.join(home, file))
            pop3 = Pop3(side.lab.ports['pop3'], USER, side.lab.password)
            pop3.lines_of('LIST')
            for number in range(1, 11):
                pop3.lines_of('RETR %d' % number)
                pop3.command('DELE %d' % number)
            # The process of the round before may be on its way out.
            processes.wait_until(
                lambda: len(children(side.lab.dovecot.pid(), 'pop3')) == 1,
                10, 'one POP3 process')
            size = private(children(side.lab.dovecot.pid(), 'pop3')[0])
            pop3.quit()
            return size
        return work


def children(parent, name):
    """The processes of this name that a process started."""
    with open('/proc/%d/task/%d/children' % (parent, parent),
              encoding='ascii') as handle:
        pids = [int(pid) for pid in handle.read().split()]
    found = []
    for pid in pids:
        with contextlib.suppress(OSError), \
                open('/proc/%d/comm' % pid, encoding='ascii') as handle:
            if handle.read().strip() == name:
                found.append(pid)
    return found
