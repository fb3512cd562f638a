#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The least time between two POP3 logins: after the password, durable, and
closed where it cannot be told."""
import base64
import contextlib
import os
import re
import subprocess
import threading
import time

from door import DoorCase
from lib import tap
from lib.talk import Pop3

POLICY = """
tenure_version = 1
class big { match { size > 1M } }
plan patient {
  keep = 0
  expire = never
  on_delete = allow
  pop3 { login_delay = 1min }
  class big { pop3 { login_delay = 1h } }
}
plan free { keep = 0  expire = never  on_delete = allow }
tenant example.org { plan = patient }
unknown = free
"""
DELAY = 3600
TOO_EARLY = r'^-ERR \[LOGIN-DELAY\] Next login in (\d+) seconds, please\.$'
CLOSED = '-ERR [SYS/TEMP] Login is not possible at present, try again later.'


class DelayCase(DoorCase):
    policy = POLICY
    options = {'milter': 'none'}

    def home(self, *names, user=None):
        """A path in the user's home folder."""
        return self.lab.path('mail', user or self.user, *names)

    def connect(self, tls=False):
        """A connection after the greeting."""
        return self._talk(Pop3(self.lab.ports['pop3s' if tls else 'pop3'],
                               tls=tls))

    def login(self, user=None, tls=False, password=None):
        """The answer to PASS, and the connection."""
        pop3 = self.connect(tls)
        self.assertEqual(pop3.command('USER ' + (user or self.user)), '+OK')
        return pop3.command('PASS ' + (password or self.lab.password)), pop3

    def assert_logs_in(self, **options):
        answer, pop3 = self.login(**options)
        self.assertEqual(answer, '+OK Logged in.')
        self.assertRegex(pop3.command('STAT'), r'^\+OK')
        pop3.quit()

    def assert_too_early(self, most=DELAY, **options):
        answer, pop3 = self.login(**options)
        self.assertRegex(answer, TOO_EARLY)
        self.assertLessEqual(int(re.match(TOO_EARLY, answer)[1]), most)
        self.assertEqual(pop3.read_to_end(), b'')

    def assert_closed(self, **options):
        answer, pop3 = self.login(**options)
        self.assertEqual(answer, CLOSED)
        self.assertEqual(pop3.read_to_end(), b'')

    def passes(self, seconds, user=None):
        """So much time passes, for the user."""
        path = self.home('.tenure-login', user=user)
        last = int(self.read(path).split()[2])
        self.write(path, 'tenure-login 1 %d\n' % (last - seconds))

    def write(self, path, text):
        """As the mail user."""
        with open(path, 'w', encoding='utf-8') as handle:
            handle.write(text)
        os.chown(path, self.lab.mail_uid, self.lab.mail_uid)


