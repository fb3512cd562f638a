# SPDX-License-Identifier: MIT
"""Small mistakes in each rule of the language: (rule, file, text, what stands
in its place). The text stands in the file exactly once."""

RESOLVE = 'common/decide/resolve.c'
DECIDE = 'common/decide/decide.c'
JOURNALS = 'common/decide/journals.c'
CONDITION = 'common/decide/condition.c'
VALUE = 'common/policy/value.c'
BOUNDS = 'common/policy/bounds.c'
OF_BOUNDS = 'common/policy/build-bounds.c'
ROW = 'common/policy/row-encode.c'
MAILBOX = 'common/policy/mailbox.c'
OF_MAILBOX = 'common/policy/mailbox-value.c'
DATE = 'common/base/date.c'
YEAR = 'common/base/zone-year.c'
DURATION = 'common/base/duration.c'

# The order of the words of each setting, one by one.
WORDS = [
    ('order of ' + setting, VALUE, '\tcase TENURE_TYPE_CHOICE:\n',
     '\tcase TENURE_TYPE_CHOICE:\n'
     '\t\tif (setting == TENURE_SETTING_%s)\n'
     '\t\t\treturn compare_numbers(b->choice, a->choice);\n' % setting.upper())
    for setting in ('keep_from', 'mode', 'on_delete', 'record', 'body_hash',
                    'pop3_access', 'smtp_require_tls', 'smtp_require_auth',
                    'smtp_mixed', 'smtp_expires_header')]

VALUES = [
    ('order of keep, expire, grace, login_delay', VALUE,
     'return compare_durations(a, b, from);\n\tcase TENURE_TYPE_CHOICE',
     'return compare_durations(b, a, from);\n\tcase TENURE_TYPE_CHOICE'),
    ('order of smtp.accept', VALUE,
     '\tcase TENURE_TYPE_SMTP_ACCEPT:\n',
     '\tcase TENURE_TYPE_SMTP_ACCEPT:\n'
     '\t\tif (setting == TENURE_SETTING_SMTP_ACCEPT)\n'
     '\t\t\treturn compare_numbers(b->choice, a->choice);\n'),
    ('after_download: the longer duration', VALUE,
     'return compare_durations(a, b, from);\n\t\treturn',
     'return compare_durations(b, a, from);\n\t\treturn'),
    ('after_download: keep over delete', VALUE,
     'return compare_numbers(a->choice, b->choice);\n\tcase '
     'TENURE_TYPE_DEVICES',
     'return compare_numbers(b->choice, a->choice);\n\tcase '
     'TENURE_TYPE_DEVICES'),
    ('devices: the more', VALUE, 'compare_words(a, b, 1)',
     'compare_words(a, b, -1)'),
    ('top: the smaller limit', VALUE, 'compare_words(a, b, -1)',
     'compare_words(a, b, 1)'),
    ('top: deny over limit over count over allow', VALUE,
     'return compare_words(a, b, -1);', 'return compare_words(b, a, 1);'),
    ('max_size: the smaller', VALUE, 'return compare_numbers(b, a);\n}',
     'return compare_numbers(a, b);\n}'),
    ('max_size: 0 is no limit', VALUE, 'if (a == 0 || b == 0)',
     'if (false)'),
]

