# SPDX-License-Identifier: MIT
"""A private mail server: Postfix with tenure-milter, Dovecot with the plugin.

    lab = Lab('/tmp/x', build='/tmp/build')
    lab.start()
    ... lab.ports['smtp'], lab.ports['pop3'], lab.password ...
    lab.stop()

Everything lives in one folder and listens on loopback; several can run side
by side. Nothing of the system's own Postfix and Dovecot is used but their
programs. Needs root: Postfix and Dovecot run their parts as users of their
own.
"""
import contextlib
import grp
import json
import os
import pwd
import shutil
import signal
import stat
import sys

from . import ports, processes
from .dovecot import Dovecot
from .postfix import Postfix
from .processes import LabError
from .tenure import Tenure

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
PORTS = ('smtp', 'pop3', 'pop3s', 'imap', 'imaps', 'lmtp', 'milter')
USERS = ('joe@example.org', 'ann@example.org', 'robot@example.org',
         'eve@example.net')
# A UNIX socket's path has 107 octets at most; this is what Dovecot's longest
# leaves for us.
LONGEST_DIR = 70

# What start() remembers, so that a stopped laboratory starts again the same.
DEFAULTS = {
    # Where configure and make ran; None: $TENURE_BUILD or the source tree.
    'build': None,
    # The same for tenure and tenure-milter alone, which may be built with
    # sanitizers, as the plugin may not; None: $TENURE_PROGRAMS or as above.
    'programs': None,
    # unix or inet: tenure-milter on such a socket. none: no filter.
    # unix:PATH, inet:PORT@HOST: a filter that somebody else runs.
    'milter': 'unix',
    # Lines of tenure.conf: of its own, and of milter { }.
    'tenure_extra': '',
    'milter_extra': '',
    # Run the milter through another program, e.g. ['valgrind', '-q'].
    'milter_wrapper': [],
    # Load the plugin; or the lines of dovecot.conf that do, {series: lines},
    # with @SNAPSHOT@ for the path.
    'plugin': True,
    # The servers of doveadm that Dovecot starts have our commands, too.
    'doveadm_server': False,
    # More settings of the plugin, {name: value}.
    'plugin_settings': {},
    # Text of the policy; None: policy.conf.in.
    'policy': None,
    # {address: {userdb field: value}}, or addresses.
    'users': USERS,
    # First of seven ports; 0: any.
    'port_base': 0,
    # Lines at the end of main.cf, master.cf and dovecot.conf; for that, also
    # {series: lines}, and @POP3@ and the like for a port, @DIR@.
    'postfix_extra': '',
    'master_extra': '',
    'dovecot_extra': '',
}


