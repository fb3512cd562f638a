#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tenure.c and arguments.c: the command line itself."""
import os
import re
import subprocess

from program import Installation, tap

COMMANDS = ['policy check', 'policy show', 'policy diff', 'policy publish',
            'policy release', 'explain', 'key new', 'key list', 'seal sign',
            'seal verify']


class Help(Installation):
    def test_help_lists_every_command(self):
        """--help lists every command"""
        out = self.run_plain('--help').stdout
        for command in COMMANDS:
            self.assertIn('tenure ' + command + ' ', out)

    def test_each_command_has_help(self):
        """each command has its own help and ends with 0"""
        for command in COMMANDS:
            for option in '--help', '-h':
                with self.subTest(command=command, option=option):
                    done = self.run_plain(*command.split(), option)
                    self.assertEqual(done.returncode, 0)
                    self.assertIn('usage: tenure ' + command, done.stdout)
                    self.assertIn('--json', done.stdout)
                    self.assertEqual(done.stderr, '')

    def test_noun_help(self):
        """a noun with --help lists its verbs"""
        out = self.run_plain('key', '--help').stdout
        self.assertIn('tenure key new', out)
        self.assertNotIn('tenure policy', out)

    def test_options_are_in_manual(self):
        """every option of --help is in the manual page, and none is more"""
        manual_path = os.path.join(os.path.dirname(__file__), '..', '..', '..',
                                   'common', 'cmd', 'tenure.1')
        manual = self.read(manual_path).decode()
        described = set(re.findall(r'Fl -([a-z-]+)', manual))
        offered = set()
        for command in COMMANDS:
            out = self.run_plain(*command.split(), '--help').stdout
            options = out.split('options:')[1]
            offered |= set(re.findall(r'^  --([a-z-]+)', options, re.M))
        self.assertEqual(offered, described)

    def test_version(self):
        """--version prints the version, anywhere"""
        for arguments in ['--version'], ['policy', '--version'], \
                ['policy', 'check', '--version']:
            out = self.run_plain(*arguments).stdout
            self.assertRegex(out, r'^tenure [0-9]+\.[0-9]+')


class Usage(Installation):
    CASES = [
        ([], 'no command given'),
        (['polcy'], 'unknown command "polcy", did you mean "policy"?'),
        (['zzzzzzzz'], 'unknown command "zzzzzzzz"; see tenure --help'),
        (['policy'], '"policy" needs a verb'),
        (['policy', 'chekc'],
         'unknown command "policy chekc", did you mean "check"?'),
        (['policy', 'check', '--jsom'],
         'unknown option "--jsom", did you mean "--json"?'),
        (['policy', 'check', '--zzzzzz'], 'unknown option "--zzzzzz"'),
        (['--zzzzzz', 'policy', 'check'], 'unknown option "--zzzzzz"'),
        (['policy', 'check', '-x'], 'unknown option "-x"'),
        (['policy', 'check', '--plan', 'staff'], 'unknown option "--plan"'),
        (['policy', 'check', '--json=1'], 'takes no value'),
        (['policy', 'show', '--plan'], '"--plan" needs a value'),
        (['policy', 'check', '-c'], '"-c" needs a value'),
        (['policy', 'check', 'one', 'two'], 'too many arguments: "two"'),
        (['key', 'list', 'one'], 'too many arguments: "one"'),
        (['policy', 'show', '--plan', 'a', '--plan', 'b'], 'given twice'),
        (['policy', 'show', '--plan', 'a', '--user', 'b'],
         'one of --plan, --tenant and --user'),
        (['explain'], '--user ADDRESS is needed'),
        (['explain', '--user', 'a@b', '--at', 'tomorrow'],
         '--at: "tomorrow" is not a time'),
        (['explain', '--user', 'a@b', '--saved', '2026-13-01'],
         '--saved: "2026-13-01" is not a time'),
        (['explain', '--user', 'a@b', 'joe'], '"joe" is not a fact'),
        (['key', 'new', '../x'], '"../x" cannot be the id of a key'),
        (['key', 'new', '.x'], '".x" cannot be the id of a key'),
        (['seal', 'sign'], 'which message?'),
        (['seal', 'verify'], 'which message?'),
        (['seal', 'sign', 'message', '--time', 'x'],
         '--time: "x" is not a time'),
        (['seal', 'sign', 'message', '--json'], 'there is no --json'),
        (['policy', 'publish', '--generation-floor', '0'],
         '"0" is not a number from 1 on'),
        (['policy', 'publish', '--generation-floor', '7x'],
         '"7x" is not a number from 1 on'),
    ]

    def test_wrong_usage(self):
        """wrong usage ends with 2, says what is wrong and prints no result"""
        for arguments, want in self.CASES:
            with self.subTest(arguments=arguments):
                done = self.run_plain(*arguments, cwd=self.dir)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertEqual(done.stdout, '')
                self.assertIn(want, done.stderr)
                self.assertTrue(done.stderr.startswith('tenure: '))
                self.assertEqual(done.stderr.count('\n'), 1)

    def test_options_stand_anywhere(self):
        """-c and --json may stand before, between and behind"""
        for arguments in (['-c', self.config, '--json', 'policy', 'check'],
                          ['policy', '-c', self.config, '--json', 'check'],
                          ['policy', 'check', '--json',
                           '--config=' + self.config]):
            with self.subTest(arguments=arguments):
                done = self.run_plain(*arguments)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(done.stdout.startswith('{'))


