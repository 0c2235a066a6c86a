/* SPDX-License-Identifier: MIT */
/* --svg: a picture of the registers and the stack at a call, and of the
   registers when it has returned.  A row is a register or a word of the
   stack, its lowest address on the left; what is filled is an argument's.  */
#include "dlcall.h"

#include <errno.h>
#include <string.h>

enum
{
  LEFT = 16, TOP = 64, ROW = 26, NAME = 52, STRIP = 232,
  COLUMN = NAME + STRIP + 24,
  COLORS = 8,
  LETTER = 7,        /* the width of a wide letter */
  HEAD = 110,        /* letters of the prototype in a line */
  LINE = 16          /* the height of such a line */
};

struct drawing
{
  FILE *out;                  /* NULL: only rows are counted */
  int top;                    /* where the rows begin */
  const struct placements *a;
  size_t word;                /* those of A */
  const ffi_description *d;
  const ffi_placement *p;
};

/* C text may hold what XML does not.  */
static void
put_xml (FILE *out, const char *s)
{
  for (; *s; s++)
    switch (*s)
      {
      case '&': fputs ("&amp;", out); break;
      case '<': fputs ("&lt;", out); break;
      case '>': fputs ("&gt;", out); break;
      case '"': fputs ("&quot;", out); break;
      default: putc ((unsigned char) *s < ' ' ? ' ' : *s, out);
      }
}

static void
put_text (const struct drawing *g, int x, int row, const char *class,
          const char *text)
{
  fprintf (g->out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x,
           g->top + row * ROW + 16, class);
  put_xml (g->out, text);
  fputs ("</text>\n", g->out);
}

static void
put_rect (const struct drawing *g, int x, int row, int width,
          const char *class)
{
  fprintf (g->out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
           "class=\"%s\"/>\n", x, g->top + row * ROW, width, ROW - 3, class);
}

/* Puts the longest of the N LABELs that has room in WIDTH.  */
static void
put_label (const struct drawing *g, int x, int row, int width,
           const char (*label)[120], int n)
{
  for (int i = 0; i < n; i++)
    if ((int) strlen (label[i]) * LETTER + 4 <= width)
      {
        put_text (g, x + 4, row, "what", label[i]);
        return;
      }
}

/* Bytes FROM up to TO of P, which lie at AT in a strip of WIDTH bytes.  */
static void
put_bytes (const struct drawing *g, int x, int row, const ffi_placement *p,
           size_t from, size_t to, size_t at, size_t width)
{
  char label[5][120], class[8] = "result", what[80];
  bool address = p->how == FFI_PLACED_ADDRESS;
  bool result = p->argument >= FFI_PLACED_RESULT_ADDRESS;
  size_t length = address ? g->word : to - from;
  int left = (int) (at * STRIP / width);
  int right = (int) ((at + length) * STRIP / width);

  placed_name (g->a, p, what, sizeof what);
  if (!result)
    snprintf (class, sizeof class, "c%u", p->argument % COLORS);
  if (address)
    snprintf (label[0], sizeof label[0], "%s: %s", what, how_text (p));
  else
    snprintf (label[0], sizeof label[0], "%s [%zu-%zu] %s", what, from,
              to - 1, how_text (p));
  snprintf (label[1], sizeof label[1], address ? "address of %s" : "%s", what);
  snprintf (label[2], sizeof label[2], result ? "result" : "argument %u",
            p->argument + 1);
  snprintf (label[3], sizeof label[3], result ? "res" : "arg %u",
            p->argument + 1);
  snprintf (label[4], sizeof label[4], result ? "r" : "%u", p->argument + 1);

  /* The picture's reader gets the whole of a narrow one by pointing at it.  */
  fputs ("<g><title>", g->out);
  put_xml (g->out, label[0]);
  fputs ("</title>\n", g->out);
  put_rect (g, x + NAME + left, row, right > left ? right - left : 1, class);
  put_label (g, x + NAME + left, row, right - left, label, 5);
  fputs ("</g>\n", g->out);
}

static void
put_row (const struct drawing *g, int x, int row, const char *name)
{
  put_text (g, x, row, "name", name);
  put_rect (g, x + NAME, row, STRIP, "empty");
}

