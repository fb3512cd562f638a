# SPDX-License-Identifier: MIT
"""Tenure asked: the program decide-cases, in a language of lines, and what
its answers say in the words of meaning.py."""
import json
import os
import re
import shutil
import subprocess
import tempfile

import moments
import policy_text
import settings
from moments import FOREVER

SIZES = {'': 1, 'k': 2 ** 10, 'M': 2 ** 20, 'G': 2 ** 30}


def escaped(text):
    """Octets that a line cannot have, as %XX."""
    return re.sub('[%\r\n]', lambda m: '%%%02X' % ord(m[0]), text)


def fact_lines(facts):
    """What is known of a message."""
    for name in ('sender', 'mailbox', 'special_use', 'client', 'seal', 'size',
                 'tls', 'received', 'downloaded', 'devices', 'auth'):
        if name in facts:
            value = facts[name]
            yield '%s %s' % (name, int(value) if isinstance(value, bool)
                             else escaped(str(value)))
    for name in facts.get('held_by', []):
        yield 'held ' + name
    for moment in facts.get('downloads', []):
        yield 'download %d' % moment
    if 'headers' in facts:
        yield 'headers'
        for field, found in facts['headers'].items():
            for instance in found:
                yield 'doubt ' + field if instance is None else \
                    'field %s:%s' % (field, escaped(instance[0]))
    if 'attachments' in facts:
        yield 'attachments'
        for part in facts['attachments']:
            yield 'part' if part is None else 'part ' + ':'.join(
                text for text in part if text is not None)


def case_lines(case, announce):
    """A whole case."""
    yield 'case'
    yield 'user ' + case['address']
    if case.get('plan'):
        yield 'plan ' + case['plan']
    yield 'at %d' % case['at']
    yield from fact_lines(case['facts'])
    if announce:
        yield 'announce'
    yield 'answer'


class Refused(Exception):
    """Tenure does not read a policy."""

    def kind(self):
        """The first error, without its place and names."""
        text = str(self).partition('error: ')[2].partition('\n')[0]
        return 'refused: ' + re.sub('[0-9]+|"[^"]*"', '_', text)


class Product:
    """A process of decide-cases."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory(
            dir='/dev/shm' if os.access('/dev/shm', os.W_OK) else None)
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()

    def _send(self, lines):
        self.process.stdin.write(('\n'.join(lines) + '\n').encode())
        self.process.stdin.flush()

    def _line(self):
        line = self.process.stdout.readline()
        if not line:
            raise EOFError('decide-cases ended with code %s'
                           % self.process.wait())
        return json.loads(line)

    def write(self, policy):
        """The files of a policy, in the folder."""
        for name, text in policy_text.files(policy).items():
            path = os.path.join(self.folder.name, name)
            with open(path, 'w', encoding='utf-8') as handle:
                handle.write(text)

    def policy(self, policy):
        """All cases that follow are about this one."""
        for name in os.listdir(self.folder.name):
            path = os.path.join(self.folder.name, name)
            if os.path.isdir(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)
        self.write(policy)
        word = 'publish' if policy.get('published') else 'policy'
        self._send(['%s %s' % (word, self.folder.name)])
        said = self._line()
        if not said['policy']:
            raise Refused(said['errors'])

    def answers(self, cases, announce=None):
        """To each of some cases. Few enough for the pipe to hold them.
        announce: for which of them POP3's EXPIRE, which takes long."""
        announce = announce or [False] * len(cases)
        self._send(line for case, wanted in zip(cases, announce)
                   for line in case_lines(case, wanted))
        return [self._line() for _ in cases]


# ------------------------------------------------------------------ reading

def duration(text):
    """"90d" """
    if text in ('forever', 'never'):
        return FOREVER
    found = re.fullmatch(r'(\d+)(s|min|h|d|w|mo|y)|0', text)
    return (int(found[1]), found[2]) if found[1] else settings.NOTHING


def value(setting, text):
    """A value that Tenure has written, as meaning.py has it."""
    if setting in settings.DURATIONS:
        return duration(text)
    if setting == 'smtp.max_size':
        number, unit = re.fullmatch(r'(\d+)([kMG]?)', text).groups()
        return int(number) * SIZES[unit]
    found = re.fullmatch(r'(reject|defer) "(.*)"', text)
    if found:
        return found.groups()
    if text.startswith('limit '):
        return ('limit', int(text[6:]))
    if text[:1].isdigit():
        return int(text) if setting == 'pop3.devices' else duration(text)
    return text


def same_value(setting, want, text, question):
    """Is it the same value, or one that says the same?"""
    got = value(setting, text)
    settled = question.settled
    if setting in ('keep', 'expire') and settled.received is None:
        return setting == 'expire' or \
            moments.is_zero(want) == moments.is_zero(got)
    if setting == 'smtp.accept':
        return settings.word_of(want) == settings.word_of(got) and (
            not isinstance(got, tuple) or got[1] in settled.texts)
    start = settled.start if setting == 'keep' else settled.received
    if setting == 'pop3.after_download' or setting in settings.DURATIONS:
        return settings.safety(setting, want, start) == \
            settings.safety(setting, got, start)
    return want == got


def same_reply(want, got):
    """Is it one of those it may be?"""
    return any((reply or '') == got if not (reply or '').endswith(' ')
               else got.startswith(reply) for reply in want)


def time_of(said):
    """A moment of an answer."""
    return FOREVER if said == 'forever' else said


def differences(question, want, got):
    """The members in which an answer is another than the oracle's."""
    found = [name for name in ('user', 'tenant', 'classes', 'unsure',
                               'on_delete', 'delete', 'after_download',
                               'expire', 'action')
             if want[name] != (sorted(got[name]) if name in
                               ('classes', 'unsure') else got[name])]
    if (want['plan'] or '(none)') != got['plan']:
        found.append('plan')
    if want['keep_until'] != time_of(got['keep_until']):
        found.append('keep_until')
    expire_at = time_of(got['expire_at'])
    if want['expire_at'] != (None if expire_at == FOREVER else expire_at):
        found.append('expire_at')
    if not same_reply(want['replies'], got['reply']):
        found.append('reply')
    if want['journal'] != set(got['journal']) or \
            len(got['journal']) != len(want['journal']):
        found.append('journal')
    if want['pop3_expire'] != got.get('pop3_expire'):
        found.append('pop3_expire')
    if moments.after(0, want['login_delay']) != got['login_delay']:
        found.append('login_delay')
    found += [setting for setting, value_ in want['settings'].items()
              if not same_value(setting, value_, got['settings'][setting],
                                question)]
    return found
