#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pop3.devices: what a download deletes only when enough of the user's devices
have it."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import door
from door import DoorCase
from lab import processes
from lib import tap
from lib.talk import Pop3

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), 'e2e'))
# pylint: disable=wrong-import-position
import test_clocks  # noqa: E402
import test_manual  # noqa: E402

POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
class two { match { header Subject = "*two*" } }
class one { match { header Subject = "*one*" } }
class later { match { header Subject = "*later*" } }
class never { match { header Subject = "*never*" } }
plan default {
  keep = 0
  expire = never
  on_delete = allow
  pop3 { after_download = delete  devices = all }
  class invoice { keep = 10y  on_delete = deny }
  class two { pop3 { devices = 2 } }
  class one { pop3 { devices = 1 } }
  class later { pop3 { after_download = 7d } }
  class never { pop3 { after_download = keep } }
}
unknown = default
"""
DAY = 24 * 60 * 60
# The manual shows some devices; these are more.
LOGINS = [
    'joe+%s@example.org:{PLAIN}secret:::::: user=joe@example.org' % name
    for name in ('laptop', 'x' * 63, 'y' * 64,
                 *('d%d' % number for number in range(20)))]
# Of users whose mail is in another format.
FORMATS = {'ann@example.org': {'mail': 'sdbox:~/sdbox'},
           'eve@example.net': {'mail': 'mdbox:~/mdbox'}}
MEMORY = 'cat@example.org'
LOGINS += ['%s:{PLAIN}secret:::::: user=%s' % (
    user.replace('@', '+phone@'), user) for user in (*FORMATS, MEMORY)]
PASSWORDS = {'phone': 'one', 'tablet': 'two'}


def shown_file():
    """The file of passwords that the manual shows."""
    with open(test_manual.MANUAL, encoding='utf-8') as handle:
        return re.search(r'^\.\\" file: devices\n\.Bd [^\n]*\n(.*?)^\.Ed$',
                         handle.read(), re.M | re.S)[1]


MASTER = {
    '2.3': 'auth_master_user_separator = *\npassdb {\n'
           '  driver = passwd-file\n  master = yes\n'
           '  args = @DIR@/etc/masters\n}\n',
    '2.4': 'auth_master_user_separator = *\npassdb masters {\n'
           '  driver = passwd-file\n  passdb_master = yes\n'
           '  passwd_file_path = @DIR@/etc/masters\n}\n'}


class DevicesCase(DoorCase):
    policy = POLICY
    options = {'milter': 'none', 'dovecot_extra': {
        series: lines.replace('/etc/dovecot/devices', '@DIR@/etc/devices')
        + MASTER[series]
        for series, lines in test_manual.shown(test_manual.MANUAL)[
            'devices'].items()}}

    @classmethod
    def prepare(cls):
        os.makedirs(cls.lab.path('etc'), exist_ok=True)
        for name, text in (
                ('devices', shown_file() + '\n'.join(LOGINS) + '\n'),
                ('masters', 'boss:{PLAIN}secret::::::\n')):
            path = cls.lab.path('etc', name)
            with open(path, 'w', encoding='utf-8') as handle:
                handle.write(text)
            os.chmod(path, 0o644)

    def session(self, device=''):
        """A POP3 session of a device."""
        return self.login(
            'joe%s@example.org' % ('+' + device if device else ''),
            PASSWORDS.get(device.lower(), self.lab.password))

    def login(self, user, password):
        """A POP3 session of a login name."""
        pop3 = Pop3(self.lab.ports['pop3'])
        self.addCleanup(pop3.close)
        answer = pop3.login(user, password)
        self.assertRegex(answer, r'^\+OK', '%s: %s' % (user, answer))
        return pop3

    def fetch(self, device='', *numbers):
        """A session of a device that fetches messages; what QUIT says."""
        pop3 = self.session(device)
        for number in numbers:
            self.assertIsNotNone(pop3.retr(number))
        return pop3.quit()

    def extensions(self):
        """The extensions of the INBOX's index that are ours, with the sizes
        of their header and of a record."""
        path = self.lab.path('mail', self.user, 'Maildir')
        text = subprocess.run(
            self.lab.dovecot.command('doveadm', 'dump', '-t', 'index', path),
            capture_output=True, text=True, timeout=processes.PATIENCE,
            check=True).stdout
        return {name: (int(header), int(record))
                for name, header, record in re.findall(
                    r'^name \.+ = (tenure\S*)\nhdr_size \.+ = (\d+)\n'
                    r'(?:.*\n)*?record_size \.+ = (\d+)', text, re.M)}


class Devices(DevicesCase):

    def test_all(self):
        """it stays until each device that is known has it"""
        self.deliver('letter')
        for name in ('phone', 'laptop', ''):
            self.assertEqual(self.session(name).quit(), '+OK Logging out.')
        self.assertEqual(self.fetch('phone', 1), '+OK Logging out.')
        self.assertEqual(self.fetch('laptop', 1), '+OK Logging out.')
        # One that has it, by another spelling.
        self.assertEqual(self.fetch('PHONE'), '+OK Logging out.')
        self.assertEqual(self.subjects(), ['letter'])
        self.assertEqual(self.fetch('', 1),
                         '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), [])

    def test_one_device(self):
        """who gives no name is one device"""
        self.deliver('letter')
        self.assertEqual(self.fetch('', 1),
                         '+OK Logging out, messages deleted.')

    def test_number(self):
        """so many, whoever else there is"""
        self.deliver('two')
        for name in ('phone', 'laptop', 'tablet'):
            self.session(name).quit()
        self.fetch('phone', 1)
        self.fetch('phone', 1)
        self.assertEqual(self.subjects(), ['two'])
        self.assertEqual(self.fetch('tablet', 1),
                         '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), [])

    def test_classes(self):
        """each message by its class"""
        for name in ('phone', 'laptop'):
            self.session(name).quit()
        for subject in ('one', 'two', 'letter', 'never', 'two invoice'):
            self.deliver(subject)
        self.assertEqual(self.fetch('phone', 1, 2, 3, 4, 5),
                         '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(),
                         ['two', 'letter', 'never', 'two invoice'])
        self.fetch('laptop', 1, 2, 3, 4)
        self.assertEqual(self.subjects(), ['never', 'two invoice'])

    def test_cut(self):
        """a session that is cut makes its device known, and counts nothing"""
        self.deliver('letter')
        pop3 = self.session('laptop')
        pop3.retr(1)
        pop3.cut()
        self.assertEqual(self.fetch('phone', 1), '+OK Logging out.')
        self.assertEqual(self.fetch('laptop', 1),
                         '+OK Logging out, messages deleted.')

    def test_reset(self):
        """RSET forgets what the device fetched"""
        self.deliver('letter')
        pop3 = self.session('phone')
        pop3.retr(1)
        pop3.command('RSET')
        self.assertEqual(pop3.quit(), '+OK Logging out.')
        self.assertEqual(self.subjects(), ['letter'])

    def test_two_sessions(self):
        """two devices at once: both count, and who ends last deletes"""
        self.deliver('letter')
        self.deliver('two')
        first, second = self.session('phone'), self.session('laptop')
        for pop3 in (first, second):
            pop3.retr(1)
            pop3.retr(2)
        self.assertEqual(first.quit(), '+OK Logging out.')
        self.assertEqual(second.quit(), '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), [])

    def test_many_sessions(self):
        """many devices at once: none is lost"""
        self.deliver('letter')
        sessions = [self.session('d%d' % number) for number in range(8)]
        for pop3 in sessions:
            pop3.retr(1)
        for pop3 in sessions:
            pop3.send('QUIT')
        for pop3 in sessions:
            pop3.read_line()
        self.fetch('d0')
        self.assertEqual(self.subjects(), [])

    def test_too_many(self):
        """there are 16 places: who finds none puts nobody out, and nothing
        that all should have is deleted"""
        self.deliver('letter')
        self.deliver('two')
        for number in range(17):
            self.session('d%d' % number).quit()
        self.assertEqual(self.subjects(), ['letter', 'two'])
        before = self.extensions()
        self.assertEqual(len([name for name in before
                              if name.startswith('tenure-device-')]), 16)
        for number in range(16, 20):
            self.fetch('d%d' % number, 1, 2)
        for number in range(16):
            self.fetch('d%d' % number, 1)
        self.assertEqual(self.subjects(), ['letter', 'two'])
        self.assertEqual(set(self.extensions()),
                         {*before, 'tenure-download'})
        self.assertLessEqual(sum(
            record for _, record in self.extensions().values()),
                             16 * 4 + 12 + 16)
        # Those that have a place still count.
        for number in (3, 9):
            self.fetch('d%d' % number, 2)
        self.assertEqual(self.subjects(), ['letter'])

    def test_index_lost(self):
        """without the index nothing was downloaded, and nobody is known"""
        self.deliver('letter')
        self.session('laptop').quit()
        self.fetch('phone', 1)
        for path in glob.glob(self.lab.path('mail', self.user, 'Maildir',
                                            'dovecot.index*')):
            os.unlink(path)
        self.assertEqual(self.fetch('laptop'), '+OK Logging out.')
        self.assertEqual(self.fetch('phone'), '+OK Logging out.')
        self.assertEqual(self.subjects(), ['letter'])
        self.fetch('laptop', 1)
        self.fetch('phone', 1)
        self.assertEqual(self.subjects(), [])

    def test_long_name(self):
        """a name that is too long is no device that is known"""
        self.deliver('letter')
        self.fetch('x' * 63)
        self.fetch('phone', 1)
        self.assertEqual(self.fetch('y' * 64, 1), '+OK Logging out.')
        self.wait_log('dovecot', 'The device has no name of up to 63 octets')
        self.assertEqual(self.fetch('x' * 63, 1), '+OK Logging out.')
        self.assertEqual(self.subjects(), ['letter'])

    def test_manual(self):
        """the passwords of the manual: names by the login and by a field"""
        logins = [('joe-office', 'three'), ('joe+tablet@example.org', 'two'),
                  ('joe+phone@example.org', 'one'), (self.user, 'secret')]
        for login in logins:
            self.login(*login).quit()
        self.deliver('letter')
        self.deliver('two')
        for login, left in zip(logins, (['letter', 'two'], ['letter'],
                                        ['letter'], [])):
            pop3 = self.login(*login)
            for number in pop3.uidl():
                pop3.retr(number)
            pop3.quit()
            self.assertEqual(self.subjects(), left)

    def test_master(self):
        """a master user is nobody's device"""
        self.deliver('letter')
        self.deliver('two')
        self.fetch('phone', 2)
        for numbers in ((), (1, 2)):
            pop3 = self.login('joe@example.org*boss', 'secret')
            for number in numbers:
                pop3.retr(number)
            self.assertEqual(pop3.quit(), '+OK Logging out.')
            if not numbers:
                self.assertEqual(self.fetch('phone', 1),
                                 '+OK Logging out, messages deleted.')
                self.deliver('letter')
        self.assertEqual(self.subjects(), ['two', 'letter'])

    def test_master_fetches(self):
        """what a master user fetches is not downloaded"""
        self.deliver('one')
        pop3 = self.login('joe@example.org*boss', 'secret')
        self.assertIsNotNone(pop3.retr(1))
        self.assertEqual(pop3.quit(), '+OK Logging out.')
        self.assertEqual(self.subjects(), ['one'])
        self.assertEqual(self.fetch('phone', 1),
                         '+OK Logging out, messages deleted.')

    def test_other_commands(self):
        """other commands are as ever"""
        self.deliver('letter')
        pop3 = self.session('phone')
        self.session('laptop').quit()
        before = [pop3.lines_of(line) for line in ('LIST', 'UIDL')]
        stat = pop3.command('STAT')
        pop3.retr(1)
        pop3.quit()
        pop3 = self.session('phone')
        self.assertEqual([pop3.lines_of(line) for line in ('LIST', 'UIDL')],
                         before)
        self.assertEqual(pop3.command('STAT'), stat)


