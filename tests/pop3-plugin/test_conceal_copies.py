#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Where copies go wrong, as other plugins make them (copies-plugin.c), every
message stays in one place, whole; the others are not held up."""
import re
import time

import door
from concealing import ConcealCase
from lib import tap


class Copies(ConcealCase):
    options = {**ConcealCase.options,
               'dovecot_extra': door.plugin_settings('copies')}

    @classmethod
    def prepare(cls):
        door.add_plugin(cls.lab, 'copies')

    def whole(self, folder):
        """Subjects in a folder, of messages that can be read."""
        subjects = self.subjects(folder=folder)
        _, text, _ = self.doveadm('fetch', '-u', self.user, 'text', 'mailbox',
                                  folder, 'all')
        self.assertEqual([line[9:] for line in text.splitlines()
                          if line.startswith('Subject: ')], subjects)
        self.assertEqual(text.count('\n\n' + 'y' * 70), len(subjects), text)
        return subjects

    def cases(self, *failing):
        """The unlucky ones at the end, at the beginning, in between."""
        for number, way in enumerate(failing):
            bad = 'invoice 9 ' + way
            for place in (3, 0, 1):
                good = ['invoice %d' % (number + 1) for number in range(3)]
                subjects = good[:place] + [bad] + good[place:]
                for user in self.each(subjects):
                    self.case = '%s, %s at %d' % (user, way, place)
                    yield good, bad
                if number:
                    break

    def test_conceal(self):
        """EXPUNGE says NO; what fails stays where it is"""
        for good, bad in self.cases('fails in before', 'fails in after'):
            mark = len(self.log('dovecot'))
            imap = self.imap()
            self.flag_deleted(imap)
            self.assertRegex(imap.command('EXPUNGE')[1],
                             r'^NO \[UNAVAILABLE\]')
            self.assertEqual(self.whole('INBOX'), [bad])
            self.assertEqual(self.whole('.tenure/INBOX'), good)
            self.wait_log('dovecot', 'cannot be concealed: The message has '
                          'no luck', mark)

    def test_several(self):
        """of which most fail"""
        bad = ['invoice 9 fails in before', 'invoice 8 fails in after',
               'invoice 7 fails in after', 'invoice 6 fails in before']
        for user in self.each([*bad[:2], 'invoice 1', bad[2], 'invoice 2',
                               bad[3]]):
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all',
                         check=False)
            self.assertEqual(self.whole('INBOX'), bad)
            self.assertEqual(self.whole('.tenure/INBOX'),
                             ['invoice 1', 'invoice 2'])

    def test_restore(self):
        """restore says which; what fails stays concealed"""
        for good, bad in self.cases('fails out before', 'fails out after'):
            self.doveadm('expunge', '-u', self.user, 'mailbox', 'INBOX', 'all')
            code, _, said = self.doveadm('tenure', 'restore', '-u', self.user,
                                         'all', check=False)
            self.assertEqual(code, 75)
            self.assertIn('Restoring to INBOX failed: The message has no luck',
                          said)
            self.assertEqual(self.whole('.tenure/INBOX'), [bad])
            self.assertEqual(self.whole('INBOX'), good)

    def test_restore_gone(self):
        """and passes over what goes in between"""
        for good, bad in self.cases('fails out gone'):
            self.doveadm('expunge', '-u', self.user, 'mailbox', 'INBOX', 'all')
            self.doveadm('tenure', 'restore', '-u', self.user, 'all')
            self.assertEqual(self.whole('.tenure/INBOX'), [bad])
            self.assertEqual(self.whole('INBOX'), good)

    def test_move(self):
        """doveadm move, which goes on behind one that fails"""
        for good, bad in self.cases('fails out before'):
            self.doveadm('mailbox', 'create', '-u', self.user, 'Paper')
            code, _, _ = self.doveadm('move', '-u', self.user, 'Paper',
                                      'mailbox', 'INBOX', 'all', check=False)
            self.assertNotEqual(code, 0)
            self.assertEqual(sorted(self.whole('INBOX') + self.whole('Paper')),
                             sorted(good + [bad]))

    def test_again(self):
        """what was concealed, and stayed all the same, is not concealed again:
        also by a session that has concealed something just before"""
        for user in self.each(['invoice 1', 'invoice 2 stays']):
            imap = self.imap()
            self.flag_deleted(imap, '1')
            imap.command('EXPUNGE')
            self.assertNotEqual(self.doveadm(
                'expunge', '-u', user, 'mailbox', 'INBOX', 'all',
                check=False)[0], 0)
            self.assertEqual(self.whole('INBOX'), ['invoice 2 stays'])
            self.flag_deleted(imap)
            imap.command('NOOP')
            self.assertRegex(imap.command('EXPUNGE')[1], '^OK ')
            self.assertEqual(self.whole('INBOX'), [])
            self.assertEqual(self.whole('.tenure/INBOX'),
                             ['invoice 1', 'invoice 2 stays'])

    def notes(self):
        """What the index has of each concealed message: when it came in, and
        when it was concealed."""
        _, path, _ = self.doveadm('mailbox', 'path', '-t', 'index', '-u',
                                  self.user, '.tenure/INBOX')
        return re.findall(r'tenure-concealed:? .*\(([0-9a-f]{16})'
                          r'([0-9a-f]{16})\)', self.lab.dovecot.doveadm(
                              'dump', '-t', 'index', path.strip()))

    def test_again_later(self):
        """and its grace begins when it is really gone"""
        for user in self.each(['letter 1 stays']):
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all',
                         check=False)
            (received, concealed), = self.notes()
            time.sleep(1.1)
            imap = self.imap()
            self.flag_deleted(imap)
            imap.command('NOOP')
            self.assertRegex(imap.command('EXPUNGE')[1], '^OK ')
            (again, later), = self.notes()
            self.assertEqual(again, received)
            self.assertNotEqual(later, concealed)
            self.assertEqual(self.whole('INBOX'), [])

    def test_twice(self):
        """restore brings back once what is concealed twice, and takes both
        away"""
        for user in self.each(['invoice 1 twice in', 'invoice 2',
                               'invoice 3 twice in']):
            self.doveadm('copy', '-u', user, 'INBOX', 'mailbox', 'INBOX',
                         'subject', 'invoice 2')
            self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all')
            self.assertEqual(self.whole('.tenure/INBOX'), [
                'invoice 1 twice in', 'invoice 1 twice in', 'invoice 2',
                'invoice 3 twice in', 'invoice 3 twice in', 'invoice 2'])
            rows = self.tenure_rows('restore', '-u', user, 'all')
            self.assertEqual(rows[0]['restored'], '4')
            self.assertEqual(self.whole('INBOX'), [
                'invoice 1 twice in', 'invoice 2', 'invoice 3 twice in',
                'invoice 2'])
            self.assertEqual(self.concealed(), [])


if __name__ == '__main__':
    tap.main()
