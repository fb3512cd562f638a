# SPDX-License-Identifier: MIT
"""Settings over everything that could be true."""
import functools
import itertools

import moments
import settings
from moments import FOREVER

# The last days of months, around a leap year and around one that is none.
STARTS = [moments.join(year, month, moments.month_length(year, month))
          for year in (1970, 2096, 2097, 2098, 2099, 2100, 2101, 2103, 2104)
          for month in range(1, 13)]


class Worlds:
    """Everything that could be true of the classes of one message."""

    def __init__(self, box, sure, unsure):
        self.box, self.sure, self.unsure = box, sure, unsure

    def walk(self, *names):
        """Sets of classes, as far as they make a difference to these
        settings."""
        mentioned = self.box.mentions(names)
        open_ones = [name for name in self.unsure if name in mentioned]
        for count in range(len(open_ones) + 1):
            for more in itertools.combinations(open_ones, count):
                yield [*self.sure, *more]

    def said(self, setting, matching, start=None):
        """The safest that is said in one world; None if nothing is."""
        values = self.box.settle(setting, matching, start)
        return settings.safest(setting, values, start) if values else None

    def days(self, setting):
        """The least whole days that a duration can be, whenever it begins;
        FOREVER for keep."""
        days = [FOREVER]
        for start in STARTS if self.has_months(setting) else STARTS[:1]:
            for matching in self.walk(setting):
                said = self.said(setting, matching, start)
                value = settings.DEFAULTS[setting] if said is None else said
                if value == 'delete':
                    value = settings.NOTHING
                if value != 'keep':
                    days.append((moments.after(start, value) - start) //
                                moments.DAY)
        return min(days)

    def may_be(self, setting, value):
        """Is there a world in which a setting has this value?"""
        return any((self.said(setting, matching) or
                    settings.DEFAULTS[setting]) == value
                   for matching in self.walk(setting))

    def has_months(self, setting):
        """Does the calendar make a difference?"""
        found = [block.get(setting) for layer, _ in self.box.layers
                 for block in (layer.get('own', {}),
                               *layer.get('classes', {}).values())]
        found += self.box.bounds.get(setting, (None, None, None))[1:]
        return any(isinstance(value, tuple) and value[1] in moments.MONTHS
                   for value in found)

    def value(self, setting, start):
        """The setting over all of them."""
        worlds = [self.sure] if setting in settings.SURE_ONLY \
            else self.walk(setting)
        values = [self.said(setting, matching, start) for matching in worlds]
        values = [settings.DEFAULTS[setting] if v is None else v
                  for v in values]
        return max(values, key=lambda v: settings.safety(setting, v, start))


class Announced:
    """What POP3 says before there is a message: every class cannot be
    told."""

    def __init__(self, box):
        self.worlds = Worlds(box, [], box.classes)
        # Takes long; a test of many cases need not ask each.
        self.with_expire = True

    @functools.cached_property
    def login_delay(self):
        """The longest that any class may give."""
        return self.worlds.value('pop3.login_delay', None)

    @functools.cached_property
    def expire(self):
        """RFC 2449 6.7: whole days that the server keeps any message at
        least; -1 if it removes none. None where it is not asked."""
        if not self.with_expire:
            return None
        days = min(self.worlds.days('expire'),
                   self.worlds.days('pop3.after_download'))
        if self.worlds.may_be('smtp.expires_header', 'honour'):
            # Senders shorten it as they like, down to keep.
            days = min(days, self.worlds.days('keep'))
        return -1 if days == FOREVER else days
