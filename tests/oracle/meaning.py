# SPDX-License-Identifier: MIT
"""What a policy means for a message, from the page of the language alone.

Written in other words than the C code, without a look at it: for every
setting this walks through all worlds, in which each class that cannot be told
either matches or does not, settles the setting in that world, and takes what
keeps, forbids or conceals most.

A policy is what policies.py makes:
    {'zone', 'delimiter', 'unknown', 'networks': {name: [block]},
     'classes': {name: [[condition]]}, 'plans': {name: layer},
     'tenants', 'users': {key: {'plan', 'own', 'classes'}},
     'bounds': {setting: bound, 'may': [name]}}
    layer: {'own': {setting: value}, 'classes': {class: {setting: value}}}
    bound: ([word], low or None, high or None); words None: those
           on the side of the numbers that is open
What a policy does not say is not in it.
"""
import conditions
import moments
import settings
from mailboxes import Mailbox
from moments import FOREVER
from worlds import Announced, Worlds

REPLIES = {'reject': '550 ', 'defer': '451 '}


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
    if facts.get('seal') == 'unknown':
        # It would remove the message earlier.
        return FOREVER
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

    def __init__(self, policy, case, announced=None):
        """announced: of the same mailbox, if it was asked for before."""
        self.facts = case['facts']
        self.announced = announced or Announced(
            Mailbox(policy, case['address'], case.get('plan')))
        self.box = self.announced.worlds.box
        self.classes = classes_of(policy, self.facts)
        self.settled = Settled(self.box, self.classes, self.facts,
                               policy.get('zone', 'UTC'))
        self.held = sorted(self.facts.get('held_by', []))
        self.end, self.gone = times(self.settled, self.facts, self.held)

    def counted(self):
        """When a download counted; None where who asks knows that there was
        one, FOREVER where too few devices are known to have it."""
        wanted = self.settled.of['pop3.devices']
        if wanted in ('any', 1):
            return self.facts.get('downloaded')
        if wanted == 'all':
            # Whose number nobody knows, are more than those that are known.
            wanted = self.facts.get('devices', float('inf'))
        having = sorted(self.facts.get('downloads', []))
        return having[wanted - 1] if len(having) >= wanted else FOREVER

    def due(self):
        """When after_download deletes what was downloaded; at once is None,
        and FOREVER is never, also where nobody knows of a download."""
        value = self.settled.of['pop3.after_download']
        if value == 'keep':
            return FOREVER
        counted = self.counted()
        if value == 'delete':
            return None if self.settled.of['pop3.devices'] in ('any', 1) \
                else counted
        return FOREVER if counted in (None, FOREVER) else \
            moments.after(counted, value)

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
        due = self.due()
        return {
            'user': self.box.user, 'tenant': self.box.tenant,
            'plan': self.box.plan,
            'classes': sorted(self.classes[0]),
            'unsure': sorted(self.classes[1]),
            'keep_until': self.end if kept else None,
            'expire_at': None if self.gone == FOREVER else self.gone,
            'held_by': self.held,
            'on_delete': on_delete, 'delete': on_delete,
            'after_download': on_delete if due is None or at >= due
                              else 'deny',
            'expire': 'deny' if kept or at < self.gone else 'allow',
            'action': action, 'replies': replies,
            'journal': self.settled.journal,
            'login_delay': self.announced.login_delay,
            'pop3_expire': self.announced.expire,
            'settings': value,
        }


def decide(policy, case):
    """The answer to a case: {'address', 'plan', 'facts', 'at'}."""
    return Question(policy, case).answer(case['at'])
