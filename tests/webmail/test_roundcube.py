#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A user in front of Roundcube deletes mail that is kept: what the page says,
and what is in the store. TENURE_SCREENSHOTS is a folder for pictures."""
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'pop3-plugin'))

from browser import PROGRAM, Browser  # noqa: E402
from door import DoorCase, POLICY  # noqa: E402
from lib import mail, tap  # noqa: E402
from reader import Reader  # noqa: E402
from webmail import Webmail  # noqa: E402

DELETED = 'Message(s) deleted successfully.'
MOVED = 'Message(s) moved to Trash successfully.'
EMPTIED = 'Folder successfully emptied.'

RETAINED = r'^error: Server Error: UID STORE: Message is retained until %s\b'


class Roundcube(DoorCase):
    policy = POLICY + """
plan discreet {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 10y  on_delete = conceal }
}
user ann@example.org { plan = discreet }
"""

    @classmethod
    def setUpClass(cls):
        missing = Webmail.missing() or \
            (None if os.path.exists(PROGRAM) else 'Chromium')
        if missing:
            tap.skip_all('there is no ' + missing)
        super().setUpClass()
        cls.webmail = Webmail(cls.lab)
        cls.addClassCleanup(cls.webmail.stop)
        cls.webmail.start()
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        super().setUp()
        self.webmail.configure()
        self.addCleanup(self.picture)

    def picture(self, name=''):
        """Of the page, if anybody wants to see it."""
        folder = os.environ.get('TENURE_SCREENSHOTS')
        if folder:
            self.browser.screenshot(os.path.join(
                folder, self._testMethodName + name + '.png'))

    def visit(self, *subjects, user=None, trash=(), listed=None):
        """Deliver, move into Trash what belongs there, and log in."""
        user = user or self.user
        for subject in subjects + trash:
            self.deliver(subject, user=user)
        for subject in trash:
            self.doveadm('move', '-u', user, 'Trash', 'mailbox', 'INBOX',
                         'subject', subject)
        reader = Reader(self.browser, self.webmail.url)
        reader.login(user, self.lab.password)
        reader.wait_subjects(*(listed or subjects))
        return reader

    def day(self, subject, folder='INBOX', user=None):
        """Until which day a message is kept, by `tenure explain`."""
        user = user or self.user
        path, = mail.find_stored(self.lab, user, subject,
                                 '' if folder == 'INBOX' else folder)
        return self.explain(path, user)['keep_until'][:10]

    def flags(self, folder='INBOX', user=None):
        """{subject: flags} in the store."""
        _, text, _ = self.doveadm('-f', 'tab', 'fetch', '-u',
                                  user or self.user, 'hdr.subject flags',
                                  'mailbox', folder, 'all')
        return dict(line.split('\t') for line in text.split('\n')[1:-1])

    def test_trash(self):
        """through Trash: moved there, and there it is retained, which the
        page says with the day; what is free goes"""
        reader = self.visit('invoice 1', 'letter 2')
        for number, subject in enumerate(('invoice 1', 'letter 2')):
            self.assertEqual(reader.delete(subject), MOVED)
            reader.wait_subjects(*('invoice 1', 'letter 2')[number + 1:])
        self.assertEqual(self.subjects(folder='Trash'),
                         ['invoice 1', 'letter 2'])
        reader.open_folder('Trash', 'invoice 1', 'letter 2')
        self.assertRegex(reader.delete('invoice 1'),
                         RETAINED % self.day('invoice 1', 'Trash'))
        self.picture('-refused')
        self.assertEqual(reader.subjects(), ['invoice 1', 'letter 2'])
        self.assertNotIn('Deleted', self.flags('Trash')['invoice 1'])
        self.assertEqual(reader.delete('letter 2'), DELETED)
        reader.wait_subjects('invoice 1')
        self.assertEqual(self.subjects(folder='Trash'), ['invoice 1'])

    def test_empty_trash(self):
        """to empty Trash: the page does not say that it did; the rest can be
        removed"""
        reader = self.visit(trash=('invoice 1', 'letter 2', 'invoice 3'))
        reader.open_folder('Trash', 'invoice 1', 'letter 2', 'invoice 3')
        self.assertRegex(
            reader.empty(), '^error: Server Error: UID STORE: 2 messages are '
            r'retained, the first until \d{4}-\d\d-\d\d\b')
        self.assertEqual(self.subjects(folder='Trash'),
                         ['invoice 1', 'letter 2', 'invoice 3'])
        self.assertEqual(
            [subject for subject, flags in self.flags('Trash').items()
             if 'Deleted' in flags], ['letter 2'])
        reader.compact()
        reader.wait_subjects('invoice 1', 'invoice 3')
        self.assertEqual(self.subjects(folder='Trash'),
                         ['invoice 1', 'invoice 3'])

    def test_empty_free(self):
        """nothing is said of what is free"""
        reader = self.visit(trash=('letter 1', 'letter 2'))
        reader.open_folder('Trash', 'letter 1', 'letter 2')
        self.assertEqual(reader.empty(), EMPTIED)
        self.assertEqual(self.subjects(folder='Trash'), [])

    def test_no_trash(self):
        """where there is no Trash, in INBOX itself"""
        self.webmail.configure(trash_mbox="''",
                               lock_special_folders='true')
        reader = self.visit('invoice 1', 'letter 2')
        self.assertRegex(reader.delete('invoice 1'),
                         RETAINED % self.day('invoice 1'))
        self.assertEqual(reader.subjects(), ['invoice 1', 'letter 2'])
        self.assertEqual(reader.delete('letter 2'), DELETED)
        reader.wait_subjects('invoice 1')
        self.assertEqual(self.subjects(), ['invoice 1'])

    def test_flag_for_deletion(self):
        """where it only marks: what is retained is not marked"""
        self.webmail.configure(flag_for_deletion='true')
        reader = self.visit('invoice 1', 'letter 2')
        self.assertRegex(reader.delete('invoice 1'),
                         RETAINED % self.day('invoice 1'))
        reader.delete('letter 2')
        self.assertEqual(reader.subjects(), ['invoice 1', '(letter 2)'])
        reader.compact()
        reader.wait_subjects('invoice 1')
        self.assertEqual(self.subjects(), ['invoice 1'])

    def test_after_keep_until(self):
        """what came eleven years ago and was kept for ten goes"""
        self.deliver('invoice 1', when=int(time.time()) - 11 * 366 * 86400)
        reader = self.visit(listed=('invoice 1',))
        self.assertEqual(reader.delete('invoice 1'), MOVED)
        reader.open_folder('Trash', 'invoice 1')
        self.assertEqual(reader.delete('invoice 1'), DELETED)
        self.assertEqual(self.subjects(folder='Trash'), [])

    def test_conceal(self):
        """on_delete = conceal: it is gone for the user, and there for who
        may see it; after keep-until it can be destroyed"""
        user = 'ann@example.org'
        reader = self.visit('invoice 1', 'letter 2', user=user)
        begun = time.time()
        self.assertEqual(reader.delete('invoice 1'), MOVED)
        reader.open_folder('Trash', 'invoice 1')
        self.assertEqual(reader.delete('invoice 1'), DELETED)
        self.assertEqual(reader.subjects(), [])
        self.assertEqual([name for name in reader.folders()
                          if 'tenure' in name.lower()], [])
        self.assertEqual(self.subjects(user, 'Trash'), [])
        hidden = '.tenure/Trash'
        self.assertEqual(self.subjects(user, hidden), ['invoice 1'])
        purge = ('tenure', 'purge', '-u', user, 'mailbox', hidden, 'all')
        code, _, _ = self.doveadm(*purge, check=False)
        self.assertNotEqual(code, 0)
        self.assertEqual(self.subjects(user, hidden), ['invoice 1'])
        self.addCleanup(self.lab.reload_policy, self.policy)
        self.lab.reload_policy(self.policy.replace(
            'keep = 10y  on_delete = conceal', 'keep = 1s'))
        self.wait_until(lambda: time.time() > begun + 1, 'one second')
        self.doveadm(*purge)
        self.assertEqual(self.subjects(user, hidden), [])


if __name__ == '__main__':
    tap.main()
