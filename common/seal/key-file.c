/* SPDX-License-Identifier: MIT */
#include "seal/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/alloc.h"
#include "base/file.h"
#include "seal/private-key.h"

/* Octets of a private key's file; an Ed25519 one has 119. */
#define KEY_TEXT_MAX 4096

/* Set an error about a file, with the reason of errno. Returns -1. */
static int key_errno(struct tenure_error *err, const char *path,
		     const char *what)
{
	tenure_error_errno(err, errno, "%s", what);
	return tenure_error_at(err, path, 0, 0);
}

static int key_error(struct tenure_error *err, const char *path,
		     enum tenure_error_code code, const char *text)
{
	tenure_error_set(err, code, "%s", text);
	return tenure_error_at(err, path, 0, 0);
}

/* folder/id.suffix. Returns NULL with err. Free with tenure_free(). */
static char *key_path(const char *folder, const char *id, const char *suffix,
		      struct tenure_error *err)
{
	struct tenure_buffer path = TENURE_BUFFER_INIT;
	char *result;

	if (!tenure_key_id_valid(id)) {
		tenure_error_set(err, TENURE_ERROR_INPUT,
				 "bad key id: 1 to %d of A-Z a-z 0-9 . _ - and "
				 "no dot at the beginning",
				 TENURE_NAME_MAX);
		return NULL;
	}
	tenure_buffer_printf(&path, "%s/%s.%s", folder, id, suffix);
	result = tenure_buffer_take(&path);
	if (result == NULL)
		tenure_error_nomem(err);
	tenure_buffer_free(&path);
	return result;
}

/* ---------------------------------------------------------------- loading */

/* Read at most KEY_TEXT_MAX octets. Returns how many, or -1 with err. */
static ssize_t key_read(int fd, const char *path, char *text,
			struct tenure_error *err)
{
	size_t used = 0;
	ssize_t ret;

	do {
		ret = read(fd, text + used, KEY_TEXT_MAX - used);
		if (ret < 0 && errno == EINTR)
			continue;
		if (ret < 0)
			return key_errno(err, path, "cannot read");
		used += (size_t)ret;
	} while (ret != 0 && used < KEY_TEXT_MAX);
	return (ssize_t)used;
}

static int key_load_fd(int fd, const char *id, const char *path,
		       struct tenure_private_key **key_r,
		       struct tenure_error *err)
{
	char text[KEY_TEXT_MAX];
	struct stat st;
	ssize_t size;
	int ret;

	if (fstat(fd, &st) < 0)
		return key_errno(err, path, "cannot stat");
	if (!S_ISREG(st.st_mode))
		return key_error(err, path, TENURE_ERROR_ENVIRONMENT,
				 "not a regular file");
	if ((st.st_mode & 077) != 0) {
		tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
				 "a private key that others than its owner may "
				 "use: mode is %04o, chmod it to 0600",
				 (unsigned int)st.st_mode & 07777);
		return tenure_error_at(err, path, 0, 0);
	}
	size = key_read(fd, path, text, err);
	ret = size < 0 ? -1
		       : tenure_private_key_from_pem(id, text, (size_t)size,
						     key_r, err);
	OPENSSL_cleanse(text, sizeof(text));
	return ret < 0 && size >= 0 ? tenure_error_at(err, path, 0, 0) : ret;
}

int tenure_private_key_load(const char *folder, const char *id,
			    struct tenure_private_key **key_r,
			    struct tenure_error *err)
{
	char *path = key_path(folder, id, "key", err);
	int fd, ret;

	*key_r = NULL;
	if (path == NULL)
		return -1;
	/* Non-blocking: opening a FIFO must not wait for a writer. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0) {
		ret = key_errno(err, path, "cannot open");
	} else {
		ret = key_load_fd(fd, id, path, key_r, err);
		close(fd);
	}
	tenure_free(path);
	return ret;
}

/* ----------------------------------------------------------------- making */

static int write_all(int fd, const char *data, size_t size)
{
	ssize_t ret;

	while (size > 0) {
		ret = write(fd, data, size);
		if (ret < 0 && errno == EINTR)
			continue;
		if (ret < 0)
			return -1;
		data += ret;
		size -= (size_t)ret;
	}
	return 0;
}

/* Write text to a new file that only its owner may read. */
static int private_file_write(const char *path, const char *text, size_t size,
			      struct tenure_error *err)
{
	bool written;
	int fd;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		  0600);
	if (fd < 0 && errno == EEXIST)
		return key_error(err, path, TENURE_ERROR_INPUT,
				 "there is such a key already");
	if (fd < 0)
		return key_errno(err, path, "cannot create");
	/* The umask may have taken even the owner's rights. */
	written = fchmod(fd, 0600) == 0 && write_all(fd, text, size) == 0 &&
		  fsync(fd) == 0;
	if (!written)
		key_errno(err, path, "cannot write");
	if (close(fd) < 0 && written) {
		key_errno(err, path, "cannot write");
		written = false;
	}
	if (!written)
		unlink(path);
	return written ? 0 : -1;
}

