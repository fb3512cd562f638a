# SPDX-License-Identifier: MIT
"""One cell of the table: a route, a format of mailbox, and a mode."""
import contextlib
import os
import re
import shutil

from lab import processes
from lib.talk import Imap, Pop3, with_crlf

from . import store
from .world import OTHER, body


class NotThere(Exception):
    """This Dovecot does not have what the route is made of."""


class Cell:
    """What a route may use, and what comes of it."""

    def __init__(self, world, route, form, mode):
        self.world, self.route = world, route
        self.form, self.mode = form, mode
        self.user = '%s.%s@%s.example' % (route.name, form, mode)
        self.home = world.home(self.user)
        self.other = OTHER
        self.series = world.lab.dovecot.series()
        self.talks = []
        self.said = []

    def __str__(self):
        return '%s, %s, %s' % (self.route.name, self.form, self.mode)

    def short_name(self):
        """That no other cell has."""
        return '%s-%s-%s' % (self.route.name, self.form, self.mode)

    # ------------------------------------------------------------- talking
    @contextlib.contextmanager
    def _talk(self, talk):
        self.talks.append(talk)
        with talk:
            yield talk

    def pop3(self, user=None, **options):
        """A POP3 session, in a with statement."""
        lab = self.world.lab
        return self._talk(Pop3(lab.ports['pop3'], user or self.user,
                               lab.password, **options))

    def imap(self, mailbox='INBOX', user=None):
        """An IMAP session with a mailbox selected, in a with statement."""
        lab = self.world.lab
        talk = Imap(lab.ports['imap'], user or self.user, lab.password)
        if mailbox is not None:
            talk.command('SELECT "%s"' % mailbox)
        return self._talk(talk)

    def doveadm(self, *arguments):
        """Run doveadm for the user: the command's words, and those of its
        query; (exit code, what it said)."""
        words = ['-u', self.user]
        at = 2 if arguments[0] in ('mailbox', 'flags', 'tenure') else 1
        at += arguments[1:2] == ('cache',)
        code, text = self.world.doveadm(*arguments[:at], *words,
                                        *arguments[at:])
        self.said.append('doveadm %s: %d\n%s' % (
            ' '.join(arguments), code, text))
        return code, text

    def publish(self, text):
        """Publish a policy where the user's field tenure_policy has it."""
        lab = self.world.lab
        snapshot = lab.users[self.user]['tenure_policy']
        processes.write(snapshot + '.conf', text)
        lab.tenure.succeed('policy', 'publish', snapshot + '.conf',
                           '--snapshot', snapshot)

    def location(self, where):
        """Options of doveadm for mailboxes in another place, without the
        plugin."""
        options = ['-o', 'mail_plugins=']
        if self.series == '2.3':
            return [*options, '-o', 'mail_location=' + where]
        driver, path = where.split(':')
        return [*options, '-o', 'mail_driver=' + driver, '-o',
                'mail_path=' + path]

    def deliver(self, token, users=None):
        """The sealed message of a token comes in by LMTP; the answers of
        those that do not get it."""
        return self.deliver_text(self.text(token), users)

    def deliver_text(self, text, users=None):
        """The same for any message."""
        refused = self.world.deliver(users or [self.user], text)
        self.said.append('refused: %s' % refused)
        return refused

    def text(self, token='kept'):
        """The message of a token, as it was delivered."""
        return self.world.text(token, self.mode)

    def wait_for_end(self):
        """Until no session of the user is left: some things happen at the
        very end."""
        self.world.lab.dovecot.wait_sessions(self.user)

    # --------------------------------------------------------------- files
    def path(self, *names):
        """A path below the store."""
        return os.path.join(self.home, 'store', *names)

    def aside(self):
        """An empty folder that is not part of the home."""
        path = self.world.lab.path('aside', self.user)
        os.makedirs(path)
        self.world.own(path)
        return path

    def files(self, match, below=''):
        """Paths of the files whose name matches, all in the home."""
        return [os.path.join(folder, name)
                for folder, _, names in os.walk(os.path.join(self.home, below))
                for name in names if re.search(match, name)]

    def message_file(self, token='kept'):
        """The file that has the message."""
        text = body(token).encode()
        for path in self.files('^(?!dovecot)'):
            with open(path, 'rb') as handle:
                octets = handle.read()
            if text in octets or text.replace(b'\n', b'\r\n') in octets:
                return path
        raise FileNotFoundError('%s has no message %s' % (self.home, token))

    def write(self, name, text):
        """A file of the user's in the home."""
        path = os.path.join(self.home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as handle:
            handle.write(text)
        self.world.own(os.path.join(self.home, name.split('/')[0]))

    def remove_store(self):
        """All mail of the user."""
        shutil.rmtree(self.path())

    # ------------------------------------------------------------- looking
    def visible(self):
        """{token: how many whole copies the user's own session shows, but
        for what is everybody's}"""
        found = {'kept': 0, 'free': 0}
        with self.imap(None) as imap:
            names = [re.search(r'"/" (.*)$', line)[1]
                     for line in imap.command('LIST "" "*"')[0]
                     if r'\Noselect' not in line
                     and '"/" common/' not in line]
            for name in names:
                if 'OK' not in imap.command('EXAMINE ' + name)[1]:
                    continue
                for token in found:
                    found[token] += self._count(imap, token)
        return found

    @staticmethod
    def _count(imap, token):
        uids = imap.uids('HEADER X-Route ' + token)
        # Of many, one may stand for all.
        text = imap.fetch(uids[0]) if uids else None
        return len(uids) if text and body(token) in text else 0

    def fate(self, token, visible):
        """What became of a message: here, concealed, gone or lost."""
        sight, concealed = store.copies(self.home, token)
        if visible[token]:
            return 'here' if sight else 'a ghost'
        if self.form == 'mdbox' and sight:
            return 'concealed' if self._doveadm_sees(token) else 'lost'
        if concealed:
            return 'concealed' if not sight else 'lost'
        return 'lost' if sight else 'gone'

    def _doveadm_sees(self, token):
        _, text = self.world.doveadm(
            '-o', 'mail_plugins=tenure virtual', 'search', '-u', self.user,
            'mailbox', '.tenure/*', 'header', 'X-Route', token)
        return re.search(r'^[0-9a-f]{32} \d+$', text, re.M) is not None

    def transcript(self):
        """All that was said."""
        return '\n'.join(['\n'.join(talk.lines) for talk in self.talks]
                         + self.said)


def append(imap, mailbox, text):
    """APPEND, and what the server says."""
    return imap.append(mailbox, with_crlf(text))


