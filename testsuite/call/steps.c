/* SPDX-License-Identifier: MIT */
/* Counts the instructions of preparing, calls and plans, by the processor's
   single-step flag.  Would catch: a short cut that is not taken, which nothing
   else tells from the long way.  */
#define _GNU_SOURCE
#include <ffi.h>
#include "check.h"

#if defined __linux__ && defined __x86_64__ && defined __LP64__
#include <signal.h>
#include <x86intrin.h>

enum { MAX = 16, STEP = 0x100 };

static ffi_type *ll[] = { &ffi_type_sint64, &ffi_type_sint64, NULL };
static ffi_type *ld[] = { &ffi_type_sint64, &ffi_type_double, NULL };
static ffi_type *dl[] = { &ffi_type_double, &ffi_type_sint64, NULL };
static ffi_type *dd[] = { &ffi_type_double, &ffi_type_double, NULL };
static ffi_type *df[] = { &ffi_type_double, &ffi_type_float, NULL };
static ffi_type structs[]
  = { { 0, 0, FFI_TYPE_STRUCT, ll }, { 0, 0, FFI_TYPE_STRUCT, ld },
      { 0, 0, FFI_TYPE_STRUCT, dl }, { 0, 0, FFI_TYPE_STRUCT, dd },
      { 0, 0, FFI_TYPE_STRUCT, df } };

static ffi_type *
type_of (char letter)
{
  switch (letter)
    {
    case 'v': return &ffi_type_void;
    case 'B': return &ffi_type_uint8;
    case 'b': return &ffi_type_sint8;
    case 'H': return &ffi_type_uint16;
    case 'h': return &ffi_type_sint16;
    case 'W': return &ffi_type_uint32;
    case 'w': return &ffi_type_sint32;
    case 'L': return &ffi_type_uint64;
    case 'l': return &ffi_type_sint64;
    case 'p': return &ffi_type_pointer;
    case 'f': return &ffi_type_float;
    case 'd': return &ffi_type_double;
    default: return &structs[letter - '0'];
    }
}

static volatile int steps;

static void
on_step (int signal)
{
  (void) signal;
  steps++;
}

#define COUNT(work)                                                           \
  (steps = 0, __writeeflags (__readeflags () | STEP), (void) (work),          \
   __writeeflags (__readeflags () & ~(unsigned long) STEP), steps)

/* ---- Calls ------------------------------------------------------------ */

static void
function (void)
{
}

/* The instructions of a call of the signature TEXT, result first, by ffi_call
   and by a plan.  */
static void
count_calls (const char *text, int *call, int *plan)
{
  static uint64_t result[4], word[4];
  ffi_type *types[MAX];
  void *values[MAX];
  ffi_cif cif;
  unsigned n = 0;
  for (; text[1 + n]; n++)
    {
      types[n] = type_of (text[1 + n]);
      values[n] = word;
    }
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, type_of (text[0]), types)
         == FFI_OK);
  ffi_call_plan *p = ffi_call_plan_alloc (&cif);
  CHECK (p);
  ffi_call (&cif, function, result, values);
  ffi_call_plan_invoke (p, function, result, values);
  *call = COUNT (ffi_call (&cif, function, result, values));
  *plan = COUNT (ffi_call_plan_invoke (p, function, result, values));
  ffi_call_plan_free (p);
}

/* Instructions beyond those of void (), at most.  To load an argument takes
   two, but one fewer of the first four registers is cleared.  ffi_call's prefix
   does that for three scalars or six equal ones, other operations (eight each)
   for one, or for half a struct.  Plans of few scalars do it in one piece;
   others in steps of up to three scalars, six equal ones or a struct at first,
   then two integers, a struct, or a run of words on the stack, at three
   each.  */
static const struct
{
  const char *signature;
  int call, plan;
} limit[] = {
  { "vl", 2, 1 }, { "vld", 4, 3 }, { "vwdl", 5, 4 }, { "vllll", 12, 18 },
  { "vlllll", 20, 20 }, { "vllllll", 10, 9 }, { "vwwwwww", 10, 9 },
  { "vlllllll", 20, 24 }, { "vllllllll", 30, 27 }, { "vllllllllll", 50, 33 },
  { "vbb", 16, 16 }, { "vBhbH", 32, 23 }, { "vwbb", 18, 18 },
  { "v0", 16, 11 }, { "v1", 16, 12 }, { "v2", 16, 12 }, { "v3", 16, 13 },
  { "v4", 16, 13 }, { "v00", 32, 17 }, { "v33", 32, 19 }, { "v34", 32, 19 },
  { "v13", 32, 18 }, { "v000", 48, 23 }
};

static void
try_calls (void)
{
  int call, plan, none, no_plan;
  count_calls ("v", &none, &no_plan);
  for (unsigned i = 0; i < sizeof limit / sizeof *limit; i++)
    {
      count_calls (limit[i].signature, &call, &plan);
      if (call - none > limit[i].call || plan - no_plan > limit[i].plan)
        printf ("%s: %d and %d instructions more than void ()\n",
                limit[i].signature, call - none, plan - no_plan);
      CHECK (call - none <= limit[i].call && plan - no_plan <= limit[i].plan);
    }
}

/* ---- Preparing -------------------------------------------------------- */

static ffi_type copies[MAX + 1];
static ffi_type *usual[MAX + 1], *unusual[MAX + 1];

static int
count_prepare (ffi_type **types, unsigned n)
{
  ffi_cif cif;
  int count = COUNT (
    ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, types[0], types + 1));
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, types[0], types + 1)
         == FFI_OK);
  return count;
}

/* What the short cut does not know: an alignment of 2, or of 1.  */
static void
try_prepare (const char *text)
{
  unsigned n = 0;
  for (; text[n]; n++)
    {
      usual[n] = type_of (text[n]);
      unusual[n] = &copies[n];
      copies[n] = *usual[n];
      copies[n].alignment = usual[n]->alignment == 2 ? 1 : 2;
    }
  count_prepare (usual, n - 1);
  int quick = count_prepare (usual, n - 1);
  int slow = count_prepare (unusual, n - 1);
  if (quick >= slow / 2)
    printf ("%s: %d instructions, not much fewer than %d\n", text, quick,
            slow);
  CHECK (quick < slow / 2);
}

int
main (void)
{
  struct sigaction action = { .sa_handler = on_step };
  CHECK (sigaction (SIGTRAP, &action, NULL) == 0);
  function ();
  if (COUNT (function ()) == 0)
    SKIP ("no single steps here");
  try_calls ();
  for (const char *letter = "bBhHwWlLpfd"; *letter; letter++)
    {
      char result[] = { *letter, 'w', 'w', 0 };
      char argument[] = { 'v', *letter, *letter, 0 };
      char later[] = { 'w', 'f', 'd', *letter, 'l', *letter, 0 };
      try_prepare (result);
      try_prepare (argument);
      try_prepare (later);
    }
  try_prepare ("vllllll");
  try_prepare ("vwwwwwwlw");
  return 0;
}

#else

int
main (void)
{
  return 0;
}

#endif
