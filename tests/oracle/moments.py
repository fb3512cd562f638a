# SPDX-License-Identifier: MIT
"""Moments and durations, in words of the calendar.

A moment is whole seconds since 1970-01-01T00:00:00Z without leap seconds;
FOREVER is later than all of them. A duration is FOREVER or (number, unit).
No module of the standard library counts days here, so that what is compared
with Tenure's arithmetic is somebody's own; only the rules of time zones come
from zoneinfo.
"""
import bisect
import datetime
import functools
import zoneinfo

FOREVER = float('inf')
DAY = 86400
SECONDS = {'s': 1, 'min': 60, 'h': 3600, 'd': DAY, 'w': 7 * DAY}
MONTHS = {'mo': 1, 'y': 12}
# The days of a year that are over when a month begins.
BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]
BEGIN_LEAP = BEFORE[:2] + [days + 1 for days in BEFORE[2:]]


def is_leap(year):
    """Has it a 29 February, in the Gregorian calendar of all times?"""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def first_day(year, month):
    """The first of a month, in days since 1970-01-01."""
    past = year - 1
    days = past * 365 + past // 4 - past // 100 + past // 400
    return days - 719162 + BEFORE[month - 1] + (month > 2 and is_leap(year))


def month_length(year, month):
    """Its days."""
    return BEFORE[month] - BEFORE[month - 1] + (month == 2 and is_leap(year))


def year_of(day):
    """The year that a day, counted from 1970-01-01, lies in."""
    year = 1970 + day // 366
    # 366 days are more than a year has: never past the year that is sought.
    if day < 0:
        year = 1970 + day // 365
        while first_day(year, 1) > day:
            year -= 1
    while first_day(year + 1, 1) <= day:
        year += max(1, (day - first_day(year + 1, 1)) // 366)
    return year


def split(moment):
    """(year, month, day, second of the day), UTC."""
    day, second = divmod(moment, DAY)
    year = year_of(day)
    day -= first_day(year, 1)
    begin = BEGIN_LEAP if is_leap(year) else BEFORE
    month = bisect.bisect_right(begin, day)
    return year, month, day - begin[month - 1] + 1, second


def join(year, month, day, second=0):
    """The other way."""
    return (first_day(year, month) + day - 1) * DAY + second


def after(moment, duration):
    """One duration later. A month later is the same day of the next month,
    or its last one where it has no such day."""
    if FOREVER in (moment, duration):
        return FOREVER
    number, unit = duration
    if unit in SECONDS:
        return moment + number * SECONDS[unit]
    year, month, day, second = split(moment)
    years, months = divmod(month - 1 + number * MONTHS[unit], 12)
    year, month = year + years, months + 1
    return join(year, month, min(day, month_length(year, month)), second)


def is_zero(duration):
    """Is it no time at all?"""
    return duration != FOREVER and duration[0] == 0


@functools.lru_cache(maxsize=None)
def zone_of(name):
    """The rules of a time zone of the IANA database."""
    return zoneinfo.ZoneInfo(name)


def offset(moment, zone):
    """Seconds that clocks there are before UTC."""
    when = datetime.datetime.fromtimestamp(moment, zone_of(zone))
    return int(when.utcoffset().total_seconds())


def local_year(moment, zone):
    """The year that calendars there show."""
    return split(moment + offset(moment, zone))[0]


@functools.lru_cache(maxsize=None)
def last_second(year, zone):
    """The last moment at which calendars there show that year."""
    # The clocks of no zone are off by more than 26 hours; within a quarter of
    # an hour, none is changed twice.
    end = join(year + 1, 1, 1) + 26 * 3600
    while local_year(end, zone) > year:
        end -= 900
    low, high = end, end + 900
    while high - low > 1:
        middle = (low + high) // 2
        if local_year(middle, zone) > year:
            high = middle
        else:
            low = middle
    return low


def year_end(moment, zone='UTC'):
    """The last second of the calendar year of a moment, in a zone."""
    if moment == FOREVER:
        return FOREVER
    if zone == 'UTC':
        return join(split(moment)[0] + 1, 1, 1) - 1
    return last_second(local_year(moment, zone), zone)


def rfc3339(moment):
    """As JSON has it."""
    year, month, day, second = split(moment)
    if not 1 <= year <= 9999:
        return '@%d' % moment
    return '%04d-%02d-%02dT%02d:%02d:%02dZ' % (
        year, month, day, second // 3600, second // 60 % 60, second % 60)
