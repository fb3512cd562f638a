# SPDX-License-Identifier: MIT
"""Publishing tables of many users, and looking one of them up."""
import os
import subprocess
import time

from lab import Lab, LabError, processes

PLANS, CLASSES, CONDITIONS = 50, 250, 4


def write_policy(path):
    """50 plans, 250 classes with 1,000 conditions, and two tables."""
    with open(path, 'w', encoding='utf-8') as out:
        out.write('tenure_version = 1\n'
                  'tenants = text:tenants\nusers = text:users\n')
        for number in range(CLASSES):
            out.write(
                'class c%(n)d {\n  match { header X-Class-%(n)d = "a%(n)d*" '
                '"*b%(n)d"  size > %(n)dk }\n  match { from = '
                '@.list%(n)d.example  not { header Subject = "*%(n)d*" } }\n'
                '}\n' % {'n': number})
        for number in range(PLANS):
            out.write('plan p%d { keep = %dd expire = 7y on_delete = deny\n'
                      % (number, number + 1))
            for name in range(number * 5, number * 5 + 10):
                out.write('  class c%d { keep = %dd }\n' % (name % CLASSES,
                                                            name + 1))
            out.write('}\n')
        out.write('unknown = p0\n')


class Tables:
    """A folder with a configuration, a policy and its tables."""

    def __init__(self, folder, users, tenants):
        self.folder = os.path.join(folder, 'snapshot')
        self.users, self.tenants = users, tenants
        self.lab = Lab(folder)
        os.mkdir(self.folder)
        write_policy(self.path('policy.conf'))
        with open(self.path('tenants'), 'w', encoding='utf-8') as out:
            for number in range(tenants):
                out.write('example%d.org  plan=p%d keep=%dd\n' % (
                    number, number % PLANS, number % 90))
        with open(self.path('users'), 'w', encoding='utf-8') as out:
            for number in range(users):
                out.write('joe%d@example%d.org  plan=p%d\n' % (
                    number, number % tenants, number % PLANS))
        with open(self.path('tenure.conf'), 'w', encoding='utf-8') as out:
            out.write('realm = bench\npolicy = policy.conf\n'
                      'snapshot = policy.cdb\nkey_dir = keys\n'
                      'generations = 1\n')
        # Postfix's tools want a main.cf, and no more.
        os.mkdir(self.path('postfix'))
        with open(self.path('postfix', 'main.cf'), 'w',
                  encoding='utf-8') as out:
            out.write('compatibility_level = 3.6\n')
        self.tenure = [self.lab.built('tenure'), '-c',
                       self.path('tenure.conf')]
        processes.call(self.tenure + ['key', 'new', 'k1'])
        self.peak = {}

    def path(self, *names):
        """A path in the folder."""
        return os.path.join(self.folder, *names)

    def timed(self, name, command):
        """Seconds that a command takes; notes its peak memory in MB."""
        begin = time.monotonic()
        with subprocess.Popen(command, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE) as process:
            said = process.stderr.read()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        took = time.monotonic() - begin
        if process.returncode:
            raise LabError('%s: %s' % (' '.join(command),
                                       said.decode(errors='replace')))
        self.peak[name] = used.ru_maxrss / 1024
        return took

    def publish(self):
        """tenure policy publish, of something new each time."""
        with open(self.path('policy.conf'), 'a', encoding='utf-8') as out:
            out.write('# again\n')
        return self.timed('tenure', self.tenure + ['policy', 'publish'])

    def postmap(self):
        """postmap cdb: of the same rows."""
        return self.timed('postmap', [
            'postmap', '-c', self.path('postfix'),
            'cdb:' + self.path('tenants'), 'cdb:' + self.path('users')])

    def find(self, work):
        """A function that returns the microseconds of finding one user."""
        program = self.lab.built('tests/bench/bench-snapshot')

        def measured():
            return float(processes.call(
                [program, work, self.path('policy.cdb'), str(self.users),
                 str(self.tenants)]))
        return measured

