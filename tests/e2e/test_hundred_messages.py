#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A hundred varied messages through SMTP to mailboxes with different plans:
what SMTP answers, POP3 DELE, IMAP EXPUNGE and tenure explain must agree.

Each message goes to two mailboxes of the same plan: one is asked by POP3, the
other by IMAP. The messages are made from a seed, so that a failure comes
again.
"""
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib import mail, tap  # noqa: E402
from lib.case import LabCase  # noqa: E402

COUNT = 1000 if os.environ.get('TENURE_NIGHTLY') else 100
SEED = int(os.environ.get('TENURE_SEED', '20261122'))

POLICY = """
tenure_version = 1

class invoice {
  match { header Subject = "*invoice*" "*rechnung*" }
  match { from = @billing.example }
}
class bulk { match { header List-Id = "*" } }
class confidential { match { header X-Classification = "confidential*" } }
class large { match { size > 8k } }
class bounce { match { sender = <> } }
class boss { match { sender = boss@example.org  not { header X-Private = yes } } }
class virus { match { header X-Virus-Flag = YES } }
class grey { match { header X-Grey = YES } }

plan strict {
  keep = 90d
  expire = 7y
  on_delete = deny
  class invoice { keep = 10y  keep_from = year_end }
  class bulk { keep = 0  on_delete = allow }
  class virus { smtp { accept = reject "5.7.1 No viruses" } }
  class grey { smtp { accept = defer "4.7.1 Later" } }
}
plan free {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 6y  on_delete = deny }
  class confidential { keep = 1y  on_delete = deny }
  class virus { smtp { accept = reject "5.7.1 Not here" } }
}
plan letterbox {
  keep = 0
  expire = 30d
  on_delete = allow
  class large { keep = 5d  on_delete = deny }
  class boss { keep = forever  on_delete = deny }
  class bounce { keep = 1d  on_delete = deny }
}

