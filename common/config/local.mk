# SPDX-License-Identifier: MIT
common_config_sources = \
	common/config/config.h
