/* SPDX-License-Identifier: MIT */
/* Closures in executable memory of the caller's: mapped twice, and mapped
   once and made executable afterwards.  */
#define _GNU_SOURCE 1
#include "live.h"

#if defined __linux__ || defined _WIN32
enum { BYTES = 1 << 16, COUNT = BYTES / 128 };

#ifdef _WIN32
#include <windows.h>

/* One piece of memory seen at *WRITE and at *RUN; false if it cannot be.  */
static int
views (char **write, char **run)
{
  HANDLE section
    = CreateFileMappingA (INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE,
                          0, BYTES, NULL);
  if (section == NULL)
    return 0;
  *write = MapViewOfFile (section, FILE_MAP_WRITE, 0, 0, BYTES);
  *run = MapViewOfFile (section, FILE_MAP_READ | FILE_MAP_EXECUTE, 0, 0,
                        BYTES);
  CloseHandle (section);
  CHECK (*write != NULL && *run != NULL);
  return 1;
}

static void *
memory (void)
{
  return VirtualAlloc (NULL, BYTES, MEM_COMMIT, PAGE_READWRITE);
}

static int
make_executable (void *at)
{
  DWORD old;
  return VirtualProtect (at, BYTES, PAGE_EXECUTE_READ, &old);
}

#else
#include <sys/mman.h>
#include <sys/syscall.h>

static int
views (char **write, char **run)
{
  int fd = (int) syscall (SYS_memfd_create, "placed", 0u);
  if (fd < 0)
    return 0;
  CHECK (ftruncate (fd, BYTES) == 0);
  *write = mmap (NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  *run = mmap (NULL, BYTES, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
  close (fd);
  CHECK (*write != MAP_FAILED && *run != MAP_FAILED);
  return 1;
}

static void *
memory (void)
{
  void *at = mmap (NULL, BYTES, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return at == MAP_FAILED ? NULL : at;
}

static int
make_executable (void *at)
{
  return mprotect (at, BYTES, PROT_READ | PROT_EXEC) == 0;
}
#endif

static void
check_one (char *write, char *run, size_t at, uintptr_t data)
{
  struct live l = { write + at, run + at, data };
  CHECK (ffi_prep_closure_loc (l.closure, &live_cif, live_answer,
                               (void *) data, l.code) == FFI_OK);
  CHECK (live_is_right (&l));
}

static void
map_twice (void)
{
  char *write, *run;
  if (!views (&write, &run))
    return;
  for (size_t i = 0; i < COUNT; i++)
    check_one (write, run, i * 128 + i % 6 * 8, i * 5);
}

int
main (void)
{
  live_init ();
  map_twice ();

  ffi_closure *list = memory ();
  CHECK (list != NULL);
  for (uintptr_t i = 0; i < COUNT; i++)
    CHECK (ffi_prep_closure_loc (&list[i], &live_cif, live_answer,
                                 (void *) i, &list[i]) == FFI_OK);
  if (!make_executable (list))
    SKIP ("no memory may become executable");
  for (uintptr_t i = 0; i < COUNT; i++)
    {
      struct live l = { &list[i], &list[i], i };
      CHECK (live_is_right (&l));
    }
  return 0;
}
#else
int
main (void)
{
  SKIP ("no memfd_create");
}
#endif
