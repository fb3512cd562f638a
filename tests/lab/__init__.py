# SPDX-License-Identifier: MIT
"""A private mail server for the tests; see lab.py."""
from .lab import Lab, LabError  # noqa: F401
