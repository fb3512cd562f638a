#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A session that began before a policy was published: what it destroys is
decided by the policy that is in force then."""
import fcntl
import os
import re
import subprocess
import threading
import time

from door import DoorCase
from lib import tap

DAY = 86400
TEXT = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
plan staff {
  keep = 0
  expire = %(expire)s
  on_delete = allow
  pop3 { login_delay = %(delay)s }
  class invoice { keep = %(keep)s  on_delete = %(on_delete)s }
}
unknown = staff
"""


def policy(keep='10y', on_delete='deny', expire='never', delay='0'):
    """Invoices are kept, or not."""
    return TEXT % {'keep': keep, 'on_delete': on_delete, 'expire': expire,
                   'delay': delay}


FREE = policy(keep='0', on_delete='allow')
FORMATS = {
    'maildir@example.org': {},
    'sdbox@example.org': {'mail': 'sdbox:~/sdbox'},
    'mdbox@example.org': {'mail': 'mdbox:~/mdbox'},
}
TRIED = list(FORMATS)[:1 if os.environ.get('TENURE_SHORT') else None]
# Policies that are published under load.
PUBLISHED = 1000 if os.environ.get('TENURE_NIGHTLY') else 30
ALL = ['invoice 1', 'letter 2', 'invoice 3']
KEPT = ['invoice 1', 'invoice 3']
PUBLIC = {'2.3': """
namespace public {
  type = public
  prefix = public/
  separator = /
  location = maildir:@DIR@/mail/public
  subscriptions = no
}
""", '2.4': """
namespace public {
  type = public
  prefix = public/
  separator = /
  mail_driver = maildir
  mail_path = @DIR@/mail/public
  subscriptions = no
}
"""}
# What waits in IDLE is handed over to a process that has no policy, and then to
# another one.
HIBERNATE = """
imap_hibernate_timeout = 1s
log_debug = event=imap_client_hibernated
service imap {
  extra_groups = %(set)sdefault_internal_group
  unix_listener imap-master {
    user = %(set)sdefault_internal_user
  }
}
"""
HIBERNATES = {'2.3': HIBERNATE % {'set': '$'},
              '2.4': HIBERNATE % {'set': '$SET:'}}


class PublishedCase(DoorCase):
    policy = FREE
    options = {'milter': 'none', 'users': FORMATS}

    def each(self, subjects=ALL, users=TRIED):
        """Each format, with a fresh mailbox, and nothing is kept."""
        for self.user in users:
            self.case = self.user.partition('@')[0]
            self.setUp()
            self.publish(FREE)
            for subject in subjects:
                self.deliver(subject)
            yield self.user
        self.case = None

    def publish(self, text):
        self.lab.tenure.publish(text)

    def decided(self):
        """A session that has a policy, as it has decided something."""
        imap = self.imap()
        for sign in '+-':
            self.assertRegex(imap.command(
                'STORE 1 %sFLAGS (\\Deleted)' % sign)[1], '^OK')
        return imap

    def expunge(self, imap, left, verb='EXPUNGE', folder='INBOX'):
        """Expunge everything; these have to be left."""
        self.flag_deleted(imap)
        imap.command('NOOP')
        self.assertRegex(imap.command(verb)[1], '^OK')
        self.assertEqual(self.subjects(folder=folder), left)


