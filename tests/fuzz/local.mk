# SPDX-License-Identifier: MIT
# To add a target: tests/fuzz/fuzz-NAME.c, seeds in tests/fuzz/corpus/NAME, and
# here its name and its _LDADD. With --enable-fuzzers main() is libFuzzer's;
# without, replay.c gives a target the files of its corpus, in "make check".
fuzz_targets = \
	tests/fuzz/fuzz-address \
	tests/fuzz/fuzz-config \
	tests/fuzz/fuzz-damage \
	tests/fuzz/fuzz-date \
	tests/fuzz/fuzz-duration \
	tests/fuzz/fuzz-header-date \
	tests/fuzz/fuzz-header-text \
	tests/fuzz/fuzz-keyring \
	tests/fuzz/fuzz-mime \
	tests/fuzz/fuzz-pattern \
	tests/fuzz/fuzz-policy \
	tests/fuzz/fuzz-pop3-number \
	tests/fuzz/fuzz-release \
	tests/fuzz/fuzz-row \
	tests/fuzz/fuzz-seal \
	tests/fuzz/fuzz-seal-read \
	tests/fuzz/fuzz-snapshot \
	tests/fuzz/fuzz-table \
	tests/fuzz/fuzz-table-rows \
	tests/fuzz/fuzz-zone
tests_fuzz_fuzz_address_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_config_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_damage_SOURCES = \
	tests/fuzz/fuzz-damage.c \
	tests/fuzz/policy-print.c
tests_fuzz_fuzz_damage_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_date_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_duration_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_header_date_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_header_text_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_keyring_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_mime_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_pattern_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_policy_SOURCES = \
	tests/fuzz/fuzz-policy.c \
	tests/fuzz/policy-monotony.c \
	tests/fuzz/policy-print.c
tests_fuzz_fuzz_policy_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_pop3_number_SOURCES = \
	tests/fuzz/fuzz-pop3-number.c \
	pop3-plugin/pop3/pop3-number.c
tests_fuzz_fuzz_pop3_number_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_release_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_row_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_seal_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_seal_read_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_snapshot_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_table_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_table_rows_SOURCES = \
	tests/fuzz/fuzz-table-rows.c \
	tests/fuzz/policy-print.c
tests_fuzz_fuzz_table_rows_LDADD = $(fuzz_libs)
tests_fuzz_fuzz_zone_LDADD = $(fuzz_libs)

if BUILD_FUZZERS
noinst_PROGRAMS += $(fuzz_targets)
fuzz_libs = common/libtenure.la $(FUZZER_LIBS)
else
check_PROGRAMS += $(fuzz_targets)
check_LTLIBRARIES += tests/fuzz/libreplay.la
tests_fuzz_libreplay_la_SOURCES = tests/fuzz/replay.c
fuzz_libs = tests/fuzz/libreplay.la common/libtenure.la
endif
TESTS += tests/fuzz/test-corpus.py
EXTRA_DIST += \
	tests/fuzz/corpus \
	tests/fuzz/fuzz-findings.h \
	tests/fuzz/fuzz.h \
	tests/fuzz/policy-monotony.h \
	tests/fuzz/policy-print.h \
	tests/fuzz/test-corpus.py
