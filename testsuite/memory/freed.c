/* SPDX-License-Identifier: MIT */
/* The code of a closure that was freed stops the program instead of calling
   the old handler; freeing twice does not give one slot to two.  */
#include "live.h"

#if POSIX && !defined __SANITIZE_THREAD__
#include <sys/resource.h>
#include <sys/wait.h>

static volatile int called;

static void
count (ffi_cif *cif, void *result, void **args, void *user_data)
{
  live_answer (cif, result, args, user_data);
  called++;
}

static void
call_freed (size_t size)
{
  fflush (stdout);
  pid_t pid = fork ();
  CHECK (pid >= 0);
  if (pid == 0)
    {
      struct rlimit none = { 0, 0 };
      setrlimit (RLIMIT_CORE, &none);
      struct live l;
      CHECK (live_make (&l, size, 1));
      CHECK (ffi_prep_closure_loc (l.closure, &live_cif, count, NULL, l.code)
             == FFI_OK);
      ffi_closure_free (l.closure);
      ((void *(*) (void)) l.code) ();
      _exit (called ? 2 : 1);
    }
  int status;
  CHECK (waitpid (pid, &status, 0) == pid);
  CHECK (!WIFEXITED (status) || WEXITSTATUS (status) > 2);
}

int
main (void)
{
  live_init ();
  if (!live_from_pool ())
    SKIP ("for the pool only");
  call_freed (sizeof (ffi_closure));
  call_freed (sizeof (ffi_closure) * 3);
  struct live a, b, c;
  CHECK (live_make (&a, sizeof (ffi_closure), 1));
  ffi_closure_free (a.closure);
  ffi_closure_free (a.closure);
  CHECK (live_make (&b, sizeof (ffi_closure), 2));
  CHECK (live_make (&c, sizeof (ffi_closure), 3));
  CHECK (b.closure != c.closure && live_is_right (&b) && live_is_right (&c));
  return 0;
}
#else
int
main (void)
{
  SKIP ("no fork, or a sanitizer");
}
#endif
