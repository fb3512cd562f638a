# SPDX-License-Identifier: MIT
"""What may be gone after a case, and what must be: from RFC 1939 and the
promise that only what was received whole is deleted after a download. Looks at
octets, never at what the server or the plugin believes."""


class Verdict:
    """About one client: names of messages."""

    def __init__(self, client):
        # What went through, and was neither refused nor taken back.
        self.received, self.asked = set(), set()
        self.quit = self.done = False
        self.client = client
        self.tail_lost = False
        # Who closes its end of TLS without waiting for the answer to QUIT:
        # Dovecot's login process closes the other one at once, and nobody can
        # tell any more what the client has read.
        self.hung_up = client.session.transport != 'plain' and \
            client.session.how in ('fin', 'half')
        self._read()
        self.may = (self.received | self.asked) if self.quit else set()
        self.must = self.may if self._is_obliged() else set()

    def _read(self):
        messages = self.client.case.messages
        answers = self.client.answers()
        for number, command in enumerate(self.client.sent):
            answer = answers[number] if number < len(answers) else None
            name, _, argument = command.partition(' ')
            if name == 'QUIT':
                self.quit = True
                self.done = answer is not None and answer.good()
                break
            if name == 'RSET':
                # Also where its answer was lost: then the client cannot know.
                self.received, self.asked = set(), set()
            elif name == 'DELE':
                message = messages[int(argument) - 1]
                # It needs no answer to be obeyed.
                self.asked.add(message.name)
            elif name == 'RETR' and answer is not None and answer.good():
                message = messages[int(argument) - 1]
                if answer.body == message.reply():
                    self.received.add(message.name)
        self.tail_lost = (
            self.quit and not self.done and self.client.session.how is None
            and self.client.session.transport != 'plain')

    def _is_obliged(self):
        """Has the client done what it takes for what it received to go?"""
        client, session = self.client, self.client.session
        if not self.quit:
            return False
        if client.quit_in_step:
            # QUIT has reached the server for sure where it was answered, or
            # where nothing was done that takes it back.
            return not self.hung_up and (self.done or
                                         session.how in ('fin', 'half'))
        # Ahead: TCP tells, where it is the client's own.
        return session.transport == 'plain' and self.done and \
            session.how in (None, 'half')


def judge(case, clients, before, after, elsewhere):
    """What is wrong, as texts. before, after: {name: octets} of the inbox;
    elsewhere: what is found in other places of the home."""
    wrong = []
    verdicts = [Verdict(client) for client in clients]
    may = set().union(*(verdict.may for verdict in verdicts))
    must = set().union(*(verdict.must for verdict in verdicts))
    gone = set(before) - set(after)
    for message in case.messages:
        name = message.name
        if name in after and after[name] != before[name]:
            wrong.append('%s is not what it was' % message)
        if name not in gone:
            # What the store does not know the size of is kept, to be safe.
            if name in must and message.fate != 'kept' and \
                    not message.damage:
                wrong.append('STUCK: %s was received whole, and stays'
                             % message)
            continue
        if message.fate == 'kept' or (
                message.fate == 'concealed' and
                elsewhere.get(name) != before[name]):
            wrong.append('EARLY: %s had to be kept' % message)
        if name not in may:
            wrong.append('LOST: %s is gone, and was not received' % message)
    for name in set(after) - set(before):
        wrong.append('%s has come out of nothing' % name)
    # Who is killed between concealing and deleting leaves both.
    killed = any((client.session.how or '').startswith('kill')
                 for client in clients)
    for message in case.messages:
        if message.name in elsewhere and not (
                message.fate == 'concealed' and (message.name in gone or
                                                 killed)):
            wrong.append('%s lies about in other places' % message)
    for verdict in verdicts:
        said = verdict.client.answers()[-1]
        if verdict.done and b'messages deleted' in said.status and not gone:
            wrong.append('it says that it deleted, and did not')
    return wrong, gone, verdicts


def compare_listings(case, before, after, gone):
    """The next session's view against the one before: [(size, uid)] each. The
    order of messages, their sizes and ids stay."""
    want = [entry for message, entry in zip(case.messages, before)
            if message.name not in gone]
    if after != want:
        return ['the next session lists %s, want %s' % (after, want)]
    return []
