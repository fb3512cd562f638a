#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The milter is killed in the middle of a message: Postfix answers 4xx,
nothing is lost, and it works again after a restart."""
import signal
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib import mail, tap  # noqa: E402
from lib.case import LabCase  # noqa: E402
from lib.talk import dot_stuff  # noqa: E402


class Killed(LabCase):
    # Long enough for a slow machine, short enough for a milter that stands.
    options = {'postfix_extra': 'milter_content_timeout = 60s\n'}

    def setUp(self):
        if self.lab.tenure.pid() is None:
            self.lab.tenure.start()

    def kill(self):
        self.lab.tenure.stop(signal.SIGKILL)

    def assert_works_again(self, text, subject):
        """The client comes again, as after any 4xx: once delivered."""
        self.lab.tenure.start()
        self.assert_gone(subject)
        _, end = self.submit(text)
        self.assertEqual(end[0], 250)
        self.lab.postfix.wait_empty()
        path = self.stored(subject)
        self.assertEqual(
            self.lab.tenure.run('seal', 'verify', path).returncode, 0)

    def test_between_commands(self):
        """killed after MAIL, RCPT, DATA, and in the text"""
        for stage in ('MAIL', 'RCPT', 'DATA', 'text'):
            with self.subTest(stage=stage):
                subject = 'killed after ' + stage
                text = mail.message(subject)
                smtp = self.smtp()
                answers = [smtp.command('MAIL FROM:<%s>' % self.sender)]
                if stage == 'MAIL':
                    self.kill()
                answers.append(smtp.command('RCPT TO:<%s>' % self.user))
                if stage == 'RCPT':
                    self.kill()
                answers.append(smtp.command('DATA'))
                if answers[-1][0] == 354:
                    if stage == 'DATA':
                        self.kill()
                    octets = dot_stuff(text)
                    smtp.send_raw(octets[:40])
                    if stage == 'text':
                        self.kill()
                    smtp.send_raw(octets[40:])
                    answers.append(smtp.answer())
                self.assertEqual(
                    [code // 100 for code, _ in answers
                     if code // 100 not in (2, 3)][:1], [4], answers)
                self.assert_works_again(text, subject)

    def test_at_the_end(self):
        """killed while Postfix waits for its answer to the whole message"""
        subject = 'killed at the end'
        text = mail.message(subject, body=('x' * 70 + '\n') * 3000)
        smtp = self.smtp()
        smtp.command('MAIL FROM:<%s>' % self.sender)
        smtp.command('RCPT TO:<%s>' % self.user)
        self.assertEqual(smtp.command('DATA')[0], 354)
        os.kill(self.lab.tenure.pid(), signal.SIGSTOP)
        smtp.send_raw(dot_stuff(text))
        # It is in Postfix's hands now, and in nobody else's.
        self.wait_until(lambda: self.lab.postfix.queue(), 'the queue file')
        self.kill()
        code, answer = smtp.answer()
        self.assertEqual(code // 100, 4, answer)
        self.assert_works_again(text, subject)

    def test_while_down(self):
        """no milter at all: each recipient gets a 4xx; what was accepted
        before is delivered"""
        self.send('before')
        self.kill()
        rcpts, _ = self.submit(mail.message('meanwhile'))
        self.assertEqual(rcpts[0][0] // 100, 4)
        self.lab.postfix.sendmail(self.sender, [self.user],
                                  mail.message('by sendmail meanwhile'))
        self.assert_stored('before')
        self.lab.tenure.start()
        # The sendmail command has no client to come again: the mail waited.
        self.lab.postfix.wait_empty(90)
        path = self.stored('by sendmail meanwhile')
        self.assertEqual(
            self.lab.tenure.run('seal', 'verify', path).returncode, 0)


if __name__ == '__main__':
    tap.main()
