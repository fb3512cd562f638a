# SPDX-License-Identifier: MIT
if BUILD_MILTER
check_PROGRAMS += tests/bench/null-milter
tests_bench_null_milter_SOURCES = tests/bench/null-milter.c
tests_bench_null_milter_LDADD = $(MILTER_LIBS)
endif
check_PROGRAMS += tests/bench/bench-decide
tests_bench_bench_decide_SOURCES = tests/bench/decide.c
tests_bench_bench_decide_LDADD = common/libtenure.la
check_PROGRAMS += tests/bench/bench-snapshot
tests_bench_bench_snapshot_SOURCES = tests/bench/snapshot.c
tests_bench_bench_snapshot_LDADD = common/libtenure.la $(CDB_LIBS)
EXTRA_DIST += \
	tests/bench/__init__.py \
	tests/bench/check_work.py \
	tests/bench/decide_work.py \
	tests/bench/expire_work.py \
	tests/bench/homes.py \
	tests/bench/large_work.py \
	tests/bench/memory_work.py \
	tests/bench/pop3_work.py \
	tests/bench/processor.py \
	tests/bench/smtp_work.py \
	tests/bench/snapshot_work.py \
	tests/bench/speed \
	tests/bench/tables.py
