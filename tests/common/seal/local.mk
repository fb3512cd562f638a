# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/seal/test-base64 \
	tests/common/seal/test-canon \
	tests/common/seal/test-key-file \
	tests/common/seal/test-keyring \
	tests/common/seal/test-keyring-text \
	tests/common/seal/test-release \
	tests/common/seal/test-seal \
	tests/common/seal/test-seal-facts \
	tests/common/seal/test-serial \
	tests/common/seal/test-sign \
	tests/common/seal/test-signing-key
EXTRA_DIST += tests/common/seal/message.h
