#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What goes wrong around tenure-milter: at start, at reload, in the middle."""
import os
import signal
import stat
import threading
import time
import unittest

import client
from door import FIELDS, PLAIN, POLICY, Door, seals
from tests.lib import tap


class Start(unittest.TestCase):
    def refused(self, door_, code, *words):
        for options in (['-f'], ['-n'], []):
            done = door_.run(*options)
            self.assertEqual(done.returncode, code, (options, done))
            for word in words:
                self.assertIn(word, done.stderr)

    def test_check(self):
        """-n checks, says what would be used, and exits"""
        with Door(start=False) as door_:
            done = door_.run('-n')
            self.assertEqual(done.returncode, 0, done)
            self.assertEqual(done.stderr, '')
            self.assertIn('generation 1, key one', done.stdout)
            self.assertFalse(os.path.exists(door_.address))

    def test_usage(self):
        """Wrong usage is 2; --help and --version are 0"""
        with Door(start=False) as door_:
            self.assertEqual(door_.run('-x').returncode, 2)
            self.assertEqual(door_.run('more').returncode, 2)
            for option in ('--help', '--version'):
                done = door_.run(option)
                self.assertEqual(done.returncode, 0)
                self.assertIn('tenure-milter', done.stdout)

    def test_bad_config(self):
        """A bad or missing tenure.conf names file and line"""
        with Door(start=False) as door_:
            with open(door_.config, 'a', encoding='utf-8') as handle:
                handle.write('nonsense = 1\n')
            self.refused(door_, 3, 'tenure.conf:', 'nonsense')
            os.unlink(door_.config)
            self.refused(door_, 4, 'tenure.conf')

    def test_bad_snapshot(self):
        """A missing, cut or changed snapshot is named and refused"""
        with Door(start=False) as door_:
            path = door_.path('policy.cdb')
            with open(path, 'rb') as handle:
                good = handle.read()
            middle = len(good) // 2
            cases = [b'', good[:-1], good[:middle],
                     good[:middle] + bytes([good[middle] ^ 4]) +
                     good[middle + 1:]]
            for bad in cases:
                with self.subTest(size=len(bad)):
                    with open(path, 'wb') as handle:
                        handle.write(bad)
                    self.refused(door_, 3, 'policy.cdb')
            os.unlink(path)
            self.refused(door_, 4, 'policy.cdb')

    def test_bad_key(self):
        """No key, somebody else's key, one that all can read"""
        with Door(start=False) as door_:
            path = door_.path('keys/one.key')
            os.chmod(path, 0o644)
            done = door_.run('-f')
            self.assertIn(done.returncode, (3, 4))
            self.assertIn('one.key', done.stderr)
            os.chmod(path, 0o600)
            # The key of another installation under the same name.
            with Door(start=False) as other:
                os.replace(other.path('keys/one.key'), path)
            self.refused(door_, 3, 'keys', 'not the one in the snapshot')
            os.unlink(path)
            self.refused(door_, 3, 'keys', 'key new')

    @unittest.skipIf(os.geteuid() != 0, 'needs root')
    def test_unreadable_key(self):
        """A key that we may not read"""
        with Door(start=False) as door_:
            os.chmod(door_.dir, 0o755)
            done = door_.run('-f', user=65534, group=65534, extra_groups=[])
            self.assertIn(done.returncode, (3, 4))
            self.assertIn('one.key', done.stderr)

    def test_no_socket(self):
        """A socket that cannot be"""
        with Door(start=False) as door_:
            door_.socket = 'unix:/nowhere/at/all.sock'
            door_.configure()
            done = door_.run('-f')
            self.assertEqual(done.returncode, 4, done)
            self.assertIn('/nowhere/at/all.sock', done.stderr)

    def test_socket_in_use(self):
        """A second filter does not take the socket of the first away"""
        with Door() as door_:
            done = door_.run('-f')
            self.assertEqual(done.returncode, 4, done)
            self.assertIn('another process', done.stderr)
            self.assertEqual(door_.send().name, 'continue')

    def test_left_socket(self):
        """A socket that a killed filter left is used again"""
        with Door() as door_:
            door_.stop(signal.SIGKILL)
            self.assertTrue(os.path.exists(door_.address))
            os.unlink(door_.path('log'))
            door_.start()
            self.assertEqual(door_.send().name, 'continue')

    def test_socket_mode(self):
        """The socket has its mode"""
        with Door() as door_:
            mode = os.stat(door_.address).st_mode
            self.assertEqual(stat.S_IMODE(mode), 0o660)

    def test_stop(self):
        """SIGTERM and SIGINT end it, with 0"""
        for sig in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(sig), Door() as door_:
                self.assertEqual(door_.stop(sig), 0)


