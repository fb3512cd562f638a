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

    def test_written_otherwise(self):
        """... in whatever way the client writes its address that Postfix
        delivers to it"""
        with self.smtp() as smtp:
            for address in (
                    'closed@example.org.', 'Closed@EXAMPLE.org',
                    '@relay.example:closed@example.org', '"closed"@example.org',
                    'closed(x)@example.org', ' closed@example.org',
                    'closed@example.org ', 'closed @example.org',
                    'c\\losed@example.org', 'x <closed@example.org>',
                    '"closed@example.org"', 'closed@"example.org"',
                    'closed%example.org', 'example.org!closed'):
                with self.subTest(address):
                    smtp.command('MAIL FROM:<%s>' % self.sender)
                    self.assertEqual(
                        smtp.command('RCPT TO:<%s>' % address),
                        (550, '5.7.1 This mailbox takes no mail'))
                    smtp.command('RSET')

    def test_discarded_otherwise(self):
        """... also where the others get it"""
        for number, address in enumerate((
                'ann@example.org.', '@relay.example:ann@example.org',
                'x <ann@example.org>', 'ann%example.org')):
            subject = 'written otherwise %d' % number
            self.send(subject, ['eve@example.net', address],
                      header=['X-Noise: YES'])
            self.assert_gone(subject, 'ann@example.org')

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


DEMANDS = """
tenure_version = 1
plan open { keep = 0 }
plan tls { smtp { require_tls = yes } }
plan auth { smtp { require_auth = yes } }
plan small { smtp { max_size = 10k } }
plan drop { smtp { accept = discard  mixed = defer_others } }
user tls@example.org { plan = tls }
user auth@example.org { plan = auth }
user small@example.org { plan = small }
user drop@example.org { plan = drop }
unknown = open
"""


class Demands(LabCase):
    policy = DEMANDS
    options = {'users': ['joe@example.org', 'ann@example.org',
                         'tls@example.org', 'auth@example.org', 'small@example.org',
                         'drop@example.org']}

    def rcpt(self, smtp, *users, size=None):
        """The answers to RCPT, after MAIL."""
        smtp.command('RSET')
        smtp.command('MAIL FROM:<%s>%s' % (
            self.sender, '' if size is None else ' SIZE=%d' % size))
        return [smtp.command('RCPT TO:<%s@example.org>' % user)
                for user in users]

    def test_tls(self):
        """require_tls: without TLS the recipient is refused, by name"""
        with self.smtp() as smtp:
            self.assertEqual(
                [code for code, _ in self.rcpt(smtp, 'joe', 'tls')],
                [250, 550])
            self.assertEqual(self.rcpt(smtp, 'tls'),
                             [(550, '5.7.10 Encryption is required')])
            smtp.start_tls()
            self.assertEqual(self.rcpt(smtp, 'tls')[0][0], 250)

    def test_auth(self):
        """require_auth: without a login the recipient is refused, by name"""
        with self.smtp() as smtp:
            smtp.start_tls()
            self.assertEqual(self.rcpt(smtp, 'auth'),
                             [(550, '5.7.0 Authentication is required')])
            smtp.command('RSET')
            self.assertEqual(smtp.login(self.user, self.lab.password)[0], 235)
            self.assertEqual(self.rcpt(smtp, 'auth')[0][0], 250)

    def test_declared_size(self):
        """max_size: what declares to be too large is refused at RCPT"""
        with self.smtp() as smtp:
            self.assertEqual(self.rcpt(smtp, 'small', size=10241),
                             [(552, '5.3.4 Message is too large')])
            self.assertEqual(self.rcpt(smtp, 'small', size=10240)[0][0], 250)
            self.assertEqual(self.rcpt(smtp, 'joe', size=10241)[0][0], 250)

    def test_size(self):
        """max_size: what is too large is refused at its end"""
        for subject, lines, answer in (
                ('too large', 200, (552, '5.3.4 Message is too large')),
                ('small enough', 100, None)):
            text = mail.message(subject, body=('x' * 62 + '\n') * lines)
            _, end = self.submit(text, ['small@example.org'])
            self.assertEqual(end if answer else end[0], answer or 250)

    def test_mixed(self):
        """mixed = defer_others: who is dropped is sent to alone"""
        with self.smtp() as smtp:
            answers = self.rcpt(smtp, 'joe', 'drop', 'ann')
            self.assertEqual([code for code, _ in answers], [250, 450, 250])
            self.assertEqual(answers[1][1],
                             "4.7.1 Send this recipient's copy separately")
            answers = self.rcpt(smtp, 'drop', 'joe')
            self.assertEqual([code for code, _ in answers], [250, 450])
            self.assertEqual(self.rcpt(smtp, 'drop')[0][0], 250)
        self.assertEqual(self.submit(mail.message('dropped'),
                                     ['drop@example.org'])[1][0], 250)
        self.lab.postfix.wait_empty()
        self.assert_gone('dropped', 'drop@example.org')


if __name__ == '__main__':
    tap.main()
