# SPDX-License-Identifier: MIT
"""The settings of a plan: what is the default, and what is safer than what.

Values are
    a duration       moments.FOREVER or (number, unit)
    a size           octets
    a word           'conceal'
    words with more  ('limit', 20), ('reject', '5.7.1 no'), 3 (devices)
"""
import moments
from moments import FOREVER

NOTHING = (0, 's')

DEFAULTS = {
    'keep': NOTHING,
    'keep_from': 'received',
    'mode': 'governance',
    'expire': FOREVER,
    'on_delete': 'conceal',
    'grace': NOTHING,
    'record': None,  # follows mode
    'body_hash': 'no',
    'pop3.after_download': 'keep',
    'pop3.devices': 'any',
    'pop3.login_delay': NOTHING,
    'pop3.top': 'allow',
    'pop3.access': 'yes',
    'smtp.accept': 'yes',
    'smtp.require_tls': 'no',
    'smtp.require_auth': 'no',
    'smtp.max_size': 0,
    'smtp.journal': None,
    'smtp.mixed': 'strictest',
    'smtp.expires_header': 'ignore',
}

# Settings that are words, the safest word last.
WORDS = {
    'keep_from': ['received', 'year_end'],
    'mode': ['governance', 'compliance'],
    'on_delete': ['allow', 'conceal', 'deny'],
    'record': ['event', 'durable'],
    'body_hash': ['no', 'yes'],
    'pop3.access': ['yes', 'tls', 'no'],
    'smtp.require_tls': ['no', 'yes'],
    'smtp.require_auth': ['no', 'yes'],
    'smtp.mixed': ['defer_others', 'strictest'],
    'smtp.expires_header': ['honour', 'ignore'],
}
ACCEPT = ['yes', 'discard', 'quarantine', 'defer', 'reject']
DURATIONS = ['keep', 'expire', 'grace', 'pop3.login_delay']

# A class that cannot be told counts, but not here: nothing is refused by SMTP
# on a guess.
SURE_ONLY = {'smtp.accept', 'smtp.require_tls', 'smtp.require_auth',
             'smtp.max_size', 'smtp.mixed'}


def word_of(value):
    """The first word of a value that has more."""
    return value[0] if isinstance(value, tuple) else value


def safety_after_download(value):
    """keep over the longer duration over the shorter over delete"""
    if value == 'delete':
        return -1
    return FOREVER if value == 'keep' else moments.after(0, value)


def safety_devices(value):
    """all over many over few over any"""
    return {'any': 0, 'all': FOREVER}.get(value, value)


def safety_top(value):
    """deny over limit (the smaller) over count over allow"""
    if isinstance(value, tuple):
        return (2, -value[1])
    return ({'allow': 0, 'count': 1, 'deny': 3}[value], 0)


def safety_max_size(value):
    """The smallest; 0 is no limit of ours."""
    return -value if value else -FOREVER


def safety_accept(value):
    """reject over defer over quarantine over discard over yes"""
    return ACCEPT.index(word_of(value))


SPECIAL = {
    'pop3.after_download': safety_after_download,
    'pop3.devices': safety_devices,
    'pop3.top': safety_top,
    'smtp.max_size': safety_max_size,
    'smtp.accept': safety_accept,
}


def length(value, start):
    """What a duration is compared by: the moment it ends. Where the moment it
    begins is not known, only whether it is any time at all can matter."""
    return moments.after(0 if start is None else start, value)


def safety(setting, value, start):
    """The greater, the more it keeps, forbids or conceals, as an outcome.
    start is the moment that the duration counts from."""
    if setting in DURATIONS:
        return length(value, start)
    if setting in WORDS:
        return WORDS[setting].index(value)
    return SPECIAL[setting](value)


# Words that are less and more than all numbers of a setting.
LESS = {'pop3.after_download': ['delete'], 'pop3.devices': ['any'],
        'pop3.top': ['deny']}
MORE = {'pop3.after_download': ['keep'], 'pop3.devices': ['all'],
        'pop3.top': ['count', 'allow']}


def is_number(setting, value):
    """Is it a duration, a size or a number, and not a word?"""
    if setting in ('pop3.after_download', 'pop3.top'):
        return isinstance(value, tuple)
    return setting in DURATIONS or isinstance(value, int)


def measure(setting, value, start):
    """What bounds compare of a number: how much it is, not how safe."""
    if setting == 'smtp.max_size':
        return value or FOREVER
    if setting == 'pop3.top':
        return value[1]
    if setting == 'pop3.devices':
        return value
    return length(value, start)


def safest(setting, values, start):
    """Of the values that several matching classes give."""
    if setting == 'expire':
        # Who wrote a class that goes early meant it: the shortest.
        return min(values, key=lambda value: length(value, start))
    return max(values, key=lambda value: safety(setting, value, start))
