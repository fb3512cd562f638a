# SPDX-License-Identifier: MIT
# The mailbox door. One shared object for Dovecot's pop3, imap, lmtp and
# doveadm; its low number makes it the outermost of the plugins, so that none
# of them sees a delete that is not going to happen.

# No Dovecot in these: they have unit tests.
pop3_plugin_pure_sources = \
	pop3-plugin/conceal/concealed-name.c \
	pop3-plugin/conceal/concealed-name.h \
	pop3-plugin/notes/device-name.c \
	pop3-plugin/notes/device-name.h \
	pop3-plugin/notes/download-times.c \
	pop3-plugin/notes/download-times.h \
	pop3-plugin/notes/last-login.c \
	pop3-plugin/notes/last-login.h \
	pop3-plugin/notes/seal-memo.c \
	pop3-plugin/notes/seal-memo.h \
	pop3-plugin/pop3/download.c \
	pop3-plugin/pop3/download.h \
	pop3-plugin/pop3/pop3-number.c \
	pop3-plugin/pop3/pop3-number.h \
	pop3-plugin/pop3/send-queue.c \
	pop3-plugin/pop3/send-queue.h

pop3_plugin_sources = \
	$(pop3_plugin_pure_sources) \
	pop3-plugin/conceal/concealed-cache.c \
	pop3-plugin/conceal/concealed-cache.h \
	pop3-plugin/conceal/concealed-guard.c \
	pop3-plugin/conceal/concealed-guard.h \
	pop3-plugin/conceal/concealed-lock.c \
	pop3-plugin/conceal/concealed-lock.h \
	pop3-plugin/conceal/concealed-namespace.c \
	pop3-plugin/conceal/concealed-namespace.h \
	pop3-plugin/conceal/concealed-note.c \
	pop3-plugin/conceal/concealed-note.h \
	pop3-plugin/conceal/concealed-origin.c \
	pop3-plugin/conceal/concealed-origin.h \
	pop3-plugin/conceal/concealed.c \
	pop3-plugin/conceal/concealed.h \
	pop3-plugin/dovecot/dovecot-compat-namespace.c \
	pop3-plugin/dovecot/dovecot-compat-namespace.h \
	pop3-plugin/dovecot/dovecot-compat.c \
	pop3-plugin/dovecot/dovecot-compat.h \
	pop3-plugin/dovecot/log.c \
	pop3-plugin/dovecot/log.h \
	pop3-plugin/dovecot/settings.c \
	pop3-plugin/dovecot/settings.h \
	pop3-plugin/dovecot/shared.h \
	pop3-plugin/expire/expire-lock.c \
	pop3-plugin/expire/expire-lock.h \
	pop3-plugin/expire/expire-session.c \
	pop3-plugin/expire/expire-session.h \
	pop3-plugin/expire/expire.c \
	pop3-plugin/expire/expire.h \
	pop3-plugin/gate/delivery.c \
	pop3-plugin/gate/delivery.h \
	pop3-plugin/gate/discard.c \
	pop3-plugin/gate/discard.h \
	pop3-plugin/gate/gate-conceal-copy.c \
	pop3-plugin/gate/gate-conceal-copy.h \
	pop3-plugin/gate/gate-conceal.c \
	pop3-plugin/gate/gate-conceal.h \
	pop3-plugin/gate/gate-copy.c \
	pop3-plugin/gate/gate-copy.h \
	pop3-plugin/gate/gate-delete-box.c \
	pop3-plugin/gate/gate-delete-box.h \
	pop3-plugin/gate/gate-flag.c \
	pop3-plugin/gate/gate-flag.h \
	pop3-plugin/gate/gate-pass.c \
	pop3-plugin/gate/gate-pass.h \
	pop3-plugin/gate/gate.c \
	pop3-plugin/gate/gate.h \
	pop3-plugin/gate/imap-store.c \
	pop3-plugin/gate/imap-store.h \
	pop3-plugin/lost/lost-index.c \
	pop3-plugin/lost/lost-index.h \
	pop3-plugin/lost/lost-mail.c \
	pop3-plugin/lost/lost-mail.h \
	pop3-plugin/lost/lost.c \
	pop3-plugin/lost/lost.h \
	pop3-plugin/notes/devices.c \
	pop3-plugin/notes/devices.h \
	pop3-plugin/notes/download-hint.c \
	pop3-plugin/notes/download-hint.h \
	pop3-plugin/notes/hint.c \
	pop3-plugin/notes/hint.h \
	pop3-plugin/pop3/pop3-commands.c \
	pop3-plugin/pop3/pop3-commands.h \
	pop3-plugin/pop3/pop3-conversation.c \
	pop3-plugin/pop3/pop3-conversation.h \
	pop3-plugin/pop3/pop3-device.c \
	pop3-plugin/pop3/pop3-device.h \
	pop3-plugin/pop3/pop3-fetch.c \
	pop3-plugin/pop3/pop3-fetch.h \
	pop3-plugin/pop3/pop3-login-delay.c \
	pop3-plugin/pop3/pop3-login-delay.h \
	pop3-plugin/pop3/pop3-quit.c \
	pop3-plugin/pop3/pop3-quit.h \
	pop3-plugin/pop3/pop3-receipt.c \
	pop3-plugin/pop3/pop3-receipt.h \
	pop3-plugin/pop3/pop3-reply.c \
	pop3-plugin/pop3/pop3-reply.h \
	pop3-plugin/pop3/pop3-ruling.c \
	pop3-plugin/pop3/pop3-ruling.h \
	pop3-plugin/pop3/pop3-session.h \
	pop3-plugin/pop3/pop3-stream.c \
	pop3-plugin/pop3/pop3-stream.h \
	pop3-plugin/ruling/cached-field.c \
	pop3-plugin/ruling/cached-field.h \
	pop3-plugin/ruling/facts-fields.c \
	pop3-plugin/ruling/facts-fields.h \
	pop3-plugin/ruling/facts.c \
	pop3-plugin/ruling/facts.h \
	pop3-plugin/ruling/mail-seal.c \
	pop3-plugin/ruling/mail-seal.h \
	pop3-plugin/ruling/outlook.c \
	pop3-plugin/ruling/outlook.h \
	pop3-plugin/ruling/ruling.c \
	pop3-plugin/ruling/ruling.h \
	pop3-plugin/ruling/seal-header.c \
	pop3-plugin/ruling/seal-header.h \
	pop3-plugin/ruling/whole-header.c \
	pop3-plugin/ruling/whole-header.h \
	pop3-plugin/state/box.c \
	pop3-plugin/state/box.h \
	pop3-plugin/state/snapshot-holder.c \
	pop3-plugin/state/snapshot-holder.h \
	pop3-plugin/state/user-policy.c \
	pop3-plugin/state/user-policy.h \
	pop3-plugin/state/user.c \
	pop3-plugin/state/user.h \
	pop3-plugin/box-hooks.c \
	pop3-plugin/box-hooks.h \
	pop3-plugin/plugin.c \
	pop3-plugin/plugin.h \
	pop3-plugin/user-hooks.c \
	pop3-plugin/user-hooks.h

