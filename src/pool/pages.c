/* SPDX-License-Identifier: MIT */
/* Whole pages of memory, asked of the system itself: malloc is not for signal
   handlers.  */
#ifndef _GNU_SOURCE
# define _GNU_SOURCE 1
#endif
#ifndef _FILE_OFFSET_BITS
# define _FILE_OFFSET_BITS 64
#endif
#include "unit.h"

#ifdef _WIN32

#include <windows.h>

void *
ffi_pages_map (size_t size)
{
  return VirtualAlloc (NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void
ffi_pages_unmap (void *at, size_t size)
{
  (void) size;
  VirtualFree (at, 0, MEM_RELEASE);
}

#ifdef _MSC_VER
void
ffi_pages_flush (void *at, size_t size)
{
  FlushInstructionCache (GetCurrentProcess (), at, size);
}
#endif

bool
ffi_pages_are_mapped (void *at)
{
  MEMORY_BASIC_INFORMATION info;
  return VirtualQuery (at, &info, sizeof info) == sizeof info
         && info.State == MEM_COMMIT && info.Protect == PAGE_READWRITE;
}

#else

#include <sys/mman.h>
#include <unistd.h>

static size_t
whole_pages (size_t size)
{
  return ffi_round_up (size, (size_t) sysconf (_SC_PAGESIZE));
}

void *
ffi_pages_map (size_t size)
{
  void *at = mmap (NULL, whole_pages (size), PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANON, -1, 0);
  return at == MAP_FAILED ? NULL : at;
}

void
ffi_pages_unmap (void *at, size_t size)
{
  munmap (at, whole_pages (size));
}

bool
ffi_pages_are_mapped (void *at)
{
#ifdef __OpenBSD__
  return madvise (at, 1, MADV_NORMAL) == 0;   /* which changes nothing */
#else
  unsigned char in_core[1];
  return mincore (at, 1, (void *) in_core) == 0;
#endif
}

#ifdef __linux__

#include <errno.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#ifndef MFD_CLOEXEC
# define MFD_CLOEXEC 1u
#endif
#ifndef MFD_EXEC
# define MFD_EXEC 16u
#endif

/* Writing beyond the limit of files would send a signal.  */
static bool
is_within_limit (uint64_t size)
{
  struct rlimit limit;
  return getrlimit (RLIMIT_FSIZE, &limit) == 0
         && (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= size);
}

int
ffi_memory_file (uint64_t size, unsigned flags)
{
  int fd = -1;
#ifdef SYS_memfd_create
  if (is_within_limit (size))
    {
      flags |= MFD_CLOEXEC;
      fd = (int) syscall (SYS_memfd_create, "libffi", flags | MFD_EXEC);
      if (fd < 0 && errno == EINVAL)
        fd = (int) syscall (SYS_memfd_create, "libffi", flags);
    }
#else
  (void) flags, (void) is_within_limit, (void) size;
#endif
  return fd;
}

void
ffi_close_file (int fd)
{
  syscall (SYS_close, fd);
}

#endif

#endif
