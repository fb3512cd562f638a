# SPDX-License-Identifier: MIT
decide_house = tests/common/decide/house.c tests/common/decide/house.h \
	$(policy_text)
unit_tests += \
	tests/common/decide/test-classify \
	tests/common/decide/test-compare \
	tests/common/decide/test-condition \
	tests/common/decide/test-decide \
	tests/common/decide/test-journals \
	tests/common/decide/test-population \
	tests/common/decide/test-ratchet \
	tests/common/decide/test-reason \
	tests/common/decide/test-resolve \
	tests/common/decide/test-settings-decide \
	tests/common/decide/test-why
tests_common_decide_test_condition_SOURCES = \
	tests/common/decide/test-condition.c $(policy_text)
tests_common_decide_test_classify_SOURCES = \
	tests/common/decide/test-classify.c $(decide_house)
tests_common_decide_test_decide_SOURCES = \
	tests/common/decide/test-decide.c $(decide_house)
tests_common_decide_test_reason_SOURCES = \
	tests/common/decide/test-reason.c $(decide_house)
tests_common_decide_test_resolve_SOURCES = \
	tests/common/decide/test-resolve.c $(decide_house)
tests_common_decide_test_journals_SOURCES = \
	tests/common/decide/test-journals.c $(policy_text)
tests_common_decide_test_compare_SOURCES = \
	tests/common/decide/test-compare.c \
	tests/common/decide/change-lines.h $(policy_text)
tests_common_decide_test_ratchet_SOURCES = \
	tests/common/decide/test-ratchet.c \
	tests/common/decide/change-lines.h $(policy_text)
tests_common_decide_test_population_SOURCES = \
	tests/common/decide/test-population.c $(policy_text)
tests_common_decide_test_why_SOURCES = \
	tests/common/decide/test-why.c $(decide_house)
tests_common_decide_test_settings_decide_SOURCES = \
	tests/common/decide/test-settings-decide.c $(decide_house)
