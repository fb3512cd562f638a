#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""doveadm tenure and mailboxes of the virtual plugin: what is said of a message
is that of the one behind it, and none is thought to be gone that is not."""
import os
import re
import time

from concealing import POLICY, ConcealCase
from lib import tap

DAY = 86400
VIRTUAL = {'2.3': """
mail_plugins = $mail_plugins virtual
namespace virtual {
  prefix = virtual/
  separator = /
  location = virtual:~/virtual
}
""", '2.4': """
mail_plugins {
  virtual = yes
}
namespace virtual {
  prefix = virtual/
  separator = /
  mail_driver = virtual
  mail_path = ~/virtual
}
"""}
REFUSED = 'Mailbox is virtual: virtual/All: name those'


class Virtual(ConcealCase):
    policy = POLICY.replace('expire = never', 'expire = 30d')
    options = {'milter': 'none', 'dovecot_extra': VIRTUAL, 'users': {
        'maildir@example.org': {}, 'sdbox@example.org': {
            'mail': 'sdbox:~/sdbox'}}}

    def make_virtual(self):
        """A virtual mailbox of all that is in the INBOX."""
        folder = self.lab.path('mail', self.user, 'virtual', 'All')
        os.makedirs(folder)
        with open(folder + '/dovecot-virtual', 'w',
                  encoding='utf-8') as handle:
            handle.write('INBOX\n  all\n')
        while folder != self.lab.path('mail'):
            os.chown(folder, self.lab.mail_uid, self.lab.mail_uid)
            folder = os.path.dirname(folder)

    def each(self, subjects=()):
        """... with a virtual mailbox, and mail of which one has expired, and
        something that was concealed."""
        for user in super().each(subjects):
            self.make_virtual()
            self.deliver('invoice 0')
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            for subject, age in (('note 1', 31), ('note 2', 1),
                                 ('invoice 3', 31)):
                self.deliver(subject, when=time.time() - age * DAY)
            yield user
            self.assertEqual(self.concealed(), ['invoice 0'])

    def test_told(self):
        """status, list, explain and seal tell of it what they tell of the one
        behind it"""
        for user in self.each():
            for verb in (['status'], ['list'], ['seal'],
                         ['explain', '-t', '2030-01-01']):
                said = []
                for name in ('INBOX', 'virtual/All'):
                    text = self.doveadm('-f', 'tab', 'tenure', *verb, '-u',
                                        user, 'mailbox', name, 'all')[1]
                    self.assertIn('\n%s\t' % name, text)
                    # The numbers are each mailbox's own.
                    said.append(re.sub(
                        r'(?m)^%s\t' % name + (r'\d+' if verb != ['status']
                                               else ''), '', text))
                self.assertEqual(*said)

    def test_refused(self):
        """restore, purge and expire want to hear the mailbox that a message is
        in, and do nothing"""
        for user in self.each():
            before = self.subjects()
            for verb in ('restore', 'purge', 'expire'):
                code, text, log = self.doveadm(
                    'tenure', verb, '-u', user, 'mailbox', 'virtual/All',
                    'all', check=False)
                self.assertEqual(code, 64, (verb, log))
                self.assertIn(REFUSED, log)
                self.assertNotIn('virtual/All', text)
            code, _, log = self.doveadm('tenure', 'expire', '-u', user,
                                        'mailbox', 'virtual/*', check=False)
            self.assertEqual(code, 64)
            self.assertIn(REFUSED, log)
            self.assertEqual(self.subjects(), before)

    def test_others(self):
        """expire works on the others of a query, and on all where it names
        none"""
        for user in self.each():
            code, _, log = self.doveadm(
                'tenure', 'expire', '-u', user, 'mailbox', 'INBOX', 'or',
                'mailbox', 'virtual/All', check=False)
            self.assertEqual(code, 64)
            self.assertIn(REFUSED, log)
            self.assertEqual(self.subjects(), ['note 2', 'invoice 3'])
            self.deliver('note 4', when=time.time() - 31 * DAY)
            rows = self.tenure_rows('expire', '-u', user)
            self.assertEqual([(row['mailbox'], row['destroyed'])
                              for row in rows], [('INBOX', '1')])
            self.assertEqual(self.subjects(), ['note 2', 'invoice 3'])

    def test_new(self):
        """expire finds nothing wrong with a user who has no mailbox yet"""
        for self.user in self.options['users']:
            self.case = self.user
            self.setUp()
            self.make_virtual()
            self.assertEqual(self.tenure_rows('expire', '-u', self.user), [])
            code, _, log = self.doveadm('tenure', 'expire', '-u', self.user,
                                        'mailbox', 'virtual/*', check=False)
            self.assertEqual(code, 64)
            self.assertIn(REFUSED, log)


if __name__ == '__main__':
    tap.main()
