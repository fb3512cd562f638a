# SPDX-License-Identifier: MIT
# The library both doors stand on. Private: linked into each program and into
# the plugin, with hidden symbols.
noinst_LTLIBRARIES += common/libtenure.la
common_libtenure_la_SOURCES = \
	$(common_base_sources) \
	$(common_policy_sources) \
	$(common_decide_sources) \
	$(common_seal_sources) \
	$(common_snapshot_sources) \
	$(common_config_sources)
common_libtenure_la_CFLAGS = $(AM_CFLAGS) $(OPENSSL_CFLAGS) $(IDN2_CFLAGS) \
	$(XXHASH_CFLAGS)
common_libtenure_la_LIBADD = $(OPENSSL_LIBS) $(IDN2_LIBS) $(CDB_LIBS) \
	$(XXHASH_LIBS) $(UNISTRING_LIBS)

# What is shown to people about a decision: for programs, which may end where
# there is no memory.
noinst_LTLIBRARIES += common/libtenure_explain.la
common_libtenure_explain_la_SOURCES = $(common_explain_sources)
common_libtenure_explain_la_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
common_libtenure_explain_la_LIBADD = $(JANSSON_LIBS) $(UNISTRING_LIBS)
