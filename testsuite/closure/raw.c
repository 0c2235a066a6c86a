/* SPDX-License-Identifier: MIT */
/* Raw and Java raw closures: the handler gets words.  */
#include <ffi.h>
#include "check.h"

#ifdef FFI_NO_RAW_API
int
main (void)
{
  SKIP ("built without the raw API");
}
#else

typedef struct { int a; double b; char c; } st;
typedef int64_t function (int32_t, double, int8_t, st, int64_t, float);

static ffi_cif cif;
static int calls;

/* Words do not align what is wider than they are.  */
static int64_t
last_integer (void **args)
{
  int64_t i;
  memcpy (&i, args[4], sizeof i);
  return i;
}

static void
check_pointers (void **args)
{
  double d;
  memcpy (&d, args[1], sizeof d);
  CHECK (*(int32_t *) args[0] == -5 && d == 1.25);
  CHECK (*(int8_t *) args[2] == -100);
  CHECK (((st *) args[3])->a == 9 && ((st *) args[3])->b == 8.5);
  CHECK (((st *) args[3])->c == 'q');
  CHECK (last_integer (args) == -99999999999);
  CHECK (*(float *) args[5] == 0.5f);
}

static void
handler (ffi_cif *c, void *result, ffi_raw *raw, void *user)
{
  void *args[6];
  CHECK (c == &cif && user == &calls);
  CHECK (raw[0].sint == -5);
  ffi_raw_to_ptrarray (c, raw, args);
  check_pointers (args);
  *(int64_t *) result = last_integer (args) + 1;
  calls++;
}

#if !FFI_NATIVE_RAW_API
static void
java_handler (ffi_cif *c, void *result, ffi_java_raw *raw, void *user)
{
  void *args[6];
  CHECK (c == &cif && user == &calls);
  CHECK (raw[0].sint == -5);
  ffi_java_raw_to_ptrarray (c, raw, args);
  check_pointers (args);
  *(int64_t *) result = last_integer (args) + 2;
  calls++;
}
#endif

int
main (void)
{
  ffi_type *elements[] = {
    &ffi_type_sint, &ffi_type_double, &ffi_type_schar, NULL
  };
  ffi_type type = { 0, 0, FFI_TYPE_STRUCT, elements };
  ffi_type *types[] = {
    &ffi_type_sint32, &ffi_type_double, &ffi_type_sint8, &type,
    &ffi_type_sint64, &ffi_type_float
  };
  st s = { 9, 8.5, 'q' };
  void *code;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 6, &ffi_type_sint64, types)
         == FFI_OK);
  ffi_raw_closure *raw = ffi_closure_alloc (sizeof *raw, &code);
  CHECK (raw != NULL);
  CHECK (ffi_prep_raw_closure_loc (raw, &cif, handler, &calls, code)
         == FFI_OK);
  clobber ();
  CHECK (((function *) code) (-5, 1.25, -100, s, -99999999999, 0.5f)
         == -99999999998);
  CHECK (calls == 1);
  CHECK (ffi_prep_raw_closure_loc (NULL, &cif, handler, &calls, code)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_raw_closure_loc (raw, NULL, handler, &calls, code)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_raw_closure_loc (raw, &cif, NULL, &calls, code)
         == FFI_BAD_TYPEDEF);
  ffi_cif strange = cif;
  strange.abi = FFI_LAST_ABI;
  CHECK (ffi_prep_raw_closure_loc (raw, &strange, handler, &calls, code)
         == FFI_BAD_ABI);
  ffi_closure_free (raw);

#if !FFI_NATIVE_RAW_API
  ffi_java_raw_closure *java = ffi_closure_alloc (sizeof *java, &code);
  CHECK (java != NULL);
  CHECK (ffi_prep_java_raw_closure_loc (java, &cif, java_handler, &calls,
                                        code) == FFI_OK);
  clobber ();
  CHECK (((function *) code) (-5, 1.25, -100, s, -99999999999, 0.5f)
         == -99999999997);
  CHECK (calls == 2);
  ffi_closure_free (java);
#endif
  return 0;
}
#endif
