#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Concealed mail: out of the user's sight, but kept."""
from concealing import ALL, CONCEALED, LEFT, ConcealCase
from lib import tap


class Deletes(ConcealCase):
    def test_pop3(self):
        """POP3 DELE and QUIT"""
        for _ in self.each():
            pop3 = self.pop3()
            for number in (1, 2, 3):
                self.assertRegex(pop3.command('DELE %d' % number), r'^\+OK')
            self.assertRegex(pop3.command('DELE 5'), r'^-ERR \[SYS/PERM\]')
            self.assertRegex(pop3.quit(), r'^\+OK')
            self.assertEqual(self.subjects(), ['invoice 4', 'contract 5'])
            self.assertEqual(self.concealed(), ['invoice 1', 'letter 2'])

    def test_imap(self):
        """IMAP EXPUNGE, UID EXPUNGE and CLOSE"""
        for verb in ('EXPUNGE', 'UID EXPUNGE 1:*', 'CLOSE'):
            for _ in self.each():
                imap = self.imap()
                self.delete_all(imap)
                untagged, answer = imap.command(verb)
                self.assertRegex(answer, '^OK')
                if verb != 'CLOSE':
                    self.assertEqual(len([line for line in untagged if
                                          line.endswith(' EXPUNGE')]), 4)
                self.assertEqual(self.subjects(), LEFT)
                self.assertEqual(self.concealed(), CONCEALED)


if __name__ == '__main__':
    tap.main()
