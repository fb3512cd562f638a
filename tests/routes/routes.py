# SPDX-License-Identifier: MIT
"""The table of routes: every way to make a message disappear, and what comes
of it. The tests run it, and dovecot-tenure-routes(7) is made from it.

What comes of a message that the policy keeps, in each mode of world.MODES:

prevented    it is where it was, or where it was moved to, in sight
concealed    its owner does not see it any more; it is in the concealed mailbox
allowed      it is gone
detected     it is gone or damaged although it had to stay, and the log says so
unprotected  the same, and nothing says so
no delete    it is there, as the route deletes nothing, whatever is decided
not there    this Dovecot, or this format, does not have the route

Each may be one word, or {condition: word} where formats, series or modes of
Dovecot differ: 'maildir', '2.4', 'maildir 2.4'; '' for the others.
"""
import dataclasses
import typing

from . import ways_beside as beside
from . import ways_delivery as delivery
from . import ways_doveadm as doveadm
from . import ways_files as files
from . import ways_imap as imap
from . import ways_pop3 as pop3
from .world import MODES

OUTCOMES = ('prevented', 'concealed', 'allowed', 'detected', 'unprotected',
            'no delete', 'not there')
Outcome = typing.Union[str, dict]


@dataclasses.dataclass
class Route:
    """A line of the table, three cells a format."""
    name: str
    what: str
    do: typing.Callable
    # Of the message that is kept, by mode.
    deny: Outcome = 'prevented'
    conceal: Outcome = 'concealed'
    after: Outcome = 'allowed'
    # The other message, that nothing keeps: goes, stays, or any where others
    # decide about it.
    free: Outcome = 'goes'
    # Reasons, for the page.
    why: str = ''
    # Fields of the user database, also {series: fields} and with {mode}.
    fields: dict = dataclasses.field(default_factory=dict)
    # Both messages are marked as \Deleted already.
    flagged: bool = False
    # Done before the rest of the table.
    prepare: typing.Optional[typing.Callable] = None
    # What the log has to say where something is detected.
    log: str = ''
    # A look at what the route promises besides: a text if it is not so.
    also: typing.Optional[typing.Callable] = None

    def by(self, value, form, series, mode):
        """What holds there of a word that may differ."""
        if isinstance(value, str):
            return value
        found = ''
        for condition in value:
            if set(condition.split()) <= {form, series, mode} and \
                    len(condition) >= len(found):
                found = condition
        return value[found]

    def expected(self, form, series, mode):
        """Of the message that is kept."""
        return self.by(getattr(self, mode), form, series, mode)

    def expected_free(self, form, series, mode):
        """Of the other one."""
        return self.by(self.free, form, series, mode)

    def fields_for(self, series, mode):
        """Of the user database."""
        fields = self.fields.get(series, {}) if '2.3' in self.fields \
            else self.fields
        return {name: value.replace('{mode}', 'conceal' if mode == 'conceal'
                                    else 'deny')
                for name, value in fields.items()}


def harmless(name, what, do, **options):
    """A route that deletes nothing by itself."""
    options.setdefault('free', 'stays')
    return Route(name, what, do, *['no delete'] * len(MODES), **options)


def all_or_nothing(name, what, do, **options):
    """With the kept message, the other one stays, too, as what was asked for
    is refused as a whole."""
    options.setdefault('free', {'': 'goes', 'deny': 'stays'})
    return Route(name, what, do, **options)


POP3 = [
    Route('pop3-dele', 'DELE, QUIT', pop3.dele),
    Route('pop3-pipelined',
          'the whole session in one packet, with DELE 01 for DELE 1',
          pop3.pipelined),
    Route('pop3-download',
          'RETR, QUIT, with pop3 { after_download = delete }', pop3.download,
          fields={'tenure_plan': '{mode}_letterbox'}),
    Route('pop3-beside-imap', 'DELE, while an IMAP session expunges the same',
          pop3.beside_imap, flagged=True),
    Route('pop3-older', 'DELE, then the policy is published, QUIT',
          pop3.older, fields={'tenure_policy': '{etc}/{user}.cdb'}),
    harmless('pop3-flag', 'DELE, QUIT, with pop3_delete_type = flag',
             pop3.dele, fields={'pop3_delete_type': 'flag',
                                'pop3_deleted_flag': '$POP3Deleted'},
             why='Dovecot only marks the message.'),
    harmless('pop3-cut', 'DELE, then the connection breaks', pop3.cut,
             why='Only QUIT deletes (RFC 1939).'),
]

