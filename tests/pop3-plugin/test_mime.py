#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The parts of messages, against Dovecot's answers to FETCH BODYSTRUCTURE.

What Tenure tells of a part must be what Dovecot says; what it cannot tell may
be anything, but only where this test says so."""
import email.errors
import email.header
import imaplib
import os
import random
import re
import subprocess
import urllib.parse

from door import DoorCase
from lab.processes import PATIENCE
from lib import tap

POLICY = """
tenure_version = 1
plan free { keep = 0  expire = never  on_delete = allow }
unknown = free
"""
BIG = 4 * 1024 * 1024


def part(fields, body='text\n'):
    """A part: header lines, body."""
    return ''.join(line + '\n' for line in fields) + '\n' + body


def multipart(*parts, boundary='b', kind='mixed', end=True, extra=(),
              preamble='', epilogue=''):
    """A multipart of these parts."""
    fields = ['Content-Type: multipart/%s; boundary="%s"' % (kind, boundary),
              *extra]
    lines = preamble + ''.join('--%s\n%s\n' % (boundary, text)
                               for text in parts)
    return part(fields, lines + ('--%s--\n' % boundary if end else '')
                + epilogue)


def attached(name, kind='application/pdf', **more):
    """A part with a file name in quotes."""
    return part(['Content-Type: ' + kind,
                 'Content-Disposition: attachment; filename="%s"' % name],
                **more)


def disposition(text):
    """A part with only this Content-Disposition."""
    return part(['Content-Type: application/pdf',
                 'Content-Disposition: ' + text])


def nested(depth):
    """Multiparts inside one another."""
    text = attached('deep.pdf')
    for level in range(depth):
        text = multipart(text, boundary='level%d' % level)
    return text


def forwarded(depth):
    """Messages inside one another."""
    text = attached('deep.pdf')
    for _ in range(depth):
        text = part(['Content-Type: message/rfc822'], text)
    return text


PLAIN = part([], 'hello\n')
# Name, message, and how much is told: "all", "part" (something in it is not),
# "lost" (from somewhere on nothing is).
CORPUS = [
    ('no MIME at all', PLAIN, 'all'),
    ('only a header', 'Subject: x\n', 'all'),
    ('an empty line alone', '\n', 'all'),
    ('no MIME but a name', part(['Content-Disposition: x; filename=a.exe']),
     'part'),
    ('MIME, a name and no type', part(
        ['MIME-Version: 1.0', 'Content-Disposition: x; filename=a.exe']),
     'all'),
    ('no MIME in a message', part(
        ['Content-Type: message/rfc822'],
        part(['Content-Disposition: x; filename=a.exe'])), 'part'),
    ('a part with a name and no type', multipart(
        part(['Content-Disposition: x; filename=a.exe'])), 'all'),
    ('one attachment', attached('a.pdf'), 'all'),
    ('two parts', multipart(PLAIN, attached('a.pdf')), 'all'),
    ('a type in capitals', part(['CONTENT-TYPE: TEXT/HTML; Name=A.HTML']),
     'all'),
    ('white space before the colon', part(['Content-Type : text/html']),
     'all'),
    ('comments', part(['Content-Type: (a) text (b(c)) / (d) html (e); (f) '
                       'name (g) = (h) "x.html" (i)']), 'all'),
    ('folded', part(['Content-Type:', ' application/pdf;', '\tname="a',
                     ' b.pdf"']), 'all'),
    ('no Content-Type', part(['MIME-Version: 1.0']), 'all'),
    ('an empty Content-Type', part(['Content-Type:']), 'part'),
    ('no subtype', part(['Content-Type: text']), 'part'),
    ('no semicolon', part(['Content-Type: text/html charset=utf-8']), 'part'),
    ('garbage for a type', part(['Content-Type: ???']), 'part'),
    ('a broken multipart', part(['Content-Type: multipart mixed; boundary=b'],
                                '--b\n\nx\n--b--\n'), 'lost'),
    ('two Content-Types', part(['Content-Type: text/html',
                                'Content-Type: application/pdf']), 'lost'),
    ('two Content-Dispositions',
     part(['Content-Disposition: inline',
           'Content-Disposition: attachment; filename=a.exe']), 'part'),
    ('no boundary', part(['Content-Type: multipart/mixed'], '--b\n\nx\n'),
     'lost'),
    ('an empty boundary', multipart(PLAIN, boundary=''), 'lost'),
    ('a boundary without quotes', multipart(PLAIN, attached('a'))
     .replace('"b"', 'b'), 'all'),
    ('a boundary that is no token', part(
        ['Content-Type: multipart/mixed; boundary=a=b'],
        '--a=b\n\nx\n--a=b--\n'), 'lost'),
    ('a boundary of 70 octets', multipart(PLAIN, boundary='x' * 70), 'all'),
    ('a boundary of 71 octets', multipart(PLAIN, boundary='x' * 71), 'lost'),
    ('a boundary in two pieces', part(
        ['Content-Type: multipart/mixed; boundary*0="ab"; boundary*1="cd"'],
        '--abcd\n\nx\n--abcd--\n'), 'all'),
    ('a boundary with a space at its end', multipart(PLAIN, boundary='b '),
     'all'),
    ('spaces behind boundaries', multipart(PLAIN, attached('a'))
     .replace('\n--b\n', '\n--b  \n').replace('--b--\n', '--b-- \t\n'), 'all'),
    ('text behind boundaries', multipart(PLAIN, attached('a'))
     .replace('\n--b\n', '\n--bcd\n').replace('--b--\n', '--b--x\n'), 'all'),
    ('a boundary that begins another', multipart(
        multipart(PLAIN, attached('in'), boundary='foobar'),
        attached('out'), boundary='foo'), 'all'),
    ('a boundary that goes on with another', multipart(
        multipart(PLAIN, attached('in'), boundary='foo'),
        attached('out'), boundary='foobar'), 'all'),
    ('the longest boundary', multipart(
        multipart(PLAIN, boundary='foobar', kind='digest'), boundary='foo'
        ).replace('--foobar\n', '--foobarx\n'), 'all'),
    ('a boundary of dashes', multipart(
        multipart(PLAIN, attached('in'), boundary='foo--'),
        attached('out'), boundary='foo'), 'all'),
    ('the same boundary twice', multipart(
        multipart(PLAIN, attached('in')), attached('out')), 'all'),
    ('no end', multipart(PLAIN, attached('a'), end=False), 'all'),
    ('no end inside', multipart(multipart(
        PLAIN, attached('a'), boundary='in', end=False), attached('b')),
     'all'),
    ('parts behind the end', multipart(
        PLAIN, epilogue='--b\n' + attached('c')), 'all'),
    ('an end without parts', multipart(), 'all'),
    ('no parts at all', multipart(end=False, preamble='text\n'), 'all'),
    ('a preamble and an epilogue', multipart(
        PLAIN, preamble='For old programs\n', epilogue='Bye\n'), 'all'),
    ('no empty line in a part', part(
        ['Content-Type: multipart/mixed; boundary=b'],
        '--b\nContent-Type: text/html\n--b\n\nx\n--b--\n'), 'all'),
    ('a message that ends with its boundary', part(
        ['Content-Type: multipart/mixed; boundary=b'],
        '--b\nContent-Type: message/rfc822\n--b--\n'), 'all'),
    ('a multipart that ends with its boundary', part(
        ['Content-Type: multipart/mixed; boundary=b'],
        '--b\nContent-Type: multipart/mixed; boundary=c\n--b\n\n--c\n--b--\n'),
     'all'),
    ('no empty line behind the header',
     'Content-Type: multipart/mixed; boundary=b\n--b\n\nx\n--b--\n', 'all'),
    ('lines that are no fields', multipart(
        'garbage\nContent-Type: text/html\n\nx\n'), 'all'),
    ('a header that begins with a space', multipart(
        ' Content-Type: text/html\n\nx\n'), 'all'),
    ('a message in a message', part(
        ['Content-Type: message/rfc822'], multipart(PLAIN, attached('a'))),
     'all'),
    ('a forwarded message with a name', multipart(PLAIN, part(
        ['Content-Type: message/rfc822; name="fwd.eml"'], attached('a.pdf'))),
     'all'),
    ('an empty message in a message', 'Content-Type: message/rfc822\n\n',
     'all'),
    ('message/global is a leaf', part(
        ['Content-Type: message/global'], attached('a')), 'all'),
    ('a digest', multipart(
        part([], attached('one.pdf')), part(['Content-Type: text/plain']),
        part(['Content-Description: x'], multipart(PLAIN, boundary='in')),
        kind='digest'), 'all'),
    ('a digest in a message in a digest', multipart(
        part([], multipart(part([], PLAIN), kind='digest', boundary='in')),
        kind='digest'), 'all'),
    ('depth 99', nested(99), 'all'),
    ('depth 100', nested(100), 'lost'),
    ('depth 1,000', nested(1000), 'lost'),
    ('98 forwarded messages', forwarded(98), 'all'),
    ('100 forwarded messages', forwarded(100), 'lost'),
    ('1,000 forwarded messages', forwarded(1000), 'lost'),
    ('9,999 parts', multipart(*['\nx\n'] * 9999), 'all'),
    ('10,000 parts', multipart(*['\nx\n'] * 10000), 'lost'),
    ('a bare CR', multipart('Content-Type: text/html\rx: y\n\na\r--b\rc\n',
                            attached('a')), 'lost'),
    ('a bare CR in a body', multipart('\na\r--b\rc\n', attached('a')), 'all'),
    ('a bare CR in a name', multipart(attached('a\rb'), PLAIN), 'part'),
    ('NUL in a body', multipart('\na\0b\n', attached('a')), 'all'),
    ('NUL in a header', multipart('Content-\0Type: text/html\n\nx\n',
                                  'X: \0\nContent-Type: text/html\n\nx\n'),
     'all'),
    ('NUL in a type', multipart('Content-Type: text/h\0tml\n\nx\n', PLAIN),
     'lost'),
    ('NUL in a name', multipart(attached('a\0b')), 'part'),
    ('a long line in a body', multipart(part([], 'x' * 100000 + '\n'),
                                        attached('a')), 'all'),
    ('a long line in a header', multipart(part(['X: ' + 'x' * 100000]),
                                          attached('a')), 'all'),
    ('a name of 250 octets', multipart(attached('x' * 250)), 'all'),
    ('a name of 950 octets', multipart(attached('x' * 950), PLAIN), 'part'),
    ('name and filename', part(
        ['Content-Type: application/pdf; name=a.pdf',
         'Content-Disposition: attachment; filename=b.pdf']), 'all'),
    ('only a name', part(['Content-Type: application/pdf; name=a.pdf',
                          'Content-Disposition: inline; size=5']), 'all'),
    ('a name with quoted pairs', disposition(
        r'attachment; filename="a\"b\\c.pdf"'), 'all'),
    ('a name without quotes', disposition(
        'attachment; filename=a[1].pdf'), 'all'),
    ('a name with spaces but no quotes', disposition(
        'attachment; filename=a b.pdf'), 'part'),
    ('a name with one quote', disposition('attachment; filename="a.pdf'),
     'part'),
    ('two names', disposition('attachment; filename=a; filename=b'), 'part'),
    ('a disposition without a word', disposition('filename=a.pdf'), 'part'),
    ('RFC 2231', disposition(
        "attachment; filename*=utf-8'de'%C3%BCbung%20%25.pdf"), 'all'),
    ('RFC 2231, Latin 1', disposition(
        "attachment; filename*=iso-8859-1''%FCbung.pdf"), 'all'),
    ('RFC 2231 in pieces', disposition(
        "attachment; filename*0*=utf-8''%C3; filename*1*=%BC; "
        'filename*2="%C3.pdf"'), 'all'),
    ('RFC 2231 out of order', disposition(
        'attachment; filename*1=b; filename*0=a; filename*2="c d"'), 'all'),
    ('RFC 2231 with a piece missing', disposition(
        'attachment; filename*0=a; filename*2=c'), 'part'),
    ('RFC 2231 beside a plain name', disposition(
        "attachment; filename=u.pdf; filename*=utf-8''%C3%BC.pdf"), 'all'),
    ('RFC 2231, unknown charset', disposition(
        "attachment; filename*=x-none''%C3%BC.pdf"), 'part'),
    ('RFC 2231, not of its charset', disposition(
        "attachment; filename*=utf-8''%FC.pdf"), 'part'),
    ('RFC 2231, half an octet', disposition(
        "attachment; filename*=utf-8''%F"), 'part'),
    ('RFC 2047', disposition(
        'attachment; filename="=?utf-8?B?w7xidW5nLnBkZg==?="'), 'all'),
    ('RFC 2047 in two words', disposition(
        'attachment; filename="=?iso-8859-1?Q?=FCb?=\n =?iso-8859-1?Q?ung?="'),
     'all'),
    ('RFC 2047 without quotes', part(
        ['Content-Type: application/pdf; name==?utf-8?Q?=C3=BC?=']), 'all'),
    ('RFC 2047, unknown charset', disposition(
        'attachment; filename="=?x-none?Q?=FC?="'), 'part'),
    ('a name in UTF-8', disposition('attachment; filename="übung.pdf"'),
     'all'),
    ('a name in no charset', disposition(
        'attachment; filename="\udcfcbung.pdf"'), 'part'),
    ('an empty file name', part(['Content-Type: text/html; name=a.html',
                                 'Content-Disposition: inline; filename=""']),
     'all'),
]


# ---------------------------------------------------------- Dovecot's answers
TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|\{(\d+)\}\r?\n|([()])|([^\s()"{]+)',
                   re.DOTALL)


def parse_list(text):
    """An answer's list: lists, strings, and None for NIL."""
    stack, at = [[]], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            at += 1
            continue
        at = match.end()
        if match[1] is not None:
            stack[-1].append(re.sub(r'\\(.)', r'\1', match[1],
                                    flags=re.DOTALL))
        elif match[2] is not None:
            stack[-1].append(text[at:at + int(match[2])])
            at += int(match[2])
        elif match[3] == '(':
            stack.append([])
        elif match[3] == ')':
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(None if match[4].upper() == 'NIL' else match[4])
    return stack[0]


