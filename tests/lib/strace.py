# SPDX-License-Identifier: MIT
"""A program that is killed at a system call which changes something on the
disk, in place of the call.

    calls = strace.calls(path)              # of a run with strace.trace(path)
    for call in strace.some(calls, 9):      # another with strace.kill_at(call)

strace counts each call for itself: "the third write", not "the third of these
calls".
"""
import os
import re
import subprocess
import unittest

CHANGES = ('write,pwrite64,writev,link,linkat,rename,renameat,renameat2,unlink,'
           'unlinkat,ftruncate,mkdir,fsync,fdatasync')


def need():
    """Skip the test where a program may not trace another."""
    try:
        done = subprocess.run(['strace', '-o', '/dev/null', 'true'],
                              capture_output=True, check=False)
    except FileNotFoundError:
        raise unittest.SkipTest('there is no strace') from None
    if done.returncode != 0:
        raise unittest.SkipTest('strace does not work here')


def trace(path):
    """What to write before a command, to have its calls in a file."""
    return ['strace', '-qq', '-f', '-o', path, '-e', 'trace=' + CHANGES,
            '-e', 'signal=none']


def calls(path):
    """[(name, how many of that name there were with it)], in order."""
    counts, found = {}, []
    with open(path, encoding='utf-8', errors='replace') as file:
        for line in file:
            call = re.match(r'(?:\d+ +)?([a-z_0-9]+)\(', line)
            if call:
                counts[call[1]] = counts.get(call[1], 0) + 1
                found.append((call[1], counts[call[1]]))
    return found


def kill_at(call):
    """What to write before a command that is to be killed there."""
    return ['strace', '-qq', '-f', '-o', '/dev/null', '-e', 'trace=' + call[0],
            '-e', 'inject=%s:signal=KILL:error=EIO:when=%d' % call]


def some(found, step):
    """Each of them in the nightly run, else every so many."""
    return found[::1 if os.environ.get('TENURE_NIGHTLY') else step]
