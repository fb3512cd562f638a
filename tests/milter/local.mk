# SPDX-License-Identifier: MIT
if BUILD_MILTER
milter_tests = \
	tests/milter/test-fields \
	tests/milter/test-log \
	tests/milter/test-options
unit_tests += $(milter_tests)
milter_test_libs = milter/libtenure-milter.la common/libtenure.la \
	$(CMOCKA_LIBS) -lpthread

tests_milter_test_fields_LDADD = $(milter_test_libs)
tests_milter_test_log_LDADD = $(milter_test_libs)
tests_milter_test_options_LDADD = $(milter_test_libs)
endif
