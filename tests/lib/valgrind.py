# SPDX-License-Identifier: MIT
"""What valgrind reports of the programs of Dovecot. An error counts as ours
when one of our functions is on its stack."""
import xml.etree.ElementTree

from lab.dovecot import PLUGIN

OPTIONS = ('-q', '--vgdb=no', '--leak-check=full', '--keep-debuginfo=yes',
           '--show-leak-kinds=definite', '--num-callers=40', '--xml=yes')


def is_ours(frames):
    """Is one of our functions on the stack, and not only as the caller of a
    command of the server's own? Its RSET forgets the memory of DELE."""
    for obj, function in frames:
        if obj.endswith(PLUGIN):
            return True
        if function == 'client_command_execute':
            return False
    return False


def ours(path):
    """The errors in valgrind's XML that we are part of, as text."""
    found = []
    for error in xml.etree.ElementTree.parse(path).iter('error'):
        frames = [(frame.findtext('obj', ''), frame.findtext('fn', '?'))
                  for frame in error.iter('frame')]
        if is_ours(frames):
            found.append('%s: %s' % (error.findtext('kind'),
                                     ' < '.join(fn for _, fn in frames)))
    return found
