#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the README and dovecot-tenure(7) say that Dovecot's configuration has
to be, is taken from there and run, for the Dovecot that is here."""
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.lab import TOP  # noqa: E402
from lib import tap  # noqa: E402
from lib.case import LabCase  # noqa: E402
from lib.talk import Pop3  # noqa: E402

MANUAL = os.path.join(TOP, 'pop3-plugin', 'dovecot-tenure.7')
README = os.path.join(TOP, 'README.md')
# A mark in a comment, and the display behind it.
SHOWN = {
    MANUAL: r'^\.\\" run: (\S+) (\S+)\n\.Bd [^\n]*\n(.*?)^\.Ed$',
    README: r'^ *<!-- run: (\S+) (\S+) -->\n *```\n(.*?)^ *```$',
}
SNAPSHOT = '/var/lib/tenure/policy.cdb'
SERIES = ('2.3', '2.4')
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


def shown(document):
    """{name: {series: lines}} that a document tells one to write."""
    found = {}
    with open(document, encoding='utf-8') as handle:
        for series, name, lines in re.findall(
                SHOWN[document], handle.read(), re.M | re.S):
            found.setdefault(name, {})[series] = lines
    return found


def plugin(document, *names):
    """The option of a laboratory whose dovecot.conf has these lines."""
    found = shown(document)
    return {series: ''.join(found[name][series] for name in names).replace(
        SNAPSHOT, '@SNAPSHOT@') for series in SERIES}


class Complete(unittest.TestCase):
    """What is shown, without running it."""

    def test_series(self):
        """each example is there for each series of Dovecot"""
        for document, names in ((MANUAL, {'load', 'login', 'observe',
                                          'metric', 'devices'}),
                                (README, {'load'})):
            found = shown(document)
            self.assertEqual(set(found), names)
            for name, texts in found.items():
                self.assertEqual(tuple(sorted(texts)), SERIES, name)


class Refuses:
    """A laboratory with nothing of ours in dovecot.conf but what is shown."""
    policy = POLICY

    def test_refuses(self):
        """DELE of a sealed message that is kept is refused, and logged"""
        path = self.send('invoice')
        self.assertIn('Tenure-Seal:', self.read(path))
        self.send('letter')
        pop3 = self.pop3()
        number = pop3.numbers('Subject')
        self.assertRegex(pop3.command('DELE %d' % number['invoice']),
                         r'^-ERR \[SYS/PERM\] Message \d is retained until')
        self.assertRegex(pop3.command('DELE %d' % number['letter']), r'^\+OK')
        self.assertRegex(pop3.quit(), r'^\+OK')
        self.assert_stored('invoice')
        self.assert_gone('letter')
        self.wait_log('dovecot', 'refused DELE')


class Readme(Refuses, LabCase):
    options = {'plugin': plugin(README, 'load')}


class Manual(Refuses, LabCase):
    options = {'plugin': plugin(MANUAL, 'load', 'metric')}

    def test_metric(self):
        """the metric counts refusals by the line of the policy"""
        self.send('invoice metric')
        self.pop3().command('DELE 1')
        self.wait_until(lambda: re.search(
            r'^tenure_denied_\S*policy\.conf\S*\tduration\t[1-9]',
            self.lab.dovecot.doveadm('stats', 'dump'), re.M), 'the metric')


class Login(LabCase):
    policy = POLICY
    options = {'plugin': plugin(MANUAL, 'load', 'login'),
               'dovecot_extra': 'login_plugin_dir = @DIR@/login-modules\n'}

    def test_capa(self):
        """CAPA announces EXPIRE before the login"""
        with Pop3(self.lab.ports['pop3']) as talk:
            self.assertEqual(talk.lines_of('CAPA')[-1], 'EXPIRE NEVER USER')


class Observe(LabCase):
    policy = POLICY
    options = {'plugin': plugin(MANUAL, 'load', 'observe')}

    def test_observe(self):
        """with tenure_mode = observe DELE is let through, and logged"""
        self.send('invoice')
        pop3 = self.pop3()
        self.assertRegex(pop3.command('DELE 1'), r'^\+OK')
        self.assertRegex(pop3.quit(), r'^\+OK')
        self.assert_gone('invoice')
        self.wait_log('dovecot', 'would refuse DELE')


if __name__ == '__main__':
    tap.main()
