#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What tenure-milter changes in a message, as Postfix carries it out."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib import mail, tap  # noqa: E402
from lib.case import LabCase  # noqa: E402

POLICY = """
tenure_version = 1
class sure { match { header X-Sure = YES } }
plan open {
  keep = 0
  class sure { smtp { accept = reject "5.7.1 no, 100% sure %s %n" } }
}
plan closed { smtp { accept = reject "5.7.1 This mailbox takes no mail" } }
plan drop { smtp { accept = discard } }
user closed@example.org { plan = closed }
user drop@example.org { plan = drop }
unknown = open
"""
USERS = ['joe@example.org', 'ann@example.org', 'closed@example.org',
         'drop@example.org']


class Edits(LabCase):
    policy = POLICY
    options = {'users': USERS}

    def assert_sealed(self, path):
        done = self.lab.tenure.run('seal', 'verify', path)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_discard_one(self):
        """discard for one recipient of three: the others get the message"""
        self.send('to three', ['joe@example.org', 'drop@example.org',
                               'ann@example.org'])
        self.assert_stored('to three', 'ann@example.org')
        self.assert_gone('to three', 'drop@example.org')

    def test_percent(self):
        """a reply with percent signs arrives as the policy has it"""
        _, end = self.submit(mail.message('sure', header=['X-Sure: YES']))
        self.assertEqual(end, (550, '5.7.1 no, 100% sure %s %n'))

    def test_place(self):
        """the seal stands below Postfix's Received and above what came"""
        path = self.send('place', header=['Received: from other'])
        names = re.findall(r'^([A-Za-z-]+):', self.read(path), re.M)
        place = names.index('Tenure-Seal')
        self.assertEqual(names[place - 1], 'Received')
        self.assertEqual(names[place + 1], 'From')
        self.assertNotIn('From', names[:place])

    def test_many_forged(self):
        """20 forged seals between other fields leave one, ours"""
        header = []
        for i in range(20):
            header += ['Tenure-Seal: v=1; i=forged', 'X-Number: %d' % i]
        path = self.send('twenty', header=header)
        text = self.read(path)
        self.assertEqual(len(mail.fields(text, 'Tenure-Seal')), 1)
        self.assertNotIn('forged', text)
        self.assertEqual(mail.fields(text, 'X-Number'),
                         [str(i) for i in range(20)])
        self.assert_sealed(path)

    def test_long_header(self):
        """a header field that Postfix cuts (at 60000 octets, for milters) is
        signed as it was cut"""
        many = '\n '.join('%08d' % i for i in range(10000))
        path = self.send('long', header=['Subject: ' + many])
        self.assertTrue('\n 00005000\n' in self.read(path))
        self.assertFalse('\n 00009999\n' in self.read(path))
        self.assert_sealed(path)

    def test_sendmail_refused(self):
        """mail of the sendmail command to a mailbox that takes none comes
        back to its sender"""
        self.lab.postfix.sendmail('ann@example.org', ['closed@example.org'],
                                  mail.message('from inside'))
        self.lab.postfix.wait_empty()
        self.assert_gone('from inside', 'closed@example.org')
        path = self.stored('Undelivered Mail Returned to Sender',
                           'ann@example.org')
        self.assertIn('This mailbox takes no mail', self.read(path))


class Observe(LabCase):
    policy = POLICY
    options = {'users': USERS, 'tenure_extra': 'mode = observe',
               'milter': 'inet'}

    def test_observe(self):
        """mode = observe, over TCP: all comes in, sealed, and is logged"""
        to = ['joe@example.org', 'closed@example.org', 'drop@example.org']
        path = self.send('watched', to, header=['X-Sure: YES',
                                                'Tenure-Seal: v=1'])
        for user in to:
            self.assert_stored('watched', user)
        self.assertEqual(len(mail.fields(self.read(path), 'Tenure-Seal')), 1)
        self.wait_log('milter', 'observed, action=reject')


if __name__ == '__main__':
    tap.main()