def parameters(words):
    """A list of names and values as a dict; the first of a name counts."""
    words = [word.encode('latin-1').decode('utf-8', 'surrogateescape')
             for word in words or []]
    return {name.lower(): value
            for name, value in list(zip(words[::2], words[1::2]))[::-1]}


def decode(name, found):
    """The text of a parameter, by the rules of Python's library."""
    if found.get(name + '*'):
        charset, _, value = found[name + '*'].split("'", 2)
        return urllib.parse.unquote(value, charset or 'utf-8',
                                    errors='replace')
    value = found.get(name)
    if value is None or '=?' not in value:
        return value
    return str(email.header.make_header(email.header.decode_header(value)))


def leaves(node):
    """(type, name, octets) of each leaf of a BODYSTRUCTURE."""
    if isinstance(node[0], list):
        for child in node:
            if not isinstance(child, list):
                break
            yield from leaves(child)
        return
    kind = '%s/%s' % (node[0].lower(), node[1].lower())
    rest = node[8:] if kind.startswith('text/') else node[7:]
    if kind == 'message/rfc822':
        rest = node[10:]
    shown = next((word for word in rest if isinstance(word, list)), None)
    name = None
    try:
        if shown:
            name = decode('filename', parameters(shown[1]))
        name = name or decode('name', parameters(node[2])) or ''
    except (LookupError, ValueError, email.errors.HeaderParseError):
        name = None
    yield kind, name, int(node[6])
    if kind == 'message/rfc822':
        yield from leaves(node[8])


