/* SPDX-License-Identifier: MIT */
/* test-flags: -fno-omit-frame-pointer -fno-optimize-sibling-calls */
/* The chain of frame pointers leads from below every path up to main, as
   profilers walk it ("perf record --call-graph fp"), and passes each function
   of the program's that the unwinder does.  */
#include "paths.h"

#if (defined __x86_64__ || defined __aarch64__) && !defined _WIN32 \
    && !defined __SANITIZE_ADDRESS__

enum { FRAME, RETURN };    /* words of a frame record */
enum { DEEPEST = 100, FARTHEST = 1 << 20 };

/* A function without a frame hides its caller.  Plans of few arguments have
   none on x86-64, and, as the compiler likes, nor do the functions that only
   lead to ffi_call.  */
static int
may_hide (leave_function *path)
{
  return path == path_plan || path == path_go || path == path_raw;
}

#if __has_include (<execinfo.h>)
# include <execinfo.h>
#else
# define backtrace(list, max) 0
#endif

static uintptr_t in_main, returns[DEEPEST];
static int frames, reached, passed_by;
extern char __executable_start[], etext[];

/* How many of the callers that the unwinder finds are not in the chain, those
   in libraries aside.  */
static int
count_passed_by (void)
{
  void *caller[DEEPEST];
  int n = backtrace (caller, DEEPEST), missing = 0, i = 0;
  while (i < n && (uintptr_t) caller[i] != returns[0])
    i++;
  for (; i < n; i++)
    {
      uintptr_t at = (uintptr_t) caller[i];
      int seen = at < (uintptr_t) __executable_start
                 || at >= (uintptr_t) etext;
      for (int j = 0; j < frames && !seen; j++)
        seen = returns[j] == at;
      missing += !seen;
      if (at == in_main)
        break;
    }
  return missing;
}

__attribute__ ((noinline)) static void
leave (void)
{
  const uintptr_t *frame = __builtin_frame_address (0);
  for (frames = 0; frames < DEEPEST;)
    {
      returns[frames++] = frame[RETURN];
      if (frame[RETURN] == in_main)
        reached = 1;
      const uintptr_t *up = (const uintptr_t *) frame[FRAME];
      if (reached || up <= frame || up > frame + FARTHEST
          || (uintptr_t) up % sizeof *up != 0)
        break;
      frame = up;
    }
  passed_by = count_passed_by ();
}

/* Its own return address is in main.  */
__attribute__ ((noinline)) static int
walk (leave_function *path)
{
  in_main = (uintptr_t) __builtin_extract_return_addr (
    __builtin_return_address (0));
  path_leave = leave;
  reached = path_returned = 0;
  path ();
  return reached && path_returned > 0
         && passed_by <= may_hide (path);
}

static int
report (int ok, const char *name)
{
  printf ("%s: %s\n", ok ? "PASS" : "FAIL", name);
  if (!ok)
    printf ("%d frames, %d passed by\n", frames, passed_by);
  return !ok;
}

int
main (void)
{
  int failed = 0;
  if (!walk (path_none))
    SKIP ("no chain of frame pointers here");
#define TRY(name) failed += report (walk (path_##name), #name);
  PATHS (TRY)
  return failed != 0;
}

#else
int
main (void)
{
  SKIP ("no chain of frame pointers here");
}
#endif