class LoginDelay(DelayCase):

    def test_delay(self):
        """the second login is refused until the time has passed"""
        for tls in (False, True):
            with self.subTest(tls=tls):
                self.setUp()
                self.assert_logs_in(tls=tls)
                self.assert_too_early(tls=tls)
                self.passes(DELAY - 60)
                self.assert_too_early(60, tls=tls)
                self.passes(60)
                self.assert_logs_in(tls=tls)
                self.assert_too_early(tls=tls)

    def test_log(self):
        """a refusal is no error of the server's"""
        mark = len(self.log('dovecot'))
        self.assert_logs_in()
        self.assert_too_early()
        self.wait_log('dovecot', 'Disconnected: tenure: The login was refused',
                      mark)
        log = self.log('dovecot')[mark:]
        self.assertNotIn('Error', log)
        self.assertRegex(log, r'Info: tenure: refused login: \d+ of 3600 '
                         r'seconds since the last one are still to pass')

    def test_refusals_do_not_count(self):
        """who tries again and again gets in when the time has passed"""
        self.assert_logs_in()
        self.passes(DELAY - 2)
        while True:
            answer, pop3 = self.login()
            if answer.startswith('+OK'):
                break
            self.assertRegex(answer, TOO_EARLY)
            self.assertLessEqual(int(re.match(TOO_EARLY, answer)[1]), 2)
            time.sleep(0.2)
        pop3.quit()

    def test_password_first(self):
        """who does not know the password learns nothing"""
        answers = []
        for _ in range(2):
            answers.append(self.login(password='wrong')[0])
            self.login(user='nobody@example.org')
            if len(answers) == 1:
                self.assert_logs_in()
        self.assertEqual(answers, ['-ERR [AUTH] Authentication failed.'] * 2)
        self.assert_too_early()

    def test_failures_do_not_count(self):
        """a wrong password is no login"""
        self.login(password='wrong')
        self.assert_logs_in()

    def test_auth(self):
        """the same with AUTH"""
        self.assert_logs_in()
        token = base64.b64encode(('\0%s\0%s' % (
            self.user, self.lab.password)).encode()).decode()
        self.assertRegex(self.connect().command('AUTH PLAIN ' + token),
                         TOO_EARLY)

    def test_pipelined(self):
        """commands behind PASS are not run"""
        self.assert_logs_in()
        self.deliver('letter')
        pop3 = self.connect()
        pop3.send_raw(('USER %s\r\nPASS %s\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n' % (
            self.user, self.lab.password)).encode())
        said = pop3.read_to_end().decode()
        self.assertRegex(said, r'\A\+OK\r\n-ERR \[LOGIN-DELAY\] [^\n]*\r\n\Z')
        self.assertEqual(self.subjects(), ['letter'])

    def test_imap(self):
        """IMAP is not delayed, and does not delay"""
        self.imap().quit()
        self.assert_logs_in()
        imap = self.imap()
        self.assertRegex(imap.command('NOOP')[1], '^OK')
        imap.quit()
        self.assert_too_early()

    def test_restart(self):
        """a restart of the server changes nothing"""
        self.assert_logs_in()
        self.lab.dovecot.stop()
        self.lab.dovecot.start()
        self.assert_too_early()

    def test_parallel(self):
        """of several at a time, one gets in"""
        answers = []

        def one():
            with contextlib.suppress(OSError, EOFError):
                with Pop3(self.lab.ports['pop3']) as pop3:
                    answers.append(pop3.login(self.user, self.lab.password))
        for _ in range(3):
            self.setUp()
            answers.clear()
            threads = [threading.Thread(target=one) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(answers.count('+OK Logged in.'), 1, answers)
            self.assertEqual(len([a for a in answers
                                  if re.match(TOO_EARLY, a)]), 7, answers)

    def test_during_a_session(self):
        """a session that is still open delays, too"""
        answer, pop3 = self.login()
        self.assertRegex(answer, r'^\+OK')
        self.assert_too_early()
        self.assertRegex(pop3.command('NOOP'), r'^\+OK')

    def test_users(self):
        """others are not delayed"""
        self.assert_logs_in()
        self.assert_logs_in(user='ann@example.org')
        for _ in range(2):
            self.assert_logs_in(user='eve@example.net')
        self.assertFalse(os.path.exists(
            self.home('.tenure-login', user='eve@example.net')))

    def test_clock_set_back(self):
        """nobody waits longer than the delay after the clock was set back"""
        self.write(self.home('.tenure-login'),
                   'tenure-login 1 %d\n' % (time.time() + 10 * 365 * 86400))
        self.assert_too_early()
        self.passes(DELAY)
        self.assert_logs_in()

    def test_not_understood(self):
        """a file that says nothing counts as a login just now"""
        for text in ('', 'x' * 1000, 'tenure-login 2 1\n', 'tenure-login 1 1',
                     'tenure-login 1 99999999999999999999\n'):
            with self.subTest(text=text):
                self.write(self.home('.tenure-login'), text)
                self.assert_too_early()
                self.passes(DELAY)
                self.assert_logs_in()

    def test_not_readable(self):
        """where it cannot be read, nobody logs in"""
        self.assert_logs_in()
        self.passes(DELAY)
        os.chown(self.home('.tenure-login'), 0, 0)
        os.chmod(self.home('.tenure-login'), 0)
        self.assert_closed()
        os.unlink(self.home('.tenure-login'))
        os.mkdir(self.home('.tenure-login'))
        self.assert_closed()
        os.rmdir(self.home('.tenure-login'))
        self.assert_logs_in()

    def test_not_writable(self):
        """where it cannot be written, nobody logs in"""
        self.assert_logs_in()
        self.passes(DELAY)
        os.chown(self.home(), 0, 0)
        self.addCleanup(os.chown, self.home(), self.lab.mail_uid,
                        self.lab.mail_uid)
        self.assert_closed()
        self.wait_log('dovecot', 'tenure: refused login, as the time of the '
                      'last one cannot be recorded: ')

    def test_no_home(self):
        """the home folder is made if it is not there yet"""
        parent = os.path.dirname(self.home())
        os.chown(parent, self.lab.mail_uid, self.lab.mail_uid)
        self.addCleanup(os.chown, parent, 0, 0)
        os.rmdir(self.home())
        self.assert_logs_in()
        self.assert_too_early()

    def test_capa(self):
        """CAPA says what is in force for this user"""
        _, pop3 = self.login()
        self.assertEqual(pop3.lines_of('CAPA')[-2:],
                         ['EXPIRE NEVER', 'LOGIN-DELAY 3600'])
        _, pop3 = self.login(user='eve@example.net')
        self.assertEqual(pop3.lines_of('CAPA')[-1], 'EXPIRE NEVER')

    def test_reload(self):
        """a shorter delay is in force at once"""
        self.assert_logs_in()
        self.assert_too_early()
        self.lab.reload_policy(self.policy.replace('1h', '0').replace(
            '1min', '0'))
        self.addCleanup(self.lab.reload_policy, self.policy)
        self.assert_logs_in()


class Locked(LoginDelay):
    """The same where POP3 sessions lock the mailbox, and processes serve many
    sessions."""
    options = {'milter': 'none', 'dovecot_extra': {
        '2.3': 'pop3_lock_session = yes\n'
               'service pop3 {\n  service_count = 100\n}\n',
        '2.4': 'pop3_lock_session = yes\n'
               'service pop3 {\n  restart_request_count = 100\n}\n'}}
    # Another session is refused by the lock, in any case.
    test_during_a_session = None
    # The processes stay.
    last_seconds = 0


class FullDisk(DelayCase):
    """A home on a disk of its own, which is full."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A server that runs may not see what is mounted now.
        cls.lab.dovecot.stop()
        home = cls.lab.path('mail', cls.user)
        subprocess.run(['mount', '-t', 'tmpfs', '-o',
                        'size=256k,mode=700,uid=%d' % cls.lab.mail_uid,
                        'tenure-test', home], check=True)
        cls.addClassCleanup(subprocess.run, ['umount', '-l', home], check=True)
        cls.lab.dovecot.start()

    def test_full(self):
        """on a full disk nobody logs in, and who frees some does"""
        self.assert_logs_in()
        self.passes(DELAY)
        with contextlib.suppress(OSError):
            with open(self.home('full'), 'wb', buffering=0) as handle:
                while True:
                    handle.write(bytes(4096))
        self.assert_closed()
        self.assert_closed()
        os.unlink(self.home('full'))
        self.assert_logs_in()
        self.assert_too_early()


class Observed(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'plugin_settings': {'tenure_mode': 'observe'}}

    def test_observe(self):
        """tenure_mode = observe: all log in, and it is logged"""
        for _ in range(3):
            pop3 = self.pop3()
            self.assertRegex(pop3.command('STAT'), r'^\+OK')
            self.assertNotIn('LOGIN-DELAY 3600', pop3.lines_of('CAPA'))
            pop3.quit()
        self.wait_log('dovecot', 'would refuse login: ')


if __name__ == '__main__':
    tap.main()
