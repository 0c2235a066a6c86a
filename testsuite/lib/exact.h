/* SPDX-License-Identifier: MIT */
/* Compiled functions that give back a value of each kind, by each convention
   that the compiler knows, and compiled callers of such functions: for results
   of exactly their type's size.  */
#ifndef EXACT_H
#define EXACT_H

#include "kinds.h"

enum { EXACT_N = -7, EXACT_VALUES = 4 };

static int exact_wrong;      /* how often a function was given another N */

struct exact
{
  const char *name;
  ffi_abi abi;
  ffi_type *type;
  void (*give) (void);       /* TYPE (int n, TYPE value) */
  /* *RESULT = CODE (N, *VALUE), where CODE is such a function.  */
  void (*take) (void *code, int n, const void *value, void *result);
};

#define EXACT_FUNCTIONS(tag, abi, attribute, name, type, ffi)                 \
  static type attribute                                                       \
  give_##tag##_##name (int n, type value)                                     \
  {                                                                           \
    exact_wrong += n != EXACT_N;                                              \
    return value;                                                             \
  }                                                                           \
  static void                                                                 \
  take_##tag##_##name (void *code, int n, const void *value, void *result)    \
  {                                                                           \
    __typeof__ (give_##tag##_##name) *fn;                                     \
    type v;                                                                   \
    memcpy (&fn, &code, sizeof fn);                                           \
    memcpy (&v, value, sizeof v);                                             \
    v = fn (n, v);                                                            \
    memcpy (result, &v, sizeof v);                                            \
  }
#define EXACT_ENTRY(tag, abi, attribute, name, type, ffi)                     \
  { #tag " " #name, abi, ffi, FFI_FN (give_##tag##_##name),                   \
    take_##tag##_##name },

/* Every kind, by the convention that has no name in C.  */
#define EXACT_OWN(X, name, type, ffi)                                         \
  X (own, FFI_DEFAULT_ABI, , name, type, ffi)

/* The scalars that an ffi_arg may be wider than, and others, by ABI.  */
#define EXACT_SCALARS(X, tag, abi, attribute)                                 \
  X (tag, abi, attribute, uint8, uint8_t, &ffi_type_uint8)                    \
  X (tag, abi, attribute, sint8, int8_t, &ffi_type_sint8)                     \
  X (tag, abi, attribute, uint16, uint16_t, &ffi_type_uint16)                 \
  X (tag, abi, attribute, sint16, int16_t, &ffi_type_sint16)                  \
  X (tag, abi, attribute, uint32, uint32_t, &ffi_type_uint32)                 \
  X (tag, abi, attribute, sint32, int32_t, &ffi_type_sint32)                  \
  X (tag, abi, attribute, sint64, int64_t, &ffi_type_sint64)                  \
  X (tag, abi, attribute, pointer, void *, &ffi_type_pointer)                 \
  X (tag, abi, attribute, float, float, &ffi_type_float)                      \
  X (tag, abi, attribute, double, double, &ffi_type_double)

#if defined __x86_64__ && defined __LP64__
# define EXACT_OTHERS(X)                                                      \
  EXACT_SCALARS (X, win64, FFI_WIN64, __attribute__ ((ms_abi)))               \
  EXACT_SCALARS (X, gnuw64, FFI_GNUW64, __attribute__ ((ms_abi)))
#elif defined __i386__
# define EXACT_OTHERS(X)                                                      \
  EXACT_SCALARS (X, stdcall, FFI_STDCALL, __attribute__ ((stdcall)))          \
  EXACT_SCALARS (X, fastcall, FFI_FASTCALL, __attribute__ ((fastcall)))       \
  EXACT_SCALARS (X, thiscall, FFI_THISCALL, __attribute__ ((thiscall)))       \
  EXACT_SCALARS (X, ms_cdecl, FFI_MS_CDECL, __attribute__ ((cdecl)))
#else
# define EXACT_OTHERS(X)
#endif

#define KIND_X(name, type, ffi) EXACT_OWN (EXACT_FUNCTIONS, name, type, ffi)
PLAIN_KINDS
#undef KIND_X
EXACT_OTHERS (EXACT_FUNCTIONS)

#define KIND_X(name, type, ffi) EXACT_OWN (EXACT_ENTRY, name, type, ffi)
static const struct exact exact[] = {
  PLAIN_KINDS
  EXACT_OTHERS (EXACT_ENTRY)
};
#undef KIND_X

/* Prepares CIF for the functions of E; without a code if not CODED.  */
static inline void
exact_prepare (const struct exact *e, ffi_cif *cif, int coded)
{
  static ffi_type *types[2] = { &ffi_type_sint };
  types[1] = e->type;
  CHECK (ffi_prep_cif (cif, e->abi, 2, e->type, types) == FFI_OK);
  if (!coded)
    cif->bytes = cif->flags = 0;
}

/* Whether the result in G is VALUE of TYPE, with nothing written beside.  */
static inline int
exact_right (const struct guarded *g, const ffi_type *type, const void *value)
{
  return guard_holds (g, type->size)
         && kind_same (type, g->value.bytes, value);
}

/* Runs TEST with everything of the table, coded or not.  */
static inline int
exact_run (int (*test) (const struct exact *e, ffi_cif *cif))
{
  int ok = 1;
  ffi_cif cif;
  kinds_init ();
  for (const struct exact *e = exact;
       e < exact + sizeof exact / sizeof *exact; e++)
    for (int coded = 0; coded <= 1; coded++)
      {
        exact_prepare (e, &cif, coded);
        ok &= kind_report (test (e, &cif), e->name);
      }
  return ok && exact_wrong == 0;
}

#endif
