# SPDX-License-Identifier: MIT
common_policy_sources = \
	common/policy/diagnostics.h \
	common/policy/policy.h \
	common/policy/source.h \
	common/policy/tree.h \
	common/policy/where.h
