# SPDX-License-Identifier: MIT
common_decide_sources = \
	common/decide/condition.h \
	common/decide/decide.h \
	common/decide/facts.h
