# SPDX-License-Identifier: MIT
"""What a policy means for a message, from the page of the language alone.

Written in other words than the C code, without a look at it: for every
setting this walks through all worlds, in which each class that cannot be told
either matches or does not, settles the setting in that world, and takes what
keeps, forbids or conceals most.

A policy is what cases.py makes:
    {'zone', 'delimiter', 'unknown', 'networks': {name: [block]},
     'classes': {name: [[condition]]}, 'plans': {name: layer},
     'tenants', 'users': {key: {'plan', 'own', 'classes'}},
     'bounds': {setting: bound, 'may': [name]}}
    layer: {'own': {setting: value}, 'classes': {class: {setting: value}}}
    bound: ([word], low or None, high or None); words None: those
           on the side of the numbers that is open
What a policy does not say is not in it.
"""
import functools
import itertools

import conditions
import moments
import settings
from moments import FOREVER

NOBODY = {'own': {'keep': FOREVER, 'expire': FOREVER, 'on_delete': 'deny'},
          'classes': {}}
# The last days of months, around a leap year and around one that is none.
STARTS = [moments.join(year, month, moments.month_length(year, month))
          for year in (1970, 2096, 2097, 2098, 2099, 2100, 2101, 2103, 2104)
          for month in range(1, 13)]
REPLIES = {'reject': '550 ', 'defer': '451 '}


# ----------------------------------------------------------------- mailboxes

def without_extension(address, delimiters):
    """joe@example.org for joe+lists@example.org; None without one."""
    local, _, domain = address.rpartition('@')
    places = [i for i, c in enumerate(local) if c in delimiters and i > 0]
    return local[:places[0]] + '@' + domain if places else None


class Mailbox:
    """What the policy has for one address."""

    def __init__(self, policy, address, chosen=None):
        address = address.lower()
        base = without_extension(address, policy.get('delimiter', '+'))
        users = {key.lower(): value
                 for key, value in policy.get('users', {}).items()}
        tenants = {key.lower(): value
                   for key, value in policy.get('tenants', {}).items()}
        self.user = next((key for key in (address, base) if key in users),
                         None)
        domain = address.rpartition('@')[2]
        self.tenant = domain if domain in tenants else None
        self.classes = list(policy.get('classes', {}))
        # pop3_expire takes long; a test of many cases need not ask each.
        self.announces = True
        self.bounds = policy.get('bounds', {})
        named = [subject for subject in (users.get(self.user),
                                         tenants.get(self.tenant)) if subject]
        self.plan = self._plan(policy, named, chosen)
        # The most specific first; what tenants and users set has bounds. One
        # whose plan is not there has lost its row: everything is kept.
        self.layers = [(subject, True) for subject in named]
        if chosen is not None and self.plan is None:
            self.layers = []
        self.layers.append((policy['plans'].get(self.plan, NOBODY), False))

    def _plan(self, policy, named, chosen):
        if chosen is not None:
            return chosen if chosen in policy['plans'] else None
        for subject in named:
            if subject.get('plan') and self._may('plan'):
                return subject['plan']
        # unknown is for a mailbox that no tenant or user names.
        return None if named else policy.get('unknown')

    def _may(self, name):
        return name in self.bounds.get('may', [name])

    def within(self, setting, value, start):
        """A tenant's or user's value as the bounds let it be, None if they
        do not let it be at all."""
        if not self._may(setting):
            return None
        bound = self.bounds.get(setting)
        if bound is None:
            return value
        words, low, high = bound
        if settings.is_number(setting, value):
            # Words alone, and it is none of them?
            if words is not None and low is None and high is None:
                return None
            return clamped(setting, value, low, high, start)
        if words is None:
            # One end is open: the words on that side.
            words = (settings.LESS if low is None else settings.MORE)[setting]
        return value if settings.word_of(value) in words else None

    def given(self, layer, bounded, setting, matching, start):
        """The values that matching classes of a layer give, or else the one
        that is its own, in a list that may be empty."""
        blocks = layer.get('classes', {})
        for group in ([blocks[name] for name in matching if name in blocks],
                      [layer.get('own', {})]):
            values = [block[setting] for block in group if setting in block]
            if bounded:
                values = [self.within(setting, v, start) for v in values]
                values = [v for v in values if v is not None]
            if values:
                return values
        return []

    def settle(self, setting, matching, start):
        """The values of the layer that decides, for one set of classes."""
        for layer, bounded in self.layers:
            values = self.given(layer, bounded, setting, matching, start)
            if values:
                return values
        return []

    @functools.cached_property
    def login_delay(self):
        """Asked before there is a message: every class cannot be told."""
        return Worlds(self, [], self.classes).value('pop3.login_delay', None)

    @functools.cached_property
    def pop3_expire(self):
        """RFC 2449 6.7: whole days that the server keeps any message at
        least; -1 if it removes none."""
        days = min(Worlds(self, [], self.classes).days('expire'),
                   Worlds(self, [], self.classes).days('pop3.after_download'))
        return -1 if days == FOREVER else days

    def mentions(self, names):
        """The classes whose blocks give one of these settings."""
        return {name for layer, _ in self.layers
                for name, block in layer.get('classes', {}).items()
                if any(setting in block for setting in names)}


def clamped(setting, value, low, high, start):
    """Between the two, of which one may be None."""
    def measure(one):
        return settings.measure(setting, one, start)
    if low is not None and measure(value) < measure(low):
        return low
    if high is not None and measure(value) > measure(high):
        return high
    return value


