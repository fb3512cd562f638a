# SPDX-License-Identifier: MIT
common_snapshot_sources = \
	common/snapshot/publish.h \
	common/snapshot/snapshot.h
