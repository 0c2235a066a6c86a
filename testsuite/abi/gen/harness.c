/* SPDX-License-Identifier: MIT */
/* Runs the signatures of a program that gen.c wrote: every call and closure
   has a compiled function on its other side.  -DOURS switches the library's
   fast paths off for a second round; -DHAVE_PLAN tests plans.

     program [FIRST [LAST]]  */
#include "harness.h"
#include <ffi.h>
#include <float.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TYPES = 1000, MAX_ARGS = 128, MAX_VALUE = 1024, GUARD = 16 };

/* ---- Types ------------------------------------------------------------ */

#ifdef FFI_TYPE_UNION
static ffi_record built[MAX_TYPES];
static ffi_array own_arrays[MAX_TYPES];
static ffi_bitfield own_bits[MAX_TYPES * 4];
static int nown_arrays, nown_bits;
#else
static struct { ffi_type type; } built[MAX_TYPES];
#endif
static ffi_type *built_elements[MAX_TYPES * 16], arrays[MAX_TYPES];
static int nelements, narrays;

struct scalar
{
  unsigned size, align;
  int kind;
  char is_signed;
};

#define SCALAR(type, kind, is_signed)                                         \
  { sizeof (type), offsetof (struct { char c; type t; }, t), kind, is_signed }

static const struct scalar scalars[T_FIRST] = {
  [T_U8] = SCALAR (unsigned char, K_RAW, 0),
  [T_I8] = SCALAR (signed char, K_RAW, 1),
  [T_U16] = SCALAR (unsigned short, K_RAW, 0),
  [T_I16] = SCALAR (short, K_RAW, 1),
  [T_U32] = SCALAR (unsigned, K_RAW, 0),
  [T_I32] = SCALAR (int, K_RAW, 1),
  [T_U64] = SCALAR (unsigned long long, K_RAW, 0),
  [T_I64] = SCALAR (long long, K_RAW, 1),
  [T_PTR] = SCALAR (void *, K_RAW, 0),
  [T_FLOAT] = SCALAR (float, K_FLOAT, 0),
  [T_DOUBLE] = SCALAR (double, K_DOUBLE, 0),
  [T_LDBL] = SCALAR (long double, K_LDBL, 0),
  [T_CFLOAT] = SCALAR (_Complex float, K_FLOAT, 0),
  [T_CDOUBLE] = SCALAR (_Complex double, K_DOUBLE, 0),
  [T_CLDBL] = SCALAR (_Complex long double, K_LDBL, 0),
#ifdef __SIZEOF_INT128__
  [T_U128] = SCALAR (unsigned __int128, K_RAW, 0),
  [T_I128] = SCALAR (__int128, K_RAW, 0),
#endif
  [T_HALF] = SCALAR (half, K_HALF, 0),
};

static ffi_type *
standard (int t)
{
  switch (t)
    {
    case T_VOID: return &ffi_type_void;
    case T_U8: return &ffi_type_uint8;
    case T_I8: return &ffi_type_sint8;
    case T_U16: return &ffi_type_uint16;
    case T_I16: return &ffi_type_sint16;
    case T_U32: return &ffi_type_uint32;
    case T_I32: return &ffi_type_sint32;
    case T_U64: return &ffi_type_uint64;
    case T_I64: return &ffi_type_sint64;
    case T_PTR: return &ffi_type_pointer;
    case T_FLOAT: return &ffi_type_float;
    case T_DOUBLE: return &ffi_type_double;
    case T_LDBL: return &ffi_type_longdouble;
#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
    case T_CFLOAT: return &ffi_type_complex_float;
    case T_CDOUBLE: return &ffi_type_complex_double;
    case T_CLDBL: return &ffi_type_complex_longdouble;
#endif
#ifdef FFI_TARGET_HAS_INT128
    case T_U128: return &ffi_type_uint128;
    case T_I128: return &ffi_type_sint128;
#endif
    case T_HALF: return &FFI_HALF;
    default:
      printf ("FAIL: this library has no type %d\n", t);
      exit (1);
    }
}

static ffi_type *
ffi_of (int t)
{
  return t < T_FIRST ? standard (t) : &built[t - T_FIRST].type;
}

