#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mail whose files somebody removed: the log tells of what was kept, once, and
of nothing else, whatever happens to a mailbox at the same time."""
import contextlib
import os
import re
import signal
import threading
import time

from door import DoorCase
from lab import LabError, processes
from lib import mail, tap

POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
class contract { match { header Subject = "*contract*" } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 10y  on_delete = conceal }
  class contract { keep = 10y  on_delete = deny }
}
plan free { keep = 0  expire = never  on_delete = allow }
tenant example.org { plan = staff }
user robot@example.org { plan = free }
unknown = staff
"""
ALARM = re.compile(r'(Kept m|M)ail UID (\d+)( \(seal \S+\))? is gone without '
                   r'having passed the policy(.*)')
ALL = ['invoice 1', 'note 2', 'contract 3', 'note 4']
ELSEWHERE = {'beside@example.org': {'mail': 'maildir:~/Maildir:INDEX=~/index'},
             'memory@example.org': {'mail': 'maildir:~/Maildir:INDEX=MEMORY'}}
ROUNDS = 100 if os.environ.get('TENURE_NIGHTLY') else 12


class Lost(DoorCase):
    policy = POLICY
    expected_faults = 'killed with signal 9'
    options = {'milter': 'none', 'users': {
        'joe@example.org': {}, 'robot@example.org': {}, **ELSEWHERE}}

    def setUp(self):
        # A session that ends may still look at its folder, which is emptied
        # then by somebody who can write the files.
        self.wait_sessions()
        super().setUp()
        self.mark = len(self.log('dovecot'))
        self.said = []

    def doveadm(self, *arguments, check=True):
        done = super().doveadm(*arguments, check=check)
        self.said.append(done[2])
        return done

    def alarms(self):
        """(UID, was it known to be kept, the rest) for each line of the log
        and of doveadm, which has none."""
        text = self.log('dovecot')[self.mark:] + ''.join(self.said)
        return [(int(found[2]), found[1] == 'Kept m', found[4])
                for found in ALARM.finditer(text)]

    def expect(self, *want):
        """These have been told, and no others. The log is written a little
        later than a client has its answer."""
        with contextlib.suppress(LabError):
            processes.wait_until(lambda: len(self.alarms()) >= len(want),
                                 processes.PATIENCE, 'alarms')
        self.assertEqual([one[:2] for one in self.alarms()], list(want))

    def fill(self, user=None, subjects=ALL):
        """Messages that have been looked at, as clients do."""
        for subject in subjects:
            self.deliver(subject, user=user)
        self.look(user)

    def look(self, user=None):
        """A session that knows the folder afterwards."""
        with self.imap(user) as imap:
            return imap.command('FETCH 1:* (UID ENVELOPE)')[0]

    def files(self, user=None, match='.*', folder=''):
        """Those of the store whose name or text matches, in a folder."""
        found = []
        base = self.lab.path('mail', user or self.user, 'Maildir', folder)
        for part in 'cur', 'new', '.':
            for name in os.listdir(os.path.join(base, part)):
                path = os.path.join(base, part, name)
                if os.path.isfile(path) and re.search(
                        match, name if part == '.' else self.read(path)):
                    found.append(path)
        return found

    def remove(self, match, user=None):
        """As somebody who can write the files."""
        found = self.files(user, match)
        self.assertTrue(found)
        # The clock of files stands still for some milliseconds at a time: who
        # has just looked would see no change in such a one.
        time.sleep(0.05)
        for path in found:
            os.unlink(path)

    def every_look(self):
        """All ways to look at the folder."""
        self.look()
        with self.pop3() as pop3:
            pop3.command('STAT')
            pop3.quit()
        self.doveadm('search', '-u', self.user, 'mailbox', 'INBOX', 'all')
        self.doveadm('tenure', 'status', '-u', self.user)
        self.deliver('note 9')
        self.look()

    # ------------------------------------------------------------ alarms
    def test_ways(self):
        """whoever looks first tells it; then nobody does again"""
        def imap():
            self.look()

        def pop3():
            with self.pop3() as talk:
                talk.quit()

        def doveadm():
            self.doveadm('search', '-u', self.user, 'mailbox', 'INBOX', 'all')
        for way in imap, pop3, doveadm:
            with self.subTest(way=way.__name__):
                self.setUp()
                self.fill()
                self.remove('Subject: (invoice 1|note 2)')
                way()
                self.expect((1, True))
                self.assertRegex(self.alarms()[0][2], r'^: conceal: keep = 10y '
                                 r'\(.*class invoice\) until \d{4}-')
                self.remove('Subject: contract 3')
                way()
                self.every_look()
                self.expect((1, True), (3, True))

    def test_open(self):
        """a session that is under way tells it, of what came in later as
        well, and of what a client wants to read"""
        with self.imap() as imap:
            self.fill()
            self.remove('Subject: contract')
            imap.command('NOOP')
            self.expect((3, True))
            self.remove('Subject: invoice')
            imap.command('FETCH 1 BODY.PEEK[]')
            imap.command('NOOP')
        self.expect((3, True), (1, True))
        self.every_look()
        self.expect((3, True), (1, True))

    def test_unknown(self):
        """without the cache it cannot be told what it was, but for users whose
        plan keeps nothing"""
        self.fill()
        self.fill('robot@example.org')
        for user in self.user, 'robot@example.org':
            self.remove(r'^dovecot\.index\.cache', user)
            self.remove('Subject: (invoice 1|note 2)', user)
            self.look(user)
        self.expect((1, False), (2, False))
        self.assertIn('cannot tell if it was kept', self.alarms()[0][2])
        self.assertNotIn('robot@', [
            line for line in self.log('dovecot')[self.mark:].split('\n')
            if ALARM.search(line)][0])

    def test_event(self):
        """what statistics and exporters get"""
        self.fill()
        self.remove('Subject: contract')
        self.look()
        self.expect((3, True))
        line = [line for line in self.log('dovecot')[self.mark:].split('\n')
                if ALARM.search(line)][0]
        self.assertRegex(line, r'imap\(joe@example\.org\).*Warning: Mailbox '
                         r'INBOX: tenure: Kept mail UID 3 \(seal \S+\) is')

    def test_concealed(self):
        """what was concealed is missed as well"""
        self.fill()
        self.doveadm('expunge', '-u', self.user, 'mailbox', 'INBOX', 'all')
        base = self.lab.path('mail', self.user)
        for folder, _, names in os.walk(base):
            for name in names:
                if 'tenure-concealed' in folder and 'S=' in name:
                    os.unlink(os.path.join(folder, name))
        self.doveadm('tenure', 'status', '-u', self.user)
        self.expect((1, True))

    # ----------------------------------------------------- and no alarms
    def test_uids_lost(self):
        """with the list of UIDs all messages get new ones: none is missed that
        is there, one is that is not"""
        self.fill()
        self.remove('^dovecot-uidlist$')
        self.every_look()
        self.expect()
        self.setUp()
        self.fill()
        self.remove('^dovecot-uidlist$')
        self.remove('Subject: (contract 3|note 4)')
        self.every_look()
        self.expect((3, True))

    def test_renamed(self):
        """another program has given the files other names"""
        self.fill()
        for number, path in enumerate(self.files(match='Subject: ')):
            os.rename(path, os.path.join(os.path.dirname(path),
                                         '1700000000.%d.host:2,S' % number))
        self.every_look()
        self.expect()
        self.assertEqual(sorted(self.subjects())[:4], sorted(ALL))

    def test_log_lost(self):
        """what was deleted and moved is not missed when the index has
        forgotten that"""
        for match in (r'^dovecot\.index\.log', r'^dovecot\.index$',
                      r'^dovecot\.index', '^dovecot'):
            with self.subTest(match=match):
                self.setUp()
                self.fill()
                self.doveadm('mailbox', 'create', '-u', self.user, 'Archive')
                self.doveadm('expunge', '-u', self.user, 'mailbox', 'INBOX',
                             'subject', 'invoice')
                self.doveadm('move', '-u', self.user, 'Archive', 'mailbox',
                             'INBOX', 'subject', 'contract')
                for path in self.files(match=match):
                    if re.search(match, os.path.basename(path)):
                        os.unlink(path)
                with contextlib.suppress(EOFError):
                    self.look()
                self.every_look()
                self.expect()

    def test_other_index(self):
        """where there are several indexes, what one is told the others
        miss"""
        for user in ELSEWHERE:
            with self.subTest(user=user):
                self.setUp()
                self.fill(user)
                self.doveadm('mailbox', 'create', '-u', user, 'Archive')
                with self.imap(user) as imap:
                    self.doveadm('expunge', '-u', user, 'mailbox', 'INBOX',
                                 'subject', 'invoice')
                    imap.command('NOOP')
                    self.doveadm('move', '-u', user, 'Archive', 'mailbox',
                                 'INBOX', 'subject', 'contract')
                    imap.command('NOOP')
                self.look(user)
                self.expect()

    def test_one_index_more(self):
        """... also where one of them is in the folder"""
        self.fill()
        self.doveadm('mailbox', 'create', '-u', self.user, 'Archive')
        self.doveadm('-o', {
            '2.3': 'mail_location=maildir:~/Maildir:INDEX=MEMORY',
            '2.4': 'mail_index_path=MEMORY'}[self.lab.dovecot.series()],
                     'move', '-u', self.user, 'Archive', 'mailbox', 'INBOX',
                     'subject', 'invoice')
        self.every_look()
        self.remove('Subject: contract 3')
        self.every_look()
        self.expect()
        self.assertEqual([os.path.basename(path) for path in self.files(
            match='^tenure-')], ['tenure-other-index'])

    def kill_sessions(self):
        """All IMAP sessions of the laboratory, at once."""
        master = str(self.lab.dovecot.pid())
        for pid in filter(str.isdigit, os.listdir('/proc')):
            with contextlib.suppress(OSError):
                fields = self.read('/proc/%s/stat' % pid).split()
                if fields[1] == '(imap)' and fields[3] == master:
                    os.kill(int(pid), signal.SIGKILL)

    def test_dead(self):
        """nor is what a session has deleted that was killed"""
        self.fill(subjects=['invoice %d' % n for n in range(30)])
        for turn in range(12):
            with self.imap() as imap, contextlib.suppress(EOFError, OSError):
                imap.command('STORE 1:2 +FLAGS.SILENT \\Deleted')
                imap.send('EXPUNGE')
                time.sleep(turn * 0.01)
                self.kill_sessions()
                imap.command('NOOP')
            self.unlock(self.user)
            self.look()
        with self.imap() as imap:
            imap.command('STORE 1 +FLAGS.SILENT \\Deleted')
            imap.command('EXPUNGE')
        self.every_look()
        self.assertLess(len(self.subjects()), 31)
        self.expect()

    # ------------------------------------------------------- all at once
    def imap_work(self, number):
        """Deletes, moves and marks in a folder that others work on, too."""
        with self.imap(mailbox=('INBOX', 'Archive')[number % 2]) as imap:
            for turn in range(ROUNDS):
                imap.command('STORE 1:* %sFLAGS (\\Flagged Work)' %
                             '+-'[turn % 2])
                imap.command('STORE %d:* +FLAGS.SILENT (\\Deleted)' % (
                    2 + turn % 3))
                imap.command('EXPUNGE')
                imap.command('MOVE 1:2 ' + ('Archive', 'INBOX')[number % 2])
                imap.command('COPY 1 ' + ('Archive', 'INBOX')[number % 2])
                imap.append('INBOX', mail.message('invoice %d' % turn))
                imap.command('NOOP')

    def pop3_work(self, _):
        """Fetches and deletes."""
        for _ in range(ROUNDS):
            with self.pop3() as pop3:
                pop3.command('DELE 1')
                pop3.command('DELE 2')
                pop3.quit()

    def delivery_work(self, number):
        """Mail that comes in."""
        for turn in range(ROUNDS * 3):
            self.deliver('%s %d.%d' % (('invoice', 'note')[turn % 2], number,
                                       turn))

    def folder_work(self, _):
        """Folders that come and go under other sessions."""
        with self.imap() as imap:
            for turn in range(ROUNDS):
                imap.command('CREATE Work')
                imap.command('COPY 1:* Work')
                with self.imap(mailbox='Work') as other:
                    imap.command('RENAME Work Work%d' % turn)
                    imap.command('CREATE Work')
                    imap.command('COPY 1:* Work')
                    with contextlib.suppress(EOFError):
                        other.command('NOOP')
                        imap.command('DELETE Work%d' % turn)
                        other.command('NOOP')

    def doveadm_work(self, _):
        """What administrators do meanwhile."""
        for turn in range(ROUNDS):
            self.doveadm('expunge', '-u', self.user, 'mailbox', '*', 'seen',
                         check=False)
            self.doveadm('move', '-u', self.user, 'Archive', 'mailbox',
                         'INBOX', '1:3', check=False)
            self.doveadm('force-resync', '-u', self.user, 'INBOX',
                         check=False)
            if turn % 4 == 0:
                self.doveadm('tenure', 'restore', '-u', self.user, 'all',
                             check=False)

    def test_busy(self):
        """many sessions of all kinds delete and move kept mail at the same
        time, and nothing is missed"""
        self.fill()
        self.doveadm('mailbox', 'create', '-u', self.user, 'Archive')
        failed = []

        def guarded(work, number):
            try:
                work(number)
            except (EOFError, OSError):
                pass  # a folder was deleted under it
            except Exception as error:  # pylint: disable=broad-except
                failed.append(error)
        works = [threading.Thread(target=guarded, args=(work, number))
                 for number, work in enumerate(
                     [self.imap_work] * 4 + [self.pop3_work] +
                     [self.delivery_work] * 2 + [self.folder_work] +
                     [self.doveadm_work])]
        for work in works:
            work.start()
        for work in works:
            work.join()
        self.assertEqual(failed, [])
        self.every_look()
        self.expect()


if __name__ == '__main__':
    tap.main()
