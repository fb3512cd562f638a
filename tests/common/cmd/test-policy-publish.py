#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""policy-publish.c and policy-approval.c: tenure policy publish."""
import os
import shutil
import shutil
import subprocess
import unittest

from program import CONFIG, POLICY, TENURE, Installation, corrupt, tap


class Publish(Installation):
    def setUp(self):
        super().setUp()
        self.succeed('key', 'new', 'k1')

    def publish_json(self, *arguments):
        return self.succeed_json('policy', 'publish', *arguments)

    def test_first(self):
        """the first snapshot has generation 1, and everything is new"""
        got = self.publish_json()
        digest = got.pop('digest')
        self.assertRegex(digest, r'^[0-9a-f]{64}$')
        self.assertEqual(got, {
            'generation': 1, 'unchanged': False, 'dry_run': False,
            'snapshot': self.snapshot, 'realm': 'lab', 'plans': 3,
            'tenants': 2, 'users': 1, 'keys': 1,
            'changed': {'tenants': 2, 'users': 1, 'unknown': True}})
        self.assertTrue(os.path.exists(self.snapshot))

    def test_text(self):
        """the same for people"""
        out = self.succeed('policy', 'publish')
        self.assertEqual(out, self.snapshot + ': generation 1\n'
                         'nothing to compare with: 2 tenants, 1 user, '
                         'and mailboxes that nothing names\n')
        self.write('policy.conf', POLICY.replace('keep = 90d', 'keep = 91d'))
        out = self.succeed('policy', 'publish')
        self.assertEqual(out, self.snapshot + ': generation 2\n'
                         '  1 tenant, 1 plan: keep is longer: '
                         '90d (policy.conf:10) -> 91d (policy.conf:10)\n')
        out = self.succeed('policy', 'publish')
        self.assertEqual(out, self.snapshot +
                         ': generation 2, nothing has changed\n')

    def test_unchanged(self):
        """what has not changed is not written again"""
        first = self.publish_json()
        before = os.stat(self.snapshot)
        again = self.publish_json()
        self.assertEqual((again['generation'], again['unchanged']), (1, True))
        self.assertEqual(again['digest'], first['digest'])
        self.assertEqual(os.stat(self.snapshot).st_ino, before.st_ino)

    CHANGES = [
        # old, new, changed tenants, users, unknown
        ('expire = 7y', 'expire = 8y', 1, 0, False),
        ('keep = 1d', 'keep = 2d', 1, 0, False),
        ('tenant example.net { plan = mailbox_lite  keep = 1d }', '',
         1, 0, False),
        ('tenant example.net', 'tenant example.com { plan = default }\n'
         'tenant example.net', 0, 0, False),
        ('tenant example.net', 'tenant example.com { plan = staff }\n'
         'tenant example.net', 1, 0, False),
        ('user robot@example.org { plan = mailbox_lite }', '', 0, 1, False),
        ('user robot@example.org { plan = mailbox_lite }',
         'user robot@example.org { plan = staff }', 0, 1, False),
        ('after_download = delete', 'after_download = keep', 1, 1, False),
        ('accept = quarantine', 'accept = discard', 1, 1, False),
        ('unknown = default', 'unknown = staff', 0, 0, True),
        ('*invoice*', '*rechnung*', 0, 0, False),
        ('  class bulk { keep = 0  expire = 30d }\n  class draft { keep = 0 }',
         '  class draft { keep = 0 }\n  class bulk { expire = 30d  keep = 0 }',
         0, 0, False),
    ]

    def test_changes(self):
        """the changes that are told are those that are made"""
        for old, new, tenants, users, unknown in self.CHANGES:
            with self.subTest(old=old, new=new):
                self.assertIn(old, POLICY)
                self.write('policy.conf', POLICY)
                self.publish_json()
                self.write('policy.conf', POLICY.replace(old, new))
                got = self.publish_json()
                self.assertFalse(got['unchanged'])
                self.assertEqual(
                    [got['changed'][k] for k in ('tenants', 'users',
                                                 'unknown')],
                    [tenants, users, unknown])

    def test_dry_run(self):
        """--dry-run tells the same and writes nothing"""
        told = self.publish_json('--dry-run')
        self.assertEqual((told['generation'], told['dry_run']), (1, True))
        self.assertFalse(os.path.exists(self.snapshot))
        done = self.publish_json()
        self.assertEqual(told['digest'], done['digest'])
        before = self.read(self.snapshot)
        self.assertTrue(self.publish_json('--dry-run')['unchanged'])
        self.write('policy.conf', POLICY.replace('7y', '8y'))
        told = self.publish_json('--dry-run')
        self.assertEqual((told['generation'], told['unchanged']), (2, False))
        self.assertEqual(told['changed']['tenants'], 1)
        self.assertEqual(self.read(self.snapshot), before)

    def test_dry_run_writes_nothing(self):
        """--dry-run leaves the folder as it is"""
        before = sorted(os.listdir(self.dir))
        self.succeed('policy', 'publish', '--dry-run')
        self.assertEqual(sorted(os.listdir(self.dir)), before)

    def test_generation_floor(self):
        """--generation-floor never takes the generation back"""
        self.assertEqual(self.publish_json('--generation-floor', '5')
                         ['generation'], 5)
        self.write('policy.conf', POLICY.replace('7y', '8y'))
        for arguments in ['--dry-run'], []:
            got = self.publish_json('--generation-floor', '3', *arguments)
            self.assertEqual(got['generation'], 6)

    def test_snapshot_option(self):
        """--snapshot writes elsewhere, FILE reads from elsewhere"""
        other = self.write('other.conf', POLICY.replace('7y', '6y'))
        out = self.path('out.cdb')
        got = self.publish_json(other, '--snapshot', out)
        self.assertEqual((got['snapshot'], got['generation']), (out, 1))
        self.assertTrue(os.path.exists(out))
        self.assertFalse(os.path.exists(self.snapshot))

    def test_new_key(self):
        """a new key makes a new generation"""
        self.publish_json()
        self.succeed('key', 'new', 'k2')
        got = self.publish_json()
        self.assertEqual((got['generation'], got['keys']), (2, 2))
        self.assertEqual((got['changed']['tenants'], got['changes']),
                         (0, []))

    def test_broken_policy(self):
        """a broken policy ends with 3, and the old snapshot stays"""
        self.publish_json()
        before = self.read(self.snapshot)
        self.write('policy.conf', POLICY.replace('keep = 90d', 'keep = 90'))
        for arguments in [], ['--dry-run']:
            message = self.fail_with(3, 'policy', 'publish', *arguments)
            self.assertIn('policy.conf:10:10: error: ', message)
            self.assertIn('nothing is published', message)
        self.assertEqual(self.read(self.snapshot), before)

    def test_damaged_snapshot(self):
        """a damaged snapshot whose generation nobody knows is not replaced
        without --generation-floor"""
        self.publish_json()
        os.unlink(self.snapshot + '.generation')
        corrupt(self.snapshot, os.path.getsize(self.snapshot) // 2)
        before = self.read(self.snapshot)
        for arguments in [], ['--dry-run']:
            message = self.fail_with(3, 'policy', 'publish', *arguments)
            self.assertIn('--generation-floor', message)
            self.assertIn(self.snapshot, message)
        self.assertEqual(self.read(self.snapshot), before)
        more = ['--generation-floor', '17']
        got = self.publish_json('--dry-run', *more)
        self.assertEqual(got['generation'], 17)
        self.assertEqual(self.read(self.snapshot), before)
        got = self.publish_json(*more)
        self.assertEqual(got['generation'], 17)
        self.write('policy.conf', POLICY.replace('7y', '8y'))
        self.assertEqual(self.publish_json()['generation'], 18)

    def test_known_generation(self):
        """a snapshot that is damaged, deleted or an old copy is replaced"""
        self.publish_json()
        corrupt(self.snapshot, os.path.getsize(self.snapshot) // 2)
        self.assertEqual(self.publish_json()['generation'], 2)
        os.unlink(self.snapshot)
        self.assertEqual(self.publish_json()['generation'], 3)
        shutil.copy(self.snapshot + '.d/2.cdb', self.path('copy'))
        os.rename(self.path('copy'), self.snapshot)
        self.assertEqual(
            self.fail_with(3, 'explain', '--user', 'joe@example.org'),
            'tenure: %s: generation 2 is older than 3, which was published '
            'before: an old copy was put back\n' % self.snapshot)
        self.assertEqual(self.publish_json()['generation'], 4)

    def test_kept_generations(self):
        """as many as "generations" says are kept, the newest ones"""
        with open(self.path('tenure.conf'), 'a', encoding='utf-8') as conf:
            conf.write('generations = 2\n')
        for days in range(1, 5):
            self.write('policy.conf', POLICY.replace('90d', '%dd' % days))
            self.publish_json()
        self.assertEqual(sorted(os.listdir(self.snapshot + '.d')),
                         ['3.cdb', '4.cdb'])

    # What changes a file or a folder.
    CALLS = ['write', 'pwrite64', 'ftruncate', 'fsync', 'fchmod', 'rename',
             'link', 'mkdir', 'unlink', 'chmod']

    @unittest.skipUnless(shutil.which('strace'), 'there is no strace')
    def test_killed(self):
        """killed at any call that changes a file, it leaves a snapshot that is
        whole and in force, and the next one goes on"""
        points = 0
        last = self.publish_json()['generation']
        for call in self.CALLS:
            for when in range(1, 1000):
                points += 1
                self.write('policy.conf', POLICY.replace('90d', '%dd' % points))
                killed = self.killed_publish(call, when)
                got = self.succeed_json('explain', '--user', 'joe@example.org')
                self.assertIn(got['generation'], (last, last + 1))
                self.after_kill(last)
                last = self.publish_json()['generation']
                if not killed:
                    break
        self.assertGreater(points, 25)

    def killed_publish(self, call, when):
        """Kill it at this one of these calls, which does not happen; False if
        there were not so many."""
        done = subprocess.run(
            ['strace', '-f', '-qq', '-o', self.path('trace'), '-e',
             'trace=' + call, '-e',
             'inject=%s:signal=KILL:error=EIO:when=%d' % (call, when),
             TENURE, '-c', self.config, 'policy', 'publish'],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=180,
            check=False,
            # Nobody can look for leaks in a program that is traced.
            env={**os.environ, 'ASAN_OPTIONS': 'detect_leaks=0'})
        self.assertIn(done.returncode, (0, -9, 137), done.stderr)
        return done.returncode != 0

    def after_kill(self, last):
        """Publishing once more puts everything right."""
        got = self.publish_json()['generation']
        self.assertIn(got, (last, last + 1, last + 2))
        self.assertIn('%d.cdb' % got, os.listdir(self.snapshot + '.d'))
        self.assertRegex(self.read(self.snapshot + '.generation'),
                         b'^%d \\d+\n$' % got)

    STRICT = POLICY.replace('keep_from = year_end',
                            'keep_from = year_end  mode = compliance')

    def refuse(self, text):
        """A policy that must be refused; returns the reasons."""
        before = self.read(self.snapshot)
        self.write('policy.conf', text)
        message = self.fail_with(1, 'policy', 'publish')
        self.assertIn('takes back', message)
        self.assertIn('nothing is published', message)
        self.assertEqual(self.read(self.snapshot), before)
        done = self.tenure('policy', 'publish', '--dry-run')
        self.assertEqual(done.returncode, 1)
        self.assertIn('would be refused', done.stdout)
        return message

    def test_ratchet(self):
        """what compliance promised is not taken back"""
        self.write('policy.conf', self.STRICT)
        self.publish_json()
        message = self.refuse(self.STRICT.replace('keep = 10y', 'keep = 9y'))
        self.assertIn('keep is shorter for class invoice: 10y '
                      '(policy.conf:13, class invoice) -> 9y '
                      '(policy.conf:13, class invoice)', message)
        self.assertIn('plan staff, example.org', message)
        for old, new in [
                ('  mode = compliance', ''), ('keep_from = year_end  ', ''),
                ('keep = 10y', 'keep = 3652d'), ('*invoice*', '*bill*'),
                ('plan = staff', 'plan = mailbox_lite'),
                ('tenant example.org { plan = staff }', ''),
                ('tenant example.org', 'user joe@example.org { keep = 1d }\n'
                 'tenant example.org'),
                ('tenant example.org', 'time_zone = Asia/Tokyo\n'
                 'tenant example.org'),
                ('tenant example.org { plan = staff }',
                 'bounds { keep = 0 .. 1y }\n'
                 'tenant example.org { plan = staff  keep = 20y }')]:
            with self.subTest(old=old, new=new):
                self.assertIn(old, self.STRICT)
                self.refuse(self.STRICT.replace(old, new))

    def test_ratchet_selected_plan(self):
        """nor from those for whom the user database selects a plan"""
        strict = self.STRICT + 'plan vault { keep = 9y  mode = compliance }\n'
        self.write('policy.conf', strict)
        self.publish_json()
        self.refuse(strict.replace('tenant example.org { plan = staff }',
                                   'tenant example.org { plan = staff '
                                   'keep = 1d }'))
        self.write('policy.conf', strict.replace(
            'tenant example.org { plan = staff }',
            'tenant example.org { plan = staff expire = 20y }'))
        self.publish_json()

    def test_ratchet_lets_go(self):
        """what is longer, or was never promised, is published"""
        for old, new in [
                ('keep = 10y', 'keep = 11y'), ('keep = 90d', 'keep = 1d'),
                ('class bulk { keep = 0 ', 'class bulk { keep = 9d '),
                ('List-Id = "*"', 'List-Id = "x*"'),
                ('keep = 10y', 'keep = 120mo')]:
            with self.subTest(old=old, new=new):
                self.assertIn(old, self.STRICT)
                self.write('policy.conf', self.STRICT)
                os.path.exists(self.snapshot) and os.unlink(self.snapshot)
                for name in '.generation', '.d':
                    path = self.snapshot + name
                    if os.path.isdir(path):
                        shutil.rmtree(path)
                    elif os.path.exists(path):
                        os.unlink(path)
                self.publish_json()
                self.write('policy.conf', self.STRICT.replace(old, new))
                self.publish_json()

    def test_ratchet_tables(self):
        """rows are mailboxes too; one that disappears has its tenant's"""
        self.write('policy.conf', self.STRICT + 'users = text:users\n')
        users = ''.join('u%d@a.example plan=mailbox_lite\n' % i
                        for i in range(50))
        row = 'boss@a.example  plan=staff mode=compliance\n'
        self.write('users', users + row + users.replace('@a', '@b'))
        self.publish_json()
        for old, new, reason in [
                (row, '', 'keep is shorter'),
                (row, row.replace('mode=', 'keep=80d mode='),
                 'keep is shorter: 90d (policy.conf:10) -> 80d (users:51)'),
                (row, row.replace('staff', 'mailbox_lite'), 'boss@a.example'),
                (row, 'boss@a.example plan=staff\n', 'mode is weaker')]:
            self.write('users', (users + row + users.replace('@a', '@b'))
                       .replace(old, new))
            message = self.fail_with(1, 'policy', 'publish')
            self.assertIn(reason, message)
        # those who promised nothing come and go
        self.write('users', row + ''.join(users.splitlines(True)[:9]))
        self.assertEqual(self.publish_json()['generation'], 2)

    def test_durable_row(self):
        """a durable record is refused in a row, too"""
        self.write('policy.conf', POLICY + 'users = text:users\n')
        self.write('users', 'a@b.example plan=staff record=durable\n')
        done = self.tenure('policy', 'check')
        self.assertEqual(done.returncode, 3)
        self.assertIn('users:1:24: error: record = durable', done.stderr)
        for published in False, True:
            for arguments in [], ['--dry-run']:
                message = self.fail_with(3, 'policy', 'publish', *arguments)
                self.assertIn('users:1:24: error: record = durable', message)
                self.assertNotIn('--generation-floor', message)
            self.write('users', 'a@b.example plan=staff\n')
            if not published:
                self.publish_json()
            self.write('users', 'a@b.example plan=staff record=durable\n')

    def test_release(self):
        """a holder of a release key may let something be taken back"""
        for name in 'boss', 'other':
            self.succeed('key', 'new', '--release', self.path(name))
        self.write('tenure.conf', CONFIG + 'release_keys = boss.pub\n')
        self.write('policy.conf', self.STRICT)
        self.publish_json()
        new = self.STRICT.replace('keep = 10y', 'keep = 9y')
        self.assertIn('a release is needed', self.refuse(new))
        release = self.release('boss', 'Order 17 of "counsel"')
        self.assertIn('reason = "Order 17 of \\"counsel\\""', release)
        self.assertIn('none of the release keys', self.fail_with(
            3, 'policy', 'release', '--key', self.path('other.key'),
            '--reason', 'x'))
        # nothing in it may be another
        bad = 0
        for i, line in enumerate(release.splitlines()):
            lines = release.splitlines()
            at = line.index('= ') + 2
            at += line[at] == '"'
            lines[i] = line[:at] + chr(ord(line[at]) ^ 1) + line[at + 1:]
            path = self.write('bad', '\n'.join(lines) + '\n')
            done = self.tenure('policy', 'publish', '--release', path)
            self.assertIn(done.returncode, (1, 3), lines[i])
            bad += 1
        self.assertEqual(bad, 9)
        path = self.write('release', release)
        # for this policy alone
        self.write('policy.conf', new.replace('9y', '8y'))
        self.assertIn('another policy', self.fail_with(
            1, 'policy', 'publish', '--release', path))
        self.write('policy.conf', new)
        told = self.publish_json('--dry-run', '--release', path)
        self.assertEqual(told['generation'], 2)
        self.assertEqual(self.publish_json('--release', path)['generation'],
                         2)
        self.assertIn(release.encode(), self.read(self.snapshot))
        # and once
        self.write('policy.conf', new.replace('9y', '8y'))
        self.assertIn('another generation', self.fail_with(
            1, 'policy', 'publish', '--release', path))

    def release(self, key, reason='x', *arguments):
        """The text of a release of what is in policy.conf."""
        return self.succeed('policy', 'release', '--key',
                            self.path(key + '.key'), '--reason', reason,
                            *arguments)

    def test_release_of_snapshot(self):
        """a release can be made where only the two snapshots are"""
        self.succeed('key', 'new', '--release', self.path('boss'))
        self.write('tenure.conf', CONFIG + 'release_keys = boss.pub\n')
        self.write('policy.conf', self.STRICT)
        self.publish_json()
        self.write('policy.conf', POLICY)
        new = self.path('new.cdb')
        self.succeed('policy', 'publish', '--snapshot', new)
        done = self.run_plain('policy', 'release', new, '--key',
                              self.path('boss.key'), '--reason', 'x',
                              '--snapshot', self.snapshot)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('mode is weaker', done.stderr)
        path = self.write('release', done.stdout)
        self.assertEqual(self.publish_json('--release', path)['generation'],
                         2)

    def test_release_keys(self):
        """release keys change with a release of an old one, or never"""
        for name in 'boss', 'heir':
            self.succeed('key', 'new', '--release', self.path(name))
        self.publish_json()
        # the first ones come in freely
        self.write('tenure.conf', CONFIG + 'release_keys = boss.pub\n')
        self.assertEqual(self.publish_json()['generation'], 2)
        for keys in '', 'release_keys = heir.pub\n', \
                'release_keys = boss.pub heir.pub\n':
            self.write('tenure.conf', CONFIG + keys)
            for arguments in [], ['--dry-run']:
                done = self.tenure('policy', 'publish', *arguments)
                self.assertEqual(done.returncode, 1)
                self.assertIn('release keys would change', done.stderr)
        path = self.write('release', self.release('boss'))
        self.assertEqual(self.publish_json('--release', path)['generation'],
                         3)
        # now each of them can
        self.write('tenure.conf', CONFIG + 'release_keys = heir.pub\n')
        path = self.write('release', self.release('heir'))
        self.assertEqual(self.publish_json('--release', path)['generation'],
                         4)
        self.write('tenure.conf', CONFIG)
        self.assertIn('none of the release keys', self.fail_with(
            3, 'policy', 'release', '--key', self.path('boss.key'),
            '--reason', 'x'))

    def test_release_without_keys(self):
        """without release keys in force, nothing lifts the ratchet"""
        self.succeed('key', 'new', '--release', self.path('boss'))
        self.write('policy.conf', self.STRICT)
        self.publish_json()
        # neither one that comes with the same publication
        self.write('tenure.conf', CONFIG + 'release_keys = boss.pub\n')
        self.assertIn('no release key that could', self.refuse(POLICY))
        self.fail_with(3, 'policy', 'release', '--key',
                       self.path('boss.key'), '--reason', 'x')

    def test_bad_release(self):
        """what is no release, or no key of one"""
        self.publish_json()
        for text in b'', b'x', b'tenure_release = 2\n', b'\0':
            self.fail_with(3, 'policy', 'publish', '--release',
                           self.write('bad', text))
        self.fail_with(4, 'policy', 'publish', '--release',
                       self.path('none'))
        self.write('tenure.conf', CONFIG + 'release_keys = policy.conf\n')
        self.assertIn('policy.conf', self.fail_with(3, 'policy', 'publish'))
        self.write('tenure.conf', CONFIG + 'release_keys = none.pub\n')
        self.assertIn('none.pub', self.fail_with(4, 'policy', 'publish'))
        for arguments in [], ['--key', 'x.key'], ['--reason', 'x']:
            self.fail_with(2, 'policy', 'release', *arguments)

    def test_durable(self):
        """a durable record is refused without a ledger"""
        self.write('policy.conf', POLICY.replace(
            '  keep = 90d\n', '  keep = 90d\n  record = durable\n'))
        message = self.fail_with(3, 'policy', 'publish')
        self.assertIn('policy.conf:11:3: error: record = durable: this '
                      'installation has no ledger', message)
        done = self.tenure('policy', 'check')
        self.assertEqual(done.returncode, 3)
        self.assertIn('policy.conf:11:3: error: record', done.stderr)
        # where compliance implies it, it is understood
        self.write('policy.conf', self.STRICT)
        self.publish_json()

    def test_ratchet_without_snapshot(self):
        """a snapshot that is gone or damaged is no way round"""
        self.write('policy.conf', self.STRICT)
        self.publish_json()
        self.write('policy.conf', POLICY)
        # the copy in policy.cdb.d says what was promised
        os.unlink(self.snapshot)
        self.assertIn('mode is weaker',
                      self.fail_with(1, 'policy', 'publish'))
        self.write('policy.cdb', b'damaged')
        self.assertIn('mode is weaker',
                      self.fail_with(1, 'policy', 'publish',
                                     '--without-ratchet'))
        # and does so when nobody knows the generation, too
        floor = self.read(self.snapshot + '.generation')
        for name in 'policy.cdb.generation', 'policy.cdb':
            os.unlink(self.path(name))
            self.assertIn('mode is weaker',
                          self.fail_with(1, 'policy', 'publish',
                                         '--generation-floor', '9',
                                         '--without-ratchet'))
        self.write('policy.cdb', b'damaged')
        self.write('policy.cdb.generation', floor)
        # without that, too, nobody knows
        shutil.rmtree(self.snapshot + '.d')
        for damage in False, True:
            if damage:
                os.unlink(self.snapshot)
            for floor in [], ['--generation-floor', '9']:
                self.assertIn('--without-ratchet', self.fail_with(
                    1, 'policy', 'publish', *floor))
        self.assertEqual(
            self.publish_json('--without-ratchet')['generation'], 2)

    TABLES = ('tenants = text:tenants\nusers = text:users\n' +
              POLICY.replace('tenure_version = 1\n', ''))

    def write_tables(self, tenants, users):
        """Use these tables."""
        self.write('policy.conf', 'tenure_version = 1\n' + self.TABLES)
        self.write('tenants', tenants)
        self.write('users', users)

    def test_tables(self):
        """rows of tables are published, counted and in force"""
        self.write_tables('row.example  plan=staff\n',
                          'ann@row.example  plan=mailbox_lite\n'
                          'bob@row.example  keep=3y\n')
        got = self.publish_json()
        self.assertEqual((got['tenants'], got['users']), (3, 3))
        for user, plan in (('ann@row.example', 'mailbox_lite'),
                           ('bob@row.example', 'staff'),
                           ('eve@row.example', 'staff'),
                           ('eve@other.example', 'default')):
            said = self.succeed_json('explain', '--user', user)
            self.assertEqual(said['plan'], plan, user)
        # The tables are not read any more.
        os.unlink(self.path('users'))
        self.assertEqual(self.succeed_json(
            'explain', '--user', 'ann@row.example')['plan'], 'mailbox_lite')

    def test_bad_rows(self):
        """mistakes in rows are shown, and nothing is published"""
        self.write_tables('row.example  plan=staff\n',
                          'ann@row.example  plan=stuff\n'
                          'bob@row.example  keep=3q\n'
                          'ann@row.example  plan=staff\n')
        for arguments in [], ['--dry-run']:
            message = self.fail_with(3, 'policy', 'publish', *arguments)
            self.assertIn('users:1:', message)
            self.assertIn('users:2:', message)
            self.assertIn('users:3:', message)
            self.assertEqual(message.count('unknown plan "stuff"'), 1)
            self.assertTrue(message.endswith('tenure: nothing is published\n'),
                            message)
        self.assertFalse(os.path.exists(self.snapshot))

    def test_no_folder(self):
        """a snapshot that cannot be written ends with 4"""
        message = self.fail_with(4, 'policy', 'publish', '--snapshot',
                                 self.path('none', 'x.cdb'))
        self.assertIn(self.path('none'), message)

    def test_bad_key(self):
        """a damaged public key stops it"""
        self.write('keys/k1.pub', 'key k1 { public = "AAAA" }\n')
        message = self.fail_with(3, 'policy', 'publish')
        self.assertIn('k1.pub', message)
        self.assertFalse(os.path.exists(self.snapshot))

    def test_no_keys(self):
        """without keys it says that there will be no seals"""
        os.unlink(self.path('keys', 'k1.key'))
        os.unlink(self.path('keys', 'k1.pub'))
        done = self.tenure('policy', 'publish')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('has no key', done.stderr)


if __name__ == '__main__':
    tap.main()
