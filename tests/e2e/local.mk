# SPDX-License-Identifier: MIT
# End-to-end tests need root and the servers, so packaging/runtests runs them,
# not make check.
EXTRA_DIST += \
	tests/e2e/test_after_download.py \
	tests/e2e/test_broken_policy.py \
	tests/e2e/test_clocks.py \
	tests/e2e/test_conditions.py \
	tests/e2e/test_damaged_snapshot.py \
	tests/e2e/test_examples.py \
	tests/e2e/test_full_disk.py \
	tests/e2e/test_hundred_messages.py \
	tests/e2e/test_imap_expunge.py \
	tests/e2e/test_manual.py \
	tests/e2e/test_milter_killed.py \
	tests/e2e/test_pop3_delete.py \
	tests/e2e/test_series.py \
	tests/e2e/test_seal.py \
	tests/e2e/test_smtp_edits.py \
	tests/e2e/test_smtp_refusal.py \
	tests/e2e/test_unreadable_key.py \
	tests/e2e/valgrind_hostile.py \
	tests/e2e/valgrind_plugin.py
