#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Concealed mail does not exist for the sessions of users."""
import contextlib
import os
import re

from concealing import CONCEALED, FORMATS, LEFT, ConcealCase
from lib import tap

# Every plugin that could show a mailbox, or count what is in it.
PLUGINS = {'2.3': """
mail_plugins = $mail_plugins acl quota virtual
protocol imap {
  mail_plugins = $mail_plugins acl quota virtual imap_acl imap_quota
  imap_metadata = yes
}
mail_attribute_dict = file:%h/attributes
namespace virtual {
  prefix = virtual/
  separator = /
  location = virtual:~/virtual
}
plugin {
  acl = vfile
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:messages=1000
}
""", '2.4': """
mail_plugins {
  acl = yes
  quota = yes
  virtual = yes
}
protocol imap {
  mail_plugins {
    imap_acl = yes
    imap_quota = yes
  }
  imap_metadata = yes
}
mail_attribute {
  dict file {
    path = %{home}/attributes
  }
}
namespace virtual {
  prefix = virtual/
  separator = /
  mail_driver = virtual
  mail_path = ~/virtual
}
acl_driver = vfile
quota "User quota" {
  driver = count
  quota_message_count = 1000
}
"""}
# The names that lead there, if any do: the namespace's, with and without
# something behind it, and those of the folder on the disk.
NAMES = ['.tenure', '.tenure/INBOX', '.tenure/New', 'tenure-concealed',
         'tenure-concealed/INBOX', 'tenure-concealed/New']


