# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/policy/test-diagnostics-error \
	tests/common/policy/test-tree
EXTRA_DIST += tests/common/policy/memory-source.h
