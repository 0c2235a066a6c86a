/* SPDX-License-Identifier: MIT */
/* Variadic functions: printf's family, and a compiled one that takes each
   argument by va_arg in turn.  */
#include <ffi.h>
#include <stdarg.h>
#include "check.h"

typedef struct { int a; double b; } pair;
typedef struct { double a, b, c; } triple;

static char seen[64];

/* What to take: i int, l long long, d double, L long double, p pointer,
   s pair, t triple.  */
static double
take (const char *kinds, ...)
{
  va_list list;
  double sum = 0;
  char *at = seen;
  va_start (list, kinds);
  for (; *kinds; kinds++)
    switch (*at++ = *kinds)
      {
      case 'i': sum = sum * 1.5 + va_arg (list, int); break;
      case 'l': sum = sum * 1.5 + (double) va_arg (list, long long); break;
      case 'd': sum = sum * 1.5 + va_arg (list, double); break;
      case 'L': sum = sum * 1.5 + (double) va_arg (list, long double); break;
      case 'p': sum = sum * 1.5 + *(int *) va_arg (list, void *); break;
      case 's':
        {
          pair p = va_arg (list, pair);
          sum = sum * 1.5 + p.a * 3 + p.b;
          break;
        }
      case 't':
        {
          triple t = va_arg (list, triple);
          sum = sum * 1.5 + t.a + t.b * 3 + t.c * 5;
          break;
        }
      }
  *at = 0;
  va_end (list);
  return sum;
}

static int value_i = -12345, value_p = 777;
static long long value_l = -1234567890123ll;
static double value_d = 2.5;
static long double value_L = 7.25L;
static pair value_s = { 6, 0.5 };
static triple value_t = { 1.25, -2, 8 };

/* Calls take with KINDS, and works out what it returns.  */
static void
try_take (const char *kinds)
{
  static ffi_type *pair_elements[] = { NULL, NULL, NULL };
  static ffi_type *triple_elements[] = { NULL, NULL, NULL, NULL };
  static ffi_type pair_type = { 0, 0, FFI_TYPE_STRUCT, pair_elements };
  static ffi_type triple_type = { 0, 0, FFI_TYPE_STRUCT, triple_elements };
  ffi_type *types[40] = { &ffi_type_pointer };
  void *avalue[40] = { &kinds }, *pointer = &value_p;
  unsigned n = 1;
  double sum = 0;
  struct guarded g;
  ffi_cif cif;
  pair_elements[0] = &ffi_type_sint;
  pair_elements[1] = &ffi_type_double;
  triple_elements[0] = triple_elements[1] = triple_elements[2]
    = &ffi_type_double;
#define TAKE(letter, type, value, number) \
  case letter: \
    types[n] = type; \
    avalue[n++] = value; \
    sum = sum * 1.5 + number; \
    break;
  for (const char *k = kinds; *k; k++)
    switch (*k)
      {
      TAKE ('i', &ffi_type_sint, &value_i, value_i)
      TAKE ('l', &ffi_type_sint64, &value_l, (double) value_l)
      TAKE ('d', &ffi_type_double, &value_d, value_d)
      TAKE ('L', &ffi_type_longdouble, &value_L, (double) value_L)
      TAKE ('p', &ffi_type_pointer, &pointer, value_p)
      TAKE ('s', &pair_type, &value_s, value_s.a * 3 + value_s.b)
      TAKE ('t', &triple_type, &value_t,
            value_t.a + value_t.b * 3 + value_t.c * 5)
      }
  CHECK (ffi_prep_cif_var (&cif, FFI_DEFAULT_ABI, 1, n, &ffi_type_double,
                           types) == FFI_OK);
  guard (&g);
  clobber ();
  ffi_call (&cif, FFI_FN (take), g.value.bytes, avalue);
  CHECK (strcmp (seen, kinds) == 0);
  if (*(double *) g.value.bytes != sum)
    printf ("take (%s): %g expected, %g\n", kinds, sum,
            *(double *) g.value.bytes);
  CHECK (*(double *) g.value.bytes == sum);
}

static void
try_printf (void)
{
  char buffer[100], *to = buffer;
  size_t size = sizeof buffer;
  const char *format = "%d|%.3f|%s|%lld|%.2f|%c|%p", *string = "text";
  int i = -42, c = 'x';
  double d = 3.14159, e = -0.5;
  long long l = 1ll << 40;
  void *p = NULL;
  char expected[100];
  ffi_type *types[] = {
    &ffi_type_pointer, sizeof size == 8 ? &ffi_type_uint64 : &ffi_type_uint32,
    &ffi_type_pointer, &ffi_type_sint, &ffi_type_double, &ffi_type_pointer,
    &ffi_type_sint64, &ffi_type_double, &ffi_type_sint, &ffi_type_pointer
  };
  void *avalue[] = { &to, &size, &format, &i, &d, &string, &l, &e, &c, &p };
  ffi_arg result = 0;
  ffi_cif cif;
  int length = snprintf (expected, sizeof expected, format, i, d, string, l,
                         e, c, p);
  CHECK (ffi_prep_cif_var (&cif, FFI_DEFAULT_ABI, 3, 10, &ffi_type_sint,
                           types) == FFI_OK);
  ffi_call (&cif, FFI_FN (snprintf), &result, avalue);
  CHECK (strcmp (buffer, expected) == 0);
  CHECK ((int) result == length);
}

int
main (void)
{
  static const char *const lists[] = {
    "", "i", "d", "l", "L", "p", "s", "t", "id", "di", "dd", "il", "iL",
    "Li", "dL", "is", "si", "it", "ti", "iiiiiiiiiiii", "dddddddddddd",
    "idididididididididid", "llllllllll", "ilililililil", "dididiLLsitd",
    "sssssss", "ttttt", "iiiiissss", "iiiitttt", "pppppppppppp",
    "LLLLLLLL", "iLiLiLiLiL", "ddddddddsd", "iiiidst"
  };
  for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
    try_take (lists[i]);
  try_printf ();
  return 0;
}