class Slow(DevicesCase):
    """With slow-plugin.c: what happens while a session decides."""
    options = {**DevicesCase.options, 'dovecot_extra': {
        series: text + door.plugin_settings('slow')[series]
        for series, text in DevicesCase.options['dovecot_extra'].items()}}

    @classmethod
    def prepare(cls):
        super().prepare()
        door.add_plugin(cls.lab, 'slow')

    def test_meanwhile(self):
        """what a device fetches while another's session decides is not taken
        for decided"""
        # What earlier sessions have decided counts, by the same policy.
        self.deliver('letter')
        for name in ('phone', 'laptop'):
            self.session(name).quit()
        for name in ('phone', 'laptop', 'phone'):
            self.fetch(name, *[1] * len(self.subjects()))
        self.deliver('letter')
        phone, laptop = self.session('phone'), self.session('laptop')
        phone.retr(1)
        laptop.retr(1)
        hold = self.lab.path('mail', self.user, 'slow')
        processes.write(hold, '')
        phone.send('QUIT')
        processes.wait_until(lambda: not os.path.exists(hold),
                             processes.PATIENCE, 'QUIT that decides')
        self.assertEqual(laptop.quit(), '+OK Logging out.')
        processes.write(hold, '')
        # It looks again at what earlier sessions have left to look at.
        self.assertEqual(phone.read_line(),
                         '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), [])


class Formats(DevicesCase):
    options = {**DevicesCase.options, 'users': {
        **FORMATS, MEMORY: {'mail': 'maildir:~/Maildir:INDEX=MEMORY'}}}

    def test_formats(self):
        """the same in other formats, two sessions at a time"""
        for user in FORMATS:
            with self.subTest(user=user):
                phone = user.replace('@', '+phone@')
                # Before there is a mailbox.
                self.login(phone, 'secret').quit()
                for subject in ('letter', 'two', 'later'):
                    self.deliver(subject, user=user)
                first, second = (self.login(login, 'secret')
                                 for login in (user, phone))
                for number in (1, 2, 3):
                    first.retr(number)
                second.retr(2)
                self.assertEqual(first.quit(), '+OK Logging out.')
                self.assertEqual(second.quit(),
                                 '+OK Logging out, messages deleted.')
                self.assertEqual(self.subjects(user), ['letter', 'later'])
                second = self.login(phone, 'secret')
                second.retr(1)
                self.assertEqual(second.quit(),
                                 '+OK Logging out, messages deleted.')
                self.assertEqual(self.subjects(user), ['later'])

    def test_index_in_memory(self):
        """where the index is in memory nobody is ever known, and nothing
        goes"""
        self.deliver('letter', user=MEMORY)
        for _ in range(2):
            pop3 = self.login(MEMORY.replace('@', '+phone@'), 'secret')
            self.assertIsNotNone(pop3.retr(1))
            self.assertEqual(pop3.quit(), '+OK Logging out.')
        self.assertEqual(self.subjects(MEMORY), ['letter'])


class Clocks(DevicesCase):
    """The clock of the pop3 processes is moved."""

    @classmethod
    def setUpClass(cls):
        cls.clock = tempfile.mkdtemp(prefix='tenure-clock-', dir='/var/tmp')
        cls.addClassCleanup(shutil.rmtree, cls.clock)
        os.chmod(cls.clock, 0o755)
        cls.start = int(time.time())
        cls.set_clock(0)
        wrapper = os.path.join(cls.clock, 'pop3')
        folder = processes.call(['doveconf', '-d', '-h', 'libexec_dir'])
        processes.write(wrapper, '#!/bin/sh\nexec env %s %s/pop3 "$@"\n' % (
            ' '.join([
                'LD_PRELOAD=' + test_clocks.library('libfaketimeMT.so.1'),
                'TZ=UTC', 'FAKETIME_NO_CACHE=1', 'NO_FAKE_STAT=1',
                'FAKETIME_DONT_FAKE_MONOTONIC=1', "FAKETIME_FMT='%s'"
                % test_clocks.FORMAT, 'FAKETIME_TIMESTAMP_FILE=%s/now'
                % cls.clock]), folder.strip()), 0o755)
        cls.options = {**DevicesCase.options, 'dovecot_extra': {
            series: text + 'service pop3 {\n  executable = %s\n}\n' % wrapper
            for series, text in DevicesCase.options['dovecot_extra'].items()}}
        super().setUpClass()

    @classmethod
    def set_clock(cls, seconds):
        """So long after the beginning, until it is set again."""
        path = os.path.join(cls.clock, 'now')
        processes.write(path + '.new', time.strftime(
            test_clocks.FORMAT, time.gmtime(cls.start + seconds)) + '\n')
        os.rename(path + '.new', path)

    def setUp(self):
        super().setUp()
        self.set_clock(0)

    def test_duration(self):
        """a duration begins with the last device that is needed"""
        self.deliver('later')
        for name in ('phone', 'laptop'):
            self.session(name).quit()
        self.fetch('phone', 1)
        self.set_clock(5 * DAY)
        self.fetch('laptop', 1)
        for now in (7 * DAY, 12 * DAY - 1):
            self.set_clock(now)
            self.assertEqual(self.fetch('phone', 1), '+OK Logging out.')
        self.assertEqual(self.subjects(), ['later'])
        self.set_clock(12 * DAY)
        # Whoever comes, fetches nothing.
        self.assertEqual(self.fetch('phone'),
                         '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), [])

    def test_new_device(self):
        """one that comes while a duration runs has to have it, too"""
        self.deliver('later')
        self.fetch('phone', 1)
        self.set_clock(7 * DAY - 1)
        self.session('laptop').quit()
        self.set_clock(7 * DAY)
        self.assertEqual(self.fetch('phone'), '+OK Logging out.')
        self.fetch('laptop', 1)
        self.set_clock(14 * DAY)
        self.fetch('phone')
        self.assertEqual(self.subjects(), [])

    def test_forgotten(self):
        """a device that did not come for 90 days is forgotten"""
        self.deliver('letter')
        self.deliver('two')
        self.fetch('laptop')
        self.fetch('tablet', 2)
        self.set_clock(50 * DAY)
        # It is its logins that count.
        self.fetch('tablet')
        self.set_clock(90 * DAY - 1)
        self.assertEqual(self.fetch('phone', 1), '+OK Logging out.')
        self.set_clock(140 * DAY - 1)
        self.assertEqual(self.fetch('phone'), '+OK Logging out.')
        self.assertEqual(self.subjects(), ['letter', 'two'])
        self.set_clock(140 * DAY)
        # The laptop has not come back, and now the tablet is forgotten, too,
        # with what it had.
        self.assertEqual(self.fetch('phone'),
                         '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), ['two'])
        self.assertEqual(self.fetch('phone', 1), '+OK Logging out.')
        self.assertEqual(self.fetch('laptop', 1),
                         '+OK Logging out, messages deleted.')

    def test_place_again(self):
        """a place is given to another device, which has nothing then"""
        self.deliver('letter')
        self.deliver('two')
        for number in range(16):
            self.fetch('d%d' % number, *([2] if number == 3 else []))
        self.set_clock(80 * DAY)
        for number in range(16):
            if number != 3:
                self.session('d%d' % number).quit()
        self.fetch('d16', 1)
        self.assertEqual(self.subjects(), ['letter', 'two'])
        self.set_clock(90 * DAY)
        before = self.extensions()
        self.assertEqual(self.fetch('d5', 2), '+OK Logging out.')
        for _ in range(2):
            self.assertEqual(self.fetch('d17', 1), '+OK Logging out.')
        self.assertEqual(self.extensions(), before)
        self.assertEqual(self.subjects(), ['letter', 'two'])
        # One more has no place.
        self.assertEqual(self.fetch('d18', 1, 2), '+OK Logging out.')
        self.assertEqual(self.fetch('d17', 2),
                         '+OK Logging out, messages deleted.')
        self.assertEqual(self.subjects(), ['letter'])

    def test_place_lost(self):
        """a session that lasts for 90 days notes nothing for the device that
        has its place then"""
        self.deliver('letter')
        slow = self.session('d3')
        slow.retr(1)
        for number in range(16):
            if number != 3:
                self.session('d%d' % number).quit()
        self.set_clock(80 * DAY)
        for number in range(16):
            if number != 3:
                self.session('d%d' % number).quit()
        self.set_clock(90 * DAY)
        self.session('d16').quit()
        slow.quit()
        for number in range(16):
            if number != 3:
                self.fetch('d%d' % number, 1)
        self.assertEqual(self.subjects(), ['letter'])
        self.fetch('d16', 1)
        self.assertEqual(self.subjects(), [])

    def test_one_too_many_is_forgotten(self):
        """90 days after a device that found no place, all is possible again
        """
        self.deliver('letter')
        self.fetch('y' * 64, 1)
        self.set_clock(90 * DAY - 1)
        self.assertEqual(self.fetch('phone', 1), '+OK Logging out.')
        self.set_clock(90 * DAY)
        self.assertEqual(self.fetch('phone'),
                         '+OK Logging out, messages deleted.')

    def test_clock_set_back(self):
        """a clock that was set back forgets nobody, and deletes nothing"""
        self.set_clock(400 * DAY)
        self.deliver('later')
        self.session('laptop').quit()
        self.fetch('phone', 1)
        self.set_clock(0)
        self.assertEqual(self.fetch('phone', 1), '+OK Logging out.')
        self.set_clock(100 * DAY)
        self.assertEqual(self.fetch('phone', 1), '+OK Logging out.')
        self.assertEqual(self.subjects(), ['later'])


class Observed(DevicesCase):
    options = {**DevicesCase.options,
               'plugin_settings': {'tenure_mode': 'observe'}}

    def test_observe(self):
        """nothing is remembered, and nothing deleted"""
        for subject in ('letter', 'later', 'one'):
            self.deliver(subject)
        self.assertEqual(self.fetch('phone', 1, 2, 3), '+OK Logging out.')
        self.wait_log('dovecot', 'would delete message 3, which was '
                      'downloaded')
        self.assertEqual(self.subjects(), ['letter', 'later', 'one'])
        self.assertLessEqual(set(self.extensions()), {'tenure'})


if __name__ == '__main__':
    tap.main()
