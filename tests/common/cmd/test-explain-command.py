#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""explain-command.c, explanation.c and stated-facts.c: tenure explain."""
import datetime
import json
import os

from program import DEFAULTS, MESSAGE, POLICY, Installation, corrupt, tap

AT = '2027-01-01T00:00:00Z'
RECEIVED = '2026-11-22T03:00:00Z'
SEALED = ['sealed=yes', 'received=' + RECEIVED, 'size=500', 'auth=no',
          'tls=1.3', 'sender=orders@shop.example', 'mailbox=INBOX',
          'special_use=']


class Facts(Installation):
    """With a policy file and stated facts: nothing else is needed."""

    def explain(self, user, *facts, at=AT, more=()):
        done = self.run_plain('explain', '--json', '--policy', self.policy,
                              '--user', user, '--at', at, *more, '--facts',
                              *facts)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    @staticmethod
    def short(reason):
        """A reason without the rule behind it."""
        return {name: value for name, value in reason.items()
                if name not in ('layer', 'rule', 'said')}

    def because(self, got, setting):
        return self.short(next(b for b in got['because']
                               if b['setting'] == setting))

    @staticmethod
    def with_defaults(reasons):
        """These, and the default of every other setting, in order."""
        given = {reason['setting']: reason for reason in reasons}
        return [given.get(name, {'setting': name, 'value': value,
                                 'where': 'default'})
                for name, value in DEFAULTS]

    def test_every_field(self):
        """every field of the answer, for a sealed invoice"""
        got = self.explain('Joe@example.org', *SEALED,
                           'header:Subject=Your INVOICE 17',
                           'header:List-Id=', 'header:X-Virus-Flag=no')
        got['because'] = [self.short(one) for one in got['because']]
        self.assertEqual([one['class'] for one in got.pop('conditions')],
                         ['invoice', 'bulk', 'virus', 'draft'])
        self.assertEqual(got, {
            'generation': 0, 'user': 'joe@example.org', 'plan': 'staff',
            'plan_where': 'policy.conf:27', 'at': AT,
            'classes': ['invoice', 'bulk'], 'unsure': [], 'seal': 'sealed',
            'received': RECEIVED, 'keep_until': '2036-12-31T23:59:59Z',
            'expire_at': '2036-12-31T23:59:59Z', 'held_by': [],
            'on_delete': 'deny', 'after_download': 'keep',
            'downloaded': None, 'devices_have': 0, 'devices': None,
            'download_due': None,
            'pop3_access': 'yes',
            'smtp': {'action': 'accept', 'reply': None, 'journal': None,
                     'journals': []},
            'because': self.with_defaults([
                {'setting': 'keep', 'value': '10y', 'where': 'policy.conf:13',
                 'class': 'invoice'},
                {'setting': 'keep_from', 'value': 'year_end',
                 'where': 'policy.conf:13', 'class': 'invoice'},
                {'setting': 'expire', 'value': '30d',
                 'where': 'policy.conf:14', 'class': 'bulk'},
                {'setting': 'on_delete', 'value': 'deny',
                 'where': 'policy.conf:13', 'class': 'invoice'}])})
        self.assertEqual(list(got)[:3], ['generation', 'user', 'plan'])

    def test_text(self):
        """the same for people, with file and line behind every value"""
        done = self.run_plain(
            'explain', '--policy', self.policy, '--user', 'joe@example.org',
            '--at', AT, '--facts', *SEALED, 'header:Subject=invoice',
            'header:X-Virus-Flag=YES')
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        for line in [
                'Mailbox joe@example.org', '  tenant example.org '
                '(policy.conf:27)', '  plan staff, named by the tenant '
                '(policy.conf:27)', '  received ' + RECEIVED, '  size 500',
                '  sealed: it came in by SMTP',
                '  invoice (policy.conf:3): yes',
                '    header subject = *invoice* (policy.conf:3) is met',
                '  bulk (policy.conf:4): cannot be told',
                '    header list-id = * (policy.conf:4) cannot be told: '
                'the field is not known, or cannot be read',
                '  draft (policy.conf:6): no; at the SMTP door: '
                'cannot be told', '    sealed = no (policy.conf:6) is not met',
                'In the mailbox, at ' + AT,
                '  It is kept until 2036-12-31T23:59:59Z, because keep = 10y '
                '(policy.conf:13, class invoice), counted from the end of '
                '2026 in UTC, keep_from = year_end (policy.conf:13, class '
                'invoice).',
                '  The server removes it from 2036-12-31T23:59:59Z on, '
                'because expire = 7y (policy.conf:11) has ended by then, and '
                'nothing keeps it any more.',
                "  A user's delete is refused, because it is kept and "
                'on_delete = deny (policy.conf:13, class invoice).',
                '  It is refused, because smtp.accept = reject "5.7.1 No '
                'viruses here" (policy.conf:16, class virus); the reply is '
                '"550 5.7.1 No viruses here".', '  keep = 10y',
                '      policy.conf:13: the most specific that sets it is plan '
                'staff, where class invoice goes before the own value',
                '      pop3.after_download = keep']:
            self.assertIn(line, lines)

    SENTENCES = [
        # user, at, facts, what is said
        ('joe@example.org', '2026-12-01', [],
         'It is kept until 2027-02-20T03:00:00Z, because keep = 90d '
         '(policy.conf:10), counted from 2026-11-22T03:00:00Z, when it was '
         'received.'),
        ('joe@example.org', '2027-03-01', [],
         'It was kept until 2027-02-20T03:00:00Z, because'),
        ('joe@example.org', '2027-03-01', [],
         "A user's delete destroys it: nothing keeps it."),
        ('joe@example.org', '2034-01-01', [],
         'The server removes it, since 2033-11-22T03:00:00Z, because expire '
         '= 7y (policy.conf:11), counted from when it was received.'),
        ('joe@example.org', '2026-12-01', [],
         "A user's delete only conceals it, because it is kept and on_delete "
         '= conceal (policy.conf:12).'),
        ('x@example.net', '2026-11-22T04:00:00Z', [],
         'on_delete = allow (policy.conf:21) contradicts that: it counts as '
         'conceal.'),
        ('robot@example.org', '2027-01-01', [],
         'Nothing keeps it, because keep = 0 (policy.conf:19).'),
        ('robot@example.org', '2027-01-01', [],
         'After a download by POP3 it is deleted, as by the user: '
         'pop3.after_download = delete (policy.conf:22). May it leave by '
         'POP3: pop3.access = yes (default).'),
        ('joe@nowhere.example', '2027-01-01', [],
         'The server never removes it, because expire = never '
         '(policy.conf:25).'),
        ('joe@nowhere.example', '2027-01-01', ['held=17', 'held=18'],
         'Nobody destroys it as long as it is held: 17, 18. Without the '
         'hold: Nothing keeps it, because'),
        ('joe@nowhere.example', '2027-01-01', ['held=17'],
         'The server never removes it, because it is held.'),
        ('joe@nowhere.example', '2027-01-01', [],
         'It is let in, because smtp.accept = yes (default).'),
    ]

    def test_sentences(self):
        """what is done, in sentences"""
        for user, at, facts, want in self.SENTENCES:
            with self.subTest(user=user, at=at, want=want):
                done = self.run_plain(
                    'explain', '--policy', self.policy, '--user', user,
                    '--at', at, '--facts', *SEALED, 'header:Subject=x',
                    *facts)
                self.assertIn(want, done.stdout)
        done = self.run_plain('explain', '--policy', self.policy, '--user',
                              'joe@example.org', '--facts', 'sealed=no')
        self.assertIn('It is kept for ever, because when it was received '
                      'cannot be told, and keep', done.stdout)

    def rules(self, policy, *facts):
        """Layer, rule and what was said, of each setting."""
        self.write('policy.conf', policy)
        got = self.explain('joe@example.org', *SEALED, *facts)
        return {one['setting']: one for one in got['because']}

    def test_rules(self):
        """each rule of combination is told where it counts"""
        text = POLICY + 'user joe@example.org { pop3 { top = deny } }\n' \
            'bounds { keep = 0 .. 2y }\n'
        text = text.replace(
            'tenant example.org {', 'tenant example.org { grace = 3d class '
            'big { keep = 5y }').replace(
                'class draft { keep = 0 }', 'class draft { keep = 0 } '
                'mode = compliance class virus { keep = 1d }')
        text = text.replace('  class virus { smtp', '  smtp').replace(
            'viruses here" } }', 'viruses here" }')
        got = self.rules(text, 'header:Subject=invoice', 'header:List-Id=x',
                         'size=2000', 'header:X-Virus-Flag=YES')
        for setting, layer, rule in [
                ('pop3.top', 'user', 'the most specific that sets it is user '
                 'joe@example.org'),
                ('grace', 'tenant', 'the most specific that sets it is '
                 'tenant example.org'),
                ('mode', 'plan', 'the most specific that sets it is plan '
                 'staff'),
                ('expire', 'plan', 'where class bulk goes before the own '
                 'value'),
                ('keep', 'tenant', 'where class big goes before the own '
                 'value; it says 5y (policy.conf:27), and bounds make this '
                 'of it'),
                ('record', 'default', 'implied by mode = compliance'),
                ('body_hash', 'default', 'nobody sets it: the default')]:
            self.assertEqual(got[setting]['layer'], layer, setting)
            self.assertIn(rule, got[setting]['rule'])
        self.assertEqual(
            {k: got['keep'].get(k) for k in ('value', 'where', 'said',
                                             'said_where', 'bounds')},
            {'value': '2y', 'where': 'policy.conf:32', 'said': '5y',
             'said_where': 'policy.conf:27', 'bounds': 'policy.conf:32'})
        self.assertNotIn('bounds', got['expire'])
        got = self.rules(text, 'header:Subject=invoice', 'header:List-Id=x',
                         'header:X-Virus-Flag=YES')
        self.assertIn('where of several classes the safest counts, that of '
                      'class invoice', got['keep']['rule'])
        got = self.rules(text, 'header:Subject=x', 'header:List-Id=')
        self.assertIn('plan staff, which counts because class virus cannot '
                      'be told', got['keep']['rule'])

    def test_conditions(self):
        """the condition that decided each class, or what is missing"""
        text = POLICY.replace(
            'class big { match { size > 1000 } }',
            'network office { addresses = 192.0.2.0/24 }\n'
            'class big { match { size > 1000  client = office }\n'
            '  match { not { attachment = "*.txt"  auth = yes } } }').replace(
                'class draft { keep', 'class big { keep = 1d } '
                'class draft { keep')
        self.write('policy.conf', text)

        def big(*facts):
            got = self.explain('joe@example.org', *facts)
            one = next(one for one in got['conditions']
                       if one['class'] == 'big')
            return one['matches'], [
                (c['text'], c['where'], c['met'], c.get('missing'))
                for c in one['conditions']]

        size = ('size > 1000', 'policy.conf:8')
        client = ('client = office', 'policy.conf:8')
        negated = ('not { attachment = *.txt  auth = yes }',
                   'policy.conf:9')
        self.assertEqual(
            big('size=2000', 'client=office', 'auth=yes', 'attachment='),
            (True, [(*size, True, None), (*client, True, None)]))
        self.assertEqual(
            big('size=5', 'client=office', 'auth=no'),
            (True, [(*negated, True, None)]))
        self.assertEqual(
            big('size=5', 'auth=yes', 'attachment=a b.TXT (Text/Plain)'),
            (False, [(*size, False, None), (*negated, False, None)]))
        self.assertEqual(
            big('size=2000', 'auth=yes'),
            (None, [(*client, None, 'the client is not known'),
                    (*negated, None, 'the parts of the message are not '
                     'known, or cannot be read')]))

    def test_attachment(self):
        """parts may be stated, by name and type"""
        self.write('policy.conf', POLICY.replace(
            'size > 1000', 'attachment = "*.pdf" "image/*"').replace(
                'keep = 1d }', 'keep = 1d class big { keep = 2d } }'))
        for facts, want in [
                ([], None), (['attachment='], False),
                (['attachment=a (b).pdf (application/pdf)'], True),
                (['attachment=a.txt (text/plain)'], False),
                (['attachment=(IMAGE/png)'], True),
                (['attachment=a.txt (text/plain)',
                  'attachment=(image/png)'], True)]:
            got = self.explain('x@example.net', 'size=9', *facts)
            one = next(c for c in got['conditions'] if c['class'] == 'big')
            self.assertEqual(one['matches'], want, facts)
        for bad in 'a.txt', 'a.txt(text/plain)', 'a (text)', 'a (/x)', \
                'a (x/)', 'a (%s/x)' % (200 * 'x'):
            self.assertIn('write it as NAME', self.fail_with(
                2, 'explain', '--policy', self.policy, '--user', 'x@y.z',
                '--facts', 'attachment=' + bad))

    def test_journals(self):
        """every journal address, where it stands and its class"""
        self.write('policy.conf', POLICY.replace(
            'class bulk { keep = 0 ', 'class bulk { smtp { journal = '
            'b@example.org } keep = 0 ').replace(
                'class invoice { keep', 'class invoice { smtp { journal = '
                'i@example.org } keep'))
        got = self.explain('joe@example.org', *SEALED, 'header:List-Id=x',
                           'header:Subject=invoice')['smtp']
        self.assertEqual(sorted(got['journal'].split(', ')),
                         ['b@example.org', 'i@example.org'])
        self.assertIn({'address': 'b@example.org', 'where': 'policy.conf:14',
                       'class': 'bulk'}, got['journals'])

    def test_plans(self):
        """user, tenant, nobody: each has its plan"""
        for user, plan, keep, expire in [
                ('joe@example.org', 'staff', '2027-02-20T03:00:00Z',
                 '2033-11-22T03:00:00Z'),
                ('robot@example.org', 'mailbox_lite', None,
                 '2026-12-22T03:00:00Z'),
                ('joe@example.net', 'mailbox_lite', None,
                 '2026-12-22T03:00:00Z'),
                ('joe@nowhere.example', 'default', None, None)]:
            with self.subTest(user=user):
                got = self.explain(user, *SEALED, 'header:Subject=hello',
                                   'header:X-Virus-Flag=no')
                # List-Id was not stated: bulk may shorten, so it does not.
                self.assertEqual((got['plan'], got['keep_until'],
                                  got['expire_at']), (plan, keep, expire))

    def test_time(self):
        """--at decides: kept before the end, free from it on"""
        for at, kept, on_delete in [
                ('2027-02-20T02:59:59Z', True, 'conceal'),
                ('2027-02-20T03:00:00Z', False, 'allow')]:
            got = self.explain('joe@example.org', *SEALED,
                               'header:Subject=hello', at=at)
            self.assertEqual((got['keep_until'] is not None,
                              got['on_delete']), (kept, on_delete))

    def test_no_clock(self):
        """without a clock everything that is kept at all is kept"""
        got = self.explain('joe@example.org', 'sealed=no',
                           'header:Subject=hello')
        self.assertEqual((got['received'], got['keep_until'],
                          got['expire_at'], got['on_delete'], got['seal']),
                         (None, 'forever', None, 'conceal', 'unsealed'))
        got = self.explain('joe@nowhere.example', 'sealed=no')
        self.assertEqual((got['keep_until'], got['expire_at']), (None, None))

    def test_saved(self):
        """--saved is the clock of unsealed mail, received= wins over it"""
        saved = '2026-12-01T00:00:00Z'
        for facts, want in [(['sealed=no'], saved), ([], saved),
                            (['sealed=no', 'received=' + RECEIVED],
                             RECEIVED)]:
            got = self.explain('joe@example.org', *facts, 'size=1',
                               more=['--saved', saved])
            self.assertEqual(got['received'], want)

    def test_unsure(self):
        """what cannot be told counts where it keeps, and only there"""
        got = self.explain('joe@example.org', 'sealed=unknown',
                           'received=' + RECEIVED)
        self.assertEqual(got['seal'], 'unknown')
        self.assertEqual(got['classes'], [])
        self.assertEqual(got['unsure'],
                         ['invoice', 'bulk', 'virus', 'draft', 'big'])
        self.assertEqual(self.because(got, 'keep'), {
            'setting': 'keep', 'value': '10y', 'where': 'policy.conf:13',
            'class': 'invoice', 'unsure': True})
        self.assertEqual(self.because(got, 'expire'), {
            'setting': 'expire', 'value': '7y', 'where': 'policy.conf:11'})
        self.assertEqual(got['smtp']['action'], 'accept')

    def test_draft(self):
        """a draft may go, a received message in Drafts may not"""
        facts = ['received=' + RECEIVED, 'mailbox=Drafts',
                 'special_use=\\Drafts']
        got = self.explain('joe@example.org', 'sealed=no',
                           'header:Subject=hello', *facts)
        self.assertIn('draft', got['classes'])
        self.assertEqual(got['on_delete'], 'allow')
        got = self.explain('joe@example.org', 'sealed=yes',
                           'header:Subject=invoice', *facts)
        self.assertNotIn('draft', got['classes'])
        self.assertEqual(got['on_delete'], 'deny')

    def test_smtp(self):
        """what the SMTP door does"""
        for facts, user, want in [
                (['header:X-Virus-Flag=YES'], 'joe@example.org',
                 {'action': 'reject', 'reply': '550 5.7.1 No viruses here',
                  'journal': None, 'journals': []}),
                (['size=2000'], 'robot@example.org',
                 {'action': 'quarantine', 'reply': None, 'journal': None,
                  'journals': []}),
                (['size=1000'], 'robot@example.org',
                 {'action': 'accept', 'reply': None, 'journal': None,
                  'journals': []})]:
            got = self.explain(user, *facts)
            self.assertEqual(got['smtp'], want)

    def test_smtp_sees_no_folder(self):
        """the SMTP door decides without folder and without seal"""
        for condition in ('sealed = no', 'mailbox = Drafts',
                          'mailbox = \\Drafts', 'sealed = no  mailbox = D*'):
            with self.subTest(condition=condition):
                self.write('policy.conf', POLICY.replace(
                    'sealed = no  mailbox = \\Drafts', condition).replace(
                        'class draft { keep = 0 }', 'class draft { keep = 0  '
                        'smtp { accept = reject "5.7.1 x" } }'))
                got = self.explain('joe@example.org', 'sealed=no',
                                   'mailbox=Drafts', 'special_use=\\Drafts',
                                   'received=' + RECEIVED)
                self.assertIn('draft', got['classes'])
                self.assertEqual(got['smtp']['action'], 'accept')
                self.assertEqual(self.because(got, 'smtp.accept'), {
                    'setting': 'smtp.accept', 'value': 'yes',
                    'where': 'default'})

    def test_connection(self):
        """what is stated about the connection counts at both doors"""
        for condition, yes, no in [
                ('tls >= 1.2', ['1.2', '1.3'], ['no', '1.0', '1.1']),
                ('tls = 1.1', ['1.1'], ['no', '1.0', '1.2', '1.3']),
                ('tls = no', ['no'], ['1.0']),
                ('auth = yes', ['yes'], ['no']),
                ('sender = @a.example', ['x@a.example'],
                 ['x@b.example', '<>', '']),
                ('sender = "<>"', ['<>', ''], ['x@a.example'])]:
            self.write('policy.conf', POLICY.replace(
                'header X-Virus-Flag = YES', condition))
            name = condition.split()[0]
            for value in yes + no:
                with self.subTest(condition=condition, value=value):
                    got = self.explain('joe@example.org',
                                       '%s=%s' % (name, value))
                    self.assertEqual(('virus' in got['classes'],
                                      got['smtp']['action']),
                                     (True, 'reject') if value in yes
                                     else (False, 'accept'))
                    self.assertNotIn('virus', got['unsure'])

    def test_client(self):
        """the networks that the client is in, or none, or not known"""
        self.write('policy.conf', POLICY.replace(
            'header X-Virus-Flag = YES', 'client = office home') + '\n'.join(
                'network %s { addresses = 192.0.2.%d/32 }\n' % network
                for network in (('office', 1), ('home', 2), ('shop', 3))))
        for facts, classes, unsure in [
                (['client=office'], 'virus', None),
                (['client=shop', 'client=home'], 'virus', None),
                (['client=shop'], None, None), (['client='], None, None),
                (['auth=no'], None, 'virus')]:
            with self.subTest(facts=facts):
                got = self.explain('joe@example.org', *facts)
                self.assertEqual(('virus' in got['classes'],
                                  'virus' in got['unsure']),
                                 (classes is not None, unsure is not None))
                self.assertEqual(got['smtp']['action'],
                                 'reject' if classes else 'accept')

    def test_held(self):
        """a hold keeps what nothing else keeps"""
        got = self.explain('joe@nowhere.example', *SEALED, 'held_by=2026-17',
                           'held_by=tax')
        self.assertEqual((got['held_by'], got['keep_until'],
                          got['expire_at'], got['on_delete']),
                         (['2026-17', 'tax'], 'forever', None, 'conceal'))
        done = self.run_plain('explain', '--policy', self.policy, '--user',
                              'joe@nowhere.example', '--facts', *SEALED,
                              'held_by=2026-17', 'held_by=tax')
        self.assertIn('  held by 2026-17\n  held by tax\n', done.stdout)
        self.assertEqual(self.explain('joe@nowhere.example', *SEALED,
                                      'held_by=')['held_by'], [])

    def test_too_many_names(self):
        """64 names, and no more"""
        for count, code in ((64, 0), (65, 2)):
            for name in 'client', 'held_by':
                with self.subTest(name=name, count=count):
                    done = self.run_plain(
                        'explain', '--policy', self.policy, '--user',
                        'joe@example.org', '--facts',
                        *('%s=n%d' % (name, i) for i in range(count)))
                    self.assertEqual(done.returncode, code, done.stderr)

    def test_after_download(self):
        """after_download of a letter box"""
        got = self.explain('robot@example.org', *SEALED)
        self.assertEqual((got['after_download'], got['on_delete']),
                         ('delete', 'allow'))

    def test_devices(self):
        """a download counts when enough devices have it"""
        day = '2026-11-%02dT00:00:00Z'
        for setting, known, days, due in [
                ('delete devices = all', 2, (3, 5), day % 5),
                ('delete devices = all', 3, (3, 5), None),
                ('delete devices = all', None, (3, 5), None),
                ('delete devices = all', 1, (3,), day % 3),
                ('delete devices = 2', None, (5, 3, 9), day % 5),
                ('delete devices = 2', 7, (5,), None),
                ('2d devices = 2', 7, (5, 3), day % 7),
                ('2d', None, (5, 3), day % 5),
                ('2d', 4, (), None),
                ('keep devices = all', 1, (3,), None),
                ('delete', 4, (3,), day % 3)]:
            with self.subTest(setting=setting, known=known, days=days):
                self.write('policy.conf', POLICY.replace(
                    'after_download = delete', 'after_download = ' + setting))
                got = self.explain(
                    'robot@example.org', *SEALED,
                    *('devices=%d' % known for known in [known] if known),
                    *('downloaded=' + day % one for one in days))
                self.assertEqual(
                    (got['download_due'], got['devices'],
                     got['devices_have'], got['downloaded']),
                    (due, known, len(days),
                     day % min(days) if days else None))

    def test_devices_in_words(self):
        """who has it, and what it takes"""
        self.write('policy.conf', POLICY.replace(
            'after_download = delete', 'after_download = 2d devices = all'))
        done = self.run_plain(
            'explain', '--policy', self.policy, '--user', 'robot@example.org',
            '--facts', *SEALED, 'downloaded=2026-11-03',
            'downloaded=2026-11-05', 'devices=2')
        self.assertIn('  downloaded by POP3, first 2026-11-03T00:00:00Z; '
                      '2 of 2 devices have it\n', done.stdout)
        self.assertIn('where enough devices have it: pop3.devices = all '
                      '(policy.conf:22). That is from 2026-11-07T00:00:00Z '
                      'on. ', done.stdout)

    def test_wrong_devices(self):
        """what cannot be is refused"""
        for facts, reason in [
                (['devices=0'], 'give the number of devices'),
                (['devices=x'], 'give the number of devices'),
                (['downloaded=yesterday'], 'give a time'),
                (['devices=1', 'downloaded=2026-11-03',
                  'downloaded=2026-11-04'],
                 '2 downloads by 1 devices: each device counts once')]:
            with self.subTest(facts=facts):
                self.assertIn(reason, self.fail_with(
                    2, 'explain', '--policy', self.policy, '--user', 'x@y.z',
                    '--facts', *facts))

    def test_selected_plan(self):
        """--plan selects a plan; one that is not there keeps everything"""
        got = self.explain('joe@example.org', *SEALED, 'header:List-Id=x',
                           more=['--plan', 'default'])
        self.assertEqual((got['plan'], got['keep_until']), ('default', None))
        done = self.run_plain('explain', '--policy', self.policy, '--user',
                              'joe@example.org', '--plan', 'nope', '--facts',
                              *SEALED)
        self.assertEqual(done.returncode, 0)
        self.assertIn('no plan "nope"', done.stderr)
        self.assertIn('It is kept for ever, because keep = forever',
                      done.stdout)

    def test_no_address(self):
        """a login name that is no address has the plan of unknown ones"""
        done = self.run_plain('explain', '--json', '--policy', self.policy,
                              '--user', 'joe\x1b[31m', '--at', AT)
        self.assertEqual(done.returncode, 0)
        self.assertIn('is not an address', done.stderr)
        self.assertNotIn('\x1b', done.stderr + done.stdout)
        self.assertIn('"plan": "default"', done.stdout)
        self.assertEqual(json.loads(done.stdout)['user'], 'joe\x1b[31m')

    def test_bad_facts(self):
        """a bad fact ends with 2 and says what is right"""
        for fact, want in [
                ('colour=red', 'unknown fact "colour"'),
                ('sise=1', 'did you mean "size"?'),
                ('size', '"size" is not a fact'),
                ('size=-1', 'number of octets'),
                ('size=1k', 'number of octets'),
                ('size=99999999999999999999', 'number of octets'),
                ('auth=maybe', 'yes or no'),
                ('tls=yes', 'no, 1.0, 1.1, 1.2 or 1.3'),
                ('tls=2', 'no, 1.0, 1.1, 1.2 or 1.3'),
                ('sender=joe', 'not an address'),
                ('mailbox=', 'name of a folder'),
                ('special_use=Drafts', 'backslash'),
                ('received=yesterday', 'give a time'),
                ('sealed=1', 'yes, no or unknown'),
                ('header:=x', 'header:NAME=TEXT'),
                ('header:a b=x', 'header:NAME=TEXT'),
                ('header:Subject', 'is not a fact')]:
            with self.subTest(fact=fact):
                done = self.run_plain('explain', '--policy', self.policy,
                                      '--user', 'joe@example.org', '--facts',
                                      fact)
                self.assertEqual(done.returncode, 2)
                self.assertEqual(done.stdout, '')
                self.assertIn(want, done.stderr)

    def test_broken_policy(self):
        """a broken policy file ends with 3, a missing one with 4"""
        self.write('policy.conf', 'plan x { kepp = 1d }\n')
        self.assertIn('policy.conf:1:10: error: ', self.fail_with(
            3, 'explain', '--policy', self.policy, '--user', 'a@b.example'))
        self.assertIn('No such file', self.fail_with(
            4, 'explain', '--policy', self.path('none'), '--user',
            'a@b.example'))

    def test_message_without_keys(self):
        """with a policy file a seal cannot be believed, unless stated"""
        got = self.explain('joe@example.org', 'size=1',
                           more=['--message', self.message])
        self.assertEqual((got['seal'], 'seal_reason' in got),
                         ('unsealed', False))
        path = self.write('sealed', 'Tenure-Seal: v=1\n' + MESSAGE)
        got = self.explain('joe@example.org', 'size=1',
                           more=['--message', path])
        self.assertEqual(got['seal'], 'unknown')
        self.assertIn('no keys', got['seal_reason'])
        got = self.explain('joe@example.org', 'sealed=yes',
                           'received=' + RECEIVED, more=['--message', path])
        self.assertEqual((got['seal'], got['received']), ('sealed', RECEIVED))
        self.assertIn('invoice', got['classes'])


