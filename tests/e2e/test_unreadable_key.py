#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A key that cannot be read: no start without it, no harm at a reload."""
import contextlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab import LabError  # noqa: E402
from lib import mail, tap  # noqa: E402
from lib.case import LabCase  # noqa: E402


class Key(LabCase):
    def setUp(self):
        folder = self.lab.path('etc', 'tenure', 'keys')
        self.key = os.path.join(folder, 'lab-1.key')
        with open(self.key, 'rb') as handle:
            self.octets = handle.read()
        self.addCleanup(self.mend)

    def mend(self):
        self.replace(self.octets)
        if self.lab.tenure.pid() is None:
            self.lab.tenure.start()

    def replace(self, octets):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.key)
        with open(self.key, 'wb') as handle:
            handle.write(octets)
        os.chmod(self.key, 0o600)
        os.chown(self.key, self.lab.milter_uid, self.lab.milter_uid)

    def damages(self):
        """Each leaves the key unusable for the milter."""
        os.chown(self.key, 0, 0)
        yield 'owned by another'
        self.replace(b'')
        yield 'empty'
        self.replace(self.octets[:len(self.octets) // 2])
        yield 'truncated'
        self.replace(b'-----BEGIN NONSENSE-----\n')
        yield 'nonsense'
        os.unlink(self.key)
        yield 'missing'

    def test_start(self):
        """tenure-milter does not start, names the key; Postfix answers 4xx"""
        self.lab.tenure.stop()
        for name in self.damages():
            with self.subTest(damage=name):
                with self.assertRaises(LabError) as caught:
                    self.lab.tenure.start()
                self.assertIn('keys', str(caught.exception))
                (code, _), *_ = self.submit(mail.message('waits'))[0]
                self.assertEqual(code // 100, 4)
            if self.lab.tenure.pid() is not None:
                self.lab.tenure.stop()
        self.mend()
        self.send('with the key')

    def test_reload(self):
        """SIGHUP: it goes on sealing with the key it has, and says so"""
        for number, name in enumerate(self.damages()):
            with self.subTest(damage=name):
                mark = len(self.log('milter'))
                self.lab.tenure.reload()
                self.wait_log('milter', 'keys', mark)
                path = self.send('with the old key %d' % number)
                done = self.lab.tenure.run('seal', 'verify', path)
                self.assertEqual(done.returncode, 0, done.stdout)

    def test_command(self):
        """tenure seal sign says which file, with exit code 3 or 4"""
        path = self.lab.path('var', 'sign.eml')
        with open(path, 'w', encoding='utf-8') as handle:
            handle.write(mail.message('to sign'))
        self.replace(b'-----BEGIN NONSENSE-----\n')
        done = self.lab.tenure.run('seal', 'sign', path)
        self.assertIn(done.returncode, (3, 4))
        self.assertIn('lab-1.key', done.stderr)


if __name__ == '__main__':
    tap.main()
