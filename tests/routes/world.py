# SPDX-License-Identifier: MIT
"""One Dovecot for all cells of the table, with a user for each.

A user's home has two messages in the INBOX: one that the policy keeps, and one
that it does not. In the mode after, what kept the first has run out.
"""
import os
import shutil
import subprocess
import time

from lab import processes
from lib.talk import Smtp, dot_stuff

FORMATS = ('maildir', 'sdbox', 'mdbox')
# What the plan says of a message that is kept; after: it is kept no more.
MODES = ('deny', 'conceal', 'after')
# Whose mailboxes are for all.
OTHER = 'ann@free.example'
SENDER = 'shop@shop.example'

# Of each there is one for deny and one for conceal.
PLANS = """
plan %(mode)s {
  keep = 0
  expire = never
  on_delete = allow
  class invoice { keep = 10y  on_delete = %(mode)s }
}
plan %(mode)s_letterbox {
  keep = 0
  expire = never
  on_delete = allow
  pop3 { after_download = delete }
  class invoice { keep = 10y  on_delete = %(mode)s }
}
plan %(mode)s_grace {
  keep = 0
  expire = never
  grace = 1d
  on_delete = allow
  class invoice { keep = 10y  on_delete = %(mode)s }
}
plan %(mode)s_moment {
  keep = 0
  expire = never
  grace = 1s
  on_delete = allow
  class invoice { keep = 10y  on_delete = %(mode)s }
}
plan %(mode)s_expire {
  keep = 0
  expire = 1d
  on_delete = allow
  class invoice { keep = 10y  on_delete = %(mode)s }
}
tenant %(mode)s.example { plan = %(mode)s }
"""
POLICY = """
tenure_version = 1
class invoice { match { header Subject = "*invoice*" } }
""" + ''.join(PLANS % {'mode': mode} for mode in ('deny', 'conceal')) + """
plan free { keep = 0  expire = never  on_delete = allow }
# The stricter one, up to the last moment.
tenant after.example { plan = deny }
tenant free.example { plan = free }
# Mailboxes that belong to nobody.
unknown = deny
"""

# Before that one was published.
OLDER = """
tenure_version = 1
plan free { keep = 0  expire = never  on_delete = allow }
unknown = free
"""

COMMON = """
protocol imap {
  imap_metadata = yes
}
sendmail_path = @DIR@/../sendmail
namespace inbox {
  mailbox Old {
    autoexpunge = 1s
  }
  mailbox Few {
    autoexpunge_max_mails = 1
  }
}
"""
SHARED = {'2.3': """
namespace shared-%(form)s {
  type = shared
  prefix = %(form)s/%%%%u/
  separator = /
  location = %(form)s:%%%%h/store
  list = children
  disabled = yes
}
namespace public-%(form)s {
  type = public
  prefix = public/
  separator = /
  location = %(form)s:~/public
  list = children
  disabled = yes
}
namespace common-%(form)s {
  type = public
  prefix = common/
  separator = /
  location = %(form)s:@DIR@/common/%(form)s
  list = children
  disabled = yes
}
""", '2.4': """
namespace shared-%(form)s {
  type = shared
  prefix = %(form)s/$user/
  separator = /
  mail_driver = %(form)s
  mail_path = %%{owner_home}/store
  list = children
  disabled = yes
}
namespace public-%(form)s {
  type = public
  prefix = public/
  separator = /
  mail_driver = %(form)s
  mail_path = ~/public
  list = children
  disabled = yes
}
namespace common-%(form)s {
  type = public
  prefix = common/
  separator = /
  mail_driver = %(form)s
  mail_path = @DIR@/common/%(form)s
  list = children
  disabled = yes
}
"""}
EXTRA = {'2.3': """
mail_attribute_dict = file:%h/attributes
protocol lmtp {
  mail_plugins = $mail_plugins sieve
}
namespace virtual {
  prefix = virtual/
  separator = /
  location = virtual:~/virtual
  disabled = yes
}
""", '2.4': """
mail_attribute {
  dict file {
    path = ~/attributes
  }
}
protocol lmtp {
  mail_plugins {
    sieve = yes
  }
}
sieve_script personal {
  driver = file
  path = ~/.dovecot.sieve
}
sieve_extensions {
  editheader = yes
}
namespace virtual {
  prefix = virtual/
  separator = /
  mail_driver = virtual
  mail_path = ~/virtual
  disabled = yes
}
namespace inbox {
  mailbox Learn {
    sieve_script learn {
      type = before
      cause = copy
      driver = file
      path = @DIR@/../learn.sieve
    }
  }
  mailbox Edit {
    sieve_script edit {
      type = before
      cause = copy
      driver = file
      path = @DIR@/../edit.sieve
    }
  }
}
quota "User quota" {
  quota_storage_size = 20K
  quota_storage_grace = 0
}
namespace inbox {
  mailbox Trash {
    trash_priority = 1
  }
}
"""}


