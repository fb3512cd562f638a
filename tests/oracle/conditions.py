# SPDX-License-Identifier: MIT
"""Conditions and classes in three values: True, False, None for cannot tell.

A condition is a tuple, its name first:
    ('header', field, globs)     ('from', forms)  ('to', forms)
    ('sender', forms)            ('size', comparison, octets)
    ('auth', wanted)             ('sealed', wanted)
    ('tls', comparison, version times ten) or ('tls', 'yes' or 'no')
    ('client', names)            ('attachment', globs)
    ('mailbox', globs)           ('not', [conditions])

facts is a dictionary; what is not in it cannot be told. headers are
{field: [(body, text, addresses, moment)...]}: the body as it stands in the
message and what it says; text None where no one can read it. An instance
None: from there on nothing can be told of that field. attachments are
[(type, file name)...], the name '' where there is none, None where it cannot
be told; a part None as above.
"""
import ipaddress
import operator

import globs

COMPARE = {'=': operator.eq, '<': operator.lt, '<=': operator.le,
           '>': operator.gt, '>=': operator.ge}


def negated(answer):
    """Cannot tell stays cannot tell."""
    return None if answer is None else not answer


def all_of(answers):
    """False if one is; else it cannot be told if one cannot."""
    answers = list(answers)
    if False in answers:
        return False
    return None if None in answers else True


def any_of(answers):
    """True if one is; else it cannot be told if one cannot."""
    answers = list(answers)
    if True in answers:
        return True
    return None if None in answers else False


def instances(facts, field):
    """Those of a field; one None at the end if there may be others."""
    if 'headers' not in facts:
        return [None]
    return told(facts['headers'].get(field.lower(), []))


def told(found):
    """Nothing is known of what follows a None."""
    return found[:found.index(None) + 1] if None in found else found


def address_is(form, address):
    """address, @domain, @.parent, <>; '' is the null sender."""
    form, address = form.lower(), address.lower()
    if form == '<>' or address == '':
        return form == '<>' and address == ''
    domain = address.rpartition('@')[2]
    if form.startswith('@.'):
        return domain.endswith(form[1:])
    if form.startswith('@'):
        return domain == form[1:]
    return address == form


def header(facts, _networks, field, wanted):
    """Any instance, any glob."""
    def one(instance):
        if instance is None:
            return None
        if instance[1] is None:
            # Whatever it says, * is met.
            return True if '*' in wanted else None
        return any(globs.matches(glob, instance[1]) for glob in wanted)
    return any_of(one(instance) for instance in instances(facts, field))


def written(facts, fields, forms):
    """An address in one of the fields."""
    def one(instance):
        if instance is None:
            return None
        return any(address_is(form, address) for form in forms
                   for address in instance[2])
    return any_of(one(instance) for field in fields
                  for instance in instances(facts, field))


def written_from(facts, _networks, forms):
    """RFC 5322 From"""
    return written(facts, ['from'], forms)


def written_to(facts, _networks, forms):
    """RFC 5322 To, Cc"""
    return written(facts, ['to', 'cc'], forms)


def sender(facts, _networks, forms):
    """Envelope sender"""
    if 'sender' not in facts:
        return None
    return any(address_is(form, facts['sender']) for form in forms)


def size(facts, _networks, comparison, octets):
    """In octets as received"""
    if 'size' not in facts:
        return None
    return COMPARE[comparison](facts['size'], octets)


def auth(facts, _networks, wanted):
    """The submitting connection"""
    return facts['auth'] == wanted if 'auth' in facts else None


def tls(facts, _networks, comparison, version=None):
    """No TLS is 0, less than every version."""
    if 'tls' not in facts:
        return None
    if version is None:
        return (facts['tls'] > 0) == (comparison == 'yes')
    return COMPARE[comparison](facts['tls'], version)


def sealed(facts, _networks, wanted):
    """At the SMTP door it is no question; an unknown seal cannot tell."""
    seal = facts.get('seal', 'none')
    if seal not in ('sealed', 'unsealed'):
        return None
    return (seal == 'sealed') == wanted


def client(facts, networks, names):
    """The connecting address is in one of the networks."""
    if 'client' not in facts:
        return None
    address = ipaddress.ip_address(facts['client'])
    # An IPv4 address that is written as one of IPv6 is what it was.
    address = getattr(address, 'ipv4_mapped', None) or address
    return any(address in ipaddress.ip_network(block)
               for name in names for block in networks[name])


def attachment(facts, _networks, wanted):
    """File name or type of a part."""
    def one(glob, part):
        if part is None:
            return None
        return any_of(None if text is None else globs.matches(glob, text)
                      for text in part)
    return any_of(one(glob, part) for glob in wanted
                  for part in told(facts.get('attachments', [None])))


def mailbox(facts, _networks, wanted):
    """The folder, by name or, where that is asked for, special use."""
    def one(glob):
        fact = 'special_use' if glob.startswith('\\') else 'mailbox'
        return globs.matches(glob, facts[fact]) if fact in facts else None
    return any_of(one(glob) for glob in wanted)


def opposite(facts, networks, conditions):
    """not { ... }: all of them together."""
    return negated(all_of(truth(c, facts, networks) for c in conditions))


BY_NAME = {
    'header': header, 'from': written_from, 'to': written_to,
    'sender': sender, 'size': size, 'auth': auth, 'tls': tls,
    'sealed': sealed, 'client': client, 'attachment': attachment,
    'mailbox': mailbox, 'not': opposite,
}


# "A class that cannot be told (a fact is missing: [...] an unknown seal, [...]
# )": the folder is no fact of the message itself.
WITHOUT_SEAL = ('mailbox', 'not')


def truth(condition, facts, networks):
    """Does it hold?"""
    if facts.get('seal') == 'unknown' and condition[0] not in WITHOUT_SEAL:
        return None
    return BY_NAME[condition[0]](facts, networks, *condition[1:])


def in_class(matches, facts, networks):
    """All conditions of one of the match blocks."""
    return any_of(all_of(truth(condition, facts, networks)
                         for condition in match) for match in matches)