class Imap(PublishedCase):
    options = {**PublishedCase.options, 'dovecot_extra': PUBLIC}

    @classmethod
    def prepare(cls):
        folder = cls.lab.path('mail', 'public')
        os.makedirs(folder)
        os.chown(folder, cls.lab.mail_uid, cls.lab.mail_uid)

    def test_expunge(self):
        """EXPUNGE, UID EXPUNGE and CLOSE keep what is kept since the session
        began, and delete it when it is kept no more"""
        for _ in self.each():
            for verb in 'EXPUNGE', 'UID EXPUNGE 1:*', 'CLOSE':
                imap = self.decided()
                self.publish(policy())
                self.expunge(imap, KEPT, verb)
                if verb == 'CLOSE':
                    imap.command('SELECT INBOX')
                self.publish(FREE)
                self.expunge(imap, [], verb)
                for subject in ALL:
                    self.deliver(subject)

    def test_store(self):
        """STORE \\Deleted is refused since then, and allowed again"""
        for _ in self.each():
            imap = self.decided()
            self.publish(policy())
            self.assertRegex(imap.command('STORE 1:* +FLAGS (\\Deleted)')[1],
                             r'^NO \[CANNOT\] 2 messages are retained')
            self.publish(FREE)
            self.assertRegex(imap.command('STORE 1:* +FLAGS (\\Deleted)')[1],
                             '^OK')
            imap.command('EXPUNGE')
            self.assertEqual(self.subjects(), [])

    def test_conceal(self):
        """what is to be concealed since then is concealed"""
        for user in self.each():
            imap = self.decided()
            self.publish(policy(on_delete='conceal'))
            self.expunge(imap, [])
            self.assertEqual(self.subjects(user, '.tenure/INBOX'), KEPT)

    def test_move_away(self):
        """MOVE to where its owner does not rule"""
        for _ in self.each():
            imap = self.decided()
            self.assertRegex(imap.command('CREATE public/' + self.case)[1], '^OK')
            self.publish(policy())
            self.assertRegex(imap.command('MOVE 1 public/' + self.case)[1], '^NO')
            self.assertEqual(self.subjects(), ALL)
            self.publish(FREE)
            self.assertRegex(imap.command('MOVE 1 public/' + self.case)[1], '^OK')
            self.assertEqual(self.subjects(), ALL[1:])

    def test_delete_folder(self):
        """DELETE of a folder"""
        for _ in self.each():
            imap = self.decided()
            imap.command('CREATE Paper')
            self.assertRegex(imap.command('MOVE 1 Paper')[1], '^OK')
            self.publish(policy())
            self.assertRegex(imap.command('DELETE Paper')[1],
                             r'^NO \[NOPERM\] Mailbox holds retained messages')
            self.assertEqual(self.subjects(folder='Paper'), ALL[:1])
            self.publish(FREE)
            self.assertRegex(imap.command('DELETE Paper')[1], '^OK')
            self.assertEqual(self.subjects(), ALL[1:])

    def end(self, imap):
        """LOGOUT, and the end of the process."""
        self.assertRegex(imap.command('LOGOUT')[1], '^OK')
        imap.close()
        self.wait_sessions()

    def test_expiry(self):
        """what expires at the end of a session"""
        old = int(time.time()) - 40 * DAY
        for _ in self.each(()):
            self.deliver('invoice 1', when=old)
            self.deliver('letter 2', when=old)
            self.publish(policy('0', 'allow', '30d'))
            imap = self.decided()
            self.publish(policy('10y', 'deny', '30d'))
            self.end(imap)
            self.assertEqual(self.subjects(), ['invoice 1'])
            self.publish(FREE)
            imap = self.decided()
            self.publish(policy('0', 'allow', '30d'))
            self.end(imap)
            self.assertEqual(self.subjects(), [])


class Hibernated(PublishedCase):
    options = {**PublishedCase.options, 'dovecot_extra': HIBERNATES}

    def sleep(self, imap):
        """IDLE, until its process has gone. On a busy machine Dovecot may not
        manage to; then it does not try again."""
        for _ in range(20):
            mark = len(self.log('dovecot'))
            imap.send('i1 IDLE')
            self.wait_until(lambda: re.search(
                'hibernated? imap client', self.log('dovecot')[mark:]),
                'the log of the hibernation')
            if 'Successfully hibernated' in self.log('dovecot')[mark:]:
                return
            self.wake(imap)
        self.fail('Dovecot does not hibernate')

    def wake(self, imap):
        """The end of IDLE."""
        imap.send_raw(b'DONE\r\n')
        while not imap.read_line().startswith('i1 OK'):
            pass

    def test_idle(self):
        """a session that sleeps in IDLE meanwhile"""
        self.user = TRIED[0]
        for subject in ALL:
            self.deliver(subject)
        imap = self.decided()
        self.sleep(imap)
        self.publish(policy())
        self.wake(imap)
        self.expunge(imap, KEPT)


SAID = 'Policy cannot be read, so nothing is deleted'


