# SPDX-License-Identifier: MIT
# Connections to the mailbox door that are cut. They need root and the servers:
# packaging/runtests runs them.
EXTRA_DIST += \
	tests/cuts/client.py \
	tests/cuts/lines \
	tests/cuts/lines.py \
	tests/cuts/messages.py \
	tests/cuts/mutants \
	tests/cuts/mutations.py \
	tests/cuts/oracle.py \
	tests/cuts/plans.py \
	tests/cuts/server.py \
	tests/cuts/test_cuts.py \
	tests/cuts/test_kills.py \
	tests/cuts/test_lines.py \
	tests/cuts/wire.py
