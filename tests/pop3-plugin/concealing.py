# SPDX-License-Identifier: MIT
"""What the tests of concealed mail have in common."""
import string
import threading

from door import DoorCase
from lab.processes import PATIENCE

# Invoices are kept and concealed, letters are kept for a while after their
# delete, notes are free, contracts are kept and cannot be deleted.
POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
class letter { match { header Subject = "*letter*" } }
class contract { match { header Subject = "*contract*" } }
class draft { match { sealed = no  mailbox = \\Drafts } }
plan staff {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 10y  on_delete = conceal }
  class letter { grace = 1d }
  class contract { keep = 10y  on_delete = deny }
}
tenant example.org { plan = staff }
unknown = staff
"""
ALL = ['invoice 1', 'letter 2', 'note 3', 'invoice 4', 'contract 5']
# What the user still sees when everything was deleted, and what not.
LEFT = ['contract 5']
CONCEALED = ['invoice 1', 'letter 2', 'invoice 4']
FORMATS = {
    'maildir@example.org': {},
    'fs@example.org': {'mail': 'maildir:~/plain:LAYOUT=fs'},
    'sdbox@example.org': {'mail': 'sdbox:~/sdbox'},
    'mdbox@example.org': {'mail': 'mdbox:~/mdbox'},
}


PLAIN = string.ascii_letters + string.digits + '-_'
RESERVED = ['cur', 'new', 'tmp', 'dbox-Mails']


class ConcealCase(DoorCase):
    """Each test runs in each format of mailbox."""
    policy = POLICY
    options = {'milter': 'none', 'users': FORMATS}

    def each(self, subjects=ALL):
        """Each format, with a fresh mailbox; the user is .user."""
        for self.user in self.options['users']:
            self.case = self.user.partition('@')[0]
            self.setUp()
            for subject in subjects:
                self.deliver(subject)
            yield self.user
        self.case = None

    def concealed(self, folder='INBOX', user=None):
        """Subjects of what was concealed from a folder."""
        name = ''.join(
            chr(c) if chr(c) in PLAIN and not (i == 0 and folder in RESERVED)
            else '=%02X' % c for i, c in enumerate(folder.encode()))
        boxes = self.doveadm('mailbox', 'list', '-u', user or self.user,
                             '.tenure/*')[1].split()
        if '.tenure/' + name not in boxes:
            return []
        return self.subjects(user, '.tenure/' + name)

    def delete_all(self, imap):
        """Flag everything in the selected folder."""
        imap.command('STORE 1:* +FLAGS (\\Deleted)')


class RaceCase(ConcealCase):
    """What several sessions delete at the same time."""
    def race(self, messages, sessions=5):
        """So many sessions delete all messages."""
        barrier = threading.Barrier(sessions)
        failed = []

        def imap_session(talk):
            barrier.wait(PATIENCE)
            talk.command('EXPUNGE')

        def pop3_session(talk):
            for number in range(messages):
                talk.command('DELE %d' % (number + 1))
            barrier.wait(PATIENCE)
            talk.quit()

        def guarded(work, talk):
            try:
                work(talk)
            except Exception as error:  # pylint: disable=broad-except
                failed.append(error)
        pop3 = self.pop3()
        imaps = [self.imap() for _ in range(sessions - 1)]
        self.flag_deleted(imaps[0])
        for imap in imaps:
            imap.command('NOOP')
        works = [threading.Thread(target=guarded, args=(imap_session, imap))
                 for imap in imaps]
        works.append(threading.Thread(target=guarded,
                                      args=(pop3_session, pop3)))
        for work in works:
            work.start()
        for work in works:
            work.join()
        for talk in (pop3, *imaps):
            talk.close()
        self.assertEqual(failed, [])

    def make_concealed(self):
        """The concealed mailbox is there: several that make it at the same time
        may each begin its index anew, and its notes are lost."""
        self.deliver('letter 1')
        self.doveadm('expunge', '-u', self.user, 'mailbox', 'INBOX', 'subject',
                     'letter')