LAYERS = [
    ('the most specific layer alone decides', RESOLVE,
     'i < mailbox->layer_count && definite.value == NULL',
     'i < mailbox->layer_count'),
    ('user before tenant', MAILBOX,
     '\tif (mailbox_r->user != NULL)\n'
     '\t\tadd_layer(mailbox_r, &mailbox_r->user->layer);\n'
     '\tif (mailbox_r->tenant != NULL)\n'
     '\t\tadd_layer(mailbox_r, &mailbox_r->tenant->layer);\n',
     '\tif (mailbox_r->tenant != NULL)\n'
     '\t\tadd_layer(mailbox_r, &mailbox_r->tenant->layer);\n'
     '\tif (mailbox_r->user != NULL)\n'
     '\t\tadd_layer(mailbox_r, &mailbox_r->user->layer);\n'),
    ('class before the own value', RESOLVE, '? reason->value != NULL',
     '? false'),
    ('several classes: the safest', RESOLVE,
     'return value_exceeds(resolve, a, b);',
     'return value_exceeds(resolve, b, a);'),
    ('several classes: the shortest expire', RESOLVE,
     'return value_exceeds(resolve, b, a);',
     'return value_exceeds(resolve, a, b);'),
    ('a plan of the user over one of the tenant', MAILBOX,
     'if (user != NULL && user->plan != NULL)',
     'if (user != NULL && user->plan != NULL && tenant == NULL)'),
    ('unknown is for who is not named', MAILBOX,
     'user == NULL && tenant == NULL && policy->unknown',
     'policy->unknown'),
    ('a plan that is not there keeps everything', MAILBOX,
     'return keep_everything(mailbox_r);\n\t\t}\n\t\tmailbox_r->plan_where',
     'mailbox_r->plan = &plan_none;\n\t\t}\n'
     '\t\tmailbox_r->plan_where'),
    ('an address without its extension', MAILBOX,
     '!tenure_address_base(mailbox->address, policy->delimiters, base))',
     'true)'),
    ('the whole address first', MAILBOX,
     'if (mailbox->user != NULL ||\n', 'if (\n'),
]

UNSURE = [
    ('an unsure class counts', RESOLVE, 'if (info->counts_unsure)',
     'if (false)'),
    ('an unsure class refuses nothing by SMTP', RESOLVE,
     'if (info->counts_unsure)', 'if (true)'),
    ('an unsure class does not count where it shortens', RESOLVE,
     'value_exceeds(&resolve, unsure.value, definite.value)', 'true'),
    ('an unsure class is no class that matches', RESOLVE,
     'term->class) <= 0)', 'term->class) == 0)'),
    ('of the unsure classes the safest', RESOLVE,
     '!value_exceeds(resolve, value, unsure->value)',
     '!value_exceeds(resolve, unsure->value, value)'),
    ('an unsure class and its more specific value', RESOLVE,
     'tenure_mailbox_masks(resolve->mailbox, layer_index,\n'
     '\t\t\t\t\t resolve->setting, term->class)', 'false'),
    ('a sure expire beside an unsure one', RESOLVE,
     'if (setting == TENURE_SETTING_EXPIRE && definite.class != NULL)',
     'if (false)'),
    ('a sure class of expire alone bounds unsure ones', RESOLVE,
     'setting == TENURE_SETTING_EXPIRE && definite.class != NULL',
     'definite.class != NULL'),
]

TIMES = [
    ('keep = 0 with year_end', DECIDE,
     'if (tenure_duration_is_zero(keep))', 'if (false)'),
    ('keep_from = year_end', DECIDE,
     'return tenure_zone_year_end(mailbox->zone, received);',
     'return received;'),
    ('the year of time_zone', DECIDE,
     'tenure_zone_year_end(mailbox->zone, received)',
     'tenure_zone_year_end(NULL, received)'),
    ('the longest keep from where it begins', DECIDE,
     'tenure_resolve(mailbox, classes, TENURE_SETTING_KEEP, start,',
     'tenure_resolve(mailbox, classes, TENURE_SETTING_KEEP, '
     'facts->received,'),
    ('a hold keeps', DECIDE, 'if (decision->held)', 'if (false)'),
    ('one hold is enough', DECIDE, 'facts->held_count > 0',
     'facts->held_count > 1'),
    ('expire is the later of it and keep', DECIDE,
     'return end < keep_until ? keep_until : end;', 'return end;'),
    ('the last second of keep', DECIDE, '|| now < end)', '|| now <= end)'),
    ('the first second of expire', DECIDE, 'now >= decision->expire_at',
     'now > decision->expire_at'),
    ('expire counts from received', DECIDE,
     'end = tenure_duration_after(\n\t\tfacts->received,',
     'end = tenure_duration_after(\n\t\tfacts->received + 1,'),
    ('a clock that cannot be told keeps', DECIDE,
     'return tenure_duration_after(start, keep);',
     'return start == TENURE_TIME_NONE ? start : '
     'tenure_duration_after(start, keep);'),
    ('a month has its days', DURATION, 'if (date->day > last)',
     'if (date->day > 30)'),
    ('a year of months', DURATION, 'date->year += month / 12;',
     'date->year += (month + 1) / 12;'),
    ('centuries have no leap day', DATE,
     'year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)',
     'year % 4 == 0'),
    ('the last second of the year', YEAR,
     'last = add(local, -1 - (int64_t)offset);',
     'last = add(local, -(int64_t)offset);'),
    ('the year that clocks show', YEAR,
     'tenure_date_from_time(add(when, tenure_zone_offset(zone, when)),',
     'tenure_date_from_time(add(when, 0),'),
]

