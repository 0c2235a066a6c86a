/* SPDX-License-Identifier: MIT */
/* 100,000 live closures: each its own, within 80 resident bytes; then freed
   and used again.  Catches slots or trampolines that overlap, units that are
   lost, memory that is not reused.  */
#define _DEFAULT_SOURCE 1
#include "live.h"
#if POSIX
# include <sys/mman.h>
#endif

enum { COUNT = 100000 };

static struct live list[COUNT];

/* Resident bytes, page by page of what is mapped, as the process's own figure
   has an emulator's memory in it; 0 if nobody says, or tools map their own.  */
static long
resident (void)
{
  long bytes = 0;
#if POSIX && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
  unsigned long at, end, page = sysconf (_SC_PAGESIZE);
  unsigned char in_core;
  char line[500];
  if (live_in_valgrind ())
    return 0;
  FILE *f = fopen ("/proc/self/maps", "r");
  while (f != NULL && fgets (line, sizeof line, f) != NULL)
    if (sscanf (line, "%lx-%lx", &at, &end) == 2)
      for (; at < end; at += page)
        if (mincore ((void *) at, page, &in_core) == 0 && (in_core & 1) != 0)
          bytes += page;
  if (f != NULL)
    fclose (f);
#endif
  return bytes;
}

int
main (void)
{
  live_init ();
  int pool = live_from_pool ();
  memset (list, 1, sizeof list);
  long before = resident ();
  CHECK (live_fill (list, COUNT) == COUNT);
  long after = resident (), more = after - before;
  if (!pool)
    more /= 2;               /* all pages are mapped twice */
  printf ("%.1f resident bytes each\n", (double) more / COUNT);
  /* A closure; its trampoline, of 16 bytes or less; its state, and its share of
     what a unit and a run of units have besides.  On 32-bit processors, whose
     closures are half as large, the trampolines are as long as on others.  */
  long most = 2 * sizeof (ffi_closure) + 8;
#ifdef __x86_64__
  if (pool)
    most = 80;
#endif
#ifdef __ARM_FEATURE_BTI_DEFAULT
  most += 16;                /* landing pads make trampolines longer */
#endif
  CHECK (before == 0 || more <= most * COUNT);
  live_check (list, COUNT);

  /* Every second one is freed; the others stay as they are.  */
  for (size_t i = 0; i < COUNT; i += 2)
    ffi_closure_free (list[i].closure);
  for (size_t i = 1; i < COUNT; i += 2)
    CHECK (live_is_right (&list[i]));
  for (size_t i = 0; i < COUNT; i += 2)
    CHECK (live_make (&list[i], sizeof (ffi_closure), i * 3));
  live_check (list, COUNT);

  after = resident ();
  for (int round = 0; round < 3; round++)
    {
      live_free (list, COUNT);
      CHECK (live_fill (list, COUNT) == COUNT);
    }
  live_check (list, COUNT);
  CHECK (resident () - after < COUNT);
  live_free (list, COUNT);
  return 0;
}
