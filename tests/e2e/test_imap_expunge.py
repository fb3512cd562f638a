#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""IMAP: expunging leaves what is kept; filing it into folders works."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

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


class Expunge(LabCase):
    policy = POLICY

    def uid(self, imap, subject):
        found = imap.uids('SUBJECT "%s"' % subject)
        self.assertEqual(len(found), 1, imap.lines[-4:])
        return found[0]

    def delete(self, imap, *subjects):
        """Flag and expunge by UID; the UIDs."""
        uids = ','.join(str(self.uid(imap, s)) for s in subjects)
        self.flag_deleted(imap, 'uid', uids)
        return imap.command('UID EXPUNGE ' + uids)

    def test_uid_expunge(self):
        """UID EXPUNGE removes the letter and leaves the invoice"""
        kept, free = self.send('invoice A'), self.send('letter A')
        self.assertEqual(self.explain(kept)['on_delete'], 'deny')
        self.assertEqual(self.explain(free)['on_delete'], 'allow')
        imap = self.imap()
        untagged, _ = self.delete(imap, 'invoice A', 'letter A')
        self.assertEqual(
            sum(line.endswith(' EXPUNGE') for line in untagged), 1, untagged)
        self.assert_stored('invoice A')
        self.assert_gone('letter A')
        # The client still sees it.
        self.assertIn('invoice A', imap.fetch(self.uid(imap, 'invoice A')))

    def test_expunge_and_close(self):
        """EXPUNGE and CLOSE do the same"""
        for verb in ('EXPUNGE', 'CLOSE'):
            with self.subTest(verb=verb):
                self.send('invoice ' + verb)
                self.send('letter ' + verb)
                imap = self.imap()
                for subject in ('invoice ' + verb, 'letter ' + verb):
                    self.flag_deleted(imap, 'uid', str(self.uid(imap,
                                                                subject)))
                imap.command(verb)
                self.assert_stored('invoice ' + verb)
                self.assert_gone('letter ' + verb)

    def test_move(self):
        """MOVE files the invoice; emptying that folder leaves it there"""
        self.send('invoice B')
        self.send('letter B')
        imap = self.imap()
        imap.command('CREATE Paper')
        for subject in ('invoice B', 'letter B'):
            _, answer = imap.command('UID MOVE %d Paper'
                                     % self.uid(imap, subject))
            self.assertRegex(answer, r'^OK')
            self.assert_gone(subject)
        moved = self.stored('invoice B', folder='Paper')
        # The seal went with it.
        said = self.explain(moved)
        self.assertEqual((said['seal'], said['on_delete']),
                         ('sealed', 'deny'))
        imap.command('SELECT Paper')
        self.flag_deleted(imap)
        imap.command('EXPUNGE')
        self.assert_stored('invoice B', folder='Paper')
        self.assert_gone('letter B', folder='Paper')

    def test_trash(self):
        """the same through Trash, as most clients delete"""
        self.send('invoice H')
        imap = self.imap()
        imap.command('UID MOVE %d Trash' % self.uid(imap, 'invoice H'))
        self.assert_gone('invoice H')
        imap.command('SELECT Trash')
        self.flag_deleted(imap)
        imap.command('EXPUNGE')
        self.assert_stored('invoice H', folder='Trash')

    def test_copy_then_expunge(self):
        """COPY and EXPUNGE, for clients without MOVE, leaves both"""
        self.send('invoice D')
        imap = self.imap()
        imap.command('CREATE Copies')
        imap.command('UID COPY %d Copies' % self.uid(imap, 'invoice D'))
        self.delete(imap, 'invoice D')
        self.assert_stored('invoice D')
        self.assert_stored('invoice D', folder='Copies')

    def test_delete_folder(self):
        """a folder with kept mail cannot be deleted, and loses nothing"""
        self.send('invoice E')
        self.send('letter E')
        imap = self.imap()
        imap.command('CREATE Old')
        for subject in ('invoice E', 'letter E'):
            imap.command('UID MOVE %d Old' % self.uid(imap, subject))
        _, answer = imap.command('DELETE Old')
        self.assertRegex(answer, r'^NO')
        self.assert_stored('invoice E', folder='Old')
        self.assert_stored('letter E', folder='Old')

    def test_delete_free_folder(self):
        """a folder without kept mail can be deleted"""
        self.send('letter F')
        imap = self.imap()
        imap.command('CREATE Free')
        imap.command('UID MOVE %d Free' % self.uid(imap, 'letter F'))
        _, answer = imap.command('DELETE Free')
        self.assertRegex(answer, r'^OK')

    def test_doveadm(self):
        """doveadm expunge is no way round"""
        self.send('invoice G')
        self.send('letter G')
        for subject in ('invoice G', 'letter G'):
            self.lab.dovecot.try_doveadm(
                'expunge', '-u', self.user, 'mailbox', 'INBOX', 'subject',
                subject)
        self.assert_stored('invoice G')
        self.assert_gone('letter G')


if __name__ == '__main__':
    tap.main()
