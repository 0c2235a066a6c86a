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

/* The parameters of a compiled function that stands for (int n, TYPE value) of
   a convention that has no name in C.  */
#define EXACT_AS_IS(n, value) n, value
#define EXACT_SWAPPED(n, value) value, n

#define EXACT_FUNCTIONS(tag, abi, attribute, order, name, type, ffi)          \
  static type attribute                                                       \
  give_##tag##_##name (order (int n, type value))                             \
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
    v = fn (order (n, v));                                                    \
    memcpy (result, &v, sizeof v);                                            \
  }
#define EXACT_ENTRY(tag, abi, attribute, order, name, type, ffi)              \
  { #tag " " #name, abi, ffi, FFI_FN (give_##tag##_##name),                   \
    take_##tag##_##name },

/* Every kind, by the convention that has no name in C.  */
#define EXACT_OWN(X, name, type, ffi)                                         \
  X (own, FFI_DEFAULT_ABI, , EXACT_AS_IS, name, type, ffi)

/* The scalars that an ffi_arg may be wider than, and others, by ABI; what follows
   is the attribute and the order.  */
#define EXACT_SCALARS(X, tag, abi, ...)                                       \
  X (tag, abi, __VA_ARGS__, uint8, uint8_t, &ffi_type_uint8)                  \
  X (tag, abi, __VA_ARGS__, sint8, int8_t, &ffi_type_sint8)                   \
  X (tag, abi, __VA_ARGS__, uint16, uint16_t, &ffi_type_uint16)               \
  X (tag, abi, __VA_ARGS__, sint16, int16_t, &ffi_type_sint16)                \
  X (tag, abi, __VA_ARGS__, uint32, uint32_t, &ffi_type_uint32)               \
  X (tag, abi, __VA_ARGS__, sint32, int32_t, &ffi_type_sint32)                \
  X (tag, abi, __VA_ARGS__, pointer, void *, &ffi_type_pointer)               \
  X (tag, abi, __VA_ARGS__, float, float, &ffi_type_float)                    \
  X (tag, abi, __VA_ARGS__, double, double, &ffi_type_double)
#define EXACT_SINT64(X, tag, abi, ...)                                        \
  X (tag, abi, __VA_ARGS__, sint64, int64_t, &ffi_type_sint64)
#define EXACT_STRUCTS(X, tag, abi, ...)                                       \
  X (tag, abi, __VA_ARGS__, three, exact_three, &exact_three_type)            \
  X (tag, abi, __VA_ARGS__, pair, exact_pair, &exact_pair_type)               \
  X (tag, abi, __VA_ARGS__, large, exact_large, &exact_large_type)
#define EXACT_ALL(X, tag, abi, ...)                                           \
  EXACT_SCALARS (X, tag, abi, __VA_ARGS__)                                    \
  EXACT_SINT64 (X, tag, abi, __VA_ARGS__)                                     \
  EXACT_STRUCTS (X, tag, abi, __VA_ARGS__)

#define EXACT_MS __attribute__ ((ms_abi)), EXACT_AS_IS

/* Pascal pushes arguments from the left, and the address of a result last: so
   does stdcall with swapped parameters.  The other Borland convention has
   integers in eax and edx, gcc's regparm too, but no long long.  */
#define EXACT_REGISTERS(n) __attribute__ ((regparm (n), stdcall)), EXACT_AS_IS

#if defined __x86_64__ && defined __LP64__
# define EXACT_OTHERS(X)                                                      \
  EXACT_ALL (X, win64, FFI_WIN64, EXACT_MS)                                   \
  EXACT_ALL (X, gnuw64, FFI_GNUW64, EXACT_MS)
#elif defined __i386__
/* clang has the address of a result on the stack there.  */
# ifdef __clang__
#  define EXACT_REGISTER_STRUCTS(X, ...)
# else
#  define EXACT_REGISTER_STRUCTS EXACT_STRUCTS
# endif
# define EXACT_OTHERS(X)                                                      \
  EXACT_ALL (X, stdcall, FFI_STDCALL, __attribute__ ((stdcall)), EXACT_AS_IS) \
  EXACT_IN_ECX (X, fastcall, FFI_FASTCALL, __attribute__ ((fastcall)))        \
  EXACT_IN_ECX (X, thiscall, FFI_THISCALL, __attribute__ ((thiscall)))        \
  EXACT_ALL (X, ms_cdecl, FFI_MS_CDECL, __attribute__ ((cdecl)), EXACT_AS_IS) \
  EXACT_ALL (X, pascal, FFI_PASCAL, __attribute__ ((stdcall)), EXACT_SWAPPED) \
  EXACT_SCALARS (X, registers, FFI_REGISTER, EXACT_REGISTERS (3))             \
  EXACT_SINT64 (X, registers, FFI_REGISTER, EXACT_REGISTERS (1))
# define EXACT_IN_ECX(X, tag, abi, attribute)                                 \
  EXACT_SCALARS (X, tag, abi, attribute, EXACT_AS_IS)                         \
  EXACT_SINT64 (X, tag, abi, attribute, EXACT_AS_IS)                          \
  EXACT_REGISTER_STRUCTS (X, tag, abi, attribute, EXACT_AS_IS)
#else
# define EXACT_OTHERS(X)
#endif

/* Results in registers on some platforms, and in memory.  */
typedef struct { int8_t a, b, c; } exact_three;
typedef struct { int32_t a, b; } exact_pair;
typedef struct { double a; int32_t b; double c; } exact_large;
#define EXACT_TYPE(name, ...)                                                 \
  static ffi_type *name##_members[] = { __VA_ARGS__, NULL };                  \
  static ffi_type name##_type __attribute__ ((unused))                        \
    = { 0, 0, FFI_TYPE_STRUCT, name##_members };
EXACT_TYPE (exact_three, &ffi_type_sint8, &ffi_type_sint8, &ffi_type_sint8)
EXACT_TYPE (exact_pair, &ffi_type_sint32, &ffi_type_sint32)
EXACT_TYPE (exact_large, &ffi_type_double, &ffi_type_sint32, &ffi_type_double)

/* The address of a result in memory is in edx there, beside N in eax.  */
#ifdef __i386__
static exact_large *__attribute__ ((regparm (2), stdcall))
give_registers_large (int n, exact_large *result, exact_large value)
{
  exact_wrong += n != EXACT_N;
  *result = value;
  return result;
}

static void
take_registers_large (void *code, int n, const void *value, void *result)
{
  __typeof__ (give_registers_large) *fn;
  exact_large v;
  memcpy (&fn, &code, sizeof fn);
  memcpy (&v, value, sizeof v);
  exact_wrong += fn (n, result, v) != result;
}
# define EXACT_REGISTERS_LARGE                                                \
  EXACT_ENTRY (registers, FFI_REGISTER, , , large, exact_large,               \
               &exact_large_type)
#else
# define EXACT_REGISTERS_LARGE
#endif

#define KIND_X(name, type, ffi) EXACT_OWN (EXACT_FUNCTIONS, name, type, ffi)
PLAIN_KINDS
#undef KIND_X
EXACT_OTHERS (EXACT_FUNCTIONS)

#define KIND_X(name, type, ffi) EXACT_OWN (EXACT_ENTRY, name, type, ffi)
static const struct exact exact[] = {
  PLAIN_KINDS
  EXACT_OTHERS (EXACT_ENTRY)
  EXACT_REGISTERS_LARGE
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
