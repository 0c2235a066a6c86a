/* SPDX-License-Identifier: MIT */
/* What stands beside a value in its register or stack word is the caller's own
   or zero, never what lay on the stack before: functions and handlers look at
   whole words of arguments and results that are narrower, or have padding.  */
#include <ffi.h>
#include "check.h"

#if defined __x86_64__ && !defined _WIN32
enum { OWN = 0x11 };

/* These travel alike: what is padding of one is a value of the other.  */
struct padded { double d; char c; };
struct floats { double d; float f; };
struct whole { double d; uint64_t u; };
struct doubles { double d, e; };

/* That the bytes of WORD from the one at FROM on are nobody else's.  */
static void
check_rest (const void *word, unsigned from)
{
  const unsigned char *byte = word;
  for (unsigned i = from; i < 8; i++)
    CHECK (byte[i] == 0 || byte[i] == OWN || byte[i] == 0xff);
}

/* ---- Arguments of calls ---------------------------------------------- */

static int called;

static void
look (struct whole a, struct doubles b, uint64_t g3, uint64_t g4, uint64_t g5,
      uint64_t g6, uint64_t g7, uint64_t s1, uint64_t s2, uint64_t s3,
      struct whole s4)
{
  CHECK (a.d == 0.5 && (char) a.u == 'c' && b.d == 1.5);
  check_rest (&a.u, 1);
  check_rest (&b.e, 4);
  CHECK ((uint8_t) g3 == 3 && g4 == 4 && g5 == 5 && g6 == 6 && g7 == 7);
  check_rest (&g3, 1);
  CHECK ((uint8_t) s1 == 0x81 && (uint16_t) s2 == 0x8002
         && (uint32_t) s3 == 0x80000003 && s4.d == 0.5);
  check_rest (&s1, 1);
  check_rest (&s2, 2);
  check_rest (&s3, 4);
  check_rest (&s4.u, 1);
  called++;
}

static ffi_type *padded_members[]
  = { &ffi_type_double, &ffi_type_schar, NULL };
static ffi_type *floats_members[]
  = { &ffi_type_double, &ffi_type_float, NULL };
static ffi_type padded_type = { 0, 0, FFI_TYPE_STRUCT, padded_members };
static ffi_type floats_type = { 0, 0, FFI_TYPE_STRUCT, floats_members };

/* Makes CIF take the general path.  */
static void
forget_code (ffi_cif *cif)
{
  memset (&cif->bytes, 0, sizeof cif->bytes);
  memset (&cif->flags, 0, sizeof cif->flags);
}

static void
arguments (void)
{
  struct padded p;
  struct floats f;
  memset (&p, OWN, sizeof p);
  memset (&f, OWN, sizeof f);
  p.d = 0.5;
  p.c = 'c';
  f.d = 1.5;
  f.f = 2.5f;
  uint8_t g3 = 3, s1 = 0x81;
  uint64_t g4 = 4, g5 = 5, g6 = 6, g7 = 7;
  uint16_t s2 = 0x8002;
  uint32_t s3 = 0x80000003;
  ffi_type *types[]
    = { &padded_type, &floats_type, &ffi_type_uint8, &ffi_type_uint64,
        &ffi_type_uint64, &ffi_type_uint64, &ffi_type_uint64,
        &ffi_type_uint8, &ffi_type_uint16, &ffi_type_uint32, &padded_type };
  void *values[] = { &p, &f, &g3, &g4, &g5, &g6, &g7, &s1, &s2, &s3, &p };
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 11, &ffi_type_void, types)
         == FFI_OK);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan != NULL);
  poison ();
  ffi_call_plan_invoke (plan, FFI_FN (look), NULL, values);
  ffi_call_plan_free (plan);
  poison ();
  ffi_call (&cif, FFI_FN (look), NULL, values);
  forget_code (&cif);
  poison ();
  ffi_call (&cif, FFI_FN (look), NULL, values);
  CHECK (called == 3);
}

/* ---- Arguments and results of closures ------------------------------- */

static void
handler (ffi_cif *cif, void *result, void **args, void *data)
{
  struct padded *p = args[0];
  struct floats *f = args[1];
  (void) data;
  CHECK (p->d == 0.5 && p->c == 'c' && f->d == 1.5 && f->f == 2.5f);
  check_rest (&p->c, 1);
  check_rest (&f->f, 4);
  if (cif->rtype == &floats_type)
    {
      struct floats *r = result;
      r->d = 3.5;
      r->f = 4.5f;
    }
  else
    {
      struct padded *r = result;
      r->d = 3.5;
      r->c = 'd';
    }
}

/* TYPES: enough before the two to put them on the stack, or not.  */
static void
closure_of (ffi_type *rtype, int general)
{
  ffi_type *types[] = { &padded_type, &floats_type };
  ffi_cif cif;
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure != NULL);
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, rtype, types) == FFI_OK);
  if (general)
    forget_code (&cif);
  CHECK (ffi_prep_closure_loc (closure, &cif, handler, NULL, code) == FFI_OK);
  struct whole a = { 0.5, UINT64_C (0x1111111111111100) | 'c' };
  struct doubles b = { 1.5, 0 };
  float two = 2.5f;
  memset (&b.e, OWN, sizeof b.e);
  memcpy (&b.e, &two, sizeof two);
  poison ();
  if (rtype == &floats_type)
    {
      struct doubles r
        = ((struct doubles (*) (struct whole, struct doubles)) code) (a, b);
      CHECK (r.d == 3.5);
      check_rest (&r.e, 4);
    }
  else
    {
      struct whole r
        = ((struct whole (*) (struct whole, struct doubles)) code) (a, b);
      CHECK (r.d == 3.5 && (char) r.u == 'd');
      check_rest (&r.u, 1);
    }
  ffi_closure_free (closure);
}

int
main (void)
{
  ffi_type *types[] = { &padded_type, &floats_type };
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 2, &ffi_type_void, types)
         == FFI_OK);
  arguments ();
  for (int general = 0; general < 2; general++)
    {
      closure_of (&padded_type, general);
      closure_of (&floats_type, general);
    }
  return 0;
}
#else
int
main (void)
{
  SKIP ("not x86-64 System V");
}
#endif
