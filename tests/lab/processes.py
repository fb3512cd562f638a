# SPDX-License-Identifier: MIT
"""Ports, templates, and servers that are ended by their process id."""
import contextlib
import os
import re
import signal
import socket
import subprocess
import time

LOOPBACK = '127.0.0.1'
# What does not come in so many seconds does not come; nothing is slower for it.
# Dovecot itself waits up to 120 for the lock of a process that was killed.
PATIENCE = 180


class LabError(Exception):
    """The laboratory cannot do what was asked; the text says why."""


# -------------------------------------------------------------- waiting
def wait_until(condition, seconds, what):
    """Ask until condition() is true; LabError after so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise LabError('waited %d seconds for %s' % (seconds, what))
        time.sleep(0.02)


def listens(port):
    """Does somebody answer on this port?"""
    with contextlib.suppress(OSError):
        with socket.create_connection((LOOPBACK, port), 1):
            return True
    return False


def listens_unix(path):
    """The same for a UNIX socket; its file alone may be left from before."""
    with contextlib.suppress(OSError):
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect(path)
            return True
    return False


# ------------------------------------------------------------ processes
def identity(pid):
    """'PID STARTTIME': a number that was given to another process since
    does not compare equal. None when there is no such process."""
    try:
        fields = _stat(pid)[1]
    except OSError:
        return None
    if fields[0] in ('Z', 'X'):
        return None
    return '%d %s' % (pid, fields[19])


def _stat(pid):
    """(name, fields from the state on) of /proc/PID/stat."""
    with open('/proc/%d/stat' % pid, encoding='ascii',
              errors='replace') as handle:
        start, _, fields = handle.read().rpartition(')')
    return start.partition('(')[2], fields.split()


def remember(path, pid):
    """Write down which process is ours."""
    who = identity(pid)
    if who is None:
        raise LabError('process %d ended at once' % pid)
    with open(path, 'w', encoding='ascii') as handle:
        handle.write(who + '\n')


def running(path):
    """The pid that was remembered in path, or None when it is gone."""
    try:
        with open(path, encoding='ascii') as handle:
            who = handle.read().strip()
    except OSError:
        return None
    pid = int(who.split()[0])
    return pid if identity(pid) == who else None


def end(path, name, sig=signal.SIGTERM, seconds=PATIENCE, wake=None):
    """End the remembered process and wait until it is really gone; SIGKILL
    when it does not go by itself. wake() is called until it goes."""
    for number in (sig, signal.SIGKILL):
        pid = running(path)
        if pid is None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        with contextlib.suppress(ChildProcessError, LabError):
            wait_until(lambda: _reap(pid) or running(path) is None
                       or wake is not None and wake(),
                       seconds, name + ' to end')
    if running(path) is not None:
        raise LabError('%s does not end' % name)


def remembered(path):
    """The pid that was remembered in path, whether it still runs or not;
    None when there is none."""
    with contextlib.suppress(OSError):
        with open(path, encoding='ascii') as handle:
            return int(handle.read().split()[0])
    return None


# What outlives its master: both masters end before all their children do.
def residents(folder, sessions=None, names=None):
    """{pid: name} of the processes whose working folder is this one or below
    it. With sessions: only those of these sessions, so that nobody's shell
    is taken for a server's child. With names: only those who are called so."""
    found = {}
    for pid in map(int, filter(str.isdigit, os.listdir('/proc'))):
        # It may end while we look.
        with contextlib.suppress(OSError):
            name, fields = _stat(pid)
            if fields[0] in ('Z', 'X') or \
                    sessions is not None and int(fields[3]) not in sessions or \
                    names is not None and name not in names:
                continue
            if _lives_in(pid, os.path.realpath(folder), sessions is not None):
                found[pid] = name
    return found