def fits(mine, theirs, whole):
    """Is what is told of a part what Dovecot says? Of a value that is no token
    it gives the beginning; a part that is one too many is octets for it."""
    kind, name = mine
    their_kind, their_name, _ = theirs
    if kind not in (None, their_kind) and (
            whole or their_kind != 'application/octet-stream'):
        return False
    # Of what Python takes for an encoded word, we may not think so.
    if None in (name, their_name) or '=?' in name:
        return True
    return name == their_name or (
        name.startswith(their_name)
        and not re.fullmatch(r'[\w.!#$&^+{}|~`-]*', name))


def same(ours, theirs):
    """Is what is told of a message what Dovecot says? It gives a multipart
    without parts an empty one."""
    told, whole = ours
    # Parts that are told so far, in each way to read it.
    ways = {0}
    for leaf in theirs:
        after = {way + 1 for way in ways
                 if way < len(told) and fits(told[way], leaf, whole)}
        if leaf in (('text/plain', '', 0), ('text/plain', None, 0)):
            after |= ways
        if not whole:
            after |= ways & {len(told)}
        ways = after
    return len(told) in ways


def damage(rng, text):
    """Do a few things to a message that no sender should."""
    lines = text.split('\n')
    for _ in range(rng.randint(1, 4)):
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        kind = rng.randrange(7)
        if kind == 0 and len(lines) > 1:
            del lines[at]
        elif kind == 1:
            lines.insert(other, lines[at])
        elif kind == 2:
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == 3:
            place = rng.randint(0, len(lines[at]))
            lines[at] = lines[at][:place] + rng.choice(
                ';:="\'*%()<>/\\-- \t,?b0\r') + lines[at][place:]
        elif kind == 4 and lines[at]:
            place = rng.randrange(len(lines[at]))
            lines[at] = lines[at][:place] + lines[at][place + 1:]
        elif kind == 5:
            lines.insert(at, rng.choice([
                '', '--b', '--b--', '--', '--in', '--c', 'X: y',
                'Content-Type: message/rfc822',
                'Content-Type: multipart/mixed; boundary=c',
                'Content-Disposition: inline; filename=z.exe']))
        else:
            lines[at] = lines[at].swapcase()
    # A CR more before a line end does not count for us.
    return rng.choice(['\n', '\r\n']).join(
        line.rstrip('\r') for line in lines)


