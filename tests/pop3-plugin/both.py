# SPDX-License-Identifier: MIT
"""Two laboratories side by side, Dovecot with the plugin and without it, where
the same is done to both."""
import contextlib
import os
import re
import shutil
import tempfile

from door import DoorCase, POLICY
from lab import Lab


def locks(pids):
    """What file locks these processes hold: '(FLOCK or POSIX) MODE FILE'."""
    files = {}
    for pid in pids:
        with contextlib.suppress(OSError):
            for fd in os.listdir('/proc/%d/fd' % pid):
                with contextlib.suppress(OSError):
                    path = '/proc/%d/fd/%s' % (pid, fd)
                    files[pid, os.stat(path).st_ino] = os.readlink(path)
    found = []
    with open('/proc/locks', encoding='ascii') as handle:
        for line in handle:
            fields = line.split()
            if '->' in fields or int(fields[4]) not in pids:
                continue
            inode = int(fields[5].rpartition(':')[2])
            found.append('%s %s %s' % (fields[1], fields[3], os.path.basename(
                files.get((int(fields[4]), inode), '?'))))
    return sorted(found)


def dotlocks(folder):
    """Names of the lock files below a folder."""
    return sorted(name for _, _, names in os.walk(folder) for name in names
                  if name.endswith('.lock'))


def memory(pid):
    """What a process has of its own, in KiB; 0 when it is gone."""
    with contextlib.suppress(OSError):
        with open('/proc/%d/smaps_rollup' % pid, encoding='ascii') as handle:
            return sum(int(line.split()[1]) for line in handle
                       if line.startswith('Private_'))
    return 0


class BothCase(DoorCase):
    """A class with .lab, which has the plugin, and .stock, which has not."""
    policy = POLICY
    users = ()
    # Lines of dovecot.conf for both.
    dovecot_lines = ''

    @classmethod
    def setUpClass(cls):
        common = {'milter': 'none', 'dovecot_extra': cls.dovecot_lines}
        if cls.users:
            common['users'] = cls.users
        cls.options = common
        super().setUpClass()
        folder = tempfile.mkdtemp(prefix='tenure-', dir='/var/tmp')
        os.chmod(folder, 0o755)
        cls.stock = Lab(os.path.join(folder, 'lab'), plugin=False, **common)
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.addClassCleanup(cls.stock.stop)
        cls.stock.start()

    def _empty(self):
        one, both = self.lab, super()._empty()
        try:
            self.lab = self.stock
            return super()._empty() and both
        finally:
            self.lab = one

    def seal(self, *arguments):
        """By the one that has a key."""
        one = self.lab
        try:
            self.lab = type(self).lab
            return super().seal(*arguments)
        finally:
            self.lab = one

    @contextlib.contextmanager
    def without(self):
        """Everything goes to the one without the plugin."""
        one = self.lab
        self.lab = self.stock
        try:
            yield
        finally:
            self.lab = one

    def sides(self):
        """Do it with the plugin, then without."""
        yield 'with'
        with self.without():
            yield 'without'

    def wait_log_of(self, pattern, mark):
        """The match of a pattern in Dovecot's log behind its mark-th
        character, once it is there."""
        self.wait_until(lambda: re.search(pattern, self.log('dovecot')[mark:]),
                        'the log of ' + pattern)
        return re.search(pattern, self.log('dovecot')[mark:])

    def process(self, protocol, user, mark):
        """The process that serves the session that began since the mark."""
        return int(self.wait_log_of(
            r'%s-login: .*Log(?:in|ged in): user=<%s>.*mpid=(\d+)' % (
                protocol, re.escape(user)), mark)[1])

    @staticmethod
    def lives(pid):
        """Is there such a process of Dovecot?"""
        with contextlib.suppress(OSError):
            with open('/proc/%d/comm' % pid, encoding='ascii') as handle:
                return handle.read().strip() in ('pop3', 'imap')
        return False
