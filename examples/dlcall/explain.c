/* SPDX-License-Identifier: MIT */
/* --explain: where the arguments and the result of a signature travel, as a
   table and as a picture.  Both are drawn from what ffi_describe tells.  */
#include "dlcall.h"

#include <errno.h>
#include <string.h>

/* What a line of either form says.  */
struct place
{
  char what[32];     /* "argument 1", "result" */
  char bytes[32];    /* "bytes 0-7" of it */
  char where[32];    /* "rdi", "stack + 8" */
  const char *how;   /* "sign-extended" */
  const ffi_placement *placement;
};

static const char *
how_text (ffi_placed_how how)
{
  switch (how)
    {
    case FFI_PLACED_ZERO_EXTENDED: return "zero-extended";
    case FFI_PLACED_SIGN_EXTENDED: return "sign-extended";
    case FFI_PLACED_NAN_BOXED: return "upper bits all ones";
    case FFI_PLACED_ADDRESS: return "its address";
    case FFI_PLACED_X87: return "in x87 format";
    default: return "";
    }
}

static struct place
make_place (const ffi_placement *p)
{
  struct place place = { .how = how_text (p->how), .placement = p };

  if (p->argument == FFI_PLACED_RESULT)
    strcpy (place.what, "result");
  else if (p->argument == FFI_PLACED_RESULT_ADDRESS)
    strcpy (place.what, "result");
  else
    snprintf (place.what, sizeof place.what, "argument %u", p->argument + 1);
  if (p->size > 1)
    snprintf (place.bytes, sizeof place.bytes, "bytes %zu-%zu", p->offset,
              p->offset + p->size - 1);
  else
    snprintf (place.bytes, sizeof place.bytes, "byte %zu", p->offset);
  if (p->reg == NULL)
    snprintf (place.where, sizeof place.where, "stack + %zu", p->at);
  else if (p->at)
    snprintf (place.where, sizeof place.where, "%s + %zu", p->reg, p->at);
  else
    snprintf (place.where, sizeof place.where, "%s", p->reg);
  if (p->argument == FFI_PLACED_RESULT_ADDRESS)
    place.how = "the address of its memory";
  return place;
}

static void
print_table (const ffi_description *d, const struct place *place)
{
  printf ("ABI %s\n", d->abi);
  for (size_t i = 0; i < d->placements; i++)
    printf ("%-12s %-12s %-*s%s\n", place[i].what, place[i].bytes,
            *place[i].how ? 13 : 0, place[i].where, place[i].how);
  if (d->stack)
    printf ("%zu bytes of arguments on the stack\n", d->stack);
  if (d->copies)
    printf ("%zu bytes of copies, passed by address\n", d->copies);
  if (d->popped)
    printf ("%zu bytes popped by the function\n", d->popped);
}

/* ---- The picture ----------------------------------------------------- */

