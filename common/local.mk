# SPDX-License-Identifier: MIT
# The library both doors stand on. Private: linked into each program and into
# the plugin, with hidden symbols.
noinst_LTLIBRARIES += common/libtenure.la
common_libtenure_la_SOURCES =
common_libtenure_la_LIBADD = common/libtenure-bare.la $(OPENSSL_LIBS) \
	$(IDN2_LIBS) $(CDB_LIBS) $(UNISTRING_LIBS)

# The same without the libraries that it uses, in small pieces of which the
# linker leaves out those that nobody needs. For the plugin: Dovecot starts a
# process for each POP3 session, and loading these libraries would take longer
# than all else that the plugin does in it (see base/library.h).
noinst_LTLIBRARIES += common/libtenure-bare.la
common_libtenure_bare_la_SOURCES = \
	$(common_base_sources) \
	$(common_policy_sources) \
	$(common_decide_sources) \
	$(common_seal_sources) \
	$(common_snapshot_sources) \
	$(common_config_sources)
common_libtenure_bare_la_CFLAGS = $(AM_CFLAGS) $(SECTION_CFLAGS) \
	$(OPENSSL_CFLAGS) $(IDN2_CFLAGS) $(XXHASH_CFLAGS)

# What is shown to people about a decision: for programs, which may end where
# there is no memory.
noinst_LTLIBRARIES += common/libtenure_explain.la
common_libtenure_explain_la_SOURCES = $(common_explain_sources)
common_libtenure_explain_la_CFLAGS = $(AM_CFLAGS) $(SECTION_CFLAGS) \
	$(JANSSON_CFLAGS)
common_libtenure_explain_la_LIBADD = $(JANSSON_LIBS)