class Published(Installation):
    """With the published policy and message files."""

    def setUp(self):
        super().setUp()
        self.publish()

    def explain(self, path, *arguments, user='joe@example.org'):
        return self.succeed_json('explain', '--user', user, '--message', path,
                                 *arguments)

    def sealed(self, *arguments):
        """The message with a seal, as a file."""
        return self.write('sealed', self.succeed(
            'seal', 'sign', self.message, '--time', RECEIVED, *arguments))

    def test_sealed(self):
        """a sealed message: the seal is verified and gives the clock"""
        got = self.explain(self.sealed('--sender', 'orders@shop.example'))
        self.assertEqual((got['generation'], got['seal'], got['received'],
                          got['classes']),
                         (1, 'sealed', RECEIVED, ['invoice']))
        self.assertEqual((got['keep_until'], got['on_delete']),
                         ('2036-12-31T23:59:59Z', 'deny'))

    def test_delivered(self):
        """fields that delivery adds and CRLF line ends change nothing"""
        text = self.read(self.sealed()).decode()
        text = ('Return-Path: <orders@shop.example>\nDelivered-To: joe\n'
                'Received: from x\n\tby y; Sun, 22 Nov 2026\n') + text
        got = self.explain(self.write('d', text.replace('\n', '\r\n')))
        self.assertEqual((got['seal'], got['received']), ('sealed', RECEIVED))

    def test_forged(self):
        """a changed field makes the seal unknown, and the message is kept"""
        text = self.read(self.sealed()).decode()
        path = self.write('forged', text.replace('invoice 17', 'greetings'))
        got = self.explain(path)
        self.assertEqual((got['seal'], got['received'], got['keep_until']),
                         ('unknown', None, 'forever'))
        self.assertNotEqual(got['seal_reason'], '')
        got = self.explain(path, '--saved', RECEIVED)
        self.assertEqual(got['received'], RECEIVED)
        self.assertEqual(got['classes'], [])
        self.assertIn('invoice', got['unsure'])
        self.assertRegex(self.succeed(
            'explain', '--user', 'joe@example.org', '--message', path),
            r'invoice \([^)]*\): cannot be told; at the SMTP door: no\n'
            r'.* cannot be told: the seal is not known\n')

    def test_saved_does_not_move_a_seal(self):
        """--saved does not change the clock of a sealed message"""
        got = self.explain(self.sealed(), '--saved', '2020-01-01')
        self.assertEqual(got['received'], RECEIVED)

    def test_unsealed(self):
        """an unsealed message has no clock of its own: never the file's"""
        os.utime(self.message, (1, 1))
        got = self.explain(self.message)
        self.assertEqual((got['seal'], got['received'], got['keep_until']),
                         ('unsealed', None, 'forever'))

    def test_size(self):
        """the size: of the seal, of an unsealed file, else not known"""
        big = self.write('big', MESSAGE + 2000 * 'x' + '\n')
        signed = self.succeed('seal', 'sign', big)
        for text, classes, unsure in [
                (self.read(big), ['invoice', 'big'], False),
                (signed, ['invoice', 'big'], False),
                (signed + 'more\n', ['invoice', 'big'], False),
                (signed.replace('Shop', 'Ship'), [], True),
                ('Subject: x\n\n' + 900 * 'y' + '\n', [], False)]:
            got = self.explain(self.write('m', text))
            self.assertEqual(
                (got['classes'], 'big' in got['unsure']), (classes, unsure))

    def test_stated_over_message(self):
        """what is stated wins over the file"""
        got = self.explain(self.sealed(), '--facts', 'header:Subject=hello',
                           'received=2026-01-01')
        self.assertEqual((got['classes'], got['received']),
                         ([], '2026-01-01T00:00:00Z'))

    def test_standard_input(self):
        """--message - reads standard input, from a pipe too"""
        with open(self.sealed(), 'rb') as handle:
            got = self.succeed_json('explain', '--user', 'joe@example.org',
                                    '--message', '-', stdin=handle)
        self.assertEqual(got['seal'], 'sealed')

    def test_default_time(self):
        """without --at it is now"""
        before = datetime.datetime.now(datetime.timezone.utc)
        got = self.explain(self.message)
        after = datetime.datetime.now(datetime.timezone.utc)
        at = datetime.datetime.fromisoformat(got['at'].replace('Z', '+00:00'))
        self.assertLessEqual(before.replace(microsecond=0), at)
        self.assertLessEqual(at, after)

    def test_unpublished_edit(self):
        """an edited policy counts only when it is published"""
        self.write('policy.conf', POLICY.replace('keep = 10y', 'keep = 1d'))
        path = self.sealed()
        self.assertEqual(self.explain(path)['because'][0]['value'], '10y')
        self.succeed('policy', 'publish')
        got = self.explain(path)
        self.assertEqual((got['generation'], got['because'][0]['value'],
                          got['because'][0]['where']),
                         (2, '1d', 'policy.conf:13'))

    def test_generation(self):
        """--generation decides by an older policy"""
        self.write('policy.conf', POLICY.replace('keep = 10y', 'keep = 1d'))
        self.succeed('policy', 'publish')
        path = self.sealed()
        for generation, keep in ('1', '10y'), ('2', '1d'):
            got = self.succeed_json(
                'explain', '--user', 'joe@example.org', '--message', path,
                '--generation', generation)
            self.assertEqual((got['generation'], got['because'][0]['value']),
                             (int(generation), keep))
        for generation, code in ('3', 4), ('x', 2), ('0', 2):
            self.fail_with(code, 'explain', '--user', 'joe@example.org',
                           '--generation', generation)
        self.fail_with(2, 'explain', '--user', 'joe@example.org',
                       '--generation', '1', '--policy', self.policy)

    def test_included_file(self):
        """where names the included file"""
        self.write('policy.conf', POLICY.replace(
            'tenant example.org { plan = staff }', 'include t/*.conf'))
        self.write('t/org.conf', '\ntenant example.org { plan = staff }\n')
        self.succeed('policy', 'publish')
        os.unlink(self.path('t', 'org.conf'))
        self.assertEqual(self.explain(self.message)['plan_where'],
                         't/org.conf:2')

    def test_missing_snapshot(self):
        """no snapshot ends with 4 and names it"""
        os.unlink(self.snapshot)
        message = self.fail_with(4, 'explain', '--user', 'joe@example.org')
        self.assertIn(self.snapshot, message)

    def test_damaged_snapshot(self):
        """a damaged or cut snapshot ends with 3 and names it"""
        whole = self.read(self.snapshot)
        corrupt(self.snapshot, len(whole) - 1)
        self.assertIn(self.snapshot, self.fail_with(
            3, 'explain', '--user', 'joe@example.org'))
        for size in 0, 1, 2048, len(whole) - 1:
            with self.subTest(size=size):
                self.write('policy.cdb', whole[:size])
                self.assertIn(self.snapshot, self.fail_with(
                    3, 'explain', '--user', 'joe@example.org'))

    def test_bad_message(self):
        """what is no message ends with 3, a missing one with 4"""
        path = self.write('bad', b'\x00\x01\x02 not a message\n')
        self.assertIn(path + ':1: this is not a message', self.fail_with(
            3, 'explain', '--user', 'joe@example.org', '--message', path))
        self.assertIn('No such file', self.fail_with(
            4, 'explain', '--user', 'joe@example.org', '--message',
            self.path('none')))


if __name__ == '__main__':
    tap.main()
