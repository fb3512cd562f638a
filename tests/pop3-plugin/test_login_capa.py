#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What CAPA announces before the login: the smallest EXPIRE and the longest
LOGIN-DELAY of all users."""
import os

from door import DoorCase
from lab import processes
from lib import tap
from lib.talk import Pop3

POLICY = """
tenure_version = 1
class big { match { size > 1M } }
plan default { keep = 0  expire = 1y  on_delete = allow }
plan lite {
  keep = 0
  expire = 30d
  pop3 { login_delay = 1min }
  class big { pop3 { login_delay = 5min } }
}
tenant example.org { plan = lite }
user robot@example.org { expire = 7d }
unknown = default
"""
PLUGIN = {
    '2.3': """
login_plugin_dir = @DIR@/login-modules
protocol pop3 {
  login_plugins = tenure_login
}
""",
    '2.4': """
login_plugin_dir = @DIR@/login-modules
protocol pop3 {
  login_plugins {
    tenure_login = yes
  }
}
"""}
LONG_LIVED = {
    series: text + """
service pop3-login {
  %s
  process_min_avail = 1
}
""" % name for (series, text), name in zip(
        PLUGIN.items(), ('service_count = 0',
                        'restart_request_count = unlimited'))}


class Capa(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'dovecot_extra': PLUGIN}
    ours = ['EXPIRE 7 USER', 'LOGIN-DELAY 300 USER']

    def talk(self, tls=False):
        """A connection after the greeting."""
        return self._talk(Pop3(self.lab.ports['pop3s' if tls else 'pop3'],
                               tls=tls))

    def capa(self, tls=False):
        """The answer before a login."""
        return self.talk(tls).lines_of('CAPA')

    def test_before(self):
        """before the login, after the server's own lines"""
        for tls in (False, True):
            got = self.capa(tls)
            self.assertEqual(got[-2:], self.ours)
            self.assertIn('UIDL', got[:-2])
            self.assertRegex(got[-3], '^SASL ')

    def test_stls(self):
        """the same after STLS"""
        talk = self.talk()
        self.assertIn('STLS', talk.lines_of('CAPA'))
        talk.command('STLS')
        talk.start_tls()
        got = talk.lines_of('CAPA')
        self.assertEqual(got[-2:], self.ours)
        self.assertNotIn('STLS', got)

    def test_after(self):
        """after the login, what is in force for the user"""
        for user, want in (('robot@example.org',
                            ['EXPIRE 7', 'LOGIN-DELAY 300']),
                           ('joe@example.org',
                            ['EXPIRE 30', 'LOGIN-DELAY 300']),
                           ('eve@example.net', ['EXPIRE 365'])):
            talk = self.talk()
            self.assertEqual(talk.lines_of('CAPA')[-2:], self.ours)
            self.assertEqual(talk.login(user, self.lab.password),
                             '+OK Logged in.')
            got = talk.lines_of('CAPA')
            self.assertEqual(got[-len(want):], want)
            self.assertFalse([line for line in got
                              if line.endswith(' USER')])
            talk.quit()

    def announce(self, policy, line):
        """Publish, and wait until login processes know, and those that do not
        have gone."""
        self.lab.reload_policy(policy)
        before = self.login_processes()
        self.lab.dovecot.reload()
        self.wait_until(lambda: line in self.capa() and
                        not before & self.login_processes(), 'the policy')

    def login_processes(self):
        """Those that wait for clients or have some."""
        return set(processes.residents(self.lab.dir, names=('pop3-login',)))

    def test_expires_fields(self):
        """where senders may shorten it, the least keep is announced, before
        the login that of any user"""
        self.addCleanup(self.announce, self.policy, self.ours[0])
        self.announce(self.policy.replace(
            'user robot@example.org { expire = 7d }',
            'user robot@example.org { keep = 3d }\n'
            'user joe@example.org { keep = 90d\n'
            '  smtp { expires_header = honour } }\n'
            'user eve@example.net { smtp { expires_header = honour } '
            'keep = 5d }'), 'EXPIRE 3 USER')
        for user, want in (('robot@example.org', 'EXPIRE 30'),
                           ('joe@example.org', 'EXPIRE 30'),
                           ('eve@example.net', 'EXPIRE 5')):
            self.assertIn(want, self.pop3(user).lines_of('CAPA'))

    def test_other_answers(self):
        """nothing else is changed"""
        talk = self.talk()
        talk.send_raw(b'CAPA\r\nNOOP\r\nAUTH\r\nCAPA\r\nQUIT\r\n')
        said = talk.read_to_end().decode()
        self.assertEqual(said.count('\r\nEXPIRE 7 USER\r\n'), 2)
        self.assertEqual(said.count('USER\r\nLOGIN-DELAY 300 USER\r\n.\r\n'),
                         2)

    def test_imap(self):
        """IMAP is as it was"""
        imap = self.imap()
        self.assertNotIn('EXPIRE', imap.command('CAPABILITY')[0][0])


class LongLived(Capa):
    """Login processes that serve many connections."""
    options = {'milter': 'none', 'dovecot_extra': LONG_LIVED}

    def test_reload(self):
        """a new policy is announced after a reload of Dovecot"""
        self.assertEqual(self.capa()[-2:], self.ours)
        self.addCleanup(self.announce, self.policy, self.ours[0])
        self.announce(self.policy.replace('expire = 7d', 'expire = 8d'),
                      'EXPIRE 8 USER')


class Never(DoorCase):
    policy = """
tenure_version = 1
plan default { keep = 0  expire = never  on_delete = allow }
unknown = default
"""
    options = {'milter': 'none', 'dovecot_extra': PLUGIN}

    def test_never(self):
        """where nothing is deleted nor delayed"""
        with Pop3(self.lab.ports['pop3']) as talk:
            got = talk.lines_of('CAPA')
        self.assertEqual(got[-1], 'EXPIRE NEVER USER')
        self.assertFalse([line for line in got if 'LOGIN-DELAY' in line])

    def test_no_snapshot(self):
        """without a policy the server's own answer, and an error in the log"""
        path = self.lab.snapshot
        os.rename(path, path + '.away')
        self.addCleanup(os.rename, path + '.away', path)
        with Pop3(self.lab.ports['pop3']) as talk:
            got = talk.lines_of('CAPA')
        self.assertIn('UIDL', got)
        self.assertFalse([line for line in got if 'EXPIRE' in line])
        self.wait_log('dovecot', 'Error: tenure: Policy cannot be read, so '
                      'CAPA announces neither')


class Observed(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'dovecot_extra': PLUGIN,
               'plugin_settings': {'tenure_mode': 'observe'}}

    def test_observe(self):
        """tenure_mode = observe: nothing is announced that is not so"""
        with Pop3(self.lab.ports['pop3']) as talk:
            got = talk.lines_of('CAPA')
        self.assertFalse([line for line in got if 'USER' in line.split()[1:]])


if __name__ == '__main__':
    tap.main()
