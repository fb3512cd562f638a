# SPDX-License-Identifier: MIT
EXTRA_DIST += \
	tests/lab/__init__.py \
	tests/lab/dovecot-2.3.conf.in \
	tests/lab/dovecot-2.4.conf.in \
	tests/lab/dovecot.py \
	tests/lab/lab \
	tests/lab/lab.py \
	tests/lab/main.cf.in \
	tests/lab/master.cf.in \
	tests/lab/policy.conf.in \
	tests/lab/ports.py \
	tests/lab/postfix.py \
	tests/lab/processes.py \
	tests/lab/tenure.conf.in \
	tests/lab/tenure.py \
	tests/lab/test_lab.py \
	tests/lib/__init__.py \
	tests/lib/case.py \
	tests/lib/mail.py \
	tests/lib/own-mounts \
	tests/lib/strace.py \
	tests/lib/talk.py \
	tests/lib/terminal.py \
	tests/lib/tap.py \
	tests/lib/valgrind.py
