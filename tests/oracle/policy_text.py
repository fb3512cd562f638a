# SPDX-License-Identifier: MIT
"""A policy as text: the files of the language, from what policies.py makes."""
from moments import FOREVER

WITHOUT_END = {'expire': 'never'}


def quoted(text):
    """A string of the language."""
    return '"%s"' % text.replace('\\', '\\\\').replace('"', '\\"')


def value_text(setting, value):
    """The value of a setting."""
    if value == FOREVER:
        return WITHOUT_END.get(setting, 'forever')
    if setting == 'smtp.accept' and isinstance(value, tuple):
        return '%s %s' % (value[0], quoted(value[1]))
    if isinstance(value, tuple) and value[0] == 'limit':
        return 'limit %d' % value[1]
    if isinstance(value, tuple):
        return '0' if value[0] == 0 else '%d%s' % value
    return str(value)


def block_text(block, operator=' = '):
    """Settings, those of pop3 and smtp in blocks of their own."""
    parts = []
    for prefix in ('', 'pop3', 'smtp'):
        inner = '  '.join(
            setting.rpartition('.')[2] + operator + value_text(setting, value)
            for setting, value in block.items()
            if setting.rpartition('.')[0] == prefix)
        if inner:
            parts.append('%s { %s }' % (prefix, inner) if prefix else inner)
    return parts


def layer_text(layer, operator=' = '):
    """The statements of a plan, tenant or user."""
    parts = ['plan%s%s' % (operator, layer['plan'])] \
        if layer.get('plan') else []
    parts += block_text(layer.get('own', {}), operator)
    parts += ['class %s { %s }' % (name, '  '.join(block_text(block)))
              for name, block in layer.get('classes', {}).items()]
    return parts


def condition_text(condition):
    """One condition of a match block."""
    name, args = condition[0], condition[1:]
    if name == 'not':
        return 'not { %s }' % '  '.join(map(condition_text, args[0]))
    if name == 'header':
        return 'header %s = %s' % (args[0], ' '.join(map(quoted, args[1])))
    if name in ('auth', 'sealed'):
        return '%s = %s' % (name, 'yes' if args[0] else 'no')
    if name == 'tls':
        return 'tls = %s' % args[0] if len(args) == 1 else \
            'tls %s %d.%d' % (args[0], *divmod(args[1], 10))
    if name == 'size':
        return 'size %s %s' % args
    if name == 'client':
        return 'client = ' + ' '.join(args[0])
    if name in ('from', 'to', 'sender'):
        return '%s = %s' % (name, ' '.join(args[0]))
    return '%s = %s' % (name, ' '.join(map(quoted, args[0])))


def bound_text(setting, bound):
    """What bounds say of one setting."""
    name = setting.rpartition('.')[2]
    words, low, high = bound
    low, high = (None if v is None else
                 value_text(setting, v).replace('limit ', '')
                 for v in (low, high))
    if low is not None and high is not None:
        return '%s = %s' % (name, ' '.join([*(words or []), low, '..', high]))
    if words is not None:
        return '%s = %s' % (name, ' '.join(words))
    return '%s >= %s' % (name, low) if high is None else \
        '%s <= %s' % (name, high)


def bounds_text(bounds):
    """The block."""
    parts = ['may = ' + ' '.join(bounds['may'])] if 'may' in bounds else []
    for prefix in ('', 'pop3', 'smtp'):
        inner = [bound_text(setting, bound)
                 for setting, bound in bounds.items() if setting != 'may' and
                 setting.rpartition('.')[0] == prefix]
        if inner and prefix:
            inner = ['%s { %s }' % (prefix, '  '.join(inner))]
        parts += inner
    return 'bounds {\n  %s\n}' % '\n  '.join(parts)


def class_text(name, matches):
    """class NAME { match { ... } ... }"""
    return 'class %s {\n  %s\n}' % (name, '\n  '.join(
        'match { %s }' % '  '.join(map(condition_text, match))
        for match in matches))


def table_text(rows):
    """Rows of a table. A row with much to say goes over several lines."""
    lines = ['# key  statements']
    for key, layer in rows.items():
        parts = layer_text(layer, '=' if len(key) % 2 else ' = ')
        lines.append(key + '  ' + '\n\t'.join([' '.join(parts[:2]),
                                               *parts[2:]]))
    return '\n'.join(lines) + '\n'


def files(policy):
    """{name: text} of a policy; the first is policy.conf."""
    lines = ['tenure_version = 1']
    for name, setting in (('time_zone', 'zone'), ('unknown', 'unknown'),
                          ('recipient_delimiter', 'delimiter')):
        if setting in policy:
            lines.append('%s = %s' % (name, quoted(policy[setting])))
    lines += ['network %s { addresses = %s }' % (name, ' '.join(blocks))
              for name, blocks in policy.get('networks', {}).items()]
    lines += [class_text(*item) for item in policy.get('classes', {}).items()]
    if policy.get('bounds'):
        lines.append(bounds_text(policy['bounds']))
    lines += ['plan %s {\n  %s\n}' % (name, '\n  '.join(layer_text(layer)))
              for name, layer in policy.get('plans', {}).items()]
    found = {}
    for kind in ('tenants', 'users'):
        rows = {}
        for key, layer in policy.get(kind, {}).items():
            # A row must say something.
            if layer.get('row') and layer_text(layer):
                rows[key] = layer
            else:
                lines.append('%s %s {\n  %s\n}' % (
                    kind[:-1], key, '\n  '.join(layer_text(layer))))
        if rows:
            lines.append('%s = text:%s' % (kind, kind))
            found[kind] = table_text(rows)
    return {'policy.conf': '\n'.join(lines) + '\n', **found}