IMAP = [
    Route('imap-expunge', 'STORE \\Deleted, EXPUNGE', imap.expunge),
    Route('imap-expunge-marked', 'EXPUNGE of what is marked already',
          imap.expunge, flagged=True),
    Route('imap-uid-expunge', 'UID EXPUNGE', imap.uid_expunge, flagged=True),
    Route('imap-close', 'CLOSE', imap.close, flagged=True),
    Route('imap-pipelined', 'STORE, EXPUNGE and LOGOUT in one packet',
          imap.pipelined, flagged=True),
    Route('imap-other-session', 'EXPUNGE of what another session marked',
          imap.other_session, flagged=True),
    Route('imap-many-sessions', 'ten EXPUNGEs of two sessions at a time',
          imap.many_sessions, flagged=True),
    Route('imap-older', 'STORE \\Deleted, then the policy is published, '
          'EXPUNGE', imap.older,
          fields={'tenure_policy': '{etc}/{user}.cdb'}),
    Route('imap-copy-expunge', 'COPY to a folder, EXPUNGE there and here',
          imap.copy_expunge, flagged=True),
    all_or_nothing('imap-replace', 'REPLACE (RFC 8508)', imap.replace,
                   deny={'': 'prevented', '2.3': 'not there'},
                   conceal={'': 'concealed', '2.3': 'not there'},
                   after={'': 'allowed', '2.3': 'not there'},
                   free='any', why='Dovecot 2.3 has no REPLACE.'),
    Route('imap-metadata', 'SETMETADATA of everything to NIL, EXPUNGE',
          imap.metadata),
    Route('imap-grace', 'STORE \\Deleted, EXPUNGE, with grace = 1d',
          imap.expunge, after='concealed', free='concealed', flagged=True,
          fields={'tenure_plan': '{mode}_grace'},
          why='What may be deleted is concealed for a day first.'),
    Route('imap-concealed', 'EXPUNGE, then all commands that name a mailbox, '
          'with the concealed one', imap.concealed, flagged=True,
          why='For users it does not exist.'),
    harmless('imap-store', 'STORE \\Deleted, LOGOUT', imap.flag_only,
             why='A mark is no delete.'),
    harmless('imap-append', 'APPEND of a message with the same Message-ID',
             imap.append_over, why='It comes beside the other one.'),
]

MOVING = [
    Route('move-expunge', 'MOVE to a folder, EXPUNGE there',
          imap.move_expunge, flagged=True),
    Route('move-itself', 'MOVE to the same folder, EXPUNGE',
          imap.move_itself, flagged=True),
    Route('webmail', 'UID MOVE to Trash, UID EXPUNGE and CLOSE there',
          imap.webmail, flagged=True),
    Route('move-delete', 'MOVE to a folder, DELETE of the folder',
          imap.move_delete, flagged=True),
    Route('move-shared', 'MOVE to a folder of another user',
          imap.move_to('maildir/%(other)s/%(name)s'), also=imap.not_there,
          fields={'namespace/shared-maildir/disabled': 'no'},
          why='With deny, nothing is copied.'),
    Route('move-public', 'MOVE to a public folder',
          imap.move_to('common/%(name)s'), also=imap.not_there,
          fields={'namespace/common-maildir/disabled': 'no'},
          why='As above.'),
    harmless('move-concealed', 'MOVE to the concealed mailbox, and RENAME of '
             'its folder to there', imap.move_concealed,
             why='For users it does not exist.'),
]

