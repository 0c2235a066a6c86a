/* SPDX-License-Identifier: MIT */
/* What a program written by gen.c tells harness.c.  */
#ifndef ABI_HARNESS_H
#define ABI_HARNESS_H

#include <ffi.h>
#include <stdarg.h>
#include <stddef.h>

/* Windows' convention on other systems: gcc and clang differ.  */
#ifdef MS_ABI_HERE
# ifdef __clang__
#  define MS_ABI FFI_WIN64
# else
#  define MS_ABI FFI_GNUW64
# endif
# undef va_start
# undef va_end
# define va_list __builtin_ms_va_list
# define va_start __builtin_ms_va_start
# define va_end __builtin_ms_va_end
#endif

/* Types that need no description: an index below T_FIRST.  gen.c has the
   same list.  */
enum
{
  T_VOID, T_U8, T_I8, T_U16, T_I16, T_U32, T_I32, T_U64, T_I64, T_PTR,
  T_FLOAT, T_DOUBLE, T_LDBL, T_CFLOAT, T_CDOUBLE, T_CLDBL, T_U128, T_I128,
  T_HALF, T_FIRST
};

/* Bytes of a value: raw, or floats, doubles, long doubles in a row.  */
enum { K_RAW, K_FLOAT, K_DOUBLE, K_LDBL };

/* A float instead where the compiler or the library has no half.  */
#if defined __FLT16_MANT_DIG__ && defined FFI_TARGET_HAS_FLOAT16
# define half _Float16
# define FFI_HALF ffi_type_float16
# define K_HALF K_RAW
#else
# define half float
# define FFI_HALF ffi_type_float
# define K_HALF K_FLOAT
#endif

struct field
{
  unsigned short offset, size;
  int kind;
};

enum { T_STRUCT, T_VECTOR, T_UNION, T_PACKED, T_ALIGNED };

/* In elements: the next is an array of N members of that type, or a bit-field
   of N bits of it, with a name or without.  */
#define ARRAY(n) (-1 - (n))
#define BITS(n) (-1000 - (n))
#define UNNAMED(n) (-2000 - (n))

/* How the members are told to libffi, which knows structs only.  */
enum
{
  BY_LIST = 1,                  /* size and alignment are filled in */
  TWICE = 2,                    /* the only member is listed twice */
  APART = 4,                    /* an array is a struct, not its elements */
  NOT_BY_LIST = 8               /* it cannot be told */
};

struct type
{
  const short *elements;        /* indices of types, then -1 */
  const struct field *fields;   /* its data */
  const void *mask;             /* an object whose 1 bits are bit-fields, or
                                   NULL */
  unsigned short nfields;
  char kind;                    /* T_STRUCT, T_VECTOR ... */
  char how;                     /* BY_LIST ... */
  unsigned size, align;
};

struct signature
{
  short result;
  short nargs, nfixed;          /* nfixed: -1 if not variadic */
  const short *args;
  void (*callee) (void);
  /* Calls FN with *V[0], *V[1], ...; *R = the result.  */
  void (*caller) (void (*fn) (void), void **v, void *r);
  const char *text;
};

extern const struct type types[];      /* T_FIRST and on */
extern const int ntypes;
extern const struct signature signatures[];
extern const int nsignatures, first_signature;
extern const int the_abi;

/* Called by the callee of signature N: P[i] points to argument i; integers of
   4 bytes or less were converted to long long.  Makes the result.  */
void callee (int n, void **p, void *r);

#endif