EXPIRES = [
    ('expires_header = honour', DECIDE,
     'TENURE_EXPIRES_HEADER_HONOUR) {', 'TENURE_EXPIRES_HEADER_IGNORE) {'),
    ('Expires never lengthens', DECIDE, 'if (wish < end)',
     'if (wish != TENURE_TIME_FOREVER)'),
    ('Expires not before received', DECIDE, 'if (wish < facts->received)',
     'if (false)'),
    ('Expires without a clock', DECIDE,
     'if (facts->received == TENURE_TIME_NONE)\n'
     '\t\treturn TENURE_TIME_FOREVER;\n', ''),
    ('one Expires alone counts', DECIDE,
     '"expires", 1, &body) != 0)', '"expires", 1, &body) < 0)'),
    ('Expires of whom: an unknown seal', DECIDE,
     'facts->seal == TENURE_SEAL_UNKNOWN ||', 'false ||'),
]

ACTIONS = [
    ('allow acts as conceal while kept', DECIDE,
     'if (choice == TENURE_ON_DELETE_ALLOW)', 'if (false)'),
    ('on_delete is for what is kept', DECIDE,
     'if (!decision->kept)\n\t\treturn', 'if (false)\n\t\treturn'),
    ('grace conceals', DECIDE, '? TENURE_ON_DELETE_ALLOW\n'
     '\t\t\t       : TENURE_ON_DELETE_CONCEAL;',
     '? TENURE_ON_DELETE_ALLOW\n\t\t\t       : TENURE_ON_DELETE_ALLOW;'),
    ('after_download = DURATION is not at once', DECIDE,
     '\treturn tenure_duration_after(\n\t\tcounted,',
     '\treturn counted;\n\treturn tenure_duration_after(\n\t\tcounted,'),
    ('after_download = DURATION, its first second', DECIDE,
     'now < decision->download_due', 'now <= decision->download_due'),
    ('after_download = DURATION, no download known', DECIDE,
     'return facts->downloaded > 0 ? facts->downloaded : TENURE_TIME_FOREVER;',
     'return facts->downloaded;'),
    ('after_download = delete is at once', DECIDE,
     '\tif (decision->after_download == TENURE_AFTER_DOWNLOAD_DELETE)\n'
     '\t\treturn TENURE_TIME_NONE;\n', ''),
    ('after_download = keep', DECIDE,
     'if (decision->after_download == TENURE_AFTER_DOWNLOAD_KEEP)\n'
     '\t\treturn TENURE_TIME_FOREVER;', ''),
    ('devices = NUMBER', DECIDE, 'if (devices->number > 1)', 'if (false)'),
    ('devices = NUMBER, not one less', DECIDE,
     '(size_t)devices->number)', '(size_t)devices->number - 1)'),
    ('devices = 1 is any', DECIDE, 'if (devices->number > 1)',
     'if (devices->number > 0)'),
    ('devices = all', DECIDE, 'downloaded_by(facts, facts->devices)',
     'downloaded_by(facts, 1)'),
    ('devices = all, who they are is not known', DECIDE,
     'return facts->devices == 0\n', 'return false\n'),
    ('devices: the last one that is needed', DECIDE,
     'facts->downloads[i] < moment', 'true'),
    ('devices: enough of them', DECIDE, 'count >= wanted', 'count >= 1'),
    ('after_download is a delete like the user\'s', DECIDE,
     '\t\telse\n\t\t\tdecide_delete(decision);',
     '\t\telse\n\t\t\tdecision->verdict = TENURE_ALLOW;'),
    ('compliance implies record = durable', DECIDE,
     '\t\t    TENURE_KEEP_MODE_COMPLIANCE)',
     '\t\t    TENURE_KEEP_MODE_GOVERNANCE)'),
    ('record = event stays, where it is said', DECIDE,
     'if (reason->value->where.line == 0 &&', 'if (true &&'),
    ('require_tls', DECIDE, 'facts->tls == 0', 'facts->tls == 10'),
    ('require_tls and what cannot be told', DECIDE, 'facts->tls == 0',
     'facts->tls <= 0'),
    ('require_auth', DECIDE, 'facts->auth == 0', 'facts->auth == 1'),
    ('require_auth and what cannot be told', DECIDE, 'facts->auth == 0',
     'facts->auth <= 0'),
    ('max_size', DECIDE, 'facts->size > max_size',
     'facts->size >= max_size'),
    ('max_size = 0', DECIDE, 'max_size > 0 && facts->size > max_size',
     'facts->size > max_size'),
    ('reject wins over defer', DECIDE,
     'if (decision->smtp == TENURE_SMTP_REJECT)\n\t\treturn;',
     'if (decision->smtp >= TENURE_SMTP_DEFER)\n\t\treturn;'),
]

