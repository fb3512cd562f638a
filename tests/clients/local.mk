# SPDX-License-Identifier: MIT
# These need root, the servers and the clients: packaging/runtests runs them.
EXTRA_DIST += \
	tests/clients/client_case.py \
	tests/clients/clients.py \
	tests/clients/imap_clients.py \
	tests/clients/machine.py \
	tests/clients/matrix.py \
	tests/clients/outcome.py \
	tests/clients/outcomes \
	tests/clients/page \
	tests/clients/pop3_clients.py \
	tests/clients/test_clients.py \
	tests/clients/valgrind_clients.py
