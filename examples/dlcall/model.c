/* SPDX-License-Identifier: MIT */
#include "dlcall.h"

#include <limits.h>
#include <string.h>
#include <time.h>

/* As a member: on i386, a double is aligned to 4 bytes in a struct.  */
#define MEMBER(type) \
  { sizeof (type), offsetof (struct { char c; type member; }, member) }

#define NONE { 0, 0 }

const struct model host_model = {
  .name = "host",
  .of = {
    [B_BOOL] = MEMBER (_Bool), [B_CHAR] = MEMBER (char),
    [B_SHORT] = MEMBER (short), [B_INT] = MEMBER (int),
    [B_LONG] = MEMBER (long), [B_LLONG] = MEMBER (long long),
#ifdef __SIZEOF_INT128__
    [B_INT128] = MEMBER (wide),
#endif
    [B_FLOAT] = MEMBER (float), [B_DOUBLE] = MEMBER (double),
    [B_LDOUBLE] = MEMBER (long double), [B_POINTER] = MEMBER (void *),
    [B_WCHAR] = MEMBER (wchar_t), [B_TIME] = MEMBER (time_t)
  },
  .char_unsigned = CHAR_MIN == 0,
  .wchar_unsigned = (wchar_t) -1 > 0
};

/* The rest of a model: what all have in common.  */
#define COMMON \
  [B_BOOL] = { 1, 1 }, [B_CHAR] = { 1, 1 }, [B_SHORT] = { 2, 2 }, \
  [B_INT] = { 4, 4 }, [B_FLOAT] = { 4, 4 }

