# SPDX-License-Identifier: MIT
"""Every way to make a message disappear; see routes.py."""
