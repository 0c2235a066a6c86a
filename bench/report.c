/* SPDX-License-Identifier: MIT */
/* Results as tables that Markdown lays out and people can read as they are,
   and as lines for programs.  */
#define _GNU_SOURCE
#include "bench.h"
#include <math.h>
#include <string.h>
#include <sys/utsname.h>

#define ROW(member) offsetof (struct row, member)
#define ROW_OF(member, k) (offsetof (struct row, member) \
                           + (size_t) (k) * sizeof (double))

double
row_value (const struct row *row, size_t offset)
{
  double value;
  memcpy (&value, (const char *) row + offset, sizeof value);
  return value;
}

double
row_ratio (const struct row *row, struct quotient quotient)
{
  double base = row_value (row, quotient.base);
  return base > 0 ? row_value (row, quotient.value) / base : 0;
}

struct summary
summarize (const struct results *results, struct quotient quotient)
{
  struct summary summary = { 0, 0, NULL };
  double logs = 0;
  size_t n = 0;
  for (size_t i = 0; i < results->nrows; i++)
    {
      const struct row *row = &results->row[i];
      double ratio = row_ratio (row, quotient);
      if (!(ratio > 0))
        continue;
      logs += log (ratio);
      n++;
      if (ratio > summary.worst)
        summary = (struct summary) { 0, ratio, row->signature };
    }
  if (n > 0)
    summary.mean = exp (logs / (double) n);
  return summary;
}

/* ---- Tables ---------------------------------------------------------- */

/* A value and, if BASE is not NO_BASE, its ratio to another.  */
struct column { char title[96]; size_t value, base; };
enum { NO_BASE = -1, MAX_COLUMNS = 8 };

static bool
present (const struct results *results, size_t offset)
{
  for (size_t i = 0; i < results->nrows; i++)
    if (row_value (&results->row[i], offset) > 0)
      return true;
  return false;
}

static void
print_heading (const struct column *column, size_t n, FILE *out)
{
  fprintf (out, "| %-50s ", "signature");
  for (size_t i = 0; i < n; i++)
    {
      fprintf (out, "| %s ", column[i].title);
      if (column[i].base != (size_t) NO_BASE)
        fputs ("| ratio ", out);
    }
  fputs ("|\n| --- ", out);
  for (size_t i = 0; i < n; i++)
    fputs (column[i].base != (size_t) NO_BASE ? "| ---: | ---: " : "| ---: ",
           out);
  fputs ("|\n", out);
}

static void
print_row (const struct row *row, const struct column *column, size_t n,
           FILE *out)
{
  fprintf (out, "| %-50s ", row->signature->text);
  for (size_t i = 0; i < n; i++)
    {
      fprintf (out, "| %6.1f ", row_value (row, column[i].value));
      if (column[i].base != (size_t) NO_BASE)
        fprintf (out, "| %5.2f ",
                 row_ratio (row, (struct quotient) { column[i].value,
                                                     column[i].base }));
    }
  fputs ("|\n", out);
}

static void
print_summary (const struct results *results, const struct column *column,
               size_t n, bool worst, FILE *out)
{
  fprintf (out, "| %-50s ", worst ? "**worst**" : "**geometric mean**");
  for (size_t i = 0; i < n; i++)
    {
      fputs ("|        ", out);
      if (column[i].base == (size_t) NO_BASE)
        continue;
      struct summary summary
        = summarize (results, (struct quotient) { column[i].value,
                                                  column[i].base });
      fprintf (out, "| **%.2f** ", worst ? summary.worst : summary.mean);
    }
  fputs ("|\n", out);
}

static void
print_table (const struct results *results, const char *title,
             const struct column *column, size_t n, FILE *out)
{
  struct column shown[MAX_COLUMNS];
  size_t nshown = 0;
  for (size_t i = 0; i < n; i++)
    if (present (results, column[i].value))
      shown[nshown++] = column[i];
  if (nshown == 0)
    return;
  fprintf (out, "\n### %s\n\n", title);
  print_heading (shown, nshown, out);
  for (size_t i = 0; i < results->nrows; i++)
    print_row (&results->row[i], shown, nshown, out);
  bool ratios = false;
  for (size_t i = 0; i < nshown; i++)
    ratios |= shown[i].base != (size_t) NO_BASE;
  if (!ratios)
    return;
  print_summary (results, shown, nshown, false, out);
  print_summary (results, shown, nshown, true, out);
}

static const char *
library_name (const struct results *results, int k)
{
  return results->library[k] != NULL ? results->library[k]->name : "none";
}

