# SPDX-License-Identifier: MIT
"""Measuring several ways to do the same, and telling what came of it."""
import statistics
import sys


def measure(sides, rounds):
    """{name: (median, least, most)}; sides is {name: function that returns
    the time its work took}. They take turns. One round of each is not
    counted."""
    return measure_parts({name: lambda work=work: (work(),)
                          for name, work in sides.items()}, rounds)[0]


def measure_parts(sides, rounds):
    """The same for functions that return several times; a list."""
    times = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, work in sides.items():
            took = work()
            if number:
                times[name].append(took)
            progress('  round %d of %d: %s' % (number, rounds, name))
    progress('')
    parts = {name: list(zip(*all_)) for name, all_ in times.items()}
    return [{name: (statistics.median(part[n]), min(part[n]), max(part[n]))
             for name, part in parts.items()}
            for n in range(len(next(iter(parts.values()))))]


def progress(text):
    """One line on a terminal, written over by the next."""
    if sys.stderr.isatty():
        print('\r%-60s\r%s' % ('', text), end='', file=sys.stderr,
              flush=True)


def table(title, medians, ratios, unit='s'):
    """Print what was measured, then (label, slower, faster, to reach)."""
    print('\n' + title)
    for name, (median, low, high) in medians.items():
        print('  %-34s %6.2f %-2s  (%.2f - %.2f)' % (
            name, median, unit, low, high))
    for label, other, ours, goal in ratios:
        print('  %-34s %6.2f x   (to reach: %.2f)' % (
            label, medians[other][0] / medians[ours][0], goal), flush=True)
