# SPDX-License-Identifier: MIT
# The program tenure(1).
bin_PROGRAMS += tenure
tenure_SOURCES = \
	common/cmd/arguments.c \
	common/cmd/arguments.h \
	common/cmd/census.c \
	common/cmd/census.h \
	common/cmd/command.h \
	common/cmd/compiled-policy.c \
	common/cmd/compiled-policy.h \
	common/cmd/explain-command.c \
	common/cmd/inputs.c \
	common/cmd/inputs.h \
	common/cmd/key-command.c \
	common/cmd/message-file.c \
	common/cmd/message-file.h \
	common/cmd/output.c \
	common/cmd/output.h \
	common/cmd/policy-command.c \
	common/cmd/policy-command.h \
	common/cmd/policy-approval.c \
	common/cmd/policy-approval.h \
	common/cmd/policy-comparison-print.c \
	common/cmd/policy-comparison.c \
	common/cmd/policy-comparison.h \
	common/cmd/policy-diff.c \
	common/cmd/policy-ledger.c \
	common/cmd/policy-ledger.h \
	common/cmd/policy-release.c \
	common/cmd/policy-print.c \
	common/cmd/policy-print.h \
	common/cmd/policy-publish.c \
	common/cmd/policy-settings.c \
	common/cmd/policy-settings.h \
	common/cmd/policy-show.c \
	common/cmd/release-keys.c \
	common/cmd/release-keys.h \
	common/cmd/row-index.c \
	common/cmd/row-index.h \
	common/cmd/seal-command.c \
	common/cmd/seal-command.h \
	common/cmd/seal-sign.c \
	common/cmd/seal-verify.c \
	common/cmd/stated-facts.c \
	common/cmd/stated-facts.h \
	common/cmd/tenure.c
tenure_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(XXHASH_CFLAGS)
tenure_LDADD = common/libtenure_explain.la common/libtenure.la $(JANSSON_LIBS) $(UNISTRING_LIBS)
dist_man_MANS += common/cmd/tenure.1
