/* SPDX-License-Identifier: MIT */
/* The parts of the benchmark, and what they hand to each other.  */
#ifndef BENCH_H
#define BENCH_H

#include "signatures.h"
#include <stdbool.h>
#include <stdio.h>

/* ---- A library under test (library.c) -------------------------------- */

/* One copy of libffi, opened with symbols of its own.  The plan functions
   are NULL where it has none.  */
struct library
{
  void *handle;
  char name[64];                /* what tables call it */
  char path[4096];              /* the file, links resolved */
  ffi_status (*prep_cif) (ffi_cif *, ffi_abi, unsigned, ffi_type *,
                          ffi_type **);
  ffi_status (*prep_cif_var) (ffi_cif *, ffi_abi, unsigned, unsigned,
                              ffi_type *, ffi_type **);
  call_function *call;
  call_function *plan_invoke;
  ffi_call_plan *(*plan_alloc) (ffi_cif *);
  void (*plan_free) (ffi_call_plan *);
  void *(*closure_alloc) (size_t, void **);
  void (*closure_free) (void *);
  ffi_status (*prep_closure) (ffi_closure *, ffi_cif *, handler_function *,
                              void *, void *);
  ffi_type *type[NTYPES];       /* by enum type_code */
  ffi_type aggregate[NTYPES];   /* what type[] points to for structs */
};

/* Opens the file PATH, or what the loader finds for a name without a slash,
   as LIBRARY.  False, with a message, if it cannot be opened.  NAME NULL: the
   library is named for its file.  */
bool library_open (struct library *library, const char *path,
                   const char *name);

/* A signature prepared for one library.  */
struct subject
{
  const struct library *library;
  const struct signature *signature;
  ffi_type *arg_types[MAX_ARGS];
  ffi_cif cif;
  ffi_call_plan *plan;          /* NULL: no plans */
  ffi_closure *closure;         /* NULL: no closures */
  void *code;
};

/* GENERAL: without a fast code, and thus without a plan.  */
void subject_init (struct subject *subject, const struct library *library,
                   const struct signature *signature, bool general);
/* Takes the fast code from CIF; NFIXED are its named arguments.  */
void make_general (ffi_cif *cif, unsigned nfixed);
void subject_release (struct subject *subject);

/* ---- Measuring (measure.c) ------------------------------------------- */

/* A loop that can be measured: RUN does its work N times.  */
struct work
{
  void (*run) (const struct work *work, size_t n);
  const struct subject *subject;
  call_function *call;
  void *context;
  function *fn;
  void *rvalue, **avalue;
  double *cell;                 /* where the result goes */
  size_t n;                     /* how many make one sample */
  double *sample;
};

struct options
{
  unsigned rounds;              /* samples of which the median is taken */
  double sample_time;           /* seconds that a sample is to take */
  bool count;                   /* instructions instead of time */
  bool general;                 /* without fast codes */
  bool csv;
  const char *svg, *only, *targets, *library, *peer;
};

/* Measures WORKS[0..N), a round of all of them at a time, and stores
   nanoseconds or instructions for each in its cell.  */
void measure (struct work *works, size_t n, const struct options *options);

double median (double *sample, size_t n);
/* Seconds of CLOCK.  */
double seconds (int clock);

/* ---- Counting instructions (counter.c) ------------------------------- */

/* Unless callgrind or an emulator counts this process, runs ARGV again under
   callgrind and exits with its status.  Exits with a message if nothing can
   count.  */
void counter_open (char **argv);
/* The instructions executed between START and READ, and a constant.  */
void counter_start (void);
double counter_read (void);

/* ---- Closures as memory (closures.c) --------------------------------- */

struct live
{
  double ns, bytes;             /* for each closure allocated and prepared */
  double called_bytes;          /* once each has been called as well */
};

/* Allocates COUNT closures of LIBRARY in a child process, rounds times, and
   returns medians.  */
struct live closures_live (const struct subject *subject, size_t count,
                           unsigned rounds);

/* The rate at which two threads allocate, prepare and free closures, divided
   by the rate of one: both the best of all rounds, since the clock on the wall
   also counts what other processes take.  */
double closures_threads (const struct subject *subject,
                         const struct options *options);

/* ---- Results (report.c, svg.c) --------------------------------------- */

enum { MAX_SIGNATURES = 16, OURS = 0, PEER = 1, NLIBRARIES = 2 };

/* One signature's results, in nanoseconds or instructions; 0: not
   measured.  */
struct row
{
  const struct signature *signature;
  double stub, call[NLIBRARIES], plan[NLIBRARIES];
  double callback, closure[NLIBRARIES];
  double prep[NLIBRARIES];
};

struct results
{
  bool count;
  const struct library *library[NLIBRARIES];  /* PEER may be NULL */
  struct row row[MAX_SIGNATURES];
  size_t nrows;
  double life[NLIBRARIES];      /* closure alloc, prep and free */
  struct live live[NLIBRARIES];
  double threads[NLIBRARIES];
  unsigned rounds;
};

/* Ratios of the rows, which both values must have.  */
struct summary
{
  double mean;                  /* geometric; 0: no rows */
  double worst;
  const struct signature *worst_signature;
};

/* A quotient of two values of struct row, by their offsets there.  */
struct quotient { size_t value, base; };
double row_value (const struct row *row, size_t offset);
double row_ratio (const struct row *row, struct quotient quotient);
struct summary summarize (const struct results *results,
                          struct quotient quotient);

void report_tables (const struct results *results, FILE *out);
void report_csv (const struct results *results, FILE *out);
/* Draws the ratios to the file PATH; false, with errno, if it cannot.  */
bool report_svg (const struct results *results, const char *path);

#endif
