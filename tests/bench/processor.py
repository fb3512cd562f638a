# SPDX-License-Identifier: MIT
"""Processor time. What a work takes by the clock depends on what else the
machine does; this does less."""
import contextlib
import os


def _seconds(pid):
    with open('/proc/%d/stat' % pid, encoding='utf-8',
              errors='replace') as handle:
        fields = handle.read().rpartition(')')[2].split()
    # utime, stime, and those of children that have ended
    return (sum(int(ticks) for ticks in fields[11:15]) /
            os.sysconf('SC_CLK_TCK'))


def used_by(*leaders):
    """Seconds that these processes have taken so far, and all of the sessions
    that they lead, with the children that ended."""
    total = 0
    for name in os.listdir('/proc'):
        with contextlib.suppress(OSError):
            if name.isdigit() and (int(name) in leaders or
                                   os.getsid(int(name)) in leaders):
                total += _seconds(int(name))
    return total
