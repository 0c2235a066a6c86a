/* SPDX-License-Identifier: MIT */
/* Calls, closures, plans and preparation of random signatures, which
   bench/generate wrote, with this library and others in one process.  Is any
   signature slower here than there?  */
#define _GNU_SOURCE
#include "bench.h"
#include "random.h"
#include <dlfcn.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
"usage: random [OPTION]...\n"
"Times random signatures with this library and its peers.\n"
"  --library PATH   the library under test (default: the one just built)\n"
"  --peer PATH      a library to compare with; may be given again (default:\n"
"                   the system's libffi.so.8; \"none\" for none)\n"
"  --count          count instructions under valgrind instead of timing\n"
"  --general        with the fast codes of this library cleared\n"
"  --rounds N       samples, of which the median is taken (default 31)\n"
"  --worst N        how many of the slowest to list (default 10)\n"
"  --all            list every signature\n";

enum { MAX_LIBRARIES = 4, MAX_STRUCTS = 1000, FIRST_STRUCT = 16 };
enum { CALL, PLAN, CLOSURE, PREP, SECTIONS };

static const char *const section_name[SECTIONS]
  = { "call", "plan", "closure", "prep" };

/* A library, its types, and what it is about to run.  */
struct side
{
  struct library library;
  ffi_type *type[FIRST_STRUCT + MAX_STRUCTS];
  ffi_type aggregate[MAX_STRUCTS];
  ffi_type *arg_types[RANDOM_ARGS];
  ffi_cif cif;
  ffi_call_plan *plan;
  ffi_closure *closure;
  void *code;
};

static struct side sides[MAX_LIBRARIES];
static size_t nsides = 1;

/* Results: by signature, section, side.  */
typedef double cells[SECTIONS][MAX_LIBRARIES];

static void
describe (struct side *side)
{
  static const char *const name[FIRST_STRUCT]
    = { "void", "uint8", "sint8", "uint16", "sint16", "uint32", "sint32",
        "uint64", "sint64", "pointer", "float", "double", "longdouble",
        "complex_float", "complex_double", "complex_longdouble" };
  char symbol[64];
  for (int i = 0; i < FIRST_STRUCT; i++)
    {
      snprintf (symbol, sizeof symbol, "ffi_type_%s", name[i]);
      side->type[i] = dlsym (side->library.handle, symbol);
    }
  for (int i = 0; random_structs[i] != NULL; i++)
    {
      size_t n = 0;
      for (const struct part *p = random_structs[i]; p->count != 0; p++)
        n += (size_t) p->count;
      ffi_type **element = calloc (n + 1, sizeof *element);
      side->aggregate[i]
        = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, element };
      side->type[FIRST_STRUCT + i] = &side->aggregate[i];
      for (const struct part *p = random_structs[i]; p->count != 0; p++)
        for (int k = 0; k < p->count; k++)
          *element++ = side->type[p->type];
    }
}

/* ---- Work --------------------------------------------------------------- */

/* What a struct work's context points to.  */
struct task
{
  struct side *side;
  const struct random_signature *signature;
};

static void
run_call (const struct work *work, size_t n)
{
  for (; n > 0; n--)
    work->call (work->context, work->fn, work->rvalue, work->avalue);
}

static void
run_closure (const struct work *work, size_t n)
{
  const struct task *task = work->context;
  task->signature->caller (work->fn, n);
}

static ffi_status
prepare (struct side *side, const struct random_signature *s, ffi_cif *cif)
{
  const struct library *library = &side->library;
  if (s->nfixed == s->nargs)
    return library->prep_cif (cif, FFI_DEFAULT_ABI, s->nargs,
                              side->type[s->result], side->arg_types);
  return library->prep_cif_var (cif, FFI_DEFAULT_ABI, s->nfixed, s->nargs,
                                side->type[s->result], side->arg_types);
}

static void
run_prepare (const struct work *work, size_t n)
{
  const struct task *task = work->context;
  ffi_cif cif;
  for (; n > 0; n--)
    if (prepare (task->side, task->signature, &cif) != FFI_OK)
      exit (2);
}

static bool
set_up (struct side *side, const struct random_signature *s, bool general)
{
  for (unsigned i = 0; i < s->nargs; i++)
    side->arg_types[i] = side->type[s->argument[i]];
  if (prepare (side, s, &side->cif) != FFI_OK)
    return false;
  if (general)
    make_general (&side->cif, s->nfixed);
  side->plan = side->library.plan_alloc && !general
                 ? side->library.plan_alloc (&side->cif)
                 : NULL;
  side->closure
    = side->library.closure_alloc (sizeof (ffi_closure), &side->code);
  return side->closure != NULL
         && side->library.prep_closure (side->closure, &side->cif, s->handler,
                                        NULL, side->code) == FFI_OK;
}

static void
tear_down (struct side *side)
{
  side->library.closure_free (side->closure);
  if (side->plan != NULL)
    side->library.plan_free (side->plan);
}

