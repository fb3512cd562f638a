# SPDX-License-Identifier: MIT
noinst_policy_text = tests/lib/policy-text.c tests/lib/policy-text.h
unit_tests += \
	tests/common/decide/test-condition \
	tests/common/decide/test-decide
tests_common_decide_test_condition_SOURCES = \
	tests/common/decide/test-condition.c $(noinst_policy_text)
tests_common_decide_test_decide_SOURCES = \
	tests/common/decide/test-decide.c $(noinst_policy_text)
