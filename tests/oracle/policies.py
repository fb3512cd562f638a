# SPDX-License-Identifier: MIT
"""Policies by chance: small and nasty. See meaning.py for their form."""
from moments import FOREVER

PLANS = ['staff', 'lite', 'other']
ADDRESSES = ['joe@example.org', 'joe+lists@example.org', 'JOE@Example.ORG',
             'ann@example.org', 'joe@example.net', 'x@elsewhere.example']
ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata',
         'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/St_Johns',
         'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca',
         'Pacific/Chatham']
NETWORKS = {'office': ['192.0.2.0/24', '2001:db8::/32'],
            'lab': ['192.0.2.64/26', '10.0.0.0/8'],
            'one': ['198.51.100.7/32']}
SUBJECTS = ['*invoice*', 'rechnung*', '?ello', '*', '*[x]*', '*für*', 'hello',
            '*b?', 'INVOICE 7', '*o*o*', 'a*b', '[a-z]*', '*\\*', '*f?r*',
            'NAÏVE*', 'STRASSE*', '*ÄÖü']
FORMS = ['joe@a.example', '@a.example', '@.example', '@.b.example',
         'X@B.example', '@b.example', '@.sub.b.example', 'joe@*.example']
FOLDERS = ['INBOX', 'Archive/*', 'inbox', '\\Drafts', '\\drafts', '\\Trash',
           '*', 'Archive/????', 'Trash']
PARTS = ['*.pdf', 'application/*', 'report?.PDF', 'text/plain', '*.exe',
         'TEXT/*', '*', '?*']
SIZES = [0, 1, 999, 1000, 1024, 2000, 10 * 2 ** 20]
ORDERS = ['>', '>=', '<', '<=', '=']


def some(rng, choices, most=2):
    """One or more of them."""
    return rng.sample(choices, rng.randint(1, min(most, len(choices))))


# ---------------------------------------------------------------- conditions

def random_condition(rng, deep=0):
    """Any one."""
    kind = rng.choice(['header', 'header', 'from', 'to', 'sender', 'size',
                       'auth', 'auth', 'tls', 'sealed', 'mailbox', 'client',
                       'attachment'] + ['not'] * (3 - deep))
    if kind == 'header':
        field = rng.choice(['Subject', 'subject', 'X-Class', 'List-Id'])
        return kind, field, some(rng, SUBJECTS)
    if kind in ('from', 'to'):
        return kind, some(rng, FORMS[:-1])
    if kind == 'sender':
        return kind, some(rng, FORMS[:-1] + ['<>', '<>'])
    if kind == 'size':
        return kind, rng.choice(ORDERS), rng.choice(SIZES)
    if kind in ('auth', 'sealed'):
        return kind, rng.random() < 0.5
    if kind == 'tls':
        if rng.random() < 0.4:
            return kind, rng.choice(['yes', 'no'])
        return kind, rng.choice(ORDERS), rng.choice([10, 11, 12, 13])
    if kind == 'client':
        return kind, some(rng, list(NETWORKS))
    if kind == 'attachment':
        return kind, some(rng, PARTS)
    if kind == 'mailbox':
        return kind, some(rng, FOLDERS)
    return kind, random_match(rng, deep + 1)


def random_match(rng, deep=0):
    """Conditions that stand together. Most may do so only once."""
    found = {}
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        condition = random_condition(rng, deep)
        key = condition[0]
        if key == 'header':
            key += condition[1].lower()
        found[key] = condition
    return list(found.values())


def random_classes(rng):
    """A few, each with one or two match blocks."""
    return {'c%d' % i: [random_match(rng)
                        for _ in range(rng.choice([1, 1, 2]))]
            for i in range(rng.choice([1, 2, 2, 3, 3, 4, 5]))}


# ------------------------------------------------------------------ settings

def random_duration(rng):
    """What an administrator writes, and what he does not."""
    draw = rng.random()
    if draw < 0.12:
        return FOREVER
    if draw < 0.27:
        return (0, 's')
    unit = rng.choice(['s', 'min', 'h', 'd', 'd', 'w', 'mo', 'mo', 'y', 'y'])
    return (rng.choice({
        's': [1, 59, 86400], 'min': [1, 5, 1440], 'h': [1, 24, 25],
        'd': [1, 28, 29, 30, 31, 59, 365, 366, 3652, 3653],
        'w': [1, 4, 52], 'mo': [1, 2, 6, 11, 12, 13, 18, 24, 120],
        'y': [1, 2, 4, 7, 10, 12, 80, 100, 400, 9999]}[unit]), unit)


def random_span(rng):
    """A duration of fixed length."""
    return rng.choice([(0, 's'), (1, 's'), (59, 's'), (1, 'min'), (5, 'min'),
                       (60, 'min'), (1, 'h'), (1, 'd'), (30, 'd'), (4, 'w')])


