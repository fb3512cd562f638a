#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Conditions about the client's address and about attachments: the SMTP door,
POP3, IMAP and explain give the same answer about the same message."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib import mail, tap  # noqa: E402
from lib.case import LabCase  # noqa: E402

CLASSES = """
tenure_version = 1
network office { addresses = 127.0.0.2 127.0.1.0/28 }
class office { match { client = office } }
class paper { match { attachment = "*.pdf" application/x-ledger } }
"""
POLICY = CLASSES + """
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class office { keep = 10y  on_delete = deny }
  class paper { keep = 10y  on_delete = deny }
}
plan strict {
  keep = 0
  expire = never
  on_delete = allow
  class office { smtp { accept = reject "5.7.1 office" } }
  class paper { smtp { accept = reject "5.7.1 paper" } }
}
user strict@example.org { plan = strict }
unknown = staff
"""

HOME = '127.0.0.9'
OFFICE = '127.0.0.2'
PDF = 'Content-Disposition: attachment; filename="%s"'


def multipart(*headers):
    """Header lines and body of a message with such parts."""
    body = ''.join('--b\n%s\n\nx\n' % header for header in headers)
    return (['MIME-Version: 1.0',
             'Content-Type: multipart/mixed; boundary="b"'],
            body + '--b--\n')


def forwarded(header, body):
    """The same inside of a forwarded message."""
    return multipart('Content-Type: message/rfc822\n\n%s\n\n%s' % (
        '\n'.join(header), body))


PLAIN = ([], 'hello\n')
ALONE = (['Content-Type: application/x-ledger'], 'x\n')
# Client, header and body; which class they are in, None for none, '?' for what
# cannot be told.
MESSAGES = [
    ('from home', HOME, PLAIN, None),
    ('from the office', OFFICE, PLAIN, 'office'),
    ('from its other network', '127.0.1.15', PLAIN, 'office'),
    ('from behind it', '127.0.1.16', PLAIN, None),
    ('a type alone', HOME, ALONE, 'paper'),
    ('a usual name', HOME, multipart('', PDF % 'a.pdf'), 'paper'),
    ('a name in capitals', HOME, multipart('', PDF % 'A.PDF'), 'paper'),
    ('another name', HOME, multipart('', PDF % 'a.pdf.txt'), None),
    ('a name in words', HOME, multipart(
        '', PDF % '=?utf-8?B?w7xidW5nLnBkZg==?='), 'paper'),
    ('a name in pieces', HOME, multipart(
        '', "Content-Disposition: attachment;\n filename*0*=utf-8''%C3%BC;"
        '\n filename*1=".p"; filename*2="df"'), 'paper'),
    ('a forwarded name', HOME, forwarded(*multipart('', PDF % 'a.pdf')),
     'paper'),
    ('a name in the text', HOME, ([], 'the file a.pdf\n--b\n%s\n\n'
                                  % (PDF % 'a.pdf')), None),
    ('two names', HOME, multipart(
        'Content-Disposition: attachment; filename=a; filename=b'), '?'),
    ('two types', HOME, multipart(
        'Content-Type: text/plain\nContent-Type: text/html'), '?'),
    # Postfix breaks such a line on its way to the mailbox.
    ('a very long name', HOME, multipart('', PDF % ('x' * 1500 + '.txt')),
     '?'),
    ('a very long line', HOME, multipart(
        '', 'X-Other: %s\n%s' % ('x ' * 1000, PDF % 'a.pdf')), 'paper'),
]


