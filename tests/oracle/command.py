# SPDX-License-Identifier: MIT
"""Cases through "tenure explain --json", as an administrator asks them."""
import json
import os
import random
import subprocess
import tempfile

import conditions
import meaning
import messages
import moments
import policies
import policy_text
import product
import settings
from moments import FOREVER

FIELDS = ['subject', 'x-class', 'list-id', 'from', 'to', 'cc', 'expires']


def downloads(facts):
    """On a command line every download is one device's."""
    having = facts.get('downloads') or \
        [facts[name] for name in ('downloaded',) if name in facts]
    facts = {**facts, 'downloads': having}
    facts.pop('downloaded', None)
    if having:
        facts['downloaded'] = min(having)
    if 'devices' in facts:
        facts['devices'] = max(facts['devices'], len(having))
    return facts


def stated(facts):
    """Facts that a command line alone can say. A field that nobody states
    cannot be told, and an instance that cannot be told, nobody states."""
    facts = downloads(facts)
    headers = {field: [None] for field in FIELDS}
    for field, found in facts.get('headers', {}).items():
        if found and None not in found:
            headers[field] = found
    return {**{name: fact for name, fact in facts.items()
               if name != 'attachments'}, 'headers': headers}


def filed(facts):
    """Facts that a message file says: all of its fields and parts, its size;
    and that it has no seal, if nobody states one."""
    facts = downloads(facts)
    headers = {field: [one for one in found if one is not None]
               for field, found in facts.get('headers', {}).items()}
    parts = [part for part in facts.get('attachments', [])
             if part is not None and part[1] is not None]
    facts = {'size': 1000, **facts, 'headers': headers,
             'attachments': parts or [('text/plain', '')]}
    if facts['seal'] == 'none':
        facts['seal'] = 'unsealed'
    return facts


def arguments(case):
    """The values of --facts."""
    facts = case['facts']
    words = {'seal': {'sealed': 'yes', 'unsealed': 'no',
                      'unknown': 'unknown'},
             'auth': {True: 'yes', False: 'no'},
             'tls': {0: 'no', 10: '1.0', 11: '1.1', 12: '1.2', 13: '1.3'}}
    for name in ('seal', 'auth', 'tls'):
        if facts.get(name) in words[name]:
            yield '%s=%s' % ('sealed' if name == 'seal' else name,
                             words[name][facts[name]])
    for name in ('sender', 'size', 'mailbox', 'special_use'):
        if name in facts:
            yield '%s=%s' % (name, facts[name])
    if 'received' in facts:
        yield 'received=' + moments.rfc3339(facts['received'])
    if 'client' in facts:
        yield 'client='
        networks = case['policy'].get('networks', {})
        for name in networks:
            if conditions.client(facts, networks, [name]):
                yield 'client=' + name
    for name in facts.get('held_by', []):
        yield 'held_by=' + name
    for moment in facts['downloads']:
        yield 'downloaded=' + moments.rfc3339(moment)
    if 'devices' in facts:
        yield 'devices=%d' % facts['devices']
    if 'attachments' not in facts:
        for field, found in facts['headers'].items():
            for instance in found:
                if instance is not None:
                    yield 'header:%s=%s' % (field, instance[0])


def part_text(part):
    """A MIME part with nothing in it."""
    kind, name = part
    lines = ['Content-Type: ' + kind]
    if name:
        lines.append('Content-Disposition: attachment; filename="%s"' % name)
    return '\r\n'.join(lines) + '\r\n\r\nx\r\n'


def message_text(facts):
    """A message of which these are the facts."""
    lines = ['%s:%s\r\n' % (field, body)
             for field, found in facts['headers'].items()
             for body, *_ in found]
    lines.append('MIME-Version: 1.0\r\n')
    parts = [part_text(part) for part in facts['attachments']]
    if len(parts) == 1:
        return ''.join(lines) + parts[0]
    return '%sContent-Type: multipart/mixed; boundary=b\r\n\r\n%s--b--\r\n' \
        % (''.join(lines), ''.join('--b\r\n' + part for part in parts))


def want_of(case):
    """The members of the answer that the oracle knows."""
    question = meaning.Question(case['policy'], case)
    want = question.answer(case['at'])
    # At the SMTP door neither folder nor seal can be told.
    facts = {name: fact for name, fact in case['facts'].items()
             if name not in ('seal', 'mailbox', 'special_use')}
    received = case['facts'].get('received')
    door_question = meaning.Question(case['policy'],
                                     {**case, 'facts': facts})
    door = door_question.answer(case['at'])
    return (question, door_question), {
        'plan': want['plan'] or '(none)',
        'classes': want['classes'], 'unsure': want['unsure'],
        'seal': case['facts'].get('seal', 'none'),
        'received': received if received is None else
        moments.rfc3339(received),
        'keep_until': shown(want['keep_until']),
        'expire_at': shown(want['expire_at']),
        'held_by': want['held_by'], 'on_delete': want['on_delete'],
        'pop3_access': want['settings']['pop3.access'],
        'download_due': due_of(question),
        'action': door['action'],
    }, door, want