class Mime(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'plugin': False}

    def store(self, messages):
        """Put messages into the inbox; their paths, in order."""
        folder = self.lab.path('mail', self.user, 'Maildir', 'cur')
        os.makedirs(folder)
        paths = []
        for number, text in enumerate(messages):
            paths.append(os.path.join(folder, '%d.M1.host:2,' % (
                1700000000 + number)))
            with open(paths[-1], 'wb') as handle:
                handle.write(text.encode('utf-8', 'surrogateescape'))
        for root, _, names in os.walk(os.path.dirname(folder)):
            for path in [root] + [os.path.join(root, name) for name in names]:
                os.chown(path, self.lab.mail_uid, self.lab.mail_uid)
        return paths

    def theirs(self, messages):
        """Leaves of all messages by IMAP. From 2.4 on, Dovecot decodes RFC
        2231 itself: not where a character is cut in two, and a name without
        a charset comes first. What it then says is not compared."""
        with imaplib.IMAP4('127.0.0.1', self.lab.ports['imap'],
                           timeout=PATIENCE) as imap:
            imap.login(self.user, self.lab.password)
            imap.select(readonly=True)
            _, data = imap.fetch('1:*', '(BODYSTRUCTURE)')
        # Literals come as pairs with the line before them.
        text = b'\n'.join(b'\r\n'.join(item) if isinstance(item, tuple)
                          else item for item in data).decode('latin-1')
        answers = parse_list(text)
        found = [list(leaves(item[1])) for item in answers
                 if isinstance(item, list)]
        self.assertEqual(len(found), len(messages))
        if self.lab.dovecot.series() == '2.3':
            return found
        return [[(kind, None if '*=' in text else name, size)
                 for kind, name, size in parts]
                for text, parts in zip(messages, found)]

    def ours(self, paths, piece):
        """What the library tells: [([(type, name)], whole)]."""
        done = subprocess.run(
            [self.lab.built('tests/pop3-plugin/mime-parts'), str(piece),
             *paths], check=True, timeout=PATIENCE, stdout=subprocess.PIPE,
            text=True)
        answers, told = [], []
        for line in done.stdout.splitlines():
            if line in ('end', 'lost'):
                answers.append((told, line == 'end'))
                told = []
                continue
            _, kind, name = line.split(' ')
            told.append((None if kind == '?' else kind,
                         None if name == '?' else
                         bytes.fromhex(name[1:]).decode()))
        return answers

    def check(self, name, mine, theirs, want):
        """One message."""
        told, whole = mine
        how = 'lost' if not whole else (
            'part' if any(None in leaf for leaf in told) else 'all')
        if not same(mine, theirs) or want not in (None, how):
            self.fail('%s: %s\n%s\nDovecot: %s' % (
                name, how, str(mine)[:1000], str(theirs)[:1000]))

    def test_corpus(self):
        """odd messages, by hand"""
        for newline in ('\n', '\r\n'):
            self.setUp()
            paths = self.store([text.replace('\n', newline)
                                for _, text, _ in CORPUS])
            ours = self.ours(paths, BIG)
            for piece in (1, 3, 1000):
                self.assertEqual(self.ours(paths, piece), ours)
            theirs = self.theirs([text for _, text, _ in CORPUS])
            for (name, _, want), mine, their in zip(CORPUS, ours, theirs):
                with self.subTest(name, crlf=newline == '\r\n'):
                    self.check(name, mine, their, want)

    def test_random(self):
        """messages with lines lost, doubled, swapped and changed"""
        rng = random.Random(20261122)
        texts = [text for _, text, _ in CORPUS if len(text) < 5000]
        messages = [damage(rng, rng.choice(texts)) for _ in range(1500)]
        paths = self.store(messages)
        lost = 0
        for text, mine, their in zip(messages, self.ours(paths, 7),
                                     self.theirs(messages)):
            with self.subTest(text):
                self.check(repr(text), mine, their, None)
            lost += not mine[1]
        self.assertLess(lost, len(messages) // 3)


if __name__ == '__main__':
    tap.main()
