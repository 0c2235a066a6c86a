/* SPDX-License-Identifier: MIT */
/* test-flags: -fno-optimize-sibling-calls -funwind-tables */
/* From below every path up to main, no frame is inner to that of its callee:
   debuggers end a backtrace where one is, and take the stack for corrupt.  */
#include "paths.h"

/* The compiler's unwinder is for the C library that has backtrace.  */
#if __has_include (<execinfo.h>)
#include <unwind.h>

static uintptr_t in_main, cfa;
static int reached, inner;

static _Unwind_Reason_Code
step (struct _Unwind_Context *context, void *unused)
{
  uintptr_t next = (uintptr_t) _Unwind_GetCFA (context);
  (void) unused;
  inner += next < cfa;
  cfa = next;
  reached |= ((uintptr_t) _Unwind_GetIP (context) & ~(uintptr_t) 1)
             == (in_main & ~(uintptr_t) 1);
  return reached ? _URC_END_OF_STACK : _URC_NO_REASON;
}

__attribute__ ((noinline)) static void
leave (void)
{
  cfa = 0;
  _Unwind_Backtrace (step, NULL);
}

/* Its own return address is in main.  */
__attribute__ ((noinline)) static int
walk (leave_function *path)
{
  in_main = (uintptr_t) __builtin_extract_return_addr (
    __builtin_return_address (0));
  path_leave = leave;
  reached = inner = path_returned = 0;
  path ();
  return reached && inner == 0 && path_returned > 0;
}

static int
report (int ok, const char *name)
{
  printf ("%s: %s\n", ok ? "PASS" : "FAIL", name);
  if (!ok)
    printf ("main %s, %d frames are inner\n",
            reached ? "reached" : "not reached", inner);
  return !ok;
}

int
main (void)
{
  int failed = 0;
  if (!walk (path_none))
    SKIP ("the unwinder does not reach main here");
#define TRY(name) failed += report (walk (path_##name), #name);
  PATHS (TRY)
  return failed != 0;
}

#else
int
main (void)
{
  SKIP ("no unwinder here");
}
#endif