/* A struct of N members of type ELEMENT.  */
static ffi_type *
array_of (ffi_type *element, int n)
{
  ffi_type *array = &arrays[narrays++];
  array->type = FFI_TYPE_STRUCT;
  array->elements = built_elements + nelements;
  while (n-- > 0)
    built_elements[nelements++] = element;
  built_elements[nelements++] = NULL;
  return array;
}

#ifdef FFI_TYPE_UNION
static ffi_type *
own_array (ffi_type *element, int n)
{
  ffi_array *array = &own_arrays[nown_arrays++];
  *array = (ffi_array) FFI_ARRAY_INIT (element, (size_t) n);
  return &array->type;
}

static ffi_type *
own_bit_field (ffi_type *unit, unsigned width)
{
  ffi_bitfield *bits = &own_bits[nown_bits++];
  *bits = (ffi_bitfield) FFI_BITFIELD_INIT (unit, width);
  return &bits->type;
}
#endif

/* The members of TYPE: vectors repeat their lane, as arrays do by a list.
   OWN: by the types that libffi does not have.  */
static ffi_type **
build_elements (const struct type *type, int own)
{
  ffi_type *member[MAX_VALUE], **elements;
  int n = 0;
  (void) own;
  for (const short *e = type->elements; *e != -1; e++)
    if (*e >= 0)
      member[n++] = ffi_of (*e);
#ifdef FFI_TYPE_UNION
    else if (own && *e <= UNNAMED (0))
      {
        member[n++] = own_bit_field (ffi_of (e[1]), (unsigned) (UNNAMED (0)
                                     - *e) | FFI_BITFIELD_UNNAMED);
        e++;
      }
    else if (own && *e <= BITS (0))
      {
        member[n++] = own_bit_field (ffi_of (e[1]), (unsigned) (BITS (0)
                                                                - *e));
        e++;
      }
    else if (own && type->kind != T_VECTOR)
      {
        member[n++] = own_array (ffi_of (e[1]), ARRAY (*e));
        e++;
      }
#endif
    else if (*e <= BITS (0))
      member[n++] = ffi_of (*++e);
    else if ((type->how & APART && type->kind != T_VECTOR)
             || type->kind == T_UNION)
      {
        member[n++] = array_of (ffi_of (e[1]), ARRAY (*e));
        e++;
      }
    else
      {
        for (int i = 0; i < ARRAY (*e); i++)
          member[n++] = ffi_of (e[1]);
        e++;
      }
  elements = built_elements + nelements;
  for (int i = 0; i < n; i++)
    built_elements[nelements++] = member[i];
  if (!own && type->how & TWICE)
    built_elements[nelements++] = member[n - 1];
  built_elements[nelements++] = NULL;
  return elements;
}

#ifdef FFI_TYPE_UNION
/* Three of four types are described as they are declared, the others as for
   libffi.  */
static int
is_own (int i)
{
  return i % 4 != 0 || types[i].how & NOT_BY_LIST;
}

static void
build_own (ffi_record *record, const struct type *t)
{
  ffi_type **members = build_elements (t, 1);
  if (t->kind == T_PACKED || t->kind == T_ALIGNED)
    *record = (ffi_record) FFI_RECORD_INIT (members, t->kind == T_PACKED,
                                            t->kind == T_ALIGNED ? 16 : 0);
  else
    record->type = (ffi_type) { 0, 0, t->kind == T_UNION  ? FFI_TYPE_UNION
                                      : t->kind == T_VECTOR ? FFI_TYPE_VECTOR
                                                          : FFI_TYPE_STRUCT,
                                members };
}
#else
# define is_own(i) 0
# define build_own(type, t) (void) 0
#endif

static void
build_types (void)
{
  for (int i = 0; i < ntypes; i++)
    {
      const struct type *t = &types[i];
      ffi_type *type = &built[i].type;
      if (is_own (i))
        {
          build_own (&built[i], t);
          continue;
        }
      type->type = FFI_TYPE_STRUCT;
#ifdef FFI_TYPE_VECTOR
      if (t->kind == T_VECTOR)
        type->type = FFI_TYPE_VECTOR;
#endif
      if (t->how & BY_LIST)
        {
          type->size = t->size;
          type->alignment = (unsigned short) t->align;
        }
      type->elements = build_elements (t, 0);
    }
}

