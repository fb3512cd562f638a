# SPDX-License-Identifier: MIT
"""TCP ports of the loopback address, and who may use them.

Laboratories run side by side, those of the other Debian release among them,
whose root folder has files of its own but the same network. So a laboratory
that stops keeps its ports: whoever chose them holds them until it ends.
"""
import errno
import random
import socket

from .processes import LOOPBACK, LabError

# {port: (owner, sockets)} of this process.
_held = {}


def choose(owner, count, base=0):
    """As many free ports as asked for, which are held for the owner from now
    on.

    With base: base, base + 1, ...; each must be free. Without: any, from
    below the range that the kernel takes for outgoing connections.
    """
    if base:
        wanted = range(base, base + count)
    else:
        wanted = random.SystemRandom().sample(range(15000, 32000), 2000)
    found = []
    for port in wanted:
        if port not in _held and _take(port, owner):
            found.append(port)
        elif base:
            release(found)
            raise LabError('port %d of %s is in use' % (port, LOOPBACK))
        if len(found) == count:
            return found
    release(found)
    raise LabError('no free ports on ' + LOOPBACK)


def hold(owner, ports):
    """Hold ports that the owner had before; nothing is done for those that
    this process holds for it already."""
    for port in ports:
        if port in _held and _held[port][0] == owner:
            continue
        if port in _held or not _take(port, owner):
            raise LabError('port %d of %s is in use' % (port, LOOPBACK))


def release(ports):
    """Let others have them."""
    for port in ports:
        for sock in _held.pop(port, (None, ()))[1]:
            sock.close()


def _take(port, owner):
    """Hold a port with two sockets; False when it is in use.

    The first has a name that only one socket of a network may have, and keeps
    other laboratories away. The second is bound to the port and never
    listens: with SO_REUSEADDR a server may bind to it too, and only then, and
    the kernel gives it to no outgoing connection.
    """
    name, held = (socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
                  socket.socket())
    try:
        name.bind('\0tenure-lab-port-%d' % port)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((LOOPBACK, port))
    except OSError as error:
        name.close()
        held.close()
        if error.errno == errno.EADDRINUSE:
            return False
        raise LabError('port %d of %s: %s' % (port, LOOPBACK,
                                              error.strerror)) from None
    _held[port] = owner, (name, held)
    return True
