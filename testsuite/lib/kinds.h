/* SPDX-License-Identifier: MIT */
/* Kinds of values, for tests that do the same with each: see PLAIN_KINDS.
   kinds_init must run first.  */
#ifndef KINDS_H
#define KINDS_H

#include <ffi.h>
#include "check.h"

enum { KIND_SIZE = 256 };  /* bytes; no kind is larger */

#define SCALAR_KINDS(X) \
  X (uint8, uint8_t, &ffi_type_uint8) \
  X (sint8, int8_t, &ffi_type_sint8) \
  X (uint16, uint16_t, &ffi_type_uint16) \
  X (sint16, int16_t, &ffi_type_sint16) \
  X (uint32, uint32_t, &ffi_type_uint32) \
  X (sint32, int32_t, &ffi_type_sint32) \
  X (uint64, uint64_t, &ffi_type_uint64) \
  X (sint64, int64_t, &ffi_type_sint64) \
  X (pointer, void *, &ffi_type_pointer) \
  X (float, float, &ffi_type_float) \
  X (double, double, &ffi_type_double) \
  X (longdouble, long double, &ffi_type_longdouble)

#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
# define COMPLEX_KINDS(X) \
  X (complex_float, _Complex float, &ffi_type_complex_float) \
  X (complex_double, _Complex double, &ffi_type_complex_double) \
  X (complex_longdouble, _Complex long double, &ffi_type_complex_longdouble)
#else
# define COMPLEX_KINDS(X)
#endif

/* Structs: F (name, (fields), list of the members' types).  Arrays are their
   element repeated.  */
#define U8 &ffi_type_uint8
#define U16 &ffi_type_uint16
#define S32 &ffi_type_sint32
#define S64 &ffi_type_sint64
#define PTR &ffi_type_pointer
#define FLT &ffi_type_float
#define DBL &ffi_type_double
#define LDB &ffi_type_longdouble
#define U8X4 U8, U8, U8, U8
#define U8X16 U8X4, U8X4, U8X4, U8X4
#define STRUCTS(F) \
  F (c1, (uint8_t a;), U8) \
  F (c2, (uint8_t a[2];), U8, U8) \
  F (c3, (uint8_t a[3];), U8, U8, U8) \
  F (c4, (uint8_t a[4];), U8X4) \
  F (c5, (uint8_t a[5];), U8X4, U8) \
  F (c6, (uint8_t a[6];), U8X4, U8, U8) \
  F (c7, (uint8_t a[7];), U8X4, U8, U8, U8) \
  F (c8, (uint8_t a[8];), U8X4, U8X4) \
  F (c9, (uint8_t a[9];), U8X4, U8X4, U8) \
  F (c13, (uint8_t a[13];), U8X4, U8X4, U8X4, U8) \
  F (c15, (uint8_t a[15];), U8X4, U8X4, U8X4, U8, U8, U8) \
  F (c16, (uint8_t a[16];), U8X16) \
  F (c17, (uint8_t a[17];), U8X16, U8) \
  F (c31, (uint8_t a[31];), U8X16, U8X4, U8X4, U8X4, U8, U8, U8) \
  F (h3, (uint16_t a[3];), U16, U16, U16) \
  F (i3, (int32_t a[3];), S32, S32, S32) \
  F (ll, (int64_t a, b;), S64, S64) \
  F (lll, (int64_t a, b, c;), S64, S64, S64) \
  F (ph, (void *a; uint16_t b;), PTR, U16) \
  F (f1, (float a;), FLT) \
  F (f2, (float a, b;), FLT, FLT) \
  F (f3, (float a, b, c;), FLT, FLT, FLT) \
  F (f4, (float a, b, c, d;), FLT, FLT, FLT, FLT) \
  F (f5, (float a, b, c, d, e;), FLT, FLT, FLT, FLT, FLT) \
  F (d1, (double a;), DBL) \
  F (d2, (double a, b;), DBL, DBL) \
  F (d3, (double a, b, c;), DBL, DBL, DBL) \
  F (d4, (double a, b, c, d;), DBL, DBL, DBL, DBL) \
  F (d5, (double a, b, c, d, e;), DBL, DBL, DBL, DBL, DBL) \
  F (fi, (float a; int32_t b;), FLT, S32) \
  F (if_, (int32_t a; float b;), S32, FLT) \
  F (fd, (float a; double b;), FLT, DBL) \
  F (df, (double a; float b;), DBL, FLT) \
  F (di, (double a; int32_t b;), DBL, S32) \
  F (id, (int32_t a; double b;), S32, DBL) \
  F (cfhd, (uint8_t a; float b; uint16_t c; double d;), U8, FLT, U16, DBL) \
  F (ffi_, (float a, b; int32_t c;), FLT, FLT, S32) \
  F (ldb1, (long double a;), LDB) \
  F (ldb2, (long double a, b;), LDB, LDB) \
  F (cldb, (uint8_t a; long double b;), U8, LDB) \
  F (ldbc, (long double a; uint8_t b;), LDB, U8) \
  F (nest1, (c3 a; uint16_t b;), &c3_type, U16) \
  F (nest2, (uint8_t a; d1 b;), U8, &d1_type) \
  F (nest3, (f2 a; nest2 b;), &f2_type, &nest2_type) \
  F (nest4, (f1 a; f1 b;), &f1_type, &f1_type) \
  F (nest5, (ph a; c5 b; f3 c;), &ph_type, &c5_type, &f3_type)

