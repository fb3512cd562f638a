# SPDX-License-Identifier: MIT
"""Tests that talk to a laboratory.

    class Test(LabCase):
        policy = '''...'''

        def test_invoice(self):
            self.send('invoice 1')
            with self.pop3() as pop3:
                ...

One laboratory serves all tests of a class; what they send they tell apart by
its subject.
"""
import os
import re
import shutil
import tempfile
import unittest

from lab import Lab, LabError, processes

from . import mail
from .talk import Imap, Pop3, Smtp

# What no log may hold: a crash, or a finding of a sanitizer or valgrind.
FAULT = re.compile(r'Panic|killed with signal|AddressSanitizer|'
                   r'LeakSanitizer|runtime error:|BUG:|==\d+==')
# Dovecot's own, with or without us: the master's SIGQUIT, as it ends, comes
# between epoll_ctl(add) and the note of it, and the handler of the signal puts
# /dev/null in the place of a listener that is listened to
# (sig_close_listeners() in lib-master/master-service.c). Nobody has logged in.
LISTENER = re.compile(r'\w\((\d+)\): Panic: epoll_ctl\((?:add|del), \d+\) '
                      'failed: Operation not permitted')
# Lock files outlive the process that made them: of indexes, mailbox lists, a
# map of mdbox; of maildir's list of UIDs, keywords, subscriptions.
LOCKS = ('.newlock', '.lock')
# What Dovecot complains of where the machine is slow, or its kernel has not
# enough of something.
SLOW = re.compile(r'\b(?:took|for|in) \d+ sec|Inotify instance limit|'
                  r'Time moved')


