# SPDX-License-Identifier: MIT
"""Messages for the tests, and looking at what the store has of them."""
import contextlib
import os
import re
import time


def message(subject, sender='shop@shop.example', to='joe@example.org',
            body='Hello,\n\nthis is a test.\n', header=()):
    """A message as text; header: more header lines."""
    lines = ['From: ' + sender, 'To: ' + to, 'Subject: ' + subject,
             'Date: Sun, 22 Nov 2026 10:00:00 +0000',
             'Message-ID: <%s@test.example>' % re.sub(
                 r'[^A-Za-z0-9]+', '-', '%s-%s' % (subject, time.time_ns())),
             *header]
    return '\n'.join(lines) + '\n\n' + body


def fields(text, name):
    """All header fields of a name in a message, unfolded, in order."""
    header = re.sub(r'\r?\n[ \t]+', ' ', re.split(r'\r?\n\r?\n', text)[0])
    prefix = name.lower() + ':'
    return [line[len(prefix):].strip() for line in header.splitlines()
            if line.lower().startswith(prefix)]


def stored(lab, user, folder=''):
    """Paths of the messages in a folder of a user, in order of arrival. A
    session that ends may move one meanwhile, which is then still one."""
    home = lab.path('mail', user, 'Maildir')
    if folder.startswith('.tenure/'):
        home = os.path.join(home, 'tenure-concealed', folder[8:])
    elif folder:
        home = os.path.join(home, '.' + folder)
    found = {}
    for name in ('new', 'cur'):
        part = os.path.join(home, name)
        if os.path.isdir(part):
            # Behind the colon are the flags.
            found.update((file.partition(':')[0], os.path.join(part, file))
                         for file in os.listdir(part))
    return [found[name] for name in sorted(found)]


def find_stored(lab, user, subject, folder=''):
    """Paths of the stored messages with this subject."""
    for _ in range(100):
        # Again where one was moved between listing and reading.
        with contextlib.suppress(FileNotFoundError):
            return _find_stored(lab, user, subject, folder)
    raise FileNotFoundError('messages of %s come and go' % user)


def _find_stored(lab, user, subject, folder):
    found = []
    for path in stored(lab, user, folder):
        with open(path, encoding='utf-8', errors='replace') as handle:
            if subject in fields(handle.read(), 'Subject'):
                found.append(path)
    return found
