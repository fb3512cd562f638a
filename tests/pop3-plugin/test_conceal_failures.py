#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""When mail cannot be concealed it stays, the rest goes, and the client is
told; and whenever a server dies, no message is lost."""
import os
import shutil
import subprocess

from concealing import ALL, CONCEALED, LEFT, ConcealCase
from lab.processes import PATIENCE
from lib import strace, tap

OWN_MOUNTS = os.path.join(os.path.dirname(tap.__file__), 'own-mounts')
# In mounts of its own: the user's mail on a small disk with no room left.
FULL = """
set -eu
home=$1; shift
mkdir "$home.disk"
mount -t tmpfs -o size=1M,mode=777 none "$home.disk"
cp -a "$home/." "$home.disk"
head -c 2M /dev/zero >"$home.disk/filler" 2>/dev/null || :
mount --bind "$home.disk" "$home"
"$@" || :
rm "$home/filler"
rm -rf "$home.after"
cp -a "$home" "$home.after"
"""


class Failures(ConcealCase):
    def concealed_root(self):
        """The folder of concealed mail in the root of the storage."""
        home = self.lab.path('mail', self.user)
        for name in ('Maildir', 'plain', 'sdbox', 'mdbox'):
            if os.path.isdir(os.path.join(home, name)):
                return os.path.join(home, name, 'tenure-concealed')
        raise AssertionError('no mail in ' + home)

    def block(self):
        """Nothing can be made where concealed mail goes to."""
        path = self.concealed_root()
        os.mkdir(path, 0o500)
        self.addCleanup(shutil.rmtree, path, ignore_errors=True)
        return path

    def test_imap(self):
        """IMAP EXPUNGE answers NO, with the rest gone; later it works"""
        for _ in self.each():
            path = self.block()
            imap = self.imap()
            self.flag_deleted(imap)
            _, answer = imap.command('EXPUNGE')
            self.assertRegex(answer, r'^NO \[UNAVAILABLE\] Some messages '
                                     'cannot be deleted at present')
            self.assertEqual(self.subjects(), CONCEALED + LEFT)
            self.wait_log('dovecot', 'cannot be locked')
            os.rmdir(path)
            self.assertRegex(imap.command('EXPUNGE')[1], '^OK')
            self.assertEqual(self.subjects(), LEFT)
            self.assertEqual(self.concealed(), CONCEALED)

    def test_pop3(self):
        """POP3 QUIT answers -ERR [SYS/TEMP]"""
        for _ in self.each():
            self.block()
            pop3 = self.pop3()
            for number in (1, 3):
                self.assertRegex(pop3.command('DELE %d' % number), r'^\+OK')
            self.assertRegex(pop3.quit(), r'^-ERR \[SYS/TEMP\]')
            self.assertEqual(self.subjects(), ['invoice 1', 'letter 2',
                                               'invoice 4', 'contract 5'])

    def test_delete_mailbox(self):
        """DELETE of a folder is refused, and it keeps what it has"""
        for _ in self.each():
            imap = self.imap()
            imap.command('CREATE Box')
            imap.command('MOVE 1:3 Box')
            self.block()
            self.assertRegex(imap.command('DELETE Box')[1], '^NO')
            self.assertEqual(self.subjects(folder='Box'), ALL[:3])

    def run_pop3(self, before, commands):
        """A pop3 session by hand; what it said."""
        done = subprocess.run(
            self.lab.dovecot.command(
                *before, self.lab.dovecot.libexec('pop3'), '-c',
                self.lab.dovecot.config, '-u', self.user),
            input='\r\n'.join([*commands, '']).encode(), check=False,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE)
        self.assertNotIn(b'Panic', done.stderr)
        return done.stdout.decode()

    def everything(self):
        """Subjects of all that is left somewhere."""
        return sorted(set(self.subjects() + self.concealed()))

    def test_full_disk(self):
        """with a full disk nothing is lost, and nobody hears that all is
        well"""
        for user in self.each():
            home = self.lab.path('mail', user)
            said = self.run_pop3([OWN_MOUNTS, 'sh', '-c', FULL, 'sh', home],
                                 ['DELE 1', 'DELE 2', 'DELE 4', 'QUIT'])
            shutil.rmtree(home)
            shutil.rmtree(home + '.disk')
            os.rename(home + '.after', home)
            self.assertEqual(self.everything(), sorted(ALL))
            if self.concealed() != CONCEALED:
                self.assertIn('-ERR [SYS/TEMP]', said)

    def quit(self, strace):
        """Delete all that may go, under strace. What the session said."""
        return self.run_pop3(strace, ['DELE 1', 'DELE 2', 'DELE 4', 'QUIT'])

    def test_killed(self):
        """at no call that changes something is a message lost"""
        strace.need()
        path = self.lab.path('log', 'strace')
        for user in self.each():
            self.assertIn('messages deleted', self.quit(strace.trace(path)))
            self.assertEqual(self.subjects(), ['note 3', 'contract 5'])
            self.assertEqual(self.concealed(), CONCEALED)
            calls = strace.calls(path)
            came = 0
            for call in strace.some(calls, 5):
                self.case = '%s, call %d of %s' % (user, call[1], call[0])
                self.setUp()
                for subject in ALL:
                    self.deliver(subject)
                came += '+OK Logging out' not in self.quit(strace.kill_at(call))
                self.unlock(user)
                self.assertEqual(self.everything(), sorted(ALL))
            print('# %s: %d calls, killed at %d' % (user, len(calls), came))


class Locks(ConcealCase):
    """Indexes in a folder of their own, where one file is the lock of all
    namespaces, and a kind of lock that a process can wait for itself with."""
    options = {'milter': 'none', 'users': {
        'maildir@example.org': {'mail': 'maildir:~/Maildir:INDEX=~/index'},
        'mdbox@example.org': {'mail': 'mdbox:~/mdbox:INDEX=~/index'},
    }, 'dovecot_extra': 'lock_method = flock\nmail_max_lock_timeout = 2s\n'}

    def test_delete_mailbox(self):
        """a folder is concealed while its deletion has that lock"""
        for user in self.each():
            self.doveadm('mailbox', 'create', '-u', user, 'Paper')
            imap = self.imap()
            imap.command('MOVE 1:4 Paper')
            self.assertRegex(imap.command('DELETE Paper')[1], '^OK')
            self.assertEqual(self.concealed('Paper'), CONCEALED)


if __name__ == '__main__':
    tap.main()
