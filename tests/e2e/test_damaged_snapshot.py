#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A snapshot that is missing or damaged, at both doors: nothing is lost."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab import LabError  # noqa: E402
from lib import mail, tap  # noqa: E402
from lib.case import LabCase  # noqa: E402

POLICY = """
tenure_version = 1
class virus { match { header X-Virus-Flag = YES } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class virus { smtp { accept = reject "5.7.1 No viruses" } }
}
unknown = staff
"""


def damages(good):
    """(name, octets or None for no file)"""
    yield 'missing', None
    yield 'empty', b''
    for size in (1, len(good) // 2, len(good) - 1):
        yield 'truncated to %d of %d octets' % (size, len(good)), good[:size]
    # In the table of contents, in the records, at the end.
    for place in (3, 2100, len(good) // 2, len(good) - 20):
        flipped = bytearray(good)
        flipped[place] ^= 0x10
        yield 'bit flipped in octet %d' % place, bytes(flipped)
    yield 'something else', b'not a snapshot\n' * 500


class SnapshotCase(LabCase):
    policy = POLICY

    def setUp(self):
        with open(self.lab.snapshot, 'rb') as handle:
            self.good = handle.read()

    def put(self, octets):
        """Another file in its place, never a change in the old one."""
        if octets is None:
            os.unlink(self.lab.snapshot)
            return
        with open(self.lab.snapshot + '.new', 'wb') as handle:
            handle.write(octets)
        os.rename(self.lab.snapshot + '.new', self.lab.snapshot)


class Damaged(SnapshotCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.put, self.good)

    def test_reload(self):
        """SIGHUP: the milter keeps the old one and says so"""
        for name, octets in damages(self.good):
            with self.subTest(damage=name):
                self.put(octets)
                mark = len(self.log('milter'))
                self.lab.tenure.reload()
                self.wait_log('milter', 'policy.cdb', mark)
                _, end = self.submit(mail.message(
                    'virus', header=['X-Virus-Flag: YES']))
                self.assertEqual(end, (550, '5.7.1 No viruses'))

    def test_start(self):
        """at start: the milter refuses, Postfix answers 4xx, mail comes in
        once the file is good again"""
        for name, octets in damages(self.good):
            with self.subTest(damage=name):
                self.lab.tenure.stop()
                self.put(octets)
                with self.assertRaises(LabError) as caught:
                    self.lab.tenure.start()
                self.assertIn('policy.cdb', str(caught.exception))
                (code, _), *_ = self.submit(mail.message('waits'))[0]
                self.assertEqual(code // 100, 4)
                self.put(self.good)
                self.lab.tenure.start()
        self.send('after all that')

    def test_mailbox(self):
        """at the mailbox door: mail can be read, nothing can be destroyed,
        the log names the file"""
        subject = 'free letter'
        self.send(subject)
        for name, octets in damages(self.good):
            with self.subTest(damage=name):
                self.put(octets)
                mark = len(self.log('dovecot'))
                pop3 = self.pop3()
                number = pop3.find(subject)
                self.assertIn(subject, pop3.retr(number))
                self.assertRegex(pop3.command('DELE %d' % number),
                                 r'^-ERR \[SYS/')
                pop3.quit()
                self.assert_stored(subject)
                imap = self.imap()
                self.flag_deleted(imap)
                imap.command('EXPUNGE')
                imap.quit()
                self.assert_stored(subject)
                self.wait_log('dovecot', 'policy.cdb', mark)
        self.put(self.good)
        imap = self.imap()
        imap.command('EXPUNGE')
        self.assert_gone(subject)

    def test_delivery(self):
        """delivery goes on without a snapshot, and nothing is lost"""
        self.put(None)
        self.send('delivered all the same')
        self.assertEqual(len(mail.fields(self.read(self.stored(
            'delivered all the same')), 'Tenure-Seal')), 1)


class Published(SnapshotCase):
    """A policy is published over it."""

    def setUp(self):
        super().setUp()
        self.floor = self.lab.snapshot + '.generation'

    def generation(self):
        """Of a policy that is published now; it must be published."""
        with open(self.lab.tenure.policy, 'a', encoding='utf-8') as handle:
            handle.write('# again\n')
        return json.loads(self.lab.tenure.succeed(
            'policy', 'publish', '--json'))['generation']

    def test_publish(self):
        """publishing over a damaged snapshot mends it, with the next
        generation"""
        generation = self.generation()
        for name, octets in damages(self.good):
            with self.subTest(damage=name):
                self.put(octets)
                generation += 1
                self.assertEqual(self.generation(), generation)

    def test_publish_without_number(self):
        """where its number is not written elsewhere, it is refused"""
        for name, octets in damages(self.good):
            if octets is None:
                continue
            with self.subTest(damage=name):
                self.put(octets)
                os.unlink(self.floor)
                done = self.lab.tenure.run('policy', 'publish')
                self.assertIn(done.returncode, (3, 4))
                self.assertIn('policy.cdb', done.stderr)
                self.assertIn('--generation-floor', done.stderr)
                with open(self.lab.snapshot, 'rb') as handle:
                    self.assertEqual(handle.read(), octets)
                self.lab.tenure.succeed(
                    'policy', 'publish', '--generation-floor', '50',
                    '--without-ratchet')


if __name__ == '__main__':
    tap.main()
