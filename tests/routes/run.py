# SPDX-License-Identifier: MIT
"""Run the cells of the table, several at a time, and compare."""
import concurrent.futures
import contextlib
import os
import re
import shutil
import tempfile
import threading
import time
import traceback

from lab import Lab, processes

from . import world as worlds
from .cell import Cell, NotThere
from .routes import ALARM, ROUTES
from .world import FORMATS, MODES, OTHER, World

# Sessions wait for each other and for disks more than they work.
AT_A_TIME = 6
# autoexpunge = 1s, and a clock of whole seconds.
OLD_SECS = 2.1
# What each fate of a message is called, by what was asked for.
FATES = {
    'prevented': ('here',),
    'no delete': ('here',),
    'concealed': ('concealed',),
    'allowed': ('gone',),
    'unprotected': ('gone', 'lost', 'a ghost'),
    'detected': ('gone', 'lost', 'a ghost'),
    'goes': ('gone',),
    'stays': ('here',),
    'any': ('here', 'concealed', 'gone', 'lost', 'a ghost'),
}


class Outcome:
    """What came of a cell."""

    def __init__(self, cell):
        route, where = cell.route, (cell.form, cell.series, cell.mode)
        self.cell = cell
        self.expected = route.expected(*where)
        self.expected_free = route.expected_free(*where)
        self.fates = {}
        self.there = True
        self.problem = ''
        self.told = self.alarmed = False

    def wrong(self):
        """Why it is wrong; '' if all is as the table says."""
        if self.problem:
            return self.problem
        if not self.there:
            return '' if self.expected == 'not there' else 'it is not there'
        if self.expected == 'not there':
            return 'it is there'
        for token, word in (('kept', self.expected),
                            ('free', self.expected_free)):
            if self.fates[token] not in FATES[word]:
                return 'the %s message: %s and not %s' % (
                    token, self.fates[token], word)
        if self.expected in ('detected', 'unprotected') and \
                self.told != (self.expected == 'detected'):
            return 'the log says so' if self.told else 'the log is silent'
        if self.alarmed and self.expected != 'detected':
            return 'a false alarm: the log misses kept mail'
        return ''


class Table:
    """The cells of some formats, modes and routes, in a laboratory."""

    def __init__(self, lab, cells_of):
        self.lab = lab
        self.world = World(lab)
        self.cells = [Cell(self.world, *cell) for cell in cells_of]
        self.outcomes = {}
        self.lock = threading.Lock()

    # ------------------------------------------------------------- steps
    def fill(self):
        """Every user's home, and what is everybody's."""
        for form in FORMATS:
            os.makedirs(self.lab.path('common', form), exist_ok=True)
        self.world.own(self.lab.path('common'))
        for (form, mode, flagged) in sorted({
                (cell.form, cell.mode, cell.route.flagged)
                for cell in self.cells}):
            self.world.fill(form, mode, flagged, [
                cell.user for cell in self.cells if
                (cell.form, cell.mode, cell.route.flagged) ==
                (form, mode, flagged)])
        for form in {cell.form for cell in self.cells}:
            for user in self.world.recipients(form):
                self.world.make_inbox(user)

    def _each(self, cells, do):
        with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
            list(pool.map(do, cells))

    def _guarded(self, cell, do):
        outcome = self.outcomes[cell]
        if outcome.problem or not outcome.there:
            return
        try:
            do(cell, outcome)
        except NotThere:
            outcome.there = False
        except Exception:  # pylint: disable=broad-except
            outcome.problem = traceback.format_exc()

    def _prepare(self, cell, _outcome):
        cell.route.prepare(cell)

    def _act(self, cell, _outcome):
        cell.route.do(cell)

    def _look(self, cell, outcome):
        visible = cell.visible()
        outcome.fates = {token: cell.fate(token, visible)
                         for token in visible}
        if cell.route.also:
            outcome.problem = cell.route.also(cell)

    def purge(self):
        """What mdbox still has of what was expunged."""
        users = [cell.user for cell in self.cells if cell.form == 'mdbox'
                 and not self.outcomes[cell].problem]
        if not users:
            return
        path = self.lab.path('etc', 'purge')
        with open(path, 'w', encoding='utf-8') as handle:
            handle.write('\n'.join(users) + '\n')
        # Some have plugins that doveadm cannot load.
        self.world.doveadm('-o', 'mail_plugins=tenure virtual', 'purge', '-F',
                           path)
        for cell in self.cells:
            if cell.form == 'mdbox' and os.path.isdir(
                    os.path.join(cell.home, 'public')):
                # Dovecot purges no public namespaces.
                self.world.doveadm(*cell.location('mdbox:~/public'), 'purge',
                                   '-u', cell.user)

    def _hear(self):
        """Read the log; is all there that it has to tell?"""
        with open(self.lab.path('log', 'dovecot.log'), encoding='utf-8',
                  errors='replace') as handle:
            lines = handle.readlines()
        alarms = [line for line in lines if ALARM in line]
        for cell in self.cells:
            outcome = self.outcomes[cell]
            # What doveadm says is in no log.
            outcome.alarmed = ALARM in cell.transcript() or any(
                cell.user in line for line in alarms)
            if cell.route.log:
                outcome.told = any(
                    cell.user in line and re.search(cell.route.log, line)
                    for line in lines)
        return all(outcome.told or outcome.expected != 'detected'
                   for outcome in self.outcomes.values())

    def listen(self):
        """What the log told; it may come a little late."""
        with contextlib.suppress(processes.LabError):
            processes.wait_until(self._hear, processes.PATIENCE, 'the log')

    def run(self, note=lambda text: None):
        """All of it; a list of outcomes."""
        self.outcomes = {cell: Outcome(cell) for cell in self.cells}
        began = time.monotonic()

        def step(name):
            note('%-8s %5.1f s' % (name, time.monotonic() - began))
        self.fill()
        step('fill')
        early = [cell for cell in self.cells if cell.route.prepare]
        self._each(early, lambda cell: self._guarded(cell, self._prepare))
        prepared = time.monotonic()
        step('prepare')
        self._each([cell for cell in self.cells if not cell.route.prepare],
                   lambda cell: self._guarded(cell, self._act))
        step('act')
        if early:
            time.sleep(max(0, prepared + OLD_SECS - time.monotonic()))
        self._each(early, lambda cell: self._guarded(cell, self._act))
        step('act late')
        self.purge()
        step('purge')
        self._each(self.cells, lambda cell: self._guarded(cell, self._look))
        step('look')
        self.listen()
        return list(self.outcomes.values())


