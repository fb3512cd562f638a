# SPDX-License-Identifier: MIT
"""Our own parts in the laboratory: the policy, its snapshot, the key, the
milter, and the tenure command."""
import json
import os
import signal
import stat
import subprocess

from . import processes
from .processes import LabError

HERE = os.path.dirname(os.path.abspath(__file__))


class Tenure:
    """The system file and everything it names, below lab.dir."""

    def __init__(self, lab):
        self.lab = lab
        self.config = lab.path('etc', 'tenure', 'tenure.conf')
        self.policy = lab.path('etc', 'tenure', 'policy.conf')
        self.pid_file = lab.path('run', 'milter.pid')
        self.log = lab.path('log', 'milter.log')

    # ------------------------------------------------------- what it reads
    def configure(self):
        """Write tenure.conf and, once, policy and key; publish."""
        lab = self.lab
        keys = lab.path('etc', 'tenure', 'keys')
        os.makedirs(keys, exist_ok=True)
        os.makedirs(lab.path('var'), exist_ok=True)
        run = lab.path('run', 'milter')
        os.makedirs(run, exist_ok=True)
        os.chown(run, lab.milter_uid, lab.ids('postfix')[1])
        os.chmod(run, 0o750)
        values = lab.values()
        values.update(SOCKET=lab.own_socket(),
                      EXTRA=lab.options['tenure_extra'],
                      MILTER_EXTRA=lab.options['milter_extra'])
        processes.fill(os.path.join(HERE, 'tenure.conf.in'), self.config,
                       values)
        if lab.options['policy'] is not None:
            processes.write(self.policy, lab.options['policy'])
        elif not os.path.exists(self.policy):
            processes.fill(os.path.join(HERE, 'policy.conf.in'), self.policy,
                           values)
        if not os.listdir(keys):
            self.succeed('key', 'new', 'lab-1')
        for folder, _, files in os.walk(keys):
            for path in [folder] + [os.path.join(folder, name)
                                    for name in files]:
                os.chown(path, lab.milter_uid, lab.milter_uid)
        self.publish()

    def publish(self, policy=None):
        """Publish the policy, a new one if its text is given."""
        if policy is not None:
            processes.write(self.policy, policy)
        return self.succeed('policy', 'publish')

    # --------------------------------------------------------- the command
    def run(self, *arguments, **options):
        """Run tenure; returns subprocess.CompletedProcess with texts."""
        return subprocess.run(
            [self.lab.program('tenure', 'common/cmd'), '-c', self.config,
             *arguments], stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=processes.PATIENCE, check=False, **options)

    def succeed(self, *arguments):
        """Run tenure, which must succeed; returns what it printed."""
        done = self.run(*arguments)
        if done.returncode != 0:
            raise LabError('tenure %s: exit code %d\n%s%s' % (
                ' '.join(arguments), done.returncode, done.stdout,
                done.stderr))
        return done.stdout

    def explain(self, user, path, *arguments):
        """What tenure explain --json says about a message for a user."""
        return json.loads(self.succeed('explain', '--json', '--user', user,
                                       '--message', path, *arguments))

    # ---------------------------------------------------------- the milter
    def start(self):
        """Start tenure-milter in the foreground, as its own user."""
        lab = self.lab
        program = lab.program('tenure-milter', 'milter')
        socket = lab.own_socket()
        with open(self.log, 'ab') as log:
            process = subprocess.Popen(
                [*lab.options['milter_wrapper'], program, '-f', '-c',
                 self.config], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, cwd='/', start_new_session=True,
                user=lab.milter_uid, group=lab.milter_uid,
                extra_groups=[lab.ids('postfix')[1]])
        try:
            processes.remember(self.pid_file, process.pid)
            processes.wait_until(
                lambda: process.poll() is not None or
                _answers(socket) and _is_open(socket),
                processes.PATIENCE, 'tenure-milter')
        except LabError as error:
            raise LabError('%s\n%s' % (error, lab.tail('milter.log'))
                           ) from None
        if process.poll() is not None:
            raise LabError('tenure-milter: exit code %d\n%s' % (
                process.returncode, lab.tail('milter.log')))

    def pid(self):
        """Of the milter, or None."""
        return processes.running(self.pid_file)

    def stop(self, sig=signal.SIGTERM):
        """End the milter."""
        def wake():
            # libmilter sees only every few seconds that it is to end, or
            # when somebody calls.
            _answers(self.lab.own_socket())
            return False
        processes.end(self.pid_file, 'tenure-milter', sig, wake=wake)

    def reload(self):
        """SIGHUP."""
        os.kill(self.pid(), signal.SIGHUP)


def _is_open(socket):
    """May Postfix connect? The milter gives its socket a mode when it
    listens already; root comes in before."""
    kind, _, where = socket.partition(':')
    return kind == 'inet' or os.stat(where).st_mode & stat.S_IWGRP


def _answers(socket):
    kind, _, where = socket.partition(':')
    if kind == 'inet':
        return processes.listens(int(where.partition('@')[0]))
    return processes.listens_unix(where)