static const struct model models[] = {
  { "lp64", {                   /* x86-64, mips n64, loongarch */
      COMMON, [B_LONG] = { 8, 8 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 16, 16 }, [B_POINTER] = { 8, 8 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 8, 8 } },
    false, false },
  { "riscv64", {
      COMMON, [B_LONG] = { 8, 8 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 16, 16 }, [B_POINTER] = { 8, 8 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 8, 8 } },
    true, false },
  { "riscv32", {
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 8 }, [B_LDOUBLE] = { 16, 16 },
      [B_POINTER] = { 4, 4 }, [B_WCHAR] = { 4, 4 }, [B_TIME] = { 8, 8 } },
    true, false },
  { "loongarch32", {
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 8 }, [B_LDOUBLE] = { 16, 16 },
      [B_POINTER] = { 4, 4 }, [B_WCHAR] = { 4, 4 }, [B_TIME] = { 8, 8 } },
    false, false },
  { "aarch64", {
      COMMON, [B_LONG] = { 8, 8 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 16, 16 }, [B_POINTER] = { 8, 8 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 8, 8 } },
    true, true },
  { "aarch64-ilp32", {
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 16, 16 }, [B_POINTER] = { 4, 4 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    true, true },
  { "arm", {                    /* long double is double */
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 8 }, [B_LDOUBLE] = { 8, 8 }, [B_POINTER] = { 4, 4 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    true, true },
  { "armv7", {                  /* Apple: nothing is aligned to 8 bytes */
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 4 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 4 }, [B_LDOUBLE] = { 8, 4 }, [B_POINTER] = { 4, 4 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    false, false },
  { "armv7k", {
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 8 }, [B_LDOUBLE] = { 8, 8 }, [B_POINTER] = { 4, 4 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    false, false },
  { "arm64-apple", {            /* long double is double */
      COMMON, [B_LONG] = { 8, 8 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 8, 8 }, [B_POINTER] = { 8, 8 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 8, 8 } },
    false, false },
  { "arm64_32", {               /* the same with short pointers */
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 8, 8 }, [B_POINTER] = { 4, 4 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    false, false },
  { "llp64", {                  /* Win64, GNU long double */
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 16, 16 }, [B_POINTER] = { 8, 8 },
      [B_WCHAR] = { 2, 2 }, [B_TIME] = { 8, 8 } },
    false, true },
  { "llp64-msvc", {             /* long double is double */
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 8, 8 }, [B_POINTER] = { 8, 8 },
      [B_WCHAR] = { 2, 2 }, [B_TIME] = { 8, 8 } },
    false, true },
  { "i386", {
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 4 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 4 }, [B_LDOUBLE] = { 12, 4 },
      [B_POINTER] = { 4, 4 }, [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    false, false },
  { "i386-darwin", {
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 4 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 4 }, [B_LDOUBLE] = { 16, 16 },
      [B_POINTER] = { 4, 4 }, [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    false, false },
  { "win32", {                  /* GNU long double */
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 8 }, [B_LDOUBLE] = { 12, 4 },
      [B_POINTER] = { 4, 4 }, [B_WCHAR] = { 2, 2 }, [B_TIME] = { 4, 4 } },
    false, true },
  { "win32-msvc", {             /* long double is double */
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 8 }, [B_LDOUBLE] = { 8, 8 },
      [B_POINTER] = { 4, 4 }, [B_WCHAR] = { 2, 2 }, [B_TIME] = { 8, 8 } },
    false, true },
  { "x32", {
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 16, 16 }, [B_POINTER] = { 4, 4 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 8, 8 } },
    false, false },
  { "ilp32", {                  /* mips o32: long double is double */
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 8 }, [B_LDOUBLE] = { 8, 8 }, [B_POINTER] = { 4, 4 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    false, false },
  { "n32", {                    /* mips n32: a quad long double */
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 16, 16 }, [B_POINTER] = { 4, 4 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    false, false },
  { "powerpc64", {
      COMMON, [B_LONG] = { 8, 8 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 16, 16 }, [B_POINTER] = { 8, 8 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 8, 8 } },
    true, false },
  { "powerpc64-ldbl64", {       /* long double is double */
      COMMON, [B_LONG] = { 8, 8 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 16 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 8, 8 }, [B_POINTER] = { 8, 8 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 8, 8 } },
    true, false },
  { "powerpc", {
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 8 }, [B_LDOUBLE] = { 16, 16 },
      [B_POINTER] = { 4, 4 }, [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    true, false },
  { "powerpc-ldbl64", {         /* long double is double */
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 8 }, [B_LDOUBLE] = { 8, 8 },
      [B_POINTER] = { 4, 4 }, [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    true, false },
  { "s390x", {                  /* nothing is aligned to more than 8 */
      COMMON, [B_LONG] = { 8, 8 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 8 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 16, 8 }, [B_POINTER] = { 8, 8 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 8, 8 } },
    true, false },
  { "s390x-ldbl64", {           /* long double is double */
      COMMON, [B_LONG] = { 8, 8 }, [B_LLONG] = { 8, 8 },
      [B_INT128] = { 16, 8 }, [B_DOUBLE] = { 8, 8 },
      [B_LDOUBLE] = { 8, 8 }, [B_POINTER] = { 8, 8 },
      [B_WCHAR] = { 4, 4 }, [B_TIME] = { 8, 8 } },
    true, false },
  { "s390", {
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 8 }, [B_LDOUBLE] = { 16, 8 },
      [B_POINTER] = { 4, 4 }, [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    true, false },
  { "s390-ldbl64", {
      COMMON, [B_LONG] = { 4, 4 }, [B_LLONG] = { 8, 8 }, [B_INT128] = NONE,
      [B_DOUBLE] = { 8, 8 }, [B_LDOUBLE] = { 8, 8 },
      [B_POINTER] = { 4, 4 }, [B_WCHAR] = { 4, 4 }, [B_TIME] = { 4, 4 } },
    true, false }
};

const struct model *
model_named (const char *name)
{
  for (size_t i = 0; i < sizeof models / sizeof *models; i++)
    if (strcmp (models[i].name, name) == 0)
      return &models[i];
  return NULL;
}

/* The model of an ABI, by the first words of its name; those that say more
   come first.  */
static const struct { const char *abi, *model; } model_of[] = {
  { "x86_64-sysv", "lp64" }, { "x32", "x32" },
  { "win64", "llp64" }, { "gnuw64", "llp64" },
  { "i386-darwin", "i386-darwin" }, { "i386-mingw", "win32" },
  { "i386-msvc", "win32-msvc" }, { "i386", "i386" },
  { "aarch64-apple-ilp32", "arm64_32" }, { "aarch64-apple", "arm64-apple" },
  { "aarch64-windows", "llp64-msvc" }, { "aarch64-ilp32", "aarch64-ilp32" },
  { "aarch64", "aarch64" },
  { "arm-apple", "armv7" }, { "arm-watch", "armv7k" },
  { "arm-windows", "win32-msvc" },
  { "arm", "arm" },
  { "riscv-lp64", "riscv64" }, { "riscv-ilp32", "riscv32" },
  { "loongarch-lp64", "lp64" }, { "loongarch-ilp32", "loongarch32" },
  { "mips-o32", "ilp32" }, { "mipsel-o32", "ilp32" },
  { "mips-n32", "n32" }, { "mipsel-n32", "n32" },
  { "mips-n64", "lp64" }, { "mipsel-n64", "lp64" },
  { "powerpc64le-ldbl64", "powerpc64-ldbl64" },
  { "powerpc64-elfv1-ldbl64", "powerpc64-ldbl64" },
  { "powerpc64-elfv2-ldbl64", "powerpc64-ldbl64" },
  { "powerpc64", "powerpc64" },
  { "powerpc-ldbl64", "powerpc-ldbl64" }, { "powerpc", "powerpc" },
  { "s390x-ldbl64", "s390x-ldbl64" }, { "s390x", "s390x" },
  { "s390-ldbl64", "s390-ldbl64" }, { "s390", "s390" }
};

const struct model *
model_of_abi (const char *abi)
{
  for (size_t i = 0; i < sizeof model_of / sizeof *model_of; i++)
    if (strncmp (abi, model_of[i].abi, strlen (model_of[i].abi)) == 0)
      return model_named (model_of[i].model);
  return NULL;
}
