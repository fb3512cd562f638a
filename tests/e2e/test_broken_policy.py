#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A broken file changes nothing, and the message says where it is broken."""
import contextlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab import LabError  # noqa: E402
from lib import mail, tap  # noqa: E402
from lib.case import LabCase  # noqa: E402

GOOD = """
tenure_version = 1
class virus { match { header X-Virus-Flag = YES } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class virus { smtp { accept = reject "5.7.1 No viruses" } }
}
unknown = staff
"""
# Two mistakes, on lines 5 and 8.
BROKEN = GOOD.replace('keep = 0', 'kepp = 30d').replace('reject', 'rejekt')


class Broken(LabCase):
    policy = GOOD

    def setUp(self):
        self.tenure = self.lab.tenure
        self.addCleanup(self.tenure.publish, GOOD)

    def assert_in_force(self):
        """The policy that was published decides."""
        _, end = self.submit(mail.message(
            'virus', header=['X-Virus-Flag: YES']))
        self.assertEqual(end, (550, '5.7.1 No viruses'))
        _, end = self.submit(mail.message('letter'))
        self.assertEqual(end[0], 250)

    def write(self, text):
        with open(self.tenure.policy, 'w', encoding='utf-8') as handle:
            handle.write(text)

    def snapshot(self):
        with open(self.lab.snapshot, 'rb') as handle:
            return handle.read()

    def test_check(self):
        """policy check finds all mistakes at once, with line and column"""
        self.write(BROKEN)
        done = self.tenure.run('policy', 'check')
        self.assertEqual(done.returncode, 3)
        self.assertIn('policy.conf:5:3: error: ', done.stderr + done.stdout)
        self.assertIn('did you mean "keep"', done.stderr + done.stdout)
        self.assertRegex(done.stderr + done.stdout,
                         r'policy\.conf:8:\d+: error: ')

    def test_publish(self):
        """policy publish refuses it and leaves the snapshot as it is"""
        before = self.snapshot()
        self.write(BROKEN)
        done = self.tenure.run('policy', 'publish')
        self.assertEqual(done.returncode, 3)
        self.assertIn('policy.conf:5:3: error: ', done.stderr)
        self.assertEqual(self.snapshot(), before)

    def test_reload(self):
        """SIGHUP with a broken policy file: the published one stays"""
        self.write(BROKEN)
        self.tenure.reload()
        self.assert_in_force()
        self.assertIsNotNone(self.tenure.pid())

    def break_config(self):
        """tenure.conf with a mistake on its line 2."""
        good = self.read(self.tenure.config)
        self.addCleanup(self.put_config, good)
        self.put_config(good.replace('realm    =', 'reallm   ='))

    def put_config(self, text):
        with open(self.tenure.config, 'w', encoding='utf-8') as handle:
            handle.write(text)

    def test_reload_config(self):
        """SIGHUP with a broken tenure.conf: the old settings stay, the log
        says where it is broken"""
        self.break_config()
        self.tenure.reload()
        self.wait_log('milter', 'tenure.conf:2:1')
        self.assert_in_force()

    def test_start(self):
        """tenure-milter does not start with a broken tenure.conf; meanwhile
        Postfix answers 4xx"""
        self.break_config()
        self.tenure.stop()
        with self.assertRaises(LabError) as caught:
            self.tenure.start()
        self.assertIn('tenure.conf:2:1', str(caught.exception))
        code, _ = self.submit(mail.message('waits'))[0][0]
        self.assertEqual(code // 100, 4)
        self.doCleanups()
        self.tenure.start()
        self.assert_in_force()

    def test_mend(self):
        """SIGHUP after a good publish: the new policy decides"""
        with contextlib.ExitStack() as stack:
            stack.callback(self.lab.reload_policy, GOOD)
            self.lab.reload_policy(GOOD.replace('No viruses', 'New words'))
            self.wait_answer((550, '5.7.1 New words'))

    def wait_answer(self, answer):
        """The reload may need a moment."""
        def answered():
            return self.submit(mail.message(
                'virus', header=['X-Virus-Flag: YES']))[1] == answer
        self.wait_until(answered, 'the new policy')


if __name__ == '__main__':
    tap.main()
