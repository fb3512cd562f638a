#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The seal that tenure-milter writes, and the forged ones that it removes."""
import unittest

import door
from door import Door, has_loopback, seals
from tests.lib import tap


def forged(count):
    """Fields with so many forged seals between others."""
    fields = []
    for i in range(count):
        fields.append(('Tenure-Seal', 'v=1; i=forged%d' % i))
        fields.append(('X-Between', str(i)))
    return fields


class Sealing(unittest.TestCase):
    def one_seal(self, door_, reply, fields=()):
        self.assertEqual(reply.name, 'continue')
        after, said = door_.seal_of(reply, fields)
        found = seals(after)
        self.assertEqual(len(found), 1, after)
        # Below Postfix's own Received, above all that came.
        self.assertEqual(found[0][0], 1)
        self.assertEqual(said.returncode, 0, said)
        self.assertIn('; g=1;', found[0][1])
        return found[0][1]

    def test_sockets(self):
        """A message is sealed, over a UNIX socket and over TCP"""
        for kind in ('unix', 'inet') if has_loopback() else ('unix',):
            with self.subTest(kind), Door(kind=kind) as door_:
                self.one_seal(door_, door_.send())

    def test_forged(self):
        """Forged seals are removed, however many and between what"""
        with Door() as door_:
            for count in (1, 2, 3, 20, 100):
                with self.subTest(count):
                    fields = forged(count)
                    reply = door_.send(fields)
                    seal = self.one_seal(door_, reply, fields)
                    self.assertNotIn('forged', seal)
                    after = reply.headers_after(door.FIELDS + fields)
                    # All else is as it was.
                    self.assertEqual(
                        [f for f in after[2:]],
                        door.FIELDS + [f for f in fields
                                       if f[0] != 'Tenure-Seal'])

    def test_letter_case(self):
        """A forged seal is one in any letter case"""
        with Door() as door_:
            fields = [('TENURE-SEAL', 'v=1'), ('tenure-seal', 'v=1'),
                      ('Tenure-Seals', 'no')]
            self.one_seal(door_, door_.send(fields), fields)

    def test_too_many(self):
        """More seals than anybody honest has: refused"""
        with Door() as door_:
            reply = door_.send(forged(101))
            self.assertEqual(reply.text,
                             '550 5.6.0 Too many Tenure-Seal header fields')
            self.assertEqual(reply.edits, [])

    def test_facts(self):
        """The seal has sender, TLS version and authentication"""
        cases = [
            ({}, 'a@b.example', '', 's=a@b.example;'),
            ({'{tls_version}': 'TLSv1.3'}, '', 'q=tls1.3;', 's=;'),
            ({'{tls_version}': 'TLSv1.2', '{auth_authen}': 'joe'},
             'odd=;x@b.example', 'q=tls1.2,auth;', 's=odd=3D=3Bx@b.example;'),
        ]
        with Door() as door_:
            for macros, sender, connection, wanted in cases:
                with self.subTest(wanted):
                    reply = door_.send(macros=macros, sender=sender)
                    seal = self.one_seal(door_, reply)
                    self.assertIn(wanted, seal)
                    self.assertIn(connection, seal)

    def test_serials(self):
        """The serial has the queue id, and is never the same"""
        with Door() as door_:
            found = {self.one_seal(door_, door_.send()).split('i=')[1]
                     .split(';')[0] for _ in range(20)}
            self.assertEqual(len(found), 20)
            for serial in found:
                self.assertIn('-4bTEST-', serial)
                self.assertIn('4bTEST: serial=%s, generation=1' % serial,
                              door_.log())

    def test_trusted_relay(self):
        """A trusted relay's valid seal is kept, and the forged ones go"""
        with Door(relays='10.0.0.0/8 2001:db8::/32') as door_:
            seal = self.one_seal(door_, door_.send())
            fields = [('Tenure-Seal', 'v=1'), ('Tenure-Seal', seal),
                      ('Tenure-Seal', 'junk')]
            for address in ('10.1.1.1', '2001:db8::1'):
                with self.subTest(address):
                    reply = door_.send(fields, address=address)
                    after, said = door_.seal_of(reply, fields)
                    self.assertEqual([body for _, body in seals(after)],
                                     [seal])
                    self.assertEqual(said.returncode, 0)
            for address in ('192.0.2.1', '2001:db9::1'):
                with self.subTest(address):
                    reply = door_.send(fields, address=address)
                    self.assertNotEqual(self.one_seal(door_, reply, fields),
                                        seal)

    def test_relay_without_seal(self):
        """A trusted relay's unsealed message is sealed"""
        with Door(relays='10.0.0.0/8') as door_:
            self.one_seal(door_, door_.send(address='10.0.0.1'))

    def test_moved_seal(self):
        """A seal moved to another message does not count, relay or not"""
        with Door(relays='10.0.0.0/8') as door_:
            seal = self.one_seal(door_, door_.send())
            fields = [('Subject', 'another'), ('Tenure-Seal', seal)]
            reply = door_.send(fields, address='10.0.0.1')
            self.assertNotEqual(self.one_seal(door_, reply, fields), seal)

    def test_long_fields(self):
        """Folded, empty and long fields survive in the signature"""
        with Door() as door_:
            fields = [('Cc', 'a@x.example,\n\tb@x.example,\n c@x.example'),
                      ('Cc', ''), ('To', 'x' * 100000)]
            self.one_seal(door_, door_.send(fields), fields)

    def test_counted_size(self):
        """With a size condition the octets are counted, and sealed"""
        policy = ('tenure_version = 1\n'
                  'class big { match { size > 1000 } }\n'
                  'plan open { class big { smtp { accept = reject "5.3.4 big"'
                  ' } } }\nunknown = open\n')
        header = sum(len(n) + 2 + len(b) + 2 for n, b in door.FIELDS) + 2
        with Door(policy) as door_:
            reply = door_.send(body=b'x' * (1000 - header))
            self.assertIn('z=1000;', self.one_seal(door_, reply))
            reply = door_.send(body=b'x' * (1001 - header))
            self.assertEqual(repr(reply), 'reply 550 5.3.4 big')

    def test_several_messages(self):
        """Several messages on one connection, some given up"""
        with Door() as door_:
            talk = door_.connect()
            for i in range(5):
                talk.envelope('a@b.example', ['joe@x.example'])
                talk.header('Subject', 'given up')
                talk.abort()
                talk.envelope('a@b.example', ['joe@x.example'])
                reply = talk.content(door.FIELDS)
                self.one_seal(door_, reply)
            talk.quit()


if __name__ == '__main__':
    tap.main()
