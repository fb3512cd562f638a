# SPDX-License-Identifier: MIT
common_policy_sources = \
	common/policy/arena.c \
	common/policy/bounds.c \
	common/policy/build-bounds.c \
	common/policy/build-check.c \
	common/policy/build-condition.c \
	common/policy/build-form.c \
	common/policy/build-globals.c \
	common/policy/build-layer.c \
	common/policy/build-names.c \
	common/policy/build-network.c \
	common/policy/build-needs.c \
	common/policy/build-policy.c \
	common/policy/build-value.c \
	common/policy/diagnostics-error.c \
	common/policy/diagnostics.c \
	common/policy/form.c \
	common/policy/index.c \
	common/policy/layer.c \
	common/policy/lexer.c \
	common/policy/mailbox.c \
	common/policy/mailbox-value.c \
	common/policy/parser.c \
	common/policy/policy.c \
	common/policy/settings.c \
	common/policy/source.c \
	common/policy/suggestion.c \
	common/policy/text.c \
	common/policy/tree.c \
	common/policy/tree-zone.c \
	common/policy/value.c \
	common/policy/arena.h \
	common/policy/build.h \
	common/policy/diagnostics.h \
	common/policy/form.h \
	common/policy/index.h \
	common/policy/lexer.h \
	common/policy/parser.h \
	common/policy/policy.h \
	common/policy/source.h \
	common/policy/table-rows.h \
	common/policy/text.h \
	common/policy/tree.h \
	common/policy/where.h
dist_man_MANS += common/policy/tenure-policy.5
