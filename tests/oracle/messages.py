# SPDX-License-Identifier: MIT
"""Messages by chance: what is known of them, and when."""
import base64
import quopri
import unicodedata

import moments
from moments import DAY, FOREVER

# What is said in a field, and the ways to write it.
TEXTS = ['Invoice 7', 'RECHNUNG für Joe', 'hello', '', '[x] a*b?', 'aXXb',
         'cello', 'Hello world', 'naïve ÄÖÜ', 'a\\', 'Straße 5',
         'fu\u0308r alle']
MAIL = ['joe@a.example', 'x@b.example', 'JOE@A.example', 'y@sub.b.example',
        'z@example', 'bill@a.example.com']
NOW = 1795312345
TEN_YEARS = 10 * 365 * DAY + 2 * DAY
WEEK = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct',
         'Nov', 'Dec']


# -------------------------------------------------------------------- clocks

def leap_day(rng):
    """Around a 29 February, or where one is missing."""
    year = rng.choice([1972, 1996, 2000, 2024, 2027, 2028, 2096, 2100, 2104])
    return rng.choice([moments.join(year, 3, 1) - 1, moments.join(year, 3, 1),
                       moments.join(year, 2, 28, 86399),
                       moments.join(year, 2, 28) + DAY])


def month_end(rng):
    """The 28th to the 31st."""
    year, month = rng.randint(2019, 2031), rng.randint(1, 12)
    day = rng.randint(28, moments.month_length(year, month))
    return moments.join(year, month, day, rng.choice([0, 86399, 43200]))


def year_end(rng, zone):
    """A second around the end of a year, there and in UTC."""
    year = rng.choice([1999, 2023, 2024, 2026, 2027, 2037, 2099, 2105])
    zone = rng.choice([zone, 'UTC'])
    return moments.year_end(moments.join(year, 7, 1), zone) + \
        rng.choice([-1, 0, 1, 2])


def year_2038(rng):
    """The end of 31 bits."""
    return 2 ** 31 + rng.choice([-2, -1, 0, 1])


def year_2106(rng):
    """The end of 32 bits."""
    return 2 ** 32 + rng.choice([-2, -1, 0, 1])


def ten_years(rng):
    """Ten years off, a second more or less."""
    return NOW + rng.choice([-TEN_YEARS, TEN_YEARS]) + rng.choice([-1, 0, 1])


def first_second(rng):
    """Where clocks begin."""
    return rng.choice([-1, 0, 1, -DAY])


CLOCKS = {'leap day': leap_day, 'month end': month_end, '2038': year_2038,
          '2106': year_2106, '+-10 years': ten_years, '1970': first_second}


def random_clock(rng, zone):
    """(what edge it is, moment)"""
    name = rng.choice([*CLOCKS, 'leap day', 'month end', 'year end',
                       'year end', 'year end'])
    if name == 'year end':
        return name, year_end(rng, zone)
    return name, CLOCKS[name](rng)


def random_asked(rng, ends, received, zone):
    """The moment that is asked for: (what edge it is, moment)."""
    ends = [end for end in ends if end not in (None, FOREVER)]
    if ends and rng.random() < 0.75:
        return 'end +-1 s', rng.choice(ends) + rng.choice([-1, 0, 1])
    if received is not None and rng.random() < 0.6:
        return 'received +-1 s or +-10 years', received + rng.choice(
            [-1, 0, 1, TEN_YEARS, -TEN_YEARS])
    return random_clock(rng, zone)


# ------------------------------------------------------------------- headers

def folded(rng, text):
    """A line end before one of its spaces."""
    places = [i for i, c in enumerate(text) if c == ' ']
    if places and rng.random() < 0.4:
        place = rng.choice(places)
        # A line of nothing but white space is no line of a field.
        if text[:place].strip() and text[place:].strip():
            return text[:place] + '\r\n' + text[place:]
    return text


def encoded(rng, text):
    """RFC 2047."""
    charset = rng.choice(['utf-8', 'UTF-8', 'iso-8859-1'])
    if charset == 'iso-8859-1' and not text.isascii():
        # It has no combining characters.
        text = unicodedata.normalize('NFC', text)
    octets = text.encode(charset)
    if rng.random() < 0.5:
        word = base64.b64encode(octets).decode()
        return '=?%s?B?%s?=' % (charset, word)
    word = quopri.encodestring(octets, header=True).decode()
    return '=?%s?q?%s?=' % (charset, word.replace('=\n', '')
                            .replace('?', '=3F'))


def random_text(rng):
    """A field of text: (body, text, addresses, moment)."""
    if rng.random() < 0.05:
        return (' =?x-unknown?B?aGVsbG8=?=', None, (), None)
    text = rng.choice(TEXTS)
    if text and (not text.isascii() or rng.random() < 0.3):
        return (' ' + encoded(rng, text), text, (), None)
    return (' ' + folded(rng, text), text, (), None)


