/* SPDX-License-Identifier: MIT */
/* ffi_call_go puts the closure into the static chain register, whatever the
   arguments, and is ffi_call otherwise.  */
#include <ffi.h>
#include "check.h"

#if FFI_GO_CLOSURES
/* The chain as the callee finds it, by the psABI's register.  */
#if defined __x86_64__
# define CHAIN "mov %%r10, %q0"
#elif defined __i386__
# define CHAIN "mov %%ecx, %0"
#elif defined __aarch64__
# define CHAIN "mov %0, x18"
#elif defined __arm__
# define CHAIN "mov %0, r12"
#elif defined __riscv
# define CHAIN "mv %0, t2"
#elif defined __mips__
# define CHAIN "move %0, $15"
#elif defined __s390x__
# define CHAIN "lgr %0, %%r0"
#elif defined __s390__
# define CHAIN "lr %0, %%r0"
#elif defined __powerpc__
# define CHAIN "mr %0, 11"
#elif defined __loongarch__
/* t8, if it is in t2 as well.  */
# define CHAIN "xor %0, $t2, $t8\n\tmasknez %0, $t8, %0"
#endif

/* A go closure has as little on the way as can be: its handler is given the
   chain register's value as the closure.  */
static void *seen;
static ffi_cif cif;

static void
handler (ffi_cif *c, void *result, void **args, void *closure)
{
  double sum = 0;
  seen = closure;
  CHECK (c == &cif);
  for (unsigned i = 0; i < c->nargs; i++)
    sum += c->arg_types[i] == &ffi_type_double ? *(double *) args[i]
                                               : *(int *) args[i];
  *(double *) result = sum;
}

#ifdef CHAIN
__attribute__ ((noinline)) static double
compiled (int a, double b)
{
  void *chain;
  __asm__ volatile (CHAIN : "=r" (chain));
  seen = chain;
  return a + b;
}
#endif

int
main (void)
{
  enum { N = 24 };
  ffi_type *types[N];
  void *avalue[N];
  int ints[N];
  double doubles[N];
  ffi_go_closure closure;
  struct guarded g;
  for (int n = 0; n <= N; n++)
    {
      double sum = 0;
      for (int i = 0; i < n; i++)
        {
          ints[i] = i * 7 - 3;
          doubles[i] = i * 1.5 + 0.25;
          types[i] = i % 3 == 1 ? &ffi_type_double : &ffi_type_sint;
          avalue[i] = i % 3 == 1 ? (void *) &doubles[i] : (void *) &ints[i];
          sum += i % 3 == 1 ? doubles[i] : ints[i];
        }
      CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, &ffi_type_double, types)
             == FFI_OK);
      CHECK (ffi_prep_go_closure (&closure, &cif, handler) == FFI_OK);
      guard (&g);
      clobber ();
      seen = NULL;
      ffi_call_go (&cif, FFI_FN (closure.tramp), g.value.bytes, avalue,
                   &closure);
      CHECK (seen == &closure);
      CHECK (*(double *) g.value.bytes == sum);
      CHECK (guard_holds (&g, sizeof (double) > sizeof (ffi_arg)
                              ? sizeof (double) : sizeof (ffi_arg)));
    }
#if defined CHAIN && defined __OPTIMIZE__
  types[0] = &ffi_type_sint;
  types[1] = &ffi_type_double;
  avalue[0] = &ints[5];
  avalue[1] = &doubles[5];
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_double, types)
         == FFI_OK);
  ffi_call_go (&cif, FFI_FN (compiled), g.value.bytes, avalue, &ints);
  CHECK (seen == &ints);
  CHECK (*(double *) g.value.bytes == ints[5] + doubles[5]);
#endif
  CHECK (ffi_prep_go_closure (NULL, &cif, handler) == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_go_closure (&closure, NULL, handler) == FFI_BAD_TYPEDEF);
  CHECK (ffi_prep_go_closure (&closure, &cif, NULL) == FFI_BAD_TYPEDEF);
  ffi_cif strange = cif;
  strange.abi = FFI_LAST_ABI;
  CHECK (ffi_prep_go_closure (&closure, &strange, handler) == FFI_BAD_ABI);
  return 0;
}
#else
int
main (void)
{
  SKIP ("no Go closures");
}
#endif