JOURNAL = [
    ('journal: an unsure class counts', JOURNALS,
     'term->class) != 0 &&', 'term->class) > 0 &&'),
    ('journal: the own one where no class matches', JOURNALS,
     'if (term->class == NULL && decided)', 'if (false)'),
    ('journal: the own one where a class is unsure', JOURNALS,
     'tenure_classes_has(journals->classes, term->class) >',
     'tenure_classes_has(journals->classes, term->class) !='),
    ('journal: each once', JOURNALS,
     '!is_repeated(journals, index, term))', 'true)'),
    ('journal: every one', JOURNALS,
     'callback(context, &term->value, term->class);',
     '{\n\t\t\tcallback(context, &term->value, term->class);\n'
     '\t\t\treturn true;\n\t\t}'),
    ('journal: a hidden one', JOURNALS,
     '!tenure_mailbox_masks(journals->mailbox, layer, setting,\n'
     '\t\t\t\t      term->class)', 'true'),
    ('login_delay: the longest', OF_MAILBOX, 'if (seconds > *result)',
     'if (seconds < *result)'),
    ('login_delay: a hidden one', OF_MAILBOX,
     '!tenure_mailbox_masks(mailbox, layer_index, setting,\n'
     '\t\t\t\t      term->class)', 'true'),
    ('login_delay: the own one hides the layers below', OF_MAILBOX,
     '\t\t\tif (term->class == NULL)\n\t\t\t\treturn;\n', ''),
]

ANNOUNCED = [
    ('EXPIRE: the least', OF_MAILBOX, 'if (days < *result)',
     'if (days > *result)'),
    ('EXPIRE: what bounds cut', OF_MAILBOX,
     'bound != NULL && bound->has_high', 'false'),
    ('EXPIRE: what bounds lengthen', OF_MAILBOX,
     'bound != NULL && bound->has_low', 'false'),
    ('EXPIRE: 0 with after_download = delete', OF_MAILBOX,
     '== TENURE_AFTER_DOWNLOAD_DELETE)\n\t\t*result = 0;',
     '== TENURE_AFTER_DOWNLOAD_DELETE)\n\t\t*result = *result;'),
    ('EXPIRE: after_download = DURATION', OF_MAILBOX,
     'TENURE_AFTER_DOWNLOAD_LATER', 'TENURE_AFTER_DOWNLOAD_KEEP'),
    ('EXPIRE: Expires fields', OF_MAILBOX,
     'if (tenure_mailbox_honours(mailbox) &&', 'if (false &&'),
    ('EXPIRE: Expires fields, down to keep', OF_MAILBOX,
     '\t\tdays = tenure_mailbox_least_keep(mailbox);', '\t\tdays = 0;'),
]

