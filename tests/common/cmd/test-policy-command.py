#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""policy-command.c: tenure policy check."""
import json
import os
import unittest

from program import POLICY, Installation, tap

BROKEN = POLICY.replace('keep = 90d', 'kepp = 90d').replace(
    'on_delete = conceal', 'on_delete = concael')


class Check(Installation):
    def test_good(self):
        """a good policy has no problems"""
        self.assertEqual(self.run_plain('policy', 'check', self.policy).stdout,
                         self.policy + ': no problems\n')
        self.assertEqual(self.succeed('policy', 'check'),
                         self.policy + ': no problems\n')

    def test_good_json(self):
        """a good policy, as JSON"""
        got = self.succeed_json('policy', 'check')
        self.assertEqual(got, {'policy': self.policy, 'ok': True, 'errors': 0,
                               'warnings': 0, 'findings': []})

    def test_broken(self):
        """all errors at once, with place, caret and suggestion; ends with 1"""
        self.write('policy.conf', BROKEN)
        done = self.tenure('policy', 'check')
        self.assertEqual(done.returncode, 3)
        self.assertEqual(done.stdout,
                         self.policy + ': 2 errors, 0 warnings\n')
        self.assertIn('policy.conf:10:3: error: unknown setting "kepp"\n',
                      done.stderr)
        self.assertIn('    kepp = 90d\n', done.stderr)
        self.assertIn('    ^~~~ did you mean "keep"?\n', done.stderr)
        self.assertIn('policy.conf:12:', done.stderr)

    def test_broken_json(self):
        """the findings, as JSON"""
        self.write('policy.conf', BROKEN)
        done = self.tenure('policy', 'check', '--json')
        self.assertEqual(done.returncode, 3)
        got = json.loads(done.stdout)
        self.assertEqual((got['ok'], got['errors']), (False, 2))
        self.assertEqual(got['findings'][0], {
            'severity': 'error', 'file': 'policy.conf', 'line': 10,
            'column': 3, 'length': 4, 'text': '  kepp = 90d',
            'message': 'unknown setting "kepp"',
            'hint': 'did you mean "keep"?'})

    def test_warning(self):
        """a warning alone is no error"""
        self.write('policy.conf', POLICY.replace(
            'plan default {', 'class idle { match { auth = yes } }\n'
            'plan default {'))
        done = self.tenure('policy', 'check', '--json')
        self.assertEqual(done.returncode, 0)
        got = json.loads(done.stdout)
        self.assertEqual((got['ok'], got['errors'], got['warnings']),
                         (True, 0, 1))
        self.assertEqual(got['findings'][0]['severity'], 'warning')
        self.assertIn('warning: ', done.stderr)

    def test_control_characters(self):
        """control characters of a policy reach nobody's terminal"""
        self.write('policy.conf', POLICY + 'evil\x1b[2J = 1\n'
                   'sneaky\u202e = 2\n')
        done = self.tenure('policy', 'check')
        self.assertEqual(done.returncode, 3)
        for text in done.stdout, done.stderr:
            self.assertNotIn('\x1b', text)
            self.assertNotIn('\u202e', text)

    def test_missing(self):
        """a file that is not there, or is none, ends with 4"""
        message = self.fail_with(4, 'policy', 'check', self.path('none'))
        self.assertIn('No such file', message)
        message = self.fail_with(4, 'policy', 'check', self.dir)
        self.assertIn('Is a directory', message)

    @unittest.skipIf(os.geteuid() == 0, 'root may read everything')
    def test_unreadable(self):
        """a file that may not be read ends with 4"""
        os.chmod(self.policy, 0)
        self.assertIn('Permission denied',
                      self.fail_with(4, 'policy', 'check'))

    def test_include(self):
        """an included file is named in findings"""
        self.write('policy.conf', POLICY + 'include more/*.conf\n')
        self.write('more/a.conf', 'plan extra { kepp = 1d }\n')
        done = self.tenure('policy', 'check')
        self.assertEqual(done.returncode, 3)
        self.assertIn('more/a.conf:1:14: error: ', done.stderr)


if __name__ == '__main__':
    tap.main()
