#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""key-command.c: tenure key."""
import os
import re
import socket

from program import Installation, tap


class Key(Installation):
    def test_new(self):
        """key new makes a private and a public file, and names them"""
        done = self.tenure('key', 'new', 'mx-1')
        self.assertEqual(done.returncode, 0, done.stderr)
        private = self.path('keys', 'mx-1.key')
        public = self.path('keys', 'mx-1.pub')
        self.assertEqual(done.stdout, '%s\n%s\n' % (private, public))
        self.assertIn('policy publish', done.stderr)
        self.assertEqual(os.stat(private).st_mode & 0o777, 0o600)
        self.assertIn(b'PRIVATE KEY', self.read(private))
        self.assertNotIn(b'PRIVATE', self.read(public))

    def test_new_json(self):
        """the same as JSON"""
        self.assertEqual(self.succeed_json('key', 'new', 'mx-1'), {
            'id': 'mx-1', 'private_file': self.path('keys', 'mx-1.key'),
            'public_file': self.path('keys', 'mx-1.pub')})

    def test_default_id(self):
        """without an id it is host and day, and never one that exists"""
        host = re.sub('[^A-Za-z0-9_-]', '', socket.gethostname().split('.')[0])
        ids = [self.succeed_json('key', 'new')['id'] for _ in range(3)]
        self.assertRegex(ids[0], r'^%s-\d{4}-\d\d-\d\d$' % host[:40])
        self.assertEqual(ids[1:], [ids[0] + '-2', ids[0] + '-3'])
        # Half of a key is one that exists.
        os.unlink(self.path('keys', ids[0] + '.key'))
        os.unlink(self.path('keys', ids[1] + '.pub'))
        self.assertEqual(self.succeed_json('key', 'new')['id'],
                         ids[0] + '-4')

    def test_exists(self):
        """an id that exists is refused, and its files stay"""
        self.succeed('key', 'new', 'k1')
        before = self.read(self.path('keys', 'k1.key'))
        done = self.tenure('key', 'new', 'k1')
        self.assertIn(done.returncode, (3, 4))
        self.assertIn('k1', done.stderr)
        self.assertEqual(done.stdout, '')
        self.assertEqual(self.read(self.path('keys', 'k1.key')), before)

    def test_no_folder(self):
        """a key folder that cannot be made ends with 4"""
        self.write('tenure.conf', self.read(self.config).replace(
            b'key_dir = keys', b'key_dir = policy.conf/keys'))
        self.fail_with(4, 'key', 'new', 'k1')

    def test_list(self):
        """key list tells which are published, whole, and which one signs"""
        self.assertEqual(self.list_after('key', 'new', 'k1'),
                         [('k1', True, False, None)])
        self.succeed('policy', 'publish')
        self.assertEqual(self.list_after('key', 'new', 'k2'),
                         [('k1', True, True, True),
                          ('k2', True, False, False)])
        self.assertEqual(self.list_after('policy', 'publish'),
                         [('k1', True, False, True),
                          ('k2', True, True, True)])
        # The key of another host.
        os.unlink(self.path('keys', 'k2.key'))
        self.assertEqual(self.list_after('policy', 'publish'),
                         [('k1', True, True, True),
                          ('k2', False, False, True)])
        out = self.succeed('key', 'list')
        self.assertRegex(out, r'(?m)^k1 +\S+Z  published, signs$')
        self.assertRegex(out, r'(?m)^k2 +\S+Z  published, public half only$')

    def test_list_damaged_snapshot(self):
        """with a damaged snapshot key list still lists, and ends with 3"""
        self.succeed('key', 'new', 'k1')
        self.write('policy.cdb', 'damaged')
        done = self.tenure('key', 'list')
        self.assertEqual(done.returncode, 3)
        self.assertIn(self.snapshot, done.stderr)
        self.assertRegex(done.stdout, r'^k1 .* no snapshot\n$')

    def list_after(self, *arguments):
        self.succeed(*arguments)
        got = self.succeed_json('key', 'list')['keys']
        for key in got:
            self.assertRegex(key['created'], r'^\d{4}-\d\d-\d\dT')
        return [(k['id'], k['private'], k['signs'], k['published'])
                for k in got]

    def test_list_no_folder(self):
        """without a key folder key list ends with 4"""
        self.assertIn(self.path('keys'), self.fail_with(4, 'key', 'list'))


if __name__ == '__main__':
    tap.main()