BOUND = [
    ('bounds: the low one', BOUNDS, 'bound->has_low &&', 'false &&'),
    ('bounds: the high one', BOUNDS, 'bound->has_high &&', 'false &&'),
    ('bounds: what is over is cut, not ignored', BOUNDS,
     'value = &bound->high;', 'return NULL;'),
    ('bounds: words', BOUNDS, '(bound->words != 0 &&', '(false &&'),
    ('bounds: words on the open side', OF_BOUNDS,
     'above ? i > number : i < number', 'i != number'),
    ('bounds: words on the open side of top', OF_BOUNDS,
     'if (info->type == TENURE_TYPE_TOP)', 'if (false)'),
    ('bounds: may', BOUNDS, 'if (bound->forbidden ||', 'if (false ||'),
    ('bounds: may, plan', MAILBOX, 'policy->bounds->plan_forbidden',
     'false'),
    ('bounds: not for plans', OF_MAILBOX,
     'mailbox->bounds == NULL || layer_index + 1 == mailbox->layer_count',
     'mailbox->bounds == NULL'),
    ('bounds: durations from where they begin', OF_MAILBOX,
     'return tenure_bounds_apply(mailbox->bounds, setting, value, from);',
     'return tenure_bounds_apply(mailbox->bounds, setting, value, 0);'),
    ('bounds: a size of 0', BOUNDS, 'value->number == 0)', 'false)'),
    ('bounds: a value that is ignored hides nothing', OF_MAILBOX,
     'if (value != NULL && tenure_mailbox_bounded(mailbox, i, setting,\n'
     '\t\t\t\t\t\t\t    value, 0) != NULL)', 'if (value != NULL)'),
]

ROWS = [
    ('rows of a snapshot: the plan', ROW, 'if (row->plan == NULL)',
     'if (true)'),
    ('rows of a snapshot: without end', ROW,
     'parts |= TENURE_ROW_FOREVER;', ';'),
    ('rows of a snapshot: months', ROW, 'parts |= TENURE_ROW_MONTHS;', ';'),
    ('rows of a snapshot: numbers', ROW, 'parts |= TENURE_ROW_NUMBER;', ';'),
    ('rows of a snapshot: replies and addresses', ROW,
     'parts |= TENURE_ROW_TEXT;', ';'),
    ('rows of a snapshot: values of classes', ROW,
     ': term->class->index + 1', ': 0'),
]

