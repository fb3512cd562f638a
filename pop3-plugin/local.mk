# SPDX-License-Identifier: MIT
# The mailbox door. One shared object for Dovecot's pop3, imap, lmtp and
# doveadm; its low number makes it the outermost of the plugins, so that none
# of them sees a delete that is not going to happen.

# No Dovecot in these: they have unit tests.
pop3_plugin_pure_sources = \
	pop3-plugin/concealed-name.c \
	pop3-plugin/concealed-name.h \
	pop3-plugin/device-name.c \
	pop3-plugin/device-name.h \
	pop3-plugin/download-times.c \
	pop3-plugin/download-times.h \
	pop3-plugin/download.c \
	pop3-plugin/download.h \
	pop3-plugin/last-login.c \
	pop3-plugin/last-login.h \
	pop3-plugin/pop3-number.c \
	pop3-plugin/pop3-number.h \
	pop3-plugin/seal-memo.c \
	pop3-plugin/seal-memo.h \
	pop3-plugin/send-queue.c \
	pop3-plugin/send-queue.h

pop3_plugin_sources = \
	$(pop3_plugin_pure_sources) \
	pop3-plugin/box-hooks.c \
	pop3-plugin/box-hooks.h \
	pop3-plugin/box.c \
	pop3-plugin/box.h \
	pop3-plugin/cached-field.c \
	pop3-plugin/cached-field.h \
	pop3-plugin/concealed-cache.c \
	pop3-plugin/concealed-cache.h \
	pop3-plugin/concealed-guard.c \
	pop3-plugin/concealed-guard.h \
	pop3-plugin/concealed-lock.c \
	pop3-plugin/concealed-lock.h \
	pop3-plugin/concealed-namespace.c \
	pop3-plugin/concealed-namespace.h \
	pop3-plugin/concealed-note.c \
	pop3-plugin/concealed-note.h \
	pop3-plugin/concealed-origin.c \
	pop3-plugin/concealed-origin.h \
	pop3-plugin/concealed.c \
	pop3-plugin/concealed.h \
	pop3-plugin/dovecot-compat-namespace.c \
	pop3-plugin/dovecot-compat-namespace.h \
	pop3-plugin/devices.c \
	pop3-plugin/devices.h \
	pop3-plugin/dovecot-compat.c \
	pop3-plugin/delivery.c \
	pop3-plugin/delivery.h \
	pop3-plugin/discard.c \
	pop3-plugin/discard.h \
	pop3-plugin/download-hint.c \
	pop3-plugin/download-hint.h \
	pop3-plugin/dovecot-compat.h \
	pop3-plugin/expire-lock.c \
	pop3-plugin/expire-lock.h \
	pop3-plugin/expire-session.c \
	pop3-plugin/expire-session.h \
	pop3-plugin/expire.c \
	pop3-plugin/expire.h \
	pop3-plugin/facts.c \
	pop3-plugin/facts.h \
	pop3-plugin/facts-fields.c \
	pop3-plugin/facts-fields.h \
	pop3-plugin/gate-copy.c \
	pop3-plugin/gate-conceal-copy.c \
	pop3-plugin/gate-conceal-copy.h \
	pop3-plugin/gate-conceal.c \
	pop3-plugin/gate-conceal.h \
	pop3-plugin/gate-copy.h \
	pop3-plugin/gate-delete-box.c \
	pop3-plugin/gate-delete-box.h \
	pop3-plugin/gate-flag.c \
	pop3-plugin/gate-flag.h \
	pop3-plugin/gate-pass.c \
	pop3-plugin/gate-pass.h \
	pop3-plugin/gate.c \
	pop3-plugin/gate.h \
	pop3-plugin/hint.c \
	pop3-plugin/hint.h \
	pop3-plugin/imap-store.c \
	pop3-plugin/imap-store.h \
	pop3-plugin/log.c \
	pop3-plugin/log.h \
	pop3-plugin/lost-index.c \
	pop3-plugin/lost-index.h \
	pop3-plugin/lost-mail.c \
	pop3-plugin/lost-mail.h \
	pop3-plugin/lost.c \
	pop3-plugin/lost.h \
	pop3-plugin/mail-seal.c \
	pop3-plugin/mail-seal.h \
	pop3-plugin/outlook.c \
	pop3-plugin/outlook.h \
	pop3-plugin/plugin.c \
	pop3-plugin/plugin.h \
	pop3-plugin/pop3-commands.c \
	pop3-plugin/pop3-commands.h \
	pop3-plugin/pop3-conversation.c \
	pop3-plugin/pop3-conversation.h \
	pop3-plugin/pop3-device.c \
	pop3-plugin/pop3-device.h \
	pop3-plugin/pop3-fetch.c \
	pop3-plugin/pop3-fetch.h \
	pop3-plugin/pop3-login-delay.c \
	pop3-plugin/pop3-login-delay.h \
	pop3-plugin/pop3-quit.c \
	pop3-plugin/pop3-quit.h \
	pop3-plugin/pop3-receipt.c \
	pop3-plugin/pop3-receipt.h \
	pop3-plugin/pop3-session.h \
	pop3-plugin/pop3-reply.c \
	pop3-plugin/pop3-reply.h \
	pop3-plugin/pop3-ruling.c \
	pop3-plugin/pop3-ruling.h \
	pop3-plugin/pop3-stream.c \
	pop3-plugin/pop3-stream.h \
	pop3-plugin/ruling.c \
	pop3-plugin/ruling.h \
	pop3-plugin/seal-header.c \
	pop3-plugin/seal-header.h \
	pop3-plugin/settings.c \
	pop3-plugin/settings.h \
	pop3-plugin/shared.h \
	pop3-plugin/snapshot-holder.c \
	pop3-plugin/snapshot-holder.h \
	pop3-plugin/user-hooks.c \
	pop3-plugin/user-policy.c \
	pop3-plugin/user-policy.h \
	pop3-plugin/user-hooks.h \
	pop3-plugin/user.c \
	pop3-plugin/user.h \
	pop3-plugin/whole-header.c \
	pop3-plugin/whole-header.h

