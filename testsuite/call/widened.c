/* SPDX-License-Identifier: MIT */
/* Twelve small integers, all of one type, or with longs between them, with the
   fast paths and without, and by a plan.  Compiled functions trust that they
   come as wide as the ABI says, so would catch: one that is filled up wrongly
   in one register or word of the stack.  */
#include <ffi.h>
#include "check.h"

enum { ARGUMENTS = 12 };

static int64_t got[ARGUMENTS];

#define KINDS(X)                                                              \
  X (sint8, int8_t, -5) X (uint8, uint8_t, 250) X (sint16, int16_t, -500)     \
  X (uint16, uint16_t, 65000) X (sint32, int32_t, -70000)                     \
  X (uint32, uint32_t, 4000000000)

#define KEEP                                                                  \
  int64_t all[] = { a, b, c, d, e, f, g, h, i, j, k, l };                     \
  memcpy (got, all, sizeof got)

#define DEFINE(name, T, x)                                                    \
  static void                                                                 \
  all_##name (T a, T b, T c, T d, T e, T f, T g, T h, T i, T j, T k, T l)     \
  {                                                                           \
    KEEP;                                                                     \
  }                                                                           \
  static void                                                                 \
  odd_##name (T a, long b, T c, long d, T e, long f, T g, long h, T i,        \
              long j, T k, long l)                                            \
  {                                                                           \
    KEEP;                                                                     \
  }                                                                           \
  static void                                                                 \
  even_##name (long a, T b, long c, T d, long e, T f, long g, T h, long i,    \
               T j, long k, T l)                                              \
  {                                                                           \
    KEEP;                                                                     \
  }
KINDS (DEFINE)

enum way { FAST, GENERAL, PLAN };

/* Calls FN with VALUE, which is WANTED, of TYPE, where bit I of WHERE is set
   for argument I, and with the long 7 elsewhere.  */
static void
call (enum way way, void (*fn) (void), unsigned where, ffi_type *type,
      void *value, int64_t wanted)
{
  long seven = 7;
  ffi_type *types[ARGUMENTS];
  void *values[ARGUMENTS];
  for (int i = 0; i < ARGUMENTS; i++)
    {
      types[i] = where >> i & 1 ? type : &ffi_type_slong;
      values[i] = where >> i & 1 ? value : &seven;
    }
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, ARGUMENTS, &ffi_type_void, types)
         == FFI_OK);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  if (way == GENERAL)
    cif.bytes = cif.flags = 0;
  memset (got, 0, sizeof got);
  clobber ();
  if (way == PLAN)
    ffi_call_plan_invoke (plan, fn, NULL, values);
  else
    ffi_call (&cif, fn, NULL, values);
  for (int i = 0; i < ARGUMENTS; i++)
    CHECK (got[i] == (where >> i & 1 ? wanted : 7));
  ffi_call_plan_free (plan);
}

/* mips, riscv, loongarch and s390x widen to the whole register or word of the
   stack; all but s390x 32 bits by their sign, whatever the type.  */
#ifdef __s390x__
# define WIDENED(value) ((int64_t) value)
#elif defined __mips64 || (defined __riscv && __riscv_xlen == 64)             \
  || (defined __loongarch__ && __loongarch_grlen == 64)
# define WIDENED(value)                                                       \
  (sizeof value == 4 ? (int32_t) value : (int64_t) value)
#endif
#ifdef WIDENED
static void
whole (int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f,
       int64_t g, int64_t h, int64_t i, int64_t j, int64_t k, int64_t l)
{
  KEEP;
}
# define TRY_WHOLE(name, value)                                               \
  int64_t wide = WIDENED (value);                                             \
  call (way, FFI_FN (whole), 0xfff, &ffi_type_##name, &value, wide);          \
  call (way, FFI_FN (whole), 0x555, &ffi_type_##name, &value, wide);          \
  call (way, FFI_FN (whole), 0xaaa, &ffi_type_##name, &value, wide);
#else
# define TRY_WHOLE(name, value)
#endif

#define TRY(name, T, x)                                                       \
  {                                                                           \
    T value = (T) x;                                                          \
    call (way, FFI_FN (all_##name), 0xfff, &ffi_type_##name, &value, value);  \
    call (way, FFI_FN (odd_##name), 0x555, &ffi_type_##name, &value, value);  \
    call (way, FFI_FN (even_##name), 0xaaa, &ffi_type_##name, &value, value); \
    TRY_WHOLE (name, value)                                                   \
  }

int
main (void)
{
  for (enum way way = FAST; way <= PLAN; way++)
    {
      KINDS (TRY)
    }
  return 0;
}
