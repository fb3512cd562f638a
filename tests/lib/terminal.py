# SPDX-License-Identifier: MIT
"""A program in a terminal of its own, whose keys are pressed and whose screen
is read."""
import contextlib
import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time

from lab.processes import PATIENCE

# What moves the cursor, sets colours and the like.
CONTROL = re.compile(r'\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78])|[\r\x0f]')


class Terminal:
    """A running program. Everything it wrote, without what only moves the
    cursor, is in .text."""

    def __init__(self, argv, **options):
        self.text = ''
        self._seen = 0
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 200,
                                                           0, 0))
        try:
            # pylint: disable=consider-using-with # it lives as long as we do
            self.process = subprocess.Popen(
                argv, stdin=slave, stdout=slave, stderr=slave,
                start_new_session=True, **options)
        except OSError:
            os.close(self.master)
            raise
        finally:
            os.close(slave)

    def press(self, keys):
        """Type; what is on the screen by now is not waited for any more."""
        self._seen = len(self.text)
        os.write(self.master, keys.encode())

    def wait(self, *patterns, nudge='', seconds=PATIENCE):
        """Until one of these regular expressions is on the screen, written
        since keys were pressed; its number. TimeoutError else. nudge: what to
        type again and again, where a program writes only what has changed."""
        end = time.monotonic() + seconds
        while True:
            for number, pattern in enumerate(patterns):
                if re.search(pattern, self.text[self._seen:]):
                    return number
            left = end - time.monotonic()
            if self._read(min(left, 0.3) if nudge else left):
                continue
            if left <= 0 or not nudge:
                raise TimeoutError('no %s in: %s' % (
                    ' or '.join(patterns), self.text[self._seen:]))
            os.write(self.master, nudge.encode())

    def _read(self, seconds):
        """Take what it writes; False when nothing came or it ended."""
        if not select.select([self.master], [], [], max(seconds, 0))[0]:
            return False
        with contextlib.suppress(OSError):
            octets = os.read(self.master, 65536)
            self.text += CONTROL.sub('', octets.decode('utf-8', 'replace'))
            return bool(octets)
        return False

    def end(self, seconds=PATIENCE):
        """Until it ends by itself; its exit code. It is killed when it does
        not: TimeoutError."""
        end = time.monotonic() + seconds
        while self._read(end - time.monotonic()):
            pass
        try:
            return self.process.wait(max(end - time.monotonic(), 1))
        except subprocess.TimeoutExpired:
            raise TimeoutError('it does not end: ' + self.text) from None

    def close(self):
        """It goes, if it is still there."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