# What doveadm loads besides: its commands.
pop3_plugin_doveadm_sources = \
	pop3-plugin/doveadm-command.c \
	pop3-plugin/doveadm-command.h \
	pop3-plugin/doveadm-doubles.c \
	pop3-plugin/doveadm-doubles.h \
	pop3-plugin/doveadm-expire.c \
	pop3-plugin/doveadm-explain.c \
	pop3-plugin/doveadm-list.c \
	pop3-plugin/doveadm-progress.c \
	pop3-plugin/doveadm-progress.h \
	pop3-plugin/doveadm-purge.c \
	pop3-plugin/doveadm-query.c \
	pop3-plugin/doveadm-query.h \
	pop3-plugin/doveadm-restore.c \
	pop3-plugin/doveadm-seal.c \
	pop3-plugin/doveadm-seal.h \
	pop3-plugin/doveadm-state.c \
	pop3-plugin/doveadm-state.h \
	pop3-plugin/doveadm-status.c \
	pop3-plugin/doveadm-tenure.c \
	pop3-plugin/doveadm-verbs.h \
	pop3-plugin/dovecot-compat-doveadm.c \
	pop3-plugin/dovecot-compat-doveadm.h

# Dovecot 2.4 only: its doveconf has to be told of the settings.
pop3_plugin_settings_sources = \
	pop3-plugin/settings-info.c \
	pop3-plugin/settings-info.h

# The plugin of the login processes.
pop3_plugin_login_sources = \
	pop3-plugin/dovecot-compat-login.c \
	pop3-plugin/dovecot-compat-login.h \
	pop3-plugin/login-capa.c \
	pop3-plugin/login-capa.h \
	pop3-plugin/login-plugin.c \
	pop3-plugin/login-plugin.h

if BUILD_DOVECOT
# Dovecot's config.h in place of ours: both define the PACKAGE names.
pop3_plugin_cppflags = \
	-include $(DOVECOT_INCLUDEDIR)/config.h $(DOVECOT_INCLUDES) \
	$(DOVECOT_FEATURES) -I$(srcdir)/common -I$(srcdir)
# What is not used of common/ is left out, and with it the libraries that only
# this would want.
pop3_plugin_ldflags = $(AM_LDFLAGS) -module -avoid-version -shared \
	-Wl,--gc-sections

dist_man_MANS += \
	pop3-plugin/doveadm-tenure.1 \
	pop3-plugin/dovecot-tenure.7 \
	pop3-plugin/dovecot-tenure-clients.7 \
	pop3-plugin/dovecot-tenure-routes.7
