# SPDX-License-Identifier: MIT
"""What valgrind reports of the programs of Dovecot. An error counts as ours
when one of our functions is on its stack."""
import glob
import os
import shutil
import xml.etree.ElementTree

from lab import dovecot, processes

PLUGINS = (dovecot.PLUGIN, dovecot.DOVEADM_PLUGIN)
OPTIONS = ('-q', '--vgdb=no', '--leak-check=full', '--keep-debuginfo=yes',
           '--show-leak-kinds=definite', '--num-callers=40', '--xml=yes')


def is_ours(frames):
    """Is one of our functions on the stack, and not only as the caller of a
    command of the server's own? Its RSET forgets the memory of DELE."""
    for obj, function in frames:
        if obj.endswith(PLUGINS):
            return True
        if function == 'client_command_execute':
            return False
    return False


def ours(path):
    """The errors in valgrind's XML that we are part of, as text."""
    return _ours(xml.etree.ElementTree.parse(path).iter('error'))


def _ours(errors):
    found = []
    for error in errors:
        frames = [(frame.findtext('obj', ''), frame.findtext('fn', '?'))
                  for frame in error.iter('frame')]
        if is_ours(frames):
            found.append('%s: %s' % (error.findtext('kind'),
                                     ' < '.join(fn for _, fn in frames)))
    return found


def ours_so_far(path):
    """The same where the program may have been killed, which ends the XML in
    its middle."""
    parser = xml.etree.ElementTree.XMLPullParser(('end',))
    with open(path, 'rb') as handle:
        parser.feed(handle.read())
    return _ours([element for _, element in parser.read_events()
                  if element.tag == 'error'])


# In place of a program that the master starts; valgrind needs much memory.
SERVICE = """
service %s {
  executable = @DIR@/valgrind %s
  vsz_limit = %s
}
"""
WRAPPER = """#!/bin/sh
exec %s %s --xml-file=%s/%%p.xml "$@"
"""
SERVICES = {'pop3': 'pop3', 'imap': 'imap', 'lmtp': 'lmtp',
            'doveadm': 'doveadm-server'}
# What only looks: it takes long, and the sessions look, too.
LOOKS = ('fetch', 'search', 'list', 'status', 'get')


class Dovecot(dovecot.Dovecot):
    """A laboratory's, whose processes that load the plugin run under
    valgrind."""

    def reports(self):
        """Where they are written."""
        return self.lab.path('reports')

    def configure(self):
        """Also the program that starts the others."""
        os.makedirs(self.reports(), exist_ok=True)
        # Users write there.
        os.chmod(self.reports(), 0o1777)
        processes.write(self.lab.path('valgrind'), WRAPPER % (
            shutil.which('valgrind'), ' '.join(OPTIONS), self.reports()),
                        0o755)
        super().configure()

    def _own_lines(self):
        unlimited = '0' if self.series() == '2.3' else 'unlimited'
        lines = ''.join(SERVICE % (name, self.libexec(program), unlimited)
                        for name, program in SERVICES.items())
        return super()._own_lines() + lines.replace('@DIR@', self.lab.dir)

    def command(self, *argv):
        """doveadm starts doveconf, which starts it again."""
        if argv[0] != 'doveadm' or any(word in LOOKS for word in argv) and \
                'tenure' not in argv:
            return super().command(*argv)
        whole = super().command(*argv)
        place = len(whole) - len(argv)
        return [*whole[:place], self.lab.path('valgrind'),
                '--trace-children=yes', shutil.which('doveadm'), *argv[1:]]

    def sessions(self, user=None):
        """They are called as valgrind's tool is."""
        home = self.lab.path(*(('mail', user) if user else ()))
        return {pid: name for pid, name in processes.residents(home).items()
                if name.startswith('memcheck') and self._serves(pid)}

    def _serves(self, pid):
        try:
            with open('/proc/%d/cmdline' % pid, 'rb') as handle:
                words = handle.read().split(b'\0')
        except OSError:
            return False
        return any(self.libexec(name).encode() in words
                   for name in ('pop3', 'imap'))

    def ours(self):
        """The errors in all reports that we are part of, as text."""
        return [text for path in glob.glob(self.reports() + '/*.xml')
                for text in ours_so_far(path)]