tenant strict.example { plan = strict }
tenant free.example { plan = free }
user robot@free.example { plan = letterbox }
user robot2@free.example { plan = letterbox }
unknown = strict
"""

# By POP3, by IMAP.
PAIRS = [('joe@strict.example', 'ann@strict.example'),
         ('joe@free.example', 'ann@free.example'),
         ('robot@free.example', 'robot2@free.example'),
         ('joe@other.example', 'ann@other.example')]


class Made:
    """One message and what became of it."""

    def __init__(self, number, rng):
        self.subject = '%s %d' % (rng.choice([
            'invoice', 'Your INVOICE', '=?utf-8?q?Rechnung_f=C3=BCr?=',
            'hello', 'news', '=?utf-8?b?aW52b2ljZQ==?=', 'in voice']), number)
        self.sender = rng.choice(['shop@shop.example', 'boss@example.org',
                                  '', 'a@billing.example'])
        self.from_ = rng.choice(['shop@shop.example', 'x@billing.example',
                                 'Boss <boss@example.org>'])
        self.pair = rng.choice(PAIRS)
        self.body = 'line\n' * rng.choice([1, 10, 4000])
        self.header = ['X-Number: %d' % number] + [line for line, odds in (
            ('List-Id: <l.example>', .2),
            ('X-Classification: Confidential, really', .2),
            ('X-Private: yes', .2), ('X-Virus-Flag: YES', .1),
            ('X-Grey: YES', .1),
            ('Tenure-Seal: v=1; a=ed25519; b=forged', .2),
            ('X-Long: ' + ' '.join(['word'] * 60), .2)) if rng.random() < odds]
        self.text = mail.message(self.subject, sender=self.from_,
                                 to=self.pair[0], body=self.body,
                                 header=self.header)
        self.mark = str(number)
        # Filled in on the way.
        self.answer = None
        self.paths = {}
        self.said = {}


class Hundred(LabCase):
    policy = POLICY
    options = {'users': [user for pair in PAIRS for user in pair]}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rng = random.Random(SEED)
        cls.made = [Made(number, rng) for number in range(COUNT)]
        print('# seed %d' % SEED)

    def test_1_smtp(self):
        """what SMTP answered is what explain says of the message as sent"""
        path = self.lab.path('var', 'sent.eml')
        smtp = self.smtp()
        kinds = set()
        for made in self.made:
            rcpts, made.answer = smtp.mail(made.sender, made.pair, made.text)
            self.assertEqual([code for code, _ in rcpts], [250, 250])
            with open(path, 'w', encoding='utf-8') as handle:
                handle.write(made.text)
            # Not yet sealed, so the sender has to be told.
            said = self.explain(path, made.pair[0], '--facts',
                                'sender=' + (made.sender or '<>'))['smtp']
            kinds.add(said['action'])
            with self.subTest(message=made.text[:400], said=said):
                if said['action'] == 'accept':
                    self.assertEqual(made.answer[0], 250)
                else:
                    self.assertEqual('%d %s' % made.answer, said['reply'])
        smtp.quit()
        self.assertEqual(kinds, {'accept', 'reject', 'defer'})

    def test_2_delivered(self):
        """all that was accepted is delivered and sealed once; nothing else
        is there"""
        self.lab.postfix.wait_empty(60)
        index = {}
        for user in self.lab.users:
            for path in mail.stored(self.lab, user):
                text = self.read(path)
                index.setdefault((user, mail.fields(text, 'X-Number')[0]),
                                 []).append(path)
                self.assertEqual(len(mail.fields(text, 'Tenure-Seal')), 1)
        for made in self.made:
            for user in made.pair:
                found = index.get((user, made.mark), [])
                self.assertEqual(len(found), int(made.answer[0] == 250),
                                 made.text[:400])
                if found:
                    made.paths[user] = found[0]

    def test_3_explain(self):
        """explain says the same for both mailboxes of a plan, and has all
        kinds of answers in this set"""
        kinds = set()
        for made in self.made:
            for user, path in made.paths.items():
                made.said[user] = said = self.explain(path, user)
                kinds.add((said['on_delete'], said['keep_until'] is None))
                self.assertEqual(said['seal'], 'sealed')
            if made.said:
                first, second = made.said.values()
                for key in ('on_delete', 'classes', 'keep_until', 'plan'):
                    self.assertEqual(first[key], second[key])
        self.assertEqual(kinds, {('deny', False), ('conceal', False),
                                 ('allow', True)})

    def test_4_pop3(self):
        """POP3 DELE answers as explain says, and QUIT does as DELE said"""
        for user in {pair[0] for pair in PAIRS}:
            pop3 = self.pop3(user)
            numbers = pop3.numbers('X-Number')
            for made in self.made:
                if user not in made.paths:
                    continue
                answer = pop3.command('DELE %d' % numbers[made.mark])
                want = '-ERR [SYS/PERM]' \
                    if made.said[user]['on_delete'] == 'deny' else '+OK'
                with self.subTest(message=made.text[:400]):
                    self.assertEqual(answer[:len(want)], want)
            self.assertRegex(pop3.quit(), r'^\+OK')
            self.assert_left(user)

    def test_5_imap(self):
        """IMAP EXPUNGE leaves what explain says"""
        for user in {pair[1] for pair in PAIRS}:
            imap = self.imap(user)
            self.flag_deleted(imap)
            imap.command('EXPUNGE')
            self.assert_left(user)

    def assert_left(self, user):
        """Exactly what explain calls kept is still there, or concealed."""
        for on_delete, folder in ('deny', ''), ('conceal', '.tenure/INBOX'):
            left = {mail.fields(self.read(path), 'X-Number')[0]
                    for path in mail.stored(self.lab, user, folder)}
            want = {made.mark for made in self.made
                    if user in made.said
                    and made.said[user]['on_delete'] == on_delete}
            self.assertEqual(left, want, '%s of %s' % (on_delete, user))


if __name__ == '__main__':
    tap.main()