class Broken(PublishedCase):
    """The snapshot cannot be read any more."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.mend)

    def mend(self):
        """Put back what is in force."""
        if os.path.exists(self.lab.snapshot + '.good'):
            os.rename(self.lab.snapshot + '.good', self.lab.snapshot)

    def damage(self):
        """Put a damaged one in its place, as a copy that broke off."""
        with open(self.lab.snapshot, 'rb') as handle:
            octets = handle.read()
        os.link(self.lab.snapshot, self.lab.snapshot + '.good')
        with open(self.lab.snapshot + '.bad', 'wb') as handle:
            handle.write(octets[:len(octets) // 2])
        os.rename(self.lab.snapshot + '.bad', self.lab.snapshot)

    def remove(self):
        """There is none."""
        os.rename(self.lab.snapshot, self.lab.snapshot + '.good')

    def test_imap(self):
        """nothing is destroyed, which is said once; the session lives on, and
        deletes again when it is mended"""
        for breaks in self.damage, self.remove:
            for _ in self.each():
                imap = self.decided()
                mark = len(self.log('dovecot'))
                breaks()
                self.flag_deleted(imap)
                imap.command('NOOP')
                for _ in range(3):
                    imap.command('EXPUNGE')
                self.assertEqual(
                    int(imap.command('STATUS INBOX (MESSAGES)')[0][-1]
                        .rstrip(')').rpartition(' ')[2]), 3)
                self.wait_log('dovecot', SAID, mark)
                self.mend()
                imap.command('EXPUNGE')
                self.assertEqual(self.subjects(), [])
                self.assertEqual(self.log('dovecot').count(SAID, mark), 1)

    def test_pop3(self):
        """QUIT removes nothing, and says that this will pass"""
        for breaks in self.damage, self.remove:
            for _ in self.each():
                pop3 = self.pop3()
                self.assertRegex(pop3.command('DELE 2'), r'^\+OK')
                breaks()
                self.assertRegex(pop3.quit(), r'^-ERR \[SYS/TEMP\] some '
                                              'deleted messages not removed')
                self.mend()
                self.assertEqual(self.subjects(), ALL)

    def test_pop3_blind(self):
        """a POP3 session that began so deletes when it is mended, and does
        nothing by itself that it did not announce"""
        for user in TRIED[:1]:
            self.user = self.case = user
            self.setUp()
            self.publish(policy().replace(
                'login_delay = 0', 'after_download = delete'))
            for subject in ('invoice 1', 'letter 2', 'letter 3'):
                self.deliver(subject)
            self.damage()
            pop3 = self.pop3()
            announced = pop3.lines_of('CAPA')
            self.assertNotIn('EXPIRE', ' '.join(announced))
            self.assertRegex(pop3.command('DELE 2'), r'^-ERR \[SYS/TEMP\]')
            self.mend()
            self.wait_until(lambda pop3=pop3: pop3.command('DELE 2').startswith(
                '+OK'), 'the policy to be seen')
            self.assertRegex(pop3.command('DELE 1'), r'^-ERR \[SYS/PERM\]')
            self.assertEqual(pop3.lines_of('CAPA'), announced)
            self.assertIn('letter 3', pop3.retr(3))
            self.assertRegex(pop3.quit(), r'^\+OK')
            self.assertEqual(self.subjects(), ['invoice 1', 'letter 3'])

    def test_put_back(self):
        """an older policy that was put back does not decide, though the
        session began with it"""
        for _ in self.each():
            away = self.lab.snapshot + '.away'
            imap = self.decided()
            self.expunge(imap, [])
            for subject in ALL:
                self.deliver(subject)
            os.link(self.lab.snapshot, away)
            self.publish(policy())
            os.link(self.lab.snapshot, self.lab.snapshot + '.good')
            os.rename(away, self.lab.snapshot)
            self.flag_deleted(imap)
            imap.command('NOOP')
            imap.command('EXPUNGE')
            self.mend()
            self.assertEqual(self.subjects(), ALL)
            self.expunge(imap, KEPT)


class Pop3(PublishedCase):
    def capa(self, pop3):
        """What it announces."""
        pop3.send('CAPA')
        return [line for line in [pop3.read_line(), *pop3.rest()]
                if re.match('EXPIRE|LOGIN-DELAY', line)]

    def test_deny(self):
        """what was marked goes if it may go at QUIT; what the session was told
        stays as it is"""
        for _ in self.each():
            pop3 = self.pop3()
            announced = self.capa(pop3)
            self.assertRegex(pop3.command('DELE 1'), r'^\+OK')
            self.publish(policy(expire='60d', delay='3s'))
            self.assertEqual(self.capa(pop3), announced)
            self.assertRegex(pop3.command('DELE 2'), r'^\+OK')
            self.assertRegex(pop3.command('DELE 3'), r'^\+OK')
            self.assertRegex(pop3.quit(), r'^-ERR \[SYS/PERM\] some deleted '
                                          'messages not removed')
            self.assertEqual(self.subjects(), KEPT)

    def test_allow(self):
        """a DELE that was refused stays so; the next session may"""
        for _ in self.each():
            self.publish(policy())
            pop3 = self.pop3()
            self.assertRegex(pop3.command('DELE 1'), r'^-ERR \[SYS/PERM\]')
            self.publish(FREE)
            self.assertRegex(pop3.command('DELE 1'), r'^-ERR \[SYS/PERM\]')
            self.assertRegex(pop3.command('DELE 2'), r'^\+OK')
            self.assertRegex(pop3.quit(), r'^\+OK')
            self.assertEqual(self.subjects(), KEPT)
            pop3 = self.pop3()
            self.assertRegex(pop3.command('DELE 1'), r'^\+OK')
            self.assertRegex(pop3.quit(), r'^\+OK')
            self.assertEqual(self.subjects(), KEPT[1:])

    def test_conceal(self):
        """what is to be concealed since the DELE is concealed"""
        for user in self.each():
            pop3 = self.pop3()
            for number in 1, 2, 3:
                self.assertRegex(pop3.command('DELE %d' % number), r'^\+OK')
            self.publish(policy(on_delete='conceal'))
            self.assertRegex(pop3.quit(), r'^\+OK')
            self.assertEqual(self.subjects(), [])
            self.assertEqual(self.subjects(user, '.tenure/INBOX'), KEPT)


# What came in through the door may go.
SEALED = """
tenure_version = 1
class letter { match { sealed = yes } }
plan staff {
  keep = 10y
  expire = never
  on_delete = deny
  class letter { keep = 0  on_delete = allow }
}
unknown = staff
"""


class Keys(PublishedCase):
    policy = SEALED

    def test_withdrawn(self):
        """what a seal says is no longer believed when its key is withdrawn,
        though the session has read it"""
        self.user = TRIED[0]
        self.deliver('letter')
        pop3 = self.pop3()
        self.assertRegex(pop3.command('DELE 1'), r'^\+OK')
        self.lab.tenure.succeed('key', 'new', 'lab-2')
        for name in 'lab-1.key', 'lab-1.pub':
            os.unlink(self.lab.path('etc', 'tenure', 'keys', name))
        self.publish(SEALED)
        self.assertRegex(pop3.quit(), r'^-ERR \[SYS/PERM\]')
        self.assertEqual(self.subjects(), ['letter'])


class Doveadm(PublishedCase):
    def test_expire(self):
        """doveadm tenure expire, which is at it: what it has found before does
        not go"""
        self.user = TRIED[0]
        self.deliver('invoice', when=int(time.time()) - 40 * DAY)
        for _ in range(11):
            self.doveadm('copy', '-u', self.user, 'INBOX', 'mailbox', 'INBOX',
                         'all')
        self.publish(policy('0', 'allow', '30d'))
        with subprocess.Popen(
                self.lab.dovecot.command(
                    'doveadm', '-D', '-c', self.lab.dovecot.config, 'tenure',
                    'expire', '-u', self.user), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            # It gets no further than this is read.
            fcntl.fcntl(process.stderr, fcntl.F_SETPIPE_SZ, 4096)
            for line in process.stderr:
                if b'destroyed by expire' in line:
                    break
            self.publish(policy('10y', 'deny', '30d'))
            process.stderr.read()
        self.assertEqual(process.returncode, 0)
        left = len(self.subjects())
        self.assertTrue(1500 < left < 2048, left)


class Publisher(threading.Thread):
    """Publishes these in turn, without an end."""

    def __init__(self, case, texts):
        super().__init__()
        self.case, self.texts = case, texts
        self.count = 0
        self.over = False
        self.failure = None

    def run(self):
        try:
            while not self.over:
                self.case.publish(self.texts[self.count % len(self.texts)])
                self.count += 1
        except Exception as error:  # pylint: disable=broad-except
            self.failure = error

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over = True
        self.join()
        if self.failure:
            raise self.failure


class Load(PublishedCase):
    MESSAGES = 50

    def fill(self):
        """A session in a folder of messages that are flagged as deleted."""
        self.deliver('invoice')
        imap = self.imap()
        imap.command('CREATE Paper')
        for _ in range(self.MESSAGES):
            imap.command('COPY 1 Paper')
        imap.command('STORE 1 +FLAGS (\\Deleted)')
        imap.command('EXPUNGE')
        imap.command('SELECT Paper')
        self.flag_deleted(imap)
        return imap

    def rounds(self, imap, paper, publisher):
        """{messages that went: how often}"""
        counts = {}
        while publisher.is_alive() and (publisher.count < PUBLISHED or
                                        len(counts) < 2):
            untagged, answer = imap.command('EXPUNGE')
            self.assertRegex(answer, '^OK')
            gone = len([line for line in untagged
                        if line.endswith(' EXPUNGE')])
            counts[gone] = counts.get(gone, 0) + 1
            if gone:
                paper.command('COPY 1:* INBOX')
        return counts

    def test_publishing(self):
        """while policies are published without an end, what one command
        deletes goes by one of them"""
        self.user = TRIED[-1]
        paper, imap = self.fill(), self.imap()
        paper.command('COPY 1:* INBOX')
        with Publisher(self, [policy(), FREE]) as publisher:
            counts = self.rounds(imap, paper, publisher)
        self.assertEqual(sorted(counts), [0, self.MESSAGES])
        paper.command('COPY 1:* INBOX')
        self.publish(policy())
        self.expunge(imap, self.subjects())
        self.publish(FREE)
        self.expunge(imap, [])


if __name__ == '__main__':
    tap.main()
