# SPDX-License-Identifier: MIT
"""POP3 sessions, with the plugin and without."""
import contextlib
import os
import time

from lab import Lab
from lib import mail
from lib.talk import Pop3, Smtp

USERS = ['u%d@example.org' % number for number in range(20)]
MESSAGES = 200
CLIENTS = 8


class Servers:
    """Two Dovecots with the same mail."""

    def __init__(self, folder, sessions):
        self.sessions = sessions
        self.labs = {
            'ours': Lab(os.path.join(folder, 'pop3-ours'), users=USERS),
            'stock': Lab(os.path.join(folder, 'pop3-stock'), users=USERS,
                         plugin=False)}
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

    def ours(self):
        """Seconds of all sessions."""
        return self._run(self.labs['ours'])

    def stock(self):
        """Seconds of all sessions."""
        return self._run(self.labs['stock'])

    def _run(self, lab):
        began = time.monotonic()
        children = []
        for client in range(CLIENTS):
            pid = os.fork()
            if pid == 0:
                code = 1
                with contextlib.suppress(BaseException):
                    for number in range(client, self.sessions, CLIENTS):
                        session(lab, USERS[number % len(USERS)])
                    code = 0
                os._exit(code)
            children.append(pid)
        for pid in children:
            if os.waitpid(pid, 0)[1] != 0:
                raise OSError('a POP3 client failed')
        return time.monotonic() - began


def session(lab, user):
    """What a client does that leaves mail on the server."""
    pop3 = Pop3(lab.ports['pop3'], user, lab.password)
    pop3.command('STAT')
    pop3.lines_of('UIDL')
    pop3.lines_of('LIST')
    for number in range(1, 11):
        pop3.lines_of('RETR %d' % number)
    pop3.quit()
