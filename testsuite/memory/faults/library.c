/* SPDX-License-Identifier: MIT */
/* Every request of the library's for memory or a file fails, one by one and
   from one on: the answer is NULL or a status, or right by another way; what
   was held before is held after; nothing is lost for good.  Preparing and
   calling request nothing.  */
#include "live.h"
#include "wrap.h"

enum
{
  CLOSURES = 400000, SOME = 3000,
  MORE = 3 * sizeof (ffi_closure), LARGE = 200000,
  ATTEMPTS = 40000           /* more than the pool can have units */
};

static struct live list[CLOSURES];
static size_t nlive;

/* ---- Scenarios: true if all that was asked for was had; it is right then
   and given back, but for units of the pool.  -------------------------- */

/* Leaves no closure of SIZE bytes to be had without a request.  */
static void
exhaust_of (size_t size)
{
  wrap_fail (1, 1);
  while (nlive < CLOSURES && live_make (&list[nlive], size, nlive))
    nlive++;
  wrap_end ();
  CHECK (nlive < CLOSURES);
}

static void
exhaust (void)
{
  exhaust_of (sizeof (ffi_closure));
}

static void
exhaust_of_more (void)
{
  exhaust_of (MORE);
}

static int
closure_of (size_t size)
{
  struct live l;
  if (!live_make (&l, size, 77))
    return 0;
  CHECK (live_is_right (&l));
  ffi_closure_free (l.closure);
  return 1;
}

static int
try_closure (void)
{
  return closure_of (sizeof (ffi_closure));
}

static int
try_closure_of_more (void)
{
  return closure_of (MORE);
}

static int
try_large_closure (void)
{
  return closure_of (LARGE);
}

static int
add (int a, int b)
{
  return a + b;
}

static double
add_many (int a, double b, int c, double d, int e, int f, int g, int h, int i,
          int j)
{
  return a + b + c + d + e + f + g + h + i + j;
}

static ffi_cif few, many, by_struct;
static ffi_type *many_types[10], *few_types[2], *members[4], *struct_types[1];
static ffi_type three;
static int one = 1;
static double half = 0.5;
static void *few_args[2] = { &one, &one }, *many_args[10];

static int
try_plan (void)
{
  int result = 0;
  ffi_call_plan *plan = ffi_call_plan_alloc_exact (&few);
  if (plan == NULL)
    return 0;
  ffi_call_plan_invoke (plan, FFI_FN (add), &result, few_args);
  CHECK (result == 2);
  ffi_call_plan_free (plan);
  return 1;
}

static int
try_large_plan (void)
{
  double result = 0;
  ffi_call_plan *plan = ffi_call_plan_alloc (&many);
  if (plan == NULL)
    return 0;
  ffi_call_plan_invoke (plan, FFI_FN (add_many), &result, many_args);
  CHECK (result == 9);
  ffi_call_plan_free (plan);
  return 1;
}

static int
try_describe (void)
{
  ffi_description d;
  ffi_placement p[20];
  ffi_status status = ffi_describe (&many, &d, p, 20);
  CHECK (status == FFI_OK ? d.placements >= 10 : status == FFI_BAD_TYPEDEF);
  return status == FFI_OK;
}

static int
try_describe_abi (void)
{
  ffi_description d;
  ffi_status status = ffi_describe_abi (ffi_describe_abi_name (0), 2,
                                        &ffi_type_sint, few_types, &d, NULL,
                                        0);
  CHECK (status == FFI_OK ? d.placements >= 2 : status == FFI_BAD_TYPEDEF);
  return status == FFI_OK;
}

/* ---- Faults ---------------------------------------------------------- */

static int
same (struct held a, struct held b)
{
  return a.blocks == b.blocks && a.bytes == b.bytes && a.files == b.files;
}

/* Fails each of TRY's requests in turn; before it, PREPARE is called.  */
static void
faults (const char *what, int (*try) (void), void (*prepare) (void))
{
  unsigned refused = 0;
  for (int and_all = 0; and_all < 2; and_all++)
    for (unsigned long n = 1;; n++)
      {
        if (prepare != NULL)
          prepare ();
        struct held before = wrap_held;
        wrap_fail (n, and_all);
        int had = try ();
        int hit = wrap_end () >= n;
        CHECK (had || hit);
        if (!had)
          CHECK (same (before, wrap_held));
        CHECK (before.files == wrap_held.files);
        refused += !had;
        if (!hit)
          break;
      }
  CHECK (refused > 0);
  printf ("PASS: %s, refused %u times\n", what, refused);
}

/* N more closures.  */
static void
fill (size_t n)
{
  for (size_t i = 0; i < n; i++, nlive++)
    CHECK (live_make (&list[nlive], sizeof (ffi_closure), nlive));
}

/* However often they fail, they succeed once they can: what makes the pool
   grow, and closures of more bytes.  */
