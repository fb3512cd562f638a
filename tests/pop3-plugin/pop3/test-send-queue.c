/* SPDX-License-Identifier: MIT */
#include "tests/lib/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/attrs.h"
#include "pop3-plugin/pop3/send-queue.h"

/* Two ends of a TCP connection over loopback. False where there is none, as in
   an empty network namespace. */
static bool tcp_pair(int *server_r, int *client_r)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int small = 4096, ret;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(
		bind(listener, (struct sockaddr *)&address, sizeof(address)),
		0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(
		getsockname(listener, (struct sockaddr *)&address, &size), 0);
	*client_r = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(setsockopt(*client_r, SOL_SOCKET, SO_RCVBUF, &small,
				    sizeof(small)),
			 0);
	ret = connect(*client_r, (struct sockaddr *)&address, size);
	if (ret < 0 && errno == ENETUNREACH) {
		close(*client_r);
		close(listener);
		return false;
	}
	assert_int_equal(ret, 0);
	*server_r = accept(listener, NULL, NULL);
	assert_true(*server_r >= 0);
	close(listener);
	return true;
}

/* More than a reader with a small window takes. */
static size_t fill(int fd)
{
	char data[65536];
	size_t sum = 0;
	ssize_t ret;

	memset(data, 'x', sizeof(data));
	while ((ret = send(fd, data, sizeof(data), MSG_DONTWAIT)) > 0)
		sum += (size_t)ret;
	return sum;
}

static void drain(int fd, size_t size)
{
	char data[65536];
	ssize_t ret;

	while (size > 0 && (ret = read(fd, data, sizeof(data))) > 0)
		size -= (size_t)ret;
	assert_int_equal(size, 0);
}

/* The acknowledgement of what was read takes its time, but not for ever. */
static int wait_empty(int fd)
{
	int ret = 0;

	for (int i = 0; i < 6000 && ret == 0; i++) {
		if ((ret = tenure_send_queue_empty(fd)) == 0)
			poll(NULL, 0, 10);
	}
	return ret;
}

static void test_unread_and_read(void **state TENURE_UNUSED)
{
	int server, client;
	size_t size;

	if (!tcp_pair(&server, &client))
		unit_skip("there is no loopback network");
	assert_true(tenure_socket_is_tcp(server));
	assert_int_equal(tenure_send_queue_empty(server), 1);
	assert_int_equal(tenure_send_queue_length(server), 0);
	size = fill(server);
	assert_int_equal(tenure_send_queue_empty(server), 0);
	assert_in_range(tenure_send_queue_length(server), 1, size);
	drain(client, size);
	assert_int_equal(wait_empty(server), 1);
	assert_int_equal(tenure_send_queue_length(server), 0);
	close(server);
	close(client);
}

/* As another process of this host sees it, which has the addresses only. */
static int queue_of(int fd)
{
	struct sockaddr_storage local, remote;
	socklen_t size = sizeof(local);

	memset(&local, 0, sizeof(local));
	memset(&remote, 0, sizeof(remote));
	assert_int_equal(getsockname(fd, (struct sockaddr *)&local, &size), 0);
	size = sizeof(remote);
	assert_int_equal(getpeername(fd, (struct sockaddr *)&remote, &size), 0);
	return tenure_send_queue_of_others((struct sockaddr *)&local,
					   (struct sockaddr *)&remote);
}

static void test_of_others(void **state TENURE_UNUSED)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};
	struct sockaddr_storage local, remote;
	socklen_t size = sizeof(local);
	int server, client, ret;
	size_t octets;

	if (!tcp_pair(&server, &client))
		unit_skip("there is no loopback network");
	if (queue_of(server) < 0)
		unit_skip("this system tells nothing of others' connections");
	assert_int_equal(queue_of(server), 1);
	octets = fill(server);
	assert_int_equal(queue_of(server), 0);
	shutdown(client, SHUT_WR);
	assert_int_equal(queue_of(server), 0);
	drain(client, octets);
	assert_int_equal(wait_empty(server), 1);
	assert_int_equal(queue_of(server), 1);

	fill(server);
	getsockname(server, (struct sockaddr *)&local, &size);
	size = sizeof(remote);
	getpeername(server, (struct sockaddr *)&remote, &size);
	setsockopt(client, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	close(client);
	for (int i = 0; i < 6000; i++) {
		ret = tenure_send_queue_of_others((struct sockaddr *)&local,
						  (struct sockaddr *)&remote);
		if (ret != 0)
			break;
		poll(NULL, 0, 10);
	}
	assert_int_equal(ret, -1);
	close(server);
}

static void test_of_what_is_no_connection(void **state TENURE_UNUSED)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	struct sockaddr other = {.sa_family = AF_UNIX};
	struct sockaddr *const all[] = {(struct sockaddr *)&in,
					(struct sockaddr *)&in6, &other};

	for (size_t i = 0; i < 9; i++)
		assert_int_equal(
			tenure_send_queue_of_others(all[i / 3], all[i % 3]),
			-1);
}

static void test_half_closed_still_reads(void **state TENURE_UNUSED)
{
	int server, client;
	size_t size;

	if (!tcp_pair(&server, &client))
		unit_skip("there is no loopback network");
	size = fill(server);
	shutdown(client, SHUT_WR);
	assert_int_equal(tenure_send_queue_empty(server), 0);
	drain(client, size);
	assert_int_equal(wait_empty(server), 1);
	close(server);
	close(client);
}

static void test_reset_is_no_receipt(void **state TENURE_UNUSED)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};
	int server, client;

	if (!tcp_pair(&server, &client))
		unit_skip("there is no loopback network");
	fill(server);
	setsockopt(client, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	close(client);
	assert_int_equal(wait_empty(server), -1);
	close(server);
}

static void test_other_descriptors(void **state TENURE_UNUSED)
{
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_false(tenure_socket_is_tcp(fds[0]));
	assert_int_equal(tenure_send_queue_empty(fds[1]), -1);
	assert_int_equal(tenure_send_queue_length(fds[1]), -1);
	assert_int_equal(tenure_socket_has_input(fds[0]), 0);
	assert_int_equal(write(fds[1], "x", 1), 1);
	assert_int_equal(tenure_socket_has_input(fds[0]), 1);
	close(fds[0]);
	close(fds[1]);

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_false(tenure_socket_is_tcp(fds[0]));
	close(fds[0]);
	close(fds[1]);

	assert_false(tenure_socket_is_tcp(-1));
	assert_int_equal(tenure_send_queue_empty(-1), -1);
	assert_int_equal(tenure_socket_has_input(-1), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unread_and_read),
		cmocka_unit_test(test_half_closed_still_reads),
		cmocka_unit_test(test_reset_is_no_receipt),
		cmocka_unit_test(test_other_descriptors),
		cmocka_unit_test(test_of_others),
		cmocka_unit_test(test_of_what_is_no_connection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
