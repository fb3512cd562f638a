#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""after_download = DURATION: what was downloaded goes at the end of a later
session, that long after it was."""
import glob
import os
import re
import time

from door import DoorCase
from lib import tap

POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
class slow { match { header Subject = "*slow*" } }
class never { match { header Subject = "*never*" } }
class now { match { header Subject = "*now*" } }
plan default {
  keep = 0
  expire = never
  on_delete = allow
  pop3 { after_download = 1s }
  class invoice { keep = 10y  on_delete = deny }
  class slow { pop3 { after_download = 7d } }
  class never { pop3 { after_download = keep } }
  class now { pop3 { after_download = delete } }
}
unknown = default
"""
SOON = 'after_download = 1s'


class DownloadCase(DoorCase):
    policy = POLICY
    user = 'ann@example.org'

    def fetch(self, *numbers, tls=False):
        """A session that fetches messages and says QUIT; its answer."""
        pop3 = self.pop3(tls=tls)
        for number in numbers:
            self.assertIsNotNone(pop3.retr(number))
        return pop3.quit()

    def pass_time(self):
        """So much that a download is a second old."""
        time.sleep(2.1)


class AfterDownload(DownloadCase):

    def test_later(self):
        """it stays in its session and goes in a later one"""
        for tls in (False, True):
            with self.subTest(tls=tls):
                self.setUp()
                self.deliver('one')
                self.deliver('two')
                self.assertEqual(self.fetch(1, tls=tls), '+OK Logging out.')
                self.assertEqual(self.subjects(), ['one', 'two'])
                self.pass_time()
                self.assertEqual(self.fetch(tls=tls),
                                 '+OK Logging out, messages deleted.')
                self.assertEqual(self.subjects(), ['two'])

    def test_not_yet(self):
        """what is not due stays, also after more downloads"""
        self.deliver('slow')
        self.deliver('never')
        for _ in range(3):
            self.assertEqual(self.fetch(1, 2), '+OK Logging out.')
            self.pass_time()
        self.assertEqual(self.subjects(), ['slow', 'never'])

    def test_first_counts(self):
        """the clock begins with the first download"""
        self.deliver('one')
        self.fetch(1)
        self.pass_time()
        # Again, in the session that ends with it.
        self.assertEqual(self.fetch(1), '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), [])

    def test_each_in_its_time(self):
        """what is downloaded later is looked at in its time as well"""
        for subject in ('one', 'two'):
            self.deliver(subject)
            self.fetch(1)
            self.pass_time()
            self.deliver('three')
            self.assertEqual(self.fetch(2),
                             '+OK Logging out, messages deleted.')
            self.assertEqual(self.subjects(), ['three'])
            self.pass_time()
            self.fetch()
            self.assertEqual(self.subjects(), [])

    def test_not_downloaded(self):
        """what was not downloaded stays, also what was only looked at"""
        self.deliver('one')
        pop3 = self.pop3()
        pop3.lines_of('TOP 1 0')
        pop3.lines_of('TOP 1 1000')
        pop3.quit()
        self.imap().quit()
        self.pass_time()
        self.fetch()
        self.assertEqual(self.subjects(), ['one'])

    def test_cut(self):
        """a download without QUIT does not count, and neither one after RSET
        """
        self.deliver('one')
        pop3 = self.pop3()
        pop3.retr(1)
        pop3.cut()
        pop3 = self.pop3()
        pop3.retr(1)
        pop3.command('RSET')
        pop3.quit()
        self.pass_time()
        self.fetch()
        self.assertEqual(self.subjects(), ['one'])

    def test_only_quit_deletes(self):
        """a session that is cut deletes nothing that is due"""
        self.deliver('one')
        self.fetch(1)
        self.pass_time()
        pop3 = self.pop3()
        pop3.command('NOOP')
        pop3.cut()
        pop3 = self.pop3()
        self.assertRegex(pop3.command('STAT'), r'^\+OK 1 ')
        pop3.quit()
        self.assertEqual(self.subjects(), [])

    def test_kept(self):
        """what has to be kept stays, and is no error"""
        self.deliver('invoice')
        self.deliver('one')
        self.fetch(1, 2)
        self.pass_time()
        self.assertEqual(self.fetch(), '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), ['invoice'])

    def test_classes(self):
        """each message by its class"""
        for subject in ('now', 'one', 'slow', 'never'):
            self.deliver(subject)
        self.fetch(1, 2, 3, 4)
        self.assertEqual(self.subjects(), ['one', 'slow', 'never'])
        self.pass_time()
        self.fetch()
        self.assertEqual(self.subjects(), ['slow', 'never'])

    def test_new_policy(self):
        """the policy in force at the end of the later session decides"""
        self.deliver('slow')
        self.deliver('one')
        self.fetch(1, 2)
        self.lab.reload_policy(self.policy.replace(
            SOON, 'after_download = keep').replace('7d', '1s'))
        self.addCleanup(self.lab.reload_policy, self.policy)
        self.pass_time()
        self.fetch()
        self.assertEqual(self.subjects(), ['one'])

    def test_not_told(self):
        """a message of which a new policy cannot tell at first"""
        self.deliver('slow')
        self.fetch(1)
        self.lab.reload_policy(self.policy.replace('7d', '1s'))
        self.addCleanup(self.lab.reload_policy, self.policy)
        self.pass_time()
        self.wait_sessions()
        path, = glob.glob(self.lab.path('mail', self.user, 'Maildir', 'cur',
                                        '*'))
        mark = len(self.log('dovecot'))
        os.unlink(self.lab.path('mail', self.user, 'Maildir',
                                'dovecot.index.cache'))
        os.chmod(path, 0)
        self.fetch()
        self.wait_log('dovecot', 'Permission denied', mark)
        os.chmod(path, 0o600)
        self.fetch()
        self.assertEqual(self.subjects(), [])

    def test_restart(self):
        """it is remembered over a restart"""
        self.deliver('one')
        self.fetch(1)
        self.lab.dovecot.stop()
        self.lab.dovecot.start()
        self.pass_time()
        self.fetch()
        self.assertEqual(self.subjects(), [])

    def test_two_sessions(self):
        """downloads of two sessions at a time count both"""
        self.deliver('one')
        self.deliver('two')
        first, second = self.pop3(), self.pop3()
        first.retr(1)
        second.retr(2)
        first.quit()
        second.quit()
        self.pass_time()
        self.fetch()
        self.assertEqual(self.subjects(), [])

    def test_first_of_two_sessions(self):
        """the first download counts, though another session began before"""
        self.deliver('one')
        first, second = self.pop3(), self.pop3()
        second.retr(1)
        first.retr(1)
        first.quit()
        self.pass_time()
        self.assertEqual(second.quit(), '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), [])

    def test_index_lost(self):
        """without the index nothing was downloaded, so it goes later"""
        self.deliver('one')
        self.fetch(1)
        for path in glob.glob(self.lab.path('mail', self.user, 'Maildir',
                                            'dovecot.index*')):
            os.unlink(path)
        self.pass_time()
        self.fetch()
        self.assertEqual(self.subjects(), ['one'])
        self.fetch(1)
        self.pass_time()
        self.fetch()
        self.assertEqual(self.subjects(), [])

    def test_client_deletes(self):
        """a client that deletes what is due itself"""
        self.deliver('one')
        self.fetch(1)
        self.pass_time()
        pop3 = self.pop3()
        self.assertRegex(pop3.command('DELE 1'), r'^\+OK')
        self.assertEqual(pop3.quit(), '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), [])


class Quit(DownloadCase):
    """What QUIT looks at."""
    # What it must not look at cannot be read, and in the log if it is.
    unreadable = 'Permission denied'

    def hide(self, *subjects):
        """Forget what the cache knows; messages that cannot be read."""
        for path in glob.glob(self.lab.path('mail', self.user, 'Maildir',
                                            'dovecot.index.cache')):
            os.unlink(path)
        for path in glob.glob(self.lab.path('mail', self.user, 'Maildir',
                                            'cur', '*')):
            with open(path, encoding='utf-8') as handle:
                text = handle.read()
            if any('Subject: ' + subject in text for subject in subjects):
                os.chmod(path, 0)

    def quit(self, *numbers):
        """A session; what the log has of messages that cannot be read."""
        self.wait_sessions()
        mark = len(self.log('dovecot'))
        pop3 = self.pop3()
        pop3.command('STAT')
        pid, = self.lab.dovecot.sessions()
        for number in numbers:
            self.assertIsNotNone(pop3.retr(number))
        self.assertRegex(pop3.quit(), r'^\+OK')
        said = re.compile(r'<%d><.*?>: ((?:.|\n)*)Disconnected: ' % pid)
        self.wait_until(lambda: said.search(self.log('dovecot'), mark),
                        'the end of the session')
        return self.unreadable in said.search(self.log('dovecot'), mark)[1]

    def test_not_due(self):
        """what was downloaded and is not due is not looked at"""
        for subject in ('slow', 'never', 'one invoice', 'one', 'letter'):
            self.deliver(subject)
        self.fetch(1, 2, 3, 4)
        self.pass_time()
        self.fetch()
        self.assertEqual(self.subjects(), ['slow', 'never', 'one invoice',
                                           'letter'])
        self.hide('slow', 'never', 'one invoice', 'letter')
        self.assertFalse(self.quit())
        self.assertFalse(self.quit())
        # With a new policy it is looked at.
        self.lab.reload_policy(self.policy.replace('7d', '8d'))
        self.addCleanup(self.lab.reload_policy, self.policy)
        self.assertTrue(self.quit())

    def test_nothing_downloaded(self):
        """a session looks at no message by itself"""
        self.deliver('slow')
        self.deliver('one')
        self.quit()
        self.hide('slow', 'one')
        self.assertFalse(self.quit())


class Observed(DownloadCase):
    options = {'milter': 'none', 'plugin_settings': {'tenure_mode': 'observe'}}

    def test_observe(self):
        """nothing is deleted and nothing remembered, and it is logged what
        would be deleted"""
        self.deliver('one')
        self.deliver('now')
        self.assertEqual(self.fetch(1, 2), '+OK Logging out.')
        self.wait_log('dovecot', 'would delete message 2, which was '
                      'downloaded')
        self.pass_time()
        self.assertEqual(self.fetch(), '+OK Logging out.')
        self.assertEqual(self.subjects(), ['one', 'now'])
        self.assertNotIn('would delete message 1', self.log('dovecot'))
        path = self.lab.path('mail', self.user, 'Maildir')
        self.assertNotIn('tenure-download', self.lab.dovecot.doveadm(
            'dump', '-t', 'index', path))


if __name__ == '__main__':
    tap.main()
