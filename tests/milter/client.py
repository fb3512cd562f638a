# SPDX-License-Identifier: MIT
"""The MTA's side of the milter protocol, for tests: version 6, as Postfix and
Sendmail 8.14 and later speak it. It keeps to what was negotiated: a stage that
the filter does not want is not sent, a reply that it will not give is not
waited for."""

import socket
import struct

# What does not come in so many seconds does not come.
PATIENCE = 180

ADDHDRS, CHGBODY, ADDRCPT, DELRCPT = 0x01, 0x02, 0x04, 0x08
CHGHDRS, QUARANTINE, CHGFROM, ADDRCPT_PAR = 0x10, 0x20, 0x40, 0x80
SETSYMLIST = 0x100
ALL_ACTIONS = 0x1FF

NOCONNECT, NOHELO, NOMAIL, NORCPT = 0x1, 0x2, 0x4, 0x8
NOBODY, NOHDRS, NOEOH, NR_HDR = 0x10, 0x20, 0x40, 0x80
NOUNKNOWN, NODATA, SKIP, RCPT_REJ = 0x100, 0x200, 0x400, 0x800
NR_CONN, NR_HELO, NR_MAIL, NR_RCPT = 0x1000, 0x2000, 0x4000, 0x8000
NR_DATA, NR_UNKN, NR_EOH, NR_BODY = 0x10000, 0x20000, 0x40000, 0x80000
HDR_LEADSPC = 0x100000
ALL_STEPS = 0x1FFFFF

# Where macros are sent: numbers of the negotiation's lists.
MACRO_PLACES = {"C": 0, "H": 1, "L": 0, "M": 2, "R": 3, "T": 4, "E": 5, "N": 6}


class Gone(Exception):
    """The filter closed the connection."""


class Reply:
    """The answer to one stage: continue, accept, reject, tempfail, discard, or
    reply with code and text; and the edits that came before it."""

    def __init__(self, name, text=""):
        self.name = name
        self.text = text
        self.edits = []

    def __repr__(self):
        return f"{self.name} {self.text}".strip()

    def headers_after(self, fields):
        """What the edits make of a list of (name, body), as Postfix does it:
        changes count instances by name, insertions count all fields plus the
        Received field of its own at the top."""
        fields = [("Received", "own")] + list(fields)
        for edit in self.edits:
            if edit[0] == "insert":
                _, index, name, body = edit
                fields.insert(max(index, 0), (name, body))
            elif edit[0] == "change":
                _, index, name, body = edit
                places = [i for i, (n, _) in enumerate(fields)
                          if n.lower() == name.lower() and
                          not (n == "Received" and i == 0)]
                if index > len(places):
                    continue
                if body == "":
                    del fields[places[index - 1]]
                else:
                    fields[places[index - 1]] = (name, body)
        return fields