class Conditions(LabCase):
    policy = POLICY
    options = {'users': ['joe@example.org', 'strict@example.org',
                         'ann@example.org']}

    def submit_from(self, client, text, recipient, sender=None):
        """Send as if from this address; the answer to RCPT or the end."""
        smtp = self.smtp()
        smtp.command('XCLIENT ADDR=%s NAME=[UNAVAILABLE]' % client)
        smtp.command('EHLO client.example')
        rcpts, end = smtp.mail(sender or self.sender, [recipient], text)
        smtp.close()
        return end if rcpts[0][0] == 250 else rcpts[0]

    def arrive(self, subject, client, parts, user):
        """Send a message, which must come in; its path."""
        header, body = parts
        answer = self.submit_from(client, mail.message(
            subject, to=user, header=header, body=body), user)
        self.assertEqual(answer[0], 250, answer)
        self.lab.postfix.wait_empty()
        return self.stored(subject, user)

    def test_smtp(self):
        """the SMTP door refuses what matches, and nothing on a guess"""
        for subject, client, (header, body), want in MESSAGES:
            with self.subTest(subject):
                answer = self.submit_from(client, mail.message(
                    subject, to='strict@example.org', header=header,
                    body=body), 'strict@example.org')
                if want in (None, '?'):
                    self.assertEqual(answer[0], 250, answer)
                else:
                    self.assertEqual(answer, (550, '5.7.1 ' + want))

    def test_mailbox(self):
        """POP3, IMAP and explain keep what matches, and what cannot be told"""
        for subject, client, parts, want in MESSAGES:
            with self.subTest(subject):
                path = self.arrive(subject, client, parts, self.user)
                seal, = mail.fields(self.read(path), 'Tenure-Seal')
                self.assertEqual('net:office' in seal, want == 'office', seal)
                self.check(subject, path, 'allow' if want is None else 'deny')

    def check(self, subject, path, want):
        """What explain says, and what POP3 and IMAP do."""
        self.assertEqual(self.explain(path)['on_delete'], want)
        pop3 = self.pop3()
        number = pop3.find('Subject: %s\n' % subject)
        answer = pop3.command('DELE %d' % number)
        pop3.command('RSET')
        pop3.quit()
        self.assertRegex(answer, r'^\+OK' if want == 'allow' else
                         r'^-ERR \[SYS/PERM\]')
        imap = self.imap()
        self.delete(imap, subject)
        imap.quit()
        found = mail.find_stored(self.lab, self.user, subject)
        self.assertEqual(len(found), 0 if want == 'allow' else 1)

    def test_appended(self):
        """what its user put there has no client that can be told"""
        imap = self.imap()
        for subject, parts in (('put there', PLAIN), ('put by him', ALONE)):
            imap.append('INBOX', mail.message(subject, header=parts[0],
                                              body=parts[1]))
        imap.quit()
        for subject in ('put there', 'put by him'):
            path = self.stored(subject)
            self.assertEqual(self.explain(path)['on_delete'], 'deny')
            self.check(subject, path, 'deny')

    def test_sendmail(self):
        """mail of sendmail(1) is from 127.0.0.1, as Postfix says"""
        policy = POLICY.replace('127.0.0.2', '127.0.0.1')
        self.publish(policy)
        self.addCleanup(self.publish, POLICY)
        text = mail.message('by hand', to=self.user)
        self.lab.postfix.sendmail(self.sender, [self.user], text)
        self.lab.postfix.wait_empty()
        path = self.stored('by hand')
        self.assertIn('net:office', mail.fields(self.read(path),
                                                'Tenure-Seal')[0])
        self.assertEqual(self.explain(path)['on_delete'], 'deny')

    def publish(self, policy):
        """Publish; nobody is told, the doors notice it."""
        self.lab.tenure.publish(policy)

    def test_network_changed(self):
        """a network that is another now cannot be told of older mail"""
        user = 'ann@example.org'
        paths = {client: self.arrive('older ' + client, client, PLAIN, user)
                 for client in (HOME, OFFICE)}
        self.addCleanup(self.publish, POLICY)
        self.publish(POLICY.replace('127.0.0.2', '127.0.0.77'))
        paths['127.0.0.77'] = self.arrive('newer', '127.0.0.77', PLAIN, user)
        paths['127.0.0.3'] = self.arrive('recent', '127.0.0.3', PLAIN, user)
        self.assertEqual(
            {client: self.explain(path, user)['on_delete']
             for client, path in paths.items()},
            {HOME: 'deny', OFFICE: 'deny', '127.0.0.77': 'deny',
             '127.0.0.3': 'allow'})
        imap = self.imap(user)
        imap.command('STORE 1:* +FLAGS (\\Deleted)')
        imap.command('EXPUNGE')
        for subject in ('older ' + HOME, 'older ' + OFFICE, 'newer'):
            self.assert_stored(subject, user)
        self.assert_gone('recent', user)

    def delete(self, imap, subject):
        """Expunge one message."""
        for uid in imap.uids('SUBJECT "%s"' % subject):
            imap.command('UID STORE %d +FLAGS (\\Deleted)' % uid)
            imap.command('UID EXPUNGE %d' % uid)

    def test_generations(self):
        """a new policy counts at once, also for a session that began before"""
        user = 'ann@example.org'
        for subject in ('early 1', 'early 2', 'early 3'):
            self.arrive(subject, HOME, PLAIN, user)
        before = self.imap(user)
        self.delete(before, 'early 1')
        self.addCleanup(self.publish, POLICY)
        self.publish(CLASSES + """
            plan all { keep = 10y  on_delete = deny
              smtp { accept = reject "5.7.1 closed" } }
            unknown = all\n""")
        answer = self.submit_from(HOME, mail.message('late', to=user), user)
        self.assertEqual(answer, (550, '5.7.1 closed'))
        self.delete(self.imap(user), 'early 2')
        self.delete(before, 'early 3')
        self.assert_gone('early 1', user)
        self.assert_stored('early 2', user)
        self.assert_stored('early 3', user)


if __name__ == '__main__':
    tap.main()
