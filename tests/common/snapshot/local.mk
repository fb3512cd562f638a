# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/snapshot/test-digest \
	tests/common/snapshot/test-meta
