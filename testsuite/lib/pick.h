/* SPDX-License-Identifier: MIT */
/* Compiled functions of every kind, to be called through the library.
   pick returns one of ten equal arguments; mix has others in between, so
   that the kind meets every state of the registers.  */
#ifndef PICK_H
#define PICK_H

#include "kinds.h"

enum { PICK = 10, MIX = 7 };

/* Arguments of mix beside the kind, and their types.  */
static const int32_t beside_int = -123456789;
static const double beside_double = 3.0625;
static const float beside_float = -2.75f;
static const int16_t beside_short = -31000;
static int mix_wrong;

#define PICK_FUNCTIONS(name, type, ffi) \
  static type \
  pick_##name (type a, type b, type c, type d, type e, type f, type g, \
               type h, type i, type j, int which) \
  { \
    type all[] = { a, b, c, d, e, f, g, h, i, j }; \
    return all[which]; \
  } \
  static type \
  mix_##name (int32_t x0, type a, double x1, type b, float x2, type c, \
              int16_t x3, type d, type e, int32_t x4, type f, double x5, \
              type g, int which) \
  { \
    type all[] = { a, b, c, d, e, f, g }; \
    if (x0 != beside_int || x1 != beside_double || x2 != beside_float \
        || x3 != beside_short || x4 != beside_int || x5 != beside_double) \
      mix_wrong++; \
    return all[which]; \
  }

struct pick_values
{
  union
  {
    unsigned char bytes[KIND_SIZE] __attribute__ ((aligned (64)));
  } value[PICK];
};

static inline void
pick_fill (struct pick_values *values, const ffi_type *type)
{
  memset (values, 0x3c, sizeof *values);
  for (int i = 0; i < PICK; i++)
    kind_fill (type, values->value[i].bytes, i * 5 + 1);
}

/* The types of pick, and of mix; each returns the number of arguments.  */
static inline unsigned
pick_types (ffi_type **types, ffi_type *type)
{
  for (int i = 0; i < PICK; i++)
    types[i] = type;
  types[PICK] = &ffi_type_sint;
  return PICK + 1;
}

/* In WHERE (may be NULL), the positions of the kind's arguments.  */
static inline unsigned
mix_types (ffi_type **types, ffi_type *type, int *where)
{
  ffi_type *list[] = {
    &ffi_type_sint32, type, &ffi_type_double, type, &ffi_type_float, type,
    &ffi_type_sint16, type, type, &ffi_type_sint32, type, &ffi_type_double,
    type, &ffi_type_sint
  };
  static const int places[MIX] = { 1, 3, 5, 7, 8, 10, 12 };
  memcpy (types, list, sizeof list);
  if (where != NULL)
    memcpy (where, places, sizeof places);
  return sizeof list / sizeof list[0];
}

/* True if the result in G is the value at EXPECTED, widened as is due, and
   nothing beside it was written.  */
static inline int
pick_right (const ffi_type *type, const struct guarded *g,
            const void *expected)
{
  ffi_arg wide, got;
  size_t size = type->size < sizeof (ffi_arg) ? sizeof (ffi_arg) : type->size;
  if (!guard_holds (g, size))
    return 0;
  if (!kind_widened (type, expected, &wide))
    return kind_same (type, g->value.bytes, expected);
  memcpy (&got, g->value.bytes, sizeof got);
  return got == wide;
}

/* How a test calls FN; STATE is what its setup made of CIF.  */
typedef void pick_call (void *state, ffi_cif *cif, void (*fn) (void),
                        void *rvalue, void **avalue);

/* Calls FN for every argument that it can pick, COUNT, the kind's arguments
   being at AVALUE[WHERE[i]]; also without a place for the result.  */
static inline int
pick_run (pick_call *call, void *state, ffi_cif *cif, void (*fn) (void),
          void **avalue, const int *where, int count, int *which)
{
  static struct guarded g;
  void *before[2 * PICK];
  memcpy (before, avalue, cif->nargs * sizeof *avalue);
  for (*which = 0; *which < count; ++*which)
    {
      guard (&g);
      clobber ();
      call (state, cif, fn, g.value.bytes, avalue);
      if (!pick_right (cif->rtype, &g, avalue[where[*which]]))
        return 0;
      call (state, cif, fn, NULL, avalue);
    }
  return memcmp (before, avalue, cif->nargs * sizeof *avalue) == 0;
}

/* Both functions of one kind, through CALL.  SETUP (may be NULL) makes the
   state for a cif, TEARDOWN ends it.  */
static inline int
pick_kind (pick_call *call, void *(*setup) (ffi_cif *),
           void (*teardown) (void *), ffi_type *type, void (*pick) (void),
           void (*mix) (void))
{
  static struct pick_values values, copy;
  static const int in_order[PICK] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  ffi_type *types[2 * PICK];
  void *avalue[2 * PICK];
  int where[MIX], which, ok = 1;
  ffi_cif cif;

  pick_fill (&values, type);
  memcpy (&copy, &values, sizeof copy);
  for (int i = 0; i < PICK; i++)
    avalue[i] = values.value[i].bytes;
  avalue[PICK] = &which;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, pick_types (types, type), type,
                       types) == FFI_OK);
  void *state = setup ? setup (&cif) : NULL;
  ok &= pick_run (call, state, &cif, pick, avalue, in_order, PICK, &which);
  if (teardown)
    teardown (state);

  unsigned n = mix_types (types, type, where);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, type, types) == FFI_OK);
  void *others[2 * PICK] = {
    [0] = (void *) &beside_int, [2] = (void *) &beside_double,
    [4] = (void *) &beside_float, [6] = (void *) &beside_short,
    [9] = (void *) &beside_int, [11] = (void *) &beside_double, [13] = &which
  };
  memcpy (avalue, others, sizeof others);
  for (int i = 0; i < MIX; i++)
    avalue[where[i]] = values.value[i].bytes;
  mix_wrong = 0;
  state = setup ? setup (&cif) : NULL;
  ok &= pick_run (call, state, &cif, mix, avalue, where, MIX, &which);
  if (teardown)
    teardown (state);
  return ok && mix_wrong == 0 && memcmp (&copy, &values, sizeof copy) == 0;
}

#endif
