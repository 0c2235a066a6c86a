/* SPDX-License-Identifier: MIT */
/* The header and the DLL in Microsoft's mode of the compiler: types imported
   as data, the unnamed union of ffi_closure, structs, calls, closures, raw
   calls.  Exit status 0, or the line that failed.  */
#include <ffi.h>
#include <stddef.h>

#ifndef _MSC_VER
# error "not in Microsoft's mode"
#endif

#define CHECK(condition) do { if (!(condition)) return __LINE__; } while (0)

typedef struct { char c; double d; } mixed;
typedef struct { int a, b; } pair;

static mixed
twice (mixed m)
{
  mixed result = { (char) (2 * m.c), 2 * m.d };
  return result;
}

static pair
swap (pair p)
{
  pair result = { p.b, p.a };
  return result;
}

static void
add (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif;
  *(ffi_arg *) result
    = (ffi_arg) (*(int *) args[0] + (int) *(double *) args[1] + *(int *) data);
}

/* Each type, imported, with the compiler's size and alignment.  */
static int
types (void)
{
  struct { char c; long long x; } wide;
  struct { char c; double x; } real;
  const struct { ffi_type *type; size_t size, alignment; } all[] = {
    { &ffi_type_void, 1, 1 },
    { &ffi_type_uint8, 1, 1 }, { &ffi_type_sint8, 1, 1 },
    { &ffi_type_uint16, 2, 2 }, { &ffi_type_sint16, 2, 2 },
    { &ffi_type_uint32, 4, 4 }, { &ffi_type_sint32, 4, 4 },
    { &ffi_type_uint64, 8, (size_t) ((char *) &wide.x - &wide.c) },
    { &ffi_type_sint64, 8, (size_t) ((char *) &wide.x - &wide.c) },
    { &ffi_type_float, 4, 4 },
    { &ffi_type_double, 8, (size_t) ((char *) &real.x - &real.c) },
    { &ffi_type_longdouble, sizeof (long double),
      (size_t) ((char *) &real.x - &real.c) },
    { &ffi_type_pointer, sizeof (void *), sizeof (void *) },
    { &ffi_type_ulong, 4, 4 }, { &ffi_type_slong, 4, 4 },
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (all[i].type->size != all[i].size
        || all[i].type->alignment != all[i].alignment)
      return 0;
  return 1;
}

int
main (void)
{
  ffi_type *mixed_members[] = { &ffi_type_schar, &ffi_type_double, NULL };
  ffi_type mixed_type = { 0, 0, FFI_TYPE_STRUCT, mixed_members };
  ffi_type *pair_members[] = { &ffi_type_sint, &ffi_type_sint, NULL };
  ffi_type pair_type = { 0, 0, FFI_TYPE_STRUCT, pair_members };
  ffi_type *argument[1], *two[] = { &ffi_type_sint, &ffi_type_double };
  ffi_cif cif;
  void *values[2];

  CHECK (types ());
  CHECK (ffi_get_default_abi () == FFI_DEFAULT_ABI);
  CHECK (ffi_get_closure_size () == sizeof (ffi_closure));
  CHECK (offsetof (ffi_closure, ftramp) == offsetof (ffi_closure, tramp));
  CHECK (offsetof (ffi_closure, cif) >= FFI_TRAMPOLINE_SIZE);

  mixed m = { 3, 1.5 }, m2;
  argument[0] = &mixed_type;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &mixed_type, argument)
         == FFI_OK && mixed_type.size == sizeof m);
  values[0] = &m;
  ffi_call (&cif, FFI_FN (twice), &m2, values);
  CHECK (m2.c == 6 && m2.d == 3);

  pair p = { 1, 2 }, p2;
  argument[0] = &pair_type;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &pair_type, argument)
         == FFI_OK);
  values[0] = &p;
  ffi_call (&cif, FFI_FN (swap), &p2, values);
  CHECK (p2.a == 2 && p2.b == 1);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  values[0] = &p2;
  ffi_call_plan_invoke (plan, FFI_FN (swap), &p, values);
  CHECK (p.a == 1 && p.b == 2);
  ffi_call_plan_free (plan);

  void *code;
  int data = 100;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_sint, two)
         == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, add, &data, code) == FFI_OK);
  CHECK (((int (*) (int, double)) code) (20, 3.5) == 123);
  ffi_closure_free (closure);
  return 0;
}
