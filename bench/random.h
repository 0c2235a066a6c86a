/* SPDX-License-Identifier: MIT */
/* What the file that bench/generate writes tells bench/random.c.  Types are
   numbers: scalars as in random.c's table, then structs.  */
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include <ffi.h>
#include <stddef.h>
#include <stdint.h>

enum { RANDOM_ARGS = 24 };

/* COUNT members of TYPE; { 0, 0 } ends a struct.  */
struct part
{
  int type, count;
};

struct random_signature
{
  const char *text;
  void (*target) (void);
  void (*handler) (ffi_cif *, void *, void **, void *);
  void (*caller) (void (*fn) (void), size_t n);  /* calls FN N times */
  int result;
  unsigned nargs, nfixed;
  int argument[RANDOM_ARGS];
};

extern const struct part *const random_structs[];  /* NULL after the last */
extern void *const random_values[];                /* one of each type */
extern const struct random_signature random_signatures[];
extern const size_t random_count;

#endif
