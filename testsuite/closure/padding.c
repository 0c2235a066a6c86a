/* SPDX-License-Identifier: MIT */
/* What a handler leaves unwritten of a result, its padding or all of it where
   there is none, tells the caller nothing of what lay on the stack: with and
   without a code in the cif.  */
#include <ffi.h>
#include "check.h"

/* These travel alike: what is padding of one is a member of the other.  */
struct half { short s; char c; };
struct whole_half { short s; unsigned char c[2]; };
struct words { long l; char c; };
struct whole_words { long l; unsigned char c[sizeof (long)]; };

static void
check_bytes (const void *bytes, size_t n)
{
  const unsigned char *byte = bytes;
  for (size_t i = 0; i < n; i++)
    CHECK (byte[i] != POISON);
}

static void
nothing (ffi_cif *cif, void *r, void **a, void *data)
{
  (void) cif, (void) r, (void) a, (void) data;
}

static void
give_half (ffi_cif *cif, void *r, void **a, void *data)
{
  struct half *half = r;
  (void) cif, (void) a, (void) data;
  half->s = -2;
  half->c = 3;
}

static void
give_words (ffi_cif *cif, void *r, void **a, void *data)
{
  struct words *words = r;
  (void) cif, (void) a, (void) data;
  words->l = -2;
  words->c = 3;
}

/* A closure of ABI that returns RESULT, by HANDLER.  */
static void *
make (ffi_abi abi, ffi_type *result, int coded,
      void (*handler) (ffi_cif *, void *, void **, void *))
{
  static ffi_cif cif;
  static ffi_closure *closure;
  void *code;
  ffi_closure_free (closure);
  closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (ffi_prep_cif (&cif, abi, 0, result, NULL) == FFI_OK);
  if (!coded)
    cif.bytes = cif.flags = 0;
  CHECK (ffi_prep_closure_loc (closure, &cif, handler, NULL, code) == FFI_OK);
  return code;
}

#if defined __x86_64__ && defined __LP64__
# define MS __attribute__ ((ms_abi))
#endif

int
main (void)
{
  ffi_type *half_members[] = { &ffi_type_sshort, &ffi_type_schar, NULL };
  ffi_type half_type = { 0, 0, FFI_TYPE_STRUCT, half_members };
  ffi_type *words_members[] = { &ffi_type_slong, &ffi_type_schar, NULL };
  ffi_type words_type = { 0, 0, FFI_TYPE_STRUCT, words_members };
  for (int coded = 0; coded < 2; coded++)
    {
      void *code = make (FFI_DEFAULT_ABI, &ffi_type_void, coded, nothing);
      poison ();
      /* One register, which the caller had 0 in.  */
      ffi_arg word = ((ffi_arg (*) (ffi_arg)) code) (0);
      check_bytes (&word, sizeof word);
      code = make (FFI_DEFAULT_ABI, &half_type, coded, give_half);
      struct whole_half half = { 0, { 0 } };
      poison ();
      half = ((struct whole_half (*) (void)) code) ();
      CHECK (half.s == -2 && half.c[0] == 3);
#if !defined __i386__ && !(defined __mips__ && _MIPS_SIM == _ABIO32)
      check_bytes (&half, sizeof half);      /* it came in a register */
#endif
#ifdef MS
      code = make (FFI_WIN64, &ffi_type_void, coded, nothing);
      poison ();
      word = ((ffi_arg MS (*) (void)) code) ();
      check_bytes (&word, sizeof word);
      code = make (FFI_WIN64, &half_type, coded, give_half);
      poison ();
      half = ((struct whole_half MS (*) (void)) code) ();
      CHECK (half.s == -2 && half.c[0] == 3);
      check_bytes (&half, sizeof half);
#endif
      code = make (FFI_DEFAULT_ABI, &words_type, coded, give_words);
      struct whole_words words = { 0, { 0 } };
      poison ();
      words = ((struct whole_words (*) (void)) code) ();
      CHECK (words.l == -2 && words.c[0] == 3);
#if !defined __i386__ && !defined _WIN32 \
    && !(defined __mips__ && _MIPS_SIM == _ABIO32)
      check_bytes (&words, sizeof words);
#endif
    }
  return 0;
}
