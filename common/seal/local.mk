# SPDX-License-Identifier: MIT
common_seal_sources = \
	common/seal/canon.h \
	common/seal/keys.h \
	common/seal/seal.h \
	common/seal/sign.h
