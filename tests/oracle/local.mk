# SPDX-License-Identifier: MIT
# Answers worked out apart from Tenure, to compare with its own.
check_PROGRAMS += tests/oracle/seal-message
tests_oracle_seal_message_SOURCES = tests/oracle/seal-message.c
TESTS += tests/oracle/test-seal.py
EXTRA_DIST += tests/oracle/seal_verify.py tests/oracle/test-seal.py
# Decisions against the same rules in other words; see its head.
check_PROGRAMS += tests/oracle/decide-cases
tests_oracle_decide_cases_SOURCES = tests/oracle/decide-cases.c
TESTS += tests/oracle/test-decide.py
EXTRA_DIST += \
	tests/oracle/batch.py \
	tests/oracle/command.py \
	tests/oracle/conditions.py \
	tests/oracle/globs.py \
	tests/oracle/mailboxes.py \
	tests/oracle/meaning.py \
	tests/oracle/messages.py \
	tests/oracle/moments.py \
	tests/oracle/monotony.py \
	tests/oracle/mutants \
	tests/oracle/mutations.py \
	tests/oracle/policies.py \
	tests/oracle/policy_text.py \
	tests/oracle/product.py \
	tests/oracle/settings.py \
	tests/oracle/shrink.py \
	tests/oracle/test-decide.py \
	tests/oracle/worlds.py
# Time zones against Python's zoneinfo.
check_PROGRAMS += tests/oracle/zone-cases
tests_oracle_zone_cases_SOURCES = tests/oracle/zone-cases.c
TESTS += tests/oracle/test-zone.py
EXTRA_DIST += tests/oracle/test-zone.py
