# SPDX-License-Identifier: MIT
"""The machine of somebody who fetches mail: a home folder, an account without
rights, and a mailbox on the server."""
import contextlib
import mailbox
import os
import subprocess

from lab.processes import PATIENCE

HANGS = 124
# What a client keeps in the place of a message that it did not get.
EMPTY = '(empty)'
ACCOUNT = 65534


class Machine:
    """Where a client runs, and what it has brought there."""

    def __init__(self, folder, user, lab):
        self.home, self.user, self.lab = folder, user, lab
        self.password = lab.password
        self.ports = lab.ports
        self.folder('.')
        self.folder('mail')
        self.write('drop', '#!/bin/sh\n'
                   'exec cat >"$(mktemp "$HOME/mail/XXXXXXXX")"\n', 0o700)

    def path(self, *names):
        """A path in the home folder."""
        return os.path.join(self.home, *names)

    def folder(self, name):
        """A folder of the account's own, if it is not there yet."""
        os.makedirs(self.path(name), exist_ok=True)
        os.chown(self.path(name), ACCOUNT, ACCOUNT)

    def write(self, name, text, mode=0o600):
        """A file of the account's own; its path."""
        path = self.path(name)
        with open(path, 'w', encoding='utf-8') as handle:
            os.fchmod(handle.fileno(), mode)
            handle.write(text)
        os.chown(path, ACCOUNT, ACCOUNT)
        return path

    def read(self, name):
        """A file's text; empty where there is none."""
        with contextlib.suppress(FileNotFoundError):
            with open(self.path(name), encoding='utf-8') as handle:
                return handle.read()
        return ''

    def options(self):
        """How a program is run here."""
        return {
            'cwd': self.home, 'user': ACCOUNT, 'group': ACCOUNT,
            'extra_groups': [],
            'env': {'HOME': self.home, 'PATH': os.environ['PATH'],
                    'USER': 'nobody', 'LOGNAME': 'nobody', 'LC_ALL': 'C.UTF-8',
                    'TERM': 'vt100', 'TMPDIR': self.home}}

    def call(self, *argv):
        """Run a program; (exit code, all it said)."""
        try:
            done = subprocess.run(
                argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=PATIENCE, check=False,
                **self.options())
        except subprocess.TimeoutExpired as error:
            return HANGS, (error.output or b'').decode('utf-8', 'replace')
        return done.returncode, done.stdout.decode('utf-8', 'replace')

    def keep(self, name, octets):
        """A message that came, for clients without a store of their own."""
        path = self.path('mail', name)
        with open(path, 'wb') as handle:
            handle.write(octets)
        return path

    def arrived(self):
        """Subjects of all messages that came, as often as they did."""
        found = []
        for folder, _, files in os.walk(self.path('mail')):
            for name in files:
                path = os.path.join(folder, name)
                if name.startswith('.'):
                    continue
                if name.endswith('.mbox'):
                    found += [message['Subject'] or EMPTY
                              for message in mailbox.mbox(path)]
                else:
                    found += subject(path)
        return sorted(found)


def subject(path):
    """[the subject of the message in a file]; [] where it has none."""
    with open(path, encoding='utf-8', errors='replace') as handle:
        for line in handle:
            if line.startswith('Subject: '):
                return [line[len('Subject: '):].strip()]
            if not line.strip():
                break
    return []
