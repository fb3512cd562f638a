# SPDX-License-Identifier: MIT
common_decide_sources = \
	common/decide/classify.c \
	common/decide/condition.c \
	common/decide/condition.h \
	common/decide/decide.c \
	common/decide/decide.h \
	common/decide/facts.h \
	common/decide/journals.c \
	common/decide/reason.c \
	common/decide/resolve.c \
	common/decide/resolve.h
