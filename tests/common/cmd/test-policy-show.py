#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""policy-show.c and policy-settings.c: tenure policy show."""
from program import DEFAULTS, POLICY, Installation, tap


def row(setting, value, line, name=None):
    """A row of JSON; line None is a default."""
    return {'setting': setting, 'class': name, 'value': value,
            'where': 'default' if line is None else 'policy.conf:%d' % line}


class Show(Installation):
    def test_whole(self):
        """everything that the policy says, and where"""
        got = self.succeed_json('policy', 'show')
        self.assertEqual([c['class'] for c in got['classes']],
                         ['invoice', 'bulk', 'virus', 'draft', 'big'])
        self.assertEqual([p['plan'] for p in got['plans']],
                         ['staff', 'mailbox_lite', 'default'])
        self.assertEqual((got['unknown'], got['unknown_where']),
                         ('default', 'policy.conf:30'))
        self.assertEqual((got['recipient_delimiter'],
                          got['recipient_delimiter_where']), ('+', 'default'))
        staff = got['plans'][0]
        self.assertEqual(staff['where'], 'policy.conf:9')
        self.assertEqual(staff['settings'], [
            row('keep', '90d', 10), row('expire', '7y', 11),
            row('on_delete', 'conceal', 12),
            row('keep', '10y', 13, 'invoice'),
            row('keep_from', 'year_end', 13, 'invoice'),
            row('on_delete', 'deny', 13, 'invoice'),
            row('keep', '0', 14, 'bulk'), row('expire', '30d', 14, 'bulk'),
            row('smtp.accept', 'reject "5.7.1 No viruses here"', 16, 'virus'),
            row('keep', '0', 15, 'draft')])
        self.assertEqual(got['tenants'][1], {
            'tenant': 'example.net', 'where': 'policy.conf:28',
            'plan': 'mailbox_lite', 'plan_where': 'policy.conf:28',
            'settings': [row('keep', '1d', 28)]})
        self.assertEqual(got['users'], [{
            'user': 'robot@example.org', 'where': 'policy.conf:29',
            'plan': 'mailbox_lite', 'plan_where': 'policy.conf:29',
            'settings': []}])

    def test_whole_text(self):
        """the same for people, with file and line behind every value"""
        out = self.succeed('policy', 'show')
        self.assertRegex(out, r'(?m)^plan staff +\(policy\.conf:9\)$')
        self.assertRegex(out, r'(?m)^  keep +90d +policy\.conf:10$')
        self.assertRegex(out, r'(?m)^  class invoice$')
        self.assertRegex(out, r'(?m)^    keep +10y +policy\.conf:13$')
        self.assertRegex(out, r'(?m)^unknown = default +\(policy\.conf:30\)$')
        self.assertRegex(out, r'(?m)^recipient_delimiter = "\+"  \(default\)$')
        # What nobody set is not there.
        self.assertNotIn('default\n', out.replace('unknown = default', ''))

    def test_plan(self):
        """--plan shows every setting in force, defaults too"""
        got = self.succeed_json('policy', 'show', '--plan', 'mailbox_lite')
        self.assertEqual(got['plan'], 'mailbox_lite')
        given = {'keep': ('0', 19), 'expire': ('30d', 20),
                 'on_delete': ('allow', 21),
                 'pop3.after_download': ('delete', 22)}
        self.assertEqual(got['settings'], [
            row(name, *given.get(name, (default, None)))
            for name, default in DEFAULTS] + [
                row('smtp.accept', 'quarantine', 23, 'big')])

    def test_tenant(self):
        """--tenant shows the domain's own over its plan's"""
        for name in 'example.net', 'Example.NET':
            got = self.succeed_json('policy', 'show', '--tenant', name)
            self.assertEqual((got['tenant'], got['plan'], got['plan_where']),
                             ('example.net', 'mailbox_lite', 'policy.conf:28'))
            self.assertEqual(got['settings'][0], row('keep', '1d', 28))
            self.assertEqual(got['settings'][3], row('expire', '30d', 20))

    def test_tenant_is_not_one_of_its_users(self):
        """--tenant does not show what a user of it has"""
        self.write('policy.conf', POLICY + ''.join(
            'user u%d@example.net { keep = 9d }\n' % i for i in range(5)))
        got = self.succeed_json('policy', 'show', '--tenant', 'example.net')
        self.assertEqual(got['settings'][0], row('keep', '1d', 28))

    def test_user(self):
        """--user shows what a mailbox has: a user, of a tenant, of nobody"""
        for address, plan, where in [
                ('robot@example.org', 'mailbox_lite', 'policy.conf:29'),
                ('joe@example.org', 'staff', 'policy.conf:27'),
                ('Joe@EXAMPLE.org', 'staff', 'policy.conf:27'),
                ('joe@elsewhere.example', 'default', 'policy.conf:30')]:
            with self.subTest(address=address):
                got = self.succeed_json('policy', 'show', '--user', address)
                self.assertEqual((got['user'], got['plan'],
                                  got['plan_where']),
                                 (address.lower(), plan, where))

    def test_file(self):
        """a FILE needs no tenure.conf"""
        done = self.run_plain('policy', 'show', self.policy, '--plan', 'staff')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r'(?m)^  on_delete +conceal +policy')

    def test_not_there(self):
        """what the policy does not have ends with 3"""
        for arguments, want in [
                (['--plan', 'stuff'], 'no plan "stuff"'),
                (['--tenant', 'nowhere.example'], 'no tenant "nowhere'),
                (['--tenant', 'not a domain'], 'no tenant "not a domain"'),
                (['--user', 'joe'], '"joe" is not an address')]:
            with self.subTest(arguments=arguments):
                self.assertIn(want, self.fail_with(3, 'policy', 'show',
                                                   *arguments))

    def test_broken(self):
        """a broken policy ends with 3 and shows the errors"""
        self.write('policy.conf', 'plan staff { kepp = 1d }\n')
        self.assertIn('policy.conf:1:14: error: ',
                      self.fail_with(3, 'policy', 'show'))


if __name__ == '__main__':
    tap.main()