def dovecot_lines():
    """What the laboratory needs at the end of dovecot.conf."""
    return {series: COMMON + EXTRA[series] + ''.join(
        SHARED[series] % {'form': form} for form in FORMATS)
        for series in ('2.3', '2.4')}


# ------------------------------------------------------------- messages
def body(token):
    """The body of a message, all of which has to be found again."""
    return ''.join('%s %03d: %s\n' % (token, n, token * 10)
                   for n in range(20))


def message(token, subject, extra=()):
    """A message that is told apart by its token."""
    return '\n'.join([
        'From: ' + SENDER, 'To: joe@example.org', 'Subject: ' + subject,
        'Date: Sun, 22 Nov 2026 10:00:00 +0000',
        'Message-ID: <%s@routes.example>' % token, 'X-Route: ' + token,
        *extra]) + '\n\n' + body(token)


class Lmtp(Smtp):
    """Delivery: an answer for each user."""

    def command(self, line):
        return super().command(line.replace('EHLO', 'LHLO'))

    def deliver(self, users, text):
        """{user: answer} of those that do not get it."""
        self.command('MAIL FROM:<%s>' % SENDER)
        answers = {user: self.command('RCPT TO:<%s>' % user)
                   for user in users}
        accepted = [user for user in users if answers[user][0] == 250]
        if accepted and self.command('DATA')[0] == 354:
            self.send_raw(dot_stuff(text))
            for user in accepted:
                answers[user] = self.answer()
        return {user: answer for user, answer in answers.items()
                if answer[0] != 250}


def template(form, mode, flagged):
    """Whose home the others are copies of."""
    return 'template.%s%s@%s.example' % (form, '.marked' if flagged else '',
                                         mode)


class World:
    """The laboratory, as cells need it."""

    def __init__(self, lab):
        self.lab = lab
        self.texts = {}

    # -------------------------------------------------------- messages
    def seal(self, text, mode):
        """Sealed when it came in: eleven years ago in the mode after."""
        years = 11 if mode == 'after' else 0
        then = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(
            time.time() - years * 366 * 86400 - 3600))
        done = subprocess.run(
            [self.lab.program('tenure', 'common/cmd'), '-c',
             self.lab.tenure.config, 'seal', 'sign', '--time', then, '-'],
            input=text.encode(), capture_output=True,
            timeout=processes.PATIENCE, check=True)
        return done.stdout.decode()

    def text(self, token, mode):
        """The message of a token, sealed."""
        if (token, mode) not in self.texts:
            subject = 'letter 2' if token == 'free' else 'invoice 1'
            self.texts[token, mode] = self.seal(message(token, subject), mode)
        return self.texts[token, mode]

    def deliver(self, users, text):
        """Bring a message in by LMTP, as Postfix does: {user: answer} of the
        users that do not get it."""
        with Lmtp(self.lab.ports['lmtp']) as lmtp:
            return lmtp.deliver(users, text)

    # ----------------------------------------------------------- homes
    def home(self, user, *names):
        """A path in the home of a user."""
        return self.lab.path('mail', user, *names)

    def own(self, path):
        """Give a path to the mail user, with all that is in it."""
        subprocess.run(['chown', '-R', '%d:%d' % (
            self.lab.mail_uid, self.lab.mail_uid), path], check=True)

    def fill(self, form, mode, flagged, users):
        """Give each of the users the two messages."""
        source = template(form, mode, flagged)
        for token in 'kept', 'free':
            refused = self.deliver([source], self.text(token, mode))
            if refused:
                raise processes.LabError('not delivered: %s' % refused)
        if flagged:
            code, text = self.doveadm('flags', 'add', '-u', source,
                                      r'\Deleted', 'mailbox', 'INBOX', 'all')
            if code != 0:
                raise processes.LabError('not marked: ' + text)
        for user in users:
            shutil.rmtree(self.home(user))
            subprocess.run(['cp', '-a', self.home(source), self.home(user)],
                           check=True)

    def recipients(self, form):
        """Users whom several cells deliver to."""
        return [user for user in self.lab.users
                if user.startswith('rcpt') and form in user]

    def make_inbox(self, user):
        """Dovecot 2.3 does it when it is opened first. If several processes do
        it at the same time, one may die: whoever rebuilds the list of
        mailboxes, as there is no INBOX, waits for who makes it, who waits for
        the list's index."""
        code, text = self.doveadm('mailbox', 'status', '-u', user, 'messages',
                                  'INBOX')
        if code != 0:
            raise processes.LabError('no INBOX: ' + text)

    # --------------------------------------------------------- doveadm
    def doveadm(self, *arguments):
        """(exit code, all that it said)"""
        return self.lab.dovecot.try_doveadm(*arguments)
