# SPDX-License-Identifier: MIT
"""Conversations by SMTP, POP3 and IMAP, line by line, as a client types them.

The libraries of Python hide what these tests are about: the exact answer,
several commands in one packet, a cut at the wrong moment. Each conversation
keeps its lines in .lines, as 'C: ...' and 'S: ...'.
"""
import base64
import contextlib
import re
import socket
import ssl
import struct

from lab.processes import PATIENCE


class Talk:
    """A line protocol over TCP or TLS."""

    def __init__(self, port, tls=False, host='127.0.0.1', rcvbuf=0):
        self.lines = []
        self.sock = socket.socket()
        if rcvbuf:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        self.sock.settimeout(PATIENCE)
        self.sock.connect((host, port))
        if tls:
            self._start_tls()
        self.file = self.sock.makefile('rb')

    def _start_tls(self):
        """From here on over TLS."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.sock = context.wrap_socket(self.sock)

    def start_tls(self):
        """Go on over TLS."""
        self.file.close()
        self._start_tls()
        self.file = self.sock.makefile('rb')

    def send(self, line):
        """One line; CR LF is added."""
        self.lines.append('C: ' + line)
        self.send_raw(line.encode() + b'\r\n')

    def send_raw(self, octets):
        """Octets as they are; not in .lines."""
        self.sock.sendall(octets)

    def read_line(self):
        """The next line without CR LF; EOFError when there is none."""
        line = self.file.readline()
        if not line.endswith(b'\n'):
            raise EOFError('the server closed the connection')
        line = line.rstrip(b'\r\n').decode('utf-8', 'replace')
        self.lines.append('S: ' + line)
        return line

    def read_to_end(self):
        """All octets that still come, however the connection ends. Over TLS
        this may be less than the server said: Dovecot's TLS stands in the
        login process, which may lose the end of an answer when the mail
        process closes behind it, with us or without."""
        octets = bytearray()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            while part := self.file.read1(65536):
                octets += part
        return bytes(octets)

    def cut(self):
        """Go without a word, as a broken line does."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                             struct.pack('ii', 1, 0))
        self.close()

    def close(self):
        """Close our end."""
        self.file.close()
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Smtp(Talk):
    """A client that sends mail."""

    def __init__(self, port, **options):
        super().__init__(port, **options)
        self.answer()
        self.command('EHLO client.example')

    def answer(self):
        """(code, text) of an answer; lines of text with newlines between."""
        texts = []
        while True:
            line = self.read_line()
            texts.append(line[4:])
            if line[3:4] != '-':
                return int(line[:3]), '\n'.join(texts)

    def command(self, line):
        """Send, and read the answer."""
        self.send(line)
        return self.answer()

    def start_tls(self):
        """STARTTLS, and EHLO again."""
        code, text = self.command('STARTTLS')
        if code != 220:
            raise ValueError('no STARTTLS: %d %s' % (code, text))
        self.file.close()
        self._start_tls()
        self.file = self.sock.makefile('rb')
        self.command('EHLO client.example')

    def login(self, user, password):
        """AUTH PLAIN."""
        token = base64.b64encode(('\0%s\0%s' % (user, password)).encode())
        return self.command('AUTH PLAIN ' + token.decode())

    def mail(self, sender, recipients, message):
        """A whole transaction; returns the answers: of each RCPT, and of the
        end of the message (None when it did not come to that)."""
        code, text = self.command('MAIL FROM:<%s>' % sender)
        if code != 250:
            return [(code, text)] * len(recipients), None
        rcpts = [self.command('RCPT TO:<%s>' % recipient)
                 for recipient in recipients]
        if not any(code == 250 for code, _ in rcpts):
            self.command('RSET')
            return rcpts, None
        code, text = self.command('DATA')
        if code != 354:
            return rcpts, (code, text)
        self.send_raw(dot_stuff(message))
        self.lines.append('C: (%d octets)' % len(message))
        self.lines.append('C: .')
        return rcpts, self.answer()

    def quit(self):
        """QUIT, and close."""
        answer = self.command('QUIT')
        self.close()
        return answer


def with_crlf(message):
    """A message, str or bytes, as octets whose lines all end in CR LF."""
    if isinstance(message, str):
        message = message.encode()
    message = re.sub(rb'\r?\n', b'\r\n', message)
    return message if message.endswith(b'\r\n') else message + b'\r\n'


def dot_stuff(message):
    """A message as DATA wants it, with the last dot."""
    return re.sub(rb'(?m)^\.', b'..', with_crlf(message)) + b'.\r\n'


