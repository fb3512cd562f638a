# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/base/test-date \
	tests/common/base/test-duration \
	tests/common/base/test-file 