FOLDERS = [
    all_or_nothing('folder-delete', 'DELETE of its folder', imap.delete),
    all_or_nothing('folder-selected',
                   'DELETE of its folder, which two sessions have selected',
                   imap.delete_selected, flagged=True),
    Route('folder-children', 'DELETE of a folder above, then of its own',
          imap.delete_children),
    all_or_nothing('folder-rename',
                   'RENAME of its folder into Trash, DELETE of that',
                   imap.rename_delete),
    all_or_nothing('folder-inbox-rename',
                   'RENAME INBOX, DELETE of the new name', imap.rename_inbox,
                   conceal={'': 'concealed', 'maildir': 'no delete'},
                   after={'': 'allowed', 'maildir': 'no delete'},
                   free={'': 'goes', 'deny': 'stays', 'maildir': 'stays'},
                   why='Dovecot cannot rename the INBOX of a maildir.'),
    all_or_nothing('folder-5000',
                   'DELETE of a folder of 5,000 messages, one of them kept',
                   imap.delete_large),
    harmless('folder-rename-over', 'RENAME of another folder to its name',
             imap.rename_over, why='Dovecot refuses to.'),
    harmless('folder-rename-away',
             'RENAME of its folder to another user, and to a public place',
             imap.rename_away, why='Dovecot refuses to.', fields={
                 'namespace/shared-maildir/disabled': 'no',
                 'namespace/shared-mdbox/disabled': 'no',
                 'namespace/common-{form}/disabled': 'no'}),
    harmless('folder-delete-inbox', 'DELETE INBOX', imap.delete_inbox,
             why='Dovecot refuses to.'),
]

EDITHEADER = {'2.3': {'sieve_extensions': '+editheader'}, '2.4': {}}

DELIVERY = [
    Route('sieve-discard', 'a user\'s Sieve script: discard',
          delivery.with_sieve('discard;\n'), deny='concealed'),
    Route('sieve-redirect', 'a user\'s Sieve script: redirect',
          delivery.with_sieve('redirect "joe@elsewhere.example";\n'),
          deny='concealed'),
    Route('sieve-reject', 'a user\'s Sieve script: reject',
          delivery.with_sieve('require ["reject"];\nreject "no";\n'),
          deny='concealed'),
    Route('sieve-trash', 'a user\'s Sieve script: fileinto :create "Trash", '
          'then EXPUNGE there', delivery.fileinto_trash,
          also=delivery.only_deleted_is_concealed),
    Route('sieve-away', 'a user\'s Sieve script: fileinto a public folder',
          delivery.fileinto_away, deny='concealed', fields={
              'namespace/common-maildir/disabled': 'no'}),
    Route('sieve-flag', 'a user\'s Sieve script: addflag "\\\\Deleted", then '
          'EXPUNGE', delivery.flagged),
    Route('sieve-duplicate', 'delivered twice, and a Sieve script discards '
          'the second, then EXPUNGE', delivery.twice),
    Route('sieve-edit', 'a user\'s Sieve script: editheader, another Subject, '
          'then EXPUNGE', delivery.edited(''), after='prevented',
          fields=EDITHEADER, also=delivery.original_is_concealed,
          why='What came in is concealed; the copy, whose seal does not fit, '
          'is kept anew.'),
    Route('sieve-strip', 'a user\'s Sieve script: the same, and deleteheader '
          '"Tenure-Seal"', delivery.edited('deleteheader "Tenure-Seal";\n'),
          deny='concealed', fields=EDITHEADER,
          also=delivery.original_is_concealed,
          why='What came in is concealed; the copy without a seal goes.'),
    Route('lmtp-several', 'delivered to several users, each of whom deletes',
          delivery.several_own),
    harmless('lmtp-others', 'delivered to several users, the others delete',
             delivery.several, why='Each has a copy, and a policy.'),
]

