# SPDX-License-Identifier: MIT
"""Decisions for one user, of few tenants and of many."""
import os

from lab import Lab, processes

# What a server with three kinds of mail might have; the tenant and the user
# say something of their own.
POLICY = """
tenure_version = 1
time_zone = Europe/Berlin
tenants = text:tenants
users = text:users
bounds { keep = 0 .. 10y }
class invoice {
  match { header Subject = "*invoice*" "*rechnung*" }
  match { from = @billing.example }
}
class bulk { match { header List-Id = "*" } }
class large { match { size > 10M  not { auth = yes } } }
plan staff {
  keep = 90d  expire = 7y  on_delete = conceal
  class invoice { keep = 10y  keep_from = year_end  mode = compliance }
  class bulk { keep = 0  expire = 30d }
  class large { smtp { accept = quarantine } }
  pop3 { after_download = delete }
  smtp { require_tls = yes  max_size = 50M }
}
unknown = staff
"""


class Tenants:
    """A snapshot with this many tenants."""

    def __init__(self, folder, number):
        self.number = number
        self.lab = Lab(folder)
        folder = os.path.join(folder, 'tenants-%d' % number)
        os.mkdir(folder)
        self.snapshot = os.path.join(folder, 'policy.cdb')
        config = os.path.join(folder, 'tenure.conf')
        processes.write(config, 'realm = bench\npolicy = policy.conf\n'
                        'snapshot = policy.cdb\nkey_dir = keys\n')
        processes.write(os.path.join(folder, 'policy.conf'), POLICY)
        processes.write(os.path.join(folder, 'users'),
                        'joe@t0.example  keep=180d  class bulk { expire=60d }'
                        '\n')
        processes.write(os.path.join(folder, 'tenants'), ''.join(
            't%d.example  plan=staff keep=%dd\n' % (number, number % 1000)
            for number in range(number)))
        for words in (['key', 'new', 'k1'], ['policy', 'publish']):
            processes.call([self.lab.built('tenure'), '-c', config, *words])

    def run(self, work):
        """A function that returns the nanoseconds one takes."""
        program = self.lab.built('tests/bench/bench-decide')

        def measured():
            return float(processes.call(
                [program, work, self.snapshot, str(self.number)]))
        return measured