def due_of(question):
    """When a download deletes it; at once is when it was downloaded."""
    due = question.due()
    if due is None:
        due = question.facts.get('downloaded', FOREVER)
    return None if due == FOREVER else moments.rfc3339(due)


def shown(moment):
    """As JSON has it."""
    if moment is None:
        return None
    return 'forever' if moment == FOREVER else moments.rfc3339(moment)


def wrong_in(case, said):
    """What is different in an answer; '' if nothing."""
    questions, want, door, full = want_of(case)
    got = {name: said.get(name) for name in want}
    for name in ('classes', 'unsure', 'held_by'):
        got[name] = sorted(got[name] or [])
    got['action'] = said['smtp']['action']
    wrong = ['%s: want %s, got %s' % (name, want[name], got[name])
             for name in want if want[name] != got[name]]
    if not product.same_reply(door['replies'], said['smtp']['reply'] or ''):
        wrong.append('reply: want %s, got %s' % (
            door['replies'], said['smtp']['reply']))
    if not product.same_value('pop3.after_download',
                              full['settings']['pop3.after_download'],
                              said['after_download'], questions[0]):
        wrong.append('after_download: got %s' % said['after_download'])
    journal = said['smtp']['journal']
    if set(journal.split(', ') if journal else []) != door['journal']:
        wrong.append('journal: want %s, got %s' % (door['journal'], journal))
    return '\n'.join(wrong + wrong_because(questions, said))


def wrong_because(questions, said):
    """The values that are said to be behind it all."""
    texts = {one['setting']: one['value'] for one in said['because']}
    wrong = []
    for setting in settings.DEFAULTS:
        # The SMTP door decides those by what it knows.
        question = questions[setting in settings.SURE_ONLY]
        want = question.settled.of.get(setting)
        if setting != 'smtp.journal' and not product.same_value(
                setting, want, texts.get(setting, ''), question):
            wrong.append('because of %s: want %s, got %s' % (
                setting, want, texts.get(setting)))
    return wrong


class Asker:
    """Writes policies to files and asks the program."""

    def __init__(self, tenure, folder):
        self.tenure, self.folder = tenure, folder

    def write(self, policy):
        """The files of a policy."""
        for name, text in policy_text.files(policy).items():
            with open(os.path.join(self.folder, name), 'w',
                      encoding='utf-8') as handle:
                handle.write(text)

    def message(self, facts):
        """The file of a message."""
        path = os.path.join(self.folder, 'message')
        with open(path, 'w', encoding='utf-8', newline='') as handle:
            handle.write(message_text(facts))
        return path

    def ask(self, case):
        """What is wrong with the answer to a case; '' if nothing."""
        self.write(case['policy'])
        words = [self.tenure, 'explain', '--json', '--policy',
                 os.path.join(self.folder, 'policy.conf'), '--user',
                 case['address'], '--at', moments.rfc3339(case['at'])]
        for word in arguments(case):
            words += ['--facts', word]
        if 'attachments' in case['facts']:
            words += ['--message', self.message(case['facts'])]
        done = subprocess.run(words, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        try:
            wrong = wrong_in(case, json.loads(done.stdout))
        except ValueError:
            wrong = done.stderr.decode(errors='replace') or 'no answer'
        if not wrong:
            return ''
        files = policy_text.files(case['policy'])
        if 'attachments' in case['facts']:
            files['message'] = message_text(case['facts'])
        return '\n'.join([*files.values(), ' '.join(words), wrong])


def random_case(rng):
    """One that a command line can ask for."""
    while True:
        policy = policies.random_policy(rng)
        zone = policy.get('zone', 'UTC')
        known = rng.choice([stated, filed])
        facts = known(messages.random_facts(rng, zone)[1])
        case = {'policy': policy, 'facts': facts,
                'address': rng.choice(policies.ADDRESSES)}
        question = meaning.Question(policy, case)
        case['at'] = messages.random_asked(
            rng, [question.end, question.gone], facts.get('received'),
            zone)[1]
        if '@' not in moments.rfc3339(case['at']):
            return case


def run(tenure, count, seed):
    """Reports of the cases whose answers are wrong."""
    with tempfile.TemporaryDirectory() as folder:
        asker = Asker(tenure, folder)
        found = (asker.ask(random_case(random.Random(seed * 10 ** 9 + i)))
                 for i in range(count))
        return [wrong for wrong in found if wrong]
