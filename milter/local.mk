# SPDX-License-Identifier: MIT
if BUILD_MILTER
# All but main(), for the program and for its tests.
noinst_LTLIBRARIES += milter/libtenure-milter.la
milter_libtenure_milter_la_SOURCES = \
	milter/callbacks.c \
	milter/callbacks.h \
	milter/edits.c \
	milter/edits.h \
	milter/fields.c \
	milter/fields.h \
	milter/foresight.c \
	milter/foresight.h \
	milter/listener.c \
	milter/listener.h \
	milter/log.c \
	milter/log.h \
	milter/message.c \
	milter/message.h \
	milter/notify.c \
	milter/notify.h \
	milter/options.c \
	milter/options.h \
	milter/policy-holder.c \
	milter/policy-holder.h \
	milter/recipients.c \
	milter/recipients.h \
	milter/session.c \
	milter/session.h \
	milter/setup.c \
	milter/setup.h \
	milter/signals.c \
	milter/signals.h \
	milter/stages.c \
	milter/stages.h \
	milter/verdict.c \
	milter/verdict.h
milter_libtenure_milter_la_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)

dist_man_MANS += milter/tenure-milter.8
sbin_PROGRAMS += milter/tenure-milter
milter_tenure_milter_SOURCES = milter/main.c
milter_tenure_milter_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
milter_tenure_milter_LDADD = milter/libtenure-milter.la common/libtenure.la \
	$(MILTER_LIBS)
endif
