# SPDX-License-Identifier: MIT
common_explain_sources = \
	common/explain/explanation-json.c \
	common/explain/explanation-sentences.c \
	common/explain/explanation-text.c \
	common/explain/explanation.c \
	common/explain/explanation.h \
	common/explain/json.c \
	common/explain/json.h \
	common/explain/text.c \
	common/explain/text.h
