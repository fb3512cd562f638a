# SPDX-License-Identifier: MIT
"""Mail into Postfix through a filter, against other filters."""
import contextlib
import os
import shutil
import subprocess
import time

from lab import Lab, LabError, ports, processes

from .processor import used_by

USER = 'joe@example.org'
# Postfix accepts and forgets, so that only the way in is measured.
SINK = 'virtual_transport = discard:\nin_flow_delay = 0\n'


class Servers:
    """One Postfix a filter, all up at the same time, most of them idle."""

    def __init__(self, folder, messages):
        self.folder = folder
        self.messages = messages
        self.stack = contextlib.ExitStack()
        self.labs = {}
        self.processes = {}

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self.stack = stack
            self._start()
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def _start(self):
        for name, milter in (
                ('none', 'none'), ('ours', 'unix'), ('ours-tcp', 'inet'),
                ('all', self.null('all')), ('least', self.null('least')),
                ('all-tcp', self.null('all', tcp=True)),
                ('opendkim', self.opendkim())):
            lab = Lab(os.path.join(self.folder, name), milter=milter,
                      plugin=False, users=[USER], postfix_extra=SINK)
            self.labs[name] = self.stack.enter_context(lab)

    def spawn(self, name, argv, ready):
        """Start a filter; it ends with us."""
        log = os.path.join(self.folder, name + '.log')
        with open(log, 'wb') as out:
            process = subprocess.Popen(argv, stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=out)
        self.processes[name] = process
        self.stack.callback(process.wait)
        self.stack.callback(process.terminate)
        processes.wait_until(lambda: process.poll() is not None or ready(),
                             10, name)
        if process.poll() is not None:
            with open(log, encoding='utf-8') as handle:
                raise LabError('%s: %s' % (name, handle.read()))

    def socket(self, name, tcp=False):
        """(socket for libmilter, function that tells when it is there)"""
        if tcp:
            port = ports.choose(self.folder, 1)[0]
            return ('inet:%d@127.0.0.1' % port,
                    lambda: processes.listens(port))
        path = os.path.join(self.folder, name + '.sock')

        def ready():
            if not os.path.exists(path):
                return False
            os.chmod(path, 0o666)
            return True
        return 'unix:' + path, ready

    def null(self, kind, tcp=False):
        """A milter that inserts a header field; its socket."""
        program = Lab(self.folder).built('tests/bench/null-milter')
        name = 'null-%s%s' % (kind, '-tcp' if tcp else '')
        socket, ready = self.socket(name, tcp)
        self.spawn(name, [program, kind, socket], ready)
        return socket

    def opendkim(self):
        """OpenDKIM that signs with RSA-2048; its socket."""
        if not shutil.which('opendkim'):
            raise LabError('opendkim is not installed '
                           '(packaging/install-deps bench)')
        key = os.path.join(self.folder, 'dkim.key')
        processes.call(['openssl', 'genrsa', '-out', key, '2048'])
        os.chmod(key, 0o600)
        socket, ready = self.socket('opendkim')
        config = os.path.join(self.folder, 'opendkim.conf')
        processes.write(config, 'Mode s\nDomain shop.example\nSelector s\n'
                        'KeyFile %s\nInternalHosts 127.0.0.1\n'
                        'RequireSafeKeys no\nSocket %s\nUMask 000\nSyslog no\n' % (
                            key, socket.replace('unix:', 'local:')))
        self.spawn('opendkim', ['opendkim', '-f', '-x', config], ready)
        return socket

    def leaders(self, name):
        """The master of a Postfix, and its filter."""
        lab = self.labs[name]
        if lab.has_milter():
            return lab.postfix.pid(), lab.tenure.pid()
        spawned = self.processes.get(name, self.processes.get('null-' + name))
        return lab.postfix.pid(), spawned and spawned.pid

    def run(self, name):
        """A function that sends all messages and returns the seconds: by the
        clock, until the last one is accepted; and of the processor, for Postfix
        and the filter, until the last one is gone."""
        lab, leaders = self.labs[name], self.leaders(name)

        def work():
            before, began = used_by(*leaders), time.monotonic()
            processes.call([
                'smtp-source', '-s', '10', '-l', '4096', '-m',
                str(self.messages), '-f', 'shop@shop.example', '-t', USER,
                '127.0.0.1:%d' % lab.ports['smtp']])
            seconds = time.monotonic() - began
            lab.postfix.wait_empty(120)
            return seconds, used_by(*leaders) - before
        return work