/* ---- Registers ------------------------------------------------------- */

static bool
in_register (const ffi_placement *p, bool result, const char *reg)
{
  return p->reg && (p->argument == FFI_PLACED_RESULT) == result
         && (reg == NULL || strcmp (p->reg, reg) == 0);
}

/* The bytes that a register's row stands for: a power of two.  */
static size_t
row_width (const struct drawing *g, bool result, const char *reg)
{
  size_t width = g->word;

  for (size_t i = 0; i < g->d->placements; i++)
    if (in_register (&g->p[i], result, reg)
        && g->p[i].how != FFI_PLACED_ADDRESS)
      while (width < g->p[i].at + g->p[i].size)
        width *= 2;
  return width;
}

/* Whether placement I's register has had its row.  */
static bool
seen_before (const struct drawing *g, bool result, size_t i)
{
  for (size_t k = 0; k < i; k++)
    if (in_register (&g->p[k], result, g->p[i].reg))
      return true;
  return false;
}

/* Those with arguments, or with the RESULT; returns the rows.  */
static int
draw_registers (const struct drawing *g, int x, bool result)
{
  int row = 0;

  for (size_t i = 0; i < g->d->placements; i++)
    {
      const char *reg = g->p[i].reg;
      if (!in_register (&g->p[i], result, NULL)
          || seen_before (g, result, i))
        continue;
      if (g->out)
        {
          size_t width = row_width (g, result, reg);
          put_row (g, x, row, reg);
          for (size_t k = i; k < g->d->placements; k++)
            if (in_register (&g->p[k], result, reg))
              put_bytes (g, x, row, &g->p[k], g->p[k].offset,
                         g->p[k].offset + g->p[k].size, g->p[k].at, width);
        }
      row++;
    }
  return row;
}

/* ---- The stack ------------------------------------------------------- */

static size_t
stack_size (const struct drawing *g, const ffi_placement *p)
{
  return p->how == FFI_PLACED_ADDRESS ? g->word : p->size;
}

/* The part of P that lies in the word AT of the stack.  */
static void
draw_part (const struct drawing *g, int x, int row, const ffi_placement *p,
           size_t at)
{
  size_t end = p->at + stack_size (g, p), from = p->at > at ? p->at : at;
  size_t to = end < at + g->word ? end : at + g->word;

  if (p->reg || p->argument == FFI_PLACED_RESULT || from >= to)
    return;
  put_bytes (g, x, row, p, p->offset + from - p->at, p->offset + to - p->at,
             from - at, g->word);
}

/* Where the words end of which the one at AT is one and that all lie within
   one value, far from its ends; AT if it is not such a word.  */
static size_t
dull_end (const struct drawing *g, size_t at)
{
  size_t w = g->word;

  for (size_t i = 0; i < g->d->placements; i++)
    {
      const ffi_placement *p = &g->p[i];
      if (!p->reg && p->argument != FFI_PLACED_RESULT
          && p->how != FFI_PLACED_ADDRESS && p->at + 2 * w <= at
          && at + 2 * w < p->at + p->size)
        return (p->at + p->size - 1) / w * w;
    }
  return at;
}

static int
draw_stack (const struct drawing *g, int x)
{
  int row = 0;

  for (size_t at = 0; at < g->d->stack; row++)
    {
      char name[32];
      size_t end = dull_end (g, at);
      snprintf (name, sizeof name, "+%zu", at);
      if (g->out)
        {
          if (end > at)
            put_text (g, x + NAME, row, "what", ". . .");
          else
            put_row (g, x, row, name);
          for (size_t i = 0; end == at && i < g->d->placements; i++)
            draw_part (g, x, row, &g->p[i], at);
        }
      at = end > at ? end : at + g->word;
    }
  return row;
}

/* ---- The whole ------------------------------------------------------- */

/* The end of the line of the prototype that starts at S: at a space, if it has
   one.  */
static const char *
line_end (const char *s)
{
  const char *end = s + strlen (s), *at;

  if (end - s <= HEAD)
    return end;
  for (at = s + HEAD; at > s + HEAD / 2; at--)
    if (*at == ' ')
      return at;
  return s + HEAD;
}

