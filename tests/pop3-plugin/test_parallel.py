#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Two hundred sessions at a time behave as without the plugin."""
import os
import re
import threading

from both import BothCase
from lab.processes import PATIENCE
from lib import mail, tap
from lib.talk import Imap, Pop3

SESSIONS = 50 if os.environ.get('TENURE_SHORT') else 200
ROUNDS = 10 if os.environ.get('TENURE_NIGHTLY') else 1
# Ten sessions share each mailbox: what one deletes, another has open.
USERS = ['user%d@example.org' % n for n in range(SESSIONS // 10)]
MESSAGES = 12
# Without what differs from one to the next.
LETTER = b'From: shop@shop.example\nSubject: letter\n\ntext\n'
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


class Parallel(BothCase):
    policy = POLICY
    users = {user: {} for user in USERS}
    dovecot_lines = """
default_process_limit = 500
default_client_limit = 2000
"""

    def fill(self):
        """Twelve letters for each user, as the files that they are."""
        for user in USERS:
            path = self.lab.path('mail', user, 'Maildir')
            for name in ('', 'new', 'cur', 'tmp'):
                os.makedirs(os.path.join(path, name), exist_ok=True)
                os.chown(os.path.join(path, name), self.lab.mail_uid,
                         self.lab.mail_uid)
            for number in range(MESSAGES):
                file = os.path.join(path, 'new', '1700000000.%02d.host'
                                    % number)
                with open(file, 'wb') as handle:
                    handle.write(LETTER.replace(b'letter', b'letter %d' % number))
                os.chown(file, self.lab.mail_uid, self.lab.mail_uid)

    def session(self, number, work, barrier, said):
        """One of them; what it was told."""
        user = USERS[number % len(USERS)]
        try:
            said[number] = work(user, number // len(USERS), barrier)
        except Exception as error:  # pylint: disable=broad-except
            said[number] = repr(error)
            barrier.abort()

    def run_all(self, work):
        """All of them at the same time: logged in, then at work, then at
        their end. What each was told."""
        barrier = threading.Barrier(SESSIONS, timeout=PATIENCE)
        said = {}
        threads = [threading.Thread(target=self.session, args=(
            number, work, barrier, said)) for number in range(SESSIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return said

    def pop3_work(self, user, which, barrier):
        """Message which + 1 is this session's to delete."""
        with Pop3(self.lab.ports['pop3'], user, self.lab.password) as pop3:
            stat = pop3.command('STAT')
            barrier.wait()
            said = [stat, len(pop3.uidl()), pop3.retr(which + 1),
                    pop3.command('DELE %d' % (which + 1)),
                    pop3.command('DELE %d' % (which + 1)),
                    pop3.command('STAT')]
            barrier.wait()
            return said + [pop3.quit()]

    def imap_work(self, user, which, barrier):
        """The same by UID."""
        with Imap(self.lab.ports['imap'], user, self.lab.password) as imap:
            imap.command('SELECT INBOX')
            uid = imap.uids()[which]
            barrier.wait()
            said = [uid, imap.fetch(uid), imap.command(
                'UID STORE %d +FLAGS.SILENT (\\Deleted)' % uid)[1]]
            barrier.wait()
            said += [imap.command('UID EXPUNGE %d' % uid)[1], imap.quit()[1]]
            # What stands behind the text are times.
            return [re.sub(r' \([\d. +]+secs\)', '', str(text))
                    for text in said]

    def left(self, user):
        """Subjects of what is in the store."""
        return sorted(mail.fields(self.read(path), 'Subject')[0]
                      for path in mail.stored(self.lab, user))

    def both(self, work):
        """On both sides: told the same, the same left, no complaints, no
        process left."""
        for _ in range(ROUNDS):
            self.setUp()
            results = []
            for _ in self.sides():
                self.fill()
                mark = len(self.log('dovecot'))
                said = self.run_all(work)
                self.wait_sessions()
                left = {user: self.left(user) for user in USERS}
                results.append((said, left, self.complaints(mark)))
            (said, left, errors), stock = results
            self.assertEqual({n: (said[n], stock[0][n]) for n in said
                              if said[n] != stock[0][n]}, {})
            self.assertEqual((left, errors), stock[1:])
            self.assertEqual(errors, [])
            self.assertEqual(left, {user: ['letter 10', 'letter 11']
                                    for user in USERS})
            self.assertEqual({text for text in said.values()
                              if isinstance(text, str)}, set())

    def test_pop3(self):
        """POP3: RETR, DELE, QUIT"""
        self.both(self.pop3_work)

    def test_imap(self):
        """IMAP: FETCH, STORE, EXPUNGE"""
        self.both(self.imap_work)


if __name__ == '__main__':
    tap.main()