class Reload(unittest.TestCase):
    def test_publish(self):
        """A new snapshot counts by itself, on old connections too"""
        with Door() as door_:
            talk = door_.connect()
            door_.publish(PLAIN)
            talk.envelope('a@b.example', ['joe@x.example'])
            reply = talk.content(FIELDS + [('X-Spam', 'YES')])
            talk.quit()
            self.assertEqual(reply.name, 'continue')
            self.assertIn('; g=2;', seals(reply.headers_after([]))[0][1])

    def test_hangup(self):
        """SIGHUP takes a new tenure.conf, again and again"""
        with Door() as door_:
            for i in range(1, 11):
                door_.configure(mode='observe' if i % 2 else 'enforce')
                door_.hangup()
                door_.wait_log('reloaded: generation 1', i)
                reply = door_.send([('X-Spam', 'YES')])
                self.assertEqual(reply.name, 'continue' if i % 2 else 'reply')

    def test_many_hangups(self):
        """A storm of SIGHUPs neither ends nor stops it"""
        with Door() as door_:
            for _ in range(300):
                door_.hangup()
            door_.wait_log('reloaded')
            self.assertEqual(door_.send().name, 'continue')
            self.assertIsNone(door_.process.poll())

    def test_bad_reload(self):
        """What is bad changes nothing, and the log says so"""
        with Door() as door_:
            with open(door_.config, 'a', encoding='utf-8') as handle:
                handle.write('nonsense = 1\n')
            door_.hangup()
            door_.wait_log('reload failed, generation 1 stays')
            self.assertIn('nonsense', door_.log())
            door_.configure()
            with open(door_.path('new'), 'wb') as handle:
                handle.write(b'junk')
            os.replace(door_.path('new'), door_.path('policy.cdb'))
            self.assertEqual(door_.send().name, 'continue')
            door_.wait_log('the new snapshot is not used, generation 1 stays')
            door_.hangup()
            door_.wait_log('reload failed, generation 1 stays', 2)
            self.assertEqual(door_.send([('X-Spam', 'YES')]).name, 'reply')

    def test_under_traffic(self):
        """Good and bad reloads while mail comes in: each message is sealed
        or refused as one policy says"""
        answers, failures = [], []

        def traffic(door_):
            try:
                for _ in range(60):
                    reply = door_.send([('X-Spam', 'YES')])
                    good = (reply.name == 'reply' and not reply.edits) or \
                        (reply.name == 'continue' and
                         [e[0] for e in reply.edits] == ['insert'])
                    answers.append(good)
            except Exception as error:  # pylint: disable=broad-except
                failures.append(error)

        with Door() as door_:
            threads = [threading.Thread(target=traffic, args=(door_,))
                       for _ in range(4)]
            for thread in threads:
                thread.start()
            for i in range(12):
                if i % 3 == 2:
                    with open(door_.path('new'), 'wb') as handle:
                        handle.write(b'junk')
                    os.rename(door_.path('policy.cdb'), door_.path('good'))
                    os.replace(door_.path('new'), door_.path('policy.cdb'))
                    door_.hangup()
                    time.sleep(0.02)
                    os.replace(door_.path('good'), door_.path('policy.cdb'))
                else:
                    door_.publish(PLAIN if i % 3 else POLICY)
                    door_.hangup()
            for thread in threads:
                thread.join()
            self.assertEqual(failures, [])
            self.assertEqual(len(answers), 240)
            self.assertTrue(all(answers))
            self.assertIsNone(door_.process.poll())


class Cut(unittest.TestCase):
    def test_connections(self):
        """Clients that say nothing, half a word, or go in the middle"""
        with Door() as door_:
            # libmilter opens some of its own with the first connection.
            door_.send()
            before = len(os.listdir('/proc/%d/fd' % door_.process.pid))
            for i in range(200):
                talk = client.Client(door_.address)
                if i % 4 == 1:
                    talk.sock.sendall(b'\0\0\0')
                elif i % 4 == 2:
                    talk.negotiate()
                elif i % 4 == 3:
                    talk.negotiate()
                    talk.envelope('a@b.example', ['joe@x.example'])
                    talk.header('Subject', 'x')
                talk.close()
            self.assertEqual(door_.send().name, 'continue')
            for _ in range(client.PATIENCE * 100):
                if len(os.listdir('/proc/%d/fd' % door_.process.pid)) <= \
                        before + 1:
                    break
                time.sleep(0.01)
            else:
                self.fail('descriptors stay open')

    def test_killed(self):
        """Killed in the middle of a message: the server sees the cut"""
        with Door() as door_:
            talk = door_.connect()
            talk.envelope('a@b.example', ['joe@x.example'])
            talk.header('Subject', 'x')
            door_.stop(signal.SIGKILL)
            with self.assertRaises((client.Gone, OSError)):
                talk.eom()

    def test_many_connections(self):
        """Hundreds of connections at a time"""
        with Door() as door_:
            talks = [door_.connect() for _ in range(300)]
            for talk in talks:
                talk.envelope('a@b.example', ['joe@x.example'])
            for talk in talks:
                self.assertEqual(talk.content(FIELDS).name, 'continue')
                talk.quit()


if __name__ == '__main__':
    tap.main()
