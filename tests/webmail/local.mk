# SPDX-License-Identifier: MIT
# These need root, the servers, Roundcube and Chromium: packaging/runtests runs
# them.
EXTRA_DIST += \
	tests/webmail/browser.py \
	tests/webmail/reader.py \
	tests/webmail/test_roundcube.py \
	tests/webmail/webmail.py