dovecot_module_LTLIBRARIES = pop3-plugin/lib01_tenure_plugin.la
pop3_plugin_lib01_tenure_plugin_la_SOURCES = $(pop3_plugin_sources)
pop3_plugin_lib01_tenure_plugin_la_CPPFLAGS = $(pop3_plugin_cppflags)
pop3_plugin_lib01_tenure_plugin_la_CFLAGS = $(AM_CFLAGS) $(SECTION_CFLAGS)
pop3_plugin_lib01_tenure_plugin_la_LDFLAGS = $(pop3_plugin_ldflags)
pop3_plugin_lib01_tenure_plugin_la_LIBADD = common/libtenure-bare.la

dovecot_login_LTLIBRARIES = pop3-plugin/lib01_tenure_login_plugin.la
pop3_plugin_lib01_tenure_login_plugin_la_SOURCES = $(pop3_plugin_login_sources)
pop3_plugin_lib01_tenure_login_plugin_la_CPPFLAGS = $(pop3_plugin_cppflags)
pop3_plugin_lib01_tenure_login_plugin_la_CFLAGS = $(AM_CFLAGS) $(SECTION_CFLAGS)
pop3_plugin_lib01_tenure_login_plugin_la_LDFLAGS = $(pop3_plugin_ldflags)
pop3_plugin_lib01_tenure_login_plugin_la_LIBADD = common/libtenure-bare.la

# It calls functions of the plugin, which is loaded before it.
dovecot_doveadm_LTLIBRARIES = pop3-plugin/lib10_doveadm_tenure_plugin.la
pop3_plugin_lib10_doveadm_tenure_plugin_la_SOURCES = \
	$(pop3_plugin_doveadm_sources)
pop3_plugin_lib10_doveadm_tenure_plugin_la_CPPFLAGS = $(pop3_plugin_cppflags)
pop3_plugin_lib10_doveadm_tenure_plugin_la_CFLAGS = $(AM_CFLAGS) \
	$(SECTION_CFLAGS) $(JANSSON_CFLAGS)
pop3_plugin_lib10_doveadm_tenure_plugin_la_LDFLAGS = $(pop3_plugin_ldflags)
pop3_plugin_lib10_doveadm_tenure_plugin_la_LIBADD = \
	common/libtenure_explain.la common/libtenure-bare.la

if BUILD_DOVECOT_SETTINGS
pop3_plugin_lib01_tenure_plugin_la_SOURCES += $(pop3_plugin_settings_sources)
pop3_plugin_lib01_tenure_login_plugin_la_SOURCES += \
	$(pop3_plugin_settings_sources)
dovecot_settings_LTLIBRARIES = pop3-plugin/libtenure_settings.la
pop3_plugin_libtenure_settings_la_SOURCES = \
	pop3-plugin/settings-module.c $(pop3_plugin_settings_sources)
pop3_plugin_libtenure_settings_la_CPPFLAGS = $(pop3_plugin_cppflags)
pop3_plugin_libtenure_settings_la_CFLAGS = $(AM_CFLAGS)
pop3_plugin_libtenure_settings_la_LDFLAGS = $(pop3_plugin_ldflags)
endif

# Dovecot loads the .so; the .la of libtool is in nobody's interest.
install-data-hook: remove-plugin-la
remove-plugin-la: install-dovecot_moduleLTLIBRARIES \
		install-dovecot_doveadmLTLIBRARIES \
		install-dovecot_loginLTLIBRARIES \
		install-dovecot_settingsLTLIBRARIES
	rm -f $(DESTDIR)$(dovecot_moduledir)/lib01_tenure_plugin.la \
		$(DESTDIR)$(dovecot_doveadmdir)/lib10_doveadm_tenure_plugin.la \
		$(DESTDIR)$(dovecot_logindir)/lib01_tenure_login_plugin.la \
		$(DESTDIR)$(dovecot_settingsdir)/libtenure_settings.la
uninstall-local: uninstall-plugin
uninstall-plugin:
	rm -f $(DESTDIR)$(dovecot_moduledir)/lib01_tenure_plugin.so \
		$(DESTDIR)$(dovecot_doveadmdir)/lib10_doveadm_tenure_plugin.so \
		$(DESTDIR)$(dovecot_logindir)/lib01_tenure_login_plugin.so \
		$(DESTDIR)$(dovecot_settingsdir)/libtenure_settings.so
.PHONY: remove-plugin-la uninstall-plugin
endif
