# SPDX-License-Identifier: MIT
if BUILD_MILTER
# All but main(), for the program and for its tests.
noinst_LTLIBRARIES += milter/libtenure-milter.la
milter_libtenure_milter_la_SOURCES = \
	milter/fields.c \
	milter/fields.h \
	milter/log.c \
	milter/log.h \
	milter/options.c \
	milter/options.h \
	milter/policy-holder.c \
	milter/policy-holder.h \
	milter/setup.c \
	milter/setup.h
milter_libtenure_milter_la_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
endif
