// SPDX-License-Identifier: MIT
// Classes of C++ with a member of an empty class, which has a byte there, and
// the empty class itself: a struct that has a size and a member of no bytes.
// Would catch: the byte taken for an integer.
#include <ffi.h>
#include "check.h"

struct nothing { };
struct before { nothing e; float f; };
struct between { double a; nothing e; double b; };
struct after { float f; nothing e; };
struct among { int a; nothing e; int b; };
struct twice { nothing e; nothing f; double d; };

static bool operator== (before a, before b) { return a.f == b.f; }
static bool operator== (between a, between b)
{ return a.a == b.a && a.b == b.b; }
static bool operator== (after a, after b) { return a.f == b.f; }
static bool operator== (among a, among b) { return a.a == b.a && a.b == b.b; }
static bool operator== (twice a, twice b) { return a.d == b.d; }

static ffi_type *none[] = { NULL };
static ffi_type no_bytes = { 0, 0, FFI_TYPE_STRUCT, none };
static ffi_type *hollow[] = { &no_bytes, NULL };
static ffi_type empty = { 1, 1, FFI_TYPE_STRUCT, hollow };

template <typename T> struct values { static T given, back; };

template <typename T> static T
take (int a, T s, double d)
{
  CHECK (a == 7 && s == values<T>::given && d == 0.5);
  return values<T>::back;
}

template <typename T> static void
handle (ffi_cif *, void *result, void **args, void *)
{
  CHECK (*(int *) args[0] == 7 && *(T *) args[1] == values<T>::given
         && *(double *) args[2] == 0.5);
  memcpy (result, &values<T>::back, sizeof (T));
}

// T, whose members ELEMENTS describes, there and back.
template <typename T> static void
both_ways (ffi_type **elements)
{
  ffi_type type = { 0, 0, FFI_TYPE_STRUCT, elements };
  ffi_type *types[] = { &ffi_type_sint, &type, &ffi_type_double };
  int a = 7;
  double d = 0.5;
  T s = values<T>::given, r;
  void *args[] = { &a, &s, &d }, *code;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &type, types) == FFI_OK);
  CHECK (type.size == sizeof (T) && type.alignment == alignof (T));
  clobber ();
  ffi_call (&cif, FFI_FN (take<T>), &r, args);
  CHECK (r == values<T>::back);
  ffi_closure *closure
    = (ffi_closure *) ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle<T>, NULL, code)
         == FFI_OK);
  clobber ();
  CHECK (((T (*) (int, T, double)) code) (a, s, d) == values<T>::back);
  ffi_closure_free (closure);
}

template <> before values<before>::given = { {}, 1.5f };
template <> before values<before>::back = { {}, 2.5f };
template <> between values<between>::given = { 1.5, {}, 2.5 };
template <> between values<between>::back = { 3.5, {}, 4.5 };
template <> after values<after>::given = { 1.5f, {} };
template <> after values<after>::back = { 2.5f, {} };
template <> among values<among>::given = { 3, {}, 4 };
template <> among values<among>::back = { 5, {}, 6 };
template <> twice values<twice>::given = { {}, {}, 1.5 };
template <> twice values<twice>::back = { {}, {}, 2.5 };

static int
skip (int a, nothing, int b)
{
  return 10 * a + b;
}

static void
add (ffi_cif *, void *result, void **args, void *)
{
  *(ffi_arg *) result = 10 * *(int *) args[0] + *(int *) args[2];
}

// The empty class as an argument.
static void
itself ()
{
  ffi_type *types[] = { &ffi_type_sint, &empty, &ffi_type_sint };
  int a = 3, b = 4;
  nothing e;
  void *args[] = { &a, &e, &b }, *code;
  ffi_arg result = 0;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &ffi_type_sint, types)
         == FFI_OK);
  clobber ();
  ffi_call (&cif, FFI_FN (skip), &result, args);
  CHECK ((int) result == 34);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  ffi_call_plan_invoke (plan, FFI_FN (skip), &result, args);
  CHECK ((int) result == 34);
  ffi_call_plan_free (plan);
  ffi_closure *closure
    = (ffi_closure *) ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_closure_loc (closure, &cif, add, NULL, code) == FFI_OK);
  CHECK (((int (*) (int, nothing, int)) code) (3, e, 4) == 34);
  ffi_closure_free (closure);
}

int
main ()
{
#define LIST(name, ...) static ffi_type *name[] = { __VA_ARGS__, NULL }
  LIST (l_before, &empty, &ffi_type_float);
  LIST (l_between, &ffi_type_double, &empty, &ffi_type_double);
  LIST (l_after, &ffi_type_float, &empty);
  LIST (l_among, &ffi_type_sint, &empty, &ffi_type_sint);
  LIST (l_twice, &empty, &empty, &ffi_type_double);
  both_ways<before> (l_before);
  both_ways<between> (l_between);
  both_ways<after> (l_after);
  both_ways<among> (l_among);
  both_ways<twice> (l_twice);
  itself ();
}
