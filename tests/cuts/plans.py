# SPDX-License-Identifier: MIT
"""What a client does, and where its connection is cut: the table of classes,
and cases dealt from it. A case is made from its seed and nothing else."""
import random

from messages import BODIES, Message

TRANSPORTS = ('plain', 'pop3s', 'stls')
ORDERS = {
    'step': 'each command after the answer to the one before it',
    'wait': 'all in one packet but QUIT, which waits for all answers',
    'ahead': 'all in one packet',
    'login': 'all in one packet, the login, too',
    'late': 'all in one packet but QUIT, which comes later, but waits for '
            'nothing',
}
# How the connection ends where it is cut.
HOWS = {
    'rst': 'the client is gone, and its host says so',
    'fin': 'the client closes its end and hears no more',
    'silent': 'the line is dead',
    'half': 'the client closes its end, and reads on',
    'kill pop3': 'the server process is killed',
    'kill login': 'the process that does TLS is killed',
}
# Octets of a command that are sent; then the cut, nothing more is read.
IN_COMMAND = {
    'before': lambda line: 0,
    'first octet': lambda line: 1,
    'middle': lambda line: len(line) // 2,
    'before CR': lambda line: len(line) - 2,
    'inside CRLF': lambda line: len(line) - 1,
    'behind': len,
}
# Octets of an answer's first line that are read; None: all.
IN_STATUS = {
    'in +OK': lambda line: 2,
    'inside CRLF of +OK': lambda line: len(line) - 1,
}


def _dots(reply):
    found = reply.find(b'\r\n..')
    return found + 3 if found >= 0 else reply.find(b'\r\n') + 1


# Octets of a message, as POP3 sends it, that are read.
IN_MESSAGE = {
    'before the first octet': lambda reply: 0,
    'first octet': lambda reply: 1,
    'inside CRLF': lambda reply: reply.find(b'\r\n') + 1,
    'inside doubled dots': _dots,
    'middle': lambda reply: len(reply) // 2,
    'before the last octet': lambda reply: len(reply) - 4,
    'behind the last octet': lambda reply: len(reply) - 3,
    'behind the dot': lambda reply: len(reply) - 2,
    'inside CRLF of the dot': lambda reply: len(reply) - 1,
    'behind the dot\'s line': len,
}
PLACES = tuple([('command', name) for name in IN_COMMAND] +
               [('status', name) for name in IN_STATUS] +
               [('message', name) for name in IN_MESSAGE] +
               [('none', 'no cut')] * 3)
FATES = ('free',) * 4 + ('kept', 'concealed')
DAMAGES = (None,) * 5 + (
    'truncated', 'truncated, of unknown size', 'announced too large', 'announced too small',
    'stored size too large', 'stored size too small')


class Deck:
    """Values in no order, each before any comes again."""

    def __init__(self, rng, values):
        self.rng, self.values, self.left = rng, list(values), []

    def draw(self):
        """The next."""
        if not self.left:
            self.left = self.rng.sample(self.values, len(self.values))
        return self.left.pop()


class Session:
    """What one client does in a case."""

    def __init__(self, commands, order, transport, slow):
        self.commands = commands
        self.order, self.transport, self.slow = order, transport, slow
        # (part, class); at which command; and in which way.
        self.place, self.at, self.how = ('none', 'no cut'), None, None
        self.delay = 0

    def __str__(self):
        return '%s %s%s: %s; %s%s' % (
            self.transport, self.order, ' slow' * self.slow,
            ' | '.join(self.commands), ': '.join(self.place),
            '' if self.at is None else ' of %d (%s), %s' % (
                self.at, self.commands[self.at], self.how))


class Case:
    """A mailbox, and one or two clients of it."""

    def __init__(self, number, messages, sessions):
        self.number, self.messages = number, messages
        self.sessions = sessions

    def __str__(self):
        return 'case %d: %s\n  %s' % (self.number, self.messages, '\n  '.join(
            map(str, self.sessions)))


