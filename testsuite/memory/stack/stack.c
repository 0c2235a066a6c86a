/* SPDX-License-Identifier: MIT */
/* How far below its caller a call and a closure write: no further than the
   manual says.  The stack of a thread is painted before.  The conventions below
   have figures.  */
#define _GNU_SOURCE 1
#include <ffi.h>
#include "check.h"

#if defined __linux__ && defined __OPTIMIZE__                                \
    && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__          \
    && ((defined __x86_64__ && defined __LP64__)                              \
        || (defined __AARCH64EL__ && defined __LP64__)                        \
        || defined __i386__ || defined __s390x__                              \
        || (defined __powerpc64__ && defined __LITTLE_ENDIAN__)               \
        || (defined __arm__ && defined __ARM_PCS_VFP)                         \
        || (defined __mips__ && defined __mips_hard_float                     \
            && _MIPS_SIM != _ABIN32))
#include <pthread.h>
#include <sys/mman.h>

enum { STACK = 1 << 18, MOST = 128,
       UNWRITTEN = 160 };    /* an area for a callee, which has no use for it */

/* Frames, where arguments are integers, doubles, structs of 40 bytes and structs
   of two doubles (PAIR).  With them go the words of the arguments that
   registers do not hold, and in closures a pointer to each argument.  The first
   number is what libffi 3.4.4 takes, 256 is what may be more.  */
#ifdef __x86_64__
enum { CALL = 792 + 256, CLOSURE = 552 + 256, DOUBLE_CALL = CALL,
       DOUBLE_CLOSURE = CLOSURE, STRUCT_CALL = CALL, STRUCT_CLOSURE = CLOSURE,
       PAIR_CALL = CALL, PAIR_CLOSURE = CLOSURE,
       STRUCT_WORDS = 5, PAIR_WORDS = 2, INTS = 6, DOUBLES = 8 };
#elif defined __aarch64__
enum { CALL = 384 + 256, CLOSURE = 448 + 256, DOUBLE_CALL = 512 + 256,
       DOUBLE_CLOSURE = CLOSURE, STRUCT_CALL = 456 + 256,
       STRUCT_CLOSURE = 456 + 256,
       PAIR_CALL = 528 + 256, PAIR_CLOSURE = 456 + 256,
       STRUCT_WORDS = 7,     /* the copy's, and its address; libffi has both in
                                the same bytes, and calls of ten fail */
       PAIR_WORDS = 2, INTS = 8, DOUBLES = 8 };
#elif defined __s390x__
enum { CALL = 776 + 256, CLOSURE = 264 + 256, DOUBLE_CALL = CALL,
       DOUBLE_CLOSURE = CLOSURE, STRUCT_CALL = 872 + 256,
       STRUCT_CLOSURE = CLOSURE,
       PAIR_CALL = 800 + 256, PAIR_CLOSURE = CLOSURE,
       STRUCT_WORDS = 6,     /* the copy's, and its address */
       PAIR_WORDS = 3, INTS = 5, DOUBLES = 4 };
#elif defined __powerpc64__
enum { CALL = 624 + 256, CLOSURE = 720 + 256, DOUBLE_CALL = 776 + 256,
       DOUBLE_CLOSURE = CLOSURE, STRUCT_CALL = 744 + 256,
       STRUCT_CLOSURE = 896 + 256,
       PAIR_CALL = 1000 + 256, PAIR_CLOSURE = 896 + 256,
       STRUCT_WORDS = 5, PAIR_WORDS = 2, INTS = 8, DOUBLES = 13 };
#elif defined __arm__
enum { CALL = 168 + 256, CLOSURE = 164 + 256, DOUBLE_CALL = 304 + 256,
       DOUBLE_CLOSURE = 240 + 256, STRUCT_CALL = 152 + 256,
       STRUCT_CLOSURE = CLOSURE,
       PAIR_CALL = DOUBLE_CALL, PAIR_CLOSURE = DOUBLE_CLOSURE,
       STRUCT_WORDS = 5, PAIR_WORDS = 2, INTS = 2, DOUBLES = 8 };
#elif defined __mips64
enum { CALL = 360 + 256, CLOSURE = 392 + 256, DOUBLE_CALL = CALL,
       DOUBLE_CLOSURE = CLOSURE, STRUCT_CALL = 296 + 256,
       STRUCT_CLOSURE = 616 + 256,
       PAIR_CALL = CALL, PAIR_CLOSURE = 616 + 256,
       STRUCT_WORDS = 5, PAIR_WORDS = 2, INTS = 8, DOUBLES = 8 };
#elif defined __i386__
enum { CALL = 308 + 256, CLOSURE = 200 + 256, DOUBLE_CALL = CALL,
       DOUBLE_CLOSURE = CLOSURE, STRUCT_CALL = CALL, STRUCT_CLOSURE = CLOSURE,
       PAIR_CALL = CALL, PAIR_CLOSURE = CLOSURE,
       STRUCT_WORDS = 5, PAIR_WORDS = 2, INTS = 0, DOUBLES = 0 };