CONDITIONS = [
    ('not: cannot tell stays cannot tell', CONDITION,
     'return ret < 0 ? -1 : !ret;', 'return ret < 0 ? 1 : !ret;'),
    ('not: cannot tell is no match', CONDITION,
     'return ret < 0 ? -1 : !ret;', 'return ret < 0 ? 0 : !ret;'),
    ('all conditions of a match', CONDITION,
     '\t\tif (ret == 0)\n\t\t\treturn 0;\n', '\t\tif (ret != 0)\n'
     '\t\t\treturn ret;\n'),
    ('one that cannot be told among all', CONDITION,
     '\tint answer = 1;\n\n\tfor (size_t i = 0; i < count; i++) {\n'
     '\t\tint ret = tenure_condition_holds(&conditions[i], facts);\n\n'
     '\t\tif (ret == 0)\n\t\t\treturn 0;\n\t\tif (ret < 0)\n'
     '\t\t\tanswer = -1;',
     '\tint answer = 1;\n\n\tfor (size_t i = 0; i < count; i++) {\n'
     '\t\tint ret = tenure_condition_holds(&conditions[i], facts);\n\n'
     '\t\tif (ret == 0)\n\t\t\treturn 0;\n\t\tif (ret < 0)\n'
     '\t\t\treturn -1;'),
    ('header: any instance', CONDITION,
     'found = facts->header(facts->header_context, condition->header,\n'
     '\t\t\t\t      i, &body);\n\t\tif (found <= 0)',
     'found = i > 0 ? 0 : facts->header(facts->header_context, '
     'condition->header,\n\t\t\t\t      i, &body);\n\t\tif (found <= 0)'),
    ('header: later instances that cannot be told', CONDITION,
     'return found < 0 ? -1 : answer;\n}\n\nstatic int addresses_match',
     'return answer;\n}\n\nstatic int addresses_match'),
    ('header: what cannot be decoded', CONDITION,
     'if (answer == 0 && known == 0)', 'if (false)'),
    ('from: any instance', CONDITION,
     'found = facts->header(facts->header_context, field, i, &body);',
     'found = i > 0 ? 0 : facts->header(facts->header_context, field, i, '
     '&body);'),
    ('to: Cc', CONDITION, '{"to", "cc", NULL}', '{"to", NULL}'),
    ('to: cannot tell', CONDITION,
     'return found < 0 || search.unreadable ? -1 : 0;', 'return 0;'),
    ('sender: the null sender', CONDITION,
     'if (facts->sender[0] == \'\\0\')\n'
     '\t\treturn addresses_match(condition, "");',
     'if (facts->sender[0] == \'\\0\')\n\t\treturn 0;'),
    ('sender: cannot tell', CONDITION,
     'if (facts->sender == NULL)\n\t\treturn -1;',
     'if (facts->sender == NULL)\n\t\treturn 0;'),
    ('size >', CONDITION, 'return value > condition->number;',
     'return value >= condition->number;'),
    ('size <=', CONDITION, 'return value <= condition->number;',
     'return value < condition->number;'),
    ('size: cannot tell', CONDITION, 'facts->size < 0 ? -1',
     'facts->size < 0 ? 0'),
    ('tls: cannot tell', CONDITION, 'facts->tls < 0 ? -1',
     'facts->tls < 0 ? 0'),
    ('auth: cannot tell', CONDITION, 'facts->auth < 0 ? -1',
     'facts->auth < 0 ? 0'),
    ('auth = no', CONDITION, '(facts->auth > 0) == condition->wanted',
     '(facts->auth > 0)'),
    ('sealed: an unknown seal', CONDITION,
     '\tcase TENURE_SEAL_UNKNOWN:\n\t\tbreak;\n\t}\n\treturn -1;',
     '\tcase TENURE_SEAL_UNKNOWN:\n\t\tbreak;\n\t}\n'
     '\treturn !condition->wanted;'),
    ('what it says: an unknown seal', CONDITION,
     'return facts->seal == TENURE_SEAL_UNKNOWN &&', 'return false &&'),
    ('what it does not say: an unknown seal', CONDITION,
     'if (tenure_condition_lacks_seal(condition, facts))\n\t\treturn -1;',
     'if (tenure_condition_lacks_seal(condition, facts))\n\t\treturn 0;'),
    ('what it says: unsealed mail', CONDITION,
     'return facts->seal == TENURE_SEAL_UNKNOWN &&',
     'return facts->seal >= TENURE_SEAL_UNSEALED &&'),
    ('where it is: an unknown seal', CONDITION,
     'return condition->type != TENURE_CONDITION_MAILBOX &&\n\t       ',
     'return '),
    ('mailbox: special use', CONDITION, 'if (text[0] == \'\\\\\')',
     'if (false)'),
    ('mailbox: a special use that cannot be told', CONDITION,
     'if (facts->special_use == NULL)\n\t\t\treturn -1;',
     'if (facts->special_use == NULL)\n\t\t\treturn 0;'),
    ('client: cannot tell', CONDITION,
     'if (facts->network_count < 0)\n\t\treturn -1;',
     'if (facts->network_count < 0)\n\t\treturn 0;'),
    ('attachment: name or type', CONDITION,
     'if (by_type > 0 || by_name > 0)', 'if (by_type > 0)'),
    ('attachment: a name that cannot be told', CONDITION,
     'return by_type < 0 || by_name < 0 ? -1 : 0;', 'return 0;'),
    ('attachment: cannot tell', CONDITION,
     'if (facts->attachment == NULL)\n\t\treturn -1;',
     'if (facts->attachment == NULL)\n\t\treturn 0;'),
    ('several match blocks: any', CONDITION,
     'for (size_t i = 0; i < class->match_count; i++)',
     'for (size_t i = 0; i < class->match_count && i < 1; i++)'),
]

ALL = (WORDS + VALUES + LAYERS + UNSURE + TIMES + EXPIRES + ACTIONS +
       JOURNAL + ANNOUNCED + BOUND + ROWS + CONDITIONS)
