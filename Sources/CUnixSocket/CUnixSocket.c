#define _GNU_SOURCE
#include "CUnixSocket.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

// Fills `address` with `path`; returns the address's length, or -ENAMETOOLONG.
static int address_of(const char *path, struct sockaddr_un *address) {
    size_t length = strlen(path);
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (length == 0) return -ENOENT;
    if (length >= sizeof address->sun_path) return -ENAMETOOLONG;
    memcpy(address->sun_path, path, length);
    return (int)(offsetof(struct sockaddr_un, sun_path) + length + 1);
}

size_t seuil_unix_path_limit(void) { return sizeof(((struct sockaddr_un *)0)->sun_path) - 1; }

int seuil_unix_bind(const char *path, unsigned mode) {
    struct sockaddr_un address;
    int length = address_of(path, &address);
    if (length < 0) return length;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -errno;
    // The file takes its mode from the socket's inode, so that it is never wider than asked, not even for a
    // moment; the umask can only narrow it, which chmod then undoes.
    if (fchmod(descriptor, (mode_t)mode) != 0
        || bind(descriptor, (struct sockaddr *)&address, (socklen_t)length) != 0) {
        int reason = errno;
        close(descriptor);
        return -reason;
    }
    if (chmod(path, (mode_t)mode) != 0) {
        int reason = errno;
        unlink(path);
        close(descriptor);
        return -reason;
    }
    return descriptor;
}

int seuil_unix_listen(int descriptor, int backlog) {
    return listen(descriptor, backlog) == 0 ? 0 : -errno;
}

int seuil_unix_probe(const char *path) {
    struct sockaddr_un address;
    int length = address_of(path, &address);
    if (length < 0) return length;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -errno;
    int result = connect(descriptor, (struct sockaddr *)&address, (socklen_t)length) == 0 ? 0 : -errno;
    close(descriptor);
    // A full backlog is somebody's.
    return result == -EAGAIN ? 0 : result;
}

int seuil_unix_is_listening(int descriptor) {
    int domain = 0, type = 0, listening = 0;
    socklen_t size = sizeof(int);
    if (getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0) return -errno;
    size = sizeof(int);
    if (getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) != 0) return -errno;
    size = sizeof(int);
    if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0) return -errno;
    return domain == AF_UNIX && type == SOCK_STREAM && listening != 0;
}

int seuil_unix_peer(
    int descriptor, uint32_t *user, uint32_t *group, uint32_t *groups, size_t capacity) {
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return -errno;
    *user = credentials.uid;
    *group = credentials.gid;
    size = (socklen_t)(capacity * sizeof(gid_t));
    // gid_t is 32 bits wide on every Linux.
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups, &size) != 0) return -errno;
    return (int)(size / sizeof(gid_t));
}

int seuil_unix_send(const char *path, const char *text, size_t length) {
    struct sockaddr_un address;
    int size = address_of(path, &address);
    if (size < 0) return size;
    if (path[0] == '@') {
        address.sun_path[0] = '\0';
        size -= 1;  // An abstract name has no final NUL.
    }
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    ssize_t sent = sendto(
        descriptor, text, length, MSG_NOSIGNAL, (struct sockaddr *)&address, (socklen_t)size);
    int result = sent < 0 ? -errno : 0;
    close(descriptor);
    return result;
}
