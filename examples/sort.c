/* SPDX-License-Identifier: MIT */
/* A callback: qsort's comparison made at run time, with data of its own.

   A C function pointer carries no data.  A closure does: the two below have
   one handler, and differ in the order that user_data tells.  */
#include <ffi.h>
#include <stdio.h>
#include <stdlib.h>

/* Called for int compare (const void *, const void *): args[i] points to
   argument i, and the int goes to *result as a whole ffi_arg.  */
static void
compare (ffi_cif *cif, void *result, void **args, void *user_data)
{
  int a = **(const int **) args[0];
  int b = **(const int **) args[1];
  int order = *(const int *) user_data;

  (void) cif;
  *(ffi_sarg *) result = ((a > b) - (a < b)) * order;
}

static int
sort_and_print (ffi_cif *cif, int order)
{
  int v[] = { 31, 4, 15, 92, 65 };
  size_t count = sizeof v / sizeof *v;
  void *code;   /* where the function is; the closure itself is data */

  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  if (closure == NULL)
    return 1;
  if (ffi_prep_closure_loc (closure, cif, compare, &order, code) != FFI_OK)
    {
      ffi_closure_free (closure);
      return 1;
    }
  qsort (v, count, sizeof *v, (int (*) (const void *, const void *)) code);
  ffi_closure_free (closure);   /* no one may call code from here on */
  for (size_t i = 0; i < count; i++)
    printf ("%d%c", v[i], i + 1 < count ? ' ' : '\n');
  return 0;
}

int
main (void)
{
  ffi_type *types[] = { &ffi_type_pointer, &ffi_type_pointer };
  ffi_cif cif;   /* outlives both closures */

  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_sint, types)
      != FFI_OK)
    return 1;
  return sort_and_print (&cif, 1) || sort_and_print (&cif, -1);
}
