/* SPDX-License-Identifier: MIT */
/* A call whose arguments or result do not fit the stack stops the program at
   its end: nothing beyond the guard page is written, however many megabytes
   are missing.  Not with a sanitizer, whose functions are called below what is
   not touched yet.  */
#define _GNU_SOURCE 1
#include <ffi.h>
#include "check.h"

#if defined __linux__ && !defined __SANITIZE_ADDRESS__                        \
    && !defined __SANITIZE_THREAD__
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LARGE = 1 << 20, BEYOND = 8 << 20, GUARD_PAGES = 64 << 10,
       STACK = 8 << 20 };

struct large { char c[LARGE]; };
static struct large value;

static void
take_large (struct large large)
{
  (void) large;
}

static struct large
give_large (void)
{
  return value;
}

/* TYPE consists of N times PART.  */
static void
repeat (ffi_type *type, ffi_type *part, int n)
{
  type->type = FFI_TYPE_STRUCT;
  type->elements = calloc (n + 1, sizeof (ffi_type *));
  for (int i = 0; i < n; i++)
    type->elements[i] = part;
}

static ffi_cif taker, giver;
static ffi_call_plan *plan;
static ffi_raw *raw;
static void *values[] = { &value };

static void
call (void)
{
  ffi_call (&taker, FFI_FN (take_large), NULL, values);
}

static void
call_plan (void)
{
  ffi_call_plan_invoke (plan, FFI_FN (take_large), NULL, values);
}

static void
call_raw (void)
{
  ffi_raw_call (&taker, FFI_FN (take_large), NULL, raw);
}

static void
call_without_result (void)
{
  ffi_call (&giver, FFI_FN (give_large), NULL, NULL);
}

static void *
run (void *path)
{
  void (*function) (void);
  memcpy (&function, &path, sizeof function);
  function ();
  return NULL;
}

/* True if PATH returns in a thread that has SIZE bytes of stack up to TOP,
   false if it ends by a segmentation fault.  */
static int
fits (void (*path) (void), char *top, size_t size)
{
  pid_t child = fork ();
  CHECK (child >= 0);
  if (child == 0)
    {
      pthread_attr_t attr;
      pthread_t thread;
      void *argument;
      memcpy (&argument, &path, sizeof argument);
      CHECK (mprotect (top - size - GUARD_PAGES, GUARD_PAGES, PROT_NONE) == 0);
      CHECK (pthread_attr_init (&attr) == 0);
      CHECK (pthread_attr_setstack (&attr, top - size, size) == 0);
      CHECK (pthread_create (&thread, &attr, run, argument) == 0);
      CHECK (pthread_join (thread, NULL) == 0);
      _exit (0);
    }
  int status;
  CHECK (waitpid (child, &status, 0) == child);
  if (WIFEXITED (status))
    {
      CHECK (WEXITSTATUS (status) == 0);
      return 1;
    }
  CHECK (WTERMSIG (status) == SIGSEGV);
  return 0;
}

int
main (void)
{
  static void (*const path[]) (void)
    = { call, call_plan, call_raw, call_without_result };
  ffi_type part = { 0 }, large_type = { 0 }, *types[] = { &large_type };
  repeat (&part, &ffi_type_schar, 2048);
  repeat (&large_type, &part, LARGE / 2048);
  CHECK (ffi_prep_cif (&taker, FFI_DEFAULT_ABI, 1, &ffi_type_void, types)
         == FFI_OK);
  CHECK (ffi_prep_cif (&giver, FFI_DEFAULT_ABI, 0, &large_type, NULL)
         == FFI_OK);
  CHECK ((plan = ffi_call_plan_alloc (&taker)) != NULL);
  CHECK ((raw = malloc (ffi_raw_size (&taker))) != NULL);
  ffi_ptrarray_to_raw (&taker, values, raw);

  /* The child writes what the parent sees.  */
  size_t all = BEYOND + GUARD_PAGES + STACK;
  char *memory = mmap (NULL, all, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK (memory != MAP_FAILED);
  for (unsigned i = 0; i < sizeof path / sizeof *path; i++)
    {
      int fit = 1;
      for (size_t size = STACK; size > 128 << 10; size = size * 3 / 4 & -65536)
        {
          char *guard = memory + all - size - GUARD_PAGES;
          memset (guard - BEYOND, POISON, BEYOND);
          int now = fits (path[i], memory + all, size);
          CHECK (fit || !now);
          fit = now;
          CHECK (size != STACK || fit);
          CHECK (guard[-BEYOND] == POISON
                 && memcmp (guard - BEYOND, guard - BEYOND + 1, BEYOND - 1)
                    == 0);
        }
      CHECK (!fit);
    }
  return 0;
}

#else
int
main (void)
{
  SKIP ("no fork and stacks of our own here, or a sanitizer");
}
#endif
