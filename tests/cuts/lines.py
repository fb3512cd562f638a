# SPDX-License-Identifier: MIT
"""Command lines as nobody should write them. What a seed makes is always the
same."""
import random

COMMANDS = (b'CAPA', b'DELE', b'LAST', b'LIST', b'NOOP', b'QUIT', b'RETR',
            b'RSET', b'STAT', b'TOP', b'UIDL', b'USER', b'PASS', b'AUTH',
            b'STLS', b'XCLIENT', b'APOP', b'unknown', b'DEL', b'DELETE', b'')
NUMBERS = (b'1', b'2', b'3', b'4', b'5', b'01', b'0002', b'0', b'-1', b'+1',
           b'99', b'4294967295', b'4294967296', b'4294967297',
           b'18446744073709551615', b'18446744073709551617', b'1.0', b'1e0',
           b'0x1', b'1,2', b'*', b'0' * 300 + b'3', b'\xd9\xa1')
SPACES = (b' ',) * 12 + (b'  ', b'   ', b'\t', b' \t', b'', b'\0', b'\xa0')
ENDS = (b'\r\n',) * 12 + (b'\n', b'\n', b'\r\r\n', b' \r\n', b'\0\r\n',
                          b'\0 x\r\n', b'\r\n\r\n', b'\t\r\n')


def _case(rng, name):
    if rng.random() < 0.8:
        return name
    return bytes(octet ^ 0x20 if 64 < octet < 128 and rng.random() < 0.5
                 else octet for octet in name)


def _arguments(rng):
    return b''.join(rng.choice(SPACES) + rng.choice(NUMBERS)
                    for _ in range(rng.choice((0, 0, 1, 1, 1, 1, 2, 2, 3))))


def _damage(rng, line):
    """Change some octets."""
    octets = bytearray(line)
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(octets))
        how = rng.randrange(3)
        if how == 0:
            octets[at] = rng.randrange(256)
        elif how == 1:
            octets.insert(at, rng.randrange(256))
        elif len(octets) > 1:
            del octets[at]
    return bytes(octets)


def _line(rng):
    line = _case(rng, rng.choice(COMMANDS)) + _arguments(rng)
    if rng.random() < 0.02:
        line += b' ' + b'x' * rng.choice((100, 500, 1000))
    line += rng.choice(ENDS)
    line = _damage(rng, line) if rng.random() < 0.15 else line
    # Dovecot 2.3 panics when there is one in the name of a command.
    return line.replace(b':', b';')


def session(seed):
    """Lines, which end with QUIT, to be sent in these pieces."""
    rng = random.Random(seed)
    octets = b''.join(_line(rng) for _ in range(rng.randint(1, 30)))
    return pieces(octets + b'\r\nQUIT\r\n', rng)


def pieces(octets, rng):
    """Cut anywhere: one packet, or some, or many."""
    count = rng.choice((1, 1, 2, 5, 40))
    cuts = sorted(rng.randrange(len(octets) + 1) for _ in range(count - 1))
    return [octets[begin:end] for begin, end in
            zip([0] + cuts, cuts + [len(octets)]) if end > begin]
