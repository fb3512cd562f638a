# SPDX-License-Identifier: MIT
# Answers worked out apart from Tenure, to compare with its own.
check_PROGRAMS += tests/oracle/seal-message
tests_oracle_seal_message_SOURCES = tests/oracle/seal-message.c
TESTS += tests/oracle/test-seal.py
EXTRA_DIST += tests/oracle/seal_verify.py tests/oracle/test-seal.py
# Decisions against the same rules in other words; see its head.
TESTS += tests/oracle/test-decide.py
EXTRA_DIST += tests/oracle/test-decide.py
# Time zones against Python's zoneinfo.
check_PROGRAMS += tests/oracle/zone-cases
tests_oracle_zone_cases_SOURCES = tests/oracle/zone-cases.c
TESTS += tests/oracle/test-zone.py
EXTRA_DIST += tests/oracle/test-zone.py