DOVEADM = [
    Route('doveadm-expunge', 'doveadm expunge', doveadm.expunge),
    Route('doveadm-move', 'doveadm move, expunge there', doveadm.move),
    harmless('doveadm-move-fails',
             'doveadm move to a folder whose files cannot be written',
             doveadm.move_fails),
    Route('doveadm-copy', 'doveadm copy, expunge everywhere', doveadm.copy),
    Route('doveadm-move-other', 'doveadm move to another user',
          doveadm.move_to_other),
    Route('doveadm-deduplicate', 'doveadm deduplicate', doveadm.deduplicate),
    harmless('doveadm-flags', 'doveadm flags add \\Deleted', doveadm.flags,
             why='A mark is no delete.'),
    Route('doveadm-flags-expunge',
          'doveadm flags add \\Deleted, expunge of those',
          doveadm.flags_expunge),
    all_or_nothing('doveadm-delete', 'doveadm mailbox delete',
                   doveadm.mailbox_delete()),
    all_or_nothing('doveadm-delete-unsafe', 'doveadm mailbox delete -Z',
                   doveadm.mailbox_delete('-Z')),
    all_or_nothing('doveadm-delete-all', 'doveadm mailbox delete -r',
                   doveadm.mailbox_delete('-r')),
    all_or_nothing('doveadm-delete-inbox',
                   'doveadm mailbox delete INBOX, with -Z, with -r',
                   doveadm.delete_inbox, why='Dovecot refuses to delete the '
                   'INBOX of a maildir, but only after its messages.'),
    Route('doveadm-expunge-delete', 'doveadm expunge -d',
          doveadm.expunge_delete),
    harmless('doveadm-delete-empty', 'doveadm mailbox delete -e',
             doveadm.mailbox_delete('-e'), why='It is for empty folders.'),
    all_or_nothing('doveadm-rename', 'doveadm mailbox rename, delete',
                   doveadm.mailbox_rename),
    Route('doveadm-uidvalidity',
          'doveadm mailbox update --uid-validity, expunge',
          doveadm.uidvalidity),
    Route('doveadm-index', 'doveadm mailbox cache purge, index, expunge',
          doveadm.index),
    Route('doveadm-force-resync', 'doveadm force-resync, expunge',
          doveadm.resync),
    Route('doveadm-altmove', 'doveadm altmove, expunge, purge',
          doveadm.altmove_expunge,
          deny={'': 'prevented', 'maildir': 'not there'},
          conceal={'': 'concealed', 'maildir': 'not there'},
          after={'': 'allowed', 'maildir': 'not there'}, fields={
              '2.3': {'mail': '{form}:~/store:ALT=~/alt'},
              '2.4': {'mail_alt_path': '~/alt'}}),
    Route('doveadm-purge', 'doveadm expunge, purge, force-resync, purge',
          doveadm.purge),
    Route('doveadm-concealed',
          'doveadm expunge, mailbox delete and rename, there and in the '
          'concealed mailbox', doveadm.concealed),
    Route('tenure-purge',
          'doveadm expunge, then doveadm tenure purge of everything',
          doveadm.tenure_purge),
    Route('tenure-expire', 'doveadm tenure expire, with expire = 1d',
          doveadm.tenure_expire, conceal='prevented',
          free={'': 'stays', 'after': 'goes'},
          fields={'tenure_plan': '{mode}_expire'},
          why='What is kept does not expire before.'),
    Route('tenure-grace',
          'doveadm tenure expire of what is concealed, with grace = 1s',
          doveadm.tenure_expire, prepare=doveadm.expunge,
          fields={'tenure_plan': '{mode}_moment'}),
    Route('doveadm-without', 'doveadm -o mail_plugins= expunge',
          doveadm.no_plugin, deny='unprotected', conceal='unprotected',
          why='Who may run doveadm as root can leave the plugin out.'),
]

DSYNC = [
    all_or_nothing('dsync-backup', 'doveadm backup -R from an empty place',
                   doveadm.backup),
    Route('dsync-backup-lost',
          'doveadm backup -R from a replica that lost it',
          doveadm.sync('-R', backup=True)),
    Route('dsync-sync', 'doveadm sync with a replica that lost it',
          doveadm.sync()),
    Route('dsync-one-way', 'doveadm sync -1 -R from a replica that lost it',
          doveadm.sync('-1', '-R')),
    all_or_nothing('dsync-folder',
                   'doveadm sync with a replica that lost its folder',
                   doveadm.sync_folder),
    harmless('dsync-backup-out', 'doveadm backup to another place',
             doveadm.backup_out),
    harmless('dsync-import', 'doveadm import', doveadm.import_from),
]

