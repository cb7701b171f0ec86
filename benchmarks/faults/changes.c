/* Counts the changes of files, and fails one or kills the process at it. Preloaded: cc -shared -fPIC -o X.so X.c -ldl

QUIZAPP_FAULT is CALL:NUMBER:ERRNO:HOW. CALL is `write`, `sync`, `name` (something is created, renamed, linked, cut or
removed) or `change` (a write or a name). HOW is `once` or `always`, which fail that call, or it and all later ones;
`kill`, which kills the process instead of the call; or `torn`, which lets it write half before. Number 0 does nothing.
QUIZAPP_FAULT_UNDER is the folder whose files count. QUIZAPP_FAULT_COUNT is a file for the number of such calls and the
times of the first and the last, in seconds of the monotonic clock.
Shared memory of SQLite (`-shm`) does not count: it is no part of the data. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum fate { GOES_ON, FAILS, IS_TORN };

static long calls;
static double first;

static int is_under(const char *path)
{
    const char *under = getenv("QUIZAPP_FAULT_UNDER");
    return under && !strncmp(path, under, strlen(under)) && !strstr(path, "-shm");
}

static int file_counts(int file)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_under(path);
}

static int name_counts(int folder, const char *name)
{
    char here[4096];
    if (!name || strstr(name, "-shm")) return 0;
    if (name[0] == '/') return is_under(name);
    if (folder != AT_FDCWD) return file_counts(folder);
    return getcwd(here, sizeof here) && is_under(here);
}

static void note(void)
{
    const char *name = getenv("QUIZAPP_FAULT_COUNT");
    struct timespec now;
    if (!name) return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double last = now.tv_sec + now.tv_nsec / 1e9;
    if (calls == 1) first = last;
    char text[96];
    int length = snprintf(text, sizeof text, "%ld %.6f %.6f\n", calls, first, last);
    int out = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (out < 0) return;
    syscall(SYS_write, out, text, length);
    syscall(SYS_close, out);
}

static void end_here(void)
{
    syscall(SYS_kill, getpid(), SIGKILL);
    pause();
}

static enum fate fate_of(const char *call, int is_counted)
{
    const char *given = getenv("QUIZAPP_FAULT");
    char which[16], how[16];
    long number;
    int error;
    if (!is_counted || !given || sscanf(given, "%15[^:]:%ld:%d:%15s", which, &number, &error, how) != 4)
        return GOES_ON;
    if (strcmp(which, call) && (strcmp(which, "change") || !strcmp(call, "sync"))) return GOES_ON;
    calls++;
    note();
    if (number == 0 || calls < number || (calls > number && strcmp(how, "always"))) return GOES_ON;
    if (!strcmp(how, "torn") && !strcmp(call, "write")) return IS_TORN;
    if (!strcmp(how, "torn") || !strcmp(how, "kill")) end_here();
    errno = error;
    return FAILS;
}

static enum fate of_file(const char *call, int file)
{
    int before = errno;
    enum fate fate = fate_of(call, file_counts(file));
    if (fate != FAILS) errno = before;
    return fate;
}

static enum fate of_name(int folder, const char *name)
{
    int before = errno;
    enum fate fate = fate_of("name", name_counts(folder, name));
    if (fate != FAILS) errno = before;
    return fate;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__)) dlsym(RTLD_NEXT, #name)

#define WRITES(name, parameters, whole, half, ...) \
    ssize_t name parameters \
    { \
        REAL(ssize_t, name, __VA_ARGS__); \
        enum fate fate = of_file("write", file); \
        if (fate == FAILS) return -1; \
        if (fate == IS_TORN) { real half; end_here(); } \
        return real whole; \
    }

WRITES(write, (int file, const void *from, size_t size), (file, from, size), (file, from, size / 2),
       int, const void *, size_t)
WRITES(pwrite, (int file, const void *from, size_t size, off_t at), (file, from, size, at), (file, from, size / 2, at),
       int, const void *, size_t, off_t)
WRITES(pwrite64, (int file, const void *from, size_t size, off64_t at), (file, from, size, at),
       (file, from, size / 2, at), int, const void *, size_t, off64_t)
WRITES(sendfile, (int file, int in, off_t *at, size_t size), (file, in, at, size), (file, in, at, size / 2),
       int, int, off_t *, size_t)
WRITES(sendfile64, (int file, int in, off64_t *at, size_t size), (file, in, at, size), (file, in, at, size / 2),
       int, int, off64_t *, size_t)

#define ON_FILE(name, call, parameters, arguments, ...) \
    int name parameters \
    { \
        REAL(int, name, __VA_ARGS__); \
        return of_file(call, file) == FAILS ? -1 : real arguments; \
    }

ON_FILE(fsync, "sync", (int file), (file), int)
ON_FILE(fdatasync, "sync", (int file), (file), int)
ON_FILE(ftruncate, "name", (int file, off_t size), (file, size), int, off_t)
ON_FILE(ftruncate64, "name", (int file, off64_t size), (file, size), int, off64_t)

#define ON_NAME(name, parameters, arguments, folder, path, ...) \
    int name parameters \
    { \
        REAL(int, name, __VA_ARGS__); \
        return of_name(folder, path) == FAILS ? -1 : real arguments; \
    }

ON_NAME(rename, (const char *from, const char *to), (from, to), AT_FDCWD, to, const char *, const char *)
ON_NAME(renameat, (int in, const char *from, int out, const char *to), (in, from, out, to), out, to,
        int, const char *, int, const char *)
ON_NAME(link, (const char *from, const char *to), (from, to), AT_FDCWD, to, const char *, const char *)
ON_NAME(linkat, (int in, const char *from, int out, const char *to, int flags), (in, from, out, to, flags), out, to,
        int, const char *, int, const char *, int)
ON_NAME(symlink, (const char *from, const char *to), (from, to), AT_FDCWD, to, const char *, const char *)
ON_NAME(unlink, (const char *path), (path), AT_FDCWD, path, const char *)
ON_NAME(unlinkat, (int folder, const char *path, int flags), (folder, path, flags), folder, path,
        int, const char *, int)
ON_NAME(rmdir, (const char *path), (path), AT_FDCWD, path, const char *)
ON_NAME(mkdir, (const char *path, mode_t mode), (path, mode), AT_FDCWD, path, const char *, mode_t)
ON_NAME(mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode), folder, path,
        int, const char *, mode_t)

static int creates(int folder, const char *path, int flags)
{
    int before = errno;
    int is_new = flags & O_TRUNC || (flags & O_CREAT && faccessat(folder, path, F_OK, AT_SYMLINK_NOFOLLOW));
    errno = before;
    return is_new;
}

#define OPENS(name, parameters, arguments, folder, ...) \
    int name parameters \
    { \
        REAL(int, name, __VA_ARGS__); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | __O_TMPFILE)) { \
            va_list more; \
            va_start(more, flags); \
            mode = va_arg(more, mode_t); \
            va_end(more); \
        } \
        if (creates(folder, path, flags) && of_name(folder, path) == FAILS) return -1; \
        return real arguments; \
    }

OPENS(open, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD, const char *, int, ...)
OPENS(open64, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD, const char *, int, ...)
OPENS(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode), folder,
      int, const char *, int, ...)
OPENS(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode), folder,
      int, const char *, int, ...)
