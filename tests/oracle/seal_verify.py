#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Verify, or make, a Tenure-Seal from the rule in common/seal/sign.h alone.

Shares no code with Tenure: another language, and another way to OpenSSL.

    seal_verify.py REALM KEYID=BASE64... < message

prints "sealed SERIAL", "unsealed" or "unknown: why".
"""
import base64
import binascii
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519

REQUIRED = set('v a r k t i g s q h b'.split())


class Invalid(Exception):
    """A seal that says nothing."""


def header_fields(message):
    """(name, body) of each header field of a message in octets."""
    head = re.split(rb'\r?\n\r?\n', message, maxsplit=1)[0]
    fields = []
    for line in re.split(rb'\r?\n', head):
        if line[:1] in (b' ', b'\t') and fields:
            fields[-1][1] += b'\r\n' + line
        elif b':' in line:
            name, body = line.split(b':', 1)
            fields.append([name.lower().decode('latin-1'), body])
    return [(name, body) for name, body in fields]


def bare(octets):
    """Without white space."""
    return octets.translate(None, b' \t\r\n')


def tags(body):
    """The tags of a seal, and the body with an empty b=."""
    text = bare(body).decode('ascii')
    found = {}
    signed = []
    for part in re.sub(r';$', '', text).split(';'):
        match = re.fullmatch(r'([A-Za-z][A-Za-z0-9_]*)=(.*)', part)
        if not match or match.group(1) in found:
            raise Invalid('no list of tags')
        found[match.group(1)] = match.group(2)
        signed.append('b=' if match.group(1) == 'b' else part)
    if REQUIRED - found.keys():
        raise Invalid('tags are missing')
    end = ';' if text.endswith(';') else ''
    return found, (';'.join(signed) + end).encode('ascii')


def signed_text(fields, names, signed_body):
    """The octets that the signature covers."""
    text = b'Tenure-Seal v1\r\n'
    for name in names:
        bodies = [body for other, body in fields if other == name]
        for body in bodies:
            text += name.encode() + b':' + bare(body) + b'\r\n'
        if not bodies:
            text += name.encode() + b'\r\n'
    return text + b'tenure-seal:' + signed_body


def verify(body, fields, realm, keys):
    """The serial of a valid seal; keys are {id: 32 octets}."""
    try:
        found, signed_body = tags(body)
        if found['v'] != '1' or found['a'] != 'ed25519':
            raise Invalid('version or algorithm')
        if found['r'] != realm:
            raise Invalid('realm')
        if found['k'] not in keys:
            raise Invalid('key')
        signature = base64.b64decode(found['b'], validate=True)
        key = ed25519.Ed25519PublicKey.from_public_bytes(keys[found['k']])
        key.verify(signature, signed_text(fields, found['h'].split(':'),
                                          signed_body))
    except InvalidSignature as error:
        raise Invalid('signature') from error
    except (UnicodeDecodeError, binascii.Error) as error:
        raise Invalid(str(error)) from error
    return found['i'], signed_body


def read(message, realm, keys):
    """What all seals of a message say, as one line of text."""
    fields = header_fields(message)
    seals = [body for name, body in fields if name == 'tenure-seal']
    if not seals:
        return 'unsealed'
    valid = {}
    why = 'nothing'
    for body in seals:
        try:
            serial, signed_body = verify(body, fields, realm, keys)
            valid[signed_body] = serial
        except Invalid as error:
            why = str(error)
    if len(valid) == 1:
        return 'sealed ' + list(valid.values())[0]
    return 'unknown: ' + ('several' if valid else why)


def seal(message, seed, values, width=70):
    """A Tenure-Seal field (with its name, LF line ends) for a message."""
    names = values['h'].split(':')
    body = ';'.join('%s=%s' % item for item in values.items()) + ';b='
    key = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    signature = key.sign(signed_text(header_fields(message), names,
                                     body.encode()))
    body += base64.b64encode(signature).decode()
    lines = [body[at:at + width] for at in range(0, len(body), width)]
    return 'Tenure-Seal: ' + '\n '.join(lines) + '\n'


def main(args):
    """The command."""
    keys = {}
    for arg in args[1:]:
        name, _, value = arg.partition('=')
        keys[name] = base64.b64decode(value)
    print(read(sys.stdin.buffer.read(), args[0], keys))


if __name__ == '__main__':
    main(sys.argv[1:])
