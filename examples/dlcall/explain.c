/* SPDX-License-Identifier: MIT */
/* --explain: where the arguments and the result of a signature travel, as a
   table.  */
#include "dlcall.h"

const char *
how_text (const ffi_placement *p)
{
  if (p->argument == FFI_PLACED_RESULT_ADDRESS)
    return "the address of its memory";
  switch (p->how)
    {
    case FFI_PLACED_ZERO_EXTENDED: return "zero-extended";
    case FFI_PLACED_SIGN_EXTENDED: return "sign-extended";
    case FFI_PLACED_NAN_BOXED: return "upper bits all ones";
    case FFI_PLACED_ADDRESS: return "its address";
    case FFI_PLACED_X87: return "in x87 format";
    case FFI_PLACED_AS_DOUBLE: return "as a double";
    default: return "";
    }
}

static void
print_row (const ffi_placement *p)
{
  char what[32] = "result", bytes[48], where[48];
  const char *how = how_text (p);

  if (p->argument < FFI_PLACED_RESULT_ADDRESS)
    snprintf (what, sizeof what, "argument %u", p->argument + 1);
  if (p->size > 1)
    snprintf (bytes, sizeof bytes, "bytes %zu-%zu", p->offset,
              p->offset + p->size - 1);
  else
    snprintf (bytes, sizeof bytes, "byte %zu", p->offset);
  if (p->reg == NULL)
    snprintf (where, sizeof where, "stack + %zu", p->at);
  else if (p->at)
    snprintf (where, sizeof where, "%s + %zu", p->reg, p->at);
  else
    snprintf (where, sizeof where, "%s", p->reg);
  printf ("%-12s %-12s %-*s%s\n", what, bytes, *how ? 13 : 0, where, how);
}

static void
print_table (const ffi_description *d, const ffi_placement *p)
{
  printf ("ABI %s\n", d->abi);
  for (size_t i = 0; i < d->placements; i++)
    print_row (&p[i]);
  if (d->stack)
    printf ("%zu bytes of arguments on the stack\n", d->stack);
  if (d->copies)
    printf ("%zu bytes of copies, passed by address\n", d->copies);
  if (d->popped)
    printf ("%zu bytes popped by the function\n", d->popped);
}

/* ---- The signature --------------------------------------------------- */

struct signature
{
  const char *name;        /* the ABI's, any machine's; or NULL, */
  ffi_abi abi;             /* and one of this machine */
  unsigned n;
  bool variadic;
  ffi_type *result, **types;
};

static struct signature
read_signature (struct job *job, const char *name, ffi_abi abi,
                const struct model *model, const char *text)
{
  struct type *f = parse_prototype (job, model, text);
  struct signature s = { name, abi, (unsigned) f->count, f->variadic,
                         type_describe (job, f->of), NULL };

  s.types = job_alloc (job, (s.n + 1) * sizeof *s.types, 0);
  for (unsigned i = 0; i < s.n; i++)
    s.types[i] = type_describe (job, f->member[i].type);
  return s;
}

/* With no arguments at hand, a variadic function's are those before "...". */
static void
describe (struct job *job, const struct signature *s, ffi_description *d,
          ffi_placement *p, size_t max)
{
  ffi_status status;
  ffi_cif cif;

  if (s->name && s->variadic)
    status = ffi_describe_abi_var (s->name, s->n, s->n, s->result, s->types,
                                   d, p, max);
  else if (s->name)
    status = ffi_describe_abi (s->name, s->n, s->result, s->types, d, p, max);
  else
    {
      status = s->variadic ? ffi_prep_cif_var (&cif, s->abi, s->n, s->n,
                                               s->result, s->types)
                           : ffi_prep_cif (&cif, s->abi, s->n, s->result,
                                           s->types);
      if (status == FFI_OK)
        status = ffi_describe (&cif, d, p, max);
    }
  if (status == FFI_BAD_ABI)
    job_fail (job, "the library has no such ABI here");
  if (status != FFI_OK)
    job_fail (job, "this ABI cannot pass these types, or there is no memory");
}

void
explain (struct job *job, const char *name, ffi_abi abi,
         const struct model *model, const char *text, const char *svg)
{
  ffi_description d;
  struct signature s = read_signature (job, name, abi, model, text);

  describe (job, &s, &d, NULL, 0);
  ffi_placement *p = job_alloc (job, (d.placements + 1) * sizeof *p, 0);
  describe (job, &s, &d, p, d.placements);
  if (svg)
    draw (job, svg, text, model->of[B_POINTER].size, &d, p);
  print_table (&d, p);
}