def corners():
    """Cases that no deck should have to come by, as (messages, each as the
    arguments of Message and its damage, session)."""
    # QUIT is there before the message has left, and who said it is gone, or
    # reads on.
    for transport in TRANSPORTS:
        for how in ('fin', 'rst', 'silent', 'half'):
            for order, kind in (('late', 'pages'), ('late', 'long line'),
                                ('ahead', 'pages')):
                session = Session(['RETR 1', 'QUIT'], order, transport,
                                  slow=True)
                session.delay = 0.15
                session.place, session.at = ('command', 'behind'), 1
                session.how = how
                yield [(kind, 'free', None)], session
    # What must not count, and what has to.
    for transport in TRANSPORTS[:2]:
        for commands, damage in ((['RETR 1', 'RSET', 'QUIT'], None),
                                 (['TOP 1 99999999', 'QUIT'], None),
                                 (['RETR 1', 'QUIT'], 'truncated'),
                                 (['RETR 1', 'QUIT'],
                                  'truncated, of unknown size'),
                                 (['RETR 1', 'QUIT'], None),
                                 (['RETR 1', 'RSET', 'RETR 1', 'QUIT'], None)):
            yield [('pages', 'free', damage)], Session(commands, 'step',
                                                       transport, False)
        yield [('small', 'free', None), ('dots', 'kept', None),
               ('no end', 'free', None), ('crlf', 'concealed', None),
               ('pages', 'free', None)], Session(
                   ['RETR 4', 'RETR 3', 'RETR 2', 'RETR 1', 'QUIT'], 'step',
                   transport, False)


class Dealer:
    """Deals cases: any number of them has each class about equally often."""

    def __init__(self, seed, huge=True):
        self.rng = rng = random.Random(seed)
        self.places = Deck(rng, PLACES)
        self.transports = Deck(rng, TRANSPORTS)
        self.orders = Deck(rng, ORDERS)
        self.hows = Deck(rng, HOWS)
        self.kinds = Deck(rng, [kind for kind in BODIES if kind != 'huge'])
        self.damages = Deck(rng, DAMAGES)
        self.huge = Deck(rng, [huge] + [False] * 7)
        self.number = 0
        self.corners = corners()

    def _messages(self):
        messages = [Message('m%d-%d' % (self.number, i), self.kinds.draw(),
                            self.rng.choice(FATES))
                    for i in range(self.rng.randint(2, 4))]
        if self.huge.draw():
            messages[0] = Message('m%d-0' % self.number, 'huge')
        damaged = self.rng.choice(messages)
        damaged.damage = self.damages.draw()
        return messages

    def _commands(self, messages):
        rng, commands = self.rng, []
        numbers = list(range(1, len(messages) + 1))
        rng.shuffle(numbers)
        for number in numbers[:rng.randint(1, len(numbers))]:
            if rng.random() < 0.15:
                commands.append(rng.choice(
                    ('NOOP', 'STAT', 'LIST', 'UIDL', 'TOP %d 99999999' % number,
                     'LIST %d' % number, 'LAST', 'DELE %d' % number, 'FOO')))
            commands.append('RETR %d' % number)
            if rng.random() < 0.15:
                commands.append('DELE %d' % number)
            if rng.random() < 0.1:
                commands.append('RSET')
        return commands + ['QUIT']

    def _cut(self, session, messages):
        """Choose where, at a command that has such a place."""
        session.place = self.places.draw()
        if session.place[0] == 'none':
            return
        wanted = [i for i, command in enumerate(session.commands)
                  if session.place[0] != 'message' or
                  command.startswith('RETR')]
        if session.place[0] == 'message' and session.order != 'step' and \
                any(messages[int(session.commands[i][5:]) - 1].kind == 'huge'
                    for i in wanted):
            # What is cut there has not been sent whole.
            wanted = wanted[:1]
        # QUIT is where it counts.
        session.at = self.rng.choice(
            wanted + [wanted[-1]] * (len(wanted) // 2))
        session.how = self.hows.draw()
        if session.how == 'kill login' and session.transport == 'plain':
            session.how = 'kill pop3'

    def deal(self):
        """The next case."""
        self.number += 1
        corner = next(self.corners, None)
        if corner is not None:
            messages = []
            for i, (kind, fate, damage) in enumerate(corner[0]):
                messages.append(Message('m%d-%d' % (self.number, i), kind,
                                        fate))
                messages[-1].damage = damage
            return Case(self.number, messages, [corner[1]])
        messages = self._messages()
        sessions = []
        for _ in range(2 if self.rng.random() < 0.15 else 1):
            order, transport = self.orders.draw(), self.transports.draw()
            session = Session(self._commands(messages), order, transport,
                              slow=self.rng.random() < 0.4)
            session.delay = self.rng.choice((0, 0.01, 0.05, 0.2))
            self._cut(session, messages)
            sessions.append(session)
        return Case(self.number, messages, sessions)
