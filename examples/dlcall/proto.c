/* SPDX-License-Identifier: MIT */
/* Declarators and prototypes.  */
#include "dlcall.h"

#include <string.h>

static void
skip_qualifiers (struct parser *p, bool *is_const)
{
  for (;;)
    if (parser_is (p, "const"))
      {
        *is_const = true;
        parser_next (p);
      }
    else if (!parser_take (p, "volatile") && !parser_take (p, "restrict")
             && !parser_take (p, "__restrict")
             && !parser_take (p, "__restrict__"))
      break;
}

static size_t
parse_count (struct parser *p)
{
  struct span s = { p->at, p->at + p->length };
  struct number n;

  if (p->token != T_NUMBER || !number_scan (s, &n))
    parser_fail (p, "expected the number of elements");
  if (n.overflow || n.magnitude > MAX_BYTES)
    parser_fail (p, "too many elements");
  if (n.magnitude == 0)
    parser_fail (p, "an array has at least one element");
  parser_next (p);
  return (size_t) n.magnitude;
}

static struct type *
array_of (struct parser *p, struct type *element, size_t count)
{
  if (element->size == 0 || element->kind == K_FUNCTION)
    parser_fail (p, "an array's elements must have a complete type");
  if (count > MAX_BYTES / element->size)
    parser_fail (p, "an array larger than %d bytes", MAX_BYTES);
  struct type *type = type_new (p->job, K_ARRAY, count * element->size,
                                element->align, "an array");
  type->of = element;
  type->count = count;
  return type;
}

/* As C adjusts parameters: an array or a function is a pointer.  */
static struct type *
parse_parameter (struct parser *p)
{
  const char *name;
  struct type *base = parse_specifiers (p);
  const char *end = p->at;

  struct type *type = parse_declarator (p, base, &name);
  if (type->kind == K_ARRAY)
    type = type_pointer (p->job, p->model, type->of);
  else if (type->kind == K_FUNCTION)
    type = type_pointer (p->job, p->model, type);
  if (type->kind != K_VOID && type->size == 0)
    {
      p->at = end;
      parser_fail (p, "a parameter of a type that is not complete");
    }
  return type;
}

static void
add_parameter (struct parser *p, struct type *f, struct type *type,
               size_t *room)
{
  if (f->count == *room)
    {
      *room = 2 * *room + 4;
      struct member *larger = job_alloc (p->job, *room * sizeof *larger, 0);
      if (f->count)
        memcpy (larger, f->member, f->count * sizeof *larger);
      f->member = larger;
    }
  f->member[f->count++].type = type;
}

/* "(int, ...)", from behind the parenthesis.  */
static struct type *
parse_parameters (struct parser *p, struct type *result)
{
  struct type *f = type_new (p->job, K_FUNCTION, 0, 0, NULL);
  size_t room = 0;
  bool is_void = false;

  f->of = result;
  parser_enter (p);
  while (!parser_is (p, ")"))
    {
      bool last = is_void || f->variadic || p->token == T_END;
      if (f->count || last)
        parser_expect (p, last ? ")" : ",");
      if (p->token == T_ELLIPSIS)
        {
          f->variadic = true;
          parser_next (p);
          continue;
        }
      struct parser before = *p;
      struct type *type = parse_parameter (p);
      is_void = type->kind == K_VOID;
      if (is_void && f->count)
        parser_fail (&before, "a parameter of type void");
      if (!is_void)
        add_parameter (p, f, type, &room);
    }
  parser_next (p);
  p->depth--;
  return f;
}

static struct type *parse_suffixes (struct parser *p, struct type *base);

static struct type *
parse_array (struct parser *p, struct type *base)
{
  size_t count = 0;   /* "[]": not complete */
  bool ignored = false;

  parser_take (p, "static");
  skip_qualifiers (p, &ignored);
  if (!parser_is (p, "]"))
    count = parse_count (p);
  parser_expect (p, "]");
  parser_enter (p);
  struct type *element = parse_suffixes (p, base);
  p->depth--;
  return array_of (p, element, count);
}

/* The arrays and functions to the right of a declarator.  */
static struct type *
parse_suffixes (struct parser *p, struct type *base)
{
  if (parser_take (p, "["))
    return parse_array (p, base);
  if (!parser_is (p, "("))
    return base;
  if (base->kind == K_ARRAY || base->kind == K_FUNCTION)
    parser_fail (p, "a function cannot return an array or a function");
  parser_next (p);
  struct type *f = parse_parameters (p, base);
  if (parser_is (p, "(") || parser_is (p, "["))
    parser_fail (p, "a function cannot return an array or a function");
  return f;
}

/* Whether the parenthesis at P opens a declarator, not parameters.  */
static bool
opens_declarator (const struct parser *p)
{
  struct parser ahead = *p;
  parser_next (&ahead);
  return !parser_is (&ahead, ")") && !parser_at_type (&ahead)
         && ahead.token != T_ELLIPSIS;
}

static void
skip_parenthesis (struct parser *p)
{
  unsigned open = 0;
  do
    {
      if (p->token == T_END)
        parser_fail (p, "expected ')' at the end");
      open += parser_is (p, "(");
      open -= parser_is (p, ")");
      parser_next (p);
    }
  while (open);
}

struct type *
parse_declarator (struct parser *p, struct type *base, const char **name)
{
  *name = NULL;
  while (parser_take (p, "*"))
    {
      bool is_const = false;
      base = type_pointer (p->job, p->model, base);
      skip_qualifiers (p, &is_const);
      base->is_const = is_const;
    }
  if (parser_is (p, "(") && opens_declarator (p))
    {
      /* What is right of the parentheses binds first.  */
      struct parser inner = *p;
      skip_parenthesis (p);
      base = parse_suffixes (p, base);
      parser_next (&inner);
      parser_enter (&inner);
      inner.tags = p->tags;
      base = parse_declarator (&inner, base, name);
      parser_expect (&inner, ")");
      p->tags = inner.tags;
      return base;
    }
  if (p->token == T_NAME && !parser_at_type (p))
    {
      *name = job_copy (p->job, p->at, p->length);
      parser_next (p);
    }
  return parse_suffixes (p, base);
}

static struct parser
parser_start (struct job *job, const struct model *model, const char *text)
{
  struct parser p = { .job = job, .model = model, .text = text, .at = text };
  parser_next (&p);
  return p;
}

struct type *
parse_prototype (struct job *job, const struct model *model, const char *text)
{
  struct parser p = parser_start (job, model, text);
  const char *name;
  struct type *base = parse_specifiers (&p);
  struct type *type = parse_declarator (&p, base, &name);

  parser_take (&p, ";");
  if (p.token != T_END)
    parser_fail (&p, "'%.*s' is out of place", (int) p.length, p.at);
  if (type->kind != K_FUNCTION)
    parser_fail (&p, "this declares no function: expected '('");
  if (name == NULL)
    parser_fail (&p, "the function has no name");
  if (type->of->kind != K_VOID && type->of->size == 0)
    parser_fail (&p, "the result's type is not complete");
  type->name = name;
  return type;
}

struct type *
parse_type_name (struct job *job, const struct model *model,
                 const char *text, size_t length)
{
  struct parser p
    = parser_start (job, model, job_copy (job, text, length));
  const char *name;

  if (!parser_at_type (&p))
    return NULL;
  struct type *type = parse_declarator (&p, parse_specifiers (&p), &name);
  if (p.token != T_END || name)
    return NULL;
  return type;
}
