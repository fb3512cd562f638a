#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare time zones with Python's zoneinfo, which shares no code with ours:
offsets and year ends of every zone of the tz database, at times drawn with a
seed, most of them near a moment at which clocks are changed or years end.

The end of the year is found here by looking at clocks alone: through the days
around it, to the second where they are changed.

usage: test-zone.py [CASES [SEED]]      in the build folder; prints TAP
"""
import collections
import datetime
import os
import random
import subprocess
import sys
import zoneinfo

HELPER = 'tests/oracle/zone-cases'
FOLDER = '/usr/share/zoneinfo'
UTC = datetime.timezone.utc
DAY = 86400
EDGES = ['1901-12-13 20:45:52', '1970-01-01 00:00:00', '2011-12-30 10:00:00',
         '1994-12-31 10:00:00', '2000-02-29 12:00:00', '2024-02-29 00:00:00',
         '2036-12-31 23:59:59', '2037-12-31 23:59:59', '2038-01-19 03:14:08',
         '2088-01-01 00:00:00', '2100-02-28 23:59:59', '2106-02-07 06:28:16',
         '2400-02-29 00:00:00']


def seconds(text):
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)
    return int(moment.timestamp())


FIRST, LAST = seconds('1901-01-01 00:00:00'), seconds('2400-12-31 23:59:59')
NOW = seconds('2026-11-22 00:00:00')


def clock(zone, when):
    """What a clock of the zone shows, and how much it is ahead of UTC."""
    local = datetime.datetime.fromtimestamp(when, zone)
    return local, local.utcoffset() // datetime.timedelta(seconds=1)


def changes(zone, first, last):
    """Seconds from which on clocks have another offset. Changes that undo each
    other within an hour are not found; there are none."""
    found = []
    for start in range(first, last, 3600):
        low, high = start, start + 3600
        before = clock(zone, low)[1]
        if clock(zone, high)[1] == before:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if clock(zone, middle)[1] == before:
                low = middle
            else:
                high = middle
        found.append(high)
    return found


def year_end(zone, year, known={}):
    """The last second at which a clock of the zone shows the year."""
    key = (zone.key, year)
    if key not in known:
        middle = seconds('%04d-01-01 00:00:00' % (year + 1))
        first, last = middle - 2 * DAY, middle + 2 * DAY
        marks = [first] + changes(zone, first, last) + [last]
        ends = []
        for start, behind in zip(marks, marks[1:]):
            end = min(middle - 1 - clock(zone, start)[1], behind - 1)
            if end >= start and clock(zone, end)[0].year == year:
                ends.append(end)
        known[key] = max(ends)
    return known[key]


def want(case):
    zone, when = case
    local, offset = clock(zone, when)
    return '%d %d' % (offset, year_end(zone, local.year))


def draw(rng, zones):
    zone = rng.choice(zones)
    kind = rng.random()
    if kind < 0.25:
        when = rng.randint(FIRST, LAST)
    elif kind < 0.45:
        when = NOW + rng.randint(-3653 * DAY, 3653 * DAY)
    elif kind < 0.75:
        year = rng.choice([rng.randint(1901, 2400), rng.randint(2005, 2045)])
        when = seconds('%04d-12-31 23:59:59' % year)
        when += rng.randint(-2 * DAY, 2 * DAY)
    elif kind < 0.9:
        # The second before a change, or the one of it.
        start = NOW + rng.randint(-100 * 365 * DAY, 300 * 365 * DAY)
        found = changes(zone, start, start + 10 * DAY)
        when = found[0] - rng.randint(0, 1) if found else start
    else:
        when = seconds(rng.choice(EDGES)) + rng.randint(-DAY, DAY)
    return zone, min(max(when, FIRST), LAST)


def every_zone(zones):
    """Where each zone is at known edges, and at the end of years."""
    for zone in zones:
        for edge in EDGES + ['%d-12-31 12:00:00' % year
                             for year in (1911, 1946, 1999, 2010, 2026, 2399)]:
            yield zone, seconds(edge)


def compare(number, name, cases):
    cases = sorted(cases, key=lambda case: case[0].key)
    lines = ''.join('%s %d\n' % (zone.key, when) for zone, when in cases)
    done = subprocess.run([HELPER], input=lines, check=True, timeout=120,
                          stdout=subprocess.PIPE, universal_newlines=True)
    got = done.stdout.splitlines()
    wrong = collections.Counter()
    for case, line in zip(cases, got):
        if line == want(case):
            continue
        wrong[case[0].key] += 1
        if len(wrong) <= 5 and wrong[case[0].key] == 1:
            print('# %s %d: got %s, want %s' % (case[0].key, case[1], line,
                                                want(case)))
    good = not wrong and len(got) == len(cases)
    print('%s %d - %s' % ('ok' if good else 'not ok', number, name))
    return good


def main():
    short = bool(os.environ.get('TENURE_SHORT'))
    count = int(sys.argv[1]) if len(sys.argv) > 1 else \
        1000 if short else 20000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20261122
    zoneinfo.reset_tzpath(to=[FOLDER])
    zones = [zoneinfo.ZoneInfo(name)
             for name in sorted(zoneinfo.available_timezones())]
    rng = random.Random(seed)
    print('1..3')
    good = len(zones) > 400
    print('%s 1 - the database is there (%d zones)'
          % ('ok' if good else 'not ok', len(zones)))
    good &= compare(2, 'every zone at its edges', every_zone(zones[::10] if short else zones))
    good &= compare(3, '%d times, seed %d' % (count, seed),
                    [draw(rng, zones) for _ in range(count)])
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
