# SPDX-License-Identifier: MIT
unit_tests += \
	tests/common/snapshot/test-damage \
	tests/common/snapshot/test-digest \
	tests/common/snapshot/test-meta \
	tests/common/snapshot/test-networks \
	tests/common/snapshot/test-publish \
	tests/common/snapshot/test-records-source \
	tests/common/snapshot/test-snapshot
EXTRA_DIST += tests/common/snapshot/published.h
tests_common_snapshot_test_damage_LDADD = $(LDADD) -lpthread
tests_common_snapshot_test_records_source_LDADD = $(LDADD) -lpthread
