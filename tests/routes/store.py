# SPDX-License-Identifier: MIT
"""What is left of a message, by the files of the store.

Nothing here asks Dovecot or the plugin, who may be wrong together. The files
of mdbox hold what was expunged until they are purged: purge them first.
"""
import os

from .world import body

# Where the plugin has its own mailboxes.
CONCEALED = os.path.join('store', 'tenure-concealed')


def _is_message_file(name):
    """Indexes have parts of messages, too."""
    return not name.startswith(('dovecot', '.dovecot'))


def copies(home, token, part=''):
    """(in sight, concealed): how many whole copies of a message there are in
    a home, or in those of its folders that have part in their names. mdbox has
    all of its folders in the same files: there all count as in sight."""
    lines = body(token).encode()
    whole = (lines, lines.replace(b'\n', b'\r\n'))
    sight = concealed = 0
    for folder, _, names in os.walk(home):
        inside = os.path.relpath(folder, home)
        if part not in inside:
            continue
        for name in filter(_is_message_file, names):
            with open(os.path.join(folder, name), 'rb') as handle:
                octets = handle.read()
            count = max(octets.count(text) for text in whole)
            if inside.startswith(CONCEALED):
                concealed += count
            else:
                sight += count
    return sight, concealed