#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
# define COMPLEX_STRUCTS(F) \
  F (cf1, (_Complex float a;), &ffi_type_complex_float) \
  F (cfi, (_Complex float a; int32_t b;), &ffi_type_complex_float, S32) \
  F (cd1, (_Complex double a;), &ffi_type_complex_double) \
  F (icf, (int32_t a; _Complex float b;), S32, &ffi_type_complex_float)
#else
# define COMPLEX_STRUCTS(F)
#endif

#ifdef FFI_TARGET_HAS_INT128
# define INT128_SCALARS(X) \
  X (uint128, unsigned __int128, &ffi_type_uint128) \
  X (sint128, __int128, &ffi_type_sint128)
# define INT128_STRUCTS(F) \
  F (q1, (__int128 a;), &ffi_type_sint128) \
  F (cq, (uint8_t a; __int128 b;), U8, &ffi_type_sint128)
#else
# define INT128_SCALARS(X)
# define INT128_STRUCTS(F)
#endif

/* On i386, how vectors travel depends on options of the compiler, and by
   PowerPC's ELFv1, too.  */
#if defined FFI_TARGET_HAS_VECTOR_TYPE && !defined __i386__                  \
    && !(defined __powerpc64__ && _CALL_ELF != 2 && !defined __ALTIVEC__)
/* V (name, lane's C type, bytes, lane's ffi_type *) */
# define VECTORS(V) \
  V (v2sf, float, 8, FLT) \
  V (v4sf, float, 16, FLT) \
  V (v2df, double, 16, DBL) \
  V (v4si, int32_t, 16, S32) \
  V (v8qi, uint8_t, 8, U8)
# define VECTOR_STRUCTS(F) \
  F (sv2sf, (v2sf a;), &v2sf_type) \
  F (sv4sf, (v4sf a;), &v4sf_type) \
  F (v2sfd, (v2sf a; double b;), &v2sf_type, DBL) \
  F (v4sfi, (v4sf a; int32_t b;), &v4sf_type, S32)
#else
# define VECTORS(V)
# define VECTOR_STRUCTS(F)
#endif

#define KIND_STRIP(...) __VA_ARGS__

