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


def measure_pairs(ours, other, pairs):
    """Two ways, in pairs, each of them first in turn; both are functions that
    return several numbers. Returns, for each of these numbers, (median of
    other, median of ours, (median, least, most) of ours divided by other): what
    disturbs both halves of a pair is not in it. Two pairs are not counted."""
    found = []
    for number in range(pairs + 2):
        took = [work() for work in ((ours, other), (other, ours))[number % 2]]
        if number > 1:
            found.append(took[::-1] if number % 2 else took)
        progress('  pair %d of %d' % (number - 1, pairs))
    progress('')
    answers = []
    for mine, theirs in zip(*(list(zip(*half)) for half in zip(*found))):
        ratios = [a / b for a, b in zip(mine, theirs)]
        answers.append((statistics.median(theirs), statistics.median(mine),
                        (statistics.median(ratios), min(ratios),
                         max(ratios))))
    return answers


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


def pairs_table(title, names, rows):
    """Print what was measured in pairs. names: of the other and ours; rows:
    (label, unit, an answer of measure_pairs(), to reach or None). The ratios
    are those of the costs."""
    print('\n' + title)
    print('  %-34s %12s %12s   ratio' % ('', *names))
    for label, unit, (other, ours, (ratio, low, high)), goal in rows:
        print('  %-34s %9.2f %-2s %9.2f %-2s   %.3f  (%.2f - %.2f)%s' % (
            label, other, unit, ours, unit, ratio, low, high,
            '' if goal is None else '  (to reach: %.2f)' % goal), flush=True)