/* A column for library K's values at OFFSET.  */
static struct column
column_of (const struct results *results, const char *what, int k,
           size_t offset, size_t base)
{
  struct column column = { "", offset, base };
  if (k == OURS)
    snprintf (column.title, sizeof column.title, "%s", what);
  else
    snprintf (column.title, sizeof column.title, "%s %s",
              library_name (results, k), what);
  return column;
}

static void
print_signatures (const struct results *results, FILE *out)
{
  const char *unit = results->count ? "instructions" : "ns";
  char title[64];
  struct column calls[] = {
    { "C stub", ROW (stub), NO_BASE },
    column_of (results, "ffi_call", OURS, ROW_OF (call, OURS), ROW (stub)),
    column_of (results, "plan", OURS, ROW_OF (plan, OURS), ROW (stub)),
    column_of (results, "ffi_call", PEER, ROW_OF (call, PEER), ROW (stub)),
    column_of (results, "plan", PEER, ROW_OF (plan, PEER), ROW (stub))
  };
  snprintf (title, sizeof title, "Calls (%s; ratios to the stub)", unit);
  print_table (results, title, calls, 5, out);
  struct column closures[] = {
    { "C callback", ROW (callback), NO_BASE },
    column_of (results, "closure", OURS, ROW_OF (closure, OURS),
               ROW (callback)),
    column_of (results, "closure", PEER, ROW_OF (closure, PEER),
               ROW (callback))
  };
  snprintf (title, sizeof title, "Closures (%s; ratios to the C callback)",
            unit);
  print_table (results, title, closures, 3, out);
  struct column prep[] = {
    column_of (results, "ffi_prep_cif", PEER, ROW_OF (prep, PEER), NO_BASE),
    column_of (results, "ffi_prep_cif", OURS, ROW_OF (prep, OURS),
               results->library[PEER] ? ROW_OF (prep, PEER) : (size_t) NO_BASE)
  };
  snprintf (title, sizeof title, "Preparing (%s%s)", unit,
            results->library[PEER] ? "; ratios to the other library" : "");
  print_table (results, title, prep, 2, out);
}

static void
print_pair (const char *what, double ours, double peer, FILE *out)
{
  if (!(ours > 0))
    return;
  fprintf (out, "| %-58s | %7.2f ", what, ours);
  if (peer > 0)
    fprintf (out, "| %7.2f | %5.2f |\n", peer, ours / peer);
  else
    fputs ("|         |       |\n", out);
}

static void
print_memory (const struct results *results, FILE *out)
{
  if (!(results->life[OURS] > 0) && !(results->threads[OURS] > 0))
    return;
  const struct live *live = results->live;
  fputs ("\n### Closures as memory\n\n", out);
  fprintf (out, "| what | %s | %s | ratio |\n| --- | ---: | ---: | ---: |\n",
           library_name (results, OURS), library_name (results, PEER));
  print_pair (results->count ? "alloc + prep + free, instructions"
                             : "alloc + prep + free, ns",
              results->life[OURS], results->life[PEER], out);
  print_pair ("100,000 live: alloc + prep, ns each", live[OURS].ns,
              live[PEER].ns, out);
  print_pair ("100,000 live: resident bytes each", live[OURS].bytes,
              live[PEER].bytes, out);
  print_pair ("100,000 live: resident bytes each, when all were called",
              live[OURS].called_bytes, live[PEER].called_bytes, out);
  print_pair ("two threads' throughput against one's", results->threads[OURS],
              results->threads[PEER], out);
}

/* ---- What was to be reached ------------------------------------------ */

struct goal { const char *what; double goal, here; bool at_least; };

static void
print_goal_rows (const struct goal *goal, size_t n, FILE *out)
{
  bool any = false;
  for (; n > 0; n--, goal++)
    {
      if (!(goal->here > 0))
        continue;
      if (!any)
        fputs ("\n### Goals\n\n| what | goal | here | met |\n"
               "| --- | ---: | ---: | --- |\n", out);
      any = true;
      bool met = goal->at_least ? goal->here >= goal->goal
                                : goal->here <= goal->goal;
      fprintf (out, "| %-52s | %s %4.1f | %6.2f | %s |\n", goal->what,
               goal->at_least ? "≥" : "≤", goal->goal, goal->here,
               met ? "yes" : "**no**");
    }
}

static double
prep_ratio (const struct results *results)
{
  for (size_t i = 0; i < results->nrows; i++)
    if (strcmp (results->row[i].signature->id, "mixed_6") == 0)
      return row_ratio (&results->row[i],
                        (struct quotient) { ROW_OF (prep, OURS),
                                            ROW_OF (prep, PEER) });
  return 0;
}

