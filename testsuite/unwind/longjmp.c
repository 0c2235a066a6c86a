/* SPDX-License-Identifier: MIT */
/* test-flags: -fexceptions */
/* longjmp out of every path, many times over: nothing is used up.  */
#include <setjmp.h>
#include "paths.h"

static jmp_buf target;

static void
leave (void)
{
  longjmp (target, 7);
}

static int
jump (leave_function *path)
{
  volatile int canary = 0x5ca1ab1e;
  int n = setjmp (target);
  if (n == 0)
    {
      path_leave = leave;
      path ();
      return 0;
    }
  return n == 7 && canary == 0x5ca1ab1e && path_returned == 0;
}

int
main (void)
{
#define TRY(name) \
  for (int i = 0; i < 1000; i++) \
    CHECK (jump (path_##name)); \
  printf ("PASS: %s\n", #name);
  PATHS (TRY)
  return 0;
}