class Pop3(Talk):
    """A client that fetches mail."""

    def __init__(self, port, user=None, password=None, **options):
        super().__init__(port, **options)
        self.read_line()
        if user is not None:
            self.login(user, password)

    def login(self, user, password):
        """USER and PASS; returns the answer to PASS."""
        self.command('USER ' + user)
        return self.command('PASS ' + password)

    def command(self, line):
        """Send, and read a one-line answer."""
        self.send(line)
        return self.read_line()

    def lines_of(self, line):
        """Send; the lines after +OK up to the dot, or None after -ERR."""
        if not self.command(line).startswith('+OK'):
            return None
        return self.rest()

    def rest(self):
        """The lines of a multi-line answer after the first."""
        mark, lines = len(self.lines), []
        while True:
            got = self.read_line()
            if got == '.':
                break
            lines.append(got[1:] if got.startswith('..') else got)
        if len(lines) > 8:
            self.lines[mark:] = ['S: (%d lines)' % len(lines), 'S: .']
        return lines

    def retr(self, number):
        """A message as text with \\n, or None after -ERR."""
        lines = self.lines_of('RETR %d' % number)
        return None if lines is None else '\n'.join(lines) + '\n'

    def uidl(self):
        """{number: unique id}"""
        lines = self.lines_of('UIDL')
        if lines is None:
            raise ValueError('no UIDL: ' + ' / '.join(self.lines))
        return {int(n): uid for n, uid in
                (line.split(' ', 1) for line in lines)}

    def find(self, text):
        """Number of the only message with this text in its header; None when
        there is none. Asks with TOP, which downloads nothing."""
        found = [n for n in self.uidl()
                 if text in '\n'.join(self.lines_of('TOP %d 0' % n) or [])]
        if len(found) > 1:
            raise ValueError('%d messages with "%s"' % (len(found), text))
        return found[0] if found else None

    def numbers(self, name):
        """{value of a header field: message number}; downloads nothing."""
        found = {}
        for number in self.uidl():
            for line in self.lines_of('TOP %d 0' % number):
                if line.lower().startswith(name.lower() + ': '):
                    found[line.split(': ', 1)[1]] = number
        return found

    def quit(self):
        """QUIT, and close."""
        answer = self.command('QUIT')
        self.close()
        return answer


class Imap(Talk):
    """A client that works in the mailbox."""

    def __init__(self, port, user=None, password=None, **options):
        super().__init__(port, **options)
        self.tag = 0
        self.user, self.selected = user, None
        self.read_line()
        if user is not None:
            self.command('LOGIN %s %s' % (user, password))

    def command(self, line):
        """Send; (the untagged lines, the tagged answer without its tag).
        Literals in answers stay in the line they belong to."""
        self.tag += 1
        tag = 'a%d' % self.tag
        self.send('%s %s' % (tag, line))
        if line.startswith('SELECT '):
            self.selected = line[7:]
        untagged = []
        while True:
            got = self._read_with_literals()
            if got.startswith(tag + ' '):
                return untagged, got[len(tag) + 1:]
            untagged.append(got)

    def _read_with_literals(self):
        line = self.read_line()
        while True:
            literal = re.search(r'\{(\d+)\}$', line)
            if not literal:
                return line
            octets = self.file.read(int(literal[1]))
            self.lines.append('S: (%d octets)' % len(octets))
            line += '\n' + octets.decode('utf-8', 'replace') \
                + self.read_line()

    def append(self, mailbox, message, flags=''):
        """APPEND; returns the tagged answer."""
        octets = with_crlf(message)
        self.tag += 1
        tag = 'a%d' % self.tag
        self.send('%s APPEND %s %s{%d}' % (tag, mailbox, flags, len(octets)))
        self.read_line()
        self.send_raw(octets + b'\r\n')
        while True:
            got = self.read_line()
            if got.startswith(tag + ' '):
                return got[len(tag) + 1:]

    def uids(self, criteria='ALL'):
        """UIDs that UID SEARCH finds, as numbers."""
        untagged, _ = self.command('UID SEARCH ' + criteria)
        for line in untagged:
            if line.startswith('* SEARCH'):
                return [int(n) for n in line.split()[2:]]
        return []

    def fetch(self, uid):
        """The whole message as text with \\n, without marking it seen."""
        untagged, _ = self.command('UID FETCH %d BODY.PEEK[]' % uid)
        for line in untagged:
            match = re.match(r'\* \d+ FETCH .*\{(\d+)\}\n', line)
            if match:
                text = line[match.end():].encode()[:int(match[1])]
                return text.decode('utf-8', 'replace').replace('\r\n', '\n')
        return None

    def quit(self):
        """LOGOUT, and close."""
        answer = self.command('LOGOUT')
        self.close()
        return answer
