#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What one series of Dovecot has and the other has not."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.dovecot import Dovecot  # noqa: E402
from lab.processes import PATIENCE  # noqa: E402
from lib import mail, tap  # noqa: E402
from lib.case import LabCase  # noqa: E402

POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 10y  on_delete = deny }
}
unknown = staff
"""
METRICS = {'2.3': '', '2.4': """
metric said_ok {
  filter = event=pop3_command_finished and reply_state=OK
  group_by cmd_name {
  }
}
metric said_err {
  filter = event=pop3_command_finished and reply_state=ERR
  group_by cmd_name {
  }
}
metric noop {
  filter = event=pop3_command_finished and cmd_name=NOOP
  fields = net_in_bytes net_out_bytes
}
"""}


class Series(LabCase):
    policy = POLICY
    options = {'dovecot_extra': METRICS}

    def needs(self, series):
        """Skip the test with a Dovecot of another series."""
        if Dovecot.series() != series:
            self.skipTest('Dovecot %s has it not' % Dovecot.series())

    def replace(self, number, subject):
        """REPLACE a message; the tagged answer and what came before it."""
        imap = self.imap()
        text = mail.message(subject).replace('\n', '\r\n')
        imap.send('r REPLACE %d INBOX {%d+}' % (number, len(text)))
        imap.send_raw(text.encode() + b'\r\n')
        said = []
        while not said or not said[-1].startswith('r '):
            said.append(imap.read_line())
        return said[-1], said[:-1]

    def test_replace_kept(self):
        """REPLACE of a kept message is refused, and nothing is saved"""
        self.needs('2.4')
        self.send('invoice kept')
        number = self.pop3().numbers('Subject')['invoice kept']
        answer, _ = self.replace(number, 'new version')
        self.assertRegex(answer, r'^r NO \[NOPERM\] Message to be replaced is '
                                 r'retained')
        self.assert_stored('invoice kept')
        self.assert_gone('new version')
        self.wait_log('dovecot', 'refused REPLACE')

    def test_replace_free(self):
        """REPLACE of another one replaces it"""
        self.needs('2.4')
        self.send('letter')
        number = self.pop3().numbers('Subject')['letter']
        answer, _ = self.replace(number, 'next letter')
        self.assertRegex(answer, '^r OK')
        self.assert_gone('letter')
        self.assert_stored('next letter')

    def test_doveconf(self):
        """doveconf knows the settings, and their defaults"""
        self.needs('2.4')
        done = subprocess.run(self.lab.dovecot.command(
            'doveconf', '-c', self.lab.dovecot.config, 'tenure_policy',
            'tenure_plan', 'tenure_mode'), check=True, capture_output=True,
            text=True, timeout=PATIENCE)
        self.assertEqual(done.stdout, 'tenure_policy = %s\ntenure_plan = \n'
                         'tenure_mode = enforce\n' % self.lab.snapshot)

    def stats(self, metric):
        """The numbers that Dovecot has of a metric, by what it is grouped
        by."""
        text = self.lab.dovecot.doveadm('stats', 'dump')
        return {name: int(count) for name, count in re.findall(
            r'^%s_(\w+)\tduration\t(\d+)' % metric, text, re.M)}

    def test_command_finished(self):
        """each command of POP3 ends in an event, as it was answered"""
        self.needs('2.4')
        self.send('invoice event')
        pop3 = self.pop3()
        number = pop3.numbers('Subject')['invoice event']
        before = self.stats('said_ok'), self.stats('said_err')
        pop3.command('NOOP')
        pop3.retr(number)
        pop3.command('DELE %d' % number)
        pop3.command('DELE 9999')
        pop3.command('BLAH')
        pop3.quit()
        want = {'NOOP': 1, 'RETR': 1, 'QUIT': 1}, {'DELE': 2, 'unknown': 1}

        def got():
            after = self.stats('said_ok'), self.stats('said_err')
            return tuple({name: new.get(name, 0) - old.get(name, 0)
                          for name in wanted}
                         for old, new, wanted in zip(before, after, want))
        self.wait_until(lambda: got() == want, 'the events')
        text = self.lab.dovecot.doveadm('stats', 'dump')
        self.assertRegex(text, r'(?m)^noop\tnet_in_bytes\t1\t%d\t'
                         % len('NOOP\r\n'))
        self.assertRegex(text, r'(?m)^noop\tnet_out_bytes\t1\t%d\t'
                         % len('+OK\r\n'))


if __name__ == '__main__':
    tap.main()
