#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The decision a second time, in other words than the C code's.

Each random case is a policy of conditions, classes, plans, tenant and user
blocks, a message of which some facts are missing, and a time. The oracle
evaluates classes in three values; then it walks through every world in which
each class that cannot be told either matches or does not, settles each
setting in that world by the rules of combination, and takes the world that
keeps most. `tenure explain` must give the same keep_until, expire_at,
on_delete, after_download and SMTP action.

usage: test-decide.py [CASES [SEED]]     in the build folder; prints TAP
"""
import calendar
import datetime
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile

UTC = datetime.timezone.utc
FOREVER = float('inf')

# ------------------------------------------------------------------ calendar


def after(start, duration):
    """start (epoch seconds) plus a duration (number, unit) or 'forever'."""
    if duration == 'forever':
        return FOREVER
    number, unit = duration
    if unit in ('mo', 'y'):
        when = datetime.datetime.fromtimestamp(start, UTC)
        months = when.month - 1 + number * (12 if unit == 'y' else 1)
        year, month = when.year + months // 12, months % 12 + 1
        day = min(when.day, calendar.monthrange(year, month)[1])
        return int(when.replace(year=year, month=month, day=day).timestamp())
    return start + number * {'s': 1, 'min': 60, 'h': 3600, 'd': 86400,
                             'w': 604800}[unit]


def year_end(start):
    year = datetime.datetime.fromtimestamp(start, UTC).year
    return int(datetime.datetime(year, 12, 31, 23, 59, 59,
                                 tzinfo=UTC).timestamp())


def rfc3339(when):
    return datetime.datetime.fromtimestamp(when, UTC).strftime(
        '%Y-%m-%dT%H:%M:%SZ')

# ---------------------------------------------------------------- conditions
# A condition is (text for the policy, function of facts -> True/False/None).


def known(fact, test):
    return lambda facts: None if facts[fact] is None else test(facts[fact])


def negate(answer):
    return None if answer is None else not answer


def all_of(answers):
    answers = list(answers)
    if False in answers:
        return False
    return None if None in answers else True


def any_of(answers):
    answers = list(answers)
    if True in answers:
        return True
    return None if None in answers else False


def random_conditions(rng, depth=0):
    """Up to two conditions that stand together, each name once."""
    parts = {}
    for _ in range(rng.randrange(1, 3)):
        part = random_condition(rng, depth)
        parts[part[0].split()[0]] = part
    return list(parts.values())


def random_condition(rng, depth=0):
    kind = rng.randrange(7 if depth < 2 else 6)
    if kind == 0:
        word = rng.choice(['yes', 'no'])
        return 'auth = ' + word, known('auth', lambda v: v == (word == 'yes'))
    if kind == 1:
        op = rng.choice(['>', '>=', '<', '<='])
        limit = rng.choice([0, 1000, 2000])
        return f'size {op} {limit}', known('size', {
            '>': lambda v: v > limit, '>=': lambda v: v >= limit,
            '<': lambda v: v < limit, '<=': lambda v: v <= limit}[op])
    if kind == 2:
        text, test = rng.choice([
            ('tls = yes', lambda v: v > 0), ('tls = no', lambda v: v == 0),
            ('tls >= 1.2', lambda v: v >= 12),
            ('tls < 1.3', lambda v: v < 13)])
        return text, known('tls', test)
    if kind == 3:
        text, test = rng.choice([
            ('sender = @a.example', lambda v: v.endswith('@a.example')),
            ('sender = <>', lambda v: v == ''),
            ('sender = @.example', lambda v: v.endswith('.example')),
            ('sender = joe@a.example "x@b.example"',
             lambda v: v in ('joe@a.example', 'x@b.example'))])
        return text, known('sender', test)
    if kind == 4:
        word = rng.choice(['yes', 'no'])
        return 'sealed = ' + word, known('sealed',
                                         lambda v: v == (word == 'yes'))
    if kind == 5:
        text, test = rng.choice([
            ('mailbox = "Archive/*"', lambda v: v.startswith('Archive/')),
            ('mailbox = INBOX Trash', lambda v: v in ('INBOX', 'Trash'))])
        return text, known('mailbox', test)
    parts = random_conditions(rng, depth + 1)
    return ('not { ' + '  '.join(p[0] for p in parts) + ' }',
            lambda facts: negate(all_of(p[1](facts) for p in parts)))

# ------------------------------------------------------------------ policies


def random_duration(rng, word):
    if rng.random() < 0.15:
        return 'forever', word
    number = rng.choice([0, 1, 5, 29, 30, 31, 365, 366])
    unit = rng.choice(['d', 'd', 'd', 'mo', 'y', 'w', 'h'])
    if unit == 'y':
        number %= 12
    if number == 0:
        return (0, 's'), '0'
    return (number, unit), f'{number}{unit}'


REPLY = {'reject': 'reject "5.7.1 refused"', 'defer': 'defer "4.7.1 later"',
         'quarantine': 'quarantine', 'discard': 'discard', 'accept': 'yes'}


def random_terms(rng, share):
    """Settings of one block: {name: value}, and their text."""
    terms, text = {}, []
    if rng.random() < share:
        terms['keep'], word = random_duration(rng, 'forever')
        text.append('keep = ' + word)
    if rng.random() < share / 2:
        terms['keep_from'] = rng.choice(['received', 'year_end'])
        text.append('keep_from = ' + terms['keep_from'])
    if rng.random() < share:
        terms['expire'], word = random_duration(rng, 'never')
        text.append('expire = ' + word)
    if rng.random() < share:
        terms['on_delete'] = rng.choice(['allow', 'conceal', 'deny'])
        text.append('on_delete = ' + terms['on_delete'])
    if rng.random() < share:
        terms['after_download'] = rng.choice(['keep', 'delete'])
        text.append('pop3 { after_download = %s }' % terms['after_download'])
    if rng.random() < share / 2:
        terms['smtp'] = rng.choice(list(REPLY))
        text.append('smtp { accept = %s }' % REPLY[terms['smtp']])
    return terms, '  '.join(text)


def random_layer(rng, class_names, share):
    own, text = random_terms(rng, share)
    classes = {}
    lines = [text]
    for name in class_names:
        if rng.random() < 0.5:
            classes[name], text = random_terms(rng, share)
            lines.append('class %s { %s }' % (name, text))
    rng.shuffle(lines)
    return (own, classes), '\n  '.join(lines)


def random_policy(rng):
    blocks, classes = [], {}
    for i in range(rng.randrange(1, 4)):
        name = f'c{i}'
        matches, texts = [], []
        for _ in range(rng.choice([1, 1, 2])):
            parts = random_conditions(rng)
            texts.append('match { ' + '  '.join(p[0] for p in parts) + ' }')
            matches.append(parts)
        classes[name] = matches
        blocks.append('class %s { %s }' % (name, ' '.join(texts)))
    plan, text = random_layer(rng, classes, 0.7)
    blocks.append('plan p {\n  %s\n}' % text)
    blocks.append('plan other { keep = forever }')
    layers = [plan]
    shape = rng.randrange(4)
    if shape in (1, 3):
        tenant, text = random_layer(rng, classes, 0.3)
        blocks.append('tenant example.org {\n  plan = p\n  %s\n}' % text)
        layers.insert(0, tenant)
    if shape in (2, 3):
        user, text = random_layer(rng, classes, 0.3)
        blocks.append('user joe@example.org {\n  plan = p\n  %s\n}' % text)
        layers.insert(0, user)
    blocks.append('unknown = %s' % ('p' if shape == 0 else 'other'))
    rng.shuffle(blocks)
    return 'tenure_version = 1\n' + '\n'.join(blocks) + '\n', classes, layers

# ------------------------------------------------------------------ decision


ORDER = {'on_delete': ['allow', 'conceal', 'deny'],
         'after_download': ['delete', 'keep'],
         'keep_from': ['received', 'year_end'],
         'smtp': ['accept', 'discard', 'quarantine', 'defer', 'reject']}
DEFAULT = {'keep': (0, 's'), 'keep_from': 'received', 'expire': 'forever',
           'on_delete': 'conceal', 'after_download': 'keep', 'smtp': 'accept'}


def weight(setting, value, received):
    if setting in ('keep', 'expire'):
        return after(received or 0, value)
    return ORDER[setting].index(value)


def settle(setting, layers, matching, received):
    """One setting in one world."""
    for own, classes in layers:
        given = [classes[c][setting] for c in matching
                 if c in classes and setting in classes[c]]
        if given:
            choose = min if setting == 'expire' else max
            return choose(given,
                          key=lambda v: weight(setting, v, received))
        if setting in own:
            return own[setting]
    return DEFAULT[setting]


def decide(classes, layers, facts, now):
    truth = {name: any_of(all_of(c[1](facts) for c in parts)
                          for parts in matches)
             for name, matches in classes.items()}
    sure = [c for c, t in truth.items() if t is True]
    unsure = [c for c, t in truth.items() if t is None]
    received = facts['received']
    value = {}
    for setting in DEFAULT:
        worlds = [settle(setting, layers, sure + list(more), received)
                  for count in range(len(unsure) + 1)
                  for more in itertools.combinations(unsure, count)]
        value[setting] = max(worlds,
                             key=lambda v: weight(setting, v, received))
    value['smtp'] = settle('smtp', layers, sure, received)
    result = {'after_download': value['after_download'],
              'classes': sorted(sure), 'smtp': value['smtp']}
    if value['keep'] != 'forever' and value['keep'][0] == 0:
        end = None
    elif received is None:
        end = FOREVER
    else:
        start = year_end(received) if value['keep_from'] == 'year_end' \
            else received
        end = after(start, value['keep'])
    gone = FOREVER if received is None else after(received, value['expire'])
    gone = gone if end is None else max(gone, end)
    kept = end is not None and now < end
    result['keep_until'] = None if not kept else \
        'forever' if end == FOREVER else rfc3339(end)
    result['expire_at'] = None if gone == FOREVER else rfc3339(gone)
    result['on_delete'] = 'allow' if not kept else \
        'deny' if value['on_delete'] == 'deny' else 'conceal'
    return result

# --------------------------------------------------------------------- cases


def random_facts(rng):
    def maybe(choices):
        return rng.choice(choices) if rng.random() < 0.7 else None
    return {'auth': maybe([True, False]), 'size': maybe([0, 999, 1000, 2001]),
            'tls': maybe([0, 10, 12, 13]),
            'sender': maybe(['', 'joe@a.example', 'x@b.example', 'y@c.net']),
            'sealed': maybe([True, False]),
            'mailbox': maybe(['INBOX', 'Archive/2026', 'Trash', 'x']),
            'received': rng.choice([1795316400, 1835395200, 1861919999,
                                    None if rng.random() < 0.3 else
                                    rng.randrange(10**9, 2 * 10**9)])}


def facts_arguments(facts):
    out = []
    for name, value in facts.items():
        if value is None:
            if name == 'sealed':
                out += ['--facts', 'sealed=unknown']
            continue
        if name == 'received':
            value = rfc3339(value)
        elif name == 'tls':
            value = 'no' if value == 0 else f'{value // 10}.{value % 10}'
        elif isinstance(value, bool):
            value = 'yes' if value else 'no'
        out += ['--facts', f'{name}={value}']
    return out


def run_case(tenure, rng, folder):
    text, classes, layers = random_policy(rng)
    facts = random_facts(rng)
    now = (facts['received'] or 1795316400) + rng.choice(
        [0, -86400, 86400 * 29, 86400 * 30, 86400 * 366, 86400 * 3000])
    path = os.path.join(folder, 'policy.conf')
    with open(path, 'w') as handle:
        handle.write(text)
    command = [tenure, 'explain', '--json', '--policy', path, '--user',
               'joe@example.org', '--at', rfc3339(now),
               *facts_arguments(facts)]
    run = subprocess.run(command, capture_output=True, text=True)
    want = decide(classes, layers, facts, now)
    try:
        answer = json.loads(run.stdout)
        got = {key: answer[key] for key in want if key != 'smtp'}
        got['classes'].sort()
    except (ValueError, KeyError):
        return f'{text}\n{facts}\n{" ".join(command)}\n{run.stderr}'
    # At the SMTP door neither folder nor seal can be told.
    smtp = decide(classes, layers, {**facts, 'sealed': None, 'mailbox': None},
                  now)['smtp']
    want.pop('smtp')
    if got == want and answer['smtp']['action'] == smtp:
        return None
    return (f'{text}\nfacts {facts} at {rfc3339(now)}\nwant {want} {smtp}\n'
            f'got  {got} {answer["smtp"]["action"]}')


def main():
    tenure = os.path.abspath('tenure')
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20261122
    failed = 0
    print('1..1')
    with tempfile.TemporaryDirectory() as folder:
        for i in range(cases):
            difference = run_case(tenure, random.Random(seed * 10**6 + i),
                                  folder)
            if difference is not None:
                failed += 1
                print(f'# case {i} of seed {seed} differs:')
                print('# ' + difference.replace('\n', '\n# '))
                if failed == 3:
                    break
    print(f'{"not ok" if failed else "ok"} 1 - {cases} decisions agree with '
          f'the oracle (seed {seed})')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
