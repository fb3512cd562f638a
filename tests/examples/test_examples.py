#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The example policies of packaging/examples tell their stories: NAME.story
beside this file for NAME.conf there.

A story has lines that are not indented, each of which begins a case and says
what it is about; the first case, "always", says what holds in all others if
they do not say otherwise. Below it stand, indented:

    for USER                      whose mailbox it is
    Field-Name: text              a header field of the message
    with FILE TYPE                something attached to it
    NAME=VALUE ...                what else is known of it: see --facts
    DATE NAME=VALUE ...           what tenure explain --json says then; also
                                  the value of any other setting

Times are in UTC; "-" stands for nothing. Of several dates, the first says all
of REQUIRED.
"""
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from lib import tap  # noqa: E402

EXAMPLES = os.path.join(os.path.dirname(os.path.dirname(HERE)), 'packaging',
                        'examples')
TENURE = os.path.abspath(os.path.join(
    os.environ.get('TENURE_BUILD') or os.getcwd(), 'tenure'))
NAMES = sorted(name[:-len('.conf')] for name in os.listdir(EXAMPLES)
               if name.endswith('.conf') and name != 'tenure.conf')
REQUIRED = {'plan', 'classes', 'keep_until', 'expire_at', 'on_delete', 'smtp'}


def tenure(*arguments):
    """Run tenure, which must succeed; (output, messages)."""
    done = subprocess.run([TENURE, *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=180,
                          check=False)
    if done.returncode != 0:
        raise AssertionError('tenure %s: exit code %d\n%s' % (
            ' '.join(arguments), done.returncode, done.stderr))
    return done.stdout, done.stderr


class Case:
    """One message in one mailbox."""

    def __init__(self, title, always=None):
        self.title = title
        self.user = always and always.user
        self.header = dict(always.header) if always else {}
        self.facts = dict(always.facts) if always else {}
        self.attached = []
        self.moments = []

    def read(self, line):
        """One line below the title."""
        word, _, rest = line.partition(' ')
        if word == 'for':
            self.user = rest
        elif word == 'with':
            self.attached.append(rest.split())
        elif re.match(r'\d{4}-', word):
            self.moments.append((word, pairs(rest)))
        elif word.endswith(':'):
            self.header[word[:-1]] = rest
        else:
            self.facts.update(pairs(line))

    def message(self):
        """As it stands in the mailbox."""
        lines = ['%s: %s' % field for field in self.header.items()]
        lines.append('Content-Type: multipart/mixed; boundary=part')
        lines += ['', '--part', 'Content-Type: text/plain', '', 'Hello.']
        for name, kind in self.attached:
            lines += ['--part', 'Content-Type: ' + kind,
                      'Content-Disposition: attachment; filename="%s"' % name,
                      '', 'x']
        return '\n'.join(lines + ['--part--', ''])

    def explain(self, policy, message, when):
        """What tenure says of it, with the names of the story."""
        said = json.loads(tenure(
            'explain', '--json', '--policy', policy, '--user', self.user,
            '--at', when, '--message', message, '--facts',
            *map('='.join, self.facts.items()))[0])
        said.update(smtp=said['smtp']['action'], reply=said['smtp']['reply'])
        settings = {reason['setting']: reason['value']
                    for reason in said['because']}
        return {name: plain(value)
                for name, value in {**settings, **said}.items()}


def pairs(line):
    """{NAME: VALUE}; values may be quoted."""
    return dict(pair.split('=', 1) for pair in shlex.split(line))


def plain(value):
    """A value of JSON as a story writes it."""
    if isinstance(value, list):
        return ','.join(map(str, value)) or '-'
    return '-' if value is None else str(value)


def read_story(name):
    """Its cases."""
    always, cases = None, []
    with open(os.path.join(HERE, name + '.story'), encoding='utf-8') as file:
        for line in file:
            if not line.strip() or line.startswith('#'):
                continue
            if line.startswith(' '):
                (cases[-1] if cases else always).read(line.strip())
            elif always is None:
                always = Case(line.strip())
            else:
                cases.append(Case(line.strip(), always))
    return cases


class Examples(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix='tenure-test-')
        self.addCleanup(shutil.rmtree, self.dir)

    def write(self, name, text):
        path = os.path.join(self.dir, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def check_warnings(self, policy):
        """Nothing but that this version does not do all of it."""
        for line in tenure('policy', 'check', policy)[1].splitlines():
            if ': warning: ' in line:
                self.assertRegex(line, r'warning: "[a-z0-9_.]+" is not '
                                       r'enforced$')

    def check_whole(self, policy, cases):
        """Each class and plan of the policy is told of."""
        shown = json.loads(tenure('policy', 'show', '--json', policy)[0])
        told = [want for case in cases for _, want in case.moments]
        self.assertEqual({entry['plan'] for entry in shown['plans']}
                         - {want.get('plan') for want in told}, set())
        self.assertEqual({entry['class'] for entry in shown['classes']}
                         - {name for want in told for name
                            in want.get('classes', '').split(',')}, set())

    def tell(self, policy, case):
        """All moments of a case."""
        message = self.write('message', case.message())
        self.assertLessEqual(REQUIRED, set(case.moments[0][1]), case.title)
        for when, want in case.moments:
            said = case.explain(policy, message, when)
            self.assertEqual({name: said[name] for name in want}, want,
                             '%s, on %s' % (case.title, when))

    def story(self, name):
        """A whole story."""
        policy = os.path.join(EXAMPLES, name + '.conf')
        self.check_warnings(policy)
        cases = read_story(name)
        for case in cases:
            with self.subTest(case.title):
                self.tell(policy, case)
        self.check_whole(policy, cases)

    def test_bounds(self):
        """the provider's bounds hold a tenant who wants more"""
        folder = os.path.join(self.dir, 'etc')
        shutil.copytree(EXAMPLES, folder)
        with open(os.path.join(folder, 'provider', 'tenants'), 'a',
                  encoding='utf-8') as table:
            table.write('greedy.example plan=basic keep=20y expire=1d '
                        'on_delete=allow grace=60d\n'
                        ' pop3 { login_delay = 2h }  '
                        'smtp { accept = discard }\n')
        case = Case('the greedy tenant')
        for line in ('for joe@greedy.example', 'Subject: Hello',
                     'received=2026-03-02T09:00:00Z sealed=yes size=4000'):
            case.read(line)
        said = case.explain(os.path.join(folder, 'provider.conf'),
                            self.write('message', case.message()),
                            '2026-03-02')
        self.assertEqual(
            (said['keep_until'], said['expire_at'], said['on_delete'],
             said['expire'], said['grace'], said['pop3.login_delay'],
             said['smtp']),
            ('2036-03-02T09:00:00Z', '2036-03-02T09:00:00Z', 'conceal',
             '30d', '30d', '1h', 'accept'))

    def test_stories(self):
        """there are as many stories as policies"""
        self.assertEqual([name[:-len('.story')] for name
                          in sorted(os.listdir(HERE))
                          if name.endswith('.story')], NAMES)


def story_test(name):
    """The test of one story, whose name is the example's."""
    def test(self):
        self.story(name)
    test.__doc__ = name
    return test


for _name in NAMES:
    setattr(Examples, 'test_' + _name.replace('-', '_'), story_test(_name))

if __name__ == '__main__':
    tap.main()
