/* SPDX-License-Identifier: MIT */
/* Threads prepare with the same types at once, which nobody has laid out yet:
   structs in structs, complex numbers, scalars without an alignment.  Each
   thread calls with what it prepared.  Would catch: a type that is seen half
   laid out.  The row sanitizer-threads of CI would catch a read that no
   acquiring read is before.  */
#include <ffi.h>
#include <pthread.h>
#include "check.h"

enum { THREADS = 4, ROUNDS = 1000 };

struct inner { short a; double d; };
struct outer { struct inner in; int b; };

static struct
{
  ffi_type half, inner, outer;
  ffi_type *inner_list[3], *outer_list[3], *arg_types[3];
} round_of[ROUNDS];

static pthread_barrier_t barrier;

static double
take (struct outer o, short s, struct inner i)
{
  return o.in.a + 10 * o.in.d + 100 * o.b + 1000 * s + 10000 * i.d;
}

static void *
work (void *unused)
{
  struct outer o = { { 1, 2 }, 3 };
  struct inner in = { 4, 5 };
  short s = 6;
  void *args[] = { &o, &s, &in };
  for (int r = 0; r < ROUNDS; r++)
    {
      double result = 0;
      ffi_cif cif;
      pthread_barrier_wait (&barrier);
      CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 3, &ffi_type_double,
                           round_of[r].arg_types) == FFI_OK);
      CHECK (round_of[r].outer.size == sizeof o);
      ffi_call (&cif, FFI_FN (take), &result, args);
      CHECK (result == take (o, s, in));
    }
  return unused;
}

int
main (void)
{
  pthread_t thread[THREADS];
  for (int r = 0; r < ROUNDS; r++)
    {
      ffi_type *half = &round_of[r].half, *inner = &round_of[r].inner;
      ffi_type *outer = &round_of[r].outer;
      *half = (ffi_type) { 2, 0, FFI_TYPE_SINT16, NULL };
      round_of[r].inner_list[0] = half;
      round_of[r].inner_list[1] = &ffi_type_double;
      round_of[r].outer_list[0] = inner;
      round_of[r].outer_list[1] = &ffi_type_sint;
      *inner = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, round_of[r].inner_list };
      *outer = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, round_of[r].outer_list };
      round_of[r].arg_types[0] = outer;
      round_of[r].arg_types[1] = half;
      round_of[r].arg_types[2] = inner;
    }
  CHECK (pthread_barrier_init (&barrier, NULL, THREADS) == 0);
  for (int t = 0; t < THREADS; t++)
    CHECK (pthread_create (&thread[t], NULL, work, NULL) == 0);
  for (int t = 0; t < THREADS; t++)
    CHECK (pthread_join (thread[t], NULL) == 0);
  return 0;
}