static void
nothing_is_lost (void)
{
  unsigned long most = 8;
  for (int i = 0; i < ATTEMPTS; i++)
    {
      struct held before = wrap_held;
      wrap_fail (1 + (unsigned long) i % most, 1);
      int had = try_closure ();
      wrap_end ();
      CHECK (had || same (before, wrap_held));
      if (had)
        exhaust ();
      most -= had && most > 1;
    }
  fill (5000);
  for (int i = 0; i < 5000; i++)
    ffi_closure_free (list[--nlive].closure);
  for (int i = 0; i < ATTEMPTS; i++)
    {
      wrap_fail (1, 1);
      CHECK (!try_closure_of_more () || wrap_end () == 0);
      wrap_end ();
    }
  fill (10000);
  live_check (list, nlive);
  puts ("PASS: nothing is lost");
}

/* ---- What requests nothing ------------------------------------------- */

static void
prepare (void)
{
  size_t offsets[4];
  for (int i = 0; i < 10; i++)
    {
      int is_double = i == 1 || i == 3;
      many_types[i] = is_double ? &ffi_type_double : &ffi_type_sint;
      many_args[i] = is_double ? (void *) &half : (void *) &one;
    }
  few_types[0] = few_types[1] = &ffi_type_sint;
  three.type = FFI_TYPE_STRUCT;
  three.elements = members;
  members[0] = members[1] = members[2] = &ffi_type_double;
  struct_types[0] = &three;
  CHECK (ffi_prep_cif (&few, FFI_DEFAULT_ABI, 2, &ffi_type_sint, few_types)
         == FFI_OK);
  CHECK (ffi_prep_cif_var (&many, FFI_DEFAULT_ABI, 1, 10, &ffi_type_double,
                           many_types) == FFI_OK);
  CHECK (ffi_prep_cif (&many, FFI_DEFAULT_ABI, 10, &ffi_type_double,
                       many_types) == FFI_OK);
  CHECK (ffi_prep_cif (&by_struct, FFI_DEFAULT_ABI, 1, &three, struct_types)
         == FFI_OK);
  CHECK (ffi_get_struct_offsets (FFI_DEFAULT_ABI, &three, offsets) == FFI_OK);
}

struct three { double a, b, c; };

static struct three
twice (struct three x)
{
  return (struct three) { 2 * x.a, 2 * x.b, 2 * x.c };
}

static void
sum (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif, (void) data;
  *(ffi_arg *) result = (ffi_arg) (*(int *) args[0] + *(int *) args[1]);
}

static void
call_all (void *closure, void *code)
{
  struct three x = { 1, 2, 3 }, y = { 0, 0, 0 };
  void *struct_args[] = { &x };
  ffi_arg result;
  double d = 0;
  ffi_call (&few, FFI_FN (add), &result, few_args);
  CHECK ((int) result == 2);
  ffi_call (&many, FFI_FN (add_many), &d, many_args);
  CHECK (d == 9);
  ffi_call (&by_struct, FFI_FN (twice), &y, struct_args);
  CHECK (y.a == 2 && y.c == 6);
  CHECK (ffi_prep_closure_loc (closure, &few, sum, NULL, code) == FFI_OK);
  CHECK (((int (*) (int, int)) code) (3, 4) == 7);
#ifndef FFI_NO_RAW_API
  ffi_raw raw[2];
  ffi_ptrarray_to_raw (&few, few_args, raw);
  ffi_raw_call (&few, FFI_FN (add), &result, raw);
  CHECK ((int) result == 2 && ffi_raw_size (&few) > 0);
# if !FFI_NATIVE_RAW_API
  ffi_java_raw java[4];
  ffi_java_ptrarray_to_raw (&few, few_args, java);
  ffi_java_raw_call (&few, FFI_FN (add), &result, java);
  CHECK ((int) result == 2);
# endif
#endif
}

static void
quiet (void)
{
  void *code, *closure = ffi_closure_alloc (sizeof (ffi_closure), &code);
  CHECK (closure != NULL);
  wrap_fail (1, 1);
  prepare ();
  call_all (closure, code);
  ffi_closure_free (closure);
  CHECK (wrap_end () == 0);
  puts ("PASS: preparing and calling");
}

int
main (void)
{
  live_init ();
  nlive = live_fill (list, SOME);
  if (nlive < SOME)
    SKIP ("the pool cannot grow here");
  quiet ();
  faults ("closures", try_closure, exhaust);
  faults ("closures of more bytes", try_closure_of_more,
          exhaust_of_more);
  faults ("large closures", try_large_closure, NULL);
  faults ("plans", try_plan, NULL);
  faults ("plans of many arguments", try_large_plan, NULL);
  faults ("ffi_describe", try_describe, NULL);
  faults ("ffi_describe_abi", try_describe_abi, NULL);
  nothing_is_lost ();
  return 0;
}
