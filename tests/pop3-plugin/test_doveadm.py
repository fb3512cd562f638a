#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""doveadm tenure status, list, explain, seal and expire, in every format of
mailbox; what they have to say is worked out here once more."""
import contextlib
import datetime
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import time

from door import DoorCase
from lib import mail, tap

DAY = 86400
# Subject: days that it is kept, and after which it expires; None: never.
CLASSES = {'invoice': (3650, None), 'bulk': (0, 30), 'paper': (60, 30),
           'note': (0, None)}
POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
class bulk { match { header Subject = "*bulk*" } }
class paper { match { header Subject = "*paper*" } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 3650d  on_delete = deny }
  class bulk { expire = 30d }
  class paper { keep = 60d  expire = 30d  on_delete = deny }
}
plan free { keep = 0  expire = never  on_delete = allow }
user free@example.org { plan = free }
unknown = staff
"""
FORMATS = {
    'maildir@example.org': {},
    'sdbox@example.org': {'mail': 'sdbox:~/sdbox'},
    'mdbox@example.org': {'mail': 'mdbox:~/mdbox'},
}
# Those that are tried.
TRIED = list(FORMATS)[:1 if os.environ.get('TENURE_SHORT') else None]
# Subject and age in days; None: not sealed, and therefore new.
MAIL = [('invoice 1', 0), ('bulk 2', 29), ('bulk 3', 31), ('paper 4', 31),
        ('paper 5', 61), ('note 6', 4000), ('bulk 7', None),
        ('invoice 8', 3651), ('bulk 9', 300)]


