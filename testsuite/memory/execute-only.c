/* SPDX-License-Identifier: MIT */
/* Trampolines that may be executed, but not read: closures are to be had
   without limit.  Catches a read of the running text.  x86 has such pages if
   it has protection keys; .ci/keys-machine runs this test where they are.  */
#define _GNU_SOURCE 1
#include "row.h"

#if POSIX
#include <setjmp.h>
#include <sys/mman.h>

static sigjmp_buf after_fault;

static void
on_fault (int number)
{
  siglongjmp (after_fault, number);
}

static int
can_read (const void *at)
{
  volatile int can = 0;
  signal (SIGSEGV, on_fault);
  if (sigsetjmp (after_fault, 1) == 0)
    {
      (void) *(const volatile char *) at;
      can = 1;
    }
  signal (SIGSEGV, SIG_DFL);
  return can;
}

/* Makes the pages unreadable that have the trampolines of the library's own
   text: of the closures that are had first.  */
static void
make_unreadable (void)
{
  enum { FIRST = 1000, MOST = 1 << 16 };
  uintptr_t page = (uintptr_t) sysconf (_SC_PAGESIZE), low = -1, high = 0;
  CHECK (row_fill (row_list, FIRST) == FIRST);
  for (int i = 0; i < FIRST; i++)
    {
      uintptr_t code = (uintptr_t) row_list[i].code;
      low = code < low ? code : low;
      high = code > high ? code : high;
    }
  row_free (row_list, FIRST);
  CHECK (high - low < MOST);
  low &= -page;
  if (mprotect ((void *) low, (high | (page - 1)) + 1 - low, PROT_EXEC) != 0
      || can_read ((void *) high))
    SKIP ("what can be executed can be read here");
}

int
main (void)
{
  live_init ();
  if (!live_from_pool ())
    SKIP ("for the pool only");
  make_unreadable ();
  row_check ("the library's text cannot be read");
  CHECK (row_fill (row_list, ROW_COUNT) == ROW_COUNT);
  size_t unreadable = 0;
  for (size_t i = 0; i < ROW_COUNT; i++)
    unreadable += !can_read (row_list[i].code);
  printf ("%zu of %d cannot be read\n", unreadable, ROW_COUNT);
  CHECK (unreadable >= 1000);
  live_check (row_list, ROW_COUNT);
  row_free (row_list, ROW_COUNT);
  return 0;
}
#else
int
main (void)
{
  SKIP ("no such pages here");
}
#endif
