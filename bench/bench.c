/* SPDX-License-Identifier: MIT */
/* The benchmark: how long calls and closures take, and what a compiler's own
   code would take.  README.md beside this file tells how to read it.  */
#define _GNU_SOURCE
#include "bench.h"
#include <dlfcn.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
"usage: bench [OPTION]...\n"
"Times calls, closures and their preparation against compiled C.\n"
"  --library PATH   the library under test (default: the one just built)\n"
"  --peer PATH      the library to compare with; \"none\" for none\n"
"                   (default: the system's libffi.so.8, if any)\n"
"  --targets PATH   bench-targets.so (default: the one just built)\n"
"  --count          count instructions under valgrind instead of timing\n"
"  --general        without the fast codes of the library under test\n"
"  --only LIST      of: call, closure, prep, memory, threads, and names of\n"
"                   signatures; separated by commas\n"
"  --rounds N       samples, of which the median is taken (default 101)\n"
"  --csv            print section,signature,subject,library,value,unit\n"
"  --svg FILE       also draw the ratios to FILE\n";

static void
run_calls (const struct work *work, size_t n)
{
  call_function *call = work->call;
  for (; n > 0; n--)
    call (work->context, work->fn, work->rvalue, work->avalue);
}

static void
run_caller (const struct work *work, size_t n)
{
  work->subject->signature->caller (work->fn, n);
}

static void
run_prepare (const struct work *work, size_t n)
{
  const struct subject *subject = work->subject;
  const struct signature *signature = subject->signature;
  const struct library *library = subject->library;
  ffi_type *result = library->type[signature->result];
  ffi_type **arg_types = (ffi_type **) subject->arg_types;
  unsigned nfixed = signature->nfixed, nargs = signature->nargs, bad = 0;
  ffi_cif cif;
  if (nfixed == nargs)
    for (; n > 0; n--)
      bad |= library->prep_cif (&cif, FFI_DEFAULT_ABI, nargs, result,
                                arg_types);
  else
    for (; n > 0; n--)
      bad |= library->prep_cif_var (&cif, FFI_DEFAULT_ABI, nfixed, nargs,
                                    result, arg_types);
  if (bad)
    exit (2);
}

static void
run_life (const struct work *work, size_t n)
{
  const struct library *library = work->subject->library;
  for (; n > 0; n--)
    {
      void *code;
      ffi_closure *closure
        = library->closure_alloc (sizeof (ffi_closure), &code);
      if (closure == NULL
          || library->prep_closure (closure,
                                    (ffi_cif *) &work->subject->cif,
                                    work->subject->signature->handler, NULL,
                                    code) != FFI_OK)
        exit (2);
      library->closure_free (closure);
    }
}

/* Is NAME in the comma-separated LIST?  */
static bool
listed (const char *list, const char *name)
{
  size_t length = strlen (name);
  while (list != NULL)
    {
      if (strncmp (list, name, length) == 0
          && (list[length] == 0 || list[length] == ','))
        return true;
      list = strchr (list, ',');
      list += list != NULL;
    }
  return false;
}

/* --only names sections and signatures; if none of a kind, all are meant. */
static bool
wanted (const struct options *options, const char *name,
        const char *const *kind)
{
  bool any = false;
  for (; *kind != NULL; kind++)
    any |= listed (options->only, *kind);
  return !any || listed (options->only, name);
}

static const char *const sections[]
  = { "call", "closure", "prep", "memory", "threads", NULL };

static bool
section (const struct options *options, const char *name)
{
  return wanted (options, name, sections);
}

/* ---- The comparisons ------------------------------------------------- */

/* An argument vector whose values are not shared.  */
struct arguments
{
  void *avalue[MAX_ARGS];
  _Alignas (16) char value[MAX_ARGS][32];
  _Alignas (16) char rvalue[64];
};

static void
arguments_init (struct arguments *arguments, const struct targets *targets,
                const struct subject *subject)
{
  const struct signature *signature = subject->signature;
  for (unsigned i = 0; i < signature->nargs; i++)
    {
      memcpy (arguments->value[i], targets->value[signature->argument[i]],
              subject->arg_types[i]->size);
      arguments->avalue[i] = arguments->value[i];
    }
}