static void
print_goals (const struct results *results, FILE *out)
{
  struct summary call
    = summarize (results, (struct quotient) { ROW (call), ROW (stub) });
  struct summary plan
    = summarize (results, (struct quotient) { ROW (plan), ROW (stub) });
  struct summary closure
    = summarize (results, (struct quotient) { ROW (closure), ROW (callback) });
  double life = results->life[PEER] > 0
                ? results->life[OURS] / results->life[PEER] : 0;

  const struct goal timed[] = {
    { "ffi_call / stub, geometric mean", 2.0, call.mean, false },
    { "ffi_call / stub, worst signature", 3.5, call.worst, false },
    { "plan / stub, geometric mean", 1.4, plan.mean, false },
    { "plan / stub, worst signature", 2.0, plan.worst, false },
    { "closure / C callback, geometric mean", 1.5, closure.mean, false },
    { "ffi_prep_cif of 6 mixed scalars / other library", 0.3,
      prep_ratio (results), false },
    { "closure alloc + prep + free / other library", 0.6, life, false },
    { "resident bytes of a live closure", 80, results->live[OURS].bytes,
      false },
    { "two threads' throughput against one's", 1.7, results->threads[OURS],
      true }
  };
  const struct goal counted[] = {
    { "ffi_call / stub, geometric mean", 2.5, call.mean, false },
    { "plan / stub, geometric mean", 1.6, plan.mean, false }
  };
  if (results->count)
    print_goal_rows (counted, sizeof counted / sizeof *counted, out);
  else
    print_goal_rows (timed, sizeof timed / sizeof *timed, out);
}

static void
print_machine (const struct results *results, FILE *out)
{
  char line[256], processor[200] = "unknown";
  struct utsname system;
  uname (&system);
  FILE *in = fopen ("/proc/cpuinfo", "r");
  while (in != NULL && fgets (line, sizeof line, in) != NULL)
    if (sscanf (line, "model name : %199[^\n]", processor) == 1)
      break;
  if (in != NULL)
    fclose (in);
  fprintf (out, "- processor: %s (%s)\n- compiler: %s %s\n", processor,
           system.machine,
#ifdef __clang__
           "clang",
#else
           "gcc",
#endif
           __VERSION__);
  fprintf (out, "- other library: %s\n", library_name (results, PEER));
  if (!results->count)
    fprintf (out, "- medians of %u rounds\n", results->rounds);
}

void
report_tables (const struct results *results, FILE *out)
{
  print_machine (results, out);
  print_signatures (results, out);
  print_memory (results, out);
  print_goals (results, out);
}

/* ---- Lines ----------------------------------------------------------- */

struct field { const char *section, *subject; size_t offset; };

static void
print_line (const char *section, const char *signature, const char *subject,
            const char *library, double value, const char *unit, FILE *out)
{
  if (value > 0)
    fprintf (out, "%s,%s,%s,%s,%.3f,%s\n", section, signature, subject,
             library, value, unit);
}

void
report_csv (const struct results *results, FILE *out)
{
  static const struct field field[] = {
    { "call", "ffi_call", ROW (call) }, { "call", "plan", ROW (plan) },
    { "closure", "closure", ROW (closure) },
    { "prep", "ffi_prep_cif", ROW (prep) }
  };
  const char *unit = results->count ? "instructions" : "ns";
  fputs ("section,signature,subject,library,value,unit\n", out);
  for (size_t i = 0; i < results->nrows; i++)
    {
      const struct row *row = &results->row[i];
      const char *id = row->signature->id;
      print_line ("call", id, "stub", "", row->stub, unit, out);
      print_line ("closure", id, "callback", "", row->callback, unit, out);
      for (size_t f = 0; f < sizeof field / sizeof *field; f++)
        for (int k = 0; k < NLIBRARIES; k++)
          print_line (field[f].section, id, field[f].subject,
                      library_name (results, k),
                      row_value (row, field[f].offset
                                      + (size_t) k * sizeof (double)),
                      unit, out);
    }
  for (int k = 0; k < NLIBRARIES; k++)
    {
      const char *name = library_name (results, k);
      const struct live *live = &results->live[k];
      print_line ("memory", "int_1", "life", name, results->life[k], unit,
                  out);
      print_line ("memory", "int_1", "live", name, live->ns, "ns", out);
      print_line ("memory", "int_1", "live", name, live->bytes, "bytes", out);
      print_line ("memory", "int_1", "live-called", name, live->called_bytes,
                  "bytes", out);
      print_line ("threads", "int_1", "two", name, results->threads[k],
                  "ratio", out);
    }
}
