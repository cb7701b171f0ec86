/* Makes one write or sync of a file fail, or that one and all later ones. Preloaded: cc -shared -fPIC -o X.so X.c -ldl

QUIZAPP_FAULT is CALL:NUMBER:ERRNO:HOW, with CALL `write` or `sync`, HOW `once` or `always`; number 0 fails none.
QUIZAPP_FAULT_UNDER is the folder whose files count, and QUIZAPP_FAULT_COUNT a file for the number of such calls.
Shared memory of SQLite (`-shm`) does not count: it is no part of the data. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static long calls;

static int counts(int file)
{
    char link[64], path[4096];
    const char *under = getenv("QUIZAPP_FAULT_UNDER");
    if (!under) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return !strncmp(path, under, strlen(under)) && !strstr(path, "-shm");
}

static void note(void)
{
    const char *name = getenv("QUIZAPP_FAULT_COUNT");
    if (!name) return;
    char text[32];
    int length = snprintf(text, sizeof text, "%ld", calls);
    int out = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (out < 0) return;
    syscall(SYS_write, out, text, length);
    syscall(SYS_close, out);
}

static int fails(const char *call, int file)
{
    const char *given = getenv("QUIZAPP_FAULT");
    char which[16], how[16];
    long number;
    int error, before = errno;
    if (!given || sscanf(given, "%15[^:]:%ld:%d:%15s", which, &number, &error, how) != 4) return 0;
    if (strcmp(which, call) || !counts(file)) { errno = before; return 0; }
    calls++;
    if (number == 0) { note(); errno = before; return 0; }
    if (calls < number || (calls > number && strcmp(how, "always"))) { errno = before; return 0; }
    errno = error;
    return 1;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__)) dlsym(RTLD_NEXT, #name)

ssize_t write(int file, const void *from, size_t size)
{
    REAL(ssize_t, write, int, const void *, size_t);
    return fails("write", file) ? -1 : real(file, from, size);
}

ssize_t pwrite(int file, const void *from, size_t size, off_t at)
{
    REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
    return fails("write", file) ? -1 : real(file, from, size, at);
}

ssize_t pwrite64(int file, const void *from, size_t size, off64_t at)
{
    REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
    return fails("write", file) ? -1 : real(file, from, size, at);
}

int fsync(int file)
{
    REAL(int, fsync, int);
    return fails("sync", file) ? -1 : real(file);
}

int fdatasync(int file)
{
    REAL(int, fdatasync, int);
    return fails("sync", file) ? -1 : real(file);
}
