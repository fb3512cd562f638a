#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Text that somebody wrote to do harm is read or refused, with bounded memory
and processor time, and without a crash. With TENURE_NIGHTLY the texts have
their full size: tables of a million rows, files of 1 GB."""
import os
import resource
import subprocess
import unittest

from program import TENURE, tap
import shutil
import tempfile

NIGHTLY = bool(os.environ.get('TENURE_NIGHTLY'))
# What a text has of everything.
MANY = 1000000 if NIGHTLY else 10000
GIGABYTE = 1 << 30
SECONDS, MEMORY = 30, 512 << 20
# A checker of addresses maps terabytes.
SANITIZED = b'__asan_init' in open(
    os.path.realpath(TENURE), 'rb').read(1 << 16) or bool(
        os.environ.get('ASAN_OPTIONS'))

HEAD = 'tenure_version = 1\nunknown = p\n'
PLAN = 'plan p { }\n'


def limits():
    """Of the program under test."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if not SANITIZED:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


class Hostile(unittest.TestCase):
    """One text each."""

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix='tenure-test-', dir='/var/tmp')
        self.addCleanup(shutil.rmtree, self.dir)

    def path(self, name):
        """A file of the test's own folder."""
        return os.path.join(self.dir, name)

    def write(self, name, *parts):
        """A file out of texts and lists of texts."""
        with open(self.path(name), 'w', encoding='utf-8') as out:
            for part in parts:
                out.writelines([part] if isinstance(part, str) else part)

    def sparse(self, name, head, size):
        """A file that has only NULs after its head."""
        with open(self.path(name), 'wb') as out:
            out.write(head.encode())
            out.truncate(size)

    def check(self, *codes, says=''):
        """Check the policy, which ends with one of the codes."""
        with open(self.path('out'), 'wb') as out:
            done = subprocess.run(
                [TENURE, 'policy', 'check', self.path('policy.conf')],
                stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, preexec_fn=limits, timeout=600,
                check=False)
        with open(self.path('out'), encoding='utf-8') as out:
            said = out.read(1 << 20)
        self.assertIn(done.returncode, codes, said[:2000])
        # Twenty findings, and what else there are only as a number.
        self.assertLess(len(said), 40000)
        self.assertIn(says, said)
        return said

    def test_rows(self):
        """as many rows as there may be"""
        self.write('policy.conf', HEAD, PLAN, 'users = text:t\n')
        self.write('t', ('u%d@x%d.example plan=p keep=%dd\n' % (
            number, number % 7, number) for number in range(MANY)))
        self.check(0)

    def test_rows_with_mistakes(self):
        """every row is wrong, the last ones twice"""
        self.write('policy.conf', HEAD, PLAN, 'users = text:t text:v\n')
        self.write('t', ('u%d@x.example plan=q%d\n' % (number, number)
                         for number in range(MANY)))
        self.write('v', ('u%d@x.example plan=p\n' % number
                         for number in range(MANY // 10)))
        said = self.check(3, says='and %d more errors' % (
            MANY + MANY // 10 - 20))
        self.assertIn('t:1:', said)
        self.assertIn('t:20:', said)

    def test_too_many_rows(self):
        """more rows than there may be"""
        self.write('policy.conf', HEAD, PLAN, 'tenants = text:t\n')
        self.write('t', ('%x.example plan=p\n' % number
                         for number in range(5000001 if NIGHTLY else 1)))
        self.check(*(3,) if NIGHTLY else (0,),
                   says='more than 5000000 rows' if NIGHTLY else '')

    def test_empty_table_of_a_gigabyte(self):
        """a table of 1 GB that has one row"""
        size = GIGABYTE if NIGHTLY else GIGABYTE // 64
        self.write('policy.conf', HEAD, PLAN, 'users = text:t\n')
        self.sparse('t', 'x@y.example plan=p\n', size)
        self.check(3, says='the row is longer than 65536 octets')

    def test_table_over_the_limit(self):
        """a table that is larger than 4 GB"""
        self.write('policy.conf', HEAD, PLAN, 'users = text:t\n')
        self.sparse('t', '', 5 * GIGABYTE)
        self.check(3, says='larger than 4294967295 octets')

    def test_comments_of_a_gigabyte(self):
        """a table that is one comment after the other"""
        self.write('policy.conf', HEAD, PLAN, 'users = text:t\n')
        block = ('# ' + 'x' * 77 + '\n') * 1024
        self.write('t', (block for _ in range(
            (GIGABYTE if NIGHTLY else GIGABYTE // 64) // len(block))))
        self.check(0)

    def test_row_of_a_gigabyte(self):
        """a row that goes on and on"""
        self.write('policy.conf', HEAD, PLAN, 'users = text:t\n')
        block = '  class c { keep = 1d }\n' * 4096
        self.write('t', 'x@y.example plan=p\n', (block for _ in range(
            (GIGABYTE if NIGHTLY else GIGABYTE // 64) // len(block))))
        self.check(3, says='the row is longer than 65536 octets')

    def test_policy_of_a_gigabyte(self):
        """a policy of 1 GB"""
        self.sparse('policy.conf', HEAD, GIGABYTE)
        self.check(3, says='67108864')

    def test_include_of_a_gigabyte(self):
        """a file of 1 GB that is included"""
        self.write('policy.conf', HEAD, PLAN, 'include x\n')
        self.sparse('x', HEAD, GIGABYTE)
        self.check(3, says='cannot include')

    def test_includes_of_includes(self):
        """files that include files that include files"""
        self.write('policy.conf', HEAD, PLAN, 'include a0\n')
        for depth in range(8):
            self.write('a%d' % depth, 'include a%d\n' % (depth + 1) * 10)
        self.write('a8', '# end\n')
        self.check(3, says='files are included')

    def test_line_without_end(self):
        """a line of 60 MB"""
        self.write('policy.conf', HEAD, PLAN, 'x' * (60 << 20))
        self.check(3, says='the line is longer than 4096 octets')

    def test_nested_blocks(self):
        """blocks in blocks in blocks"""
        self.write('policy.conf', HEAD, 'plan p {\n' * MANY, '}\n' * MANY)
        self.check(3, says='nested deeper than 8')

    def test_nested_not(self):
        """not { not { not { ..."""
        self.write('policy.conf', HEAD, PLAN, 'class c { match { ',
                   'not {\n' * MANY, 'size > 1', ' }\n' * MANY, '} }\n')
        self.check(3, says='nested deeper than 8')

    def test_open_blocks(self):
        """nothing but {"""
        self.write('policy.conf', HEAD, '{\n' * MANY)
        self.check(3)

    def test_conditions(self):
        """as many conditions as there may be"""
        self.write('policy.conf', HEAD, 'plan p { class c { keep = 1d } }\n'
                   'class c {\n',
                   ('match { header X-%d = *a%d* }\n' % (number, number)
                    for number in range(MANY)), '}\n')
        self.check(0, 3, 4)

    def test_patterns(self):
        """as many globs as there may be"""
        self.write('policy.conf', HEAD, 'plan p { class c { keep = 1d } }\n'
                   'class c { match {\n',
                   ('header X = %s\n' % ' '.join(
                       '*%d?%d*' % (number, word) for word in range(100))
                    for number in range(MANY // 100)), '} }\n')
        self.check(0, 3, 4)

    def test_stars(self):
        """a glob of stars"""
        self.write('policy.conf', HEAD, 'plan p { class c { keep = 1d } }\n'
                   'class c { match { header X = "%s" } }\n' % ('*a' * 250),
                   'class d { match { header X = "%s" } }\n' % ('*' * 3000))
        self.check(3, says='bad glob')

    def test_classes(self):
        """more classes than there may be"""
        self.write('policy.conf', HEAD, PLAN,
                   ('class c%d { match { size > 1 } }\n' % number
                    for number in range(MANY)))
        self.check(3, says='more than')

    def test_plans_and_unknown_ones(self):
        """as many plans, and tenants whose plans are none of them"""
        self.write('policy.conf', HEAD, PLAN,
                   ('plan q%d { }\n' % number for number in range(MANY // 4)),
                   ('tenant t%d.example { plan = r%d }\n' % (number, number)
                    for number in range(MANY // 4)))
        self.check(3, 4)

    def test_duplicates_backwards(self):
        """things that are given twice, found from the last to the first"""
        width = len(str(MANY))
        self.write('policy.conf', HEAD, PLAN, (
            'tenant t%0*d.example { plan = p }\n' % (width, number // 2)
            for number in range(MANY // 4, 0, -1)))
        self.check(3, 4)

    def test_settings(self):
        """a block with one setting as often as there may be"""
        self.write('policy.conf', HEAD, 'plan p {\n', 'keep = 1d\n' * MANY,
                   '}\n')
        self.check(3, 4)

    def test_quotes(self):
        """strings that do not end"""
        self.write('policy.conf', HEAD, PLAN, 'x = "\\\n' * MANY)
        self.check(3, 4)

    def test_signs(self):
        """signs in every order"""
        self.write('policy.conf', HEAD, PLAN, '=}{<>;"<>"=<=>=#\n;' * MANY)
        self.check(3, 4)


if __name__ == '__main__':
    tap.main()