class Lab:
    """A laboratory in a folder, new or started before."""

    password = 'secret'
    # Numbers that no account uses.
    mail_uid = 29090
    milter_uid = 29091

    def __init__(self, folder, **options):
        self.dir = os.path.abspath(folder)
        unknown = set(options) - set(DEFAULTS)
        if unknown:
            raise LabError('unknown option ' + ', '.join(sorted(unknown)))
        self.options = dict(DEFAULTS)
        self.ports = {}
        with contextlib.suppress(FileNotFoundError):
            with open(self.path('lab.json'), encoding='utf-8') as handle:
                saved = json.load(handle)
            self.options.update(saved['options'])
            self.ports = saved['ports']
        self.options.update(options)
        self.snapshot = self.path('var', 'policy.cdb')
        self.postfix = Postfix(self)
        self.dovecot = Dovecot(self)
        self.tenure = Tenure(self)

    # ------------------------------------------------------------- answers
    def path(self, *names):
        """A path below the folder."""
        return os.path.join(self.dir, *names)

    @property
    def users(self):
        """{address: {userdb field: value}}"""
        users = self.options['users']
        return users if isinstance(users, dict) else {u: {} for u in users}

    @staticmethod
    def ids(user):
        """(uid, gid) of an account of the system."""
        try:
            return pwd.getpwnam(user).pw_uid, grp.getgrnam(user).gr_gid
        except KeyError:
            raise LabError('there is no user and group "%s"; are Postfix and '
                           'Dovecot installed?' % user) from None

    def own_socket(self):
        """Where our milter listens, as libmilter writes it."""
        if self.options['milter'] == 'inet':
            return 'inet:%d@%s' % (self.ports['milter'], processes.LOOPBACK)
        return 'unix:' + self.path('run', 'milter', 'milter.sock')

    def milter_socket(self):
        """Where Postfix finds its filter; None: it has none."""
        if self.options['milter'] in ('unix', 'inet'):
            return self.own_socket()
        return None if self.options['milter'] == 'none' else \
            self.options['milter']

    def has_milter(self):
        """Do we run tenure-milter?"""
        return self.options['milter'] in ('unix', 'inet')

    def _listening(self):
        """The ports that our servers listen on."""
        return [port for name, port in self.ports.items()
                if name != 'milter' or self.options['milter'] == 'inet']

    def needs_tenure(self):
        """Is there anything of ours in it?"""
        return self.has_milter() or self.options['plugin']

    def program(self, name, folder):
        """Path of one of our programs."""
        programs = self.options['programs'] or \
            os.environ.get('TENURE_PROGRAMS')
        return self.built(name, folder + '/' + name, build=programs)

    def built(self, *names, build=None):
        """Path of what make built, under one of these names."""
        build = build or self.options['build'] or \
            os.environ.get('TENURE_BUILD') or TOP
        for name in names:
            found = os.path.join(build, name)
            if os.path.exists(found):
                return os.path.abspath(found)
        raise LabError('%s is not built in %s' % (names[0], build))

    def values(self):
        """What the templates may name."""
        values = {name.upper(): port for name, port in self.ports.items()}
        values.update(DIR=self.dir, UID=self.mail_uid)
        return values

    def tail(self, name, lines=20):
        """The last lines of a log."""
        with contextlib.suppress(FileNotFoundError):
            with open(self.path('log', name), encoding='utf-8',
                      errors='replace') as handle:
                return ''.join(handle.readlines()[-lines:])
        return ''

    def info(self):
        """What one needs to play with it."""
        return {
            'dir': self.dir,
            'running': self.running(),
            'host': processes.LOOPBACK,
            'ports': self.ports,
            'users': self.users,
            'password': self.password,
            'milter': self.milter_socket(),
            'plugin': self.options['plugin'],
            'tenure_conf': self.tenure.config,
            'policy': self.tenure.policy,
            'snapshot': self.snapshot,
            'postfix_config': self.postfix.config,
            'dovecot_config': self.dovecot.config,
            'mail': self.path('mail'),
            'log': self.path('log'),
            'options': self.options,
        }

    def running(self):
        """{server: process id or None}"""
        servers = {'postfix': self.postfix.pid(),
                   'dovecot': self.dovecot.pid()}
        if self.has_milter():
            servers['tenure-milter'] = self.tenure.pid()
        return servers

    def exists(self):
        """Was it ever started?"""
        return os.path.exists(self.path('lab.json'))

    # --------------------------------------------------------------- doing
    def start(self):
        """Set it up if it is new, and start what does not run."""
        self._check()
        running = self.running()
        if all(running.values()):
            return
        # Some may run, and children of those that ended.
        self.stop()
        self._prepare()
        try:
            self.dovecot.start()
            if self.has_milter():
                self.tenure.start()
            self.postfix.start()
        except BaseException:
            self.stop()
            raise

    def stop(self):
        """End all servers of this laboratory and all that they started; its
        files stay, and its ports as long as the process that chose them."""
        problems = []
        for server in (self.postfix, self.tenure, self.dovecot):
            # One that stays does not keep the others alive.
            try:
                server.stop()
            except LabError as error:
                problems.append(str(error))
        if problems:
            raise LabError('\n'.join(problems))

    def remove(self):
        """Stop, and remove the folder."""
        self.stop()
        shutil.rmtree(self.dir)
        ports.release(self.ports.values())

    def reload_policy(self, policy):
        """Publish a policy and let the milter take it. The plugin sees it when
        it decides."""
        self.tenure.publish(policy)
        if self.has_milter():
            self.tenure.reload()

    def _check(self):
        if os.geteuid() != 0:
            raise LabError('needs root: Postfix and Dovecot run their parts '
                           'as users of their own')
        if len(self.dir) > LONGEST_DIR:
            raise LabError('%s: longer than %d octets, too long for the '
                           'sockets in it' % (self.dir, LONGEST_DIR))
        if not set(self.dir) <= set('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN'
                                    'OPQRSTUVWXYZ0123456789/._-+'):
            raise LabError('%s: only letters, digits and /._-+ please'
                           % self.dir)
        for user in ('postfix', 'dovecot', 'dovenull'):
            self.ids(user)
        parent = os.path.dirname(self.dir)
        while True:
            if os.path.exists(parent) and \
                    not os.stat(parent).st_mode & stat.S_IXOTH:
                raise LabError('%s: other users, such as those of the mail '
                               'servers, cannot enter it' % parent)
            if parent == '/':
                break
            parent = os.path.dirname(parent)

    def _prepare(self):
        for name in ('', 'etc', 'etc/tenure', 'run', 'log', 'mail', 'var'):
            os.makedirs(self.path(name), exist_ok=True)
            os.chmod(self.path(name), 0o755)
        if not self.ports:
            self.ports = dict(zip(PORTS, ports.choose(
                self.dir, len(PORTS), self.options['port_base'])))
        ports.hold(self.dir, self._listening())
        processes.write(self.path('lab.json'), json.dumps(
            {'options': self.options, 'ports': self.ports}, indent=1))
        log = self.path('log', 'milter.log')
        with open(log, 'ab'):
            os.chown(log, self.milter_uid, self.milter_uid)
        self._make_certificate()
        if self.needs_tenure():
            self.tenure.configure()
        self.dovecot.configure()
        self.postfix.configure()

    def _make_certificate(self):
        key, cert = self.path('etc', 'key.pem'), self.path('etc', 'cert.pem')
        if not os.path.exists(cert):
            processes.call([
                'openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3650',
                '-subj', '/CN=lab.example', '-addext',
                'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key,
                '-out', cert])

    def __enter__(self):
        # A laboratory in a with statement ends with the test, also when that
        # is ended by the usual signal.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
