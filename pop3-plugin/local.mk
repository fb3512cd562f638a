# SPDX-License-Identifier: MIT
# The mailbox door. One shared object for Dovecot's pop3, imap, lmtp and
# doveadm; its low number makes it the outermost of the plugins, so that none
# of them sees a delete that is not going to happen.

# No Dovecot in these: they have unit tests.
pop3_plugin_pure_sources = \
	pop3-plugin/download.c \
	pop3-plugin/download.h \
	pop3-plugin/pop3-number.c \
	pop3-plugin/pop3-number.h \
	pop3-plugin/send-queue.c \
	pop3-plugin/send-queue.h

pop3_plugin_sources = \
	$(pop3_plugin_pure_sources) \
	pop3-plugin/box.c \
	pop3-plugin/box.h \
	pop3-plugin/dovecot-compat.c \
	pop3-plugin/dovecot-compat.h \
	pop3-plugin/facts.c \
	pop3-plugin/facts.h \
	pop3-plugin/gate-copy.c \
	pop3-plugin/gate-copy.h \
	pop3-plugin/gate-delete-box.c \
	pop3-plugin/gate-delete-box.h \
	pop3-plugin/gate.c \
	pop3-plugin/gate.h \
	pop3-plugin/hint.c \
	pop3-plugin/hint.h \
	pop3-plugin/log.c \
	pop3-plugin/log.h \
	pop3-plugin/mail-seal.c \
	pop3-plugin/mail-seal.h \
	pop3-plugin/plugin.c \
	pop3-plugin/plugin.h \
	pop3-plugin/pop3-commands.c \
	pop3-plugin/pop3-commands.h \
	pop3-plugin/pop3-quit.c \
	pop3-plugin/pop3-quit.h \
	pop3-plugin/pop3-session.c \
	pop3-plugin/pop3-session.h \
	pop3-plugin/pop3-stream.c \
	pop3-plugin/pop3-stream.h \
	pop3-plugin/ruling.c \
	pop3-plugin/ruling.h \
	pop3-plugin/settings.c \
	pop3-plugin/settings.h \
	pop3-plugin/snapshot-holder.c \
	pop3-plugin/snapshot-holder.h \
	pop3-plugin/user.c \
	pop3-plugin/user.h

if BUILD_DOVECOT
dist_man_MANS += pop3-plugin/dovecot-tenure.7
dovecot_module_LTLIBRARIES = pop3-plugin/lib03_tenure_plugin.la
pop3_plugin_lib03_tenure_plugin_la_SOURCES = $(pop3_plugin_sources)
# Dovecot's config.h in place of ours: both define the PACKAGE names.
pop3_plugin_lib03_tenure_plugin_la_CPPFLAGS = \
	-include $(DOVECOT_INCLUDEDIR)/config.h $(DOVECOT_INCLUDES) \
	$(DOVECOT_FEATURES) -I$(srcdir)/common -I$(srcdir)
pop3_plugin_lib03_tenure_plugin_la_CFLAGS = $(AM_CFLAGS)
pop3_plugin_lib03_tenure_plugin_la_LDFLAGS = $(AM_LDFLAGS) -module \
	-avoid-version -shared
pop3_plugin_lib03_tenure_plugin_la_LIBADD = common/libtenure.la

# Dovecot loads the .so; the .la of libtool is in nobody's interest.
install-data-hook: remove-plugin-la
remove-plugin-la: install-dovecot_moduleLTLIBRARIES
	rm -f $(DESTDIR)$(dovecot_moduledir)/lib03_tenure_plugin.la
uninstall-local: uninstall-plugin
uninstall-plugin:
	rm -f $(DESTDIR)$(dovecot_moduledir)/lib03_tenure_plugin.so
.PHONY: remove-plugin-la uninstall-plugin
endif
