# SPDX-License-Identifier: MIT
"""What a policy has for one address: a plan, and the layers above it, of which
some have bounds. See meaning.py for the form of a policy."""
import settings
from moments import FOREVER

NOBODY = {'own': {'keep': FOREVER, 'expire': FOREVER, 'on_delete': 'deny'},
          'classes': {}}


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
        self.bounds = policy.get('bounds', {})
        named = [subject for subject in (users.get(self.user),
                                         tenants.get(self.tenant)) if subject]
        self.plan = self._plan(policy, named, chosen)
        # The most specific first; what tenants and users set has bounds. One
        # whose plan is not there has lost its row: everything is kept.
        self.layers = [(subject, True) for subject in named]
        if chosen is not None and self.plan is None:
            self.layers, self.user, self.tenant = [], None, None
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
            # Words alone: is it one of them?
            if words is not None and low is None and high is None:
                return value if settings.word_of(value) in words else None
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

    def mentions(self, names):
        """The classes whose blocks give one of these settings."""
        return {name for layer, _ in self.layers
                for name, block in layer.get('classes', {}).items()
                if any(setting in block for setting in names)}


def clamped(setting, value, low, high, start):
    """Between the two, of which one may be None."""
    def measure(one):
        return settings.measure(setting, one, start)
    if high is not None and measure(value) > measure(high):
        value = high
    # 30d .. 1mo: in February the high one is the less, and the low one counts.
    if low is not None and measure(value) < measure(low):
        value = low
    return value
