# SPDX-License-Identifier: MIT
"""What the tests in Python share; see tap.py and mail.py."""
