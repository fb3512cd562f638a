# SPDX-License-Identifier: MIT
"""Globs: literal characters, * for any number of them, ? for one. Letter case
does not count. There is no escape, and no [set]."""
import functools
import re
import unicodedata


def fold(text):
    """Without letter case, and an accent with its letter as one."""
    return unicodedata.normalize('NFC', unicodedata.normalize(
        'NFC', text).casefold())


@functools.lru_cache(maxsize=4096)
def compiled(glob):
    """As a regular expression."""
    return re.compile(''.join({'*': '.*', '?': '.'}.get(c, re.escape(c))
                              for c in fold(glob)), re.DOTALL)


def matches(glob, text):
    """Is the whole text met?"""
    return compiled(glob).fullmatch(fold(text)) is not None
