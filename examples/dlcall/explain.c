/* SPDX-License-Identifier: MIT */
/* --explain: how the arguments and the result of a signature are passed, as a
   table.  */
#include "dlcall.h"

#include <string.h>

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
    case FFI_PLACED_ADDRESS:
      return p->argument == FFI_PLACED_RESULT ? "the same address, returned"
                                              : "the address of a copy";
    case FFI_PLACED_X87: return "in x87 format";
    case FFI_PLACED_AS_DOUBLE: return "as a double";
    default: return "";
    }
}

void
placed_name (const struct placements *a, const ffi_placement *p, char *text,
             size_t size)
{
  const struct type *f = a->function;

  if (p->argument >= FFI_PLACED_RESULT_ADDRESS)
    snprintf (text, size, "result");
  else if (p->argument < f->count && f->member[p->argument].name)
    snprintf (text, size, "argument %u (%.40s)", p->argument + 1,
              f->member[p->argument].name);
  else
    snprintf (text, size, "argument %u", p->argument + 1);
}

static void
print_row (const struct placements *a, const ffi_placement *p, int width)
{
  char what[80], bytes[48], where[48];
  const char *how = how_text (p);

  placed_name (a, p, what, sizeof what);
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
  printf ("%-*s %-12s %-*s%s\n", width, what, bytes, *how ? 13 : 0, where,
          how);
}

static void
print_table (const struct placements *a)
{
  const ffi_description *d = a->d;
  int width = 12;

  for (size_t i = 0; i < d->placements; i++)
    {
      char what[80];
      placed_name (a, &a->p[i], what, sizeof what);
      if ((int) strlen (what) > width)
        width = (int) strlen (what);
    }
  printf ("ABI %s\n", d->abi);
  for (size_t i = 0; i < d->placements; i++)
    print_row (a, &a->p[i], width);
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
  const struct type *function;
  unsigned fixed, n;
  ffi_type *result, **types;
};

static struct signature
read_signature (struct job *job, const struct explanation *what)
{
  struct scope scope = { .names = NULL };
  struct type *f = parse_prototype (job, what->model, &scope, what->text);
  struct signature s = { f, (unsigned) f->count,
                         (unsigned) (f->count + (size_t) what->types),
                         type_describe (job, f->of), NULL };

  if (what->types && !f->variadic)
    job_fail (job, "'%s' is out of place: %s has no \"...\"", what->type[0],
              f->name);
  s.types = job_alloc (job, (s.n + 1) * sizeof *s.types, 0);
  for (unsigned i = 0; i < s.fixed; i++)
    s.types[i] = type_describe (job, f->member[i].type);
  for (int i = 0; i < what->types; i++)
    {
      const char *text = what->type[i];
      struct type *type = parse_type_name (job, what->model, &scope, text,
                                           strlen (text));
      if (type == NULL || type->size == 0)
        job_fail (job, "'%s' is not a type", text);
      s.types[s.fixed + (unsigned) i] = type_describe (job, type);
    }
  return s;
}

/* Says which type the ABI cannot pass.  */
static _Noreturn void
fail_type (struct job *job, const struct explanation *what,
           const struct signature *s)
{
  static const char why[] = "functions of this ABI cannot pass this type";
  ffi_type *none = type_describe (job, type_new (job, K_VOID, 0, 0, NULL));
  ffi_description d;

  if (ffi_describe_abi (what->name, 0, s->result, NULL, &d, NULL, 0)
      != FFI_OK)
    fail_why (job, FFI_PLACED_RESULT, why);
  for (unsigned i = 0; i < s->n; i++)
    if (ffi_describe_abi (what->name, 1, none, &s->types[i], &d, NULL, 0)
        != FFI_OK)
      fail_why (job, i, why);
  job_fail (job, "functions of this ABI cannot pass these types together, or "
            "there is no memory");
}

/* The variadic arguments are those whose types are given.  */
static void
describe (struct job *job, const struct explanation *what,
          const struct signature *s, ffi_description *d, ffi_placement *p,
          size_t max)
{
  bool variadic = s->function->variadic;
  ffi_status status;
  unsigned argument;
  const char *why;
  ffi_cif cif;

  if (what->name)
    status = variadic ? ffi_describe_abi_var (what->name, s->fixed, s->n,
                                              s->result, s->types, d, p, max)
                      : ffi_describe_abi (what->name, s->n, s->result,
                                          s->types, d, p, max);
  else if (ffi_prep_cif_why (&cif, what->abi, variadic ? (int) s->fixed : -1,
                             s->n, s->result, s->types, &argument, &why)
           != FFI_OK)
    fail_why (job, argument, why);
  else
    status = ffi_describe (&cif, d, p, max);
  if (status == FFI_BAD_ARGTYPE)
    job_fail (job, "C promotes a type that is given for \"...\": write int "
              "or double");
  if (status == FFI_BAD_TYPEDEF && what->name)
    fail_type (job, what, s);
  if (status != FFI_OK)
    job_fail (job, "the library has no such ABI, or there is no memory");
}

void
explain (struct job *job, const struct explanation *what)
{
  ffi_description d;
  struct signature s = read_signature (job, what);

  describe (job, what, &s, &d, NULL, 0);
  ffi_placement *p = job_alloc (job, (d.placements + 1) * sizeof *p, 0);
  describe (job, what, &s, &d, p, d.placements);
  struct placements a = { what->text, what->model->of[B_POINTER].size,
                          s.function, &d, p };
  if (what->svg)
    draw (job, what->svg, &a);
  print_table (&a);
}
