/* SPDX-License-Identifier: MIT */
/* How far below its caller a call and a closure write: no further than the
   manual says.  The stack of a thread is painted before.  Only the x86-64
   System V convention has figures.  */
#define _GNU_SOURCE 1
#include <ffi.h>
#include "check.h"

#if defined __linux__ && defined __x86_64__ && defined __LP64__               \
    && defined __OPTIMIZE__ && !defined __SANITIZE_ADDRESS__                  \
    && !defined __SANITIZE_THREAD__
#include <pthread.h>
#include <sys/mman.h>

/* Frames.  With them go the words of the arguments that registers do not hold,
   and in closures a pointer to each argument and room for a copy of each
   struct.  */
enum { STACK = 1 << 18, MOST = 128, CALL = 1152, CLOSURE = 1024 };

struct words { int64_t word[5]; };

static char *stack, *caller, *entered;
static ffi_cif cif;
static void (*function) (void);
static void *values[MOST];
static ffi_closure *closure;

static void
take_nothing (void)
{
  entered = __builtin_frame_address (0);
}

static void
handle (ffi_cif *of, void *result, void **args, void *user_data)
{
  (void) of, (void) result, (void) args, (void) user_data;
  entered = __builtin_frame_address (0);
}

/* Paints all that is below its frame.  */
static __attribute__ ((noinline)) void
paint (void)
{
  volatile char *here = __builtin_frame_address (0);
  for (volatile char *p = here - 256; p >= stack; p--)
    *p = POISON;
}

static __attribute__ ((noinline)) void *
call (void *unused)
{
  int64_t result[5];
  ffi_call (&cif, function, result, values);  /* what is bound lazily */
  paint ();
  caller = __builtin_frame_address (0);
  ffi_call (&cif, function, result, values);
  return unused;
}

/* The bytes that CALL wrote below its frame, in a thread of its own.  */
static size_t
depth (void)
{
  pthread_attr_t attr;
  pthread_t thread;
  size_t untouched = 0;
  CHECK (pthread_attr_init (&attr) == 0);
  CHECK (pthread_attr_setstack (&attr, stack, STACK) == 0);
  CHECK (pthread_create (&thread, &attr, call, NULL) == 0);
  CHECK (pthread_join (thread, NULL) == 0);
  while (stack[untouched] == POISON)
    untouched++;
  return (size_t) (caller - (stack + untouched));
}

/* A call of N arguments of TYPE, WORDS words each, INREG of which registers
   hold.  */
static void
measure (ffi_type *type, unsigned n, size_t words, size_t inreg, void *code)
{
  ffi_type *types[MOST];
  size_t memory = n * words > inreg ? (n * words - inreg) * 8 : 0;
  for (unsigned i = 0; i < n; i++)
    types[i] = type;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, &ffi_type_void, types)
         == FFI_OK);
  function = FFI_FN (take_nothing);
  size_t plain = depth (), before = (size_t) (caller - entered);
  printf ("%u arguments of %u bytes: %u", n, (unsigned) type->size,
          (unsigned) plain);
  CHECK (before <= plain && plain <= CALL + memory);

  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
  memcpy (&function, &code, sizeof function);
  size_t both = depth ();
  printf (", closure %u\n", (unsigned) (both - before));
  size_t copies = type->size > 8 ? type->size + type->alignment : 0;
  CHECK (both - before <= CLOSURE + (8 + copies) * n);
}

int
main (void)
{
  static struct words value;
  static const unsigned counts[] = { 0, 1, 6, 7, 16, 32, 100, MOST };
  ffi_type *list[] = { &ffi_type_sint64, &ffi_type_sint64, &ffi_type_sint64,
                       &ffi_type_sint64, &ffi_type_sint64, NULL };
  ffi_type words = { 0, 0, FFI_TYPE_STRUCT, list };
  void *code;
  CHECK ((closure = ffi_closure_alloc (sizeof *closure, &code)) != NULL);
  stack = mmap (NULL, STACK, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK (stack != MAP_FAILED);
  for (unsigned i = 0; i < MOST; i++)
    values[i] = &value;
  for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++)
    {
      measure (&ffi_type_sint64, counts[i], 1, 6, code);
      measure (&ffi_type_double, counts[i], 1, 8, code);
    }
  measure (&words, 1, 5, 0, code);
  measure (&words, 16, 5, 0, code);
  return 0;
}

#else
int
main (void)
{
  SKIP ("not x86-64 on Linux, not optimized, or a sanitizer");
}
#endif
