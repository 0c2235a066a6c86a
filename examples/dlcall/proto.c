/* SPDX-License-Identifier: MIT */
/* Declarators and prototypes.  */
#include "dlcall.h"

#include <string.h>

static void
skip_qualifiers (struct parser *p, bool *is_const)
{
  for (;;)
    if (parser_is (p, "__attribute__"))
      parser_take_attributes (p, NULL, NULL);
    else if (parser_at_qualifier (p))
      {
        *is_const |= parser_is (p, "const");
        parser_next (p);
      }
    else
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
parse_parameter (struct parser *p, const char **name)
{
  struct type *base = parse_specifiers (p);
  const char *end = p->at;

  p->is_parameter = true;
  struct type *type = parse_declarator (p, base, name);
  p->is_parameter = false;
  if (type->kind == K_ARRAY)
    type = type_pointer (p->job, p->model, type->of);
  else if (type->kind == K_FUNCTION)
    type = type_pointer (p->job, p->model, type);
  if (type->kind != K_VOID && type->size == 0 && p->lists == 1)
    {
      p->at = end;
      parser_fail (p, "a parameter of a type that is not complete");
    }
  return type;
}

static void
add_parameter (struct parser *p, struct type *f, struct type *type,
               const char *name, size_t *room)
{
  if (f->count == *room)
    {
      *room = 2 * *room + 4;
      struct member *larger = job_alloc (p->job, *room * sizeof *larger, 0);
      if (f->count)
        memcpy (larger, f->member, f->count * sizeof *larger);
      f->member = larger;
    }
  f->member[f->count].name = name;
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
  p->lists++;
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
      const char *name;
      struct type *type = parse_parameter (p, &name);
      is_void = type->kind == K_VOID;
      if (is_void && f->count)
        parser_fail (&before, "a parameter of type void");
      if (!is_void)
        add_parameter (p, f, type, name, &room);
    }
  parser_next (p);
  p->lists--;
  p->depth--;
  return f;
}

static struct type *parse_suffixes (struct parser *p, struct type *base);

/* "[]", "[.size]", "[static n + 1]": a parameter is a pointer, and its count
   of elements is for readers.  */
static struct type *
parse_parameter_array (struct parser *p, struct type *base)
{
  parser_skip (p);
  p->is_parameter = false;
  parser_enter (p);
  struct type *element = parse_suffixes (p, base);
  p->depth--;
  return type_pointer (p->job, p->model, element);
}

static struct type *
parse_array (struct parser *p, struct type *base)
{
  size_t count = 0;   /* "[]": not complete */

  parser_next (p);
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
  if (parser_is (p, "["))
    return p->is_parameter ? parse_parameter_array (p, base)
                           : parse_array (p, base);
  p->is_parameter = false;
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
  skip_qualifiers (p, &(bool) { false });
  if (parser_is (p, "(") && opens_declarator (p))
    {
      /* What is right of the parentheses binds first.  */
      struct parser inner = *p;
      parser_skip (p);
      p->is_parameter = false;
      base = parse_suffixes (p, base);
      parser_next (&inner);
      parser_enter (&inner);
      base = parse_declarator (&inner, base, name);
      parser_expect (&inner, ")");
      return base;
    }
  if (p->token == T_NAME)
    {
      *name = job_copy (p->job, p->at, p->length);
      parser_next (p);
    }
  return parse_suffixes (p, base);
}

static struct parser
parser_start (struct job *job, const struct model *model,
              struct scope *scope, const char *text)
{
  struct parser p = { .job = job, .model = model, .scope = scope,
                      .text = text, .at = text };
  parser_next (&p);
  return p;
}

/* What may stand behind a declarator and does not matter here: attributes,
   "noexcept", the name that the symbol has.  */
