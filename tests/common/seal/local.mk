# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/seal/test-base64 \
	tests/common/seal/test-canon \
	tests/common/seal/test-keyring
