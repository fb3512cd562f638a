# SPDX-License-Identifier: MIT
"""Laboratories with mailboxes that are filled once, and put back as they were
before each round."""
import contextlib
import os
import shutil
import subprocess
import time

from lab import Lab, LabError
from lib import mail
from lib.talk import Smtp, dot_stuff

from .processor import used_by

SENDER = 'shop@shop.example'


class Lmtp(Smtp):
    """Delivery: an answer for each user."""

    def command(self, line):
        return super().command(line.replace('EHLO', 'LHLO'))

    def deliver(self, users, text):
        """One message for all."""
        self.command('MAIL FROM:<%s>' % SENDER)
        for user in users:
            self.command('RCPT TO:<%s>' % user)
        self.command('DATA')
        self.send_raw(dot_stuff(text))
        for user in users:
            code, said = self.answer()
            if code != 250:
                raise LabError('%s: %s' % (user, said))


def messages(lab, number, size=4000, age=0):
    """Texts of messages, sealed by a laboratory's key so long ago (s)."""
    then = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - age))
    for count in range(number):
        text = mail.message('letter %d' % count, to='joe@example.org',
                            body=('x' * 70 + '\n') * (size // 71))
        yield subprocess.run(
            [lab.program('tenure', 'common/cmd'), '-c', lab.tenure.config,
             'seal', 'sign', '--time', then, '-'], input=text.encode(),
            capture_output=True, check=True).stdout


def cpu(lab):
    """Seconds of processor time that Dovecot has taken so far, with all that
    it started."""
    return used_by(lab.dovecot.pid())


def doveadm(lab, *arguments):
    """Run doveadm, however long it takes; returns its output."""
    done = subprocess.run(
        lab.dovecot.command('doveadm', '-c', lab.dovecot.config, *arguments),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LabError('doveadm %s: %s' % (' '.join(arguments), done.stderr))
    return done.stdout


class Homes:
    """A laboratory without a filter. Its users all have the mail that the
    first one got."""

    def __init__(self, folder, users, **options):
        options.setdefault('milter', 'none')
        self.lab = Lab(folder, users=users, **options)
        self.users = list(users)

    def __enter__(self):
        self.lab.__enter__()
        return self

    def __exit__(self, *failure):
        return self.lab.__exit__(*failure)

    def home(self, user):
        """Its folder."""
        return self.lab.path('mail', user)

    def deliver(self, texts):
        """Fill the first home, let the server look at it, and keep it."""
        first = self.users[0]
        with Lmtp(self.lab.ports['lmtp']) as lmtp:
            for text in texts:
                lmtp.deliver([first], text)
        doveadm(self.lab, 'fetch', '-u', first, 'uid size.virtual', 'mailbox',
                'INBOX', 'all')
        shutil.copytree(self.home(first), self.template())
        self.own(self.template())

    def template(self):
        """Where the first home is kept."""
        return self.lab.path('template')

    def own(self, path):
        """Give it to the mail user."""
        subprocess.run(['chown', '-R', '%d:%d' % (
            self.lab.mail_uid, self.lab.mail_uid), path], check=True)

    def restore(self):
        """All homes as the first one was, with the time that its folders
        had: the index tells by that whether it knows them."""
        for user in self.users:
            shutil.rmtree(self.home(user))
            subprocess.run(['cp', '-a', self.template(), self.home(user)],
                           check=True)

    def warm(self):
        """What was just written is on the disk, so that nobody else pays."""
        os.sync()
