# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/cmd/test-message-file \
	tests/common/cmd/test-output \
	tests/common/cmd/test-row-index
tests_common_cmd_test_message_file_SOURCES = \
	tests/common/cmd/test-message-file.c \
	common/cmd/message-file.c \
	common/cmd/message-file.h
tests_common_cmd_test_row_index_SOURCES = \
	tests/common/cmd/test-row-index.c \
	common/cmd/row-index.c \
	common/cmd/row-index.h
tests_common_cmd_test_row_index_CFLAGS = $(AM_CFLAGS) $(XXHASH_CFLAGS)
tests_common_cmd_test_row_index_LDADD = $(LDADD)
tests_common_cmd_test_output_SOURCES = \
	tests/common/cmd/test-output.c \
	common/cmd/output.c \
	common/cmd/output.h
tests_common_cmd_test_output_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tests_common_cmd_test_output_LDADD = common/libtenure_explain.la $(LDADD) $(JANSSON_LIBS) \
	$(UNISTRING_LIBS)

# The program as a whole.
cmd_tests = \
	tests/common/cmd/test-explain-command.py \
	tests/common/cmd/test-hostile-policy.py \
	tests/common/cmd/test-key-command.py \
	tests/common/cmd/test-policy-command.py \
	tests/common/cmd/test-policy-diff.py \
	tests/common/cmd/test-policy-publish.py \
	tests/common/cmd/test-policy-show.py \
	tests/common/cmd/test-seal-command.py \
	tests/common/cmd/test-tenure.py
TESTS += $(cmd_tests)
EXTRA_DIST += $(cmd_tests) tests/common/cmd/program.py
