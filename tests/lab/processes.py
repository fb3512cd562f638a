# SPDX-License-Identifier: MIT
"""Ports, templates, and servers that are ended by their process id."""
import contextlib
import os
import random
import re
import signal
import socket
import subprocess
import time

LOOPBACK = '127.0.0.1'


class LabError(Exception):
    """The laboratory cannot do what was asked; the text says why."""


# ---------------------------------------------------------------- ports
def free_ports(count, base=0):
    """As many TCP ports of the loopback address as asked for.

    With base: base, base + 1, ...; each must be free. Without: any, from
    below the range that the kernel takes for outgoing connections, so that
    none is taken by one between this choice and the server's bind().
    """
    if base:
        ports = range(base, base + count)
        taken = [port for port in ports if not _is_free(port)]
        if taken:
            raise LabError('port %d of %s is in use' % (taken[0], LOOPBACK))
        return list(ports)
    found = []
    for _ in range(100 * count):
        port = random.SystemRandom().randrange(15000, 32000)
        if port not in found and _is_free(port):
            found.append(port)
            if len(found) == count:
                return found
    raise LabError('no free ports on ' + LOOPBACK)


def _is_free(port):
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            sock.bind((LOOPBACK, port))
            return True
    return False


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
        with open('/proc/%d/stat' % pid, encoding='ascii',
                  errors='replace') as handle:
            fields = handle.read().rpartition(')')[2].split()
    except OSError:
        return None
    if fields[0] in ('Z', 'X'):
        return None
    return '%d %s' % (pid, fields[19])


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


def end(path, name, sig=signal.SIGTERM, seconds=20):
    """End the remembered process and wait until it is really gone; SIGKILL
    when it does not go by itself."""
    for number in (sig, signal.SIGKILL):
        pid = running(path)
        if pid is None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        with contextlib.suppress(ChildProcessError, LabError):
            wait_until(lambda: _reap(pid) or running(path) is None,
                       seconds, name + ' to end')
    if running(path) is not None:
        raise LabError('%s does not end' % name)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


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
                              stderr=subprocess.STDOUT, timeout=60,
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
                                  stderr=out, timeout=60, check=False)
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
