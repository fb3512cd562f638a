#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""doveadm tenure through a doveadm server (-S): what it prints, does and ends
with is what it does by itself."""
from concealing import ALL, CONCEALED, LEFT, POLICY
from door import DoorCase
from lab.dovecot import IN_PLACE
from lib import tap

USERS = ['ann@example.org', 'joe@example.org']
# Verb, and what its query needs. Values of several lines, or long ones, Dovecot
# itself does not send as they are but for JSON.
WHEN = ('-t', '2030-01-01')
VERBS = [('status',), ('list', 'all'), ('seal', 'all'), ('expire', '-n'),
         ('purge', '-n', 'mailbox', 'INBOX', 'all'),
         ('list', 'mailbox', 'Typo'), ('explain', '-t', 'never', 'all')]
LONG = [('explain', *WHEN, 'all'), ('explain', *WHEN, '-j', 'all')]


class Server(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'users': {user: {} for user in USERS}}

    @classmethod
    def prepare(cls):
        dovecot = cls.lab.dovecot
        plain = dovecot.command

        def command(*argv):
            words = plain(*argv)
            if argv[0] == 'dovecot':
                # Its servers have our command as well.
                words = [*IN_PLACE, cls.lab.path('doveadm-modules'),
                         dovecot.stock_modules() + '/doveadm', *words]
            return words
        dovecot.command = command

    def setUp(self):
        super().setUp()
        self.socket = self.lab.path('run', 'dovecot', 'doveadm-server')

    def both(self, form, verb, *words):
        """(exit code, what it prints) by itself and through the server."""
        return [self.doveadm('-f', form, 'tenure', verb, *options, '-u',
                             self.user, *words, check=False)[:2]
                for options in ((), ('-S', self.socket))]

    def fill(self, user):
        for subject in ALL:
            self.deliver(subject, user=user)
        self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'subject',
                     'invoice')

    def test_same(self):
        """each verb and form"""
        self.fill(self.user)
        for verb, *words in VERBS + LONG:
            for form in ('json',) if (verb, *words) in LONG else (
                    'flow', 'tab', 'json', 'table'):
                with self.subTest(verb=verb, words=words, form=form):
                    alone, served = self.both(form, verb, *words)
                    self.assertEqual(served, alone)

    def test_does(self):
        """restore and purge"""
        self.fill(self.user)
        self.doveadm('tenure', 'restore', '-S', self.socket, '-u', self.user,
                     'mailbox', 'INBOX')
        self.assertEqual(sorted(self.subjects()), sorted(ALL))
        self.doveadm('expunge', '-u', self.user, 'mailbox', 'INBOX', 'all')
        self.assertEqual(self.subjects(), LEFT)
        code, _, said = self.doveadm(
            'tenure', 'purge', '-S', self.socket, '-u', self.user, 'mailbox',
            'INBOX', 'all', check=False)
        self.assertEqual(code, 77)
        self.assertIn('Not destroyed: conceal: keep = 10y', said)
        self.assertEqual(sorted(self.subjects(folder='.tenure/INBOX')),
                         sorted(CONCEALED))

    def test_all_users(self):
        """-A; a file of users Dovecot does not send"""
        for user in USERS:
            self.fill(user)
        rows = self.tenure_rows('list', '-S', self.socket, '-A', 'all')
        self.assertEqual({row['Username'] for row in rows}, set(USERS))
        self.assertEqual(len(rows), len(ALL) * len(USERS))


if __name__ == '__main__':
    tap.main()
