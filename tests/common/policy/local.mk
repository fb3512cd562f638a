# SPDX-License-Identifier: MIT
policy_text = tests/lib/policy-text.c tests/lib/policy-text.h
unit_tests += \
	tests/common/policy/test-arena \
	tests/common/policy/test-bounds \
	tests/common/policy/test-build \
	tests/common/policy/test-build-bounds \
	tests/common/policy/test-build-check \
	tests/common/policy/test-build-condition \
	tests/common/policy/test-build-form \
	tests/common/policy/test-build-globals \
	tests/common/policy/test-build-layer \
	tests/common/policy/test-build-names \
	tests/common/policy/test-build-needs \
	tests/common/policy/test-build-policy \
	tests/common/policy/test-build-value \
	tests/common/policy/test-condition-text \
	tests/common/policy/test-diagnostics \
	tests/common/policy/test-diagnostics-error \
	tests/common/policy/test-extremes \
	tests/common/policy/test-index \
	tests/common/policy/test-layer \
	tests/common/policy/test-lexer \
	tests/common/policy/test-mailbox \
	tests/common/policy/test-mailbox-value \
	tests/common/policy/test-parser \
	tests/common/policy/test-policy \
	tests/common/policy/test-policy-read \
	tests/common/policy/test-row-code \
	tests/common/policy/test-settings \
	tests/common/policy/test-source \
	tests/common/policy/test-suggestion \
	tests/common/policy/test-table-rows \
	tests/common/policy/test-text \
	tests/common/policy/test-tree \
	tests/common/policy/test-tree-read \
	tests/common/policy/test-tree-zone \
	tests/common/policy/test-value
EXTRA_DIST += \
	tests/common/policy/check-manual.h \
	tests/common/policy/check-tree.h \
	tests/common/policy/memory-source.h \
	tests/common/policy/read-policy.h
tests_common_policy_test_extremes_SOURCES = \
	tests/common/policy/test-extremes.c $(policy_text)
tests_common_policy_test_mailbox_value_SOURCES = \
	tests/common/policy/test-mailbox-value.c $(policy_text)
