#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""policy-diff.c and policy-comparison.c: tenure policy diff."""
import json
import os

from program import POLICY, Installation, tap

NOBODY = {'users': 0, 'tenants': 0, 'unknown': False, 'plans': 0,
          'extensions': 0}


class Diff(Installation):
    def diff(self, text, code=1, old=None):
        """The comparison of POLICY (or another) with a text, as JSON."""
        if old is not None:
            self.write('policy.conf', old)
        new = self.write('new.conf', text)
        done = self.tenure('policy', 'diff', self.policy, new, '--json')
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        got = json.loads(done.stdout)
        self.assertEqual(got['same'], code == 0)
        return got

    def test_same(self):
        """what means the same is no difference"""
        for text in (POLICY, '# more\n' + POLICY,
                     POLICY.replace('expire = 7y', 'expire = 84mo'),
                     POLICY.replace('  keep = 90d\n  expire = 7y\n',
                                    '  expire = 7y\n  keep = 90d\n')):
            got = self.diff(text, 0)
            self.assertEqual((got['changes'], got['changed'],
                              got['classes'], got['policy']),
                             ([], NOBODY, [], []))
        self.assertEqual(self.succeed('policy', 'diff', self.policy,
                                      self.policy), 'nothing changes\n')

    CHANGES = [
        # old, new, setting, change, values, names, counts
        ('keep = 90d', 'keep = 80d', 'keep', 'shorter', ('90d', '80d'),
         ['staff', 'example.org'], {'tenants': 1, 'plans': 1}),
        ('keep = 90d', 'keep = 1y', 'keep', 'longer', ('90d', '1y'),
         ['staff', 'example.org'], {'tenants': 1, 'plans': 1}),
        ('expire = 7y', '', 'expire', 'longer', ('7y', 'never'),
         ['staff', 'example.org'], {'tenants': 1, 'plans': 1}),
        ('keep = 1d', 'keep = 12h', 'keep', 'shorter', ('1d', '12h'),
         ['example.net'], {'tenants': 1}),
        ('unknown = default', 'unknown = mailbox_lite', 'expire', 'shorter',
         ('never', '30d'), [], {'unknown': True}),
        ('after_download = delete', 'after_download = keep',
         'pop3.after_download', 'stricter', ('delete', 'keep'),
         ['mailbox_lite', 'example.net', 'robot@example.org'],
         {'tenants': 1, 'users': 1, 'plans': 1}),
        ('accept = quarantine', 'accept = reject "5.7.1 x"', 'smtp.accept',
         'stricter', ('quarantine', 'reject "5.7.1 x"'),
         ['mailbox_lite', 'example.net', 'robot@example.org'],
         {'tenants': 1, 'users': 1, 'plans': 1}),
        ('5.7.1 No viruses here', '5.7.1 No', 'smtp.accept', 'other',
         ('reject "5.7.1 No viruses here"', 'reject "5.7.1 No"'),
         ['staff', 'example.org'], {'tenants': 1, 'plans': 1}),
        ('user robot@example.org { plan = mailbox_lite }', '', 'keep',
         'longer', ('0', '90d'), ['robot@example.org'], {'users': 1}),
        ('tenant example.net', 'user new@example.org { keep = 1d }\n'
         'tenant example.net', 'keep', 'shorter', ('90d', '1d'),
         ['new@example.org'], {'users': 1}),
    ]

    def test_changes(self):
        """who is affected, and how"""
        for old, new, setting, word, values, names, counts in self.CHANGES:
            with self.subTest(old=old, new=new):
                self.assertIn(old, POLICY)
                got = self.diff(POLICY.replace(old, new))
                change = next(c for c in got['changes']
                              if c['setting'] == setting)
                self.assertEqual(
                    (change['change'], change['old']['value'],
                     change['new']['value'], change['names']),
                    (word, *values, names))
                self.assertEqual({k: change[k] for k in NOBODY},
                                 {**NOBODY, **counts})

    def test_lines(self):
        """both lines are told, and the class"""
        got = self.diff('\n' + POLICY.replace('keep = 10y', 'keep = 9y'))
        change, = got['changes']
        self.assertEqual(change['classes'], 'class invoice')
        self.assertEqual(change['old'], {
            'value': '10y', 'where': 'policy.conf:13', 'class': 'invoice'})
        self.assertEqual(change['new'], {
            'value': '9y', 'where': 'new.conf:14', 'class': 'invoice'})

    def test_text(self):
        """the same for people"""
        new = self.write('new.conf', POLICY.replace('= 90d', '= 80d').replace(
            '*invoice*', '*bill*'))
        done = self.tenure('policy', 'diff', self.policy, new)
        self.assertEqual((done.returncode, done.stdout), (1, (
            'keep is shorter: 90d (policy.conf:10) -> 80d (new.conf:10)\n'
            '    1 tenant, 1 plan: plan staff, example.org\n'
            'class invoice matches other messages: policy.conf:3 -> '
            'new.conf:3\n'
            'in all: 1 tenant, 1 plan\n')))

    def test_many(self):
        """of many, the first are named and all are counted"""
        users = ''.join('user u%d@example.org { keep = 5d }\n' % i
                        for i in range(2000))
        got = self.diff(POLICY + users.replace('5d', '4d'), 1, POLICY + users)
        change, = got['changes']
        self.assertEqual((change['users'], len(change['names'])), (2000, 3))
        out = self.tenure('policy', 'diff', self.policy,
                          self.path('new.conf')).stdout
        self.assertIn('2000 users: u0@example.org, u1@example.org, '
                      'u2@example.org and 1997 more', out)

    def test_tables(self):
        """rows of tables are tenants and users as blocks are"""
        tables = POLICY + 'tenants = text:tenants\nusers = text:users\n'
        self.write('tenants', 'a.example plan=staff\n'
                   'b.example plan=mailbox_lite keep=2d\n')
        users = ''.join('u%d@a.example keep=%dd\n' % (i, i % 5 + 1)
                        for i in range(100))
        self.write('users', users + 'x+y@b.example keep=9d\n')
        self.write('policy.conf', tables)
        self.publish()
        for name, old, new, want in [
                ('tenants', 'keep=2d', 'keep=1d', {
                    ('keep', '2d', '1d'): ['b.example']}),
                ('tenants', 'b.example plan=mailbox_lite keep=2d\n', '', {
                    ('expire', '30d', 'never'): ['b.example',
                                                 'x+y@b.example'],
                    ('keep', '2d', '0'): ['b.example']}),
                # the one without extension, then
                ('users', 'x+y@b.example keep=9d', 'x@b.example keep=7d', {
                    ('keep', '9d', '7d'): ['x+y@b.example'],
                    ('keep', '2d', '7d'): ['x@b.example']}),
                ('users', 'u7@a.example keep=3d\n', '', {
                    ('keep', '3d', '90d'): ['u7@a.example']}),
                ('users', 'keep=3d', 'keep=4d', {
                    ('keep', '3d', '4d'): ['u2@a.example', 'u7@a.example',
                                           'u12@a.example']}),
                ('users', users, '# other lines\n\n' + users, {})]:
            with self.subTest(old=old, new=new):
                before = self.read(self.path(name)).decode()
                self.assertIn(old, before)
                self.write(name, before.replace(old, new))
                done = self.tenure('policy', 'diff', '1', self.policy,
                                   '--json')
                self.write(name, before)
                got = json.loads(done.stdout)['changes']
                got = {(c['setting'], c['old']['value'], c['new']['value']):
                       c for c in got if c['setting'] in ('keep', 'expire') and
                       c['classes'] is None}
                self.assertEqual({k: got[k]['names'] for k in want}, want)
                self.assertEqual({k for k in got if k[0] == 'keep'},
                                 {k for k in want if k[0] == 'keep'})
        self.write('users', 'u7@a.example kepp=3d\n')
        self.assertIn('users:1:14', self.fail_with(
            3, 'policy', 'diff', '1', self.policy))

    def test_classes(self):
        """classes that are new, gone or match other mail"""
        for old, new, name, sides in [
                ('*invoice*', '*bill*', 'invoice', (True, True)),
                ('class big { match { size > 1000 } }',
                 'class big { match { size > 1000 } }\n'
                 'class more { match { size > 9 } }', 'more', (False, True))]:
            got = self.diff(POLICY.replace(old, new))
            one, = got['classes']
            self.assertEqual(one['class'], name)
            self.assertEqual((one['old'] is not None, one['new'] is not None),
                             sides)

    def test_globals(self):
        """what stands outside of all blocks"""
        got = self.diff(POLICY + 'recipient_delimiter = "-"\n'
                        'time_zone = Europe/Berlin\n'
                        'bounds { keep = 0 .. 1y  may = keep plan }\n')
        self.assertIn({'setting': 'recipient_delimiter', 'old': '"+"',
                       'new': '"-"'}, got['policy'])
        self.assertIn({'setting': 'time_zone', 'old': 'UTC',
                       'new': 'Europe/Berlin'}, got['policy'])
        self.assertIn({'setting': 'bounds of keep', 'old': '',
                       'new': 'from 0 to 1y'}, got['policy'])

    def test_delimiter(self):
        """an extension that is none any more belongs to another mailbox"""
        got = self.diff(POLICY + 'recipient_delimiter = ""\n')
        change = next(c for c in got['changes'] if c['setting'] == 'keep')
        self.assertEqual((change['extensions'], change['names']),
                         (1, ['robot+x@example.org']))

    def test_operands(self):
        """policy files, snapshots and generations"""
        self.publish()
        self.write('policy.conf', POLICY.replace('90d', '80d'))
        self.succeed('policy', 'publish')
        for old, new, code in [('1', '2', 1), ('1', '1', 0),
                               ('2', self.policy, 0), ('1', self.policy, 1),
                               (self.snapshot, '2', 0),
                               (self.policy, self.snapshot, 0),
                               (self.path('policy.cdb.d', '1.cdb'),
                                self.snapshot, 1)]:
            done = self.tenure('policy', 'diff', old, new)
            self.assertEqual(done.returncode, code, (old, new, done.stderr))
        for arguments, code in [(['1', '3'], 4), (['1'], 2), (['0', '1'], 2),
                                (['1', self.path('none')], 4),
                                (['1', self.config], 3)]:
            self.fail_with(code, 'policy', 'diff', *arguments)

    def test_nothing_left(self):
        """nothing stays behind"""
        temp = self.path('tmp')
        os.mkdir(temp)
        self.succeed('policy', 'diff', self.policy, self.policy,
                     env={**os.environ, 'TMPDIR': temp})
        self.assertEqual(os.listdir(temp), [])


if __name__ == '__main__':
    tap.main()
