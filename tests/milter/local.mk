# SPDX-License-Identifier: MIT
if BUILD_MILTER
milter_tests = \
	tests/milter/test-callbacks \
	tests/milter/test-edits \
	tests/milter/test-fields \
	tests/milter/test-foresight \
	tests/milter/test-log \
	tests/milter/test-options \
	tests/milter/test-policy-holder \
	tests/milter/test-recipients
unit_tests += $(milter_tests)
milter_test_libs = milter/libtenure-milter.la common/libtenure.la \
	$(CMOCKA_LIBS) -lpthread
# In place of libmilter.
milter_fakes = tests/milter/fake-mfapi.c tests/milter/fake-mfapi.h
# A policy, a key and a snapshot.
milter_world = tests/milter/world.c tests/milter/world.h

tests_milter_test_callbacks_SOURCES = tests/milter/test-callbacks.c \
	$(milter_fakes) $(milter_world)
tests_milter_test_callbacks_LDADD = $(milter_test_libs)
tests_milter_test_edits_SOURCES = tests/milter/test-edits.c $(milter_fakes)
tests_milter_test_edits_LDADD = $(milter_test_libs)
tests_milter_test_fields_LDADD = $(milter_test_libs)
tests_milter_test_foresight_SOURCES = tests/milter/test-foresight.c \
	$(policy_text)
tests_milter_test_foresight_LDADD = $(milter_test_libs)
tests_milter_test_log_LDADD = $(milter_test_libs)
tests_milter_test_options_LDADD = $(milter_test_libs)
tests_milter_test_policy_holder_SOURCES = tests/milter/test-policy-holder.c \
	$(milter_world)
tests_milter_test_policy_holder_LDADD = $(milter_test_libs)
tests_milter_test_recipients_SOURCES = tests/milter/test-recipients.c \
	$(milter_world)
tests_milter_test_recipients_LDADD = $(milter_test_libs)

# The real program, by its protocol.
TESTS += $(milter_scripts)
endif
milter_scripts = \
	tests/milter/test-actions.py \
	tests/milter/test-faults.py \
	tests/milter/test-sealing.py
EXTRA_DIST += $(milter_scripts) tests/milter/client.py tests/milter/door.py
