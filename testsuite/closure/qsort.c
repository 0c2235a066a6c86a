/* SPDX-License-Identifier: MIT */
/* libc calls back: qsort and bsearch through closures, and a closure that
   sorts again inside of one.  */
#include <ffi.h>
#include "check.h"

typedef int compare_function (const void *, const void *);

static int comparisons;
static compare_function *inner_compare;

static void
handler (ffi_cif *cif, void *result, void **args, void *user)
{
  int a = **(int **) args[0], b = **(int **) args[1];
  (void) cif;
  comparisons++;
  if (inner_compare != NULL && user == NULL)
    {
      int few[] = { 3, 1, 2 };
      qsort (few, 3, sizeof few[0], inner_compare);
      CHECK (few[0] == 1 && few[1] == 2 && few[2] == 3);
    }
  *(ffi_sarg *) result = a < b ? -1 : a > b;
}

static compare_function *
make (ffi_closure **closure, ffi_cif *cif, void *user)
{
  void *code;
  *closure = ffi_closure_alloc (sizeof **closure, &code);
  CHECK (*closure != NULL);
  CHECK (ffi_prep_closure_loc (*closure, cif, handler, user, code) == FFI_OK);
  return (compare_function *) code;
}

int
main (void)
{
  ffi_type *types[] = { &ffi_type_pointer, &ffi_type_pointer };
  ffi_closure *outer, *inner;
  int numbers[1000], key = 617;
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_sint, types)
         == FFI_OK);
  compare_function *compare = make (&outer, &cif, NULL);
  inner_compare = make (&inner, &cif, &key);
  for (int i = 0; i < 1000; i++)
    numbers[i] = i * 617 % 1000;
  qsort (numbers, 1000, sizeof numbers[0], compare);
  for (int i = 0; i < 1000; i++)
    CHECK (numbers[i] == i);
  CHECK (comparisons > 1000);
  CHECK (bsearch (&key, numbers, 1000, sizeof numbers[0], compare)
         == &numbers[617]);
  ffi_closure_free (outer);
  ffi_closure_free (inner);
  return 0;
}
