# SPDX-License-Identifier: MIT
"""Runs one session of a case, and reads from the octets that came what the
client was given."""
import os
import time

import plans
from lab.processes import PATIENCE
from wire import Wire

# Seconds that the server gets to do what it would, where the line is dead.
STILL = 0.3


def is_long(command):
    """Has its good answer several lines?"""
    name, _, argument = command.partition(' ')
    return name in ('RETR', 'TOP', 'CAPA') or \
        name in ('LIST', 'UIDL') and not argument


class Answer:
    """To one command, as far as it came."""

    def __init__(self, command):
        self.command = command
        # Without CRLF; and the lines behind it as they were sent, to the last
        # dot's CRLF. None: it did not come whole.
        self.status = self.body = None

    def good(self):
        """Did it say +OK?"""
        return self.status is not None and self.status.startswith(b'+OK')


def answers(commands, octets):
    """What came, split up by command."""
    result, here = [], 0
    for command in commands:
        answer = Answer(command)
        result.append(answer)
        end = octets.find(b'\r\n', here)
        if end < 0:
            break
        answer.status, here = bytes(octets[here:end]), end + 2
        if answer.good() and is_long(command):
            end = octets.find(b'\r\n.\r\n', here - 2)
            if end < 0:
                break
            answer.body, here = bytes(octets[here:end + 5]), end + 5
    return result


class Client:
    """One session."""

    def __init__(self, server, user, session, case, barrier):
        self.server, self.user = server, user
        self.session, self.case = session, case
        self.barrier = barrier
        self.wire = None
        # Where this session's part of the log begins; its processes.
        self.mark = os.path.getsize(server.log)
        self.pid = self.login_pid = None
        # Commands that were sent to their last octet.
        self.sent = []
        # A command whose answer stands for itself: the client had read all
        # before it when it sent it.
        self.quit_in_step = False

    # -------------------------------------------------------------- talking
    def send(self, commands, part=None):
        """Send commands, of the last only a part where one is given."""
        octets = b''.join(command.encode() + b'\r\n' for command in commands)
        whole = list(commands)
        if part is not None:
            line = commands[-1].encode() + b'\r\n'
            octets = octets[:len(octets) - len(line) + part(line)]
            if part(line) < len(line):
                whole.pop()
        self.sent += whole
        if octets:
            self.wire.send(octets)

    def answer(self, command):
        """Read one answer."""
        status = self.wire.line()
        if not status.startswith(b'+OK') or not is_long(command):
            return
        if command.startswith('RETR'):
            message = self.message(command)
            if not message.damage:
                self.wire.read(len(message.reply()))
                return
        self.wire.lines()

    def message(self, command):
        """The one that a command names."""
        return self.case.messages[int(command.split()[1]) - 1]

    def part_of_answer(self, command, place):
        """Read an answer as far as the cut."""
        part, name = place
        if part == 'status':
            # Its length is the server's; only its begin is known.
            if name == 'in +OK':
                self.wire.read(2)
                return
            while self.wire.read(1) and not self.wire.got.endswith(b'\r'):
                pass
            return
        if not self.wire.line().startswith(b'+OK'):
            return
        message = self.message(command)
        if message.damage:
            # Nobody knows how long it will be.
            self.wire.lines()
        else:
            self.wire.read(plans.IN_MESSAGE[name](message.reply()))

    # ----------------------------------------------------------- the orders
    def run(self):
        """All of it, to the cut and behind."""
        try:
            self._run()
        except Exception as error:
            if self.wire is None:
                raise
            raise AssertionError('%s: %s; logged: %s' % (
                type(error).__name__, error, self.server.lines_of(self))
                                 ) from error

    def _run(self):
        session = self.session
        self.wire = Wire(self.server.ports, session.transport, session.slow)
        self.wire.open()
        self.barrier.wait(PATIENCE)
        login = ['USER ' + self.user, 'PASS ' + self.server.password]
        if session.order == 'login':
            self.barrier.wait(PATIENCE)
            self.ahead(login)
        else:
            self.send(login[:1])
            self.wire.line()
            self.send(login[1:])
            if not self.wire.line().startswith(b'+OK'):
                raise AssertionError('no login: %r' % bytes(self.wire.got))
            self.barrier.wait(PATIENCE)
            {'step': self.step, 'ahead': self.ahead, 'late': self.late,
             'wait': self.wait}[session.order]()
        self.cut()

    def _is_cut(self, number):
        return self.session.at == number

    def _command_part(self):
        part, name = self.session.place
        return plans.IN_COMMAND[name] if part == 'command' else None

    def one(self, number):
        """A command and its answer; false at the cut."""
        command = self.session.commands[number]
        part = self._command_part() if self._is_cut(number) else None
        if command == 'QUIT':
            self.quit_in_step = not self.wire.ended
        self.send([command], part)
        if self._is_cut(number):
            if part is None:
                self.part_of_answer(command, self.session.place)
            return False
        self.answer(command)
        return not self.wire.ended

    def step(self, first=0):
        """Each answer is waited for."""
        for number in range(first, len(self.session.commands)):
            if not self.one(number):
                break

    def read_up_to_cut(self, count):
        """The answers to the first so many commands, or as far as the cut."""
        for number, command in enumerate(self.session.commands[:count]):
            if self._is_cut(number):
                if self._command_part() is None:
                    self.part_of_answer(command, self.session.place)
                break
            self.answer(command)
        else:
            return True
        return False

    def packet(self, count, login=()):
        """The first so many commands at once, or as far as the cut. False if
        that is in it."""
        commands, at = self.session.commands, self.session.at
        part = self._command_part()
        if part is not None and at < count:
            self.send_with(login, commands[:at + 1], part)
            return False
        self.send_with(login, commands[:count], None)
        return True

    def send_with(self, login, commands, part):
        """Behind the login, of which the server has a say of its own."""
        if login:
            self.sent = []
        self.send([*login, *commands], part)

    def ahead(self, login=()):
        """All at once."""
        if self.packet(len(self.session.commands), login) or \
                self.session.delay == 0:
            for command in login:
                self.answer(command)
            self.read_up_to_cut(len(self.session.commands))

    def wait(self):
        """All but QUIT at once."""
        last = len(self.session.commands) - 1
        if self.packet(last) and self.read_up_to_cut(last):
            self.one(last)

    def late(self):
        """QUIT in a packet of its own, without having read anything."""
        last = len(self.session.commands) - 1
        if not self.packet(last):
            return
        time.sleep(self.session.delay)
        self.send(self.session.commands[last:],
                  self._command_part() if self._is_cut(last) else None)
        if not (self._is_cut(last) and self._command_part()):
            self.read_up_to_cut(last + 1)

    # ----------------------------------------------------------------- cuts
    def cut(self):
        """End the connection as the case wants it, and see the server out."""
        wire, how = self.wire, self.session.how
        if how is not None and wire.transport != 'plain':
            self.login_pid = self.server.login_process_of(self)
        if how is None:
            wire.rest()
        elif how == 'half':
            wire.half_close()
            wire.rest()
        elif how in ('kill pop3', 'kill login'):
            self.server.kill(self, how)
            wire.rest()
        else:
            wire.freeze()
            if how == 'fin':
                wire.half_close()
            if how != 'rst':
                self.server.wait_end(self, STILL)
        wire.reset()
        self.server.see_out(self)

    def answers(self):
        """What has come, by command."""
        return answers(self.sent, self.wire.got)