class Hidden(ConcealCase):
    options = {'milter': 'none', 'users': FORMATS, 'dovecot_extra': PLUGINS}

    def each(self, subjects=None):
        """... with something concealed, in a session of the user."""
        for user in super().each():
            folder = self.lab.path('mail', user, 'virtual', 'All')
            os.makedirs(folder)
            with open(folder + '/dovecot-virtual', 'w',
                      encoding='utf-8') as handle:
                handle.write('*\n.tenure/*\n.tenure/INBOX\n  all\n')
            for path in (os.path.dirname(folder), folder):
                os.chown(path, self.lab.mail_uid, self.lab.mail_uid)
            imap = self.imap()
            self.delete_all(imap)
            self.assertRegex(imap.command('EXPUNGE')[1], '^OK')
            self.assertEqual(self.concealed(), CONCEALED)
            yield imap
            self.assertEqual(self.concealed(), CONCEALED)

    def commands(self):
        """What a client may try with a name, by its answer."""
        for name in NAMES:
            plain = 'tenure-concealed' in name
            if plain and not self.user.startswith('fs'):
                continue  # there it is a folder of the user's own
            yield 'NO', ['SELECT "%s"' % name, 'EXAMINE "%s"' % name,
                         'STATUS "%s" (MESSAGES)' % name,
                         'DELETE "%s"' % name, 'CREATE "%s"' % name,
                         'RENAME "%s" Mine' % name,
                         'RENAME Folder "%s"' % name,
                         'SUBSCRIBE "%s"' % name,
                         'COPY 1 "%s"' % name, 'MOVE 1 "%s"' % name,
                         'GETMETADATA "%s" /private/x' % name,
                         'SETMETADATA "%s" (/private/x "y")' % name,
                         'APPEND "%s" {3+}\r\nx\r\n' % name]

    def test_commands(self):
        """every command that takes a name says that there is no such
        mailbox"""
        for imap in self.each():
            imap.command('CREATE Folder')
            for want, commands in self.commands():
                for command in commands:
                    untagged, answer = imap.command(command)
                    self.assertRegex(answer, '^' + want, command)
                    self.assertNotIn('concealed', answer.replace(
                        'tenure-concealed', ''))
                    self.assertEqual([line for line in untagged if
                                      not line.startswith('* OK')], [],
                                     command)
                    if command.startswith(('SELECT', 'EXAMINE')):
                        imap.command('SELECT INBOX')
            self.assertEqual(self.subjects(), LEFT)

    def test_repaired(self):
        """a session in which Dovecot makes the indexes of mdbox anew, from
        what is in its mailboxes, loses nothing of it"""
        self.user = 'mdbox@example.org'
        self.deliver('invoice 1')
        self.deliver('note 2')
        self.deliver('contract 3')
        imap = self.imap()
        self.delete_all(imap)
        imap.command('EXPUNGE')
        storage = self.lab.path('mail', self.user, 'mdbox', 'storage')
        for name in os.listdir(storage):
            if name.startswith('dovecot.map.index'):
                os.unlink(os.path.join(storage, name))
        mark = len(self.log('dovecot'))
        with contextlib.suppress(EOFError):
            self.imap().command('FETCH 1:* BODY[]')
        # It counts what is in all mailboxes, the concealed ones, too.
        self.wait_until(lambda: re.search(
            r'imap\(.*: rebuilding indexes',
            self.log('dovecot')[mark:]), 'the repair by a session')
        imap = self.imap()
        text = ' '.join(imap.command('FETCH 1:* BODY[]')[0])
        self.assertIn('contract 3', text)
        self.assertNotIn('invoice 1', text)
        self.doveadm('purge', '-u', self.user)
        self.assertEqual(self.concealed(), ['invoice 1'])

    def test_acl(self):
        """the commands of ACL tell nothing and do not harm"""
        for imap in self.each():
            for name in NAMES[:3]:
                for command in ('GETACL "%s"', 'MYRIGHTS "%s"',
                                'LISTRIGHTS "%s" anyone',
                                'SETACL "%s" anyone lr',
                                'DELETEACL "%s" anyone'):
                    _, there = imap.command(command % name)
                    _, absent = imap.command(command % 'nosuch')
                    self.assertEqual(there.replace(name, 'nosuch')[:4],
                                     absent[:4], command)

    def test_lists(self):
        """no pattern lists it"""
        for imap in self.each():
            for name in NAMES[:3]:
                imap.command('SUBSCRIBE "%s"' % name)
            for command in ('LIST "" "*"', 'LIST "" "%"', 'LIST "" ".tenure"',
                            'LIST "" ".tenure/*"', 'LIST ".tenure/" "*"',
                            'LIST ".tenure" "%"', 'LIST "" ".ten*"',
                            'LIST "" "*INB*"', 'LSUB "" "*"',
                            'LSUB "" ".tenure/*"', 'LIST "" "tenure-*"',
                            'LIST (SUBSCRIBED) "" "*"', 'NAMESPACE',
                            'LIST "" "*" RETURN (STATUS (MESSAGES))',
                            'LIST "" ("*" ".tenure/%" ".tenure/INBOX")'):
                untagged, answer = imap.command(command)
                self.assertRegex(answer, '^OK')
                self.assertEqual([line for line in untagged if
                                  'tenure' in line], [], command)

    def test_virtual(self):
        """a virtual mailbox does not show it, though told to"""
        for imap in self.each():
            imap.command('SELECT virtual/All')
            untagged, _ = imap.command(
                'FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]')
            self.assertNotIn('invoice', ' '.join(untagged))
            untagged, _ = imap.command('SEARCH SUBJECT invoice')
            self.assertEqual([line for line in untagged
                              if line.startswith('* SEARCH ')], [])

    def test_quota(self):
        """it is not counted"""
        for imap in self.each():
            untagged, answer = imap.command('GETQUOTAROOT INBOX')
            self.assertRegex(answer, '^OK')
            self.assertIn('(MESSAGE 1 1000)', ' '.join(untagged))
            self.doveadm('quota', 'recalc', '-u', self.user)
            untagged, _ = imap.command('GETQUOTAROOT INBOX')
            self.assertIn('(MESSAGE 1 1000)', ' '.join(untagged))

    def test_doveadm(self):
        """doveadm lists it only by its name"""
        for _ in self.each():
            _, text, _ = self.doveadm('mailbox', 'list', '-u', self.user)
            self.assertNotIn('tenure', text)
            _, text, _ = self.doveadm('mailbox', 'list', '-u', self.user,
                                      '.tenure/*')
            self.assertEqual(text.split(), ['.tenure/INBOX'])
            for command in (['delete', '-s', '.tenure/INBOX'],
                            ['rename', '.tenure/INBOX', 'Mine'],
                            ['rename', 'Drafts', '.tenure/Drafts']):
                code, _, _ = self.doveadm('mailbox', command[0], '-u',
                                          self.user, *command[1:],
                                          check=False)
                self.assertNotEqual(code, 0, command)


class Paths(ConcealCase):
    """Users who may name mailboxes by their place on the disk."""
    options = {'milter': 'none', 'users': {'fs@example.org': {
        'mail': 'maildir:~/plain:LAYOUT=fs',
        'mail_full_filesystem_access': 'yes'}}}

    def test_paths(self):
        """... do not get there so either"""
        for user in self.each():
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            self.doveadm('mailbox', 'create', '-u', user, 'Paper')
            imap = self.imap()
            for root in (self.lab.path('mail', user), '~'):
                self.assertRegex(imap.command('STATUS "%s/plain/Paper" '
                                              '(MESSAGES)' % root)[1], '^OK')
                for command in ('SELECT "%s"', 'STATUS "%s" (MESSAGES)',
                                'DELETE "%s"', 'CREATE "%s"',
                                'RENAME "%s" Mine'):
                    for name in ('INBOX', 'New'):
                        path = root + '/plain/tenure-concealed/' + name
                        self.assertRegex(imap.command(command % path)[1],
                                         '^NO', command % path)
            self.assertEqual(self.concealed(), CONCEALED)


if __name__ == '__main__':
    tap.main()
