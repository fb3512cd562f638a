#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare dates and durations with Python's datetime, which shares no code
with ours: 20,000 times drawn with a fixed seed, most of them near a moment at
which calendars go wrong."""

import calendar
import datetime
import random
import subprocess
import sys

HELPER = "tests/common/base/date-cases"
UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
FIRST = -62135596800
LAST = 253402300799
EDGES = [
    "1969-12-31 23:59:59", "1970-01-01 00:00:00", "1900-02-28 23:59:59",
    "1999-12-31 23:59:59", "2000-02-29 00:00:00", "2000-12-31 23:59:59",
    "2024-02-29 12:00:00", "2026-11-22 03:00:00", "2028-02-29 00:00:00",
    "2038-01-19 03:14:07", "2096-02-29 23:59:59", "2100-02-28 23:59:59",
    "2106-02-07 06:28:15", "2400-02-29 00:00:00", "9999-12-31 23:59:59",
    "0001-01-01 00:00:00", "0004-02-29 00:00:00", "0100-02-28 23:59:59",
]


def seconds(moment):
    return (moment - EPOCH) // datetime.timedelta(seconds=1)


def moment(when):
    return EPOCH + datetime.timedelta(seconds=when)


def draw(rng):
    """A time, months and seconds, all within the years 1..9999."""
    if rng.random() < 0.3:
        when = rng.randint(FIRST, LAST)
    elif rng.random() < 0.5:
        edge = datetime.datetime.fromisoformat(rng.choice(EDGES))
        spread = rng.choice([1, 60, 86400, 40 * 86400])
        when = seconds(edge.replace(tzinfo=UTC)) + rng.randint(-spread, spread)
    else:
        # The last days of a month.
        year, month = rng.randint(1, 9999), rng.randint(1, 12)
        day = calendar.monthrange(year, month)[1] - rng.randint(0, 3)
        when = seconds(datetime.datetime(year, month, day, tzinfo=UTC))
        when += rng.randint(0, 86399)
    when = min(max(when, FIRST), LAST)
    months_left = (9999 - moment(when).year) * 12
    months = min(rng.choice([0, 1, 12, 48, rng.randint(0, 1200),
                             rng.randint(0, 120000)]), months_left)
    span = rng.choice([0, 1, 86400, rng.randint(0, 10**10)])
    return when, months, span


def add_months(start, months):
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return start.replace(year=year, month=month, day=day)


def want(case):
    when, months, span = case
    date = moment(when)
    text = date.strftime("%H:%M:%SZ")
    day = "%04d-%02d-%02d" % (date.year, date.month, date.day)
    return " ".join([
        "%d-%d-%d %d:%d:%d" % (date.year, date.month, date.day,
                               date.hour, date.minute, date.second),
        str(when),
        str(calendar.monthrange(date.year, date.month)[1]),
        str(seconds(datetime.datetime(date.year, 12, 31, 23, 59, 59,
                                      tzinfo=UTC))),
        day + "T" + text, day, "0", str(when),
        str(seconds(add_months(date, months)) + span)])


def want_min(case):
    """The least number of days, by trying every day of 400 years."""
    months, span = case
    start = datetime.date(2000, 1, 1)
    days = (start + datetime.timedelta(days=i) for i in range(146097))
    least = min((add_months(day, months) - day).days for day in days)
    return str(least + span // 86400)


def run(lines):
    done = subprocess.run([HELPER], input="".join(lines), check=True,
                          stdout=subprocess.PIPE, text=True, timeout=60)
    return done.stdout.splitlines()


def compare(number, name, cases, got, oracle):
    wrong = ["# %s: got %s, want %s" % (case, line, oracle(case))
             for case, line in zip(cases, got) if line != oracle(case)]
    good = not wrong and len(got) == len(cases)
    print("\n".join(wrong[:5]
                    + ["%s %d - %s" % ("ok" if good else "not ok", number,
                                       name)]))
    return good


def main():
    rng = random.Random(20261122)
    cases = [draw(rng) for _ in range(20000)]
    spans = [(1, 0), (7, 3 * 86400), (48, 0), (84, 86399)]
    print("1..2")
    good = compare(1, "20,000 times", cases,
                   run("%d %d %d\n" % case for case in cases), want)
    good &= compare(2, "least days", spans,
                    run("min %d %d\n" % span for span in spans), want_min)
    return 0 if good else 1


sys.exit(main())
