/* SPDX-License-Identifier: MIT */
/* ffi_prep_closure_exact: handlers leave every kind by every convention as
   its type has it, and compiled callers get it, with and without a code.
   Would catch: a result that is read from the wrong end of a word or from
   beyond its bytes, one that is not widened as the convention says.  */
#include "exact.h"

struct expected
{
  ffi_cif *cif;
  const void *value;
  int ok;
};

static void
handle (ffi_cif *cif, void *result, void **args, void *data)
{
  struct expected *expected = data;
  size_t size = cif->rtype->size;
  expected->ok &= cif == expected->cif && *(int *) args[0] == EXACT_N
                  && (uintptr_t) result % cif->rtype->alignment == 0
                  && kind_same (cif->rtype, args[1], expected->value);
  memcpy (result, args[1], size);
  clobber ();
}

static int
test (const struct exact *e, ffi_cif *cif)
{
  static struct guarded g;
  _Alignas (64) unsigned char value[KIND_SIZE];
  struct expected expected = { cif, value, 1 };
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_closure_exact (closure, cif, handle, &expected, code)
         == FFI_OK);
  for (int i = 0; i < EXACT_VALUES; i++)
    {
      kind_fill (e->type, value, i);
      guard (&g);
      poison ();
      e->take (code, EXACT_N, value, g.value.bytes);
      expected.ok &= exact_right (&g, e->type, value);
    }
  ffi_closure_free (closure);
  return expected.ok;
}

/* ---- The register that the result is in -------------------------------- */

/* mips, riscv, loongarch, s390x and PowerPC: compiled callers trust that it
   is widened, all but the last two 32 bits by their sign.  */
#if defined __s390x__ || defined __powerpc64__
# define WIDENED(value) ((int64_t) value)
#elif defined __mips64 || (defined __riscv && __riscv_xlen == 64)             \
  || (defined __loongarch__ && __loongarch_grlen == 64)
# define WIDENED(value)                                                       \
  (sizeof value == 4 ? (int32_t) value : (int64_t) value)
#endif
#ifdef WIDENED
static void
give_value (ffi_cif *cif, void *result, void **args, void *value)
{
  (void) args;
  memcpy (result, value, cif->rtype->size);
}

# define WIDE(name, type)                                                     \
  {                                                                           \
    type value = (type) -2;                                                   \
    CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, &ffi_type_##name, NULL)    \
           == FFI_OK);                                                        \
    CHECK (ffi_prep_closure_exact (closure, &cif, give_value, &value, code)   \
           == FFI_OK);                                                        \
    poison ();                                                                \
    CHECK (((int64_t (*) (void)) code) () == WIDENED (value));                \
  }
#else
# define WIDE(name, type)
#endif

static void
whole_register (void)
{
  ffi_cif cif;
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  (void) cif;
  CHECK (closure);
  WIDE (uint8, uint8_t)
  WIDE (sint8, int8_t)
  WIDE (uint16, uint16_t)
  WIDE (sint16, int16_t)
  WIDE (uint32, uint32_t)
  WIDE (sint32, int32_t)
  ffi_closure_free (closure);
}

static void
bad_input (void)
{
  ffi_cif cif;
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, &ffi_type_sint8, NULL)
         == FFI_OK);
  CHECK (ffi_prep_closure_exact (NULL, &cif, handle, NULL, code)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_closure_exact (closure, NULL, handle, NULL, code)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_closure_exact (closure, &cif, NULL, NULL, code)
         == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_closure_exact (closure, &cif, handle, NULL, NULL)
         == FFI_BAD_TYPEDEF);
  cif.abi = FFI_LAST_ABI;
  CHECK (ffi_prep_closure_exact (closure, &cif, handle, NULL, code)
         == FFI_BAD_ABI);
  ffi_closure_free (closure);
}

int
main (void)
{
  bad_input ();
  whole_register ();
  return !exact_run (test);
}
