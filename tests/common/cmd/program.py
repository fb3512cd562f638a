# SPDX-License-Identifier: MIT
"""What the tests of tenure(1) share: a folder with a small installation, and
the real program."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', '..'))

from lib import tap  # noqa: E402,F401  (for the tests)

TENURE = os.path.abspath(os.path.join(
    os.environ.get('TENURE_BUILD') or os.getcwd(), 'tenure'))

CONFIG = '''realm = lab
policy = policy.conf
snapshot = policy.cdb
key_dir = keys
milter { socket = unix:milter.sock }
'''

POLICY = '''tenure_version = 1

class invoice { match { header Subject = "*invoice*" } }
class bulk { match { header List-Id = "*" } }
class virus { match { header X-Virus-Flag = YES } }
class draft { match { sealed = no  mailbox = \\Drafts } }
class big { match { size > 1000 } }

plan staff {
  keep = 90d
  expire = 7y
  on_delete = conceal
  class invoice { keep = 10y  keep_from = year_end  on_delete = deny }
  class bulk { keep = 0  expire = 30d }
  class draft { keep = 0 }
  class virus { smtp { accept = reject "5.7.1 No viruses here" } }
}
plan mailbox_lite {
  keep = 0
  expire = 30d
  on_delete = allow
  pop3 { after_download = delete }
  class big { smtp { accept = quarantine } }
}
plan default { keep = 0  expire = never  on_delete = allow }

tenant example.org { plan = staff }
tenant example.net { plan = mailbox_lite  keep = 1d }
user robot@example.org { plan = mailbox_lite }
unknown = default
'''

# Every setting of a plan, in the order of the answers, and its default.
DEFAULTS = [
    ('keep', '0'), ('keep_from', 'received'), ('mode', 'governance'),
    ('expire', 'never'), ('on_delete', 'conceal'), ('grace', '0'),
    ('record', 'event'), ('body_hash', 'no'),
    ('pop3.after_download', 'keep'), ('pop3.devices', 'any'),
    ('pop3.login_delay', '0'), ('pop3.top', 'allow'), ('pop3.access', 'yes'),
    ('smtp.accept', 'yes'), ('smtp.require_tls', 'no'),
    ('smtp.require_auth', 'no'), ('smtp.max_size', '0'),
    ('smtp.journal', 'none'), ('smtp.mixed', 'strictest'),
    ('smtp.expires_header', 'ignore')]

MESSAGE = '''From: Shop <orders@shop.example>
To: joe@example.org
Subject: Your invoice 17
Date: Sun, 22 Nov 2026 03:00:00 +0000
Message-ID: <17@shop.example>

Please pay.
'''


class Installation(unittest.TestCase):
    """A folder with tenure.conf and a policy; nothing is published."""

    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix='tenure-test-')
        self.addCleanup(shutil.rmtree, self.dir)
        self.config = self.write('tenure.conf', CONFIG)
        self.policy = self.write('policy.conf', POLICY)
        self.snapshot = self.path('policy.cdb')
        self.message = self.write('message', MESSAGE)

    def path(self, *names):
        """A path in the folder."""
        return os.path.join(self.dir, *names)

    def write(self, name, text):
        """Write a file of the folder; returns its path."""
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as handle:
            handle.write(text if isinstance(text, bytes) else text.encode())
        return path

    def read(self, path):
        """The octets of a file."""
        with open(path, 'rb') as handle:
            return handle.read()

    def run_plain(self, *arguments, **options):
        """Run tenure as it is; returns subprocess.CompletedProcess."""
        options.setdefault('stdin', subprocess.DEVNULL)
        return subprocess.run(
            [TENURE, *arguments], stdout=options.pop('stdout',
                                                     subprocess.PIPE),
            stderr=subprocess.PIPE, encoding='utf-8',
            errors='surrogateescape', timeout=180, check=False, **options)

    def tenure(self, *arguments, **options):
        """Run tenure with the folder's tenure.conf."""
        return self.run_plain('-c', self.config, *arguments, **options)

    def succeed(self, *arguments, **options):
        """Run tenure, which must end with 0; returns what it printed."""
        done = self.tenure(*arguments, **options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def fail_with(self, code, *arguments, **options):
        """Run tenure, which must end with this code and print no result;
        returns its messages."""
        done = self.tenure(*arguments, **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertEqual(done.stdout or '', '')
        self.assertNotEqual(done.stderr, '')
        return done.stderr

    def succeed_json(self, *arguments, **options):
        """What tenure --json printed, read."""
        return json.loads(self.succeed(*arguments, '--json', **options))

    def publish(self):
        """Make a key and publish."""
        self.succeed('key', 'new', 'k1')
        self.succeed('policy', 'publish')


def corrupt(path, offset):
    """Flip a bit of a file, in a new file in its place."""
    with open(path, 'rb') as handle:
        data = bytearray(handle.read())
    data[offset] ^= 1
    with open(path + '.new', 'wb') as handle:
        handle.write(data)
    os.replace(path + '.new', path)
