# SPDX-License-Identifier: MIT
"""POP3 clients. Each is a function that lets the client do one run on a
machine, and returns its exit code and what it said."""
import itertools
import os
import poplib
import re

from lib.terminal import Terminal

HOST = '127.0.0.1'


# ------------------------------------------------------------------ fetchmail
def fetchmail(options, server, machine, _run):
    """fetchmail with these options of user and server in its fetchmailrc."""
    rc = machine.write('fetchmailrc', (
        'poll %s protocol pop3 service %d timeout 60 %s\n'
        '  username "%s" password "%s" sslproto ""\n'
        '  mda "%s" %s\n') % (HOST, machine.ports['pop3'], server,
                             machine.user, machine.password,
                             machine.path('drop'), options))
    return machine.call('fetchmail', '-N', '--nosyslog', '-f', rc,
                        '-i', machine.path('fetchids'),
                        '--pidfile', machine.path('fetchmail.pid'))


# ----------------------------------------------------------------------- mpop
def mpop(options, machine, _run):
    """mpop with these lines in its configuration."""
    rc = machine.write('mpoprc', (
        'defaults\nauth user\ndelivery mda %s\nuidls_file %s\n'
        'account default\nhost %s\nport %d\nuser %s\npassword %s\n%s\n') % (
            machine.path('drop'), machine.path('uidls'), HOST,
            machine.ports['pop3'], machine.user, machine.password, options))
    return machine.call('mpop', '-C', rc)


# -------------------------------------------------------------------- getmail
# It starts what takes a message, and then only listens for its end: one that
# is faster hangs it (baseclasses.py of 6.18.11, forkchild). So this one waits
# until getmail sleeps with a handler of SIGCHLD, signal 17.
GETMAIL_DROP = """#!/bin/sh
until grep -q '^SigCgt:.*[13579bdf]....$' /proc/$PPID/status &&
	grep -q '^State:.S' /proc/$PPID/status; do sleep 0.01; done
exec "$HOME/drop"
"""


def getmail(options, machine, _run, retriever='', days=0):
    """getmail with these options, also of its retriever; so many days pass
    between two runs."""
    for name in os.listdir(machine.home):
        if name.startswith('oldmail-'):
            machine.write(name, re.sub(
                r'\0(\d+)$', lambda time: '\0%d' % (
                    int(time[1]) - days * 86400), machine.read(name),
                flags=re.M))
    rc = machine.write('getmailrc', (
        '[retriever]\ntype = SimplePOP3Retriever\nserver = %s\nport = %d\n'
        'username = %s\npassword = %s\n%s\n'
        '[destination]\ntype = MDA_external\npath = %s\n'
        '[options]\n%s\n') % (HOST, machine.ports['pop3'], machine.user,
                              machine.password, retriever,
                              machine.write('getmail-drop', GETMAIL_DROP,
                                            0o700), options))
    return machine.call('getmail', '--getmaildir', machine.home,
                        '--rcfile', rc)


# ----------------------------------------------------------------------- curl
def curl(tls, delete, machine, run):
    """curl: one call for the list, one for the messages, one to delete what
    has come."""
    options = ['-sS', '--user', '%s:%s' % (machine.user, machine.password),
               *(['--ssl-reqd', '--insecure'] if tls else [])]
    url = 'pop3://%s:%d/' % (HOST, machine.ports['pop3'])
    code, text = machine.call('curl', *options, url)
    files = {number: 'mail/%d-%s' % (run, number)
             for number in re.findall(r'^(\d+) \d+\r?$', text, re.M)}
    if code != 0 or not files:
        return code, text
    code, text = machine.call('curl', *options, *itertools.chain.from_iterable(
        ('-o', file, url + number) for number, file in files.items()))
    came = [number for number, file in files.items() if machine.read(file)]
    if not delete or not came:
        return code, text
    # One session; each URL needs all options again.
    deleted, more = machine.call('curl', *list(itertools.chain.from_iterable(
        ('--next', *options, '--head', '-X', 'DELE', url + number)
        for number in came))[1:])
    return max(code, deleted), text + more


# ----------------------------------------------------------------------- mutt
MUTTRC = """
set pop_host="pop://%(host)s:%(port)d"
set pop_user="%(user)s" pop_pass="%(password)s"
set pop_authenticators="user" pop_delete=yes pop_last=no pop_reconnect=no
set ssl_starttls=yes ssl_verify_host=no certificate_file="%(cert)s"
set folder="%(mail)s" spoolfile="=box.mbox" mbox_type=mbox
set header_cache="" message_cachedir="" history_file=""
set quit=yes delete=yes move=no confirmappend=no confirmcreate=no wait_key=no
set sleep_time=0 beep=no help=no
set status_format="<%%m messages, %%d deleted>"
"""
# Where mutt asks, or something went wrong.
MUTT_FAILS = r'-ERR|[Ee]rror|failed|closed connection|\[[A-Z/-]+\] '
REDRAW = '\x0c'


def mutt_fetch(machine, _run):
    """mutt: fetch-mail to the spool file, deleting on the server."""
    machine.write('mail/box.mbox', machine.read('mail/box.mbox'))
    with _mutt(machine) as mutt:
        mutt.wait(r'\d+ messages, 0 deleted>')
        mutt.press('G')
        failed = mutt.wait(MUTT_FAILS, 'New mail in this', 'No new mail') == 0
        mutt.press('x')
        return mutt.end() or int(failed), mutt.text


def mutt_folder(machine, _run):
    """mutt: open the POP3 mailbox, save all, and so delete, write back."""
    with _mutt(machine, '-f', 'pop://%s:%d' % (HOST, machine.ports['pop3'])) \
            as mutt:
        there = mutt.wait(MUTT_FAILS, '<0 messages, 0 deleted>',
                          r'<[1-9]\d* messages, 0 deleted>')
        failed = there == 0
        if there == 2:
            mutt.press('T~A\n;s')
            mutt.wait('Save tagged')
            mutt.press('=saved.mbox\n')
            failed = mutt.wait(MUTT_FAILS, r'[1-9]\d* deleted>',
                               nudge=REDRAW) == 0
            mutt.press('$')
            failed = mutt.wait(MUTT_FAILS, r' 0 deleted>', nudge=REDRAW) == 0 \
                or failed
        mutt.press('x')
        return mutt.end() or int(failed), mutt.text


def _mutt(machine, *argv):
    rc = machine.write('muttrc', MUTTRC % {
        'host': HOST, 'port': machine.ports['pop3'], 'user': machine.user,
        'password': machine.password, 'mail': machine.path('mail'),
        'cert': machine.lab.path('etc', 'cert.pem')})
    return Terminal(['mutt', '-n', '-F', rc, *argv], **machine.options())


# --------------------------------------------------------------------- poplib
def poplib_script(careful, machine, run):
    """A script of ten lines. The careful one goes on after -ERR."""
    pop3 = None
    try:
        pop3 = poplib.POP3(HOST, machine.ports['pop3'], 60)
        pop3.user(machine.user)
        pop3.pass_(machine.password)
        errors = []
        for number in range(1, len(pop3.list()[1]) + 1):
            try:
                _, lines, _ = pop3.retr(number)
                machine.keep('%d-%d' % (run, number), b'\n'.join(lines))
                pop3.dele(number)
            except poplib.error_proto as error:
                if not careful:
                    raise
                errors.append(str(error))
        pop3.quit()
        return int(bool(errors)), '\n'.join(errors)
    except poplib.error_proto as error:
        return 1, str(error)
    finally:
        if pop3 is not None:
            pop3.close()
