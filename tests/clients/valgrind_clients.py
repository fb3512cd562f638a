#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The clients again, all of them in the nightly run, while POP3 and IMAP run
under valgrind: nothing of ours in its reports, and all comes out the same."""
import glob
import os
import shutil
import sys
import unittest

from client_case import ClientCase, ClientTests
from clients import CLIENTS
from lab.dovecot import Dovecot
from lib import tap, valgrind

# What every day's run has of it.
FEW = ('fetchmail-nokeep', 'mpop-tls', 'poplib', 'imaplib')
FEW_MODES = ('deny', 'conceal', 'download')
NIGHTLY = bool(os.environ.get('TENURE_NIGHTLY'))
WRAPPER = """#!/bin/sh
exec %(valgrind)s %(options)s --xml-file=%(reports)s/%%p.xml "$@"
"""
# Few processes for many sessions, which starting one takes longer than.
SERVICE = """
service %s {
  executable = @DIR@/valgrind %s
  %s = 1000
  process_limit = 4
  client_limit = 1
  vsz_limit = %s
}
"""


def services(series, count, unlimited):
    """Lines of dovecot.conf."""
    return {series: ''.join(SERVICE % (
        name, Dovecot.libexec(name), count, unlimited)
                            for name in ('pop3', 'imap'))}


class Valgrind(ClientTests, ClientCase):
    options = {**ClientCase.options, 'dovecot_extra': {
        **services('2.3', 'service_count', '0'),
        **services('2.4', 'restart_request_count', 'unlimited')}}
    clients = [client for client in CLIENTS if NIGHTLY or client.name in FEW]
    modes = None if NIGHTLY else FEW_MODES

    @classmethod
    def prepare(cls):
        program = shutil.which('valgrind')
        if not program:
            raise unittest.SkipTest('there is no valgrind')
        os.makedirs(cls.reports())
        path = cls.lab.path('valgrind')
        with open(path, 'w', encoding='utf-8') as handle:
            handle.write(WRAPPER % {
                'valgrind': program, 'options': ' '.join(valgrind.OPTIONS),
                'reports': cls.reports()})
        os.chmod(path, 0o755)

    @classmethod
    def reports(cls):
        """Where the reports are written."""
        return cls.lab.path('reports')

    def test_reports(self):
        """valgrind reports nothing of ours in any session"""
        # They end, and tell of what they leaked.
        self.lab.dovecot.stop()
        reports = glob.glob(self.reports() + '/*.xml')
        self.assertGreater(len(reports), 1)
        for report in reports:
            with self.subTest(os.path.basename(report)):
                self.assertEqual(valgrind.ours(report), [])


if __name__ == '__main__':
    tap.main()