BY_ITSELF = [
    Route('autoexpunge', 'autoexpunge', beside.log_in_and_out,
          prepare=beside.file_old),
    Route('autoexpunge-1000',
          'autoexpunge of a folder whose first thousand messages are kept',
          beside.log_in_and_out, prepare=beside.file_old_many,
          free={'': 'goes', 'deny': 'stays'},
          why='Dovecot looks no further than a thousand.'),
    Route('autoexpunge-max', 'autoexpunge_max_mails', beside.few),
    Route('autoexpunge-max-kept',
          'the same, with more than a thousand messages that are kept',
          beside.few_kept, free='any'),
    Route('session-expire', 'the end of an IMAP session, with expire = 1d',
          beside.session, conceal='prevented',
          free={'': 'stays', 'after': 'goes'},
          fields={'tenure_plan': '{mode}_expire'},
          why='What is kept does not expire before.'),
    Route('quota-trash', 'quota and trash, when there is no room left',
          beside.trash, fields={
              '2.3': {'mail_plugins': 'tenure,quota,trash',
                      'quota': 'count:User', 'quota_vsizes': 'yes',
                      'quota_rule': '*:storage=20K', 'quota_grace': '0',
                      'trash': '{etc}/trash'},
              '2.4': {'mail_plugins': 'tenure,quota,trash'}}),
    harmless('quota-over', 'delivery when there is no room left',
             beside.over_quota, fields={
                 '2.3': {'mail_plugins': 'tenure,quota',
                         'quota': 'count:User', 'quota_vsizes': 'yes',
                         'quota_rule': '*:storage=20K', 'quota_grace': '0'},
                 '2.4': {'mail_plugins': 'tenure,quota'}},
             why='What does not fit is not accepted.'),
]

BESIDE = [
    Route('lazy-expunge', 'lazy_expunge beside us: EXPUNGE, and where it '
          'goes then', beside.lazy, flagged=True, fields={
              '2.3': {'mail_plugins': 'tenure,lazy_expunge',
                      'lazy_expunge': 'EXPUNGED'},
              '2.4': {'mail_plugins': 'tenure,lazy_expunge',
                      'lazy_expunge_mailbox': 'EXPUNGED'}}),
    Route('imapsieve', 'MOVE to a folder with an imapsieve script that '
          'discards, EXPUNGE there', beside.imapsieve, fields={
              '2.3': {'mail_plugins': 'tenure,imap_sieve',
                      'sieve_plugins': 'sieve_imapsieve',
                      'imapsieve_mailbox1_name': 'Learn',
                      'imapsieve_mailbox1_causes': 'COPY',
                      'imapsieve_mailbox1_before': 'file:{etc}/learn.sieve'},
              '2.4': {'mail_plugins': 'tenure,imap_sieve'}}),
    Route('imapsieve-edit', 'MOVE to a folder with an imapsieve script that '
          'changes the header and the seal by editheader, EXPUNGE there',
          beside.imapsieve_edit, fields={
              '2.3': {'mail_plugins': 'tenure,imap_sieve',
                      'sieve_plugins': 'sieve_imapsieve',
                      'sieve_extensions': '+editheader',
                      'imapsieve_mailbox1_name': 'Edit',
                      'imapsieve_mailbox1_causes': 'COPY',
                      'imapsieve_mailbox1_before': 'file:{etc}/edit.sieve'},
              '2.4': {'mail_plugins': 'tenure,imap_sieve'}}),
    Route('acl', 'acl beside us, with the rights x, t and e',
          beside.acl('lrwstexa'), flagged=True, fields={
              '2.3': {'mail_plugins': 'tenure,acl', 'acl': 'vfile'},
              '2.4': {'mail_plugins': 'tenure,acl', 'acl_driver': 'vfile'}}),
    harmless('acl-without', 'acl beside us, without the rights x, t and e',
             beside.acl('lrwsa'), flagged=True, fields={
                 '2.3': {'mail_plugins': 'tenure,acl', 'acl': 'vfile'},
                 '2.4': {'mail_plugins': 'tenure,acl',
                         'acl_driver': 'vfile'}},
             why='acl refuses to.'),
    Route('virtual', 'EXPUNGE in a virtual mailbox', beside.virtual,
          flagged=True, fields={'mail_plugins': 'tenure,virtual',
                                'namespace/virtual/disabled': 'no'}),
]

