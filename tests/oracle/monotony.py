# SPDX-License-Identifier: MIT
"""What must never free a message: a hold more, a longer keep, a fact that is
not known any more. Here Tenure is compared with itself."""
import copy

import policy_text
from moments import FOREVER

RANKS = {'allow': 0, 'conceal': 1, 'deny': 2}


def held(case):
    """The same message under a hold."""
    return {**case, 'facts': {
        **case['facts'],
        'held_by': case['facts'].get('held_by', []) + ['one-more']}}


def unknown(rng, case):
    """The same message, of which less is known."""
    facts = dict(case['facts'])
    # Not the holds: they are no fact of the message that could be missing.
    names = [name for name in facts if name not in ('held_by', 'seal')]
    names += ['seal'] * (facts.get('seal') in ('sealed', 'unsealed'))
    if not names:
        return None
    name = rng.choice(sorted(names))
    if name == 'seal':
        facts['seal'] = 'unknown'
    elif name == 'headers' and facts['headers'] and rng.random() < 0.8:
        field = rng.choice(sorted(facts['headers']))
        found = facts['headers'][field]
        facts['headers'] = {**facts['headers'],
                            field: found[:rng.randrange(len(found))] + [None]}
    else:
        del facts[name]
    return {**case, 'facts': facts}


def keeps(policy):
    """The blocks that give keep."""
    for kind in ('plans', 'tenants', 'users'):
        for layer in policy.get(kind, {}).values():
            for block in (layer['own'], *layer['classes'].values()):
                if block.get('keep', FOREVER) != FOREVER:
                    yield block


def longer(rng, policy):
    """A policy with one keep that is longer, whenever it begins; None if
    there is none that could be."""
    policy = copy.deepcopy(policy)
    blocks = list(keeps(policy))
    if not blocks:
        return None
    block = rng.choice(blocks)
    number, unit = block['keep']
    block['keep'] = rng.choice([FOREVER, (number + 1, unit),
                                # No duration is over 10000 years.
                                (min(2 * number + 30,
                                     max(10000, number)), unit)])
    return policy


def freed(before, after):
    """The members of an answer in which the message is freer than before."""
    def moment(said, none):
        return {None: none, 'forever': FOREVER}.get(said, said)
    found = [name for name in ('on_delete', 'delete', 'after_download',
                               'expire')
             if RANKS[after[name]] < RANKS[before[name]]]
    for name, none in (('keep_until', -FOREVER), ('expire_at', FOREVER)):
        if moment(after[name], none) < moment(before[name], none):
            found.append(name)
    return found


def report(case, before, stricter, after, free, seed):
    """Text for people."""
    lines = ['freer in: ' + ' '.join(free), 'found with ' + seed]
    for title, one, answer in (('before', case, before),
                               ('after', stricter, after)):
        for name, text in policy_text.files(one['policy']).items():
            lines += ['---- %s, %s' % (title, name), text.rstrip('\n')]
        lines += ['%s: %s' % (key, one[key]) for key in one
                  if key != 'policy']
        lines.append('tenure: %s' % answer)
    return '\n'.join(lines)
