/* SPDX-License-Identifier: MIT */
/* Closures freed twice or called when they are free, and pointers to free that
   are no closures: others lose nothing; and a library built for debugging
   stops the program, with one line that says what is wrong.  That one stops
   plans, too, whose cif was prepared for another signature since.  */
#include "live.h"

#if POSIX && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#include <signal.h>

static struct live one, large, huge;

static void
make (void)
{
  CHECK (live_make (&one, sizeof (ffi_closure), 1));
  CHECK (live_make (&large, 3 * sizeof (ffi_closure), 4));
  CHECK (live_make (&huge, 100000, 5));
}

/* No closure is given to two, and those that live are whole.  */
static void
check (int lived)
{
  struct live a, b;
  CHECK (live_make (&a, sizeof (ffi_closure), 2));
  CHECK (live_make (&b, sizeof (ffi_closure), 3));
  CHECK (a.closure != b.closure && live_is_right (&a) && live_is_right (&b));
  CHECK (!lived || (live_is_right (&one) && live_is_right (&large)
                    && live_is_right (&huge)));
}

static void
free_one_twice (void)
{
  live_free_twice ();
  check (0);
}

static void
free_large_twice (void)
{
  make ();
  ffi_closure_free (large.closure);
  ffi_closure_free (large.closure);
  check (0);
}

static void
free_huge_twice (void)
{
  make ();
  ffi_closure_free (huge.closure);
  ffi_closure_free (huge.closure);
  check (0);
}

static void
free_inside (void)
{
  make ();
  for (int i = 1; i < 3 * (int) sizeof (ffi_closure); i++)
    ffi_closure_free ((char *) large.closure + i);
  check (1);
}

static void
free_code (void)
{
  make ();
  ffi_closure_free (one.code);
  ffi_closure_free (large.code);
  ffi_closure_free (huge.code);
  check (1);
}

static void
free_other (void)
{
  long local[20] = { 0 };
  char *block = malloc (20000);
  make ();
  CHECK (block != NULL);
  ffi_closure_free (local);
  for (int i = 0; i < 20000; i += 8)
    ffi_closure_free (block + i);
  check (1);
}

static void
call_free (void)
{
  make ();
  ffi_closure_free (one.closure);
  CHECK (live_is_right (&one));
  check (0);
}

static void
call_large_free (void)
{
  make ();
  ffi_closure_free (large.closure);
  CHECK (live_is_right (&large));
  check (0);
}

static void
nothing (void)
{
  make ();
  ffi_closure_free (NULL);
  ffi_closure_free (one.closure);
  ffi_closure_free (large.closure);
  ffi_closure_free (huge.closure);
}

static int
next (int n)
{
  return n + 1;
}

/* Prepares a cif of N TYPES, makes a plan, then prepares the same
   cif for OTHER if that is not NULL, and uses the plan.  */
static void
use_plan (unsigned n, ffi_type **types, ffi_type **other, void (*fn) (void))
{
  ffi_cif cif;
  char bytes[16][64] = { { 0 } };
  void *values[16];
  ffi_arg result[8];
  for (int i = 0; i < 16; i++)
    values[i] = bytes[i];
  for (int again = 0; again < 2; again++)
    {
      CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, &ffi_type_sint, types)
             == FFI_OK);
      ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
      CHECK (plan != NULL);
      if (again)
        CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, &ffi_type_sint,
                             other ? other : types) == FFI_OK);
      ffi_call_plan_invoke (plan, fn, result, values);
      ffi_call_plan_free (plan);
    }
}

static ffi_type *two_ints[] = { &ffi_type_sint, &ffi_type_sint },
                *two_doubles[] = { &ffi_type_double, &ffi_type_double };

static void
plan_again (void)
{
  use_plan (2, two_ints, NULL, FFI_FN (next));
}

static void
plan_of_other (void)
{
  use_plan (2, two_ints, two_doubles, FFI_FN (next));
}

/* Of too many kinds for a fast path.  */
static void
use_long_plan (int change)
{
  ffi_type *small[] = { &ffi_type_schar, &ffi_type_float, &ffi_type_schar,
                        NULL };
  ffi_type mixed = { 0, 0, FFI_TYPE_STRUCT, small };
  ffi_type *types[16], *other[16];
  for (int i = 0; i < 16; i++)
    types[i] = other[i] = i % 3 == 0   ? &mixed
                          : i % 3 == 1 ? &ffi_type_longdouble
                                       : &ffi_type_schar;
  if (change)
    other[14] = &ffi_type_double;
  use_plan (16, types, other, FFI_FN (next));
}

static void
long_plan_again (void)
{
  use_long_plan (0);
}

static void
long_plan_of_other (void)
{
  use_long_plan (1);
}

static int debug;

static void
try (void (*what) (void), const char *message)
{
  char said[400];
  int status = live_apart (what, said, sizeof said);
  if (!debug || message == NULL)
    {
      printf ("%s", said);
      CHECK (status == 0);
      return;
    }
  CHECK (WIFSIGNALED (status) && WTERMSIG (status) == SIGABRT);
  CHECK (strncmp (said, "libffi: ", 8) == 0);
  if (strcmp (said + 8, message) != 0)
    printf ("%s", said);
  CHECK (strcmp (said + 8, message) == 0);
}

int
main (void)
{
  live_init ();
  debug = live_is_debug ();
  try (nothing, NULL);
  try (free_one_twice, "ffi_closure_free of a closure that is free\n");
  try (free_large_twice, "ffi_closure_free of a closure that is free\n");
  try (free_huge_twice, "ffi_closure_free of a closure that is free\n");
  try (free_inside, "ffi_closure_free of the inside of a closure\n");
  try (free_code, "ffi_closure_free of a code address\n");
  try (free_other, "ffi_closure_free of what is no closure\n");
  try (call_free, "call of a closure that is free\n");
  try (call_large_free, "call of a closure that is free\n");
  try (plan_again, NULL);
  try (long_plan_again, NULL);
  if (debug)
    {
      const char *said
        = "a plan whose cif was prepared for another signature\n";
      try (plan_of_other, said);
      try (long_plan_of_other, said);
    }
  puts (debug ? "it stops programs" : "it does not stop programs");
  return 0;
}
#else
int
main (void)
{
  SKIP ("no fork, or a sanitizer");
}
#endif
