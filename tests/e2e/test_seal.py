#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The SMTP door seals what it lets in, and believes no seal but its own."""
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

# What an outsider might write to make mail undeletable, or deletable.
FORGED = ('Tenure-Seal: v=1; a=ed25519; r=lab; k=lab-1; t=946684800; '
          'i=forged-1; g=1; s=ceo@example.org; h=from:subject; b=AAAA')


class Seal(LabCase):
    policy = POLICY
    # All the world may send to us, as to a mail server.
    options = {'milter_extra': 'trusted_relays = 10.0.0.0/8',
               'postfix_extra': 'smtpd_relay_restrictions =\n'
                                'smtpd_recipient_restrictions =\n'
                                ' reject_unauth_destination\n'}

    def seals(self, path):
        return mail.fields(self.read(path), 'Tenure-Seal')

    def assert_sealed(self, path):
        """Exactly one seal, which verifies. Returns it."""
        seals = self.seals(path)
        self.assertEqual(len(seals), 1, seals)
        done = self.lab.tenure.run('seal', 'verify', path)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.explain(path)['seal'], 'sealed')
        return seals[0]

    def test_sealed(self):
        """a message of class invoice gets one valid seal"""
        path = self.send('invoice 1')
        self.assertIn('s=' + self.sender, self.assert_sealed(path))
        said = self.explain(path)
        self.assertEqual(said['classes'], ['invoice'])
        self.assertEqual(said['on_delete'], 'deny')
        self.assertGreater(said['keep_until'], said['received'])

    def test_forged(self):
        """forged seals are removed, from any place, however many"""
        for count in (1, 2, 5):
            with self.subTest(count=count):
                path = self.send('forged %d' % count, header=(
                    ['X-First: 1'] + [FORGED] * count + ['X-Last: 1']))
                self.assertNotIn('forged-1', self.assert_sealed(path))
                # Nothing else was lost.
                for name in ('X-First', 'X-Last'):
                    self.assertEqual(mail.fields(self.read(path), name),
                                     ['1'])

    def test_forged_in_disguise(self):
        """letter case, spaces and folding hide no forged seal"""
        for number, name in enumerate((
                'tenure-seal:', 'TENURE-SEAL:', 'Tenure-Seal :',
                'Tenure-Seal:\n ')):
            with self.subTest(name=name):
                line = FORGED.replace('Tenure-Seal:', name)
                path = self.send('disguise %d' % number, header=[line])
                self.assertNotIn('forged-1', self.assert_sealed(path))
                self.assertNotIn('forged-1', self.read(path))

    def test_replayed(self):
        """a true seal on another message is removed"""
        seal = self.assert_sealed(self.send('replay source'))
        path = self.send('invoice replayed', header=['Tenure-Seal: ' + seal])
        self.assertNotEqual(self.assert_sealed(path), seal)

    def again(self, path, address):
        """Send a stored message once more, from another address."""
        text = self.read(path)
        subject = mail.fields(text, 'Subject')[0]
        os.rename(path, self.lab.path('var', 'first.eml'))
        with self.smtp() as smtp:
            smtp.command('XCLIENT ADDR=' + address)
            smtp.command('EHLO relay.example')
            _, end = smtp.mail(self.sender, [self.user], text)
            self.assertEqual(end[0], 250, end)
        self.lab.postfix.wait_empty()
        return self.stored(subject)

    def test_trusted_relay(self):
        """a true seal from a trusted relay is kept, with its clock"""
        path = self.send('through a relay')
        seal = self.assert_sealed(path)
        self.assertEqual(self.assert_sealed(self.again(path, '10.1.2.3')),
                         seal)

    def test_other_client(self):
        """a true seal from any other client is replaced"""
        path = self.send('through the world')
        seal = self.assert_sealed(path)
        self.assertNotEqual(self.assert_sealed(self.again(path, '192.0.2.3')),
                            seal)

    def test_sendmail(self):
        """mail from the sendmail command is sealed too"""
        self.lab.postfix.sendmail(self.sender, [self.user],
                                  mail.message('invoice by sendmail'))
        self.lab.postfix.wait_empty()
        self.assert_sealed(self.stored('invoice by sendmail'))

    def test_long_lines(self):
        """header lines that Postfix breaks in two keep their seal"""
        people = ', '.join('user%d@elsewhere.example' % number
                           for number in range(200))
        for number, line in enumerate(('Cc: ' + people,
                                       'List-Id: ' + 'x' * 3000)):
            path = self.send('long line %d' % number, header=[line])
            # Else this shows nothing.
            self.assertNotIn(line, self.read(path))
            self.assert_sealed(path)

    def test_changed_later(self):
        """a message that was changed in the store has an unknown seal, and
        is kept"""
        path = self.send('invoice to be changed')
        text = self.read(path).replace(self.sender, 'other@shop.example')
        changed = self.lab.path('var', 'changed.eml')
        with open(changed, 'w', encoding='utf-8') as handle:
            handle.write(text)
        self.assertEqual(
            self.lab.tenure.run('seal', 'verify', changed).returncode, 1)
        said = self.explain(changed)
        self.assertEqual(said['seal'], 'unknown')
        self.assertEqual(said['on_delete'], 'deny')


if __name__ == '__main__':
    tap.main()