class Client:
    """One connection to a filter."""

    def __init__(self, address, timeout=PATIENCE):
        if isinstance(address, tuple):
            self.sock = socket.create_connection(address, timeout)
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        else:
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(timeout)
            self.sock.connect(address)
        self.actions = self.steps = 0
        self.macro_lists = {}
        self.macros = {}

    # --------------------------------------------------------------- packets
    def send(self, command, data=b""):
        self.sock.sendall(struct.pack(">I", len(data) + 1) +
                          command.encode() + data)

    def read(self, size):
        data = b""
        while len(data) < size:
            part = self.sock.recv(size - len(data))
            if not part:
                raise Gone()
            data += part
        return data

    def receive(self):
        size, = struct.unpack(">I", self.read(4))
        data = self.read(size)
        return chr(data[0]), data[1:]

    @staticmethod
    def strings(*values):
        return b"".join(v.encode("utf-8", "surrogateescape") + b"\0"
                        for v in values)

    # ----------------------------------------------------------------- start
    def negotiate(self, actions=ALL_ACTIONS, steps=ALL_STEPS):
        self.send("O", struct.pack(">III", 6, actions, steps))
        command, data = self.receive()
        assert command == "O", command
        _, self.actions, self.steps = struct.unpack(">III", data[:12])
        data = data[12:]
        while data:
            place, = struct.unpack(">I", data[:4])
            names, data = data[4:].split(b"\0", 1)
            self.macro_lists[place] = names.decode().split()
        return self

    def send_macros(self, command):
        names = self.macro_lists.get(MACRO_PLACES[command])
        if names is None and self.macro_lists:
            return
        pairs = []
        for name, value in self.macros.items():
            if names is None or name in names:
                pairs += [name, value]
        self.send("D", command.encode() + self.strings(*pairs))

    def stage(self, command, data, skip, no_reply):
        """Send one stage if it is wanted, and read its answer if one is
        due."""
        if self.steps & skip:
            return Reply("continue")
        if command in "CHMRTNE":
            self.send_macros(command)
        self.send(command, data)
        if self.steps & no_reply:
            return Reply("continue")
        return self.answer()

    def answer(self):
        edits = []
        while True:
            command, data = self.receive()
            simple = {"c": "continue", "a": "accept", "r": "reject",
                      "t": "tempfail", "d": "discard", "s": "skip"}
            if command in simple:
                reply = Reply(simple[command])
            elif command == "y":
                reply = Reply("reply", data.rstrip(b"\0").decode())
            else:
                edits.append(self.edit(command, data))
                continue
            reply.edits = edits
            return reply

    @staticmethod
    def edit(command, data):
        def text(part):
            return part.decode("utf-8", "surrogateescape")
        if command == "h":
            name, body = data.rstrip(b"\0").split(b"\0", 1)
            return ("add", text(name), text(body))
        if command in "im":
            index, = struct.unpack(">I", data[:4])
            name, body = data[4:].split(b"\0", 1)
            return ("insert" if command == "i" else "change", index,
                    text(name), text(body.rstrip(b"\0")))
        if command == "q":
            return ("quarantine", text(data.rstrip(b"\0")))
        if command == "-":
            return ("delrcpt", text(data.rstrip(b"\0")))
        return (command, data)

    # ---------------------------------------------------------------- stages
    def connect(self, name="client.example", address="192.0.2.1"):
        family = b"6" if ":" in address else b"4"
        return self.stage("C", self.strings(name) + family +
                          struct.pack(">H", 2525) + self.strings(address),
                          NOCONNECT, NR_CONN)

    def helo(self, name="client.example"):
        return self.stage("H", self.strings(name), NOHELO, NR_HELO)

    def mail(self, sender, *args):
        return self.stage("M", self.strings(f"<{sender}>", *args), NOMAIL,
                          NR_MAIL)

    def rcpt(self, recipient):
        return self.stage("R", self.strings(f"<{recipient}>"), NORCPT, NR_RCPT)

    def data(self):
        return self.stage("T", b"", NODATA, NR_DATA)

    def header(self, name, body):
        if self.steps & HDR_LEADSPC:
            body = " " + body
        return self.stage("L", self.strings(name, body), NOHDRS, NR_HDR)

    def eoh(self):
        return self.stage("N", b"", NOEOH, NR_EOH)

    def body(self, data):
        return self.stage("B", data, NOBODY, NR_BODY)

    def eom(self):
        self.send_macros("E")
        self.send("E")
        return self.answer()

    def abort(self):
        self.send("A")

    def quit(self):
        self.send("Q")
        self.sock.close()

    def close(self):
        """Drop the connection without a word."""
        self.sock.close()

    # -------------------------------------------------------------- messages
    def envelope(self, sender, recipients):
        """MAIL and RCPTs; returns the answers to the latter."""
        self.mail(sender)
        return [self.rcpt(recipient) for recipient in recipients]

    def content(self, fields, body=b"Hello.\r\n"):
        """DATA to end of message; returns the last answer."""
        self.data()
        for name, value in fields:
            self.header(name, value)
        self.eoh()
        self.body(body)
        return self.eom()
