/* SPDX-License-Identifier: MIT */
/* The ratios as bars: a row for each signature, calls to the left, closures
   to the right.  Colours suit light and dark pages.  */
#include "bench.h"
#include <math.h>

enum { LABELS = 300, PANEL = 270, GAP = 30, BAR = 8, ROW_GAP = 9, TOP = 58 };

struct bar { const char *class, *what; struct quotient quotient; };

static const struct bar calls[] = {
  { "a", "ffi_call",
    { offsetof (struct row, call), offsetof (struct row, stub) } },
  { "b", "plan",
    { offsetof (struct row, plan), offsetof (struct row, stub) } },
  { "c", "ffi_call",
    { offsetof (struct row, call) + sizeof (double),
      offsetof (struct row, stub) } }
};
static const struct bar closures[] = {
  { "a", "closure",
    { offsetof (struct row, closure), offsetof (struct row, callback) } },
  { "c", "closure",
    { offsetof (struct row, closure) + sizeof (double),
      offsetof (struct row, callback) } }
};
enum { NCALLS = sizeof calls / sizeof *calls,
       NCLOSURES = sizeof closures / sizeof *closures,
       ROW_HEIGHT = NCALLS * BAR + ROW_GAP };

static const char style[] =
"<style>\n"
"text { font: 11px sans-serif; fill: #57606a }\n"
".h { font-size: 13px; font-weight: bold }\n"
".v { font-size: 9px }\n"
".a { fill: #1f6feb } .b { fill: #2da44e } .c { fill: #afb8c1 }\n"
"line { stroke: #57606a; stroke-dasharray: 2 3 }\n"
"@media (prefers-color-scheme: dark) {\n"
"  text { fill: #c9d1d9 } .c { fill: #6e7681 } line { stroke: #8b949e }\n"
"}\n"
"</style>\n";

static double
largest (const struct results *results, const struct bar *bar, int n)
{
  double most = 1;
  for (int i = 0; i < n; i++)
    most = fmax (most, summarize (results, bar[i].quotient).worst);
  return most;
}

static void
draw_legend (const struct results *results, double x, const char *title,
             const struct bar *bar, int n, FILE *out)
{
  fprintf (out, "<text class=\"h\" x=\"%.0f\" y=\"18\">%s</text>\n", x, title);
  for (int i = 0; i < n; i++)
    {
      const struct library *library
        = results->library[bar[i].class[0] == 'c' ? PEER : OURS];
      if (library == NULL)
        continue;
      fprintf (out, "<rect class=\"%s\" x=\"%.0f\" y=\"30\" width=\"9\" "
               "height=\"9\"/><text x=\"%.0f\" y=\"39\">%s%s%s</text>\n",
               bar[i].class, x, x + 13, bar[i].what,
               bar[i].class[0] == 'c' ? ", " : "",
               bar[i].class[0] == 'c' ? library->name : "");
      x += 70;
    }
}

/* The bars of one row; RATIO gives each its length.  */
static void
draw_bars (double x, double y, double scale, const struct bar *bar, int n,
           const double *ratio, FILE *out)
{
  for (int i = 0; i < n; i++, y += BAR)
    if (ratio[i] > 0)
      fprintf (out, "<rect class=\"%s\" x=\"%.0f\" y=\"%.0f\" width=\"%.1f\" "
               "height=\"%d\"/><text class=\"v\" x=\"%.1f\" y=\"%.0f\">%.1f"
               "</text>\n", bar[i].class, x, y, ratio[i] * scale, BAR - 1,
               x + ratio[i] * scale + 3, y + BAR - 1, ratio[i]);
}

static void
draw_panel (const struct results *results, double x, const char *title,
            const struct bar *bar, int n, FILE *out)
{
  double scale = (PANEL - GAP) / largest (results, bar, n);
  double ratio[NCALLS], y = TOP + (NCALLS - n) * BAR / 2.0;
  draw_legend (results, x, title, bar, n, out);
  for (size_t r = 0; r <= results->nrows; r++, y += ROW_HEIGHT)
    {
      for (int i = 0; i < n; i++)
        ratio[i] = r < results->nrows
                   ? row_ratio (&results->row[r], bar[i].quotient)
                   : summarize (results, bar[i].quotient).mean;
      draw_bars (x, y, scale, bar, n, ratio, out);
    }
  fprintf (out, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%.0f\"/>\n",
           x + scale, x + scale, TOP - 6, y - ROW_GAP);
}

bool
report_svg (const struct results *results, const char *path)
{
  FILE *out = fopen (path, "w");
  if (out == NULL)
    return false;
  int width = LABELS + 2 * PANEL + GAP + 20;
  int height = TOP + (int) (results->nrows + 1) * ROW_HEIGHT + 4;
  fprintf (out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
           "height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n"
           "<title>Calls and closures against compiled C</title>\n%s",
           width, height, width, height, style);
  double y = TOP + NCALLS * BAR / 2.0 + 4;
  for (size_t r = 0; r <= results->nrows; r++, y += ROW_HEIGHT)
    fprintf (out, "<text text-anchor=\"end\" x=\"%d\" y=\"%.0f\"%s>%s"
             "</text>\n", LABELS - 10, y,
             r < results->nrows ? "" : " style=\"font-weight: bold\"",
             r < results->nrows ? results->row[r].signature->text
                                : "geometric mean");
  const char *unit = results->count ? "instructions" : "time";
  char title[80];
  snprintf (title, sizeof title, "Calls: %s, C stub = 1", unit);
  draw_panel (results, LABELS, title, calls, NCALLS, out);
  snprintf (title, sizeof title, "Closures: %s, C callback = 1", unit);
  draw_panel (results, LABELS + PANEL + GAP, title, closures, NCLOSURES, out);
  fputs ("</svg>\n", out);
  return fclose (out) == 0;
}