OTHERS = [
    Route('shared-expunge', 'EXPUNGE by another user, in a shared folder',
          beside.shared(beside.shared_expunge), flagged=True,
          conceal='prevented',
          why='conceal acts as deny in what others share.'),
    all_or_nothing('shared-delete', 'DELETE of a shared folder by another '
                   'user', beside.shared(beside.shared_delete),
                   conceal='prevented',
                   free={'': 'stays', 'after': 'goes'}),
    Route('shared-move', 'MOVE out of a shared folder by another user',
          beside.shared(beside.shared_move), conceal='prevented'),
    Route('public-expunge', 'EXPUNGE in a public folder', beside.public,
          flagged=True, conceal='prevented',
          fields={'namespace/public-{form}/disabled': 'no'},
          why='It belongs to nobody: what unknown names decides.'),
]

# What Dovecot says of a message that it misses in sdbox and mdbox, and the
# plugin in maildir: of the one that was kept, and not of the other one.
ALARM = 'is gone without having passed the policy'
LOST = r'Unexpectedly lost|open\(.*failed: No such file|missing map|' \
    r'rebuilding|Kept mail UID 1 \(seal \S+\) ' + ALARM
FILES = [
    Route('index', 'dovecot.index* removed, EXPUNGE',
          files.without(r'^dovecot\.index', resync=True),
          why='sdbox and mdbox show no message until doveadm force-resync; '
          'which comes first here.'),
    Route('index-cache', 'dovecot.index.cache removed, EXPUNGE',
          files.without(r'^dovecot\.index\.cache')),
    Route('list-index', 'dovecot.list.index* removed, EXPUNGE',
          files.without(r'^dovecot\.list\.index')),
    Route('map-index', 'dovecot.map.index* removed, EXPUNGE',
          files.without(r'^dovecot\.map\.index', resync=True), why='mdbox '
          'repairs itself, and forgets the delete; after doveadm '
          'force-resync, which comes first here, it deletes.'),
    Route('all-control', 'all files of Dovecot removed, EXPUNGE',
          files.without(r'^dovecot', resync=True), why='As above.'),
    Route('concealed-unwritable',
          'EXPUNGE, where the concealed mailbox cannot be written',
          files.concealed_unwritable, conceal='prevented', flagged=True,
          why='What cannot be concealed stays.'),
    Route('concealed-resync', 'EXPUNGE, then dovecot.map.index* removed, '
          'doveadm force-resync and purge', files.concealed_resync,
          flagged=True),
    harmless('index-delivery', 'dovecot.index* removed, then delivery',
             files.index_delivery),
    Route('rm', 'the file is removed', files.remove_files, log=LOST,
          deny='detected', conceal='detected'),
    Route('mv', 'the file is moved to another place', files.move_files,
          log=LOST, deny='detected', conceal='detected'),
    Route('overwrite', 'the file is written over', files.overwrite,
          deny='unprotected', conceal='unprotected'),
]

CONFIGURATION = [
    Route('no-plugin', 'mail_plugins of a user, or of a protocol, without '
          'tenure, EXPUNGE', imap.expunge, deny='unprotected',
          conceal='unprotected', fields={'mail_plugins': 'notify'},
          flagged=True),
    Route('observe', 'tenure_mode = observe, EXPUNGE', imap.expunge,
          deny='allowed', conceal='allowed',
          fields={'tenure_mode': 'observe'}, flagged=True,
          why='It is there to see what would be refused.'),
    Route('no-policy', 'the snapshot is missing, EXPUNGE', imap.expunge,
          conceal='prevented', after='prevented', free='stays',
          fields={'tenure_policy': '/nonexistent'}, flagged=True,
          why='What cannot be told is kept.'),
    Route('no-plan', 'tenure_plan names a plan that is not there, EXPUNGE',
          imap.expunge, conceal='prevented', after='prevented', free='stays',
          fields={'tenure_plan': 'nosuch'}, flagged=True,
          why='What cannot be told is kept.'),
]

SECTIONS = [
    ('POP3', POP3),
    ('IMAP: deleting', IMAP),
    ('IMAP: moving', MOVING),
    ('IMAP: folders', FOLDERS),
    ('Delivery', DELIVERY),
    ('doveadm', DOVEADM),
    ('dsync', DSYNC),
    ('Dovecot by itself', BY_ITSELF),
    ('Other plugins', BESIDE),
    ('Mailboxes of others', OTHERS),
    ('Files', FILES),
    ('Configuration', CONFIGURATION),
]
ROUTES = [route for _, routes in SECTIONS for route in routes]
