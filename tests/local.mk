# SPDX-License-Identifier: MIT
# One unit test a source file, tests/DIR/test-NAME.c for DIR/NAME.c; each
# folder's local.mk adds its own to unit_tests. An automake program whose
# _SOURCES are not given is built from its name with .c.
LDADD = common/libtenure.la $(CMOCKA_LIBS)
unit_tests =
# For tests of what the system does wrong, see tests/lib/failing-calls.h.
failing_calls = tests/lib/failing-calls.c tests/lib/failing-calls.h
failing_calls_flags = \
	-Wl,--wrap=close,--wrap=fchmod,--wrap=fstat,--wrap=fsync \
	-Wl,--wrap=mkostemp,--wrap=pread,--wrap=pwrite,--wrap=read \
	-Wl,--wrap=rename,--wrap=write
include tests/common/base/local.mk
include tests/common/policy/local.mk
include tests/common/decide/local.mk
include tests/common/seal/local.mk
include tests/common/snapshot/local.mk
include tests/common/config/local.mk
include tests/common/cmd/local.mk
include tests/milter/local.mk
include tests/pop3-plugin/local.mk
include tests/oracle/local.mk
include tests/fuzz/local.mk
include tests/lab/local.mk
include tests/examples/local.mk
include tests/cuts/local.mk
include tests/e2e/local.mk
include tests/routes/local.mk
include tests/clients/local.mk
include tests/webmail/local.mk
include tests/bench/local.mk
if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
EXTRA_DIST += tests/lib/unit.h tests/lib/lsan.supp tests/lib/valgrind.supp
