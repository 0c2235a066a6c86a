/* SPDX-License-Identifier: MIT */
/* test-flags: -fno-optimize-sibling-calls -funwind-tables */
/* The unwinder walks from below every path up to main.  */
#include "paths.h"

#if defined _WIN32 && defined __x86_64__
#include <windows.h>
#define backtrace(frames, max) CaptureStackBackTrace (0, max, frames, NULL)
#define HAVE_BACKTRACE 1
#elif __has_include (<execinfo.h>)
#include <execinfo.h>
#define HAVE_BACKTRACE 1
#endif

#ifdef HAVE_BACKTRACE

static int frames_seen, reached;

/* A return address without what the processor says in it: on arm, the lowest
   bit tells Thumb code.  */
static uintptr_t
address (void *return_address)
{
#ifdef __arm__
  return (uintptr_t) return_address & ~(uintptr_t) 1;
#else
  return (uintptr_t) __builtin_extract_return_addr (return_address);
#endif
}

/* Whether the return address into main is among the callers.  */
static uintptr_t in_main;

__attribute__ ((noinline)) static void
leave (void)
{
  void *frames[100];
  frames_seen = backtrace (frames, 100);
  for (int i = 0; i < frames_seen; i++)
    if (address (frames[i]) == in_main)
      reached = 1;
}

/* Its own return address is in main.  */
__attribute__ ((noinline)) static int
walk (leave_function *path)
{
  in_main = address (__builtin_return_address (0));
  path_leave = leave;
  reached = path_returned = 0;
  path ();
  return reached && path_returned > 0;
}

static int
report (int ok, const char *name)
{
  printf ("%s: %s\n", ok ? "PASS" : "FAIL", name);
  return !ok;
}

int
main (void)
{
  int failed = 0;
  if (!walk (path_none))
    SKIP ("backtrace does not work here");
#define TRY(name) failed += report (walk (path_##name), #name);
  PATHS (TRY)
  return failed != 0;
}

#else
int
main (void)
{
  SKIP ("no backtrace");
}
#endif
