# SPDX-License-Identifier: MIT
common_seal_sources = \
	common/seal/base64.c \
	common/seal/base64.h \
	common/seal/canon.c \
	common/seal/canon.h \
	common/seal/char.h \
	common/seal/crypto.c \
	common/seal/crypto.h \
	common/seal/key-file.c \
	common/seal/keyring-text.c \
	common/seal/keyring.c \
	common/seal/keys.h \
	common/seal/private-key.c \
	common/seal/private-key.h \
	common/seal/release.c \
	common/seal/release.h \
	common/seal/seal-facts.c \
	common/seal/seal-facts.h \
	common/seal/seal-tags.c \
	common/seal/seal-tags.h \
	common/seal/seal.c \
	common/seal/seal.h \
	common/seal/serial.c \
	common/seal/sign.c \
	common/seal/sign.h \
	common/seal/signing-key.c