VALUES = {
    'keep': random_duration,
    'expire': random_duration,
    'grace': random_span,
    'keep_from': ['received', 'year_end'],
    'mode': ['governance', 'compliance'],
    'on_delete': ['allow', 'conceal', 'deny'],
    'record': ['event', 'durable'],
    'body_hash': ['yes', 'no'],
    'pop3.after_download': ['keep', 'delete', 'delete', (1, 'h'), (30, 'd'),
                            (4, 'w'), (31, 'd')],
    'pop3.devices': ['any', 'all', 1, 2, 3],
    'pop3.login_delay': random_span,
    'pop3.top': ['allow', 'count', ('limit', 0), ('limit', 1), ('limit', 20),
                 'deny'],
    'pop3.access': ['yes', 'no', 'tls'],
    'smtp.accept': ['yes', ('reject', '5.7.1 no'), ('reject', '5.7.1 not you'),
                    ('defer', '4.7.1 later'), ('defer', '4.2.0 tomorrow'),
                    'quarantine', 'discard'],
    'smtp.require_tls': ['yes', 'no'],
    'smtp.require_auth': ['yes', 'no'],
    'smtp.max_size': [0, 1, 1000, 2000, 10 * 2 ** 20],
    'smtp.journal': ['archive@example.org', 'b@journal.example',
                     'c@journal.example', 'none'],
    'smtp.mixed': ['strictest', 'defer_others'],
    'smtp.expires_header': ['ignore', 'honour', 'honour'],
}


def random_value(rng, setting):
    """One of its values."""
    values = VALUES[setting]
    return values(rng) if callable(values) else rng.choice(values)


def random_block(rng, share):
    """Settings of one block. Few of them are more telling than all: those
    that the decision rests on come more often."""
    often = ('keep', 'keep_from', 'expire', 'on_delete')
    names = [name for name in VALUES
             if rng.random() < share * (1.6 if name in often else 1)]
    return {name: random_value(rng, name) for name in names}


def random_layer(rng, classes, share):
    """Own values and those of classes."""
    return {'own': random_block(rng, share),
            'classes': {name: random_block(rng, share + 0.15)
                        for name in classes if rng.random() < 0.6}}


def random_subject(rng, classes):
    """A tenant or a user."""
    layer = random_layer(rng, classes, 0.12)
    if rng.random() < 0.8:
        layer['plan'] = rng.choice(PLANS[:2])
    layer['row'] = rng.random() < 0.5
    return layer


# -------------------------------------------------------------------- bounds

# Numbers between which bounds are drawn, and the words that are allowed
# beside them.
RANGES = {
    'keep': [(0, 's'), (29, 'd'), (1, 'mo'), (1, 'y'), (10, 'y')],
    'expire': [(1, 'd'), (30, 'd'), (1, 'mo'), (2, 'mo'), (1, 'y')],
    'grace': [(0, 's'), (1, 'h'), (30, 'd')],
    'pop3.login_delay': [(0, 's'), (2, 'min'), (1, 'h')],
    'smtp.max_size': [1, 1000, 5 * 2 ** 20],
    'pop3.after_download': [(1, 's'), (1, 'h'), (30, 'd')],
    'pop3.devices': [1, 2, 3],
    'pop3.top': [('limit', 0), ('limit', 5), ('limit', 30)],
}
BESIDE = {'pop3.after_download': ['keep', 'delete'],
          'pop3.devices': ['any', 'all'],
          'pop3.top': ['allow', 'count', 'deny', 'limit']}


def random_bound(rng, setting):
    """Of one setting: (words or None for all, low, high)."""
    if setting not in RANGES:
        words = [v[0] if isinstance(v, tuple) else v for v in VALUES[setting]]
        return (some(rng, sorted(set(words)), 2), None, None)
    steps = RANGES[setting]
    low, high = (steps[i] for i in sorted(rng.choices(range(len(steps)), k=2)))
    shape = rng.randrange(3)
    if shape < 2:
        return (None, None, high) if shape == 0 else (None, low, None)
    if setting not in BESIDE:
        return (None, low, high)
    words = some(rng, BESIDE[setting])
    # "limit" alone is all limits.
    return rng.choice([(words, None, None), ([], low, high),
                       ([w for w in words if w != 'limit'], low, high)])


def random_bounds(rng, policy):
    """What tenants and users may set; mostly about what they do set."""
    able = [*RANGES, 'keep_from', 'mode', 'on_delete', 'record', 'body_hash',
            'pop3.access', 'smtp.accept', 'smtp.require_tls',
            'smtp.expires_header']
    said = {setting for kind in ('tenants', 'users')
            for layer in policy[kind].values()
            for block in (layer['own'], *layer['classes'].values())
            for setting in block}
    able.sort(key=lambda setting: rng.random() - (setting in said))
    bounds = {setting: random_bound(rng, setting)
              for setting in able[:rng.randint(1, 6)]}
    if rng.random() < 0.4:
        bounds['may'] = sorted(set(rng.sample([*VALUES, 'plan'], 8)) |
                               {'plan', 'keep'})
        if rng.random() < 0.3:
            bounds['may'].remove('plan')
    return bounds


# -------------------------------------------------------------------- policy

def random_policy(rng):
    """A whole one."""
    classes = random_classes(rng)
    policy = {
        'classes': classes,
        'networks': dict(NETWORKS),
        'plans': {name: random_layer(rng, classes, 0.35) for name in PLANS},
        'tenants': {}, 'users': {},
    }
    for kind, keys, share in (
            ('tenants', ['example.org', 'example.net'], 0.6),
            ('users', ['joe@example.org', 'joe+lists@example.org',
                       'ann@example.org'], 0.45)):
        for key in keys:
            if rng.random() < share:
                policy[kind][key] = random_subject(rng, classes)
    if rng.random() < 0.8:
        policy['unknown'] = rng.choice(PLANS)
    if rng.random() < 0.6:
        policy['zone'] = rng.choice(ZONES)
    if rng.random() < 0.3:
        policy['delimiter'] = rng.choice(['+', '', '+_', '='])
    if rng.random() < 0.45:
        policy['bounds'] = random_bounds(rng, policy)
    return policy
