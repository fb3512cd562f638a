/* SPDX-License-Identifier: MIT */
#include "listener.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <libmilter/mfapi.h>

#include "base/alloc.h"

/* The path of a UNIX socket, as libmilter reads it; NULL for TCP. */
static const char *unix_path(const char *socket)
{
	static const char *const prefixes[] = {"unix:", "local:"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (strncasecmp(socket, prefixes[i], strlen(prefixes[i])) == 0)
			return socket + strlen(prefixes[i]);
	}
	return socket[0] == '/' ? socket : NULL;
}

bool tm_listener_is_tcp(const char *socket)
{
	return unix_path(socket) == NULL;
}

/* libmilter removes what is there, also what somebody is using. */
static int check_unused(const char *path, struct tenure_error *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd, answers;

	if (strlen(path) >= sizeof(address.sun_path)) {
		(void)tenure_error_set(err, TENURE_ERROR_INPUT,
				       "the name of the socket is too long");
		return tenure_error_at(err, path, 0, 0);
	}
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return tenure_error_errno(err, errno, "socket");
	answers = connect(fd, (const struct sockaddr *)&address,
			  sizeof(address)) == 0;
	(void)close(fd);
	if (!answers)
		return 0;
	(void)tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
			       "another process is listening on this socket");
	return tenure_error_at(err, path, 0, 0);
}

static int set_group(const char *path, const char *name,
		     struct tenure_error *err)
{
	const struct group *group = getgrnam(name);

	if (group == NULL)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"there is no group \"%s\"", name);
	if (chown(path, (uid_t)-1, group->gr_gid) == 0)
		return 0;
	(void)tenure_error_errno(
		err, errno, "cannot give the socket to group \"%s\"", name);
	return tenure_error_at(err, path, 0, 0);
}

static int set_permissions(const struct tenure_config *config, const char *path,
			   struct tenure_error *err)
{
	if (config->milter.group != NULL &&
	    set_group(path, config->milter.group, err) < 0)
		return -1;
	if (chmod(path, (mode_t)config->milter.socket_mode) == 0)
		return 0;
	(void)tenure_error_errno(err, errno,
				 "cannot set the mode of the socket");
	return tenure_error_at(err, path, 0, 0);
}

/* The descriptor that the next open() gets, and that smfi_opensocket() will
   thus listen on, which libmilter does not tell. */
static int next_descriptor(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		(void)close(fd);
	return fd;
}

/* Without it, what we send after an edit waits for the server's ACK, which
   waits 40 ms. Accepted sockets inherit it. */
static void set_nodelay(int fd)
{
	socklen_t size = sizeof(int);
	int listening = 0, on = 1;

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 &&
	    listening)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

static int open_socket(char *socket, struct tenure_error *err)
{
	int fd = next_descriptor();

#ifdef HAVE_SMFI_SETMAXDATASIZE
	(void)smfi_setmaxdatasize(TM_LISTENER_PACKET_MAX);
#endif
	errno = 0;
	if (smfi_setconn(socket) != MI_SUCCESS ||
	    smfi_setbacklog(TM_LISTENER_BACKLOG) != MI_SUCCESS ||
	    smfi_opensocket(true) != MI_SUCCESS)
		return errno == 0
			       ? tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
						  "cannot listen on %s", socket)
			       : tenure_error_errno(err, errno,
						    "cannot listen on %s",
						    socket);
	if (fd >= 0 && tm_listener_is_tcp(socket))
		set_nodelay(fd);
	return 0;
}

int tm_listener_open(const struct tenure_config *config,
		     struct tenure_error *err)
{
	const char *path = unix_path(config->milter.socket);
	char *socket = tenure_strdup(config->milter.socket);
	mode_t mask;
	int ret;

	if (socket == NULL)
		return tenure_error_nomem(err);
	/* Nobody else may connect before mode and group are right. */
	mask = umask(0177);
	ret = path == NULL ? 0 : check_unused(path, err);
	if (ret == 0)
		ret = open_socket(socket, err);
	if (ret == 0 && path != NULL)
		ret = set_permissions(config, path, err);
	(void)umask(mask);
	tenure_free(socket);
	return ret;
}
