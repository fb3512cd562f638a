#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What is concealed, under valgrind. In the nightly run."""
import under_valgrind
from lib import tap

globals().update(under_valgrind.classes(
    'test_conceal_copies', 'test_editheader'))

if __name__ == '__main__':
    tap.main()
