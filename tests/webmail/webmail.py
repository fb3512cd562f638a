# SPDX-License-Identifier: MIT
"""Roundcube, as Debian packages it, in front of a laboratory: by PHP's own web
server, on loopback, with a configuration and a database of its own."""
import contextlib
import os
import secrets
import subprocess

from lab import ports, processes

# What Debian's web server is told to serve.
SITE = '/var/lib/roundcube/public_html'
DEFAULTS = '/etc/roundcube'
CONFIG = """<?php
$config = [];
$config['db_dsnw'] = 'sqlite:///%(state)s/roundcube.db?mode=0600';
$config['imap_host'] = '127.0.0.1:%(imap)d';
$config['smtp_host'] = '127.0.0.1:%(smtp)d';
$config['log_dir'] = '%(state)s/';
$config['temp_dir'] = '%(state)s/';
$config['des_key'] = '%(key)s';
$config['plugins'] = [];
$config['create_default_folders'] = true;
$config['skin'] = 'elastic';
$config['language'] = 'en_US';
$config['enable_spellcheck'] = false;
# What it says is to be read before it goes away.
$config['message_show_time'] = 300;
%(extra)s
"""


class Webmail:
    """One web server for the users of a laboratory."""

    def __init__(self, lab):
        self.lab = lab
        self.port = ports.choose(lab.dir, 1, 0)[0]
        self.url = 'http://127.0.0.1:%d/' % self.port
        self.key = secrets.token_hex(12)
        self.state = lab.path('webmail')
        self.pid_file = lab.path('run', 'webmail.pid')

    @staticmethod
    def missing():
        """What is not installed; None when all is there."""
        for path, name in ((SITE + '/index.php', 'Roundcube'),
                           ('/usr/bin/php', 'PHP')):
            if not os.path.exists(path):
                return name
        return None

    def configure(self, **settings):
        """Settings of Roundcube's own, as PHP; they count from the next page
        on."""
        os.makedirs(self.state, exist_ok=True)
        for name in os.listdir(DEFAULTS):
            if name not in ('config.inc.php', 'plugins') and \
                    not os.path.exists(os.path.join(self.state, name)):
                os.symlink(os.path.join(DEFAULTS, name),
                           os.path.join(self.state, name))
        processes.write(os.path.join(self.state, 'config.inc.php'), CONFIG % {
            'state': self.state, 'imap': self.lab.ports['imap'],
            'smtp': self.lab.ports['smtp'], 'key': self.key,
            'extra': '\n'.join("$config['%s'] = %s;" % item
                               for item in settings.items())})
        os.chown(self.state, self.lab.milter_uid, self.lab.milter_uid)

    def start(self):
        """Start it."""
        self.configure()
        with open(self.lab.path('log', 'webmail.log'), 'ab') as log:
            process = subprocess.Popen(
                # Its cache of compiled files would look for a new
                # configuration only now and then.
                ['php', '-d', 'display_errors=0', '-d',
                 'opcache.revalidate_freq=0', '-S',
                 '127.0.0.1:%d' % self.port, '-t', SITE],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.state, user=self.lab.milter_uid,
                group=self.lab.milter_uid, extra_groups=[],
                start_new_session=True,
                # Several of them, as a page asks for many things at a time.
                env=dict(os.environ, ROUNDCUBE_CONFIG_DIR=self.state,
                         PHP_CLI_SERVER_WORKERS='4'))
        processes.remember(self.pid_file, process.pid)
        processes.wait_until(lambda: processes.listens(self.port),
                             processes.PATIENCE,
                             'the web server')

    def stop(self):
        """End it and its workers."""
        with contextlib.suppress(FileNotFoundError):
            processes.end_session(self.pid_file, 'the web server', self.state)

    def errors(self):
        """What Roundcube logged."""
        with contextlib.suppress(FileNotFoundError):
            with open(os.path.join(self.state, 'errors.log'),
                      encoding='utf-8') as handle:
                return handle.read()
        return ''
