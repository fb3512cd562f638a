# SPDX-License-Identifier: MIT
"""Messages whose octets make trouble on their way, and what POP3 makes of
them. Written from RFC 1939 and RFC 5322 alone."""
import functools
import os
import re

# More than a server, a proxy, the kernel and a client hold between them.
HUGE = 9000000

BODIES = {
    'small': b'Hello.\n',
    'empty': b'',
    'dots': b'.\n..\n...\n.x\n..y\n.\n' * 20,
    'crlf': b'one\r\n.two\r\n\r\n.\r\nfive\r\n' * 10,
    'mixed ends': b'a\r\nb\n.c\r\n.\nd\n' * 10,
    'bare CR': b'a\rb\r.\r\rc\n' * 30,
    'no end': b'the last line\n.has no end',
    'ends in a dot': b'text\n.',
    'ends in an end': b'text\n.\n',
    'long line': b'x' * 70000 + b'\n.' + b'y' * 5000 + b'\n',
    'page': (b'z' * 70 + b'\n') * 60,
    'pages': (b'.' + b'z' * 70 + b'\n') * 3000,
    'huge': (b'.' + b'h' * 98 + b'\n') * (HUGE // 100),
}


class Message:
    """One message of a mailbox."""

    def __init__(self, name, kind, fate='free'):
        self.name = name
        self.kind = kind
        # What becomes of it when it is deleted: it goes, it is 'kept' where
        # it is, or it is 'concealed'.
        self.fate = fate
        self.octets = b'From: a@shop.example\nX-Id: %s\nSubject: %s\n\n%s' % (
            name.encode(), fate.encode(), BODIES[kind])
        # What was done to its file, or to what the store says of its size.
        self.damage = None

    def __repr__(self):
        return '%s (%s)' % (self.name, ', '.join(filter(None, (
            self.kind, self.fate, self.damage))))

    def canonical(self):
        """With CRLF where lines end."""
        return re.sub(rb'(?<!\r)\n', b'\r\n', self.octets)

    @functools.lru_cache(maxsize=64)
    def reply(self):
        """What follows the +OK of RETR, to the last octet."""
        text = self.canonical()
        if not text.endswith(b'\n'):
            text += b'\r\n'
        return re.sub(rb'(?m)^\.', b'..', text) + b'.\r\n'


def identity(octets):
    """The name that a message was given, from its octets."""
    found = re.search(rb'(?m)^X-Id: (\S+)\r?$', octets[:400])
    return found[1].decode() if found else None


class Store:
    """The mailbox of a user, as files: read and written with nothing of the
    server's."""

    def __init__(self, home, owner):
        self.home = home
        self.inbox = os.path.join(home, 'Maildir')
        self.owner = owner

    def fill(self, messages):
        """Put messages there, in this order."""
        for part in ('', 'tmp', 'new', 'cur'):
            folder = os.path.join(self.inbox, part)
            os.makedirs(folder, exist_ok=True)
            os.chown(folder, self.owner, self.owner)
        for number, message in enumerate(messages):
            size, virtual = len(message.octets), len(message.canonical())
            if message.damage == 'announced too large':
                virtual += 7
            elif message.damage == 'announced too small':
                virtual -= 7
            elif message.damage == 'stored size too large':
                size += 7
            elif message.damage == 'stored size too small':
                size -= 7
            sizes = ',S=%d,W=%d' % (size, virtual)
            if message.damage == 'truncated, of unknown size':
                # The server finds out, and remembers one of both.
                sizes = ''
            path = os.path.join(self.inbox, 'cur', '%d.M%dP1.%s%s:2,' % (
                1700000000 + number, number, message.name, sizes))
            with open(path, 'wb') as file:
                file.write(message.octets)
            os.chown(path, self.owner, self.owner)

    def truncate(self, message):
        """Cut a message's file in the middle."""
        # Its name stays readable, and what the policy knows it by: the rest
        # of a Subject would be another class's.
        subject = message.octets.find(b'Subject')
        least = message.octets.find(b'\n', subject) + 1
        for path in self._files():
            if re.search(r'\.%s[,:]' % message.name, path):
                os.truncate(path, max(len(message.octets) * 2 // 3, least))

    def _files(self):
        for folder, _, names in os.walk(self.home):
            if os.path.basename(folder) in ('cur', 'new', 'tmp'):
                for name in names:
                    yield os.path.join(folder, name)

    def contents(self):
        """{name: octets} of the inbox, and of everything else together; a
        message that is there twice counts as two."""
        inbox, others = {}, {}
        for path in self._files():
            with open(path, 'rb') as file:
                octets = file.read()
            into = inbox if os.path.dirname(os.path.dirname(path)) == \
                self.inbox else others
            name = identity(octets) or path
            into[name if name not in into else name + ' again'] = octets
        return inbox, others
