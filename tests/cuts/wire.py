# SPDX-License-Identifier: MIT
"""A connection that can be cut at any octet, in any way, and that knows
exactly what has come through until then."""
import contextlib
import ctypes
import socket
import ssl
import struct
import time

from lab.processes import PATIENCE

SO_ATTACH_FILTER = 26
# "ret 0": the kernel drops every packet that comes, as a dead line does.
DROP = ctypes.create_string_buffer(struct.pack('HBBI', 0x06, 0, 0, 0))
PAUSE = 0.0005


class Wire:
    """A client's end. transport: plain, pop3s or stls."""

    def __init__(self, ports, transport, slow=False):
        self.transport = transport
        self.slow = slow
        # All that has come since the begin.
        self.got = bytearray()
        # How much of it was taken.
        self.here = 0
        # The server has closed; and has thrown away what was on its way.
        self.ended = self.was_reset = False
        self.sock = socket.socket()
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if slow:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(('127.0.0.1', ports['pop3s' if transport == 'pop3s'
                                              else 'pop3']))
        self.name = self.sock.getsockname()
        if transport == 'pop3s':
            self._start_tls()

    def _start_tls(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.sock = context.wrap_socket(self.sock, suppress_ragged_eofs=True)

    def open(self):
        """Read the greeting; STLS where that is how."""
        self.line()
        if self.transport == 'stls':
            self.send(b'STLS\r\n')
            self.line()
            self._start_tls()
        self.got.clear()
        self.here = 0

    def send(self, octets):
        """Send, if the server is still there."""
        try:
            self.sock.sendall(octets)
        except OSError:
            self.was_reset = True

    def _receive(self, most):
        try:
            octets = self.sock.recv(most)
        except (ssl.SSLWantReadError, BlockingIOError):
            return b''
        except socket.timeout:
            raise
        except OSError:
            octets, self.was_reset = b'', True
        self.got += octets
        self.ended = self.ended or octets == b''
        return octets

    def read(self, count):
        """Take so many octets, and receive not one more than that; false if
        there are fewer."""
        want = self.here + count
        while len(self.got) < want and not self.ended:
            most = min(want - len(self.got), 4096 if self.slow else 65536)
            self._receive(most)
            if self.slow and most == 4096:
                time.sleep(PAUSE)
        self.here = min(want, len(self.got))
        return self.here == want

    def _take_to(self, end, ahead):
        """Take octets up to this text, receiving so many at a time."""
        begin = searched = self.here
        while True:
            found = self.got.find(end, searched)
            if found >= 0:
                self.here = found + len(end)
                break
            if self.ended:
                self.here = len(self.got)
                break
            searched = max(begin, len(self.got) - len(end) + 1)
            self._receive(ahead)
        return bytes(self.got[begin:self.here])

    def line(self):
        """Take a line, and receive nothing behind it; what there is of it."""
        return self._take_to(b'\n', 1)

    def lines(self):
        """Take the rest of an answer of several lines, which may receive more
        than that."""
        self.here -= 2
        self._take_to(b'\r\n.\r\n', 4096)

    def rest(self):
        """Read until the server closes."""
        while not self.ended:
            self._receive(4096 if self.slow else 65536)
            if self.slow:
                time.sleep(PAUSE)

    # ---------------------------------------------------------------- cuts
    def freeze(self):
        """From now on nothing reaches us, and the server is not told that
        anything did. What has come before is in .got, whether anybody had
        read it or not: neither more nor less than our TCP has acknowledged."""
        if self.sock.fileno() < 0:
            return
        self.sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack(
            'HL', 1, ctypes.addressof(DROP)))
        self.sock.setblocking(False)
        with contextlib.suppress(ssl.SSLError):
            while self._receive(65536):
                pass

    def half_close(self):
        """We have nothing more to say."""
        with contextlib.suppress(OSError):
            # Of TCP, below TLS.
            socket.socket.shutdown(self.sock, socket.SHUT_WR)

    def reset(self):
        """The connection is no more, and the server gets to know it."""
        with contextlib.suppress(OSError):
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                 struct.pack('ii', 1, 0))
        self.sock.close()
