#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The locks of those who conceal and restore: nobody can stand in their way,
whatever kind of lock it is, and nobody sees them."""
import os

from concealing import CONCEALED, FORMATS, LEFT, RaceCase
from lib import tap

SUBJECTS = ['invoice %d' % number for number in range(10, 16)]
# What somebody may try to make in their place, here and where they were in
# earlier builds.
NAMES = [folder + kind
         for folder in ('tenure-concealed/conceal', 'tenure-concealed/restore',
                        'tenure-concealed', 'tenure-restore',
                        '.tenure/conceal', '.tenure/restore')
         for kind in ('.lock', '.dotlock')]


def by_methods(*methods):
    """Users with each of these kinds of lock, in each format."""
    return {'%s-%s' % (method, user): {**fields, 'lock_method': method}
            for method in methods for user, fields in FORMATS.items()}


class LocksCase(RaceCase):
    def storage(self):
        """The root of the user's mail storage."""
        home = self.lab.path('mail', self.user)
        return next(os.path.join(home, name)
                    for name in ('Maildir', 'plain', 'sdbox', 'mdbox')
                    if os.path.isdir(os.path.join(home, name)))


class Names(LocksCase):
    options = {'milter': 'none', 'users': {
        **FORMATS, **by_methods('dotlock')}}

    def lists(self, imap):
        """Whatever shows names of mailboxes."""
        yield sorted(imap.command('LIST "" "*"')[0])
        yield sorted(imap.command('LIST "" "*/%"')[0])
        yield self.doveadm('mailbox', 'list', '-u', self.user)[1]
        yield self.doveadm('mailbox', 'list', '-u', self.user, '*lock*')[1]

    def test_blocked(self):
        """a folder of any name is in nobody's way; none is shown that was not
        made"""
        for user in self.each():
            imap = self.imap()
            made = [name for name in NAMES
                    if imap.command('CREATE "%s"' % name)[1].startswith('OK')]
            self.assertEqual([name for name in made if name.startswith(
                '.tenure') or 'fs@' in user and '/' in name], [])
            before = list(self.lists(imap))
            self.delete_all(imap)
            self.assertRegex(imap.command('EXPUNGE')[1], '^OK')
            self.assertEqual(self.subjects(), LEFT)
            self.assertEqual(self.concealed(), CONCEALED)
            self.assertEqual(list(self.lists(imap)), before)
            self.doveadm('tenure', 'restore', '-u', user, 'all')
            self.assertEqual(self.concealed(), [])
            self.assertEqual(self.subjects(), LEFT + CONCEALED)
            self.assertEqual(list(self.lists(imap)), before)
            self.assertEqual(self.doveadm('mailbox', 'list', '-u', user,
                                          '.tenure/*')[1].split(),
                             ['.tenure/INBOX'])

    def test_modes(self):
        """who may open the folder may open the files, and nobody else"""
        for user in self.each():
            mode = os.stat(self.storage()).st_mode & 0o777
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            self.doveadm('tenure', 'restore', '-u', user, 'all')
            folder = os.path.join(self.storage(), 'tenure-concealed')
            # The same as if its first mailbox had made it.
            for path in (folder, os.path.join(folder, 'INBOX')):
                self.assertEqual(os.stat(path).st_mode & 0o777, mode, path)
            kept = [name for name in sorted(os.listdir(folder))
                    if name != 'INBOX']
            self.assertEqual(kept, [] if user.startswith('dotlock') else
                             ['conceal.lock', 'restore.lock'])
            for name in kept:
                entry = os.stat(os.path.join(folder, name))
                self.assertEqual((entry.st_mode & 0o777, entry.st_uid,
                                  entry.st_size),
                                 (mode & 0o666, self.lab.mail_uid, 0), name)

    def test_link(self):
        """what a symbolic link in its place leads to is left alone"""
        for user in self.each():
            if user.startswith('dotlock'):
                continue
            folder = os.path.join(self.storage(), 'tenure-concealed')
            target = self.lab.path('mail', user, 'target')
            os.mkdir(folder, 0o700)
            os.symlink(target, os.path.join(folder, 'conceal.lock'))
            os.chown(folder, self.lab.mail_uid, self.lab.mail_uid)
            self.assertNotEqual(self.doveadm(
                'expunge', '-u', user, 'mailbox', 'INBOX', 'all',
                check=False)[0], 0)
            self.assertFalse(os.path.lexists(target))
            self.assertEqual(self.subjects(), CONCEALED + LEFT)


class Methods(LocksCase):
    options = {'milter': 'none', 'users': by_methods('dotlock', 'flock',
                                                     'fcntl')}

    def test_race(self):
        """several sessions conceal a message once, and it is restored once"""
        for user in self.each(SUBJECTS):
            self.make_concealed()
            self.race(len(SUBJECTS), 3)
            self.assertEqual(self.subjects(), [])
            self.assertEqual(sorted(self.concealed()), SUBJECTS + ['letter 1'])
            self.doveadm('tenure', 'restore', '-u', user, 'subject', 'invoice')
            self.assertEqual(self.concealed(), ['letter 1'])
            self.assertEqual(sorted(self.subjects()), SUBJECTS)


if __name__ == '__main__':
    tap.main()