#define KIND_VECTOR(name, lane, bytes, lane_type) \
  typedef lane name __attribute__ ((vector_size (bytes))); \
  static ffi_type *name##_elements[bytes / sizeof (lane) + 1]; \
  static ffi_type name##_type \
    = { 0, 0, FFI_TYPE_VECTOR, name##_elements };
VECTORS (KIND_VECTOR)

#define KIND_STRUCT(name, fields, ...) \
  typedef struct { KIND_STRIP fields } name; \
  static ffi_type *name##_elements[40]; \
  static ffi_type name##_type \
    = { 0, 0, FFI_TYPE_STRUCT, name##_elements };
#define ALL_STRUCTS(F) \
  STRUCTS (F) COMPLEX_STRUCTS (F) INT128_STRUCTS (F) VECTOR_STRUCTS (F)
ALL_STRUCTS (KIND_STRUCT)

#define KIND_OF_STRUCT(name, fields, ...) KIND_X (name, name, &name##_type)
#define KIND_OF_VECTOR(name, lane, bytes, type) \
  KIND_X (name, name, &name##_type)

/* PLAIN_KINDS expands KIND_X (name, C type, ffi_type *), which the test
   defines, for the kinds on which all compilers agree; VECTOR_KINDS and
   INT128_KINDS for the rest (clang passes 128-bit integers of which only the
   upper half is on the stack by rules of its own before version 18).  */
#define PLAIN_KINDS \
  SCALAR_KINDS (KIND_X) COMPLEX_KINDS (KIND_X) STRUCTS (KIND_OF_STRUCT) \
  COMPLEX_STRUCTS (KIND_OF_STRUCT)
#define VECTOR_KINDS \
  VECTORS (KIND_OF_VECTOR) VECTOR_STRUCTS (KIND_OF_STRUCT)
#define INT128_KINDS \
  INT128_SCALARS (KIND_X) INT128_STRUCTS (KIND_OF_STRUCT)

/* Lays out TYPE by the library, and compares with the compiler's size.  */
static inline void
kind_lay_out (ffi_type *type, size_t size, const char *name)
{
  ffi_cif cif;
  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, type, NULL) != FFI_OK
      || type->size != size)
    {
      printf ("%s: %d bytes expected, laid out as %d\n", name, (int) size,
              (int) type->size);
      fflush (stdout);
      exit (1);
    }
}

static inline void
kinds_init (void)
{
#define KIND_INIT_VECTOR(name, lane, bytes, lane_type) \
  for (size_t i = 0; i < bytes / sizeof (lane); i++) \
    name##_elements[i] = lane_type; \
  kind_lay_out (&name##_type, sizeof (name), #name);
  VECTORS (KIND_INIT_VECTOR)
#define KIND_INIT_STRUCT(name, fields, ...) \
  { \
    ffi_type *list[] = { __VA_ARGS__, NULL }; \
    memcpy (name##_elements, list, sizeof list); \
    kind_lay_out (&name##_type, sizeof (name), #name); \
  }
  ALL_STRUCTS (KIND_INIT_STRUCT)
}

static inline uint64_t
kind_number (int n)
{
  return (uint64_t) (n + 1) * UINT64_C (0x9e3779b97f4a7c15);
}

/* Writes the value number N of TYPE to P: members differ, signs vary.  */
static inline void
kind_fill (const ffi_type *type, void *p, int n)
{
  uint64_t bits = kind_number (n);
  char *at = p;
  size_t offset = 0;
  switch (type->type)
    {
    case FFI_TYPE_FLOAT:
      *(float *) p = (float) n * 1.25f - 7;
      break;
    case FFI_TYPE_DOUBLE:
      *(double *) p = n * 1.0625 - 9;
      break;
#if FFI_TYPE_LONGDOUBLE != FFI_TYPE_DOUBLE
    case FFI_TYPE_LONGDOUBLE:
      *(long double *) p = n * 1.03125L - 11 + 1 / 3.0L;
      break;
#endif
    case FFI_TYPE_STRUCT:
      for (ffi_type **e = type->elements; *e != NULL; e++)
        {
          size_t align = (*e)->alignment;
          offset = (offset + align - 1) & -align;
          kind_fill (*e, at + offset, n++ * 3 + 1);
          offset += (*e)->size;
        }
      break;
    case FFI_TYPE_COMPLEX:
      kind_fill (type->elements[0], at, n * 2 + 1);
      kind_fill (type->elements[0], at + type->size / 2, n * 3 + 2);
      break;
    case FFI_TYPE_VECTOR:
      for (ffi_type **e = type->elements; *e != NULL; e++)
        {
          kind_fill (*e, at + offset, n++);
          offset += (*e)->size;
        }
      break;
    default:
      for (size_t i = 0; i < type->size; i++)
        at[i] = (char) (bits >> (8 * (i % 8)) ^ i / 8 * 0x55);
      break;
    }
}

/* True if the values of TYPE at A and B are the same, padding apart.  */
static inline int
kind_same (const ffi_type *type, const void *a, const void *b)
{
  const char *x = a, *y = b;
  size_t offset = 0;
  switch (type->type)
    {
    case FFI_TYPE_STRUCT:
      for (ffi_type **e = type->elements; *e != NULL; e++)
        {
          size_t align = (*e)->alignment;
          offset = (offset + align - 1) & -align;
          if (!kind_same (*e, x + offset, y + offset))
            return 0;
          offset += (*e)->size;
        }
      return 1;
    case FFI_TYPE_COMPLEX:
      return kind_same (type->elements[0], x, y)
             && kind_same (type->elements[0], x + type->size / 2,
                           y + type->size / 2);
#if FFI_TYPE_LONGDOUBLE != FFI_TYPE_DOUBLE
    case FFI_TYPE_LONGDOUBLE:
      return *(const long double *) a == *(const long double *) b;
#endif
    default:
      return memcmp (a, b, type->size) == 0;
    }
}

/* True if TYPE is an integer or pointer that may be narrower than ffi_arg;
   then *WIDE is the value at P as the ffi_arg that results are widened to.  */
static inline int
kind_widened (const ffi_type *type, const void *p, ffi_arg *wide)
{
  switch (type->type)
    {
    case FFI_TYPE_UINT8: *wide = *(const uint8_t *) p; break;
    case FFI_TYPE_SINT8: *wide = (ffi_arg) *(const int8_t *) p; break;
    case FFI_TYPE_UINT16: *wide = *(const uint16_t *) p; break;
    case FFI_TYPE_SINT16: *wide = (ffi_arg) *(const int16_t *) p; break;
    case FFI_TYPE_UINT32: *wide = *(const uint32_t *) p; break;
    case FFI_TYPE_SINT32: *wide = (ffi_arg) *(const int32_t *) p; break;
    case FFI_TYPE_POINTER: *wide = (uintptr_t) *(void *const *) p; break;
    default: return 0;
    }
  return 1;
}

/* Prints the verdict on one kind; returns OK.  */
static inline int
kind_report (int ok, const char *name)
{
  printf ("%s: %s\n", ok ? "PASS" : "FAIL", name);
  fflush (stdout);
  return ok;
}

#endif
