#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""after_download = delete: what was really downloaded goes at QUIT."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib import mail, tap  # noqa: E402
from lib.case import LabCase  # noqa: E402

POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
plan letterbox {
  keep = 0
  expire = 30d
  on_delete = allow
  pop3 { after_download = delete }
  class invoice { keep = 10y  on_delete = deny }
}
unknown = letterbox
"""


class AfterDownload(LabCase):
    policy = POLICY

    def test_quit(self):
        """RETR and QUIT: gone; what was not fetched stays"""
        self.assertEqual(
            self.explain(self.send('fetched'))['after_download'], 'delete')
        self.send('left')
        pop3 = self.pop3()
        self.assertIn('fetched', pop3.retr(pop3.find('fetched')))
        self.assertRegex(pop3.quit(), r'^\+OK')
        self.assert_gone('fetched')
        self.assert_stored('left')

    def test_cut(self):
        """RETR and a cut line: still there, and fetched again next time"""
        self.send('cut')
        pop3 = self.pop3()
        self.assertIsNotNone(pop3.retr(pop3.find('Subject: cut')))
        pop3.cut()
        pop3 = self.pop3()
        number = pop3.find('Subject: cut')
        self.assertIsNotNone(number)
        self.assertIsNotNone(pop3.retr(number))
        pop3.quit()
        self.assert_gone('cut')

    def test_cut_in_the_message(self):
        """cut in the middle of a message: still there"""
        self.send('large', body=('x' * 70 + '\n') * 60000)
        pop3 = self.pop3(rcvbuf=8192)
        pop3.send('RETR %d' % pop3.find('Subject: large'))
        self.assertRegex(pop3.read_line(), r'^\+OK')
        pop3.file.read(50000)
        pop3.cut()
        self.pop3().quit()
        self.assert_stored('large')

    def test_tls(self):
        """over TLS: RETR, an answer read, QUIT: gone"""
        self.send('tls')
        pop3 = self.pop3(tls=True)
        self.assertIsNotNone(pop3.retr(pop3.find('Subject: tls')))
        self.assertRegex(pop3.quit(), r'^\+OK')
        self.assert_gone('tls')

    def test_kept(self):
        """a kept message stays after its download, and QUIT is +OK"""
        said = self.explain(self.send('invoice kept'))
        self.assertEqual(said['after_download'], 'delete')
        self.assertEqual(said['on_delete'], 'deny')
        self.send('free')
        pop3 = self.pop3()
        self.assertIsNotNone(pop3.retr(pop3.find('invoice kept')))
        self.assertIsNotNone(pop3.retr(pop3.find('Subject: free')))
        # Nobody asked for the invoice to go.
        self.assertRegex(pop3.quit(), r'^\+OK')
        self.assert_stored('invoice kept')
        self.assert_gone('free')

    def test_rset(self):
        """RSET clears what was downloaded before"""
        self.send('reset')
        pop3 = self.pop3()
        self.assertIsNotNone(pop3.retr(pop3.find('Subject: reset')))
        pop3.command('RSET')
        pop3.quit()
        self.assert_stored('reset')

    def test_top(self):
        """TOP is no download"""
        self.send('top')
        pop3 = self.pop3()
        self.assertIsNotNone(
            pop3.lines_of('TOP %d 1000' % pop3.find('Subject: top')))
        pop3.quit()
        self.assert_stored('top')

    def test_announced(self):
        """CAPA announces EXPIRE 0"""
        self.assertIn('EXPIRE 0', self.pop3().lines_of('CAPA'))


if __name__ == '__main__':
    tap.main()