def text_of(when):
    """A time as everything of Tenure writes it."""
    return datetime.datetime.fromtimestamp(
        when, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')

OTHERS = {'2.3': """
namespace public {
  type = public
  prefix = public/
  separator = /
  location = maildir:@DIR@/public
}
namespace shared {
  type = shared
  prefix = shared/%%u/
  separator = /
  location = maildir:%%h/Maildir
  list = children
}
""", '2.4': """
namespace public {
  type = public
  prefix = public/
  separator = /
  mail_driver = maildir
  mail_path = @DIR@/public
}
namespace shared {
  type = shared
  prefix = shared/$user/
  separator = /
  mail_driver = maildir
  mail_path = %{owner_home}/Maildir
  list = children
}
"""}


class Others(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'dovecot_extra': OTHERS, 'users': {
        'ann@example.org': {}, 'joe@example.org': {}}}

    def setUp(self):
        super().setUp()
        public = self.lab.path('public')
        shutil.rmtree(public, ignore_errors=True)
        os.mkdir(public)
        os.chown(public, self.lab.mail_uid, self.lab.mail_uid)
        self.doveadm('mailbox', 'create', '-u', self.user, 'public/Box')
        self.deliver('bulk 1', when=time.time() - 31 * DAY)
        self.doveadm('move', '-u', self.user, 'public/Box', 'mailbox',
                     'INBOX', 'all')
        self.deliver('bulk 2', user='ann@example.org',
                     when=time.time() - 31 * DAY)

    def test_expire_all(self):
        """what one user shares goes with that user's, what is public stays
        until it is named"""
        self.assertEqual(self.tenure_rows('expire', '-u', self.user), [])
        rows = self.tenure_rows('expire', '-A')
        self.assertEqual([(row['Username'], row['mailbox']) for row in rows],
                         [('ann@example.org', 'INBOX')])
        self.assertEqual(self.subjects(folder='public/Box'), ['bulk 1'])
        rows = self.tenure_rows('expire', '-u', self.user, 'mailbox',
                                'public/*')
        self.assertEqual([row['mailbox'] for row in rows], ['public/Box'])
        self.assertEqual(self.subjects(folder='public/Box'), [])

    def test_expire_shared(self):
        """a user's command that names another one's mailbox reaches it"""
        rows = self.tenure_rows('expire', '-u', self.user, 'mailbox',
                                'shared/ann@example.org/INBOX')
        self.assertEqual([row['destroyed'] for row in rows], ['1'])
        self.assertEqual(self.subjects('ann@example.org'), [])


class Verbs(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'users': {
        **FORMATS, 'free@example.org': {},
        'watched@example.org': {'tenure_mode': 'observe'}}}

    def setUp(self):
        super().setUp()
        self.now = int(time.time())

    def fill(self, user):
        """Bring in MAIL, and remember what becomes of each."""
        self.user, self.expected = user, []
        for uid, (subject, age) in enumerate(MAIL, 1):
            when = self.now - (age or 0) * DAY
            self.deliver(subject, sealed=age is not None, when=when)
            name = subject.partition(' ')[0]
            keep, expire = CLASSES[name]
            until, end = when + keep * DAY, None
            if expire is not None:
                end = max(when + expire * DAY, until)
            state = ('kept' if keep and until > self.now else
                     'expired' if end is not None and end <= self.now
                     else 'free')
            self.expected.append({
                'mailbox': 'INBOX', 'uid': str(uid), 'state': state,
                'class': '' if name == 'note' else name,
                'keep-until': text_of(until) if state == 'kept' else '',
                'expire': 'never' if end is None else text_of(end),
                'sealed': age is not None, 'subject': subject,
                'when': when})

    def each(self):
        """Each format, filled."""
        for user in TRIED:
            self.case = user.partition('@')[0]
            self.setUp()
            self.fill(user)
            yield user
        self.case = None

    def assert_listed(self, rows, expected):
        """The unsealed one has the second of its delivery for a clock."""
        names = ('mailbox', 'uid', 'class', 'keep-until', 'expire', 'state')
        self.assertEqual(
            [[row[name] for name in names if row['uid'] != '7' or
              name != 'expire'] for row in rows],
            [[row[name] for name in names if row['uid'] != '7' or
              name != 'expire'] for row in expected])

    def test_list_and_status(self):
        """list and status, as worked out apart"""
        for user in self.each():
            self.assert_listed(self.tenure_rows('list', '-u', user, 'all'),
                               self.expected)
            self.assert_listed(
                self.tenure_rows('list', '-u', user, 'mailbox', 'INBOX', 'subject',
                          'paper'),
                [row for row in self.expected if row['class'] == 'paper'])
            kept = sorted(row['keep-until'] for row in self.expected
                          if row['state'] == 'kept')
            self.assertEqual(self.tenure_rows('status', '-u', user, 'mailbox',
                                       'INBOX'), [{
                'mailbox': 'INBOX', 'messages': str(len(MAIL)),
                'kept': str(len(kept)), 'held': '0', 'unsealed': '1',
                'unknown': '0',
                'concealed': '0', 'earliest': kept[0], 'latest': kept[-1],
                'expired': str(len([row for row in self.expected if
                                    row['state'] == 'expired']))}])

    def test_formatters(self):
        """the same in each of doveadm's formats, and for several users"""
        self.fill('maildir@example.org')
        query = ('list', '-u', self.user, 'mailbox', 'INBOX', 'all')
        rows = self.tenure_rows(*query)
        listed = json.loads(self.doveadm('-f', 'json', 'tenure', *query)[1])
        self.assertEqual([{key: str(value) for key, value in row.items()}
                          for row in listed], rows)
        flow = self.doveadm('-f', 'flow', 'tenure', *query)[1].splitlines()
        self.assertEqual(len(flow), len(rows))
        self.assertIn('mailbox=INBOX uid=1 class=invoice', flow[0])
        table = self.doveadm('tenure', *query)[1].splitlines()
        self.assertEqual(table[0].split(), list(rows[0]))
        pages = self.doveadm('-f', 'pager', 'tenure', *query)[1].split('\f\n')
        self.assertIn('state: kept', pages[0])
        self.deliver('invoice x', user='sdbox@example.org')
        for several in (['-A'], ['-u', '*@example.org']):
            self.assertEqual(
                {(row['Username'], row['uid']) for row in self.tenure_rows(
                    'list', *several, 'subject', 'invoice')},
                {('maildir@example.org', '1'), ('maildir@example.org', '8'),
                 ('sdbox@example.org', '1')})

    def explained(self, *arguments):
        """What doveadm prints for some messages."""
        return {row['uid']: row['explanation'] for row in json.loads(
            self.doveadm('-f', 'json', 'tenure', 'explain', '-u', self.user,
                         *arguments, '-t', text_of(self.now), 'mailbox',
                         'INBOX', 'all')[1])}

    def test_explain_agrees(self):
        """explain says what "tenure explain" says of the same file"""
        self.fill('maildir@example.org')
        # A seal that cannot be believed.
        text = self.seal(mail.message('bulk changed')).replace(
            'Subject: bulk', 'Subject: BULK')
        with open(self.lab.path('mail', self.user, 'Maildir', 'new',
                                '1.changed'), 'w', encoding='utf-8') as new:
            new.write(text)
        os.chown(new.name, self.lab.mail_uid, self.lab.mail_uid)
        sentences, objects = self.explained(), {
            uid: json.loads(said) for uid, said in
            self.explained('-j').items()}
        self.assertEqual(len(objects), len(MAIL) + 1)
        self.assertEqual([objects[uid]['seal'] for uid in (1, 7, 10)],
                         ['sealed', 'unsealed', 'unknown'])
        for uid, subject in enumerate(self.subjects(), 1):
            with self.subTest(uid=uid):
                arguments = [
                    'explain', '--user', self.user, '--at',
                    text_of(self.now), '--message', mail.find_stored(
                        self.lab, self.user, subject)[0],
                    '--facts', 'mailbox=INBOX', 'special_use=']
                if objects[uid]['seal'] != 'sealed':
                    arguments[5:5] = ['--saved', objects[uid]['received']]
                self.assertEqual(objects[uid], json.loads(
                    self.lab.tenure.succeed('explain', '--json',
                                            *arguments[1:])))
                self.assertEqual(sentences[uid],
                                 self.lab.tenure.succeed(*arguments))

    def test_seal(self):
        """seal shows what the door vouches for, and why it is not believed"""
        self.fill('maildir@example.org')
        rows = self.tenure_rows('seal', '-u', self.user, 'mailbox', 'INBOX', 'all')
        for row, expected in zip(rows, self.expected):
            self.assertEqual(row['seal'], 'sealed' if expected['sealed']
                             else 'unsealed')
            self.assertEqual(row['received'], text_of(expected['when'])
                             if expected['sealed'] else '')
        self.assertEqual(rows[0]['realm'], 'lab')
        self.assertEqual(rows[0]['sender'], '<>')

    def test_usage(self):
        """exit codes are doveadm's own"""
        for code, *arguments in (
                (64, 'list', '-u', self.user),
                (64, 'explain', '-u', self.user, '-t', 'never', 'all'),
                (64, 'purge', '-u', self.user, 'all'),
                (64, 'purge', '-u', self.user, 'mailbox', 'INBOX'),
                (64, 'restore', '-u', self.user),
                (64, 'restore', '-u', self.user, '-t', '\udcff', 'all'),
                (64, 'expire', '-u', self.user, '--frob'),
                (67, 'list', '-u', 'nobody@example.org', 'all')):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.doveadm('tenure', *arguments,
                                              check=False)[0], code)

    def test_no_such_mailbox(self):
        """a mailbox that is not there is told as doveadm's own commands do;
        the others of the query are worked on"""
        for user in self.each():
            for verb, *rest in (('status',), ('list',), ('explain',), ('seal',),
                                ('restore',), ('purge', 'all'), ('expire',)):
                with self.subTest(user=user, verb=verb):
                    query = ['-u', user, 'mailbox', 'Typo', *rest]
                    code, _, said = self.doveadm('tenure', verb, *query,
                                                 check=False)
                    self.assertEqual(code, 68)
                    self.assertIn('Typo', said)
                    self.assertEqual(self.doveadm(
                        'tenure', verb, '-u', user, 'mailbox', 'INBOX', *rest
                    )[0], 0)
            if self.lab.dovecot.series() == '2.3':
                self.assertEqual(self.doveadm(
                    'search', '-u', user, 'mailbox', 'Typo',
                    check=False)[0], 68)
            self.assertEqual(self.doveadm(
                'tenure', 'list', '-u', user, 'mailbox', 'T?po*')[0], 0)
            code, rows, _ = self.doveadm(
                '-f', 'tab', 'tenure', 'list', '-u', user, '(', 'mailbox',
                'Typo', 'or', 'mailbox', 'INBOX', ')', check=False)
            self.assertEqual((code, len(rows.split('\n'))),
                             (68, len(self.left()) + 2))

    def test_user_file(self):
        """-F: the users of a file"""
        self.fill('maildir@example.org')
        self.deliver('note 1', user='free@example.org')
        path = self.lab.path('etc', 'some-users')
        with open(path, 'w', encoding='ascii') as handle:
            handle.write('maildir@example.org\nfree@example.org\n')
        rows = self.tenure_rows('status', '-F', path)
        self.assertEqual({row['Username'] for row in rows},
                         {'maildir@example.org', 'free@example.org'})
        self.doveadm('tenure', 'expire', '-F', path)
        self.assertEqual(self.subjects(), self.left())
        self.assertEqual(self.doveadm(
            'tenure', 'list', '-F', path + '.none', 'all', check=False)[0],
            self.doveadm('search', '-F', path + '.none', 'all',
                         check=False)[0])

    # --------------------------------------------------------------- expire
    def left(self, gone=('expired',)):
        """Subjects of what is not gone."""
        return [row['subject'] for row in self.expected
                if row['state'] not in gone]

    def test_expire(self):
        """exactly what is past its time and not kept is destroyed, the oldest
        first, and logged with its rule"""
        for user in self.each():
            dry = self.tenure_rows('expire', '-u', user, '-n')
            self.assertEqual(dry, [{'mailbox': 'INBOX', 'expired': '3',
                                    'unknown': '0'}])
            self.assertEqual(len(self.subjects()), len(MAIL))
            # A query narrows it.
            self.doveadm('tenure', 'expire', '-u', user, 'mailbox', 'Trash',
                         'all')
            self.assertEqual(len(self.subjects()), len(MAIL))
            _, _, log = self.doveadm('-D', 'tenure', 'expire', '-u', user)
            self.assertEqual(self.subjects(), self.left())
            self.assertEqual(re.findall(
                r'UID (\d+): tenure: destroyed by expire', log),
                ['9', '5', '3'])
            self.assertEqual(re.findall(r'INBOX: tenure: (.*)', log), [
                'destroyed by expire: UID 3,9: expire = 30d '
                '(policy.conf:11, class bulk)',
                'destroyed by expire: UID 5: expire = 30d (policy.conf:12, '
                'class paper)'])
            self.assertEqual(self.tenure_rows('expire', '-u', user), [])

    def test_expire_all_users(self):
        """-A, and users whose policy can expire nothing are passed over"""
        for user in TRIED:
            self.fill(user)
        self.deliver('bulk free', user='free@example.org',
                     when=self.now - 400 * DAY)
        rows = self.tenure_rows('expire', '-A')
        self.assertEqual({row['Username']: row['destroyed'] for row in rows},
                         dict.fromkeys(TRIED, '3'))
        self.assertEqual(self.subjects('free@example.org'), ['bulk free'])

    def test_expire_unknown(self):
        """what cannot be read stays, is counted, and the rest goes"""
        self.lab.reload_policy(self.MANY_POLICY)
        self.addCleanup(self.lab.reload_policy, self.policy)
        user = 'maildir@example.org'
        self.put(user, 3, 1)
        folder = self.lab.path('mail', user, 'Maildir', 'new')
        names = sorted(os.listdir(folder))
        os.chmod(os.path.join(folder, names[1]), 0)
        time.sleep(1.1)
        for row in ({'destroyed': '2', 'unknown': '1'},
                    {'destroyed': '0', 'unknown': '1'}):
            code, text, log = self.doveadm(
                '-f', 'tab', 'tenure', 'expire', '-u', user, check=False)
            self.assertEqual(code, 75)
            self.assertEqual(text.split('\n')[1].split('\t'),
                             ['INBOX', *row.values()], log)
        self.assertEqual(len([name for part in ('new', 'cur') for name in
                              os.listdir(os.path.join(folder, '..', part))]),
                         1)

    def test_expire_observe(self):
        """in observe mode it only says what it would do"""
        self.fill('watched@example.org')
        _, _, log = self.doveadm('tenure', 'expire', '-u', self.user)
        self.assertEqual(len(re.findall(r'would be destroyed by expire: UID '
                                        r'[39,5]+:', log)), 2)
        self.assertEqual(len(self.subjects()), len(MAIL))

    def put(self, user, count, age):
        """Many messages, at once; not sealed, so that their files' time and
        the time that they are put there count."""
        folder = self.lab.path('mail', user, 'Maildir', 'new')
        self.doveadm('mailbox', 'status', '-u', user, 'messages', 'INBOX')
        for number in range(count):
            path = os.path.join(folder, '%d.many%04d' % (number + 1, number))
            with open(path, 'w', encoding='utf-8') as handle:
                handle.write(mail.message('many %d' % number))
            os.utime(path, (self.now - age * DAY,) * 2)
            os.chown(path, self.lab.mail_uid, self.lab.mail_uid)

    MANY_POLICY = POLICY.replace('keep = 0\n  expire = never',
                                 'keep = 0\n  expire = 1s', 1)

    def test_expire_killed(self):
        """kill -9 in the middle: what was committed is gone, nothing else, and
        the next run does the rest"""
        self.lab.reload_policy(self.MANY_POLICY)
        self.addCleanup(self.lab.reload_policy, self.policy)
        user = 'maildir@example.org'
        self.put(user, 1000, 1)
        time.sleep(1.1)
        self.kill_after(150, b'tenure: destroyed', 'tenure', 'expire', '-u',
                        user)
        left = self.subjects(user)
        self.assertGreater(len(left), 0)
        self.assertLessEqual(len(left), 900)
        self.assertEqual(left, ['many %d' % number for number in
                                range(1000 - len(left), 1000)])
        self.doveadm('tenure', 'expire', '-u', user)
        self.assertEqual(self.subjects(user), [])

    def test_expire_stopped(self):
        """it ends between two messages when it is asked to, also while it
        only looks, and has destroyed nothing then"""
        self.lab.reload_policy(self.MANY_POLICY)
        self.addCleanup(self.lab.reload_policy, self.policy)
        user = 'maildir@example.org'
        self.put(user, 10, 1)
        folder = self.lab.path('mail', user, 'Maildir', 'new')
        paths = [os.path.join(folder, name) for name in os.listdir(folder)]
        for path in paths:
            # To open it is to wait for us.
            os.unlink(path)
            os.mkfifo(path)
            os.chown(path, self.lab.mail_uid, self.lab.mail_uid)
        with subprocess.Popen(
                self.lab.dovecot.command(
                    'doveadm', '-c', self.lab.dovecot.config, 'tenure',
                    'expire', '-u', user), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            self.addCleanup(process.kill)
            opened = []

            def ended():
                for path in opened or paths:
                    with contextlib.suppress(OSError):
                        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
                        if not opened:
                            opened.append(path)
                            process.send_signal(signal.SIGTERM)
                return process.poll() is not None
            try:
                self.wait_until(ended, 'the end, one message opened')
            finally:
                process.kill()
            self.assertEqual(process.returncode, 75)
            # The signal may interrupt the opening of the next, of which
            # nothing can be told then.
            rows = process.stdout.read().decode().splitlines()[1:]
            self.assertIn([row.split() for row in rows],
                          ([], [['INBOX', '0', '1']]))
        self.assertEqual(len(os.listdir(folder)), 10)

    def test_progress(self):
        """on a terminal it shows how far it has come"""
        self.lab.reload_policy(self.MANY_POLICY)
        self.addCleanup(self.lab.reload_policy, self.policy)
        user = 'maildir@example.org'
        self.put(user, 200, 1)
        time.sleep(1.1)
        terminal, other = pty.openpty()
        shown = b''
        with subprocess.Popen(
                self.lab.dovecot.command(
                    'doveadm', '-D', '-c', self.lab.dovecot.config, 'tenure',
                    'expire', '-u', user), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=other):
            os.close(other)
            try:
                while True:
                    part = os.read(terminal, 65536)
                    shown += part
            except OSError:
                pass  # its end
        os.close(terminal)
        self.assertRegex(shown, rb'\r\x1b\[K' + user.encode() +
                         rb': \d+ destroyed')


class Heard(DoorCase):
    """Somebody looks for the events."""
    policy = POLICY
    options = {'milter': 'none', 'users': list(FORMATS)[:1],
               'dovecot_extra': 'metric expired {\n'
                                '  filter = event=tenure_expired\n'
                                '}\n'}

    def test_expire(self):
        """there is an event for each message that is destroyed"""
        self.user, = self.options['users']
        for subject in ('bulk 1', 'invoice', 'bulk 2'):
            self.deliver(subject, when=int(time.time()) - 31 * DAY)
        self.doveadm('tenure', 'expire', '-u', self.user)
        self.wait_until(lambda: re.search(
            r'^expired\tduration\t2\t', self.doveadm('stats', 'dump')[1],
            re.M), 'two events')


class Stays(DoorCase):
    """Another plugin lets nothing go."""
    policy = POLICY
    options = {'milter': 'none', 'users': list(FORMATS)[:1],
               'dovecot_extra': {'2.3': """
mail_plugins = $mail_plugins lazy_expunge
plugin {
  lazy_expunge = Lazy
}
""", '2.4': """
mail_plugins {
  lazy_expunge = yes
}
lazy_expunge_mailbox = Lazy
"""}}

    def test_expire(self):
        """what could not be destroyed is not counted, and the log says so"""
        self.user, = self.options['users']
        for subject in ('bulk 1', 'bulk 2'):
            self.deliver(subject, when=int(time.time()) - 31 * DAY)
        with open(self.lab.path('mail', self.user, 'Maildir', '.Lazy'),
                  'w', encoding='utf-8'):
            pass
        code, text, log = self.doveadm('-f', 'tab', 'tenure', 'expire', '-u',
                                       self.user, check=False)
        self.assertEqual((code, text), (75, 'mailbox\tdestroyed\tunknown\n'))
        self.assertIn('tenure: not destroyed by expire after all: 2 messages:',
                      log)
        self.assertEqual(self.subjects(), ['bulk 1', 'bulk 2'])


class Server(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'doveadm_server': True,
               'users': list(FORMATS)[:1]}

    def test_server(self):
        """a server of doveadm does the work, in each format"""
        self.user, = self.options['users']
        for subject, age in MAIL:
            self.deliver(subject, when=int(time.time()) - (age or 0) * DAY)
        server = self.lab.path('run', 'dovecot', 'doveadm-server')
        for form in ('table', 'tab', 'flow', 'pager', 'json'):
            for verb, *query in (
                    ('status',), ('list', 'all'), ('seal', 'all'),
                    ('explain', '-j', '-t', '2030-01-01', 'uid', '1'),
                    ('explain', '-t', '2030-01-01', 'uid', '1'),
                    ('expire', '-n')):
                with self.subTest(format=form, verb=verb):
                    command = ['-f', form, 'tenure', verb, '-u', self.user]
                    _, here, _ = self.doveadm(*command, *query)
                    _, there, _ = self.doveadm(*command, '-S', server, *query)
                    self.assertEqual(there, here)
                    self.assertIn('INBOX', there)
        for code, *arguments in ((64, 'purge', 'all'), (67, 'list', 'all'),
                                 (0, 'expire')):
            user = 'nobody@example.org' if code == 67 else self.user
            got, text, _ = self.doveadm('tenure', arguments[0], '-S', server,
                                        '-u', user, *arguments[1:],
                                        check=False)
            self.assertEqual(got, code, arguments)
        self.assertRegex(text, r'INBOX +3 +0')
        self.assertEqual(len(self.subjects()), len(MAIL) - 3)


if __name__ == '__main__':
    tap.main()
