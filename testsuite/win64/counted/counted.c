/* SPDX-License-Identifier: MIT */
/* The benchmark's signatures in the Win64 ABI, for counted.sh: plan_X and
   general_X call a function of signature X 1,000 times, by a plan, and by
   placing the arguments each time.  */
#include <ffi.h>
#include <string.h>

enum { MAX = 12, CALLS = 1000 };

static ffi_type *ii_members[] = { &ffi_type_sint, &ffi_type_sint, NULL };
static ffi_type *dd_members[] = { &ffi_type_double, &ffi_type_double, NULL };
static ffi_type *ld_members[] = { &ffi_type_sint64, &ffi_type_double, NULL };
static ffi_type *large_members[]
  = { &ffi_type_sint64, &ffi_type_double, &ffi_type_sint64, NULL };
static ffi_type *fff_members[]
  = { &ffi_type_float, &ffi_type_float, &ffi_type_float, NULL };
static ffi_type ii = { 0, 0, FFI_TYPE_STRUCT, ii_members };
static ffi_type dd = { 0, 0, FFI_TYPE_STRUCT, dd_members };
static ffi_type ld = { 0, 0, FFI_TYPE_STRUCT, ld_members };
static ffi_type large = { 0, 0, FFI_TYPE_STRUCT, large_members };
static ffi_type fff = { 0, 0, FFI_TYPE_STRUCT, fff_members };

static void __attribute__ ((ms_abi))
target (void)
{
}

static char value[MAX][32] __attribute__ ((aligned (16)));
static char rvalue[64] __attribute__ ((aligned (16)));

/* The counted loop does nothing but call.  */
#define COUNTED(name, ...)                                                    \
  static ffi_type *types_##name[] = { __VA_ARGS__ };                          \
  __attribute__ ((noinline)) void                                             \
  plan_##name (ffi_call_plan *plan, void **avalue)                            \
  {                                                                           \
    for (int i = 0; i < CALLS; i++)                                           \
      ffi_call_plan_invoke (plan, FFI_FN (target), rvalue, avalue);           \
  }                                                                           \
  __attribute__ ((noinline)) void                                             \
  general_##name (ffi_cif *cif, void **avalue)                                \
  {                                                                           \
    for (int i = 0; i < CALLS; i++)                                           \
      ffi_call (cif, FFI_FN (target), rvalue, avalue);                        \
  }
#define SINT ffi_type_sint
#define SINT64 ffi_type_sint64
#define DOUBLE ffi_type_double
#define FLOAT ffi_type_float
#define POINTER ffi_type_pointer
/* The result's type comes first.  */
#define SIGNATURES(X)                                                         \
  X (void, &ffi_type_void)                                                    \
  X (int_1, &SINT, &SINT)                                                     \
  X (double_2, &DOUBLE, &DOUBLE, &DOUBLE)                                     \
  X (int_6, &SINT, &SINT, &SINT, &SINT, &SINT, &SINT, &SINT)                  \
  X (pointer_3, &POINTER, &POINTER, &POINTER, &POINTER)                       \
  X (narrow_3, &ffi_type_sshort, &ffi_type_sshort, &ffi_type_schar,           \
     &ffi_type_uchar)                                                         \
  X (mixed_6, &DOUBLE, &SINT, &DOUBLE, &POINTER, &FLOAT, &SINT64, &DOUBLE)    \
  X (mixed_10, &SINT64, &SINT64, &DOUBLE, &SINT, &FLOAT, &POINTER, &SINT64,   \
     &DOUBLE, &SINT, &SINT64, &SINT64)                                        \
  X (int64_12, &SINT64, &SINT64, &SINT64, &SINT64, &SINT64, &SINT64, &SINT64, \
     &SINT64, &SINT64, &SINT64, &SINT64, &SINT64, &SINT64)                    \
  X (struct_ii, &ii, &ii)                                                     \
  X (struct_dd, &dd, &dd)                                                     \
  X (struct_ld, &ld, &ld)                                                     \
  X (struct_24, &large, &large)                                               \
  X (struct_fff, &fff, &fff, &FLOAT)                                          \
  X (ldouble_1, &ffi_type_longdouble, &ffi_type_longdouble)                   \
  X (variadic, &SINT, &POINTER, &SINT, &DOUBLE)
SIGNATURES (COUNTED)

static int
run (ffi_type **types, unsigned n, int variadic,
     void (*plan_calls) (ffi_call_plan *, void **),
     void (*general_calls) (ffi_cif *, void **))
{
  void *avalue[MAX];
  for (int i = 0; i < MAX; i++)
    avalue[i] = value[i];
  ffi_cif cif;
  ffi_status status
    = variadic ? ffi_prep_cif_var (&cif, FFI_GNUW64, 1, n, types[0], types + 1)
               : ffi_prep_cif (&cif, FFI_GNUW64, n, types[0], types + 1);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  if (status != FFI_OK || plan == NULL)
    return 0;
  plan_calls (plan, avalue);
  ffi_call_plan_free (plan);
  /* No code: the general path.  */
  cif.bytes = cif.flags = 0;
  general_calls (&cif, avalue);
  return 1;
}

int
main (void)
{
  int ok = 1;
#define RUN(name, ...)                                                        \
  ok &= run (types_##name, sizeof types_##name / sizeof (ffi_type *) - 1,     \
             strcmp (#name, "variadic") == 0, plan_##name, general_##name);
  SIGNATURES (RUN)
  return !ok;
}
