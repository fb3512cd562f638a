# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/config/test-config