class LabCase(unittest.TestCase):
    """A class with .lab, a running laboratory."""

    # For Lab(); None: its own policy.
    policy = None
    options = {}
    # Who sends and receives when a test does not say.
    sender = 'shop@shop.example'
    user = 'joe@example.org'
    # Faults in logs that a class provokes on purpose.
    expected_faults = None
    # What a test is at, if it has a loop of its own; told when it fails. (A
    # generator cannot have subTest() around its yield.)
    case = None

    def __init__(self, *arguments):
        super().__init__(*arguments)
        # What the test has said to servers, and still does.
        self.talks = []

    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            raise unittest.SkipTest('a mail server needs root')
        # Not the user's own TMPDIR: mail users must be able to enter it.
        folder = tempfile.mkdtemp(prefix='tenure-', dir='/var/tmp')
        os.chmod(folder, 0o755)
        cls.lab = Lab(os.path.join(folder, 'lab'), policy=cls.policy,
                      **cls.options)
        cls.addClassCleanup(cls._remove, folder)
        cls.prepare()
        cls.lab.start()

    @classmethod
    def prepare(cls):
        """What a class does before the laboratory starts for the first
        time."""

    @classmethod
    def _remove(cls, folder):
        cls.lab.stop()
        faults = cls.faults()
        if os.environ.get('TENURE_KEEP'):
            print('# kept: ' + folder)
        else:
            shutil.rmtree(folder)
        if faults:
            raise AssertionError('in the logs:\n' + '\n'.join(faults))

    @classmethod
    def faults(cls):
        """Lines of the logs that tell of a crash."""
        found = []
        for name in os.listdir(cls.lab.path('log')):
            with open(cls.lab.path('log', name), encoding='utf-8',
                      errors='replace') as handle:
                lines = handle.read().split('\n')
            expected = [LISTENER] + [
                re.compile(r'child %s killed with signal 6' % match[1])
                for match in map(LISTENER.search, lines) if match]
            if cls.expected_faults:
                expected.append(re.compile(cls.expected_faults))
            found += ['%s: %s' % (name, line) for line in lines
                      if FAULT.search(line) and not any(
                          one.search(line) for one in expected)]
        return found

    # ------------------------------------------------------------- talking
    def smtp(self, **options):
        """A conversation with Postfix."""
        return self._talk(Smtp(self.lab.ports['smtp'], **options))

    def pop3(self, user=None, tls=False, **options):
        """A POP3 session."""
        return self._talk(Pop3(
            self.lab.ports['pop3s' if tls else 'pop3'], user or self.user,
            self.lab.password, tls=tls, **options))

    def imap(self, user=None, mailbox='INBOX', **options):
        """An IMAP session with a mailbox selected."""
        talk = self._talk(Imap(self.lab.ports['imap'], user or self.user,
                               self.lab.password, **options))
        talk.command('SELECT ' + mailbox)
        return talk

    def flag_deleted(self, imap, *query):
        """Set \\Deleted in an IMAP session's mailbox, by doveadm: STORE does
        not set it where the gate, which is to be tried, would be shut."""
        self.lab.dovecot.doveadm(
            'flags', 'add', '-u', imap.user, '\\Deleted', 'mailbox',
            imap.selected, *(query or ('all',)))

    def _talk(self, talk):
        self.talks.append(talk)
        self.addCleanup(talk.close)
        return talk

    def wait_sessions(self, user=None):
        """Until all sessions with Dovecot, or those of a user, are over, with
        all that a process does at its end. Their last lines in the log may
        still come."""
        try:
            self.lab.dovecot.wait_sessions(user)
        except LabError as error:
            self.fail(str(error))

    def unlock(self, user):
        """Dovecot waits one or two minutes for a process that was killed with
        a lock: for one of an index it does if the lock did not yet have its
        process id in it."""
        for folder, _, names in os.walk(self.lab.path('mail', user)):
            for name in names:
                if name.endswith(LOCKS):
                    os.unlink(os.path.join(folder, name))

    # ------------------------------------------------------------- sending
    def submit(self, text, recipients=None, sender=None):
        """Send a message; the answers that Smtp.mail() gives."""
        with self.smtp() as smtp:
            return smtp.mail(self.sender if sender is None else sender,
                             recipients or [self.user], text)

    def send(self, subject, recipients=None, sender=None, **parts):
        """Send a message, which must be accepted, and wait until it is
        delivered. Returns the path of the first recipient's copy."""
        recipients = recipients or [self.user]
        text = mail.message(subject, to=recipients[0], **parts)
        rcpts, end = self.submit(text, recipients, sender)
        self.assertEqual([code for code, _ in rcpts], [250] * len(rcpts))
        self.assertEqual(end[0], 250, end)
        self.lab.postfix.wait_empty()
        return self.stored(subject, recipients[0])

    # ------------------------------------------------------------- looking
    def stored(self, subject, user=None, folder=''):
        """Path of the only message with this subject in a folder."""
        found = mail.find_stored(self.lab, user or self.user, subject, folder)
        self.assertEqual(len(found), 1, 'messages "%s" in "%s": %s' % (
            subject, folder or 'INBOX', found))
        return found[0]

    def assert_stored(self, subject, user=None, folder=''):
        """It is there, once."""
        self.stored(subject, user, folder)

    def assert_gone(self, subject, user=None, folder=''):
        """It is not there."""
        self.assertEqual(mail.find_stored(
            self.lab, user or self.user, subject, folder), [])

    def explain(self, path, user=None, *arguments):
        """tenure explain --json for a message."""
        return self.lab.tenure.explain(user or self.user, path, *arguments)

    def read(self, path):
        """A file's text."""
        with open(path, encoding='utf-8', errors='replace') as handle:
            return handle.read()

    def wait_until(self, condition, what, seconds=processes.PATIENCE):
        """Until condition() is true, or the test fails."""
        try:
            processes.wait_until(condition, seconds, what)
        except LabError as error:
            self.fail(str(error))

    def wait_log(self, name, text, mark=0):
        """Until a log has this text behind its mark-th character."""
        self.wait_until(lambda: text in self.log(name)[mark:],
                        '"%s" in the log of %s' % (text, name))

    def log(self, name):
        """A log's text: postfix, dovecot or milter."""
        return self.read(self.lab.path('log', name + '.log'))

    def complaints(self, mark=0):
        """What is wrong in Dovecot's log behind its mark-th character, but
        for what only says that the machine is slow."""
        return [line for line in self.log('dovecot')[mark:].splitlines()
                if re.search(r': (Warning|Error|Fatal|Panic): ', line)
                and not SLOW.search(line)]