# What doveadm loads besides: its commands.
pop3_plugin_doveadm_sources = \
	pop3-plugin/doveadm/doveadm-command.c \
	pop3-plugin/doveadm/doveadm-command.h \
	pop3-plugin/doveadm/doveadm-doubles.c \
	pop3-plugin/doveadm/doveadm-doubles.h \
	pop3-plugin/doveadm/doveadm-expire.c \
	pop3-plugin/doveadm/doveadm-explain.c \
	pop3-plugin/doveadm/doveadm-list.c \
	pop3-plugin/doveadm/doveadm-progress.c \
	pop3-plugin/doveadm/doveadm-progress.h \
	pop3-plugin/doveadm/doveadm-purge.c \
	pop3-plugin/doveadm/doveadm-query.c \
	pop3-plugin/doveadm/doveadm-query.h \
	pop3-plugin/doveadm/doveadm-restore.c \
	pop3-plugin/doveadm/doveadm-seal.c \
	pop3-plugin/doveadm/doveadm-seal.h \
	pop3-plugin/doveadm/doveadm-state.c \
	pop3-plugin/doveadm/doveadm-state.h \
	pop3-plugin/doveadm/doveadm-status.c \
	pop3-plugin/doveadm/doveadm-tenure.c \
	pop3-plugin/doveadm/doveadm-verbs.h \
	pop3-plugin/doveadm/dovecot-compat-doveadm.c \
	pop3-plugin/doveadm/dovecot-compat-doveadm.h

# Dovecot 2.4 only: its doveconf has to be told of the settings.
pop3_plugin_settings_sources = \
	pop3-plugin/dovecot/settings-info.c \
	pop3-plugin/dovecot/settings-info.h

# The plugin of the login processes.
pop3_plugin_login_sources = \
	pop3-plugin/login/dovecot-compat-login.c \
	pop3-plugin/login/dovecot-compat-login.h \
	pop3-plugin/login/login-capa.c \
	pop3-plugin/login/login-capa.h \
	pop3-plugin/login/login-plugin.c \
	pop3-plugin/login/login-plugin.h

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
	pop3-plugin/doveadm/doveadm-tenure.1 \
	pop3-plugin/dovecot-tenure-clients.7 \
	pop3-plugin/dovecot-tenure-routes.7 \
	pop3-plugin/dovecot-tenure.7
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
	pop3-plugin/dovecot/settings-module.c $(pop3_plugin_settings_sources)
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
