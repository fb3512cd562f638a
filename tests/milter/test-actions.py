#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the policy does with a message at the SMTP door."""
import unittest

from door import PLAIN, POLICY, Door, has_loopback, seals
from tests.lib import tap

SPAM = [('X-Spam', 'YES')]
BIG = [('X-Big', 'YES')]


def kinds(reply):
    return [edit[0] for edit in reply.edits]


class Actions(unittest.TestCase):
    def test_answers(self):
        """Reject, defer, quarantine, discard; for one and for several"""
        joe, drop = 'joe@x.example', 'a@drop.example'
        drop2, hold = 'b@drop.example', 'a@hold.example'
        cases = [
            # Fields, recipients, answer, edits.
            ([], [joe], 'continue', ['insert']),
            (SPAM, [joe], 'reply 550 5.7.1 100%% spam', []),
            (BIG, [joe], 'reply 451 4.3.2 later', []),
            (SPAM + BIG, [joe], 'reply 550 5.7.1 100%% spam', []),
            ([], [drop], 'discard', []),
            ([], [drop, drop2], 'discard', []),
            ([], [drop, joe, drop2], 'continue',
             ['insert', 'delrcpt', 'delrcpt']),
            ([], [hold], 'continue', ['insert', 'quarantine']),
            ([], [joe, hold, drop], 'continue',
             ['insert', 'delrcpt', 'quarantine']),
            (SPAM, [hold, drop, joe], 'reply 550 5.7.1 100%% spam', []),
            (SPAM, [hold, drop], 'continue',
             ['insert', 'delrcpt', 'quarantine']),
            (BIG, [hold, joe], 'reply 451 4.3.2 later', []),
        ]
        with Door() as door_:
            for fields, to, answer, edits in cases:
                with self.subTest(to=to, fields=fields):
                    reply = door_.send(fields, to)
                    self.assertEqual(repr(reply), answer)
                    self.assertEqual(kinds(reply), edits)
                    gone = [e[1] for e in reply.edits if e[0] == 'delrcpt']
                    if gone:
                        self.assertEqual(gone, ['<%s>' % a for a in to
                                                if 'drop' in a])

    def test_extension(self):
        """Mail for an extension of an address is mail for its mailbox"""
        policy = PLAIN.replace('unknown =', """\
plan shut { smtp { accept = reject "5.7.1 nobody here" } }
user joe@x.example { plan = shut }
user jim+shut@x.example { plan = shut }
unknown =""")
        for delimiter, refused in (
                ('', 'joe+a jim+shut'), ('recipient_delimiter = -',
                                         'joe-a jim+shut'),
                ('recipient_delimiter = ""', 'jim+shut')):
            with self.subTest(delimiter), \
                    Door('%s\n%s\n' % (policy, delimiter)) as door_:
                for name in 'joe+a', 'joe-a', 'jim+a', 'jim+shut':
                    to = name + '@x.example'
                    answers = door_.connect().envelope('a@b.example', [to])
                    self.assertEqual(
                        repr(answers[0]).startswith('reply 550'),
                        name in refused.split(), (name, answers))

    def test_refused_by_name(self):
        """A recipient that takes nothing is refused at RCPT, by name"""
        with Door() as door_:
            talk = door_.connect()
            answers = talk.envelope('a@b.example', [
                'x@closed.example', 'joe@x.example', 'x@later.example',
                'a@drop.example'])
            self.assertEqual([repr(a) for a in answers], [
                'reply 550 5.7.1 nobody here', 'continue',
                'reply 451 4.7.1 not now', 'continue'])
            reply = talk.content([('From', 'a@b.example')])
            talk.quit()
            self.assertEqual(kinds(reply), ['insert', 'delrcpt'])
            log = door_.log()
            self.assertIn('to=<x@closed.example>, refused, reject: ', log)
            self.assertIn('recipients=2, refused=2', log)

    def test_resolved(self):
        """It counts where the server delivers to, however the client wrote
        it; a name without a domain is none"""
        with Door() as door_:
            talk = door_.connect()
            for written, resolved, want in (
                    ('@a.example:x@closed.example', 'x@closed.example', 550),
                    ('x@closed.example.', 'x@closed.example', 550),
                    ('x@closed.example', '', 550),
                    ('x@closed.example', 'x', 550),
                    ('x@closed.example', 'y@x.example', 0),
                    ('@a.example:x@drop.example', 'x@drop.example', 0)):
                with self.subTest(written=written, resolved=resolved):
                    talk.macros['{rcpt_addr}'] = resolved
                    answer = talk.envelope('a@b.example', [written])[0]
                    self.assertEqual(repr(answer),
                                     'reply 550 5.7.1 nobody here' if want
                                     else 'continue')
            talk.macros['{rcpt_addr}'] = 'joe@x.example'
            talk.rcpt('joe@x.example')
            reply = talk.content([('From', 'a@b.example')])
            self.assertEqual(reply.edits[1:], [
                ('delrcpt', '<@a.example:x@drop.example>'),
                ('delrcpt', 'x@drop.example')])
            talk.quit()

    def test_local_mail(self):
        """Mail of sendmail(1) is refused at its end only"""
        with Door() as door_:
            talk = door_.connect(macros={'{client_port}': '0'})
            answers = talk.envelope('a@b.example', ['x@closed.example'])
            self.assertEqual(repr(answers[0]), 'continue')
            reply = talk.content([('From', 'a@b.example')])
            self.assertEqual(repr(reply), 'reply 550 5.7.1 nobody here')
            talk.quit()

    def test_observe(self):
        """mode = observe: only the seal is written, the rest is logged"""
        with Door(mode='observe') as door_:
            fields = SPAM + [('Tenure-Seal', 'v=1')]
            reply = door_.send(fields, ['joe@x.example', 'x@closed.example',
                                        'x@drop.example', 'x@hold.example'])
            self.assertEqual(reply.name, 'continue')
            self.assertEqual(kinds(reply), ['change', 'insert'])
            after, said = door_.seal_of(reply, fields)
            self.assertEqual(len(seals(after)), 1)
            self.assertEqual(said.returncode, 0, said)
            self.assertIn('observed, action=reject, to=<joe@x.example>, '
                          'reject: ', door_.log())

    def test_log(self):
        """The log has no subject and no body, and says why"""
        with Door() as door_:
            fields = SPAM + [('Subject', 'canary-subject\n second-line'),
                             ('X-Other', 'canary-other')]
            door_.send(fields, body=b'canary-body\r\n')
            door_.send([('Cc', 'canary-cc@x.example')],
                       sender='evil\nline\x1b[2J@b.example')
            log = door_.log()
            self.assertNotIn('canary', log)
            self.assertIn('(policy.conf:6, class spam)', log)
            self.assertIn('from=<shop@shop.example>', log)
            self.assertIn('from=<evil?line?[2J@b.example>', log)
            self.assertEqual(len(log.splitlines()), 3, log)

    def test_negotiation(self):
        """What the policy does not need is negotiated away"""
        import client as c
        nothing = (c.NOCONNECT | c.NOHELO | c.NOBODY | c.NOEOH | c.NODATA |
                   c.NOUNKNOWN | c.NR_MAIL | c.NR_RCPT | c.NR_HDR)
        with Door(PLAIN) as door_:
            talk = door_.connect()
            self.assertEqual(talk.steps, nothing)
            self.assertEqual(talk.actions, c.ADDHDRS | c.CHGHDRS | c.DELRCPT |
                             c.QUARANTINE | c.SETSYMLIST)
            self.assertEqual(talk.macro_lists, {
                2: ['i', '{auth_authen}', '{tls_version}', '{client_port}'],
                3: ['{rcpt_addr}'], 5: ['i']})
            talk.quit()
        with Door(POLICY, relays='10.0.0.0/8') as door_:
            talk = door_.connect()
            self.assertEqual(talk.steps & (c.NOCONNECT | c.NR_RCPT), 0)
            talk.quit()
        if not has_loopback():
            return
        with Door(PLAIN, kind='inet') as door_:
            talk = door_.connect()
            self.assertEqual(talk.steps, nothing & ~c.NODATA)
            talk.quit()

    def test_old_server(self):
        """A server that offers no such steps gets an answer to each stage"""
        with Door() as door_:
            reply = door_.send(steps=0x7f, actions=0x1f | 0x20)
            self.assertEqual(repr(reply), 'continue')
            self.assertEqual(kinds(reply), ['insert'])


if __name__ == '__main__':
    tap.main()
