# SPDX-License-Identifier: MIT
"""The mailbox door alone: messages come in by LMTP, sealed by hand, so that
these tests need no filter and no queue."""
import contextlib
import csv
import io
import os
import shutil
import signal
import smtplib
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab import LabError  # noqa: E402
from lab.processes import PATIENCE  # noqa: E402
from lib import mail  # noqa: E402
from lib.case import LabCase  # noqa: E402
from lib.talk import with_crlf  # noqa: E402

POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 10y  on_delete = deny }
}
plan letterbox {
  keep = 0
  expire = 30d
  on_delete = allow
  pop3 { after_download = delete }
  class invoice { keep = 10y  on_delete = deny }
}
plan free { keep = 0  expire = never  on_delete = allow }
tenant example.org { plan = staff }
user robot@example.org { plan = letterbox }
unknown = free
"""


def plugin_settings(name):
    """What of Dovecot's configuration loads a plugin."""
    return {'2.3': 'mail_plugins = $mail_plugins %s\n' % name,
            '2.4': 'mail_plugins {\n  %s = yes\n}\n' % name}


def add_plugin(lab, name):
    """To be called before Dovecot starts: give it a plugin of these tests."""
    configure = lab.dovecot.configure

    def with_plugin():
        configure()
        shutil.copy(lab.built('tests/pop3-plugin/.libs/lib00_%s_plugin.so'
                              % name), lab.path('modules'))
    lab.dovecot.configure = with_plugin


class DoorCase(LabCase):
    """A class with .lab, without Postfix in the way."""
    policy = POLICY
    options = {'milter': 'none'}

    # Seconds that sessions get to end before the mailboxes are emptied under
    # them.
    last_seconds = 5

    def setUp(self):
        # Kept mail cannot be expunged. The sessions of another test, or of
        # another case of this one, may still write what they have to.
        for talk in self.talks:
            talk.close()
        with contextlib.suppress(LabError):
            self.lab.dovecot.wait_sessions(seconds=self.last_seconds)
        self.wait_until(self._empty, 'the mailboxes to be empty')

    def _empty(self):
        with contextlib.suppress(OSError):
            for user in os.listdir(self.lab.path('mail')):
                home = self.lab.path('mail', user)
                for name in os.listdir(home):
                    path = os.path.join(home, name)
                    (shutil.rmtree if os.path.isdir(path)
                     else os.unlink)(path)
            return True
        return False

    def seal(self, text, when=None):
        """A message with the seal of the laboratory's key, accepted at a time
        (now)."""
        done = subprocess.run(
            [self.lab.built('tenure', 'common/cmd/tenure'), '-c',
             self.lab.tenure.config, 'seal', 'sign', '-',
             *([] if when is None else ['--time', '@%d' % when])],
            input=text.encode(),
            capture_output=True, timeout=PATIENCE, check=True)
        return done.stdout.decode()

    def deliver(self, subject, user=None, size=100, sealed=True, body=None,
                when=None):
        """Bring a message in, as Postfix would after the filter; when: it was
        accepted then."""
        user = user or self.user
        text = mail.message(subject, to=user, body=body or
                            ('y' * 70 + '\n') * (size // 71 + 1))
        if sealed:
            text = self.seal(text, when)
        with smtplib.LMTP('127.0.0.1', self.lab.ports['lmtp']) as lmtp:
            lmtp.sendmail(self.sender, [user], with_crlf(text))

    def doveadm(self, *arguments, check=True, seconds=PATIENCE):
        """Run doveadm of the laboratory; (exit code, results, messages)."""
        done = subprocess.run(
            self.lab.dovecot.command(
                'doveadm', '-c', self.lab.dovecot.config, *arguments),
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=seconds, check=False)
        if check:
            self.assertEqual(done.returncode, 0, done.stderr)
        return done.returncode, done.stdout, done.stderr

    def kill_after(self, count, text, *arguments):
        """Kill doveadm when it has logged this text so often. It gets no
        further than its log is read, but for what is in the pipe."""
        with subprocess.Popen(
                self.lab.dovecot.command(
                    'doveadm', '-D', '-c', self.lab.dovecot.config,
                    *arguments), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                bufsize=0, pipesize=4096) as process:
            seen = b''
            while seen.count(text) < count:
                part = process.stderr.read(100)
                if not part:
                    self.fail('it ended with %d before: %s' % (
                        process.wait(), seen[-2000:].decode()))
                seen += part
            process.send_signal(signal.SIGKILL)
        self.unlock(arguments[arguments.index('-u') + 1])

    def tenure_rows(self, *arguments):
        """What a command "doveadm tenure" prints, as dictionaries."""
        _, text, _ = self.doveadm('-f', 'tab', 'tenure', *arguments)
        return list(csv.DictReader(io.StringIO(text), delimiter='\t',
                                   quoting=csv.QUOTE_NONE))

    def subjects(self, user=None, folder='INBOX'):
        """Of the messages in a folder, in order."""
        _, text, _ = self.doveadm('-f', 'tab', 'fetch', '-u', user or self.user,
                               'hdr.subject', 'mailbox', folder, 'all')
        return text.split('\n')[1:-1]
