// What Seuil asks of Linux about Unix sockets that Swift's C library does not show: addresses made of a path,
// and who is at the other end (struct ucred needs _GNU_SOURCE).
#ifndef SEUIL_CUNIXSOCKET_H
#define SEUIL_CUNIXSOCKET_H

#include <stddef.h>
#include <stdint.h>

// Every function returns -errno when the system refuses.

// The longest path of a Unix socket, in bytes.
size_t seuil_unix_path_limit(void);

// A socket bound at `path`, where nothing may stand, with the file's `mode`; it does not listen yet.
int seuil_unix_bind(const char *path, unsigned mode);

// Makes a bound socket listen.
int seuil_unix_listen(int descriptor, int backlog);

// Connects to `path` and hangs up: 0 when somebody listens there.
int seuil_unix_probe(const char *path);

// Whether `descriptor` is a Unix stream socket that listens: 1 or 0.
int seuil_unix_is_listening(int descriptor);

// The user, the group and up to `capacity` further groups of whoever connected. Returns their number.
// Source: unix(7), SO_PEERCRED and SO_PEERGROUPS.
int seuil_unix_peer(
    int descriptor, uint32_t *user, uint32_t *group, uint32_t *groups, size_t capacity);

// Sends one datagram to `path`, where a leading '@' means the abstract namespace.
int seuil_unix_send(const char *path, const char *text, size_t length);

#endif
