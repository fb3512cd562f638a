# SPDX-License-Identifier: MIT
"""Tests of the mailbox door once more, with all processes that load the plugin
under valgrind: all comes out the same, and nothing of ours is in its reports.

    globals().update(under_valgrind.classes('test_conceal', 'test_lost'))
"""
import glob
import importlib
import os
import shutil
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
# The counts are those of a second run: it takes about thirty times as long.
os.environ['TENURE_SHORT'] = 'yes'
os.environ.pop('TENURE_NIGHTLY', None)

# pylint: disable=wrong-import-position
from lib import valgrind  # noqa: E402
from lib.case import LabCase  # noqa: E402


class Watched:
    """What each class of tests gets besides."""

    @classmethod
    def prepare(cls):
        """Before the laboratory starts."""
        if not shutil.which('valgrind'):
            raise unittest.SkipTest('there is no valgrind')
        cls.lab.dovecot = valgrind.Dovecot(cls.lab)
        super().prepare()

    @classmethod
    def faults(cls):
        """Once all processes have ended, and told of what they leaked."""
        if not isinstance(cls.lab.dovecot, valgrind.Dovecot):
            return super().faults()
        reports = glob.glob(cls.lab.dovecot.reports() + '/*.xml')
        return super().faults() + cls.lab.dovecot.ours() + (
            [] if reports else ['there is no report of valgrind'])


def classes(*modules):
    """{name: class} of what is in these modules."""
    found = {}
    for name in modules:
        for key, value in vars(importlib.import_module(name)).items():
            if isinstance(value, type) and issubclass(value, LabCase) and \
                    value.__module__ == name:
                found['%s_%s' % (name, key)] = type(key, (Watched, value), {})
    return found
