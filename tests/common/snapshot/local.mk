# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/snapshot/test-digest \
	tests/common/snapshot/test-meta \
	tests/common/snapshot/test-publish \
	tests/common/snapshot/test-snapshot
EXTRA_DIST += tests/common/snapshot/published.h