/* Write the PEM of a key to a new file. */
static int private_key_write(const char *path, EVP_PKEY *evp,
			     struct tenure_error *err)
{
	char *text = NULL;
	long size = 0;
	int ret;
	BIO *bio;

	ERR_set_mark();
	bio = BIO_new(BIO_s_secmem());
	if (bio != NULL && PEM_write_bio_PKCS8PrivateKey(bio, evp, NULL, NULL,
							 0, NULL, NULL) == 1)
		size = BIO_get_mem_data(bio, &text);
	ERR_pop_to_mark();
	if (size > 0) {
		ret = private_file_write(path, text, (size_t)size, err);
		OPENSSL_cleanse(text, (size_t)size);
	} else {
		ret = key_error(err, path, TENURE_ERROR_ENVIRONMENT,
				"OpenSSL cannot write a key");
	}
	BIO_free(bio);
	return ret;
}

static int public_key_write(const char *path, const char *id,
			    const struct tenure_private_key *key, int64_t now,
			    struct tenure_error *err)
{
	struct tenure_buffer text = TENURE_BUFFER_INIT;
	struct tenure_keyring *ring;
	int ret;

	if (tenure_keyring_new(&ring, err) < 0)
		return -1;
	ret = tenure_keyring_add(ring, id, tenure_private_key_public(key), now,
				 err);
	if (ret == 0) {
		tenure_keyring_format(ring, &text);
		ret = tenure_buffer_str(&text) == NULL
			      ? tenure_error_nomem(err)
			      : tenure_file_write(path, 0644, text.data,
						  text.used, err);
	}
	tenure_keyring_free(&ring);
	tenure_buffer_free(&text);
	return ret;
}

/* Write both files of a key, or none. */
static int key_write(const char *private_path, const char *public_path,
		     const char *id, int64_t now, struct tenure_error *err)
{
	struct tenure_private_key *key = NULL;
	struct stat st;
	EVP_PKEY *evp;
	int ret;

	if (lstat(public_path, &st) == 0)
		return key_error(err, public_path, TENURE_ERROR_INPUT,
				 "there is such a key already");
	if (errno != ENOENT)
		return key_errno(err, public_path, "cannot stat");
	ERR_set_mark();
	evp = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	ERR_pop_to_mark();
	if (evp == NULL)
		return tenure_error_set(err, TENURE_ERROR_ENVIRONMENT,
					"OpenSSL cannot make a key");
	if (tenure_private_key_create(id, evp, &key, err) < 0)
		return -1;
	/* First the one that nobody believes alone. It also keeps a second
	   maker of the same id out. */
	ret = private_key_write(private_path, evp, err);
	if (ret == 0 && public_key_write(public_path, id, key, now, err) < 0) {
		unlink(public_path);
		unlink(private_path);
		ret = -1;
	}
	tenure_private_key_free(&key);
	return ret;
}

/* Make the folder if it is missing. Others may only pass through to the
   public keys whose names they know. */
static int folder_make(const char *folder, struct tenure_error *err)
{
	if (mkdir(folder, 0711) < 0)
		return errno == EEXIST ? 0
				       : key_errno(err, folder,
						   "cannot make the folder "
						   "of keys");
	/* Whatever the umask. */
	if (chmod(folder, 0711) < 0)
		return key_errno(err, folder, "cannot chmod");
	return 0;
}

int tenure_key_new(const char *folder, const char *id, int64_t now,
		   struct tenure_error *err)
{
	char *private_path, *public_path = NULL;
	int ret = -1;

	private_path = key_path(folder, id, "key", err);
	if (private_path != NULL)
		public_path = key_path(folder, id, "pub", err);
	if (public_path != NULL && folder_make(folder, err) == 0)
		ret = key_write(private_path, public_path, id, now, err);
	tenure_free(private_path);
	tenure_free(public_path);
	return ret;
}
