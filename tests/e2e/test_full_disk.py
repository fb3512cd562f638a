#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A full disk at publish: the old snapshot stays whole and in force."""
import subprocess
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab.processes import PATIENCE  # noqa: E402
from lib import tap  # noqa: E402
from lib.case import LabCase  # noqa: E402

OWN_MOUNTS = os.path.join(os.path.dirname(tap.__file__), 'own-mounts')

POLICY = """
tenure_version = 1
plan staff { keep = 0  expire = never  on_delete = allow }
unknown = staff
"""

# In a mount namespace of its own: a small disk, a snapshot, no room left.
STEPS = """
set -eu
disk=$1; shift
mount -t tmpfs -o size=256k none "$disk"
cp "$disk.first" "$disk/policy.cdb"
head -c 300k /dev/zero >"$disk/filler" 2>/dev/null || :
before=$(sha256sum <"$disk/policy.cdb")
code=0
"$@" || code=$?
echo "code $code"
[ "$before" = "$(sha256sum <"$disk/policy.cdb")" ] && echo unchanged
rm "$disk/filler"
ls -A "$disk" | grep -v -e '^policy.cdb$' -e '\.lock$' | sed 's/^/left: /'
"$@" >/dev/null && echo 'works again'
"""


class FullDisk(LabCase):
    policy = POLICY
    options = {'milter': 'none', 'plugin': False}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lab.tenure.configure()

    def test_publish(self):
        """exit code 4, the reason, the old snapshot octet by octet, nothing
        left behind; with room again it works"""
        if subprocess.run([OWN_MOUNTS, 'true'], check=False).returncode:
            self.skipTest('no mount namespaces here')
        disk = self.lab.path('disk')
        os.mkdir(disk)
        os.rename(self.lab.snapshot, disk + '.first')
        with open(self.lab.tenure.policy, 'a', encoding='utf-8') as handle:
            handle.writelines('user u%d@example.org { plan = staff }\n' % n
                              for n in range(500))
        done = subprocess.run(
            [OWN_MOUNTS, 'sh', '-c', STEPS, 'sh', disk,
             self.lab.program('tenure', 'common/cmd'), '-c',
             self.lab.tenure.config, 'policy', 'publish', '--snapshot',
             disk + '/policy.cdb'], check=False, capture_output=True,
            text=True, timeout=PATIENCE)
        said = done.stdout.splitlines()
        self.assertIn('code 4', said, done.stderr)
        self.assertIn('No space left on device', done.stderr)
        self.assertIn(disk + '/policy.cdb', done.stderr)
        self.assertIn('unchanged', said)
        self.assertEqual([s for s in said if s.startswith('left: ')], [])
        self.assertIn('works again', said, done.stderr)


if __name__ == '__main__':
    tap.main()