class Environment(Installation):
    WITH_CONFIG = [['policy', 'check'], ['policy', 'show'],
                   ['policy', 'publish'], ['key', 'new'], ['key', 'list'],
                   ['seal', 'sign', 'message'], ['seal', 'verify', 'message'],
                   ['explain', '--user', 'joe@example.org']]

    def test_missing_config(self):
        """without tenure.conf a command ends with 4 and names it"""
        missing = self.path('missing.conf')
        for arguments in self.WITH_CONFIG:
            with self.subTest(arguments=arguments):
                done = self.run_plain('-c', missing, *arguments, cwd=self.dir)
                self.assertEqual(done.returncode, 4)
                self.assertIn(missing, done.stderr)
                self.assertIn('No such file', done.stderr)
                self.assertEqual(done.stdout, '')

    def test_broken_config(self):
        """a broken tenure.conf ends with 3 and shows the place"""
        self.write('tenure.conf', CONFIG_BROKEN)
        for arguments in self.WITH_CONFIG:
            with self.subTest(arguments=arguments):
                message = self.fail_with(3, *arguments, cwd=self.dir)
                self.assertIn('tenure.conf:2:1: error: ', message)
                self.assertIn('did you mean "policy"?', message)
                self.assertIn('^~~~~', message)

    def test_full_disk(self):
        """a result that cannot be written ends with 4"""
        with open('/dev/full', 'w') as full:
            done = self.tenure('policy', 'show', stdout=full)
        self.assertEqual(done.returncode, 4)
        self.assertIn('cannot write to standard output', done.stderr)

    def test_control_characters(self):
        """control characters reach standard error only as escapes"""
        evil = 'x\x1b[31m\x07\u202e\x9b\x7f\n'
        done = self.run_plain(evil)
        self.assertNotIn('\x1b', done.stderr)
        self.assertIn('x\\x1b[31m\\x07\\u{202e}\\u{009b}\\x7f\\n', done.stderr)
        done = self.run_plain(b'\xff\xfe')
        self.assertIn('\\xff\\xfe', done.stderr)


CONFIG_BROKEN = '''realm = lab
polcy = policy.conf
snapshot = policy.cdb
key_dir = keys
milter { socket = unix:milter.sock }
'''

if __name__ == '__main__':
    tap.main()
