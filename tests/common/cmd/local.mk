# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/cmd/test-message-file
tests_common_cmd_test_message_file_SOURCES = \
	tests/common/cmd/test-message-file.c \
	common/cmd/message-file.c \
	common/cmd/message-file.h
