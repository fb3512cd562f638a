#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What comes at the end of sessions, and in long ones, under valgrind. In
the nightly run."""
import under_valgrind
from lib import tap

globals().update(under_valgrind.classes(
    'test_delete_flag', 'test_expire_session', 'test_published'))

if __name__ == '__main__':
    tap.main()
