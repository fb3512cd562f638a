# SPDX-License-Identifier: MIT
common_policy_sources = \
	common/policy/arena.c \
	common/policy/diagnostics-error.c \
	common/policy/diagnostics.c \
	common/policy/lexer.c \
	common/policy/parser.c \
	common/policy/source.c \
	common/policy/suggestion.c \
	common/policy/text.c \
	common/policy/tree.c \
	common/policy/arena.h \
	common/policy/diagnostics.h \
	common/policy/lexer.h \
	common/policy/parser.h \
	common/policy/policy.h \
	common/policy/source.h \
	common/policy/text.h \
	common/policy/tree.h \
	common/policy/where.h
