# SPDX-License-Identifier: MIT
"""Postfix of the laboratory: own configuration, queue, ports and log."""
import contextlib
import os

from . import processes
from .processes import LabError, call

HERE = os.path.dirname(os.path.abspath(__file__))


class Postfix:
    """One instance below lab.dir."""

    def __init__(self, lab):
        self.lab = lab
        self.config = lab.path('etc', 'postfix')
        self.pid_file = lab.path('run', 'postfix.pid')
        self.log = lab.path('log', 'postfix.log')

    def configure(self):
        """Write main.cf, master.cf and the list of mailboxes."""
        lab = self.lab
        os.makedirs(self.config, exist_ok=True)
        data = lab.path('postfix-data')
        os.makedirs(data, exist_ok=True)
        os.chown(data, *lab.ids('postfix'))
        os.makedirs(lab.path('spool'), exist_ok=True)
        values = lab.values()
        values['DOMAINS'] = ' '.join(sorted(
            {user.rpartition('@')[2] for user in lab.users}))
        values['MILTERS'] = self._milters()
        values['EXTRA'] = lab.options['postfix_extra']
        processes.fill(os.path.join(HERE, 'main.cf.in'),
                       os.path.join(self.config, 'main.cf'), values)
        values['EXTRA'] = lab.options['master_extra']
        processes.fill(os.path.join(HERE, 'master.cf.in'),
                       os.path.join(self.config, 'master.cf'), values)
        processes.write(os.path.join(self.config, 'mailboxes'),
                        ''.join('%s yes\n' % user for user in lab.users))
        # Postfix reads a new file again and again until it is some seconds
        # old, as somebody might be writing it.
        for name in os.listdir(self.config):
            os.utime(os.path.join(self.config, name), (0, 0))

    def _milters(self):
        socket = self.lab.milter_socket()
        if socket is None:
            return ''
        if socket.startswith('inet:') and '@' in socket:
            port, _, host = socket[len('inet:'):].partition('@')
            socket = 'inet:%s:%s' % (host, port)
        return ('smtpd_milters = %s\n'
                'non_smtpd_milters = $smtpd_milters\n'
                'milter_default_action = tempfail\n'
                'milter_protocol = 6\n' % socket)

    def start(self):
        """Start and wait until mail is accepted."""
        try:
            processes.launch(['postfix', '-c', self.config, 'start'],
                             self.lab.path('log', 'postfix-start.log'))
        except LabError as error:
            raise LabError('%s\n%s' % (error, self.lab.tail('postfix.log'))
                           ) from None
        with open(self.lab.path('spool', 'pid', 'master.pid'),
                  encoding='ascii') as handle:
            processes.remember(self.pid_file, int(handle.read()))
        try:
            processes.wait_until(
                lambda: processes.listens(self.lab.ports['smtp']),
                processes.PATIENCE, 'smtpd')
        except LabError as error:
            raise LabError('%s\n%s' % (error, self.lab.tail('postfix.log'))
                           ) from None

    def pid(self):
        """Of the master process, or None."""
        return processes.running(self.pid_file)

    def stop(self):
        """End the master and all its children."""
        processes.end_session(self.pid_file, 'postfix', self.lab.dir)

    def reload(self):
        """Read the configuration again."""
        call(['postfix', '-c', self.config, 'reload'])

    def flush(self):
        """Try what is deferred now."""
        call(['postqueue', '-c', self.config, '-f'])

    def sendmail(self, sender, recipients, message):
        """Hand in a message with the sendmail command."""
        call(['sendmail', '-C', self.config, '-i', '-f', sender, '--',
              *recipients], data=message.encode())

    def delete(self, queue_id):
        """Remove a message from the queue."""
        call(['postsuper', '-c', self.config, '-d', queue_id])

    def queue(self):
        """Names of the queue files of mail that waits or is on its way."""
        # Twice: while one is looked for, it may go where was looked before:
        # what was deferred starts over, a refusal begets a bounce.
        return self._queue_files() or self._queue_files()

    def _queue_files(self):
        found = []
        # In the order that mail takes.
        for name in ('maildrop', 'incoming', 'active', 'deferred', 'hold'):
            for folder, _, files in os.walk(self.lab.path('spool', name)):
                found += [os.path.join(folder, file) for file in files]
        return found

    def wait_empty(self, seconds=processes.PATIENCE):
        """Wait until all mail is delivered or bounced."""
        with contextlib.suppress(LabError):
            self.flush()
        processes.wait_until(lambda: not self.queue(), seconds,
                             'the queue to be empty')
