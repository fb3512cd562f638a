#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pop3_delete_type = flag, where POP3 hides messages from itself in place of
deleting them."""
import time

from door import DoorCase
from lib import tap

POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
class now { match { header Subject = "*now*" } }
class soon { match { header Subject = "*soon*" } }
class later { match { header Subject = "*later*" } }
class both { match { header Subject = "*both*" } }
plan default {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 10y  on_delete = deny }
  class now { pop3 { after_download = delete } }
  class soon { pop3 { after_download = 6d } }
  class later { pop3 { after_download = 7d } }
  class both { pop3 { after_download = delete  devices = 2 } }
}
unknown = default
"""
FLAG = """
protocol pop3 {
  pop3_delete_type = %s
  pop3_deleted_flag = "$POP3Deleted"
}
"""
DELETED = '+OK Logging out, messages deleted.'


class FlagCase(DoorCase):
    policy = POLICY

    def shown(self):
        """What POP3 shows, by number; LIST, STAT and UIDL agree on it."""
        pop3 = self.pop3()
        sizes = [int(line.split()[1]) for line in pop3.lines_of('LIST')]
        self.assertEqual(pop3.command('STAT'),
                         '+OK %d %d' % (len(sizes), sum(sizes)))
        self.assertEqual(sorted(pop3.uidl()), list(range(1, len(sizes) + 1)))
        numbers = pop3.numbers('Subject')
        pop3.quit()
        return sorted(numbers, key=numbers.get)

    def fill(self, *subjects):
        """Messages in the mailbox, one after the other."""
        for subject in subjects:
            self.deliver(subject)


class Flag(FlagCase):
    options = {'milter': 'none', 'dovecot_extra': FLAG % 'flag'}

    def test_dele(self):
        """DELE hides, of what is kept it is refused; all is in the mailbox"""
        self.fill('one', 'invoice', 'two')
        pop3 = self.pop3()
        self.assertRegex(pop3.command('DELE 1'), r'^\+OK')
        self.assertRegex(pop3.command('DELE 2'),
                         r'^-ERR \[SYS/PERM\] Message 2 is retained until')
        self.assertRegex(pop3.command('STAT'), r'^\+OK 2 ')
        self.assertEqual(pop3.quit(), DELETED)
        self.assertEqual(self.shown(), ['invoice', 'two'])
        self.assertEqual(self.subjects(), ['one', 'invoice', 'two'])

    def test_numbers(self):
        """with messages hidden before, the right ones are refused, hidden
        and remembered"""
        self.fill('one', 'now 1', 'invoice', 'soon', 'two', 'later', 'three')
        pop3 = self.pop3()
        for number in (1, 5):
            pop3.command('DELE %d' % number)
        self.assertEqual(pop3.quit(), DELETED)
        self.assertEqual(self.shown(),
                         ['now 1', 'invoice', 'soon', 'later', 'three'])
        pop3 = self.pop3()
        for number in range(1, 6):
            self.assertIsNotNone(pop3.retr(number))
        self.assertRegex(pop3.command('DELE 2'), r'^-ERR \[SYS/PERM\]')
        self.assertRegex(pop3.command('DELE 5'), r'^\+OK')
        self.assertEqual(pop3.quit(), DELETED)
        self.assertEqual(self.shown(), ['invoice', 'soon', 'later'])
        # What was downloaded a second ago goes now, and not before.
        time.sleep(2.1)
        self.addCleanup(self.lab.reload_policy, self.policy)
        self.lab.reload_policy(self.policy.replace('6d', '1s'))
        self.assertEqual(self.pop3().quit(), DELETED)
        self.assertEqual(self.shown(), ['invoice', 'later'])
        self.assertEqual(len(self.subjects()), 7)

    def test_cut(self):
        """a session that is cut hides nothing"""
        self.fill('one', 'now')
        pop3 = self.pop3()
        pop3.retr(2)
        pop3.command('DELE 1')
        pop3.cut()
        self.assertEqual(self.shown(), ['one', 'now'])

    def test_reset(self):
        """RSET, too"""
        self.fill('one', 'now')
        pop3 = self.pop3()
        pop3.retr(2)
        pop3.command('DELE 1')
        pop3.command('RSET')
        self.assertEqual(pop3.quit(), '+OK Logging out.')
        self.assertEqual(self.shown(), ['one', 'now'])

    def test_devices(self):
        """one device is not two"""
        self.fill('both')
        for _ in range(2):
            pop3 = self.pop3()
            pop3.retr(1)
            self.assertEqual(pop3.quit(), '+OK Logging out.')
        self.assertEqual(self.shown(), ['both'])

    def test_gate(self):
        """what is hidden and has to be kept is not expunged"""
        self.fill('one', 'two')
        pop3 = self.pop3()
        for number in (1, 2):
            pop3.command('DELE %d' % number)
        pop3.quit()
        self.assertEqual(self.shown(), [])
        self.addCleanup(self.lab.reload_policy, self.policy)
        self.lab.reload_policy(self.policy.replace('*invoice*', 'two'))
        self.doveadm('expunge', '-u', self.user, 'mailbox', 'INBOX', 'keyword',
                     '$POP3Deleted', check=False)
        self.assertEqual(self.subjects(), ['two'])


class Expunge(FlagCase):
    options = {'milter': 'none', 'dovecot_extra': FLAG % 'expunge'}

    def test_expunge(self):
        """with pop3_delete_type = expunge what shows goes, and what is hidden
        stays"""
        self.fill('one', 'two', 'invoice', 'now')
        self.doveadm('flags', 'add', '-u', self.user, '$POP3Deleted',
                     'mailbox', 'INBOX', 'header', 'subject', 'one')
        pop3 = self.pop3()
        self.assertRegex(pop3.command('DELE 2'), r'^-ERR \[SYS/PERM\]')
        self.assertRegex(pop3.command('DELE 1'), r'^\+OK')
        pop3.retr(3)
        self.assertEqual(pop3.quit(), DELETED)
        self.assertEqual(self.subjects(), ['one', 'invoice'])


if __name__ == '__main__':
    tap.main()
