#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What several sessions delete at the same time is concealed once."""
import os

from concealing import RaceCase
from lib import tap

SUBJECTS = ['invoice %d' % number for number in range(10, 20)]
ROUNDS = 40 if os.environ.get('TENURE_NIGHTLY') else 3


class Once(RaceCase):
    def test_race(self):
        """by IMAP and POP3; and restore brings each back once"""
        for _ in range(ROUNDS):
            for user in self.each(SUBJECTS):
                self.make_concealed()
                self.race(len(SUBJECTS))
                self.assertEqual(self.subjects(), [])
                self.assertEqual(sorted(self.concealed()),
                                 SUBJECTS + ['letter 1'])
                self.doveadm('tenure', 'restore', '-u', user, 'subject',
                             'invoice')
                self.assertEqual(self.concealed(), ['letter 1'])
                self.assertEqual(sorted(self.subjects()), SUBJECTS)

    def test_late(self):
        """by a session that has not heard yet that they are gone"""
        for user in self.each(SUBJECTS):
            imap = self.imap()
            self.flag_deleted(imap)
            imap.command('NOOP')
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            imap.command('UID EXPUNGE 1:*')
            self.assertEqual(self.concealed(), SUBJECTS)

    def test_again(self):
        """but what came back is concealed again, and so are other copies of
        the same message"""
        for user in self.each(SUBJECTS[:2]):
            for count in (2, 4, 4):
                self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
                self.assertEqual(sorted(self.concealed()),
                                 sorted(SUBJECTS[:2] * (count // 2)))
                self.assertEqual(self.subjects(), [])
                self.doveadm('tenure', 'restore', '-u', user, 'all')
                if count == 2:
                    self.doveadm('copy', '-u', user, 'INBOX', 'mailbox',
                                 'INBOX', 'all')
                self.assertEqual(len(self.subjects()), 4)

    def test_number_again(self):
        """and another message that has the numbers of one that is concealed,
        in a folder that was made again"""
        for user in self.each([]):
            for subject in SUBJECTS[:2]:
                self.doveadm('mailbox', 'create', '-u', user, 'Paper')
                self.doveadm('mailbox', 'update', '--uid-validity', '1234',
                             '-u', user, 'Paper')
                self.deliver(subject, size=int(subject[-1]) * 100)
                self.doveadm('move', '-u', user, 'Paper', 'mailbox', 'INBOX',
                             'all')
                self.doveadm('expunge', '-u', user, 'mailbox', 'Paper', 'all')
                self.doveadm('mailbox', 'delete', '-u', user, 'Paper')
            self.assertEqual(self.concealed('Paper'), SUBJECTS[:2])


if __name__ == '__main__':
    tap.main()