/* Measures signature S on all sides; false if one of them refuses it.  */
static bool
measure_one (const struct random_signature *s, const struct options *options,
             bool general, cells cell)
{
  static _Alignas (64) char rvalue[4096];
  struct work work[SECTIONS][MAX_LIBRARIES];
  struct task task[MAX_LIBRARIES];
  void *avalue[RANDOM_ARGS];
  size_t plans = 0;
  for (unsigned i = 0; i < s->nargs; i++)
    avalue[i] = random_values[s->argument[i]];
  for (size_t k = 0; k < nsides; k++)
    {
      struct side *side = &sides[k];
      if (!set_up (side, s, general && k == 0))
        return false;
      task[k] = (struct task) { side, s };
      struct work base = { .call = side->library.call, .context = &side->cif,
                           .fn = s->target, .rvalue = rvalue,
                           .avalue = avalue, .run = run_call };
      work[CALL][k] = base;
      work[CALL][k].cell = &cell[CALL][k];
      if (side->plan != NULL)
        {
          base.context = side->plan;
          base.call = side->library.plan_invoke;
          base.cell = &cell[PLAN][k];
          work[PLAN][plans++] = base;
        }
      base.context = &task[k];
      memcpy (&base.fn, &side->code, sizeof base.fn);
      base.run = run_closure;
      base.cell = &cell[CLOSURE][k];
      work[CLOSURE][k] = base;
      base.run = run_prepare;
      base.cell = &cell[PREP][k];
      work[PREP][k] = base;
    }
  measure (work[CALL], nsides, options);
  measure (work[PLAN], plans, options);
  measure (work[CLOSURE], nsides, options);
  measure (work[PREP], nsides, options);
  for (size_t k = 0; k < nsides; k++)
    tear_down (&sides[k]);
  /* Who has no plans calls.  */
  for (size_t k = 0; k < nsides; k++)
    if (sides[k].plan == NULL)
      cell[PLAN][k] = cell[CALL][k];
  return true;
}

/* ---- The report --------------------------------------------------------- */

struct ranked
{
  double ratio, ours, theirs;
  const char *text;
};

static int
slowest_first (const void *a, const void *b)
{
  double x = ((const struct ranked *) a)->ratio;
  double y = ((const struct ranked *) b)->ratio;
  return (x < y) - (x > y);
}

static void
report (cells *cell, const bool *done, int section, size_t peer,
        size_t list)
{
  struct ranked *row = calloc (random_count, sizeof *row);
  size_t n = 0, slower = 0;
  double logs = 0;
  for (size_t i = 0; i < random_count; i++)
    if (done[i])
      {
        double ours = cell[i][section][0], theirs = cell[i][section][peer];
        row[n++] = (struct ranked) { ours / theirs, ours, theirs,
                                     random_signatures[i].text };
        logs += log (ours / theirs);
        slower += ours > 1.05 * theirs;
      }
  qsort (row, n, sizeof *row, slowest_first);
  printf ("%-8s %s: geometric mean %.2f; more than 5 %% slower: %zu of %zu"
          " (%.1f %%)\n", section_name[section], sides[peer].library.name,
          exp (logs / (double) n), slower, n,
          100 * (double) slower / (double) n);
  for (size_t i = 0; i < n && i < list; i++)
    printf ("  %5.2f  %7.1f / %7.1f  %.100s\n", row[i].ratio, row[i].ours,
            row[i].theirs, row[i].text);
  free (row);
}

enum { OPT_LIBRARY = 1, OPT_PEER, OPT_COUNT, OPT_GENERAL, OPT_ROUNDS,
       OPT_WORST, OPT_ALL };

static const struct option option_names[] = {
  { "library", required_argument, NULL, OPT_LIBRARY },
  { "peer", required_argument, NULL, OPT_PEER },
  { "count", no_argument, NULL, OPT_COUNT },
  { "general", no_argument, NULL, OPT_GENERAL },
  { "rounds", required_argument, NULL, OPT_ROUNDS },
  { "worst", required_argument, NULL, OPT_WORST },
  { "all", no_argument, NULL, OPT_ALL },
  { NULL, 0, NULL, 0 }
};

int
main (int argc, char **argv)
{
  struct options options = { .rounds = 31, .sample_time = 100e-6,
                             .library = BENCH_LIBRARY };
  const char *peer[MAX_LIBRARIES] = { NULL, BENCH_PEER };
  size_t npeers = 0, list = 10;
  bool general = false;
  int option;
  while ((option = getopt_long (argc, argv, "", option_names, NULL)) != -1)
    switch (option)
      {
      case OPT_LIBRARY: options.library = optarg; break;
      case OPT_PEER:
        if (++npeers < MAX_LIBRARIES)
          peer[npeers] = optarg;
        break;
      case OPT_COUNT: options.count = true; break;
      case OPT_GENERAL: general = true; break;
      case OPT_ROUNDS: options.rounds = (unsigned) atoi (optarg); break;
      case OPT_WORST: list = (size_t) atoi (optarg); break;
      case OPT_ALL: list = random_count; break;
      default: fputs (usage, stderr); return 2;
      }
  if (optind < argc || npeers >= MAX_LIBRARIES || options.rounds == 0)
    return fputs (usage, stderr), 2;
  if (options.count)
    counter_open (argv);
  if (peer[1] && strcmp (peer[1], "none") == 0)
    peer[1] = NULL;
  for (nsides = 1; nsides < MAX_LIBRARIES && peer[nsides]; nsides++)
    if (!library_open (&sides[nsides].library, peer[nsides], NULL))
      return 2;
  if (!library_open (&sides[0].library, options.library, "this library"))
    return 2;
  for (size_t k = 0; k < nsides; k++)
    {
      describe (&sides[k]);
      if (k > 0 && strcmp (sides[k].library.path, sides[0].library.path) == 0)
        return fprintf (stderr, "random: twice the same library\n"), 2;
    }

  cells *cell = calloc (random_count, sizeof *cell);
  bool *done = calloc (random_count, sizeof *done);
  size_t refused = 0;
  for (size_t i = 0; i < random_count; i++)
    {
      done[i]
        = measure_one (&random_signatures[i], &options, general, cell[i]);
      refused += !done[i];
    }
  if (refused)
    printf ("%zu signatures that not all libraries take\n", refused);
  for (size_t peer = 1; peer < nsides; peer++)
    for (int section = 0; section < SECTIONS; section++)
      report (cell, done, section, peer, list);
  return refused == random_count;
}
