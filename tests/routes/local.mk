# SPDX-License-Identifier: MIT
# These need root and the servers: packaging/runtests runs them.
EXTRA_DIST += \
	tests/routes/__init__.py \
	tests/routes/cell.py \
	tests/routes/mutants \
	tests/routes/mutations.py \
	tests/routes/page \
	tests/routes/routes.py \
	tests/routes/run.py \
	tests/routes/store.py \
	tests/routes/table \
	tests/routes/test_routes.py \
	tests/routes/ways_beside.py \
	tests/routes/ways_delivery.py \
	tests/routes/ways_doveadm.py \
	tests/routes/ways_files.py \
	tests/routes/ways_imap.py \
	tests/routes/ways_pop3.py \
	tests/routes/world.py
