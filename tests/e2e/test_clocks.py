#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Clocks of the real servers, moved by faketime: a kept message is not freed
a second too early, whatever the clock did in between, and not kept for ever
either."""
import calendar
import glob
import os
import re
import shutil
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lab import processes  # noqa: E402
from lib import tap  # noqa: E402
from lib.case import LabCase  # noqa: E402

POLICY = """
tenure_version = 1
time_zone = %s
class days { match { header Subject = "days*" } }
class years { match { header Subject = "years*" } }
class ledger { match { header Subject = "ledger*" } }
plan p {
  keep = 0
  expire = never
  on_delete = allow
  class days { keep = 90d  on_delete = deny }
  class years { keep = 7y  on_delete = deny }
  class ledger { keep = 10y  keep_from = year_end  on_delete = deny }
}
unknown = p
"""
BERLIN = 'Europe/Berlin'
FORMAT = '%Y-%m-%d %H:%M:%S'


def seconds(text):
    """Of '2024-02-29 12:00:00', UTC."""
    return calendar.timegm(time.strptime(text, FORMAT))


def library(name):
    """libfaketime; it is in a folder of its own, so that only who asks for
    it gets it."""
    found = glob.glob('/usr/lib/*/faketime/' + name)
    if not found:
        raise unittest.SkipTest('faketime is not installed')
    return found[0]


class Clocks(LabCase):
    policy = POLICY % 'UTC'

    @classmethod
    def setUpClass(cls):
        cls.clock = tempfile.mkdtemp(prefix='tenure-clock-', dir='/var/tmp')
        cls.addClassCleanup(shutil.rmtree, cls.clock)
        os.chmod(cls.clock, 0o755)
        # A clock that stands still is read anew each time, and moved by
        # writing it. Timers and files keep their own time.
        environment = ['TZ=UTC', 'FAKETIME_NO_CACHE=1', 'NO_FAKE_STAT=1',
                       'FAKETIME_DONT_FAKE_MONOTONIC=1',
                       'FAKETIME_FMT=' + FORMAT,
                       'FAKETIME_TIMESTAMP_FILE=%s/now' % cls.clock]
        cls.wrapper = ['env', 'LD_PRELOAD=' + library('libfaketimeMT.so.1'),
                       *environment]
        cls.set_clock(time.strftime(FORMAT, time.gmtime()))
        pop3 = os.path.join(cls.clock, 'pop3')
        folder = processes.call(['doveconf', '-d', '-h', 'libexec_dir'])
        processes.write(pop3, '#!/bin/sh\nexec %s %s/pop3 "$@"\n' % (
            ' '.join("'%s'" % word for word in cls.wrapper), folder.strip()),
                        0o755)
        cls.options = {'milter_wrapper': cls.wrapper,
                       'dovecot_extra': 'service pop3 {\n  executable = %s\n'
                                        '}\n' % pop3}
        super().setUpClass()

    @classmethod
    def set_clock(cls, text):
        """All at once, as somebody may be reading."""
        path = os.path.join(cls.clock, 'now')
        processes.write(path + '.new', text + '\n')
        os.rename(path + '.new', path)

    def explain_now(self, subject):
        """What tenure says, by the same clock."""
        return processes.call([
            *self.wrapper, self.lab.program('tenure', 'common/cmd'), '-c',
            self.lab.tenure.config, 'explain', '--user', self.user,
            '--message', self.stored(subject)])

    def try_delete(self, subject):
        """As a client would; what comes of it is seen in the store."""
        pop3 = self.pop3()
        pop3.command('DELE %d' % pop3.find('Subject: ' + subject))
        self.assertRegex(pop3.quit(), r'^\+OK|^-ERR')

    def check(self, subject, accepted, until, kept):
        """Accepted by the milter's clock; kept at these times and until the
        second before the last."""
        self.set_clock(accepted)
        self.send(subject)
        last = time.strftime(FORMAT, time.gmtime(seconds(until) - 1))
        for now in [accepted, *kept, last]:
            self.set_clock(now)
            self.assertIn(until.replace(' ', 'T') + 'Z',
                          self.explain_now(subject))
            self.try_delete(subject)
            self.assert_stored(subject)
        self.set_clock(until)
        self.try_delete(subject)
        self.assert_gone(subject)

    def test_jumps(self):
        """ten years back and a day on: still kept; ten years on: not"""
        self.check('days jumps', '2026-11-22 08:00:00', '2027-02-20 08:00:00',
                   ['2016-11-22 08:00:00', '2026-11-23 08:00:00',
                    '1999-12-31 23:59:59', '2026-11-22 07:59:59'])
        self.set_clock('2026-11-22 08:00:00')
        self.send('days on')
        self.set_clock('2036-11-22 08:00:00')
        self.try_delete('days on')
        self.assert_gone('days on')

    def test_stood_still(self):
        """a clock that stood still for 30 days frees nothing then"""
        self.check('days still', '2026-11-22 08:00:00', '2027-02-20 08:00:00',
                   ['2026-11-22 08:00:00', '2026-12-22 08:00:00'])

    def test_leap_day(self):
        """seven years after 29 February end on the 28th"""
        self.check('years leap', '2028-02-29 12:00:00', '2035-02-28 12:00:00',
                   ['2032-02-29 12:00:00'])

    def test_2038(self):
        """over the end of 31 bits"""
        self.check('days 2038', '2038-01-19 03:14:07', '2038-04-19 03:14:07',
                   ['2038-01-19 03:14:08', '1970-01-01 00:00:01'])

    def test_2106(self):
        """over the end of 32 bits"""
        until = '2106-05-08 06:28:15'
        if self.lab.dovecot.series() == '2.3':
            self.check('days 2106', '2106-02-07 06:28:15', until,
                       ['2106-02-07 06:28:16', '1970-01-01 00:00:01'])
            return
        # There, Dovecot 2.4 itself panics in time_to_uint32(): the milter
        # and tenure go on.
        self.set_clock('2106-02-07 06:28:15')
        self.send('days 2106')
        for now in '2106-02-07 06:28:16', '2106-05-08 06:28:14':
            self.set_clock(now)
            self.assertIn(until.replace(' ', 'T') + 'Z',
                          self.explain_now('days 2106'))
        self.set_clock(until)
        self.assertIn('It was kept until', self.explain_now('days 2106'))

    def test_year_end(self):
        """ten years from the end of the year, in UTC"""
        self.check('ledger old', '2026-12-31 23:59:59',
                   '2036-12-31 23:59:59', ['2036-01-01 00:00:00'])
        self.check('ledger new', '2027-01-01 00:00:00',
                   '2037-12-31 23:59:59', ['2036-12-31 23:59:59'])

    def test_year_end_zone(self):
        """the same by the clocks of Berlin, where it ends an hour earlier"""
        self.lab.reload_policy(POLICY % BERLIN)
        self.addCleanup(self.lab.reload_policy, self.policy)
        self.check('ledger Berlin', '2026-12-31 22:59:59',
                   '2036-12-31 22:59:59', ['2036-01-01 00:00:00'])
        self.check('ledger Berlin next', '2026-12-31 23:00:00',
                   '2037-12-31 22:59:59', ['2036-12-31 23:59:59'])


if __name__ == '__main__':
    tap.main()
