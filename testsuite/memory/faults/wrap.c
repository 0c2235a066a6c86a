/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE 1
#include "wrap.h"
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

struct held wrap_held;

static unsigned long asked, fail_at;
static int all;

void
wrap_fail (unsigned long n, int and_all)
{
  asked = 0;
  fail_at = n;
  all = and_all;
}

unsigned long
wrap_end (void)
{
  fail_at = 0;
  return asked;
}

/* Counts a request; true if it is to fail.  */
static int
refused (int error)
{
  asked++;
  if (fail_at == 0 || asked < fail_at || (asked > fail_at && !all))
    return 0;
  errno = error;
  return 1;
}

static long
pages (size_t size)
{
  return (long) ((size + 4095) & ~(size_t) 4095);
}

/* Not every C library has all of them.  */
#define REAL(result, name, parameters) \
  extern result __real_##name parameters __attribute__ ((weak)); \
  extern result __wrap_##name parameters

REAL (void *, malloc, (size_t));
REAL (void *, calloc, (size_t, size_t));
REAL (void, free, (void *));
REAL (void *, mmap, (void *, size_t, int, int, int, off_t));
REAL (void *, mmap64, (void *, size_t, int, int, int, long long));
REAL (int, munmap, (void *, size_t));
REAL (int, mprotect, (void *, size_t, int));
REAL (int, madvise, (void *, size_t, int));
REAL (int, open, (const char *, int, ...));
REAL (int, open64, (const char *, int, ...));
REAL (int, memfd_create, (const char *, unsigned));
REAL (int, close, (int));
REAL (int, fstat, (int, struct stat *));
REAL (int, ftruncate, (int, off_t));
REAL (int, ftruncate64, (int, long long));
REAL (int, dl_iterate_phdr,
      (int (*) (struct dl_phdr_info *, size_t, void *), void *));

REAL (void *, mremap, (void *, size_t, size_t, int, ...));
REAL (long, syscall, (long, ...));

static void *
held_block (void *block)
{
  wrap_held.blocks += block != NULL;
  return block;
}

void *
__wrap_malloc (size_t size)
{
  return refused (ENOMEM) ? NULL : held_block (__real_malloc (size));
}

void *
__wrap_calloc (size_t n, size_t size)
{
  return refused (ENOMEM) ? NULL : held_block (__real_calloc (n, size));
}

void
__wrap_free (void *block)
{
  wrap_held.blocks -= block != NULL;
  __real_free (block);
}

/* What is mapped over other pages was held before.  */
static void *
held_pages (void *at, size_t size, int flags)
{
  if (at != MAP_FAILED && !(flags & MAP_FIXED))
    wrap_held.bytes += pages (size);
  return at;
}

void *
__wrap_mmap (void *at, size_t size, int mode, int flags, int fd, off_t offset)
{
  if (refused (ENOMEM))
    return MAP_FAILED;
  return held_pages (__real_mmap (at, size, mode, flags, fd, offset), size,
                     flags);
}

void *
__wrap_mmap64 (void *at, size_t size, int mode, int flags, int fd,
               long long offset)
{
  if (refused (ENOMEM))
    return MAP_FAILED;
  return held_pages (__real_mmap64 (at, size, mode, flags, fd, offset), size,
                     flags);
}

int
__wrap_munmap (void *at, size_t size)
{
  wrap_held.bytes -= pages (size);
  return __real_munmap (at, size);
}

int
__wrap_mprotect (void *at, size_t size, int mode)
{
  return refused (EACCES) ? -1 : __real_mprotect (at, size, mode);
}

int
__wrap_madvise (void *at, size_t size, int advice)
{
  return refused (EINVAL) ? -1 : __real_madvise (at, size, advice);
}

static int
held_file (int fd)
{
  wrap_held.files += fd >= 0;
  return fd;
}

int
__wrap_open (const char *path, int flags, ...)
{
  va_list rest;
  va_start (rest, flags);
  int mode = flags & O_CREAT ? va_arg (rest, int) : 0;
  va_end (rest);
  return refused (EMFILE) ? -1 : held_file (__real_open (path, flags, mode));
}

int
__wrap_open64 (const char *path, int flags, ...)
{
  va_list rest;
  va_start (rest, flags);
  int mode = flags & O_CREAT ? va_arg (rest, int) : 0;
  va_end (rest);
  return refused (EMFILE) ? -1
                          : held_file (__real_open64 (path, flags, mode));
}

int
__wrap_memfd_create (const char *name, unsigned flags)
{
  return refused (EMFILE) ? -1
                          : held_file (__real_memfd_create (name, flags));
}

int
__wrap_close (int fd)
{
  wrap_held.files--;
  return __real_close (fd);
}

int
__wrap_fstat (int fd, struct stat *st)
{
  return refused (EIO) ? -1 : __real_fstat (fd, st);
}

int
__wrap_ftruncate (int fd, off_t size)
{
  return refused (ENOSPC) ? -1 : __real_ftruncate (fd, size);
}

int
__wrap_ftruncate64 (int fd, long long size)
{
  return refused (ENOSPC) ? -1 : __real_ftruncate64 (fd, size);
}

/* To fail is to find nothing.  */
int
__wrap_dl_iterate_phdr (int (*visit) (struct dl_phdr_info *, size_t, void *),
                        void *data)
{
  return refused (ENOENT) ? 0 : __real_dl_iterate_phdr (visit, data);
}

/* What fails after it has emptied the place is no longer held.  */
void *
__wrap_mremap (void *at, size_t size, size_t new_size, int flags, ...)
{
  va_list rest;
  va_start (rest, flags);
  void *place = flags & MREMAP_FIXED ? va_arg (rest, void *) : NULL;
  va_end (rest);
  if (refused (ENOMEM))
    {
      if (place != NULL)
        __wrap_munmap (place, new_size);
      return MAP_FAILED;
    }
  if (flags & MREMAP_FIXED)
    wrap_held.bytes -= pages (size);
  void *new = __real_mremap (at, size, new_size, flags, place);
  return place ? new : held_pages (new, new_size, 0);
}

/* The calls that the library makes so.  */
long
__wrap_syscall (long number, ...)
{
  long a[4];
  va_list rest;
  va_start (rest, number);
  for (int i = 0; i < 4; i++)
    a[i] = va_arg (rest, long);
  va_end (rest);
  if (number == SYS_close)
    wrap_held.files--;
  else if (refused (EMFILE))
    return -1;
  long result = __real_syscall (number, a[0], a[1], a[2], a[3]);
  if (number == SYS_openat || number == SYS_memfd_create)
    wrap_held.files += result >= 0;
  return result;
}
