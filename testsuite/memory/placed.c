/* SPDX-License-Identifier: MIT */
/* Closures in executable memory of the caller's: mapped twice, and mapped
   once and made executable afterwards.  */
#include "live.h"
#include "executable.h"

#ifdef HAVE_EXECUTABLE
enum { BYTES = 1 << 16, COUNT = BYTES / 128 };

static void
check_one (char *write, char *run, size_t at, uintptr_t data)
{
  struct live l = { write + at, executable_code (run + at), data };
  CHECK (ffi_prep_closure_loc (l.closure, &live_cif, live_answer,
                               (void *) data, l.code) == FFI_OK);
  CHECK (live_is_right (&l));
}

static void
map_twice (void)
{
  char *write, *run;
  if (!executable_views (&write, &run, BYTES))
    return;
  for (size_t i = 0; i < COUNT; i++)
    check_one (write, run, i * 128 + i % 6 * 8, i * 5);
}

int
main (void)
{
  live_init ();
  map_twice ();

  ffi_closure *list = executable_memory (BYTES);
  for (uintptr_t i = 0; i < COUNT; i++)
    CHECK (ffi_prep_closure_loc (&list[i], &live_cif, live_answer,
                                 (void *) i, &list[i]) == FFI_OK);
  if (!executable_make (list, BYTES))
    SKIP ("no memory may become executable");
  for (uintptr_t i = 0; i < COUNT; i++)
    {
      struct live l = { &list[i], executable_code (&list[i]), i };
      CHECK (live_is_right (&l));
    }
  return 0;
}
#else
int
main (void)
{
  SKIP ("no such memory");
}
#endif
