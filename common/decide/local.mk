# SPDX-License-Identifier: MIT
common_decide_sources = \
	common/decide/change-list.c \
	common/decide/change-list.h \
	common/decide/class-text.c \
	common/decide/class-text.h \
	common/decide/classify.c \
	common/decide/classify.h \
	common/decide/compare-classes.c \
	common/decide/compare-dates.c \
	common/decide/compare.c \
	common/decide/compare.h \
	common/decide/condition.c \
	common/decide/condition.h \
	common/decide/decide.c \
	common/decide/decide.h \
	common/decide/facts.h \
	common/decide/journals.c \
	common/decide/population.c \
	common/decide/population.h \
	common/decide/ratchet.c \
	common/decide/ratchet.h \
	common/decide/reason.c \
	common/decide/resolve.c \
	common/decide/resolve.h \
	common/decide/why.c \
	common/decide/why.h