/* The works of one signature; BASE has what they have in common.  */
static size_t
add_calls (struct work *work, struct work base, struct subject *subject,
           const struct results *results, struct row *row)
{
  size_t n = 0;
  base.run = run_calls;
  base.fn = base.subject->signature->target;
  work[n] = base;
  work[n].call = base.subject->signature->stub;
  work[n++].cell = &row->stub;
  for (int k = 0; k < NLIBRARIES && results->library[k] != NULL; k++)
    {
      work[n] = base;
      work[n].call = subject[k].library->call;
      work[n].context = &subject[k].cif;
      work[n++].cell = &row->call[k];
      if (subject[k].plan == NULL)
        continue;
      work[n] = base;
      work[n].call = subject[k].library->plan_invoke;
      work[n].context = subject[k].plan;
      work[n++].cell = &row->plan[k];
    }
  return n;
}

static size_t
add_closures (struct work *work, struct work base, struct subject *subject,
              const struct results *results, struct row *row)
{
  size_t n = 0;
  base.run = run_caller;
  work[n] = base;
  work[n].fn = base.subject->signature->callback;
  work[n++].cell = &row->callback;
  for (int k = 0; k < NLIBRARIES && results->library[k] != NULL; k++)
    if (subject[k].closure != NULL)
      {
        work[n] = base;
        memcpy (&work[n].fn, &subject[k].code, sizeof work[n].fn);
        work[n++].cell = &row->closure[k];
      }
  return n;
}

/* RUN for each library.  */
static size_t
add_each (struct work *work, struct subject *subject,
          const struct results *results,
          void (*run) (const struct work *, size_t), double *cell)
{
  size_t n = 0;
  for (int k = 0; k < NLIBRARIES && results->library[k] != NULL; k++)
    work[n++]
      = (struct work) { .run = run, .subject = &subject[k], .cell = &cell[k] };
  return n;
}

static void
measure_signature (const struct signature *signature,
                   const struct targets *targets,
                   const struct options *options, struct results *results)
{
  struct row *row = &results->row[results->nrows++];
  struct subject subject[NLIBRARIES];
  struct arguments arguments;
  struct work work[8];

  row->signature = signature;
  for (int k = 0; k < NLIBRARIES && results->library[k] != NULL; k++)
    subject_init (&subject[k], results->library[k], signature,
                  options->general && k == OURS);
  arguments_init (&arguments, targets, &subject[OURS]);
  *targets->callback
    = (struct callback_data) { &subject[OURS].cif, signature->handler, NULL };

  struct work base = { .subject = &subject[OURS], .rvalue = arguments.rvalue,
                       .avalue = arguments.avalue };
  if (section (options, "call"))
    measure (work, add_calls (work, base, subject, results, row), options);
  if (section (options, "closure"))
    measure (work, add_closures (work, base, subject, results, row), options);
  if (section (options, "prep"))
    measure (work, add_each (work, subject, results, run_prepare, row->prep),
             options);
  for (int k = 0; k < NLIBRARIES && results->library[k] != NULL; k++)
    subject_release (&subject[k]);
}

/* What depends on no signature is measured with int (int).  */
static void
measure_memory (const struct signature *signature,
                const struct options *options, struct results *results)
{
  struct subject subject[NLIBRARIES];
  struct work work[NLIBRARIES];
  for (int k = 0; k < NLIBRARIES && results->library[k] != NULL; k++)
    subject_init (&subject[k], results->library[k], signature, false);
  if (section (options, "memory"))
    measure (work, add_each (work, subject, results, run_life, results->life),
             options);
  for (int k = 0; k < NLIBRARIES && results->library[k] != NULL; k++)
    {
      if (section (options, "memory") && !options->count)
        results->live[k]
          = closures_live (&subject[k], 100000, options->rounds);
      if (section (options, "threads") && !options->count)
        results->threads[k] = closures_threads (&subject[k], options);
      subject_release (&subject[k]);
    }
}

static const struct targets *
open_targets (const char *path)
{
  void *handle = dlopen (path, RTLD_NOW | RTLD_LOCAL);
  const struct targets *targets
    = handle ? dlsym (handle, "bench_targets") : NULL;
  if (targets == NULL)
    {
      fprintf (stderr, "bench: %s\n", dlerror ());
      exit (2);
    }
  return targets;
}