enum
{
  BOX = 260, GAP = 8, WIDTH = 3 * BOX + 2 * GAP, ROW = 26, TOP = 64,
  LEFT = 16,
  HEAD = 110         /* characters of the prototype */
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
put_text (FILE *out, int x, int y, const char *class, const char *text)
{
  fprintf (out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, class);
  put_xml (out, text);
  fputs ("</text>\n", out);
}

/* A box in the column at X and what it holds.  */
static void
put_box (FILE *out, int x, int y, const struct place *place)
{
  char text[96];
  const char *class = strcmp (place->what, "result") ? "argument" : "result";

  fprintf (out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
           "class=\"%s\"/>\n", x, y, BOX, ROW - 4, class);
  put_text (out, x + 6, y + 16, "where", place->where);
  snprintf (text, sizeof text, "%s, %s", place->what, place->bytes);
  put_text (out, x + 90, y + 16, "what", text);
}

static void
put_head (FILE *out, const char *abi, const char *prototype, int height)
{
  char head[HEAD + 8];

  fprintf (out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
           "height=\"%d\" viewBox=\"0 0 %d %d\">\n", WIDTH + 2 * LEFT,
           height, WIDTH + 2 * LEFT, height);
  fputs ("<style>text { font: 12px sans-serif; fill: #222 } "
         ".where { font-weight: bold } .head { font-weight: bold } "
         "rect { stroke: #555 } .argument { fill: #dce9f7 } "
         ".result { fill: #f7e6d0 } .page { fill: #fff; stroke: none }"
         "</style>\n", out);
  fprintf (out, "<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n",
           WIDTH + 2 * LEFT, height);
  snprintf (head, sizeof head, "%.*s%s", HEAD, prototype,
            strlen (prototype) > HEAD ? " ..." : "");
  fputs ("<title>", out);
  put_xml (out, prototype);
  fputs ("</title>\n", out);
  put_text (out, LEFT, 20, "head", head);
  put_text (out, LEFT, 38, "what", abi);
  put_text (out, LEFT, TOP - 6, "head", "registers at the call");
  put_text (out, LEFT + BOX + GAP, TOP - 6, "head", "stack at the call");
  put_text (out, LEFT + 2 * (BOX + GAP), TOP - 6, "head", "at the return");
}

/* Three columns: registers and stack at the call, the result after it.  */
static int
column_of (const struct place *place)
{
  if (place->placement->argument == FFI_PLACED_RESULT)
    return 2;
  return place->placement->reg == NULL;
}

static void
write_svg (struct job *job, const char *name, const char *prototype,
           const ffi_description *d, const struct place *place)
{
  int rows[3] = { 0, 0, 0 }, height = 0;
  FILE *out = fopen (name, "w");

  if (out == NULL)
    job_fail (job, "%s: %s", name, strerror (errno));
  for (size_t i = 0; i < d->placements; i++)
    if (++rows[column_of (&place[i])] > height)
      height = rows[column_of (&place[i])];
  put_head (out, d->abi, prototype, TOP + (height + 1) * ROW);
  memset (rows, 0, sizeof rows);
  for (size_t i = 0; i < d->placements; i++)
    {
      int column = column_of (&place[i]);
      put_box (out, LEFT + column * (BOX + GAP),
               TOP + rows[column]++ * ROW, &place[i]);
    }
  fputs ("</svg>\n", out);
  bool bad = ferror (out);
  if (fclose (out) != 0 || bad)
    job_fail (job, "%s: cannot be written", name);
}

/* ---- The signature --------------------------------------------------- */

/* With no arguments at hand, a variadic function's are those before "...". */
static void
prepare (struct job *job, ffi_abi abi, struct type *f, ffi_cif *cif)
{
  unsigned n = (unsigned) f->count;
  ffi_type **types = job_alloc (job, (n + 1) * sizeof *types, 0);
  ffi_type *result = type_describe (job, f->of);

  for (unsigned i = 0; i < n; i++)
    types[i] = type_describe (job, f->member[i].type);
  ffi_status status = f->variadic
                      ? ffi_prep_cif_var (cif, abi, n, n, result, types)
                      : ffi_prep_cif (cif, abi, n, result, types);
  if (status == FFI_BAD_ABI)
    job_fail (job, "the library has no such ABI here");
  if (status != FFI_OK)
    job_fail (job, "this ABI cannot pass these types");
}

void
explain (struct job *job, ffi_abi abi, const struct model *model,
         const char *text, const char *svg)
{
  ffi_cif cif;
  ffi_description d;
  struct type *f = parse_prototype (job, model, text);

  prepare (job, abi, f, &cif);
  if (ffi_describe (&cif, &d, NULL, 0) != FFI_OK)
    job_fail (job, "no memory");
  ffi_placement *p = job_alloc (job, (d.placements + 1) * sizeof *p, 0);
  struct place *place
    = job_alloc (job, (d.placements + 1) * sizeof *place, 0);
  if (ffi_describe (&cif, &d, p, d.placements) != FFI_OK)
    job_fail (job, "no memory");
  for (size_t i = 0; i < d.placements; i++)
    place[i] = make_place (&p[i]);
  if (svg)
    write_svg (job, svg, text, &d, place);
  print_table (&d, place);
}
