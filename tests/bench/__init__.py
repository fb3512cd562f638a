# SPDX-License-Identifier: MIT
"""The work that tests/bench/speed measures."""