static size_t
size_of (int t)
{
  return t < T_FIRST ? scalars[t].size : types[t - T_FIRST].size;
}

static size_t
align_of (int t)
{
  return t < T_FIRST ? scalars[t].align : types[t - T_FIRST].align;
}

/* True if compiled code hands T over as a long long.  */
static int
widened (int t)
{
  return t >= T_U8 && t <= T_I32;
}

/* ---- Values ----------------------------------------------------------- */

static uint64_t
next (uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

static void
fill_field (unsigned char *p, size_t size, int kind, uint64_t *state)
{
  for (size_t i = 0; i < size;)
    {
      uint64_t r = next (state);
      if (kind == K_FLOAT)
        {
          float f = (float) (int) (r >> 40) - 8e6f;
          memcpy (p + i, &f, sizeof f);
          i += sizeof f;
        }
      else if (kind == K_DOUBLE)
        {
          double d = (double) (int64_t) (r >> 12) - 1e15;
          memcpy (p + i, &d, sizeof d);
          i += sizeof d;
        }
      else if (kind == K_LDBL)
        {
          long double l = (long double) (int64_t) r;
          memcpy (p + i, &l, sizeof l);
          i += sizeof l;
        }
      else
        p[i++] = (unsigned char) (r >> 32);
    }
}

/* The bytes of a long double that are data.  */
static size_t
ldbl_bytes (void)
{
  return LDBL_MANT_DIG == 64 ? 10 : sizeof (long double);
}

static int
same_field (const unsigned char *p, const unsigned char *q, size_t size,
            int kind)
{
  size_t step = kind == K_LDBL ? sizeof (long double) : size;
  size_t n = kind == K_LDBL ? ldbl_bytes () : size;
  for (size_t i = 0; i < size; i += step)
    if (memcmp (p + i, q + i, n) != 0)
      return 0;
  return 1;
}

/* Writes the value number SEED of type T to P; padding is 0xa5.  */
static void
fill (int t, void *p, uint64_t seed)
{
  uint64_t state = seed;
  memset (p, 0xa5, size_of (t));
  if (t < T_FIRST)
    {
      fill_field (p, scalars[t].size, scalars[t].kind, &state);
      return;
    }
  const struct type *d = &types[t - T_FIRST];
  for (int i = 0; i < d->nfields; i++)
    fill_field ((unsigned char *) p + d->fields[i].offset, d->fields[i].size,
                d->fields[i].kind, &state);
  unsigned char *bytes = p;
  const unsigned char *mask = d->mask;
  for (size_t i = 0; mask && i < d->size; i++)
    if (mask[i])
      {
        unsigned char r = (unsigned char) next (&state);
        bytes[i] = (unsigned char) ((bytes[i] & ~mask[i]) | (r & mask[i]));
      }
}

/* True if P holds the value number SEED of type T.  */
static int
same (int t, const void *p, uint64_t seed)
{
  unsigned char want[MAX_VALUE];
  const unsigned char *got = p;
  fill (t, want, seed);
  if (t < T_FIRST)
    return same_field (got, want, scalars[t].size, scalars[t].kind);
  const struct type *d = &types[t - T_FIRST];
  for (int i = 0; i < d->nfields; i++)
    {
      const struct field *f = &d->fields[i];
      if (!same_field (got + f->offset, want + f->offset, f->size, f->kind))
        return 0;
    }
  const unsigned char *mask = d->mask;
  for (size_t i = 0; mask && i < d->size; i++)
    if ((got[i] ^ want[i]) & mask[i])
      return 0;
  return 1;
}

/* The value number SEED of the integer type T, of 4 bytes or less.  */
static long long
wide (int t, uint64_t seed)
{
  union { signed char i8; unsigned char u8; short i16; unsigned short u16;
          int i32; unsigned u32; } u;
  fill (t, &u, seed);
  switch (t)
    {
    case T_U8: return u.u8;
    case T_I8: return u.i8;
    case T_U16: return u.u16;
    case T_I16: return u.i16;
    case T_U32: return u.u32;
    default: return u.i32;
    }
}

static uint64_t
value_number (int n, int arg)
{
  return ((uint64_t) (first_signature + n) << 16)
         + (uint64_t) (arg + 1) * 0x100000001b3;
}

/* ---- Reports ---------------------------------------------------------- */

static const struct signature *now;
static int now_number;
static const char *how = "";
static int failures;       /* of the signature at hand */
static int called;         /* how often its callee or handler ran */

static void
problem (const char *what, int arg)
{
  if (failures++ == 0)
    printf ("FAIL: %d: %s\n", now_number, now->text);
  if (failures > 20)
    return;
  printf ("  %s: %s", how, what);
  if (arg >= 0)
    printf (" %d", arg);
  printf ("\n");
  fflush (stdout);
}

static void
crashed (int signal_number)
{
  printf ("FAIL: %d: %s\n  %s: signal %d\n", now_number, now->text, how,
          signal_number);
  fflush (stdout);
  _Exit (3);
}

/* ---- The compiled callee's half --------------------------------------- */

void
callee (int n, void **p, void *r)
{
  const struct signature *s = &signatures[n];
  called++;
  if (s != now)
    problem ("the wrong function was called", -1);
  for (int i = 0; i < s->nargs; i++)
    {
      uint64_t seed = value_number (n, i);
      if (widened (s->args[i]))
        {
          if (*(long long *) p[i] != wide (s->args[i], seed))
            problem ("callee got wrong argument", i);
        }
      else if (!same (s->args[i], p[i], seed))
        problem ("callee got wrong argument", i);
    }
  if (s->result != T_VOID)
    fill (s->result, r, value_number (n, -1));
}

/* The closure's handler.  */
static void
handler (ffi_cif *cif, void *r, void **v, void *data)
{
  const struct signature *s = data;
  int n = (int) (s - signatures);
  called++;
  if (s != now || cif->nargs != (unsigned) s->nargs)
    problem ("handler called with the wrong cif or data", -1);
  for (int i = 0; i < s->nargs; i++)
    {
      if ((uintptr_t) v[i] % align_of (s->args[i]) != 0)
        problem ("handler got misaligned argument", i);
      if (!same (s->args[i], v[i], value_number (n, i)))
        problem ("handler got wrong argument", i);
    }
  if (widened (s->result))
    *(ffi_arg *) r = (ffi_arg) wide (s->result, value_number (n, -1));
  else if (s->result == T_PTR)
    {
      void *p;
      fill (T_PTR, &p, value_number (n, -1));
      *(ffi_arg *) r = (ffi_arg) (uintptr_t) p;
    }
  else if (s->result != T_VOID)
    fill (s->result, r, value_number (n, -1));
}

/* ---- Stale registers and stack ---------------------------------------- */

struct pair { double a, b; };

static struct pair
clobber_callee (long long a, long long b, long long c, long long d,
                long long e, long long f, long long g, long long h, double s,
                double t, double u, double v, double w, double x, double y,
                double z)
{
  struct pair p = { (double) (a ^ b ^ c ^ d ^ e ^ f ^ g ^ h),
                    s + t + u + v + w + x + y + z };
  return p;
}

/* Overwrites argument and result registers and the stack below, so that no
   value is where an earlier call left it.  */
static void
clobber (void)
{
  static struct pair (*volatile function) (long long, long long, long long,
                                           long long, long long, long long,
                                           long long, long long, double,
                                           double, double, double, double,
                                           double, double, double)
    = clobber_callee;
  volatile char stack[8192];
  for (size_t i = 0; i < sizeof stack; i += 64)
    stack[i] = 0x5a;
  long long j = 0x5a5a5a5a5a5a5a5a + stack[64];
  function (j, j, j, j, j, j, j, j, 1e99, 1e98, 1e97, 1e96, 1e95, 1e94, 1e93,
            1e92);
}

/* ---- A signature ------------------------------------------------------ */

/* Values between guard bytes, each aligned as its type demands, not more. */
struct values
{
  unsigned char *memory, *copy;
  size_t size;
  void *v[MAX_ARGS + 2], *v_copy[MAX_ARGS + 2];
};

static struct values values;
static unsigned char result_memory[MAX_VALUE + 256];

static void
make_values (const struct signature *s, int n)
{
  static _Alignas (64) unsigned char memory[MAX_ARGS * (MAX_VALUE / 4)
                                            + 4096];
  static unsigned char copy[sizeof memory];
  size_t at = 0;
  memset (memory, 0xee, sizeof memory);
  values.v[0] = values.v[s->nargs + 1] = (void *) 0xeeee;
  for (int i = 0; i < s->nargs; i++)
    {
      size_t align = align_of (s->args[i]), size = size_of (s->args[i]);
      at = (at + GUARD + 2 * align - 1) / (2 * align) * (2 * align) + align;
      if (at + size + GUARD > sizeof memory)
        {
          printf ("FAIL: harness: arguments too large\n");
          exit (1);
        }
      fill (s->args[i], memory + at, value_number (n, i));
      values.v[i + 1] = memory + at;
      at += size;
    }
  values.memory = memory;
  values.copy = copy;
  values.size = at + GUARD;
  memcpy (copy, memory, values.size);
  memcpy (values.v_copy, values.v, sizeof values.v);
}

/* Where the result goes: aligned for its type, not more.  */
static unsigned char *
make_result (const struct signature *s)
{
  size_t align = s->result == T_VOID ? 8 : align_of (s->result);
  if (align < sizeof (ffi_arg))
    align = sizeof (ffi_arg);
  unsigned char *p = result_memory + 64;
  p += (size_t) (-(uintptr_t) p & (2 * align - 1));
  memset (result_memory, 0xcc, sizeof result_memory);
  return p + align;
}

/* Where in SIZE bytes a pointer is that was widened to an ffi_arg.  */
static size_t
low_bytes (const struct signature *s, size_t size)
{
  const union { short s; char c[2]; } one = { 1 };
  return s->result == T_PTR && one.c[1] ? size - sizeof (void *) : 0;
}

/* Checks the result at R, in SIZE bytes of memory that may be written, and
   the guards around it, the arguments and the array of pointers.  */
static void
check_result (const struct signature *s, int n, unsigned char *r, size_t size)
{
  uint64_t seed = value_number (n, -1);
  if (called != 1)
    problem ("times called:", called);
  if (widened (s->result) && size == sizeof (long long)
      && *(long long *) r != wide (s->result, seed))
    problem ("wrong result", -1);
  else if (widened (s->result) && size != sizeof (long long)
           && *(ffi_arg *) r != (ffi_arg) wide (s->result, seed))
    problem ("wrong result", -1);
  else if (s->result != T_VOID && !widened (s->result)
           && !same (s->result, r + low_bytes (s, size), seed))
    problem ("wrong result", -1);
  for (unsigned char *p = result_memory;
       p < result_memory + sizeof result_memory; p++)
    if ((p < r || p >= r + size) && *p != 0xcc)
      {
        problem ("memory around the result was written, at", (int) (p - r));
        break;
      }
  if (memcmp (values.memory, values.copy, values.size) != 0)
    problem ("arguments were written", -1);
  if (memcmp (values.v, values.v_copy, sizeof values.v) != 0)
    problem ("the array of arguments was written", -1);
}

/* Bytes that libffi may write for a result.  */
static size_t
room (const struct signature *s)
{
  size_t size = size_of (s->result);
  if (s->result == T_VOID)
    return 0;
  if (s->result < T_FLOAT && size < sizeof (ffi_arg))
    return sizeof (ffi_arg);
  return size;
}

/* Bytes that compiled callers write.  */
static size_t
native_room (const struct signature *s)
{
  if (s->result == T_VOID)
    return 0;
  return widened (s->result) ? sizeof (long long) : size_of (s->result);
}

static void
test_native (const struct signature *s, int n)
{
  unsigned char *r = make_result (s);
  how = "compiled call";
  called = 0;
  s->caller (s->callee, values.v + 1, r);
  check_result (s, n, r, native_room (s));
}

static void
test_call (const struct signature *s, int n, ffi_cif *cif, const char *name)
{
  unsigned char *r = make_result (s);
  clobber ();
  how = name;
  called = 0;
  ffi_call (cif, s->callee, r, values.v + 1);
  check_result (s, n, r, room (s));
  if (n % 4 != 0)
    return;
  how = "ffi_call without rvalue";
  called = 0;
  clobber ();
  ffi_call (cif, s->callee, NULL, values.v + 1);
  if (called != 1)
    problem ("times called:", called);
}

#ifdef HAVE_PLAN
static void
test_plan (const struct signature *s, int n, ffi_cif *cif)
{
  unsigned char *r = make_result (s);
  how = "ffi_call_plan";
  ffi_call_plan *plan = ffi_call_plan_alloc (cif);
  if (!plan)
    {
      problem ("no plan", -1);
      return;
    }
  for (int i = 0; i < 2; i++)
    {
      memset (r, 0xcc, room (s));
      clobber ();
      called = 0;
      ffi_call_plan_invoke (plan, s->callee, r, values.v + 1);
      check_result (s, n, r, room (s));
    }
  called = 0;
  ffi_call_plan_invoke (plan, s->callee, NULL, values.v + 1);
  if (called != 1)
    problem ("times called:", called);
  ffi_call_plan_free (plan);
}
#endif

static void
test_closure (const struct signature *s, int n, ffi_cif *cif, const char *name)
{
  void *code;
  unsigned char *r = make_result (s);
  how = name;
  ffi_closure *closure = ffi_closure_alloc (sizeof (ffi_closure), &code);
  if (!closure
      || ffi_prep_closure_loc (closure, cif, handler, (void *) s, code)
         != FFI_OK)
    {
      problem ("no closure", -1);
      return;
    }
  clobber ();
  called = 0;
  void (*fn) (void);
  memcpy (&fn, &code, sizeof fn);
  s->caller (fn, values.v + 1, r);
  check_result (s, n, r, native_room (s));
  ffi_closure_free (closure);
}

static void
check_layouts (const struct signature *s)
{
  how = "layout";
  for (int i = -1; i < s->nargs; i++)
    {
      int t = i < 0 ? s->result : s->args[i];
      const ffi_type *f = ffi_of (t);
      if (t != T_VOID
          && (f->size != size_of (t) || f->alignment != align_of (t)))
        problem ("wrong size or alignment of argument", i);
    }
}

static void
test (int n)
{
  const struct signature *s = &signatures[n];
  static ffi_type *args[MAX_ARGS];
  ffi_cif cif;
  now = s;
  now_number = first_signature + n;
  how = "ffi_prep_cif";
  failures = 0;
  for (int i = 0; i < s->nargs; i++)
    args[i] = ffi_of (s->args[i]);
  ffi_status status
    = s->nfixed < 0
      ? ffi_prep_cif (&cif, (ffi_abi) the_abi, (unsigned) s->nargs,
                      ffi_of (s->result), args)
      : ffi_prep_cif_var (&cif, (ffi_abi) the_abi, (unsigned) s->nfixed,
                          (unsigned) s->nargs, ffi_of (s->result), args);
  if (status != FFI_OK)
    {
      problem ("status", (int) status);
      return;
    }
  check_layouts (s);
  make_values (s, n);
  test_native (s, n);
  if (failures)
    return;
  test_call (s, n, &cif, "ffi_call");
  test_closure (s, n, &cif, "closure");
#ifdef OURS
  ffi_cif general = cif;
  uint64_t variadic = (uint64_t) 1 << 63 | (unsigned) s->nfixed;
  uint64_t code = s->nfixed < 0 ? 0 : variadic;
  memcpy ((char *) &general + offsetof (ffi_cif, bytes), &code, sizeof code);
  test_call (s, n, &general, "ffi_call, fast path off");
  test_closure (s, n, &general, "closure, fast path off");
#endif
#ifdef HAVE_PLAN
  test_plan (s, n, &cif);
#endif
}

int
main (int argc, char **argv)
{
  int first = argc > 1 ? atoi (argv[1]) - first_signature : 0;
  int last = argc > 2 ? atoi (argv[2]) - first_signature : nsignatures - 1;
  int passed = 0, failed = 0;
  signal (SIGSEGV, crashed);
  signal (SIGILL, crashed);
  signal (SIGFPE, crashed);
  signal (SIGABRT, crashed);
#ifdef SIGBUS
  signal (SIGBUS, crashed);
#endif
  ffi_cif cif;
  if (ffi_prep_cif (&cif, (ffi_abi) the_abi, 0, &ffi_type_void, NULL)
      == FFI_BAD_ABI)
    {
      printf ("the library was built without this ABI\n");
      return 77;
    }
  build_types ();
  for (int n = first; n <= last; n++)
    {
      test (n);
      *(failures ? &failed : &passed) += 1;
    }
  printf ("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}
