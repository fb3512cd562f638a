# SPDX-License-Identifier: MIT
common_snapshot_sources = \
	common/snapshot/digest.c \
	common/snapshot/digest.h \
	common/snapshot/floor.c \
	common/snapshot/floor.h \
	common/snapshot/generation.c \
	common/snapshot/generation.h \
	common/snapshot/history.c \
	common/snapshot/history.h \
	common/snapshot/meta.c \
	common/snapshot/meta.h \
	common/snapshot/networks.c \
	common/snapshot/networks.h \
	common/snapshot/publish.c \
	common/snapshot/publish.h \
	common/snapshot/records.c \
	common/snapshot/records.h \
	common/snapshot/records-source.c \
	common/snapshot/snapshot.c \
	common/snapshot/snapshot.h
