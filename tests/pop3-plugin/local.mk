# SPDX-License-Identifier: MIT
# Of the plugin's sources, those that need no Dovecot.
unit_tests += \
	tests/pop3-plugin/conceal/test-concealed-name \
	tests/pop3-plugin/notes/test-device-name \
	tests/pop3-plugin/pop3/test-download \
	tests/pop3-plugin/notes/test-download-times \
	tests/pop3-plugin/notes/test-last-login \
	tests/pop3-plugin/login/test-login-capa \
	tests/pop3-plugin/pop3/test-pop3-number \
	tests/pop3-plugin/notes/test-seal-memo \
	tests/pop3-plugin/pop3/test-send-queue
tests_pop3_plugin_conceal_test_concealed_name_SOURCES = \
	tests/pop3-plugin/conceal/test-concealed-name.c \
	pop3-plugin/conceal/concealed-name.c
tests_pop3_plugin_notes_test_device_name_SOURCES = \
	tests/pop3-plugin/notes/test-device-name.c \
	pop3-plugin/notes/device-name.c
tests_pop3_plugin_notes_test_download_times_SOURCES = \
	tests/pop3-plugin/notes/test-download-times.c \
	pop3-plugin/notes/download-times.c
tests_pop3_plugin_pop3_test_download_SOURCES = \
	tests/pop3-plugin/pop3/test-download.c \
	pop3-plugin/pop3/download.c
tests_pop3_plugin_notes_test_last_login_SOURCES = \
	tests/pop3-plugin/notes/test-last-login.c \
	pop3-plugin/notes/last-login.c
tests_pop3_plugin_login_test_login_capa_SOURCES = \
	tests/pop3-plugin/login/test-login-capa.c \
	pop3-plugin/login/login-capa.c
tests_pop3_plugin_pop3_test_pop3_number_SOURCES = \
	tests/pop3-plugin/pop3/test-pop3-number.c \
	pop3-plugin/pop3/pop3-number.c
tests_pop3_plugin_notes_test_seal_memo_SOURCES = \
	tests/pop3-plugin/notes/test-seal-memo.c \
	pop3-plugin/notes/seal-memo.c
tests_pop3_plugin_pop3_test_send_queue_SOURCES = \
	tests/pop3-plugin/pop3/test-send-queue.c \
	pop3-plugin/pop3/send-queue.c
# These need root and the servers: packaging/runtests runs them.
EXTRA_DIST += \
	tests/pop3-plugin/both.py \
	tests/pop3-plugin/concealing.py \
	tests/pop3-plugin/door.py \
	tests/pop3-plugin/test_after_download.py \
	tests/pop3-plugin/test_beside.py \
	tests/pop3-plugin/test_conceal.py \
	tests/pop3-plugin/test_conceal_copies.py \
	tests/pop3-plugin/test_conceal_failures.py \
	tests/pop3-plugin/test_conceal_hidden.py \
	tests/pop3-plugin/test_conceal_locks.py \
	tests/pop3-plugin/test_conceal_once.py \
	tests/pop3-plugin/test_delete_flag.py \
	tests/pop3-plugin/test_devices.py \
	tests/pop3-plugin/test_doveadm.py \
	tests/pop3-plugin/test_doveadm_concealed.py \
	tests/pop3-plugin/test_doveadm_server.py \
	tests/pop3-plugin/test_doveadm_virtual.py \
	tests/pop3-plugin/test_download.py \
	tests/pop3-plugin/test_editheader.py \
	tests/pop3-plugin/test_expire_once.py \
	tests/pop3-plugin/test_expire_session.py \
	tests/pop3-plugin/test_facts.py \
	tests/pop3-plugin/test_fetch.py \
	tests/pop3-plugin/test_gate.py \
	tests/pop3-plugin/test_hostile_mail.py \
	tests/pop3-plugin/test_login.py \
	tests/pop3-plugin/test_login_capa.py \
	tests/pop3-plugin/test_login_delay.py \
	tests/pop3-plugin/test_lost.py \
	tests/pop3-plugin/test_namespaces.py \
	tests/pop3-plugin/test_parallel.py \
	tests/pop3-plugin/test_pop3_conversation.py \
	tests/pop3-plugin/test_published.py \
	tests/pop3-plugin/test_slow_clients.py \
	tests/pop3-plugin/test_store.py \
	tests/pop3-plugin/under_valgrind.py \
	tests/pop3-plugin/valgrind_conceal.py \
	tests/pop3-plugin/valgrind_sessions.py
check_PROGRAMS += tests/pop3-plugin/mime-parts
tests_pop3_plugin_mime_parts_SOURCES = tests/pop3-plugin/mime-parts.c
EXTRA_DIST += tests/pop3-plugin/test_mime.py
if BUILD_DOVECOT
# Plugins for Dovecot; they are not installed.
check_LTLIBRARIES += \
	tests/pop3-plugin/lib00_copies_plugin.la \
	tests/pop3-plugin/lib00_slow_plugin.la
tests_pop3_plugin_lib00_copies_plugin_la_SOURCES = \
	tests/pop3-plugin/copies-plugin.c
tests_pop3_plugin_lib00_copies_plugin_la_CPPFLAGS = $(pop3_plugin_cppflags)
tests_pop3_plugin_lib00_copies_plugin_la_LDFLAGS = $(AM_LDFLAGS) -module \
	-avoid-version -shared -rpath $(dovecot_moduledir)
tests_pop3_plugin_lib00_slow_plugin_la_SOURCES = \
	tests/pop3-plugin/slow-plugin.c
tests_pop3_plugin_lib00_slow_plugin_la_CPPFLAGS = $(pop3_plugin_cppflags)
tests_pop3_plugin_lib00_slow_plugin_la_LDFLAGS = $(AM_LDFLAGS) -module \
	-avoid-version -shared -rpath $(dovecot_moduledir)
endif
