#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The table of routes: a test for each route and format, which is good if all
of its modes are."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib import tap  # noqa: E402
from lib.case import FAULT  # noqa: E402
from routes import run  # noqa: E402
from routes.routes import OUTCOMES  # noqa: E402
from routes.world import FORMATS, MODES  # noqa: E402

# The one that has everything, when there is little time.
SHORT = ('mdbox',)


class Lines:
    """TAP."""

    def __init__(self):
        self.count = self.failed = 0

    def line(self, name, details):
        """One test, which failed if there are details."""
        self.count += 1
        self.failed += bool(details)
        print('%sok %d - %s' % ('not ' if details else '', self.count, name))
        for text in details:
            print('# ' + text.rstrip('\n').replace('\n', '\n# '), flush=True)


def report(outcomes, forms, lines):
    """A line for each route and format, and the counts."""
    routes = {}
    for outcome in outcomes:
        routes.setdefault(outcome.cell.route.name, []).append(outcome)
    for name, found in routes.items():
        for form in forms:
            lines.line('%s, %s' % (name, form), [
                '%s: %s\n%s' % (outcome.cell, outcome.wrong(),
                                outcome.cell.transcript())
                for outcome in found
                if outcome.cell.form == form and outcome.wrong()])
    wrong = sum(bool(outcome.wrong()) for outcome in outcomes)
    print('# ' + ', '.join('%s %d' % (word, sum(
        outcome.expected == word and not outcome.wrong()
        for outcome in outcomes)) for word in OUTCOMES) + ', wrong %d' % wrong)


def main():
    """Returns the exit code."""
    if os.geteuid() != 0:
        tap.skip_all('a mail server needs root')
    forms = SHORT if os.environ.get('TENURE_SHORT') else FORMATS
    chosen = run.choose(forms, MODES)
    lines = Lines()
    with run.laboratory(chosen) as lab:
        outcomes = run.Table(lab, chosen).run(
            lambda text: print('# ' + text, flush=True))
        report(outcomes, forms, lines)
        with open(lab.path('log', 'dovecot.log'), encoding='utf-8',
                  errors='replace') as log:
            lines.line('no process of Dovecot has crashed',
                       [line for line in log if FAULT.search(line)])
    print('1..%d' % lines.count)
    return 1 if lines.failed else 0


if __name__ == '__main__':
    sys.exit(main())
