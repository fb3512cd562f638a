# SPDX-License-Identifier: MIT
"""Dovecot of the laboratory. What differs between versions is in the
templates, dovecot-VERSION.conf.in."""
import os
import re
import shutil
import signal
import subprocess

from . import processes
from .processes import LabError, call

HERE = os.path.dirname(os.path.abspath(__file__))
PLUGIN = 'lib03_tenure_plugin.so'


class Dovecot:
    """One instance below lab.dir."""

    def __init__(self, lab):
        self.lab = lab
        self.config = lab.path('etc', 'dovecot.conf')
        self.pid_file = lab.path('run', 'dovecot.pid')
        self.log = lab.path('log', 'dovecot.log')

    @staticmethod
    def version():
        """As '2.3'."""
        return re.match(r'\d+\.\d+', call(['dovecot', '--version']))[0]

    def configure(self):
        """Write dovecot.conf, the users and the folder of modules."""
        lab = self.lab
        template = os.path.join(HERE, 'dovecot-%s.conf.in' % self.version())
        if not os.path.exists(template):
            raise LabError('Dovecot %s: there is no %s' % (
                self.version(), os.path.basename(template)))
        os.makedirs(lab.path('dovecot-state'), exist_ok=True)
        values = lab.values()
        values['PLUGINS'] = 'tenure' if lab.options['plugin'] else ''
        values['SETTINGS'] = '\n  '.join(
            '%s = %s' % setting for setting in self._settings())
        values['EXTRA'] = lab.options['dovecot_extra']
        processes.fill(template, self.config, values)
        self._write_users()
        self._link_modules()

    def _settings(self):
        if self.lab.options['plugin']:
            yield 'tenure_policy', self.lab.snapshot
        yield from self.lab.options['plugin_settings'].items()

    def _write_users(self):
        lab = self.lab
        lines = []
        for user, extra in lab.users.items():
            home = lab.path('mail', user)
            os.makedirs(home, exist_ok=True)
            os.chown(home, lab.mail_uid, lab.mail_uid)
            fields = ' '.join('userdb_%s=%s' % field
                              for field in extra.items())
            lines.append('%s:{PLAIN}%s:%d:%d::%s::%s\n' % (
                user, lab.password, lab.mail_uid, lab.mail_uid, home, fields))
        path = lab.path('etc', 'users')
        processes.write(path, ''.join(lines), 0o640)
        os.chown(path, 0, lab.ids('dovecot')[1])

    def _link_modules(self):
        """The stock modules by links; ours as a copy, which the mail
        processes can read wherever it was built."""
        folder = self.lab.path('modules')
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        stock = call(['doveconf', '-d', '-h', 'mail_plugin_dir']).strip()
        for name in os.listdir(stock):
            if name != PLUGIN:
                os.symlink(os.path.join(stock, name),
                           os.path.join(folder, name))
        if self.lab.options['plugin']:
            shutil.copy(self.lab.built(
                'pop3-plugin/.libs/' + PLUGIN, '.libs/' + PLUGIN), folder)

    def start(self):
        """Start and wait until all ports answer."""
        os.makedirs(self.lab.path('run', 'dovecot'), exist_ok=True)
        with open(self.lab.path('log', 'dovecot-start.log'), 'wb') as out:
            process = subprocess.Popen(
                ['dovecot', '-F', '-c', self.config], stdout=out, stderr=out,
                stdin=subprocess.DEVNULL, start_new_session=True)
        names = ('pop3', 'pop3s', 'imap', 'imaps', 'lmtp')

        def up():
            if process.poll() is not None:
                raise LabError('dovecot: exit code %d' % process.returncode)
            return all(processes.listens(self.lab.ports[name])
                       for name in names)
        try:
            processes.remember(self.pid_file, process.pid)
            processes.wait_until(up, 20, 'dovecot')
        except LabError as error:
            raise LabError('%s\n%s%s' % (
                error, self.lab.tail('dovecot-start.log'),
                self.lab.tail('dovecot.log'))) from None

    def pid(self):
        """Of the master process, or None."""
        return processes.running(self.pid_file)

    def stop(self):
        """End the master, which ends its children."""
        processes.end(self.pid_file, 'dovecot')

    def reload(self):
        """Read the configuration again."""
        os.kill(self.pid(), signal.SIGHUP)

    def doveadm(self, *arguments):
        """Run doveadm with this configuration; returns its output."""
        return call(['doveadm', '-c', self.config, *arguments])

    def try_doveadm(self, *arguments):
        """The same where a failure is an answer; (exit code, output)."""
        done = subprocess.run(
            ['doveadm', '-c', self.config, *arguments], check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=60)
        return done.returncode, done.stdout
