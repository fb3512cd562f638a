# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/base/test-address \
	tests/common/base/test-address-pattern \
	tests/common/base/test-address-walk \
	tests/common/base/test-alloc \
	tests/common/base/test-buffer \
	tests/common/base/test-date \
	tests/common/base/test-duration \
	tests/common/base/test-encoded-word \
	tests/common/base/test-error \
	tests/common/base/test-file \
	tests/common/base/test-file-writer \
	tests/common/base/test-header-date \
	tests/common/base/test-header-text \
	tests/common/base/test-library \
	tests/common/base/test-network \
	tests/common/base/test-mime-field \
	tests/common/base/test-mime-parts \
	tests/common/base/test-pages \
	tests/common/base/test-pages-format \
	tests/common/base/test-pages-writer \
	tests/common/base/test-pattern \
	tests/common/base/test-table \
	tests/common/base/test-table-writer \
	tests/common/base/test-utf8 \
	tests/common/base/test-zone \
	tests/common/base/test-zone-rule \
	tests/common/base/test-zone-year
zone_model = tests/common/base/zone-model.c tests/common/base/zone-model.h
tests_common_base_test_file_SOURCES = \
	tests/common/base/test-file.c $(failing_calls)
tests_common_base_test_file_LDFLAGS = $(failing_calls_flags)
tests_common_base_test_file_writer_SOURCES = \
	tests/common/base/test-file-writer.c $(failing_calls)
tests_common_base_test_file_writer_LDFLAGS = $(failing_calls_flags)
tests_common_base_test_pages_SOURCES = \
	tests/common/base/test-pages.c \
	tests/common/base/pages-file.h $(failing_calls)
tests_common_base_test_pages_LDFLAGS = $(failing_calls_flags)
tests_common_base_test_pages_writer_SOURCES = \
	tests/common/base/test-pages-writer.c \
	tests/common/base/pages-file.h $(failing_calls)
tests_common_base_test_pages_writer_LDFLAGS = $(failing_calls_flags)
tests_common_base_test_table_LDADD = $(LDADD) $(CDB_LIBS) -lpthread
tests_common_base_test_zone_SOURCES = \
	tests/common/base/test-zone.c $(zone_model)
tests_common_base_test_zone_year_SOURCES = \
	tests/common/base/test-zone-year.c $(zone_model)

check_PROGRAMS += tests/common/base/date-cases
TESTS += tests/common/base/test-date-oracle.py
EXTRA_DIST += tests/common/base/test-date-oracle.py