# ------------------------------------------------------------------ settings

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


class Settled(Worlds):
    """Each setting for one message in one mailbox."""

    def __init__(self, box, classes, facts, zone):
        super().__init__(box, *classes)
        self.received = facts.get('received')
        self.of = {setting: self.value(setting, self.received)
                   for setting in settings.DEFAULTS
                   if setting not in ('smtp.journal', 'record', 'keep')}
        self.start = self.received
        if self.received is not None and self.of['keep_from'] == 'year_end':
            self.start = moments.year_end(self.received, zone)
        self.of['keep'] = self.value('keep', self.start)
        self.of['record'] = self._record()
        self.journal = self._journal()
        self.texts = self._texts()

    def _record(self):
        implied = 'durable' if self.of['mode'] == 'compliance' else 'event'
        words = {self.said('record', matching) or implied
                 for matching in self.walk('record')}
        return 'durable' if 'durable' in words else 'event'

    def _journal(self):
        return {address for matching in self.walk('smtp.journal')
                for address in self.box.settle('smtp.journal', matching, None)
                if address != 'none'}

    def _texts(self):
        """Of those who say what smtp.accept says, any may give the text."""
        return {value[1] for value in
                self.box.settle('smtp.accept', self.sure, None)
                if isinstance(value, tuple) and
                value[0] == self.of['smtp.accept'][0]}


# ------------------------------------------------------------------ decision

def smtp(settled, facts):
    """(action, the replies it may have)"""
    refused = set()
    value = settled.of
    if value['smtp.require_tls'] == 'yes' and facts.get('tls') == 0:
        refused.add('550 5.7.10 ')
    if value['smtp.require_auth'] == 'yes' and facts.get('auth') is False:
        refused.add('550 5.7.0 ')
    if 0 < value['smtp.max_size'] < facts.get('size', 0):
        refused.add('552 5.3.4 ')
    action = settings.word_of(value['smtp.accept'])
    texts = {REPLIES[action] + text for text in settled.texts} \
        if action in REPLIES else {None}
    if refused:
        return 'reject', refused | (texts if action == 'reject' else set())
    return {'yes': 'accept'}.get(action, action), texts


def expires(facts):
    """What the sender wishes; FOREVER if nothing can be known of it."""
    fields = conditions.instances(facts, 'expires')
    if len(fields) != 1 or fields[0] is None or fields[0][3] is None:
        return FOREVER
    return fields[0][3]


def times(settled, facts, held):
    """(keep-until, expire_at): moments or FOREVER; keep-until None for
    never kept."""
    keep, received = settled.of['keep'], settled.received
    end = None
    if not moments.is_zero(keep):
        end = FOREVER if received is None else \
            moments.after(settled.start, keep)
    gone = FOREVER
    if received is not None:
        gone = moments.after(received, settled.of['expire'])
        if settled.of['smtp.expires_header'] == 'honour':
            gone = max(received, min(gone, expires(facts)))
    if end is not None:
        gone = max(gone, end)
    return (FOREVER, FOREVER) if held else (end, gone)


def classes_of(policy, facts):
    """(those the message is in, those that cannot be told)"""
    networks = policy.get('networks', {})
    answers = {name: conditions.in_class(matches, facts, networks)
               for name, matches in policy.get('classes', {}).items()}
    return ([name for name, answer in answers.items() if answer],
            [name for name, answer in answers.items() if answer is None])


class Question:
    """All of a case but the moment it is asked for."""

    def __init__(self, policy, case, box=None):
        self.facts = case['facts']
        self.box = box or Mailbox(policy, case['address'], case.get('plan'))
        self.classes = classes_of(policy, self.facts)
        self.settled = Settled(self.box, self.classes, self.facts,
                               policy.get('zone', 'UTC'))
        self.held = sorted(self.facts.get('held_by', []))
        self.end, self.gone = times(self.settled, self.facts, self.held)

    def kept(self, at):
        """Does anything keep it then?"""
        return self.end is not None and at < self.end

    def on_delete(self, at):
        """What a user's delete does then."""
        if self.kept(at):
            return 'deny' if self.settled.of['on_delete'] == 'deny' \
                else 'conceal'
        grace = self.settled.of['grace']
        return 'allow' if moments.is_zero(grace) else 'conceal'

    def answer(self, at):
        """The decision of that moment."""
        kept, on_delete = self.kept(at), self.on_delete(at)
        value = self.settled.of
        action, replies = smtp(self.settled, self.facts)
        downloaded = value['pop3.after_download'] == 'delete'
        return {
            'user': self.box.user, 'tenant': self.box.tenant,
            'plan': self.box.plan,
            'classes': sorted(self.classes[0]),
            'unsure': sorted(self.classes[1]),
            'keep_until': self.end if kept else None,
            'expire_at': None if self.gone == FOREVER else self.gone,
            'held_by': self.held,
            'on_delete': on_delete, 'delete': on_delete,
            'after_download': on_delete if downloaded else 'deny',
            'expire': 'deny' if kept or at < self.gone else 'allow',
            'action': action, 'replies': replies,
            'journal': self.settled.journal,
            'login_delay': self.box.login_delay,
            'pop3_expire': self.box.pop3_expire if self.box.announces
                           else None,
            'settings': value,
        }


def decide(policy, case):
    """The answer to a case: {'address', 'plan', 'facts', 'at'}."""
    return Question(policy, case).answer(case['at'])
