/* SPDX-License-Identifier: MIT */
/* Closures in executable memory of the caller's: mapped twice, and mapped
   once and made executable afterwards.  */
#define _GNU_SOURCE 1
#include "live.h"

#ifdef __linux__
#include <sys/mman.h>
#include <sys/syscall.h>

enum { SIZE = 1 << 16, COUNT = SIZE / 128 };

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
  int fd = (int) syscall (SYS_memfd_create, "placed", 0u);
  if (fd < 0)
    return;
  CHECK (ftruncate (fd, SIZE) == 0);
  char *write = mmap (NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  char *run = mmap (NULL, SIZE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
  CHECK (write != MAP_FAILED && run != MAP_FAILED);
  for (size_t i = 0; i < COUNT; i++)
    check_one (write, run, i * 128 + i % 6 * 8, i * 5);
  munmap (write, SIZE);
  munmap (run, SIZE);
  close (fd);
}

int
main (void)
{
  live_init ();
  map_twice ();

  ffi_closure *list = mmap (NULL, SIZE, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK (list != MAP_FAILED);
  for (uintptr_t i = 0; i < COUNT; i++)
    CHECK (ffi_prep_closure_loc (&list[i], &live_cif, live_answer,
                                 (void *) i, &list[i]) == FFI_OK);
  if (mprotect (list, SIZE, PROT_READ | PROT_EXEC) != 0)
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
