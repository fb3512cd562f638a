# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/policy/test-diagnostics-error \
	tests/common/policy/test-mailbox \
	tests/common/policy/test-policy \
	tests/common/policy/test-tree
EXTRA_DIST += \
	tests/common/policy/memory-source.h \
	tests/common/policy/read-policy.h
