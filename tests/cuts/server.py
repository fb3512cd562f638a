# SPDX-License-Identifier: MIT
"""The processes behind a session: which they are, killing one, seeing them
end."""
import contextlib
import os
import re
import signal
import time

from lab.processes import PATIENCE

# In what login processes log: the client's port, and the server process.
LOG_FORMAT = {
    '2.3': 'login_log_format_elements = user=<%u> rport=%b mpid=%e\n',
    '2.4': 'login_log_format_elements = user=<%{user}> rport=%{remote_port} '
           'mpid=%{mail_pid}\n',
}
# A login process may notice late that its client has gone.
NOTICE = 3


def _alive(pid):
    with contextlib.suppress(OSError):
        with open('/proc/%d/stat' % pid, encoding='ascii',
                  errors='replace') as file:
            return file.read().rpartition(')')[2].split()[0] not in 'ZX'
    return False


class Server:
    """The laboratory's Dovecot."""

    def __init__(self, lab):
        self.lab = lab
        self.ports, self.password = lab.ports, lab.password
        self.log = lab.path('log', 'dovecot.log')
        # Login processes that had to be ended, as they did not notice.
        self.unnoticed = 0

    def _login(self, client, mark=0):
        """What was logged of a session's login: None nothing yet, 0 it did
        not come to that, else the server process."""
        with open(self.log, encoding='utf-8', errors='replace') as file:
            file.seek(mark)
            # Whole lines only; 2.4 leaves a comma where nothing follows.
            found = re.findall(
                r'user=<[^>]*>, rport=%d(?:, mpid=(\d+))?(?:, )?\n'
                % client.wire.name[1], file.read())
        return int(found[-1] or 0) if found else None

    def lines_of(self, client):
        """What login processes have logged of a client."""
        ours = re.compile(r'rport=%d\b' % client.wire.name[1])
        with open(self.log, encoding='utf-8', errors='replace') as file:
            file.seek(client.mark)
            return [line.rstrip() for line in file if ours.search(line)]

    def pid_of(self, client):
        """The session's server process; 0 if it did not come to a login."""
        end = time.monotonic() + PATIENCE
        while client.pid is None:
            client.pid = self._login(client, client.mark)
            if client.pid is None:
                if client.session.how == 'kill login' and \
                        time.monotonic() > end - PATIENCE + NOTICE:
                    # It did not live to log it.
                    client.pid = 0
                if time.monotonic() > end:
                    raise AssertionError('no login of port %d is logged'
                                         % client.wire.name[1])
                time.sleep(0.02)
        return client.pid

    def login_process_of(self, client):
        """The process that has the client's connection; None if none has."""
        wanted = self._socket_of(client)
        for _ in range(100 if wanted else 0):
            # The list of children may miss some while others come and go.
            found = self._child_with(wanted)
            if found:
                return found
            time.sleep(0.01)
        return None

    @staticmethod
    def _socket_of(client):
        """The server's end of the connection; None if it is closed."""
        peer = ':%04X' % client.wire.name[1]
        for _ in range(5):
            # This list may miss some, too, and is long.
            with open('/proc/net/tcp', encoding='ascii') as file:
                for line in file:
                    if peer not in line:
                        continue
                    fields = line.split()
                    if fields[2].endswith(peer) and fields[9] != '0':
                        return 'socket:[%s]' % fields[9]
            time.sleep(0.01)
        return None

    def _child_with(self, wanted):
        master = self.lab.dovecot.pid()
        with open('/proc/%d/task/%d/children' % (master, master),
                  encoding='ascii') as file:
            for pid in file.read().split():
                with contextlib.suppress(OSError):
                    folder = '/proc/%s/fd/' % pid
                    if any(os.readlink(folder + fd) == wanted
                           for fd in os.listdir(folder)):
                        return int(pid)
        return None

    def kill(self, client, how):
        """SIGKILL for one of the session's processes."""
        pid = self.pid_of(client) if how == 'kill pop3' else client.login_pid
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        else:
            # There is nobody to kill, and so nobody who would hang up.
            client.wire.half_close()

    def wait_end(self, client, seconds):
        """Has the session's server process ended within so many seconds?"""
        end = time.monotonic() + seconds
        pid = self.pid_of(client)
        while pid and _alive(pid):
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        return True

    def see_out(self, client):
        """Wait until the session's server process has ended."""
        if self.wait_end(client, NOTICE):
            return
        if client.session.transport != 'plain':
            self.unnoticed += 1
            # Its connection is gone, and it does not know.
            if client.login_pid:
                with contextlib.suppress(ProcessLookupError):
                    # It passes on all it has before it heeds SIGTERM.
                    os.kill(client.login_pid, signal.SIGKILL)
        if not self.wait_end(client, PATIENCE):
            raise AssertionError('the server process %d stays' % client.pid)
