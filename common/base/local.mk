# SPDX-License-Identifier: MIT
common_base_sources = \
	common/base/address.c \
	common/base/address-pattern.c \
	common/base/address-walk.c \
	common/base/alloc.c \
	common/base/buffer.c \
	common/base/date.c \
	common/base/duration.c \
	common/base/encoded-word.c \
	common/base/error.c \
	common/base/file.c \
	common/base/file-writer.c \
	common/base/header-date.c \
	common/base/header-text.c \
	common/base/network.c \
	common/base/pattern.c \
	common/base/table.c \
	common/base/table-writer.c \
	common/base/zone.c \
	common/base/zone-rule.c \
	common/base/address.h \
	common/base/alloc.h \
	common/base/attrs.h \
	common/base/buffer.h \
	common/base/date.h \
	common/base/duration.h \
	common/base/encoded-word.h \
	common/base/error.h \
	common/base/file.h \
	common/base/header-text.h \
	common/base/limits.h \
	common/base/network.h \
	common/base/pattern.h \
	common/base/table.h \
	common/base/zone.h \
	common/base/zone-rule.h
