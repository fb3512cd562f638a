#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tenure's decisions against those of an oracle that was written apart.

meaning.py and its modules say in Python what the page of the language says,
and share nothing with the C code. Cases by chance, policies.py and
messages.py, are asked of both; a difference is shown as the smallest case
that still has it. A hold more, a longer keep or a fact less must never free a
message. Most cases go to the library, in one process; some through "tenure
explain".

usage: test-decide.py [CASES [SEED]]     in the build folder; prints TAP

With TENURE_NIGHTLY set, there are a million cases, with TENURE_SHORT
a thousand.
"""
import concurrent.futures
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, '..', '..'))
# pylint: disable=wrong-import-position
import batch  # noqa: E402
import command  # noqa: E402

PROGRAM = os.environ.get('TENURE_DECIDE_CASES',
                         os.path.join('tests', 'oracle', 'decide-cases'))
STEP = 25


class Tap:
    """Prints the outcomes."""

    def __init__(self):
        self.count = self.failed = 0

    def test(self, good, name, *comments):
        """One of them, after what is to be said of it."""
        for comment in comments:
            print('# ' + comment.replace('\n', '\n# '))
        self.count += 1
        self.failed += not good
        print('%s %d - %s' % ('ok' if good else 'not ok', self.count, name),
              flush=True)


def run(cases, seed):
    """All findings; two processes, each with one of Tenure's."""
    policies = -(-cases // batch.CASES)
    steps = [range(i, min(i + STEP, policies))
             for i in range(0, policies, STEP)]
    found = batch.Findings()
    with concurrent.futures.ProcessPoolExecutor(
            min(2, os.cpu_count() or 1)) as pool:
        for one in pool.map(batch.work, [PROGRAM] * len(steps),
                            [seed] * len(steps), steps):
            found.add(one)
    return found


def main():
    """Returns the exit code."""
    count = 1000000 if os.environ.get('TENURE_NIGHTLY') else \
        1000 if os.environ.get('TENURE_SHORT') else 20000
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else count
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20261122
    tap = Tap()
    begin = time.monotonic()
    found = run(cases, seed)
    took = time.monotonic() - begin
    seen = ', '.join('%s in %d' % item for item in found.seen.most_common())
    tap.test(found.different == 0,
             '%d decisions agree with the oracle (seed %d)'
             % (found.count, seed),
             '%d of %d cases differ; %.1f s, %.0f cases a second'
             % (found.different, found.count, took, found.count / took),
             'of these: ' + seen,
             *[text for name, text in found.reports.items()
               if name != 'freed'][:batch.REPORTS],
             *['%s differs in %d' % item
               for item in found.members.most_common()])
    clocks = sum(found.clocks.values())
    tap.test(clocks >= found.count, '%d clocks stand at edges' % clocks,
             'clocks: %s' % (', '.join(
                 '%s %d' % item for item in found.clocks.most_common())))
    tap.test(found.freed == 0,
             'no hold, longer keep or unknown fact frees a message',
             '%d of %d comparisons' % (found.freed, found.compared),
             *filter(None, [found.reports.get('freed')]))
    count = min(200, found.count)
    wrong = command.run(os.path.abspath('tenure'), count, seed)
    tap.test(not wrong, '%d answers of tenure explain agree' % count,
             *wrong[:3])
    print('1..%d' % tap.count)
    return 1 if tap.failed else 0


if __name__ == '__main__':
    sys.exit(main())