static int
count_lines (const char *s)
{
  int n = 0;
  for (; *s; s = line_end (s))
    n++;
  return n;
}

static void
put_prototype (const struct drawing *g)
{
  char line[HEAD + 1];
  int y = LINE + 4;

  for (const char *s = g->a->text; *s; y += LINE)
    {
      const char *end = line_end (s);
      memcpy (line, s, (size_t) (end - s));
      line[end - s] = 0;
      fprintf (g->out, "<text x=\"%d\" y=\"%d\" class=\"head\">", LEFT, y);
      put_xml (g->out, line);
      fputs ("</text>\n", g->out);
      s = end;
    }
}

/* The colors, on a light page and on a dark one.  */
static void
put_style (const struct drawing *g)
{
  static const char *const color[2][COLORS + 1] = {
    { "#cfe2f3", "#d9ead3", "#fff2cc", "#ead1dc", "#d0e0e3", "#fce5cd",
      "#d9d2e9", "#e6e6c8", "#f4cccc" },
    { "#1f4e79", "#2f5d2a", "#6b5a12", "#6a2c4c", "#245a62", "#7a4a1a",
      "#45377a", "#55551f", "#7a2a2a" }
  };

  fputs ("<style>text { font: 11px sans-serif; fill: #222 } "
         "text.name, text.head { font-weight: bold } "
         "text.end { text-anchor: end } "
         "rect { stroke: #777 } .empty { fill: #fff } "
         ".page { fill: #fff; stroke: none }", g->out);
  for (int dark = 0; dark < 2; dark++)
    {
      if (dark)
        fputs ("\n@media (prefers-color-scheme: dark) { "
               "text { fill: #eee } .empty, .page { fill: #1b1b1b }", g->out);
      for (int i = 0; i < COLORS; i++)
        fprintf (g->out, " rect.c%d { fill: %s; stroke: none }", i,
                 color[dark][i]);
      fprintf (g->out, " rect.result { fill: %s; stroke: none }%s",
               color[dark][COLORS], dark ? " }" : "");
    }
  fputs ("</style>\n", g->out);
}

static void
put_head (const struct drawing *g, int rows)
{
  int width = 3 * COLUMN + LEFT, height = g->top + (rows + 1) * ROW;

  fprintf (g->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
           "height=\"%d\" viewBox=\"0 0 %d %d\">\n", width, height, width,
           height);
  put_style (g);
  fputs ("<title>", g->out);
  put_xml (g->out, g->a->text);
  fprintf (g->out, "</title>\n<rect class=\"page\" width=\"%d\" "
           "height=\"%d\"/>\n", width, height);
  put_prototype (g);
  put_text (g, width - LEFT, -2, "end", g->d->abi);
  put_text (g, LEFT, -1, "head", "registers at the call");
  put_text (g, LEFT + COLUMN, -1, "head",
            g->d->stack ? "stack at the call, from the stack pointer up"
                        : "nothing on the stack");
  put_text (g, LEFT + 2 * COLUMN, -1, "head", "registers at the return");
}

static int
draw_columns (const struct drawing *g)
{
  int rows[3] = { draw_registers (g, LEFT, false),
                  draw_stack (g, LEFT + COLUMN),
                  draw_registers (g, LEFT + 2 * COLUMN, true) };
  int most = 0;

  for (int i = 0; i < 3; i++)
    if (rows[i] > most)
      most = rows[i];
  return most;
}

void
draw (struct job *job, const char *name, const struct placements *a)
{
  struct drawing g = { NULL, TOP + LINE * (count_lines (a->text) - 1), a,
                       a->word, a->d, a->p };
  int rows = draw_columns (&g);

  g.out = fopen (name, "wb");
  if (g.out == NULL)
    job_fail (job, "%s: %s", name, strerror (errno));
  put_head (&g, rows);
  draw_columns (&g);
  fputs ("</svg>\n", g.out);
  bool bad = ferror (g.out);
  if (fclose (g.out) != 0 || bad)
    job_fail (job, "%s: cannot be written", name);
}
