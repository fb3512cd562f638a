# SPDX-License-Identifier: MIT
if BUILD_MILTER
check_PROGRAMS += tests/bench/null-milter
tests_bench_null_milter_SOURCES = tests/bench/null-milter.c
tests_bench_null_milter_LDADD = $(MILTER_LIBS)
endif
EXTRA_DIST += \
	tests/bench/__init__.py \
	tests/bench/pop3_work.py \
	tests/bench/smtp_work.py \
	tests/bench/speed
