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
# The same answer to the user, and it goes out of sight only.
CONCEALED = r'^\+OK.*'


def last(answers):
    """Of what Smtp.mail() gives for one recipient, the answer that decides:
    what does not depend on the message is refused before it is sent."""
    (rcpt,), end = answers
    return end or rcpt


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
            if answer in (FREE, CONCEALED):
                self.assert_gone(subject, user)
            if answer == CONCEALED:
                self.assert_stored(subject, user, '.tenure/INBOX')
            elif answer != FREE:
                self.assert_stored(subject, user)

    def assert_refused(self, answer, *header, user=None):
        """The SMTP door says this to a message with these fields."""
        user = user or self.user
        text = mail.message('refused', to=user, header=header)
        self.assertEqual(last(self.submit(text, [user])), answer)
        self.assert_gone('refused', user)

    def assert_draft_is_free(self, user, kept_in='.tenure/Drafts'):
        """A draft that the user put there can be deleted; a message that
        came in and was moved to the drafts is kept."""
        self.send('came in', [user])
        imap = self.imap(user)
        imap.append('Drafts', mail.message('draft'))
        imap.command('MOVE 1:* Drafts')
        imap.command('SELECT Drafts')
        imap.command('STORE 1:* +FLAGS (\\Deleted)')
        imap.command('EXPUNGE')
        self.assert_gone('draft', user, 'Drafts')
        self.assert_stored('came in', user, kept_in)


class OneCompany(Example):
    example = 'one-company'
    options = {'users': ['joe@example.org', 'ann@example.org',
                         'robot@example.org']}

    def test_doors(self):
        """one-company: DELE, a refusal, drafts, a letter box"""
        self.send('invoice 1')
        self.send('news', header=['List-Id: <news.shop.example>'])
        self.assert_dele(self.user, {'invoice 1': CONCEALED, 'news': FREE})
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
        self.assertEqual(last(self.submit(much, [self.user])),
                         (550, '5.3.4 The message is too large'))
        self.assertEqual(last(self.submit(much, [boss]))[0], 250)


class OverTls(Example):
    """Where mail that does not come over TLS has a hard time."""

    def submit(self, text, recipients=None, sender=None):
        """As everybody does there, over TLS."""
        with self.smtp() as smtp:
            smtp.start_tls()
            return smtp.mail(self.sender if sender is None else sender,
                             recipients or [self.user], text)

    def submit_in_clear(self, subject, user):
        """The answer to a message without TLS, and that it is not there."""
        with self.smtp() as smtp:
            answers = smtp.mail(self.sender, [user], mail.message(subject))
        self.assert_gone(subject, user)
        return last(answers)


class IspLetterBox(OverTls):
    example = 'isp-letter-box'
    user = 'joe@isp.example'
    options = {'users': [user, 'ann@isp.example', 'abuse@isp.example',
                         'everybody@isp.example']}

    def test_doors(self):
        """isp-letter-box: RETR, TOP, DELE, refusals, who may write to all"""
        for subject in 'fetched', 'left':
            self.send(subject, body='line\n' * 100)
        pop3 = self.pop3(tls=True)
        numbers = pop3.numbers('Subject')
        lines = pop3.lines_of('TOP %d 1000' % numbers['left'])
        self.assertEqual(lines.count('line'), 20)
        self.assertEqual(pop3.retr(numbers['fetched']).count('line\n'), 100)
        self.assertRegex(pop3.quit(), r'^\+OK')
        self.assert_gone('fetched')
        self.assert_stored('left')

        ann, abuse = 'ann@isp.example', 'abuse@isp.example'
        self.send('to read over TLS only', [ann])
        self.assertIsNone(self.pop3(ann).retr(1))
        self.send('complaint', [abuse], header=['X-Spam-Flag: YES'])
        self.assert_dele(abuse, {'complaint': KEPT})

        self.assertEqual(self.submit_in_clear('in clear', self.user),
                         (451, '4.7.5 Please send with TLS 1.2'))
        self.assert_refused(
            (550, '5.7.1 Programs are not accepted here'),
            'Content-Type: application/x-msdownload')
        self.assert_everybody()

    def assert_everybody(self):
        """Only who has logged in writes to all."""
        everybody = 'everybody@isp.example'
        answer = last(self.submit(mail.message('advertising'), [everybody]))
        self.assertEqual((answer[0], answer[1][:6]), (550, '5.7.0 '))
        with self.smtp() as smtp:
            smtp.start_tls()
            smtp.login('ann@isp.example', self.lab.password)
            _, end = smtp.mail('ann@isp.example', [everybody],
                               mail.message('party'))
        self.assertEqual(end[0], 250)
        self.lab.postfix.wait_empty()
        self.assert_gone('advertising', everybody)
        self.assert_stored('party', everybody)


class RegulatedFirm(OverTls):
    example = 'regulated-firm'
    user = 'ann@firm.example'
    options = {'users': [user, 'joe@firm.example', 'alerts@firm.example']}

    def test_doors(self):
        """regulated-firm: DELE, a refusal in clear, drafts"""
        self.send('order 1')
        self.send('letter')
        self.assert_dele(self.user, {'order 1': KEPT, 'letter': CONCEALED})
        alerts = 'alerts@firm.example'
        self.send('disk is full', [alerts])
        self.assert_dele(alerts, {'disk is full': FREE})
        self.assert_draft_is_free('joe@firm.example')
        answer = self.submit_in_clear('in clear', self.user)
        self.assertEqual((answer[0], answer[1][:7]), (550, '5.7.10 '))


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
        self.assert_draft_is_free('lager@firma.example', 'Drafts')
        office = 'bewerbung@firma.example'
        self.send('Bewerbung', [office])
        self.assert_dele(office, {'Bewerbung': FREE})


if __name__ == '__main__':
    tap.main()