#else
enum { CALL = 184 + 256, CLOSURE = 132 + 256, DOUBLE_CALL = CALL,
       DOUBLE_CLOSURE = CLOSURE, STRUCT_CALL = CALL, STRUCT_CLOSURE = CLOSURE,
       PAIR_CALL = CALL, PAIR_CLOSURE = CLOSURE,
       STRUCT_WORDS = 5, PAIR_WORDS = 2, INTS = 0, DOUBLES = 0 };
#endif

struct words { int64_t word[5]; };

static char *stack, *caller, *entered;
static size_t untouched;     /* bytes of the stack */
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
  for (volatile char *p = here - 64; p >= stack; p--)
    *p = POISON;
}

/* Looks how much is still painted, before the thread ends, for which its
   library may take more.  */
static __attribute__ ((noinline)) void
look (void)
{
  untouched = 0;
  while (stack[untouched] == POISON)
    untouched++;
}

static __attribute__ ((noinline)) void *
call (void *unused)
{
  int64_t result[5];
  ffi_call (&cif, function, result, values);  /* what is bound lazily */
  paint ();
  caller = __builtin_frame_address (0);
  ffi_call (&cif, function, result, values);
  look ();
  return unused;
}

/* The bytes that CALL wrote below its frame, in a thread of its own.  */
static size_t
depth (void)
{
  pthread_attr_t attr;
  pthread_t thread;
  CHECK (pthread_attr_init (&attr) == 0);
  CHECK (pthread_attr_setstack (&attr, stack, STACK) == 0);
  CHECK (pthread_create (&thread, &attr, call, NULL) == 0);
  CHECK (pthread_join (thread, NULL) == 0);
  return (size_t) (caller - (stack + untouched));
}

/* A call of N arguments of TYPE, WORDS words each, of which registers hold
   INREG, and frames of CALL_FRAME and CLOSURE_FRAME bytes.  */
static void
measure (ffi_type *type, unsigned n, size_t words, size_t inreg,
         size_t call_frame, size_t closure_frame, void *code)
{
  ffi_type *types[MOST];
  size_t memory = n * words > inreg ? (n * words - inreg) * 8 : 0;
  for (unsigned i = 0; i < n; i++)
    types[i] = type;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, n, &ffi_type_void, types)
         == FFI_OK);
  function = FFI_FN (take_nothing);
  size_t plain = depth (), before = (size_t) (caller - entered);
  /* What a frame has may be left unwritten.  */
  if (plain + UNWRITTEN < before)
    plain = before - UNWRITTEN;
  printf ("%u arguments of %u bytes: %u", n, (unsigned) type->size,
          (unsigned) plain);
  CHECK (plain <= call_frame + memory);

  CHECK (ffi_prep_closure_loc (closure, &cif, handle, NULL, code) == FFI_OK);
  memcpy (&function, &code, sizeof function);
  size_t both = depth ();
  printf (", closure %u\n", (unsigned) (both - before));
  CHECK (both - before <= closure_frame + sizeof (void *) * n);
}

int
main (void)
{
  static struct words value;
  static const unsigned counts[] = { 0, 1, 6, 7, 16, 32, 100, MOST };
  ffi_type *list[] = { &ffi_type_sint64, &ffi_type_sint64, &ffi_type_sint64,
                       &ffi_type_sint64, &ffi_type_sint64, NULL };
  ffi_type words = { 0, 0, FFI_TYPE_STRUCT, list };
  ffi_type *doubles[] = { &ffi_type_double, &ffi_type_double, NULL };
  ffi_type pair = { 0, 0, FFI_TYPE_STRUCT, doubles };
  void *code;
  CHECK ((closure = ffi_closure_alloc (sizeof *closure, &code)) != NULL);
  stack = mmap (NULL, STACK, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK (stack != MAP_FAILED);
  for (unsigned i = 0; i < MOST; i++)
    values[i] = &value;
  for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++)
    {
      measure (&ffi_type_sint64, counts[i], 1, INTS, CALL, CLOSURE, code);
      measure (&ffi_type_double, counts[i], 1, DOUBLES, DOUBLE_CALL,
               DOUBLE_CLOSURE, code);
      measure (&pair, counts[i], PAIR_WORDS, PAIR_WORDS == 2 ? DOUBLES : 0,
               PAIR_CALL, PAIR_CLOSURE, code);
    }
  for (unsigned n = 1; n <= 16; n++)
    measure (&words, n, STRUCT_WORDS, 0, STRUCT_CALL, STRUCT_CLOSURE, code);
  return 0;
}

#else
int
main (void)
{
  SKIP ("no figures for this processor, not optimized, or a sanitizer");
}
#endif