static void
skip_rest (struct parser *p, const char **symbol)
{
  static const char *const words[]
    = { "noexcept", "throw", "__THROW", "__wur", "asm", "__asm", "__asm__",
        NULL };

  for (;;)
    if (parser_is (p, "__attribute__"))
      parser_take_attributes (p, NULL, NULL);
    else if (parser_is_one (p, words))
      {
        bool is_asm = memchr (p->at, 's', p->length);
        parser_next (p);
        const char *open = p->at;
        if (!parser_is (p, "("))
          continue;
        parser_skip (p);
        const char *name = strchr (open, '"');
        if (is_asm && name && name < p->at)
          *symbol = job_copy (p->job, name + 1, strcspn (name + 1, "\""));
      }
    else
      break;
}

/* One declarator of BASE.  Returns the function or variable that it declares,
   or NULL for a typedef.  */
static struct type *
parse_declared (struct parser *p, struct type *base, bool is_typedef)
{
  const char *name;
  struct parser start = *p;
  struct type *type = parse_declarator (p, base, &name);

  if (name == NULL)
    parser_fail (&start, type->kind == K_FUNCTION
                         ? "the function has no name"
                         : "expected the name of a function here");
  if (is_typedef)
    {
      scope_add (p->job, &p->scope->names, name, strlen (name), type);
      return NULL;
    }
  if (type->kind == K_FUNCTION && type->of->kind != K_VOID
      && type->of->size == 0)
    parser_fail (&start, "the result's type is not complete");
  struct type *copy = type_new (p->job, type->kind, 0, 0, NULL);
  *copy = *type;
  copy->name = copy->symbol = name;
  skip_rest (p, &copy->symbol);
  return scope_add (p->job, &p->scope->declared, name, strlen (name), copy);
}

/* One declaration.  Returns the last function or variable of it, or NULL.  */
static struct type *
parse_declaration (struct parser *p)
{
  struct type *last = NULL, *base = parse_specifiers (p);
  bool is_typedef = p->is_typedef;
  bool is_tag = base->kind == K_STRUCT || base->kind == K_UNION
                || base->constants;

  if (is_tag && (p->token == T_END || parser_take (p, ";")))
    return NULL;
  do
    {
      struct type *type = parse_declared (p, base, is_typedef);
      if (type)
        last = type;
    }
  while (parser_take (p, ","));
  if (last && last->kind == K_FUNCTION && parser_is (p, "{"))
    parser_skip (p);
  else if (p->token != T_END && !parser_take (p, ";"))
    parser_fail (p, "'%.*s' is out of place", (int) p->length, p->at);
  return last;
}

struct type *
parse_declarations (struct job *job, const struct model *model,
                    struct scope *scope, const char *text)
{
  struct parser p = parser_start (job, model, scope, text);
  struct type *last = NULL;

  if (p.token == T_END)
    parser_fail (&p, "expected a type at the end");
  while (p.token != T_END)
    if (!parser_take (&p, ";"))
      {
        struct type *type = parse_declaration (&p);
        if (type)
          last = type;
      }
  return last;
}

struct type *
parse_prototype (struct job *job, const struct model *model,
                 struct scope *scope, const char *text)
{
  struct type *type = parse_declarations (job, model, scope, text);

  if (type && type->kind == K_POINTER && type->of->kind == K_FUNCTION)
    {
      type->of->name = type->name;
      return type->of;
    }
  if (type == NULL || type->kind != K_FUNCTION)
    job_fail (job, "prototype: this declares no function");
  return type;
}

struct type *
parse_type_name (struct job *job, const struct model *model,
                 struct scope *scope, const char *text, size_t length)
{
  struct scope none = { .names = NULL };
  struct parser p = parser_start (job, model, scope ? scope : &none,
                                  job_copy (job, text, length));
  const char *name;

  if (!parser_at_type (&p))
    return NULL;
  struct type *type = parse_declarator (&p, parse_specifiers (&p), &name);
  if (p.token != T_END || name)
    return NULL;
  return type;
}
