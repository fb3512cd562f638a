# SPDX-License-Identifier: MIT
"""The real tenure-milter in a folder of its own, to talk to with client.py."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path[:0] = [TOP, os.path.dirname(os.path.abspath(__file__))]

import client  # noqa: E402

# Where make put the programs: make check runs in its top folder.
BUILD = os.environ.get('TENURE_BUILD') or os.getcwd()
MILTER = os.path.join(BUILD, 'milter', 'tenure-milter')
TENURE = os.path.join(BUILD, 'tenure')

POLICY = '''tenure_version = 1
class spam { match { header X-Spam = YES } }
class big { match { header X-Big = YES } }
plan open {
  keep = 30d
  class spam { smtp { accept = reject "5.7.1 100% spam" } }
  class big { smtp { accept = defer "4.3.2 later" } }
}
plan closed { smtp { accept = reject "5.7.1 nobody here" } }
plan later { smtp { accept = defer "4.7.1 not now" } }
plan drop { smtp { accept = discard } }
plan hold { smtp { accept = quarantine } }
tenant closed.example { plan = closed }
tenant later.example { plan = later }
tenant drop.example { plan = drop }
tenant hold.example { plan = hold }
unknown = open
'''
# Needs nothing that can be negotiated away.
PLAIN = '''tenure_version = 1
plan open { keep = 30d }
unknown = open
'''
FIELDS = [('From', 'shop@shop.example'), ('To', 'joe@x.example'),
          ('Subject', 'Your order'), ('Date', 'Sun, 22 Nov 2026 10:00:00 GMT'),
          ('Message-ID', '<1@shop.example>')]


def has_loopback():
    """Is there a 127.0.0.1? An empty network namespace has none."""
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        listener.listen()
        try:
            socket.create_connection(listener.getsockname()).close()
        except OSError:
            return False
    return True


class Door:
    """Use as a context manager: the folder is removed, the filter stopped."""

    def __init__(self, policy=POLICY, mode='', relays='', kind='unix',
                 start=True):
        self.dir = tempfile.mkdtemp(prefix='tenure-door-')
        self.kind = kind
        self.process = None
        self.config = self.path('tenure.conf')
        self.address = self.path('milter.sock')
        self.socket = 'unix:' + self.address
        if kind == 'inet':
            self.address = ('127.0.0.1', free_port())
            self.socket = 'inet:%d@127.0.0.1' % self.address[1]
        try:
            self.configure(mode, relays)
            self.write('policy.conf', policy)
            self.tenure('key', 'new', 'one')
            self.tenure('policy', 'publish')
            if start:
                self.start()
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.dir, ignore_errors=True)

    # ---------------------------------------------------------------- files
    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as handle:
            handle.write(text)

    def configure(self, mode='', relays='', more=''):
        lines = ['realm = test', 'policy = policy.conf',
                 'snapshot = policy.cdb', 'key_dir = keys']
        if mode:
            lines.append('mode = ' + mode)
        lines += ['milter {', 'socket = ' + self.socket]
        if relays:
            lines.append('trusted_relays = ' + relays)
        self.write('tenure.conf', '\n'.join(lines + ['}', more, '']))

    def tenure(self, *arguments, check=True):
        return subprocess.run([TENURE, '-c', self.config, *arguments],
                              capture_output=True, text=True, timeout=client.PATIENCE,
                              check=check, stdin=subprocess.DEVNULL)

    def publish(self, policy):
        self.write('policy.conf', policy)
        self.tenure('policy', 'publish')

    # -------------------------------------------------------------- process
    def run(self, *options, **more):
        """Run the filter to its end, which must come by itself."""
        return subprocess.run([MILTER, '-c', self.config, *options],
                              capture_output=True, text=True, timeout=client.PATIENCE,
                              check=False, stdin=subprocess.DEVNULL, **more)

    def start(self):
        with open(self.path('log'), 'ab') as log:
            self.process = subprocess.Popen(
                [MILTER, '-f', '-c', self.config], stdout=log, stderr=log,
                stdin=subprocess.DEVNULL)
        self.wait_log('listening on')

    def stop(self, sig=signal.SIGTERM):
        self.process.send_signal(sig)
        return self.process.wait(client.PATIENCE)

    def hangup(self):
        self.process.send_signal(signal.SIGHUP)

    def log(self):
        with open(self.path('log'), encoding='utf-8') as handle:
            return handle.read()

    def wait_log(self, text, count=1):
        """Until the log has the text so many times."""
        for _ in range(client.PATIENCE * 100):
            if self.log().count(text) >= count:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise AssertionError('%r is not in the log:\n%s' % (text, self.log()))

    # ------------------------------------------------------------- messages
    def connect(self, address='192.0.2.1', macros=(), **options):
        """A connection on which MAIL can follow."""
        talk = client.Client(self.address).negotiate(**options)
        talk.macros = {'i': '4bTEST', '{client_port}': '4711', **dict(macros)}
        talk.connect(address=address)
        talk.helo()
        return talk

    def send(self, fields=(), to=('joe@x.example',),
             sender='shop@shop.example', body=b'Hello.\r\n', **options):
        """One message on a connection of its own; its last answer."""
        talk = self.connect(**options)
        talk.envelope(sender, to)
        reply = talk.content(FIELDS + list(fields), body)
        talk.quit()
        return reply

    def seal_of(self, reply, fields=()):
        """The fields after the edits, and what tenure says about the seal."""
        after = reply.headers_after(FIELDS + list(fields))
        self.write('message', ''.join('%s: %s\n' % field for field in after) +
                   '\nHello.\n')
        return after, self.tenure('seal', 'verify', self.path('message'),
                                  check=False)


# Bound and never listening, so that nobody else gets their ports; libmilter
# may, as both say SO_REUSEADDR.
_held = []


def free_port():
    sock = socket.socket()
    _held.append(sock)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(('127.0.0.1', 0))
    return sock.getsockname()[1]


def seals(fields):
    return [(i, body) for i, (name, body) in enumerate(fields)
            if name.lower() == 'tenure-seal']
