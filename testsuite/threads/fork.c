/* SPDX-License-Identifier: MIT */
/* A fork while other threads are in the middle of allocating: the child can
   allocate, call and free, and does not wait for ever.  */
#include <ffi.h>
#include "check.h"

#if defined _WIN32 || defined __SANITIZE_THREAD__
int
main (void)
{
  SKIP ("no fork with threads here");
}
#else
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static ffi_cif cif;
static volatile int stop;

static void
handler (ffi_cif *c, void *result, void **args, void *user)
{
  (void) c;
  *(ffi_sarg *) result = *(int *) args[0] + (int) (intptr_t) user;
}

/* Takes, calls and frees N closures.  */
static void
use (int n)
{
  enum { MAX = 2000 };
  void *closures[MAX], *codes[MAX];
  for (int i = 0; i < n; i++)
    {
      closures[i] = ffi_closure_alloc (sizeof (ffi_closure), &codes[i]);
      CHECK (closures[i] != NULL);
      CHECK (ffi_prep_closure_loc (closures[i], &cif, handler,
                                   (void *) (intptr_t) i, codes[i])
             == FFI_OK);
    }
  for (int i = 0; i < n; i++)
    CHECK (((int (*) (int)) codes[i]) (i) == 2 * i);
  for (int i = 0; i < n; i++)
    ffi_closure_free (closures[i]);
}

static void *
work (void *arg)
{
  (void) arg;
  while (!stop)
    use (100);
  return NULL;
}

int
main (void)
{
  ffi_type *types[] = { &ffi_type_sint };
  pthread_t threads[3];
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_sint, types)
         == FFI_OK);
  for (int i = 0; i < 3; i++)
    CHECK (pthread_create (&threads[i], NULL, work, NULL) == 0);
  fflush (stdout);
  for (int i = 0; i < 100; i++)
    {
      int status;
      pid_t child = fork ();
      CHECK (child >= 0);
      if (child == 0)
        {
          alarm (60);
          use (2000);
          _exit (0);
        }
      CHECK (waitpid (child, &status, 0) == child);
      CHECK (WIFEXITED (status) && WEXITSTATUS (status) == 0);
    }
  stop = 1;
  for (int i = 0; i < 3; i++)
    CHECK (pthread_join (threads[i], NULL) == 0);
  return 0;
}
#endif
