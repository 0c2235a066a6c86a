/* SPDX-License-Identifier: MIT */
/* What the tests of dlcall call.  Each function changes its arguments in a
   way that shows where each byte went.  */
#include <complex.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

int8_t add_i8 (int8_t a) { return (int8_t) (a - 1); }
uint8_t add_u8 (uint8_t a) { return (uint8_t) (a + 1); }
int16_t add_i16 (int16_t a) { return (int16_t) (a - 1); }
uint16_t add_u16 (uint16_t a) { return (uint16_t) (a + 1); }
int32_t add_i32 (int32_t a) { return a - 1; }
uint32_t add_u32 (uint32_t a) { return a + 1; }
int64_t add_i64 (int64_t a) { return a - 1; }
uint64_t add_u64 (uint64_t a) { return a + 1; }
long add_long (long a) { return a - 1; }
unsigned long add_ulong (unsigned long a) { return a + 1; }
size_t add_size (size_t a) { return a + 1; }
wchar_t add_wchar (wchar_t a) { return a + 1; }
char add_char (char a) { return (char) (a + 1); }
bool not_bool (bool a) { return !a; }
#ifdef __SIZEOF_INT128__
__int128 neg_i128 (int k, __int128 a) { return -a * k; }
unsigned __int128 add_u128 (unsigned __int128 a) { return a + 1; }
#endif

float mul_float (float a, float b) { return a * b; }
double mul_double (double a, double b) { return a * b; }
long double mul_ldouble (long double a, long double b) { return a * b; }
float _Complex mul_cfloat (float _Complex a, float _Complex b)
{ return a * b; }
double _Complex mul_cdouble (double _Complex a, double _Complex b)
{ return a * b; }
long double _Complex mul_cldouble (long double _Complex a,
                                   long double _Complex b)
{ return a * b; }

/* Where the compiler has them and the library does: dlcall says so.  */
#ifdef __FLT16_MANT_DIG__
_Float16 next_half (_Float16 a) { return a + 1; }
_Float16 same_half (_Float16 a) { return a; }
struct small { char c; _Float16 h[3]; };
struct small
scale (struct small s, _Float16 by)
{
  for (int i = 0; i < 3; i++)
    s.h[i] *= by;
  s.c++;
  return s;
}
_Float16 _Complex mul_chalf (_Float16 _Complex a, _Float16 _Complex b)
{ return a * b; }
typedef _Float16 half4 __attribute__ ((vector_size (8)));
half4 add_half4 (half4 a, half4 b) { return a + b; }
double
mixed_half (int n, ...)
{
  va_list a;
  va_start (a, n);
  double s = n * (double) va_arg (a, _Float16);
  s += va_arg (a, double);
  va_end (a);
  return s;
}
#endif
/* A compiler that has __bf16 as a type of its own says so, or is clang.  */
#if defined __BFLT16_MANT_DIG__                                               \
  || (defined __clang__ && __clang_major__ >= 17                              \
      && (defined __x86_64__ || defined __aarch64__))
struct brains { __bf16 a, b; };
__bf16 second (struct brains s, int k, __bf16 c) { return k ? s.b : c; }
#endif

struct point { int x, y; };
struct point swap (struct point p) { return (struct point) { p.y, p.x }; }

struct inner { short s[3]; char name[6]; };
struct outer { double d; struct inner in; bool b; long l; };
struct outer
change (struct outer o, int k)
{
  o.d += k;
  o.in.s[1] = (short) (o.in.s[1] * 2);
  o.in.name[0] = 'J';
  o.b = !o.b;
  o.l = -o.l;
  return o;
}

struct mixed { float f; char c; };
struct mixed mix (struct mixed a, double d)
{ return (struct mixed) { a.f + (float) d, (char) (a.c + 1) }; }

struct grid { int v[2][3]; };
struct grid
transpose (struct grid g)
{
  struct grid r;
  for (int i = 0; i < 6; i++)
    r.v[i / 3][i % 3] = g.v[1 - i / 3][i % 3];
  return r;
}

union word { int i; float f; };
union word next (union word w) { w.i++; return w; }
/* On x86-64, half in an integer register, half in a vector register.  */
union halves { double d[2]; char c; };
double sum_halves (union halves h) { return h.d[0] + 10 * h.d[1]; }
union halves swap_halves (union halves h)
{ return (union halves) { .d = { h.d[1], h.d[0] } }; }
struct __attribute__ ((packed)) record { char c; int i; };
struct record bump (struct record r) { r.c++; r.i--; return r; }

/* Bit-fields, of which the first and the last of a unit show its order.  */
struct bits
{
  unsigned a : 3, : 4, b : 13;
  long long c : 40;
  _Bool d : 1;
  unsigned : 0;
  signed e : 5;
  float x;
};

struct bits
bump_bits (struct bits s)
{
  s.a++, s.b++, s.c--, s.d = !s.d, s.e--, s.x++;
  return s;
}

struct __attribute__ ((packed, aligned (4))) entry
{
  char c;
  int i : 20;
  short s[3];
};

struct entry
double_entry (int n, struct entry e)
{
  e.c = (char) (e.c * n), e.i *= n;
  for (int k = 0; k < 3; k++)
    e.s[k] = (short) (e.s[k] * n);
  return e;
}

struct page { char byte[4096]; int n; };

int
sum_page (struct page p)
{
  for (int k = 0; k < 4096; k++)
    p.n += p.byte[k];
  return p.n;
}

typedef float lanes __attribute__ ((vector_size (16)));
#if defined __SSE__ || defined __aarch64__
lanes add_lanes (lanes a, lanes b) { return a + b; }
#endif

int is_null (const void *p) { return p == NULL; }
int sum (const int *p, int n)
{ int s = 0; while (n--) s += *p++; return s; }
int total_length (const char *const *p)
{ int n = 0; while (*p) n += (int) strlen (*p++); return n; }
int apply (int (*f) (int), int x) { return f (x); }
int twice (int x) { return 2 * x; }
const char *text (void) { return "a\tb \"c\" \\\001"; }
char *nothing (void) { return NULL; }
void fill (struct point *p) { p->x = 3; p->y = 4; }
int variable = 5;
void none (void) { }

/* The arguments after N are int, double, long, struct point, long double,
   const char *.  */
double
mixed_variadic (int n, ...)
{
  va_list a;
  va_start (a, n);
  double s = va_arg (a, int);
  s += va_arg (a, double);
  s += (double) va_arg (a, long);
  struct point p = va_arg (a, struct point);
  s += p.x * 10 + p.y * 100;
  s += (double) va_arg (a, long double);
  s += (double) strlen (va_arg (a, const char *));
  va_end (a);
  return s * n;
}

#ifdef __x86_64__
__attribute__ ((ms_abi)) int
ms (int a, int b, double c, int d, int e)
{ return a + 2 * b + 3 * (int) c + 4 * d + 5 * e; }
#endif