static void
measure_all (const struct targets *targets, const struct options *options,
             struct results *results)
{
  const char *id[MAX_SIGNATURES + 1] = { NULL };
  const struct signature *int_1 = targets->signature;
  for (size_t i = 0; i < targets->nsignatures; i++)
    {
      id[i] = targets->signature[i].id;
      if (strcmp (id[i], "int_1") == 0)
        int_1 = &targets->signature[i];
    }
  bool per_signature = section (options, "call")
                       || section (options, "closure")
                       || section (options, "prep");
  for (size_t i = 0; per_signature && i < targets->nsignatures; i++)
    if (wanted (options, id[i], id))
      measure_signature (&targets->signature[i], targets, options, results);
  measure_memory (int_1, options, results);
}

/* ---- The command line ------------------------------------------------ */

enum { OPT_LIBRARY = 1, OPT_PEER, OPT_TARGETS, OPT_COUNT, OPT_GENERAL,
       OPT_ONLY, OPT_ROUNDS, OPT_CSV, OPT_SVG, OPT_HELP };

static const struct option option_names[] = {
  { "library", required_argument, NULL, OPT_LIBRARY },
  { "peer", required_argument, NULL, OPT_PEER },
  { "targets", required_argument, NULL, OPT_TARGETS },
  { "count", no_argument, NULL, OPT_COUNT },
  { "general", no_argument, NULL, OPT_GENERAL },
  { "only", required_argument, NULL, OPT_ONLY },
  { "rounds", required_argument, NULL, OPT_ROUNDS },
  { "csv", no_argument, NULL, OPT_CSV },
  { "svg", required_argument, NULL, OPT_SVG },
  { "help", no_argument, NULL, OPT_HELP },
  { NULL, 0, NULL, 0 }
};

static void
set_option (struct options *options, int option, const char *value)
{
  switch (option)
    {
    case OPT_LIBRARY: options->library = value; break;
    case OPT_PEER: options->peer = value; break;
    case OPT_TARGETS: options->targets = value; break;
    case OPT_COUNT: options->count = true; break;
    case OPT_GENERAL: options->general = true; break;
    case OPT_ONLY: options->only = value; break;
    case OPT_ROUNDS: options->rounds = (unsigned) atoi (value); break;
    case OPT_CSV: options->csv = true; break;
    case OPT_SVG: options->svg = value; break;
    case OPT_HELP: fputs (usage, stdout); exit (0);
    default: fputs (usage, stderr); exit (2);
    }
}

int
main (int argc, char **argv)
{
  struct options options = { .rounds = 101, .sample_time = 250e-6,
                             .library = BENCH_LIBRARY,
                             .targets = BENCH_TARGETS };
  int option;
  while ((option = getopt_long (argc, argv, "", option_names, NULL)) != -1)
    set_option (&options, option, optarg);
  if (optind < argc || options.rounds == 0 || options.rounds > 100000)
    set_option (&options, -1, NULL);
  if (options.count)
    counter_open (argv);

  static struct library library[NLIBRARIES];
  static struct results results;
  const struct targets *targets = open_targets (options.targets);
  /* The peer first: its bare SONAME would also name the other.  */
  const char *peer = options.peer ? options.peer : BENCH_PEER;
  if (strcmp (peer, "none") != 0)
    {
      if (library_open (&library[PEER], peer, NULL))
        results.library[PEER] = &library[PEER];
      else if (options.peer != NULL)
        return 2;
    }
  if (!library_open (&library[OURS], options.library, "this library"))
    return 2;
  results.library[OURS] = &library[OURS];
  if (strcmp (library[OURS].path, library[PEER].path) == 0)
    {
      fprintf (stderr, "bench: both libraries are %s\n", library[OURS].path);
      return 2;
    }
  results.count = options.count;
  results.rounds = options.rounds;
  measure_all (targets, &options, &results);

  (options.csv ? report_csv : report_tables) (&results, stdout);
  if (options.svg != NULL && !report_svg (&results, options.svg))
    {
      fprintf (stderr, "bench: %s: %s\n", options.svg, strerror (errno));
      return 2;
    }
  return 0;
}
