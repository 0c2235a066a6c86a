/* SPDX-License-Identifier: MIT */
/* Every way through the library: PATHS (X) expands X (name) for functions
   path_name (leave), which run leave () under a call or in a closure.  There
   are arguments in registers and on the stack in each.  */
#ifndef PATHS_H
#define PATHS_H

#include <ffi.h>
#include "check.h"

#define PATHS(X) \
  X (call) X (call_stack) X (call_struct) X (call_large) X (plan) \
  X (closure) X (closure_stack) X (closure_struct) X (go) X (raw) X (nested)

typedef void leave_function (void);

static leave_function *path_leave;
static int path_returned;

typedef struct { double a, b, c, d, e; } path_struct;

static void
path_few (int a, double b)
{
  CHECK (a == 1 && b == 2.5);
  path_leave ();
  path_returned++;
}

static double
path_many (int a, double b, int c, double d, int e, int f, int g, int h,
           int i, double j, int k, int l)
{
  CHECK (a == 1 && b == 2.5 && c == 1 && d == 2.5 && l == 1);
  CHECK (e + f + g + h + i + k == 6 && j == 2.5);
  path_leave ();
  path_returned++;
  return b;
}

static path_struct
path_by_value (path_struct s, int a)
{
  CHECK (a == 1 && s.e == 4.5);
  path_leave ();
  path_returned++;
  return s;
}

static void
path_handler (ffi_cif *cif, void *result, void **args, void *user)
{
  (void) user;
  if (cif->arg_types[0] == &ffi_type_sint)
    CHECK (*(int *) args[0] == 1 && *(double *) args[1] == 2.5);
  path_leave ();
  path_returned++;
  if (cif->rtype->type == FFI_TYPE_STRUCT)
    memset (result, 0, cif->rtype->size);
  else if (cif->rtype->type == FFI_TYPE_DOUBLE)
    *(double *) result = 0;
}

/* The signatures: FEW, MANY, BY_VALUE.  */
enum path_kind { FEW, MANY, BY_VALUE };
static ffi_type *path_types[3][12];
static ffi_type *path_elements[6];
static ffi_type path_struct_type;
static int path_int = 1;
static double path_double = 2.5;
static path_struct path_struct_value = { 0.5, 1.5, 2.5, 3.5, 4.5 };
static void *path_avalue[3][12];

static ffi_cif
path_cif (enum path_kind kind)
{
  static const unsigned nargs[] = { 2, 12, 2 };
  ffi_type *results[3]
    = { &ffi_type_void, &ffi_type_double, &path_struct_type };
  ffi_cif cif;
  for (int i = 0; i < 12; i++)
    {
      int is_double = i == 1 || i == 3 || i == 9;
      path_types[FEW][i] = path_types[MANY][i]
        = is_double ? &ffi_type_double : &ffi_type_sint;
      path_avalue[FEW][i] = path_avalue[MANY][i]
        = is_double ? (void *) &path_double : (void *) &path_int;
    }
  for (int i = 0; i < 5; i++)
    path_elements[i] = &ffi_type_double;
  path_struct_type.type = FFI_TYPE_STRUCT;
  path_struct_type.elements = path_elements;
  path_types[BY_VALUE][0] = &path_struct_type;
  path_types[BY_VALUE][1] = &ffi_type_sint;
  path_avalue[BY_VALUE][0] = &path_struct_value;
  path_avalue[BY_VALUE][1] = &path_int;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, nargs[kind], results[kind],
                       path_types[kind]) == FFI_OK);
  return cif;
}

static ffi_cif path_cifs[3];

static void
path_call_kind (enum path_kind kind, void (*fn) (void))
{
  path_struct result;
  path_cifs[kind] = path_cif (kind);
  ffi_call (&path_cifs[kind], fn, &result, path_avalue[kind]);
}

static void
path_call (void)
{
  path_call_kind (FEW, FFI_FN (path_few));
}

static void
path_call_stack (void)
{
  path_call_kind (MANY, FFI_FN (path_many));
}

