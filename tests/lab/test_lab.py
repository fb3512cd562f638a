#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The laboratory itself: what the other tests stand on."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab import Lab, LabError, processes  # noqa: E402
from lib import mail, tap  # noqa: E402
from lib.talk import Pop3, Smtp  # noqa: E402

USER = 'joe@example.org'
PLAIN = {'milter': 'none', 'plugin': False}


@unittest.skipIf(os.geteuid() != 0, 'a mail server needs root')
class Laboratory(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='tenure-', dir='/var/tmp')
        os.chmod(self.folder, 0o755)
        self.addCleanup(shutil.rmtree, self.folder)

    def lab(self, name, **options):
        lab = Lab(os.path.join(self.folder, name), **{**PLAIN, **options})
        self.addCleanup(lab.stop)
        return lab

    @staticmethod
    def send(lab, subject):
        with Smtp(lab.ports['smtp']) as smtp:
            answer = smtp.mail('a@shop.example', [USER],
                               mail.message(subject))[1]
        lab.postfix.wait_empty()
        return answer

    def test_side_by_side(self):
        """two at the same time: own ports, own mail"""
        one, two = self.lab('one'), self.lab('two')
        one.start()
        two.start()
        self.assertFalse(set(one.ports.values()) & set(two.ports.values()))
        self.assertEqual(self.send(one, 'to the first')[0], 250)
        self.assertEqual(len(mail.stored(one, USER)), 1)
        self.assertEqual(len(mail.stored(two, USER)), 0)
        one.stop()
        self.assertEqual(self.send(two, 'to the second')[0], 250)

    def test_stop_and_start(self):
        """stop ends all of it; start goes on with the same mail and ports"""
        lab = self.lab('again')
        lab.start()
        self.send(lab, 'kept')
        ports = dict(lab.ports)
        lab.stop()
        self.assertEqual(set(lab.running().values()), {None})
        self.assertEqual([port for port in ports.values()
                          if processes.listens(port)], [])
        self.assertEqual(processes.residents(lab.dir), {})
        again = self.lab('again')
        again.start()
        self.assertEqual(again.ports, ports)
        with Pop3(again.ports['pop3'], USER, again.password) as pop3:
            self.assertIsNotNone(pop3.find('Subject: kept'), pop3.lines)

    def resident(self, command):
        """A shell command in a session of its own that lives in our folder
        and says when it is ready."""
        process = subprocess.Popen(
            ['sh', '-c', command + '; echo; while :; do sleep 1; done'],
            cwd=self.folder, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        process.stdout.readline()
        return process

    def test_residents(self):
        """what outlives its master is ended, and nobody else"""
        other = self.resident(':')
        for command in ':', 'trap : TERM':
            with self.subTest(command=command):
                ours = self.resident(command)
                self.assertEqual(processes.residents(self.folder)[ours.pid],
                                 'sh')
                processes.end_residents(self.folder, {ours.pid}, 0.3)
                self.assertEqual(
                    processes.residents(self.folder, {ours.pid}), {})
                self.assertIsNotNone(ours.poll())
        self.assertIsNone(other.poll())

    def test_held_ports(self):
        """nobody else gets the ports of a laboratory, also while it rests"""
        lab = self.lab('resting')
        lab.start()
        lab.stop()
        port = lab.ports['pop3']
        with self.assertRaisesRegex(LabError, 'port %d ' % port):
            self.lab('other', port_base=port).start()
        # Another process, as another test file is.
        done = subprocess.run(
            [sys.executable, '-c', 'import sys\n'
             'from lab import ports\n'
             'ports.choose("x", 1, int(sys.argv[1]))', str(port)],
            check=False, capture_output=True, text=True, timeout=60,
            cwd=os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self.assertIn('LabError: port %d ' % port, done.stderr)
        with socket.socket() as sock, self.assertRaises(OSError):
            sock.bind((processes.LOOPBACK, port))
        lab.start()
        self.assertTrue(processes.listens(port))

    def test_command(self):
        """the command: start, info, status, stop"""
        command = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                               'lab')
        folder = os.path.join(self.folder, 'cmd')

        def run(*arguments):
            return subprocess.run([command, *arguments], check=False,
                                  capture_output=True, text=True, timeout=60)
        self.addCleanup(run, 'stop', folder)
        self.assertEqual(run('status', folder).returncode, 4)
        done = run('start', folder, '--milter', 'none', '--no-plugin')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run('status', folder).returncode, 0)
        self.assertIn('"smtp":', run('info', folder, '--json').stdout)
        self.assertEqual(run('stop', folder).returncode, 0)
        self.assertEqual(run('status', folder).returncode, 1)

    def test_refusals(self):
        """a folder that cannot work is refused, and says why"""
        closed = os.path.join(self.folder, 'closed')
        os.mkdir(closed, 0o700)
        for name, why in (('closed/x', 'cannot enter'), ('x' * 60, 'longer'),
                          ('a b', 'only letters')):
            with self.subTest(name=name):
                with self.assertRaisesRegex(LabError, why):
                    self.lab(name).start()

    def test_taken_port(self):
        """a port that is taken is named"""
        lab = self.lab('first')
        lab.start()
        with self.assertRaisesRegex(LabError, 'port %d .*in use'
                                    % lab.ports['pop3']):
            self.lab('second', port_base=lab.ports['pop3']).start()


if __name__ == '__main__':
    tap.main()
