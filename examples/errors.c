/* SPDX-License-Identifier: MIT */
/* What can go wrong, and how one hears of it.

   Preparing is where the library says no; a cif that has been prepared can
   be called.  That leaves what no library can check: whether the function
   has the signature that was described.  */
#include <ffi.h>
#include <stdio.h>

static const char *
status_text (ffi_status status)
{
  switch (status)
    {
    case FFI_OK: return "fine";
    case FFI_BAD_TYPEDEF: return "a type that cannot be passed";
    case FFI_BAD_ABI: return "not an ABI of this platform";
    case FFI_BAD_ARGTYPE: return "a variadic argument that C promotes";
    }
  return "unknown status";
}

static void
report (const char *what, ffi_status status)
{
  printf ("%s: %s\n", what, status_text (status));
}

static void
prepare_badly (void)
{
  ffi_cif cif;
  ffi_type *args[] = { &ffi_type_pointer, &ffi_type_float };
  ffi_type *no_members[] = { NULL };
  ffi_type empty = { 0, 0, FFI_TYPE_STRUCT, no_members };

  report ("int (void *, float)",
          ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_sint, args));
  report ("int (void *, ...), called with a float",
          ffi_prep_cif_var (&cif, FFI_DEFAULT_ABI, 1, 2, &ffi_type_sint,
                            args));
  args[1] = &ffi_type_double;
  report ("the same with a double",
          ffi_prep_cif_var (&cif, FFI_DEFAULT_ABI, 1, 2, &ffi_type_sint,
                            args));
  report ("a result of an empty struct",
          ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, &empty, NULL));
  args[0] = NULL;
  report ("an argument without a type",
          ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_sint, args));
  report ("ABI number 1000",
          ffi_prep_cif (&cif, (ffi_abi) 1000, 0, &ffi_type_void, NULL));
}

static void
ignore (ffi_cif *cif, void *result, void **args, void *user_data)
{
  (void) cif;
  (void) result;
  (void) args;
  (void) user_data;
}

/* A closure needs memory, and code that the system may refuse.  */
static ffi_status
make_closure (ffi_cif *cif)
{
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  if (closure == NULL)
    {
      puts ("no closure: out of memory, or no executable page to be had");
      return FFI_OK;
    }
  ffi_status status = ffi_prep_closure_loc (closure, cif, ignore, NULL, code);
  if (status == FFI_OK)
    ((void (*) (void)) code) ();
  ffi_closure_free (closure);   /* also when it could not be prepared */
  return status;
}

int
main (void)
{
  ffi_cif cif;

  prepare_badly ();
  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, &ffi_type_void, NULL) != FFI_OK)
    return 1;
  report ("a closure of void (void)", make_closure (&cif));
  /* No closure and no plan are errors too: NULL.  */
  ffi_closure_free (NULL);
  ffi_call_plan_free (ffi_call_plan_alloc (NULL));
  return 0;
}
