/* SPDX-License-Identifier: MIT */
/* The code of a closure that was freed stops the program instead of calling
   the old handler; freeing twice does not give one slot to two.  */
#include "live.h"

#ifndef __SANITIZE_THREAD__

static volatile int called;

static void
count (ffi_cif *cif, void *result, void **args, void *user_data)
{
  live_answer (cif, result, args, user_data);
  called++;
}

static void call_freed (size_t size);

#if POSIX
#include <sys/resource.h>
#include <sys/wait.h>

static void
expect_stop (void)
{
  struct rlimit none = { 0, 0 };
  setrlimit (RLIMIT_CORE, &none);
}

/* Whether call_freed (SIZE), in a process of its own, is stopped.  */
static int
is_stopped (const char *program, size_t size)
{
  (void) program;
  fflush (stdout);
  pid_t pid = fork ();
  CHECK (pid >= 0);
  if (pid == 0)
    call_freed (size);
  int status;
  CHECK (waitpid (pid, &status, 0) == pid);
  return !WIFEXITED (status) || WEXITSTATUS (status) > 2;
}

#else
#include <process.h>
#include <windows.h>

enum { STOPPED = 3 };

static LONG CALLBACK
stop (EXCEPTION_POINTERS *exception)
{
  if (exception->ExceptionRecord->ExceptionCode
      == (DWORD) EXCEPTION_ILLEGAL_INSTRUCTION)
    _exit (STOPPED);
  return EXCEPTION_EXECUTE_HANDLER;
}

static void
expect_stop (void)
{
  SetUnhandledExceptionFilter (stop);
}

static int
is_stopped (const char *program, size_t size)
{
  char number[20];
  snprintf (number, sizeof number, "%u", (unsigned) size);
  return _spawnl (_P_WAIT, program, "freed", number, NULL) == STOPPED;
}
#endif

/* Ends with 1 if the call came back, with 2 if it came to the handler.  */
static void
call_freed (size_t size)
{
  expect_stop ();
  struct live l;
  CHECK (live_make (&l, size, 1));
  CHECK (ffi_prep_closure_loc (l.closure, &live_cif, count, NULL, l.code)
         == FFI_OK);
  ffi_closure_free (l.closure);
  ((void *(*) (void)) l.code) ();
  _exit (called ? 2 : 1);
}

int
main (int argc, char **argv)
{
  live_init ();
  if (argc > 1)
    call_freed ((size_t) atoi (argv[1]));
  if (!live_from_pool ())
    SKIP ("for the pool only");
  CHECK (is_stopped (argv[0], sizeof (ffi_closure)));
  CHECK (is_stopped (argv[0], sizeof (ffi_closure) * 3));
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
  SKIP ("a sanitizer");
}
#endif