def _lives_in(pid, folder, unless_told):
    path = '/proc/%d/cwd' % pid
    try:
        where = os.readlink(path)
    except FileNotFoundError:
        # It is ending: has left its folder, and may hold a socket still.
        return unless_told
    if where == folder or where.startswith(folder + '/'):
        return True
    # With mounts of its own it may have another name for it, as seen from a
    # root folder that is not the system's.
    return _is_below(path, folder)


def _is_below(path, folder):
    """Is this folder the other one, or below it, whatever they are called?"""
    with contextlib.suppress(FileNotFoundError):
        wanted, here, above = os.stat(folder), None, os.stat(path)
        while here is None or not os.path.samestat(here, above):
            if os.path.samestat(above, wanted):
                return True
            path += '/..'
            here, above = above, os.stat(path)
    return False


def end_session(path, name, folder):
    """End the remembered process, who leads a session, and all in it that
    live in the folder; no child leaves its master's session."""
    leader = remembered(path)
    end(path, name)
    if leader is not None:
        end_residents(folder, {leader})


def end_residents(folder, sessions, seconds=5):
    """Wait until no process of these sessions lives in the folder. Those that
    are left are told to end, then made to; LabError names who stays even
    so."""
    for number, patience in ((None, seconds), (signal.SIGTERM, seconds),
                             (signal.SIGKILL, PATIENCE)):
        with contextlib.suppress(LabError):
            # Again and again: one may just have started another.
            wait_until(lambda: not _tell(folder, sessions, number), patience,
                       'all processes in %s to end' % folder)
            return
    raise LabError('%s: still there: %s' % (folder, ', '.join(
        '%d (%s)' % who for who in residents(folder, sessions).items())))


def _tell(folder, sessions, number):
    """Send a signal, or None, to each of the residents; returns them."""
    found = residents(folder, sessions)
    for pid in found if number is not None else ():
        with contextlib.suppress(ProcessLookupError):
            handle = os.pidfd_open(pid)
            try:
                # The number may have gone to another process since; what the
                # handle stands for does not change any more.
                if pid in residents(folder, sessions):
                    signal.pidfd_send_signal(handle, number)
            finally:
                os.close(handle)
    return found


def _reap(pid):
    """Collect the process if it is our child."""
    with contextlib.suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    return False


def call(argv, data=b''):
    """Run a command that must succeed, with data as its input; returns what
    it printed."""
    try:
        done = subprocess.run(argv, input=data, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=PATIENCE,
                              check=False)
    except FileNotFoundError:
        raise LabError(argv[0] + ' is not installed') from None
    except subprocess.TimeoutExpired:
        raise LabError(' '.join(argv) + ' does not end') from None
    text = done.stdout.decode(errors='replace')
    if done.returncode != 0:
        raise LabError('%s: exit code %d\n%s' % (' '.join(argv),
                                                 done.returncode, text))
    return text


def launch(argv, log):
    """Run a command that leaves a server behind, which keeps the output
    open. Output goes to log."""
    with open(log, 'wb') as out:
        try:
            done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=out,
                                  stderr=out, timeout=PATIENCE,
                                  check=False)
        except FileNotFoundError:
            raise LabError(argv[0] + ' is not installed') from None
    if done.returncode != 0:
        with open(log, encoding='utf-8', errors='replace') as text:
            raise LabError('%s: exit code %d\n%s' % (
                ' '.join(argv), done.returncode, text.read()))


# ------------------------------------------------------------ templates
def fill(template, target, values, mode=0o644):
    """Write template to target with each @NAME@ replaced."""
    def value(match):
        if match[1] not in values:
            raise LabError('%s: no value for %s' % (template, match[0]))
        return str(values[match[1]])

    with open(template, encoding='utf-8') as handle:
        text = re.sub(r'@([A-Z0-9_]+)@', value, handle.read())
    write(target, text, mode)


def write(target, text, mode=0o644):
    """Write a whole file."""
    with open(target, 'w', encoding='utf-8') as handle:
        os.fchmod(handle.fileno(), mode)
        handle.write(text)
