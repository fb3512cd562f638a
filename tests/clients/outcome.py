# SPDX-License-Identifier: MIT
"""What becomes of a client in a mode, as a line of the file "outcomes":

    CLIENT MODE came=5,0,1 again=0,2,2 letters=0 invoices=2 hidden=0 exit=0,1,0

for three runs, each with how many messages came that had not come before, how
many came again or were empty, and the exit code; and how many are in the
mailbox after all of them, and out of sight on the server. A line that ends in
"dovecot=2.4" is for that series, where the client of that Debian does
otherwise.
"""
import collections
import os

from machine import EMPTY

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = os.path.join(HERE, 'outcomes')
LISTS = ('came', 'again', 'exit')
NUMBERS = ('letters', 'invoices', 'hidden')
FIELDS = ('came', 'again', *NUMBERS, 'exit')
Outcome = collections.namedtuple('Outcome', FIELDS)


def text_of(outcome):
    """The fields of a line."""
    return ' '.join('%s=%s' % (name, ','.join(map(str, value))
                               if name in LISTS else value)
                    for name, value in zip(FIELDS, outcome))


def parse(words):
    """The outcome in the fields of a line."""
    given = dict(word.split('=') for word in words)
    values = {name: tuple(map(int, given.pop(name).split(',')))
              if name in LISTS else int(given.pop(name)) for name in FIELDS}
    if given:
        raise ValueError('what is %s?' % ' '.join(given))
    return Outcome(**values)


def read(series='2.3', path=FILE):
    """{(client, mode): outcome} of the file."""
    lines = {}
    with open(path, encoding='utf-8') as handle:
        for line in handle:
            client, mode, *words = line.partition('#')[0].split() or ('', '')
            if not client:
                continue
            only = [word for word in words if word.startswith('dovecot=')]
            key = client, mode, *only
            if key in lines:
                raise ValueError('%s is there twice' % (key,))
            lines[key] = parse([word for word in words if word not in only])
    return {key[:2]: lines.get((*key[:2], 'dovecot=' + series), lines[key])
            for key in lines if len(key) == 2}


def measure(box, letters, invoices, hidden):
    """The outcome of a box."""
    seen, came, again = set(), [], []
    for subjects in box.came:
        new = set(subjects) - seen - {EMPTY}
        came.append(len(new))
        again.append(len(subjects) - len(new))
        seen |= new
    return Outcome(tuple(came), tuple(again), letters, invoices, hidden,
                   tuple(box.codes))
