# SPDX-License-Identifier: MIT
"""The smallest case that still shows a difference."""
import meaning
import policy_text
import product

# Without these there is no case.
NEEDED = {'address', 'at', 'policy', 'facts'}
TRIES = 4000


def smaller(thing):
    """Everything that is this thing with one part of it left out."""
    if isinstance(thing, dict):
        for key in thing:
            if key not in NEEDED:
                yield {k: v for k, v in thing.items() if k != key}
        for key, value in thing.items():
            for less in smaller(value):
                yield {**thing, key: less}
    elif isinstance(thing, list):
        for i in range(len(thing)):
            yield thing[:i] + thing[i + 1:]
        for i, value in enumerate(thing):
            for less in smaller(value):
                yield thing[:i] + [less] + thing[i + 1:]
    elif isinstance(thing, tuple):
        # What stands in its place has a meaning.
        for i, value in enumerate(thing):
            for less in smaller(value):
                yield thing[:i] + (less,) + thing[i + 1:]


def compare(asked, case):
    """(what is different, oracle's answer, Tenure's)"""
    question = meaning.Question(case['policy'], case)
    want = question.answer(case['at'])
    try:
        asked.policy(case['policy'])
    except product.Refused as refused:
        return [refused.kind()], want, str(refused)
    got = asked.answers([case], [True])[0]
    return product.differences(question, want, got), want, got


def shrunk(asked, case, found):
    """A case with one of the differences found, and nothing to leave out."""
    tries = 0
    progress = True
    while progress:
        progress = False
        for less in smaller(case):
            tries += 1
            if tries > TRIES:
                return case
            try:
                still = compare(asked, less)[0]
            except (KeyError, IndexError, ValueError):
                continue
            if set(still) & set(found):
                case, progress = less, True
                break
    return case


def report(asked, case, found, seed):
    """Text for people."""
    case = shrunk(asked, case, found)
    found, want, got = compare(asked, case)
    lines = ['found with ' + seed]
    for name, text in policy_text.files(case['policy']).items():
        lines += ['---- ' + name, text.rstrip('\n')]
    lines += ['---- case']
    lines += ['%s: %s' % (key, case[key]) for key in case if key != 'policy']
    for name in found:
        lines += ['---- ' + name, 'oracle: %s' % (shown(want, name),),
                  'tenure: %s' % (shown(got, name),)]
    return '\n'.join(lines)


def shown(answer, name):
    """A member of an answer; all of it if it is none."""
    if not isinstance(answer, dict):
        return answer
    name = 'replies' if name == 'reply' and 'replies' in answer else name
    return answer.get(name, answer['settings'].get(name))
