/* SPDX-License-Identifier: MIT */
/* Memory that is executable, though never while it is writable.  */
#ifndef EXECUTABLE_H
#define EXECUTABLE_H

#include "check.h"

#if defined __linux__ || defined _WIN32
#define HAVE_EXECUTABLE 1

/* The closure at AT as a function.  The address of Thumb code has its lowest
   bit set.  */
static inline void *
executable_code (void *at)
{
#if defined __arm__ && (FFI_TRAMP_THUMB || !defined __ARM_ARCH_ISA_ARM)
  return (char *) at + 1;
#else
  return at;
#endif
}

#ifdef _WIN32
#include <windows.h>

/* One piece of memory of BYTES bytes seen at *WRITE and at *RUN; false if it
   cannot be.  */
static inline int
executable_views (char **write, char **run, unsigned bytes)
{
  HANDLE section
    = CreateFileMappingA (INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE,
                          0, bytes, NULL);
  if (section == NULL)
    return 0;
  *write = MapViewOfFile (section, FILE_MAP_WRITE, 0, 0, bytes);
  *run = MapViewOfFile (section, FILE_MAP_READ | FILE_MAP_EXECUTE, 0, 0,
                        bytes);
  CloseHandle (section);
  CHECK (*write != NULL && *run != NULL);
  return 1;
}

/* BYTES bytes, writable.  */
static inline void *
executable_memory (unsigned bytes)
{
  void *at = VirtualAlloc (NULL, bytes, MEM_COMMIT, PAGE_READWRITE);
  CHECK (at != NULL);
  return at;
}

static inline int
executable_protect (void *at, unsigned bytes, DWORD protection)
{
  DWORD old;
  return VirtualProtect (at, bytes, protection, &old)
         && FlushInstructionCache (GetCurrentProcess (), at, bytes);
}

/* Makes them writable again, or executable; false if that is forbidden.  */
static inline int
executable_unmake (void *at, unsigned bytes)
{
  return executable_protect (at, bytes, PAGE_READWRITE);
}

static inline int
executable_make (void *at, unsigned bytes)
{
  return executable_protect (at, bytes, PAGE_EXECUTE_READ);
}

#else
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* One piece of memory of BYTES bytes seen at *WRITE and at *RUN; false if it
   cannot be.  */
static inline int
executable_views (char **write, char **run, unsigned bytes)
{
  int fd = (int) syscall (SYS_memfd_create, "executable", 0u);
  if (fd < 0)
    return 0;
  CHECK (ftruncate (fd, bytes) == 0);
  *write = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  *run = mmap (NULL, bytes, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
  close (fd);
  CHECK (*write != MAP_FAILED && *run != MAP_FAILED);
  return 1;
}

/* BYTES bytes, writable.  */
static inline void *
executable_memory (unsigned bytes)
{
  void *at = mmap (NULL, bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK (at != MAP_FAILED);
  return at;
}

/* Makes them writable again, or executable; false if that is forbidden.  */
static inline int
executable_unmake (void *at, unsigned bytes)
{
  return mprotect (at, bytes, PROT_READ | PROT_WRITE) == 0;
}

static inline int
executable_make (void *at, unsigned bytes)
{
  __builtin___clear_cache ((char *) at, (char *) at + bytes);
  return mprotect (at, bytes, PROT_READ | PROT_EXEC) == 0;
}
#endif
#endif

#endif
