# SPDX-License-Identifier: MIT
"""POP3 sessions, with the plugin and without."""
import contextlib
import os
import time

from lab import Lab, LabError
from lib import mail
from lib.talk import Pop3, Smtp

from .homes import Homes, cpu, messages

USERS = ['u%d@example.org' % number for number in range(20)]
MESSAGES = 200
CLIENTS = 8
DELETES = 10
# A process for many sessions, one after the other, in place of one for each.
REUSE = 'service pop3 {\n  service_count = 1000\n}\n'
LAZY = {'2.3': """
mail_plugins = $mail_plugins lazy_expunge
plugin {
  lazy_expunge = EXPUNGED
}
""", '2.4': """
mail_plugins {
  lazy_expunge = yes
}
lazy_expunge_mailbox = EXPUNGED
"""}
POLICY = """
tenure_version = 1
plan conceal { keep = 10y  on_delete = conceal }
plan allow { keep = 0  expire = never  on_delete = allow }
tenant conceal.example { plan = conceal }
unknown = allow
"""


def sessions(lab, number, users, session):
    """(seconds, Dovecot's processor seconds) that so many sessions take, by
    several clients."""
    before, began = cpu(lab), time.monotonic()
    children = []
    for client in range(CLIENTS):
        pid = os.fork()
        if pid == 0:
            code = 1
            with contextlib.suppress(BaseException):
                for count in range(client, number, CLIENTS):
                    session(lab, users[count % len(users)])
                code = 0
            os._exit(code)
        children.append(pid)
    for pid in children:
        if os.waitpid(pid, 0)[1] != 0:
            raise LabError('a POP3 client failed')
    took = time.monotonic() - began
    # What ends a session goes on behind its back.
    time.sleep(.5)
    return took, cpu(lab) - before


def fetch(lab, user):
    """What a client does that leaves mail on the server."""
    pop3 = Pop3(lab.ports['pop3'], user, lab.password)
    pop3.command('STAT')
    pop3.lines_of('UIDL')
    pop3.lines_of('LIST')
    for number in range(1, 11):
        pop3.lines_of('RETR %d' % number)
    pop3.quit()


def delete(lab, user):
    """What a client does that has its mail already."""
    pop3 = Pop3(lab.ports['pop3'], user, lab.password)
    pop3.lines_of('UIDL')
    for number in range(1, DELETES + 1):
        said = pop3.command('DELE %d' % number)
        if not said.startswith('+OK'):
            raise LabError(said)
    said = pop3.quit()
    if not said.startswith('+OK'):
        raise LabError(said)


class Servers:
    """P4: two Dovecots with the same mail, and the same with processes that
    are used again."""

    def __init__(self, folder, number):
        self.number = number
        self.labs = {
            name: Lab(os.path.join(folder, 'pop3-' + name), users=USERS,
                      plugin=name.startswith('ours'),
                      dovecot_extra=REUSE if name.endswith('reuse') else '')
            for name in ('ours', 'stock', 'ours-reuse', 'stock-reuse')}
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            for lab in self.labs.values():
                stack.enter_context(lab)
                self._deliver(lab)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    @staticmethod
    def _deliver(lab):
        """The same sealed mail to all, through both doors."""
        smtp = Smtp(lab.ports['smtp'])
        for number in range(MESSAGES):
            text = mail.message('invoice %d' % number if number % 5 == 0
                                else 'letter %d' % number, to=USERS[0],
                                body=('x' * 70 + '\n') * 55)
            smtp.mail('shop@shop.example', USERS, text)
        smtp.quit()
        lab.postfix.wait_empty(120)

    def run(self, name):
        """A function that returns the two times of all sessions."""
        return lambda: sessions(self.labs[name], self.number, USERS, fetch)


class Deletes:
    """P5: each session deletes ten of its messages."""

    def __init__(self, folder, number):
        self.number = number
        self.stack = contextlib.ExitStack()
        self.sides = {}
        for name, tenant, options in (
                ('stock', 'example.org', {'plugin': False}),
                ('lazy', 'example.org', {'plugin': LAZY}),
                ('allow', 'example.org', {'policy': POLICY}),
                ('conceal', 'conceal.example', {'policy': POLICY})):
            self.sides[name] = Homes(
                os.path.join(folder, 'pop3-' + name),
                ['u%d@%s' % (count, tenant) for count in range(20)], **options)

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            for side in self.sides.values():
                stack.enter_context(side)
            # With a seal of whom the side believes; the others do not look.
            texts = list(messages(self.sides['allow'].lab, self._each()))
            for name, side in self.sides.items():
                side.deliver(messages(side.lab, self._each())
                             if name == 'conceal' else texts)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def _each(self):
        """Messages that a user needs."""
        return self.number * DELETES // 20

    def run(self, name):
        """A function that returns the two times of all sessions."""
        side = self.sides[name]

        def work():
            side.restore()
            side.warm()
            return sessions(side.lab, self.number, side.users, delete)
        return work
