# SPDX-License-Identifier: MIT
common_config_sources = \
	common/config/config.c \
	common/config/config.h
dist_man_MANS += common/config/tenure.conf.5
