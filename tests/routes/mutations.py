# SPDX-License-Identifier: MIT
"""Small mistakes in the plugin, each of which lets a message disappear, or
stay for ever: (mistake, file, text, what stands in its place), and the format
where it shows in one alone. The text stands in the file exactly once."""

GATE = 'pop3-plugin/gate/gate.c'
COPY = 'pop3-plugin/gate/gate-copy.c'
CONCEAL = 'pop3-plugin/gate/gate-conceal.c'
CONCEAL_COPY = 'pop3-plugin/gate/gate-conceal-copy.c'
DELETE_BOX = 'pop3-plugin/gate/gate-delete-box.c'
GUARD = 'pop3-plugin/conceal/concealed-guard.c'
BOX = 'pop3-plugin/box-hooks.c'
RULING = 'pop3-plugin/ruling/ruling.c'
USER = 'pop3-plugin/state/user.c'
QUIT = 'pop3-plugin/pop3/pop3-quit.c'
LOST = 'pop3-plugin/lost/lost-index.c'
SEAL = 'pop3-plugin/ruling/mail-seal.c'
DISCARD = 'pop3-plugin/gate/discard.c'
CONDITION = 'common/decide/condition.c'

ALL = [
    ('an expunge is not decided about', GATE,
     'if (tmail->decided || gate_allows(mail))', 'if (true)'),
    ('one refusal undoes the other deletes', BOX,
     '\ttenure_gate_finish_moves(t);\n'
     '\ttenure_gate_conceal_finish(t);\n'
     '\tif (tt->let_through > 0)\n',
     '\ttenure_gate_finish_moves(t);\n'
     '\ttenure_gate_conceal_finish(t);\n'
     '\tif (tt->refused > 0) {\n'
     '\t\ttbox->module_ctx.super.transaction_rollback(t);\n'
     '\t\tbox_transaction_free(tt);\n'
     '\t\treturn -1;\n'
     '\t}\n'
     '\tif (tt->let_through > 0)\n'),
    ('a mailbox is deleted without a look', DELETE_BOX,
     'if (delete_box_open(box))', 'if (false)'),
    ('a copy of what has to stay leaves its owner', COPY,
     'if (moving && !home && !copy_may_leave(t->box, mail)) {',
     'if (false) {'),
    ('all namespaces are at home', COPY,
     'bool home = copy_stays_home(t->box, mail);',
     'bool home = copy_stays_home(t->box, mail) || true;'),
    ('the policy is that of who is logged in', RULING,
     'tenure_user_policy_mailbox(policy, ns->owner)',
     'tenure_user_policy_mailbox(policy, ns->owner == NULL ? NULL : '
     'tuser->user)'),
    ('a session decides by the policy that it began with', USER,
     'if (tuser->announced)', 'if (tuser->policy != NULL)'),
    ('QUIT decides by the policy of the login', QUIT,
     '\ttuser->announced = FALSE;\n', ''),
    ('what cannot be told is allowed', RULING,
     'ruling->allowed = FALSE;', 'ruling->allowed = TRUE;'),
    ('no seal is seen', SEAL,
     'if (ret == 0)\n\t\treturn TENURE_SEAL_UNSEALED;',
     'if (ret >= 0)\n\t\treturn TENURE_SEAL_UNSEALED;'),
    ('what is concealed is copied, and the copy not committed', CONCEAL_COPY,
     'if (mailbox_transaction_commit(&t) < 0) {',
     'mailbox_transaction_rollback(&t);\n\tif (false) {'),
    ('what cannot be concealed goes', CONCEAL,
     'if (message->state == TENURE_CONCEAL_DONE)',
     'if (message->state != TENURE_CONCEAL_GONE)'),
    ('users can open what is concealed', GUARD,
     'if (guard_trusts(user) ||', 'if (true || guard_trusts(user) ||'),
    ('what is concealed can be deleted', RULING,
     'if (rd->decision.kept)\n\t\treturn FALSE;\n', ''),
    ('grace is over at once', RULING,
     'case TENURE_CONCEAL:\n',
     'case TENURE_CONCEAL:\n\t\tif (!rd->decision.kept) {\n'
     '\t\t\truling->allowed = TRUE;\n\t\t\tbreak;\n\t\t}\n'),
    ('what somebody removed is not missed', LOST,
     'if (!seq_range_exists(&requests, uid))', 'if (FALSE)', 'maildir'),
    ('what was deleted as it should be is missed', LOST,
     'if (!seq_range_exists(&requests, uid))', 'if (TRUE)', 'maildir'),
    ('what a filter changed is as good as what came in', DISCARD,
     'if (delivery->sealed > 0 || delivery->serials[0] == NULL)',
     'if (true)'),
    ('what a filter changed and a copy of what came in are the same', COPY,
     'tenure_delivery_has(tuser->delivery, &seal))',
     'tenure_delivery_has(tuser->delivery, &seal) && false)'),
    ('a seal that does not fit changes nothing', CONDITION,
     'return facts->seal == TENURE_SEAL_UNKNOWN &&', 'return false &&'),
    ('everything stays', RULING,
     'case TENURE_ALLOW:\n\t\truling->allowed = TRUE;',
     'case TENURE_ALLOW:\n\t\truling->allowed = FALSE;'),
]
