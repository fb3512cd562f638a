#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each example policy between the real servers: one thing that it promises
happens at each door. What else it means, tests/examples tells."""
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.lab import TOP  # noqa: E402
from lib import mail, tap  # noqa: E402
from lib.case import LabCase  # noqa: E402

EXAMPLES = os.path.join(TOP, 'packaging', 'examples')
FREE = r'^\+OK'
KEPT = r'^-ERR \[SYS/PERM\] Message \d+ is retained until '


class Example(LabCase):
    """With the policy of an example, and what lies beside it."""
    example = None

    @classmethod
    def setUpClass(cls):
        with open(os.path.join(EXAMPLES, cls.example + '.conf'),
                  encoding='utf-8') as handle:
            cls.policy = handle.read()
        super().setUpClass()

    @classmethod
    def prepare(cls):
        """The folder that it includes."""
        beside = os.path.join(EXAMPLES, cls.example)
        if os.path.isdir(beside):
            shutil.copytree(beside, cls.lab.path('etc', 'tenure', cls.example))

    def assert_dele(self, user, answers):
        """{subject: pattern of the answer to DELE}; and QUIT keeps and
        removes as was said."""
        pop3 = self.pop3(user)
        numbers = pop3.numbers('Subject')
        for subject, answer in answers.items():
            self.assertRegex(pop3.command('DELE %d' % numbers[subject]),
                             answer, subject)
        self.assertRegex(pop3.quit(), r'^\+OK')
        for subject, answer in answers.items():
            if answer == FREE:
                self.assert_gone(subject, user)
            else:
                self.assert_stored(subject, user)

    def assert_refused(self, answer, *header, user=None):
        """The SMTP door says this to a message with these fields."""
        user = user or self.user
        _, end = self.submit(mail.message('refused', to=user, header=header),
                             [user])
        self.assertEqual(end, answer)
        self.assert_gone('refused', user)

    def assert_draft_is_free(self, user):
        """A draft that the user put there can be deleted; a message that
        came in and was moved to the drafts cannot."""
        self.send('came in', [user])
        imap = self.imap(user)
        imap.append('Drafts', mail.message('draft'))
        imap.command('MOVE 1:* Drafts')
        imap.command('SELECT Drafts')
        imap.command('STORE 1:* +FLAGS (\\Deleted)')
        imap.command('EXPUNGE')
        self.assert_gone('draft', user, 'Drafts')
        self.assert_stored('came in', user, 'Drafts')


class OneCompany(Example):
    example = 'one-company'
    options = {'users': ['joe@example.org', 'ann@example.org',
                         'robot@example.org']}

    def test_doors(self):
        """one-company: DELE, a refusal, drafts, a letter box"""
        self.send('invoice 1')
        self.send('news', header=['List-Id: <news.shop.example>'])
        self.assert_dele(self.user, {'invoice 1': KEPT + r'\d{4}-12-31',
                                     'news': FREE})
        self.assert_refused((550, '5.7.1 Not accepted here'),
                            'X-Spam-Flag: YES')
        self.assert_draft_is_free('ann@example.org')
        robot = 'robot@example.org'
        self.send('invoice 2', [robot])
        pop3 = self.pop3(robot)
        pop3.retr(1)
        pop3.quit()
        self.assert_gone('invoice 2', robot)


class Provider(Example):
    example = 'provider'
    user = 'joe@small.example'
    options = {'users': [user, 'boss@small.example', 'joe@shop.example',
                         'nurse@clinic.example']}

    def test_doors(self):
        """provider: DELE by table and by file, a refusal, drafts"""
        boss, nurse = 'boss@small.example', 'nurse@clinic.example'
        self.send('letter', [self.user, boss, nurse])
        self.assert_dele(self.user, {'letter': FREE})
        self.assert_dele(boss, {'letter': KEPT + r'\d{4}-12-31'})
        self.assert_dele(nurse, {'letter': KEPT})
        self.assert_draft_is_free('joe@shop.example')
        much = mail.message('much', body=('x' * 70 + '\n') * 80000)
        for user, answer in ((self.user, (550, '5.3.4 The message is too '
                                               'large')), (boss, None)):
            _, end = self.submit(much, [user])
            if answer:
                self.assertEqual(end, answer)
            else:
                self.assertEqual(end[0], 250)


class RegulatedFirm(Example):
    example = 'regulated-firm'
    user = 'ann@firm.example'
    options = {'users': [user, 'joe@firm.example', 'alerts@firm.example']}

    def submit(self, text, recipients=None, sender=None):
        """As all its business does, over TLS."""
        with self.smtp() as smtp:
            smtp.start_tls()
            return smtp.mail(self.sender if sender is None else sender,
                             recipients or [self.user], text)

    def test_doors(self):
        """regulated-firm: DELE, a refusal in clear, drafts"""
        self.send('order 1')
        self.send('letter')
        self.assert_dele(self.user, {'order 1': KEPT, 'letter': KEPT})
        alerts = 'alerts@firm.example'
        self.send('disk is full', [alerts])
        self.assert_dele(alerts, {'disk is full': FREE})
        self.assert_draft_is_free('joe@firm.example')
        with self.smtp() as smtp:
            _, end = smtp.mail(self.sender, [self.user],
                               mail.message('in clear'))
        self.assertEqual(end[0], 550)
        self.assertRegex(end[1], r'^5\.7\.10 ')
        self.assert_gone('in clear')


class GermanTenYears(Example):
    example = 'german-ten-years'
    user = 'info@firma.example'
    options = {'users': [user, 'lager@firma.example',
                         'bewerbung@firma.example']}

    def test_doors(self):
        """german-ten-years: DELE, a refusal, drafts, applications"""
        path = self.send('Angebot')
        self.send('privat', header=['Sensitivity: Private'])
        until = self.explain(path)['keep_until']
        self.assertRegex(until, r'^\d{4}-12-31T22:59:59Z$')
        self.assert_dele(self.user, {'Angebot': KEPT + until[:10],
                                     'privat': FREE})
        self.assert_refused((550, '5.7.1 Nicht angenommen'),
                            'X-Spam-Flag: YES')
        self.assert_draft_is_free('lager@firma.example')
        office = 'bewerbung@firma.example'
        self.send('Bewerbung', [office])
        self.assert_dele(office, {'Bewerbung': FREE})


if __name__ == '__main__':
    tap.main()
