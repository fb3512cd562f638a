#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""DELE tells the truth: -ERR for what is kept, +OK for what goes at QUIT."""
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


class Delete(LabCase):
    policy = POLICY

    def test_dele(self):
        """DELE of the invoice is refused, of the other done at QUIT"""
        kept, free = self.send('invoice A'), self.send('letter A')
        self.assertEqual(self.explain(kept)['on_delete'], 'deny')
        self.assertEqual(self.explain(free)['on_delete'], 'allow')
        pop3 = self.pop3()
        invoice, letter = pop3.find('invoice A'), pop3.find('letter A')
        self.assertRegex(pop3.command('DELE %d' % invoice),
                         r'^-ERR \[SYS/PERM\] ')
        self.assertRegex(pop3.command('DELE %d' % letter), r'^\+OK')
        # Until QUIT nothing is gone.
        self.assert_stored('letter A')
        self.assertRegex(pop3.quit(), r'^\+OK')
        self.assert_stored('invoice A')
        self.assert_gone('letter A')

    def test_says_until_when(self):
        """the refusal names the day until which the message is kept"""
        until = self.explain(self.send('invoice B'))['keep_until']
        pop3 = self.pop3()
        answer = pop3.command('DELE %d' % pop3.find('invoice B'))
        self.assertIn(until[:10], answer)

    def test_other_tls(self):
        """the same over TLS"""
        self.send('invoice C')
        self.send('letter C')
        pop3 = self.pop3(tls=True)
        self.assertRegex(
            pop3.command('DELE %d' % pop3.find('invoice C')), r'^-ERR')
        self.assertRegex(
            pop3.command('DELE %d' % pop3.find('letter C')), r'^\+OK')
        pop3.quit()
        self.assert_stored('invoice C')
        self.assert_gone('letter C')

    def test_cut(self):
        """a cut connection deletes nothing"""
        self.send('letter D')
        pop3 = self.pop3()
        self.assertRegex(
            pop3.command('DELE %d' % pop3.find('letter D')), r'^\+OK')
        pop3.cut()
        self.pop3().quit()
        self.assert_stored('letter D')

    def test_rset(self):
        """RSET takes the marks back"""
        self.send('letter E')
        pop3 = self.pop3()
        pop3.command('DELE %d' % pop3.find('letter E'))
        self.assertRegex(pop3.command('RSET'), r'^\+OK')
        pop3.quit()
        self.assert_stored('letter E')

    def test_expired_keep(self):
        """after keep-until it is an ordinary message (explain --at)"""
        path = self.send('invoice F')
        said = self.explain(path, None, '--at', '2090-01-01')
        self.assertEqual(said['on_delete'], 'allow')
        self.assertIsNone(said['keep_until'])

    def test_unsealed(self):
        """mail that the user put there himself is kept by its class too"""
        imap = self.imap()
        imap.append('INBOX', mail.message('invoice appended'))
        imap.append('INBOX', mail.message('letter appended'))
        path = self.stored('invoice appended')
        self.assertEqual(self.explain(path)['seal'], 'unsealed')
        pop3 = self.pop3()
        self.assertRegex(
            pop3.command('DELE %d' % pop3.find('invoice appended')),
            r'^-ERR \[SYS/PERM\]')
        self.assertRegex(
            pop3.command('DELE %d' % pop3.find('letter appended')), r'^\+OK')
        pop3.quit()
        self.assert_stored('invoice appended')
        self.assert_gone('letter appended')


if __name__ == '__main__':
    tap.main()
