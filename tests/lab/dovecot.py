# SPDX-License-Identifier: MIT
"""Dovecot of the laboratory. What differs between its series is in the
templates, dovecot-SERIES.conf.in, and in few places here."""
import functools
import os
import re
import shutil
import signal
import subprocess

from . import processes
from .processes import LabError, call

HERE = os.path.dirname(os.path.abspath(__file__))
PLUGIN = 'lib01_tenure_plugin.so'
LOGIN_PLUGIN = 'lib01_tenure_login_plugin.so'
DOVEADM_PLUGIN = 'lib10_doveadm_tenure_plugin.so'
SETTINGS = 'libtenure_settings.so'
# Run a command with one folder in the place of another, for itself and its
# children only.
IN_PLACE = (os.path.join(os.path.dirname(HERE), 'lib', 'own-mounts'),
            'sh', '-c', 'mount --bind "$1" "$2" && shift 2 && exec "$@"', 'sh')


class Dovecot:
    """One instance below lab.dir."""

    def __init__(self, lab):
        self.lab = lab
        self.config = lab.path('etc', 'dovecot.conf')
        self.pid_file = lab.path('run', 'dovecot.pid')
        self.log = lab.path('log', 'dovecot.log')

    @staticmethod
    @functools.cache
    def series():
        """As '2.3'."""
        return re.match(r'\d+\.\d+', call(['dovecot', '--version']))[0]

    @staticmethod
    @functools.cache
    def stock_modules():
        """The folder of the plugins that Dovecot brought with it."""
        return call(['doveconf', '-d', '-h', 'mail_plugin_dir']).strip()

    @staticmethod
    def libexec(name):
        """Path of a program that the master starts."""
        found = '/usr/lib/dovecot/' + name
        return found if os.path.exists(found) else '/usr/libexec/dovecot/' \
            + name

    def command(self, *argv):
        """What to run in place of a program of Dovecot. The folder of
        doveadm's modules, and from 2.4 on that of the modules which tell
        doveconf of settings, are compiled in."""
        argv = list(argv)
        if not self.lab.options['plugin']:
            return argv
        if (argv[0] == 'doveadm' and 'tenure' in argv) or (
                argv[0] == 'dovecot' and self.lab.options['doveadm_server']):
            argv = [*IN_PLACE, self.lab.path('doveadm-modules'),
                    self.stock_modules() + '/doveadm', *argv]
        if self.series() != '2.3':
            argv = [*IN_PLACE, self.lab.path('settings'),
                    self.stock_modules() + '/settings', *argv]
        return argv

    def by_series(self, text):
        """Own lines are the same for all series or {series: lines}."""
        return text[self.series()] if isinstance(text, dict) else text

    def configure(self):
        """Write dovecot.conf, the users and the folders of modules."""
        lab = self.lab
        template = os.path.join(HERE, 'dovecot-%s.conf.in' % self.series())
        if not os.path.exists(template):
            raise LabError('Dovecot %s: there is no %s' % (
                self.series(), os.path.basename(template)))
        os.makedirs(lab.path('dovecot-state'), exist_ok=True)
        values = lab.values()
        values['PLUGINS'] = 'tenure' if lab.options['plugin'] is True else ''
        values['SETTINGS'] = '\n  '.join(
            '%s = %s' % setting for setting in self._settings())
        values['EXTRA'] = self._own_lines()
        processes.fill(template, self.config, values)
        self._write_users()
        self._link_modules()

    def _own_lines(self):
        text = self.by_series(self.lab.options['dovecot_extra'])
        for name, value in self.lab.values().items():
            text = text.replace('@%s@' % name, str(value))
        if self.lab.options['plugin'] in (True, False):
            return text
        return self.by_series(self.lab.options['plugin']).replace(
            '@SNAPSHOT@', self.lab.snapshot) + text

    def _settings(self):
        if self.lab.options['plugin'] is True:
            yield 'tenure_policy', self.lab.snapshot
        yield from self.lab.options['plugin_settings'].items()

    def _fields(self, extra):
        """Fields of a user, as this series calls them."""
        for name, value in extra.items():
            if name == 'mail' and self.series() != '2.3':
                driver, path, *more = value.split(':')
                yield 'mail_driver', driver
                yield 'mail_path', path
                for text in more:
                    key, _, value = text.partition('=')
                    yield {'INBOX': 'mail_inbox_path',
                           'INDEX': 'mail_index_path',
                           'LAYOUT': 'mailbox_list_layout'}[key], value
            else:
                yield name, value

    def _write_users(self):
        lab = self.lab
        lines = []
        for user, extra in lab.users.items():
            home = lab.path('mail', user)
            os.makedirs(home, exist_ok=True)
            os.chown(home, lab.mail_uid, lab.mail_uid)
            fields = ' '.join('userdb_%s=%s' % field
                              for field in self._fields(extra))
            lines.append('%s:{PLAIN}%s:%d:%d::%s::%s\n' % (
                user, lab.password, lab.mail_uid, lab.mail_uid, home, fields))
        path = lab.path('etc', 'users')
        processes.write(path, ''.join(lines), 0o640)
        os.chown(path, 0, lab.ids('dovecot')[1])

    def _link_modules(self):
        """The stock modules by links; ours as a copy, which the mail
        processes can read wherever it was built."""
        lab, stock = self.lab, self.stock_modules()
        for name in ('modules', 'doveadm-modules', 'settings'):
            shutil.rmtree(lab.path(name), ignore_errors=True)
        os.makedirs(lab.path('modules'))
        for name in os.listdir(stock):
            if name != PLUGIN:
                os.symlink(os.path.join(stock, name), lab.path('modules', name))
        if not lab.options['plugin']:
            return
        shutil.copy(lab.built('pop3-plugin/.libs/' + PLUGIN, '.libs/' + PLUGIN),
                    lab.path('modules'))
        os.makedirs(lab.path('login-modules'), exist_ok=True)
        shutil.copy(lab.built('pop3-plugin/.libs/' + LOGIN_PLUGIN,
                              '.libs/' + LOGIN_PLUGIN),
                    lab.path('login-modules'))
        shutil.copytree(stock + '/doveadm', lab.path('doveadm-modules'))
        shutil.copy(lab.built('pop3-plugin/.libs/' + DOVEADM_PLUGIN,
                              '.libs/' + DOVEADM_PLUGIN),
                    lab.path('doveadm-modules'))
        if self.series() != '2.3':
            # Links would lead back to where it is put in place.
            shutil.copytree(stock + '/settings', lab.path('settings'))
            shutil.copy(lab.built('pop3-plugin/.libs/' + SETTINGS,
                                  '.libs/' + SETTINGS), lab.path('settings'))

    def start(self):
        """Start and wait until all ports answer."""
        os.makedirs(self.lab.path('run', 'dovecot'), exist_ok=True)
        with open(self.lab.path('log', 'dovecot-start.log'), 'wb') as out:
            process = subprocess.Popen(
                self.command('dovecot', '-F', '-c', self.config), stdout=out,
                stderr=out, stdin=subprocess.DEVNULL, start_new_session=True)
        names = ('pop3', 'pop3s', 'imap', 'imaps', 'lmtp')

        def up():
            if process.poll() is not None:
                raise LabError('dovecot: exit code %d' % process.returncode)
            return all(processes.listens(self.lab.ports[name])
                       for name in names)
        try:
            processes.remember(self.pid_file, process.pid)
            processes.wait_until(up, processes.PATIENCE, 'dovecot')
        except LabError as error:
            raise LabError('%s\n%s%s' % (
                error, self.lab.tail('dovecot-start.log'),
                self.lab.tail('dovecot.log'))) from None

    def pid(self):
        """Of the master process, or None."""
        return processes.running(self.pid_file)

    def stop(self):
        """End the master and all its children."""
        processes.end_session(self.pid_file, 'dovecot', self.lab.dir)

    def reload(self):
        """Read the configuration again."""
        os.kill(self.pid(), signal.SIGHUP)

    def sessions(self, user=None):
        """{pid: name} of the processes that serve users by POP3 and IMAP, or
        this one user."""
        home = self.lab.path(*(('mail', user) if user else ()))
        return processes.residents(home, names=('pop3', 'imap'))

    def wait_sessions(self, user=None, seconds=processes.PATIENCE):
        """Wait until all of them have ended. A process has still to do what
        comes at the end of a session when the client has its last answer, and
        also when "doveadm who" does not know of it any more."""
        processes.wait_until(lambda: not self.sessions(user), seconds,
                             'the sessions to end')

    def doveadm(self, *arguments):
        """Run doveadm with this configuration; returns its output."""
        return call(self.command('doveadm', '-c', self.config, *arguments))

    def try_doveadm(self, *arguments):
        """The same where a failure is an answer; (exit code, output)."""
        done = subprocess.run(
            self.command('doveadm', '-c', self.config, *arguments), check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
            timeout=processes.PATIENCE)
        return done.returncode, done.stdout
