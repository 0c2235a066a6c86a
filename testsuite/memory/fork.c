/* SPDX-License-Identifier: MIT */
/* Closures live on in parent and child of a fork, and each allocates, frees
   and rebinds its own without the other noticing.  */
#include "live.h"

#ifdef _WIN32
int
main (void)
{
  SKIP ("no fork");
}
#else
#include <sys/wait.h>
#include <unistd.h>

enum { N = 3000 };

typedef int function (int);
static ffi_closure *closures[N];
static function *functions[N];
static int data[N];
static ffi_cif cif;

static void
handler (ffi_cif *c, void *result, void **args, void *user)
{
  (void) c;
  *(ffi_sarg *) result = *(int *) args[0] + *(int *) user;
}

static void
take (int i)
{
  void *code = NULL;
  closures[i] = ffi_closure_alloc (sizeof (ffi_closure), &code);
  CHECK (closures[i] != NULL);
  CHECK (ffi_prep_closure_loc (closures[i], &cif, handler, &data[i], code)
         == FFI_OK);
  functions[i] = (function *) code;
}

/* All closures work; half are freed and taken again, with data SHIFT more. */
static void
use (int shift)
{
  for (int i = 0; i < N; i++)
    CHECK (functions[i] (i) == i + data[i]);
  for (int i = 0; i < N; i += 2)
    ffi_closure_free (closures[i]);
  for (int i = 0; i < N; i += 2)
    {
      data[i] += shift;
      take (i);
    }
  for (int i = 0; i < N; i++)
    CHECK (functions[i] (i) == i * 4 + (i % 2 ? 0 : shift));
}

int
main (void)
{
  ffi_type *types[] = { &ffi_type_sint };
  int status, ready[2];
  char byte = 'r';
  live_init ();
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_sint, types)
         == FFI_OK);
  for (int i = 0; i < N; i++)
    {
      data[i] = i * 3;
      take (i);
    }
  CHECK (pipe (ready) == 0);
  fflush (stdout);
  pid_t child = fork ();
  CHECK (child >= 0);
  if (child == 0)
    {
      /* Only when the parent has changed its own.  */
      CHECK (read (ready[0], &byte, 1) == 1);
      use (1000000);
      pid_t grandchild = fork ();
      if (grandchild == 0)
        {
          for (int i = 0; i < N; i++)
            CHECK (functions[i] (1) == i * 3 + 1 + (i % 2 ? 0 : 1000000));
          _exit (42);
        }
      CHECK (waitpid (grandchild, &status, 0) == grandchild);
      _exit (WIFEXITED (status) ? WEXITSTATUS (status) : 1);
    }
  use (7);
  CHECK (write (ready[1], &byte, 1) == 1);
  CHECK (waitpid (child, &status, 0) == child);
  CHECK (WIFEXITED (status) && WEXITSTATUS (status) == 42);
  for (int i = 0; i < N; i++)
    {
      CHECK (functions[i] (i) == i * 4 + (i % 2 ? 0 : 7));
      ffi_closure_free (closures[i]);
    }
  return 0;
}
#endif
