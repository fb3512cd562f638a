#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the policy does not take in, and what the client is told."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib import mail, tap  # noqa: E402
from lib.case import LabCase  # noqa: E402

POLICY = """
tenure_version = 1
class virus { match { header X-Virus-Flag = YES } }
class late { match { header X-Late = YES } }
class odd { match { header X-Odd = YES } }
class noise { match { header X-Noise = YES } }
class big { match { size > 20k } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class virus { smtp { accept = reject "5.7.1 This house takes no viruses" } }
  class late { smtp { accept = defer "4.7.1 Please come again later" } }
  class odd { smtp { accept = quarantine } }
  class noise { smtp { accept = discard } }
  class big { smtp { accept = reject "5.3.4 Too much for this house" } }
}
plan closed {
  keep = 0
  expire = never
  on_delete = allow
  smtp { accept = reject "5.7.1 This mailbox takes no mail" }
}
plan open { keep = 0  expire = never  on_delete = allow }
tenant example.org { plan = staff }
user closed@example.org { plan = closed }
unknown = open
"""


class Refusal(LabCase):
    policy = POLICY
    options = {'users': ['joe@example.org', 'ann@example.org',
                         'closed@example.org', 'eve@example.net']}

    def refused(self, subject, header=(), body='Hello\n'):
        """Send a message that is not taken; the answer and what explain
        says of the same message."""
        text = mail.message(subject, header=header, body=body)
        _, end = self.submit(text)
        path = self.lab.path('var', 'refused.eml')
        with open(path, 'w', encoding='utf-8') as handle:
            handle.write(text)
        return end, self.explain(path)['smtp']

    def assert_answer(self, end, smtp, action, answer):
        self.assertEqual('%d %s' % end, answer)
        self.assertEqual(smtp['action'], action)
        self.assertEqual(smtp['reply'], answer)

    def test_reject(self):
        """reject: the client reads the text of the policy, with a 5xx"""
        end, smtp = self.refused('a virus', ['X-Virus-Flag: YES'])
        self.assert_answer(end, smtp, 'reject',
                           '550 5.7.1 This house takes no viruses')
        self.assert_gone('a virus')

    def test_reject_by_size(self):
        """reject: by size"""
        end, smtp = self.refused('much', body=('y' * 70 + '\n') * 400)
        self.assert_answer(end, smtp, 'reject',
                           '550 5.3.4 Too much for this house')

    def test_defer(self):
        """defer: a 4xx with the text of the policy"""
        end, smtp = self.refused('later', ['X-Late: YES'])
        self.assert_answer(end, smtp, 'defer',
                           '451 4.7.1 Please come again later')
        self.assert_gone('later')

    def test_discard(self):
        """discard: accepted and gone"""
        end, smtp = self.refused('noise', ['X-Noise: YES'])
        self.assertEqual(end[0], 250)
        self.assertEqual(smtp['action'], 'discard')
        self.lab.postfix.wait_empty()
        self.assert_gone('noise')

    def test_quarantine(self):
        """quarantine: accepted, and held in Postfix's queue"""
        end, smtp = self.refused('odd', ['X-Odd: YES'])
        self.assertEqual(end[0], 250)
        self.assertEqual(smtp['action'], 'quarantine')
        held = os.listdir(self.lab.path('spool', 'hold'))
        self.assertEqual(len(held), 1)
        self.assert_gone('odd')
        self.lab.postfix.delete(held[0])

    def test_two_classes(self):
        """the strictest action of two classes wins"""
        end, smtp = self.refused('two', ['X-Late: YES', 'X-Virus-Flag: YES'])
        self.assert_answer(end, smtp, 'reject',
                           '550 5.7.1 This house takes no viruses')

    def test_recipient(self):
        """a mailbox whose plan takes nothing is refused by name; the others
        get the message"""
        rcpts, end = self.submit(mail.message('by name'),
                                 ['closed@example.org', self.user])
        self.assertEqual(rcpts[0], (550, '5.7.1 This mailbox takes no mail'))
        self.assertEqual(rcpts[1][0], 250)
        self.assertEqual(end[0], 250)
        self.lab.postfix.wait_empty()
        self.assert_stored('by name')
        self.assert_gone('by name', 'closed@example.org')

    def test_mixed(self):
        """smtp.mixed = strictest: one recipient's refusal refuses for all"""
        _, end = self.submit(
            mail.message('mixed', header=['X-Virus-Flag: YES']),
            ['eve@example.net', self.user])
        self.assertEqual(end[0], 550)
        self.assert_gone('mixed')
        self.assert_gone('mixed', 'eve@example.net')

    def test_other_tenant(self):
        """another tenant's plan decides for its own mailboxes"""
        self.send('not ours', ['eve@example.net'],
                  header=['X-Virus-Flag: YES'])


if __name__ == '__main__':
    tap.main()