def choose(forms=FORMATS, modes=MODES, names=()):
    """The cells of some routes: names are parts of theirs."""
    return [(route, form, mode) for route in ROUTES
            if not names or any(name in route.name for name in names)
            for form in forms for mode in modes]


def users_of(cells_of, series):
    """{user: fields}"""
    users = {OTHER: {'mail': 'maildir:~/store', **{
        'namespace/shared-%s/disabled' % form: 'no' for form in FORMATS}}}
    for form in FORMATS:
        for mode in MODES:
            for flagged in False, True:
                users[worlds.template(form, mode, flagged)] = {
                    'mail': '%s:~/store' % form}
            users['rcpt.%s@%s.example' % (form, mode)] = {
                'mail': '%s:~/store' % form}
    for route, form, mode in cells_of:
        user = '%s.%s@%s.example' % (route.name, form, mode)
        fields = {name.replace('{form}', form): value.replace('{form}', form)
                  .replace('{user}', user)
                  for name, value in route.fields_for(series, mode).items()}
        users[user] = {'mail': '%s:~/store' % form, **fields}
    return users


@contextlib.contextmanager
def laboratory(cells_of, build=None, keep=False):
    """A running laboratory with all users."""
    folder = tempfile.mkdtemp(prefix='tenure-routes-', dir='/var/tmp')
    os.chmod(folder, 0o755)
    series = Lab(folder).dovecot.series()
    users = users_of(cells_of, series)
    processes.write(os.path.join(folder, 'trash'), '1 Trash\n')
    processes.write(os.path.join(folder, 'learn.sieve'), 'discard;\n')
    processes.write(os.path.join(folder, 'edit.sieve'),
                    'require ["editheader"];\ndeleteheader "Tenure-Seal";\n'
                    'deleteheader "Subject";\n'
                    'addheader "Subject" "letter 3";\n')
    # What Sieve sends goes nowhere.
    processes.write(os.path.join(folder, 'sendmail'),
                    '#!/bin/sh\nexec cat >/dev/null\n', 0o755)
    for fields in users.values():
        for name, value in fields.items():
            fields[name] = value.replace('{etc}', folder)
    lab = Lab(os.path.join(folder, 'lab'), build=build,
              policy=worlds.POLICY, milter='none', users=users,
              dovecot_extra=worlds.dovecot_lines())
    try:
        lab.start()
        yield lab
    finally:
        lab.stop()
        if keep:
            print('# kept: ' + folder)
        else:
            shutil.rmtree(folder)