def random_addresses(rng):
    """From, To, Cc."""
    found = rng.sample(MAIL, rng.choice([1, 1, 2]))
    bodies = [rng.choice(['%s', '<%s>', '"Joe, a@b.example" <%s>',
                          'Ann (x@b.example) <%s>']) % mail for mail in found]
    return (' ' + ', '.join(bodies), None, tuple(found), None)


def date_text(rng, moment):
    """RFC 5322 3.3, in some zone."""
    zone = rng.choice([0, 0, 60, -300, 330, 845])
    year, month, day, second = moments.split(moment + zone * 60)
    weekday = WEEK[((moment + zone * 60) // DAY + 3) % 7]
    return '%s%d %s %04d %02d:%02d:%02d %s%02d%02d' % (
        rng.choice(['', weekday + ', ']), day, NAMES[month - 1], year,
        second // 3600, second // 60 % 60, second % 60,
        '-' if zone < 0 else '+', *divmod(abs(zone), 60))


def random_expires(rng, received):
    """What a sender wishes."""
    if rng.random() < 0.12:
        return (' ' + rng.choice(['tomorrow', '0', '',
                                  '31 Feb 2027 00:00:00 +0000']),
                None, (), None)
    start = NOW if received is None else received
    moment = start + rng.choice([-DAY, -1, 0, 1, DAY, 29 * DAY, 30 * DAY,
                                 365 * DAY, 3653 * DAY])
    if moments.split(moment)[0] < 1990:
        moment = NOW
    return (' ' + date_text(rng, moment), None, (), moment)


def random_headers(rng, received):
    """{field: instances}"""
    headers = {}
    for field, share, make in (
            ('subject', 0.8, random_text), ('x-class', 0.5, random_text),
            ('list-id', 0.3, random_text), ('from', 0.8, random_addresses),
            ('to', 0.7, random_addresses), ('cc', 0.3, random_addresses),
            ('expires', 0.4, lambda r: random_expires(r, received))):
        if rng.random() < share:
            headers[field] = [make(rng) for _ in
                              range(rng.choice([1, 1, 1, 1, 2, 3]))]
            if rng.random() < 0.05:
                headers[field].append(None)
        elif rng.random() < 0.08:
            headers[field] = [None]
    return headers


# --------------------------------------------------------------------- facts

PARTS = [('text/plain', ''), ('application/pdf', 'report1.pdf'),
         ('application/octet-stream', 'REPORT2.PDF'), ('text/html', ''),
         ('text/plain', 'x.exe'), ('image/png', None)]


def random_downloads(rng, facts):
    """By a client, and by each of some devices."""
    later = [0, 1, 2, DAY, 31 * DAY, TEN_YEARS]
    first = facts['received'] + rng.choice(later)
    facts['downloaded'] = first
    have = rng.choice([0, 1, 1, 2, 2, 3, 4])
    if have:
        facts['downloads'] = [first + rng.choice([0, *later])
                              for _ in range(have)]
    if rng.random() < 0.8:
        # Of devices that have nothing there may be more.
        facts['devices'] = max(1, have + rng.choice([0, 0, 0, 1, 2]))


def random_facts(rng, zone):
    """(edges of its clock, facts); some of them cannot be told."""
    edge, received = random_clock(rng, zone)
    facts = {'received': received}
    if rng.random() < 0.08:
        edge, facts = None, {}
    for name, choices in (
            ('sender', ['', 'joe@a.example', 'x@b.example', 'Y@Sub.b.example',
                        'root@z.test']),
            ('size', [0, 1, 999, 1000, 1001, 1024, 1025, 2001, 11 * 2 ** 20]),
            ('auth', [True, False]), ('tls', [0, 10, 11, 12, 13]),
            ('mailbox', ['INBOX', 'Archive/2026', 'Trash', 'Drafts', 'x']),
            ('special_use', ['', '\\Drafts', '\\Trash', '\\Archive']),
            ('client', ['192.0.2.1', '192.0.2.65', '2001:db8::1', '10.1.2.3',
                        '198.51.100.7', '203.0.113.9', '::ffff:10.9.9.9'])):
        if rng.random() < 0.7:
            facts[name] = rng.choice(choices)
    facts['seal'] = rng.choice(['none', 'sealed', 'sealed', 'unsealed',
                                'unsealed', 'unknown'])
    if rng.random() < 0.9:
        facts['headers'] = random_headers(rng, facts.get('received'))
    if rng.random() < 0.7:
        facts['attachments'] = rng.sample(PARTS, rng.randint(0, 2)) + \
            [None] * (rng.random() < 0.1)
    if rng.random() < 0.3 and facts.get('received', 0) > 0:
        random_downloads(rng, facts)
    if rng.random() < 0.12:
        facts['held_by'] = rng.sample(['2026-17', 'audit', 'x'],
                                      rng.randint(1, 2))
    return edge, facts