static void
path_call_struct (void)
{
  path_call_kind (BY_VALUE, FFI_FN (path_by_value));
}

/* By way of compiled code: a struct of 64 KiB on the stack.  */
typedef struct { char c[65536]; } path_large_struct;
static path_large_struct path_large_value;

static void
path_large (int a, path_large_struct s)
{
  CHECK (a == 1 && s.c[65535] == 0);
  path_leave ();
  path_returned++;
}

static void
path_call_large (void)
{
  static ffi_type *elements[257], *page[257];
  static ffi_type page_type, type;
  static ffi_type *types[2];
  static ffi_cif cif;
  void *avalue[] = { &path_int, &path_large_value };
  page_type.type = type.type = FFI_TYPE_STRUCT;
  page_type.elements = page;
  type.elements = elements;
  for (int i = 0; i < 256; i++)
    {
      page[i] = &ffi_type_schar;
      elements[i] = &page_type;
    }
  types[0] = &ffi_type_sint;
  types[1] = &type;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_void, types)
         == FFI_OK);
  ffi_call (&cif, FFI_FN (path_large), NULL, avalue);
}

static void
path_plan (void)
{
  static ffi_call_plan *plan;
  if (plan == NULL)
    {
      path_cifs[FEW] = path_cif (FEW);
      plan = ffi_call_plan_alloc (&path_cifs[FEW]);
      CHECK (plan != NULL);
    }
  ffi_call_plan_invoke (plan, FFI_FN (path_few), NULL, path_avalue[FEW]);
}

/* A closure of this kind, kept for good.  */
static void *
path_code (enum path_kind kind)
{
  static void *code[3];
  static ffi_cif cif[3];
  if (code[kind] == NULL)
    {
      ffi_closure *closure
        = (ffi_closure *) ffi_closure_alloc (sizeof *closure, &code[kind]);
      CHECK (closure != NULL);
      cif[kind] = path_cif (kind);
      CHECK (ffi_prep_closure_loc (closure, &cif[kind], path_handler, NULL,
                                   code[kind]) == FFI_OK);
    }
  return code[kind];
}

static void
path_closure (void)
{
  ((void (*) (int, double)) path_code (FEW)) (1, 2.5);
}

static void
path_closure_stack (void)
{
  ((double (*) (int, double, int, double, int, int, int, int, int, double,
                int, int)) path_code (MANY)) (1, 2.5, 1, 2.5, 1, 1, 1, 1, 1,
                                              2.5, 1, 1);
}

static void
path_closure_struct (void)
{
  ((path_struct (*) (path_struct, int)) path_code (BY_VALUE))
    (path_struct_value, 1);
}

static void
path_go (void)
{
#if !FFI_GO_CLOSURES
  path_call ();
#else
  static ffi_go_closure closure;
  path_cifs[FEW] = path_cif (FEW);
  CHECK (ffi_prep_go_closure (&closure, &path_cifs[FEW], path_handler)
         == FFI_OK);
  ffi_call_go (&path_cifs[FEW], FFI_FN (closure.tramp), NULL,
               path_avalue[FEW], &closure);
#endif
}

static void
path_raw (void)
{
#ifdef FFI_NO_RAW_API
  path_call ();
#else
  ffi_raw raw[8];
  path_cifs[FEW] = path_cif (FEW);
  ffi_ptrarray_to_raw (&path_cifs[FEW], path_avalue[FEW], raw);
  ffi_raw_call (&path_cifs[FEW], FFI_FN (path_few), NULL, raw);
#endif
}

/* A call of a closure whose handler calls on.  */
static leave_function *path_inner;

static void
path_again (void)
{
  path_leave = path_inner;
  path_call_stack ();
}

static void
path_nested (void)
{
  path_inner = path_leave;
  path_leave = path_again;
  path_call_kind (FEW, FFI_FN (path_code (FEW)));
}

/* No path: from here straight to the end of one.  */
__attribute__ ((unused)) static void
path_none (void)
{
  path_leave ();
  path_returned++;
}

#endif
