/* SPDX-License-Identifier: MIT */
/* Type specifiers.  */
#include "dlcall.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

/* ---- Basic types ----------------------------------------------------- */

/* What has been read of a list of specifiers.  */
struct specifiers
{
  unsigned seen;         /* bits of enum word */
  unsigned longs;
  bool is_const, is_typedef;
  struct type *type;     /* a whole type: a struct, a known name */
  const char *start;     /* in the text */
};

enum word
{
  W_VOID = 1, W_BOOL = 2, W_CHAR = 4, W_SHORT = 8, W_INT = 16,
  W_INT128 = 32, W_FLOAT = 64, W_DOUBLE = 128, W_SIGNED = 256,
  W_UNSIGNED = 512, W_COMPLEX = 1024, W_LONG = 2048, W_FLOAT16 = 4096,
  W_BFLOAT16 = 8192
};

static const struct { const char *text; enum word word; } words[] = {
  { "void", W_VOID }, { "_Bool", W_BOOL }, { "bool", W_BOOL },
  { "char", W_CHAR }, { "short", W_SHORT }, { "int", W_INT },
  { "__int128", W_INT128 }, { "float", W_FLOAT }, { "double", W_DOUBLE },
  { "signed", W_SIGNED }, { "__signed__", W_SIGNED },
  { "unsigned", W_UNSIGNED }, { "_Complex", W_COMPLEX },
  { "complex", W_COMPLEX }, { "__complex__", W_COMPLEX }, { "long", W_LONG },
  { "_Float16", W_FLOAT16 }, { "__fp16", W_FLOAT16 }, { "__bf16", W_BFLOAT16 }
};

static struct type *
floating_type (struct parser *p, const struct specifiers *s, const char *name)
{
  enum basic basic = s->seen & W_FLOAT ? B_FLOAT
                     : s->longs ? B_LDOUBLE : B_DOUBLE;
  size_t size = p->model->of[basic].size, align = p->model->of[basic].align;

  if (s->seen & (W_FLOAT16 | W_BFLOAT16))
    size = align = 2;
  struct type *real = type_new (p->job, K_FLOAT, size, align, name);
  real->is_bfloat = s->seen & W_BFLOAT16;
  if (!(s->seen & W_COMPLEX))
    return real;
  struct type *type = type_new (p->job, K_COMPLEX, 2 * size, align, name);
  type->of = real;
  return type;
}

static struct type *
integer_type (struct parser *p, const struct specifiers *s, const char *name)
{
  bool is_char = s->seen & W_CHAR;
  enum basic basic = is_char ? B_CHAR
                     : s->seen & W_SHORT ? B_SHORT
                     : s->seen & W_INT128 ? B_INT128
                     : s->longs == 2 ? B_LLONG
                     : s->longs == 1 ? B_LONG : B_INT;
  bool plain = is_char && !(s->seen & (W_SIGNED | W_UNSIGNED));
  struct type *type
    = type_integer (p->job, p->model, basic,
                    plain ? !p->model->char_unsigned
                          : !(s->seen & W_UNSIGNED), name);
  type->is_char = plain;
  return type;
}

/* Whether the words of S make a type, in whatever order.  */
static bool
words_agree (const struct specifiers *s)
{
  unsigned sign = s->seen & (W_SIGNED | W_UNSIGNED);
  unsigned rest = s->seen & ~(unsigned) (W_SIGNED | W_UNSIGNED | W_LONG);

  if (sign == (W_SIGNED | W_UNSIGNED) || s->longs > 2)
    return false;
  switch (rest)
    {
    case 0: case W_INT: return sign || s->longs || rest;
    case W_CHAR: case W_SHORT: case W_SHORT | W_INT: case W_INT128:
      return s->longs == 0;
    case W_VOID: case W_BOOL: case W_FLOAT: case W_FLOAT | W_COMPLEX:
    case W_FLOAT16: case W_FLOAT16 | W_COMPLEX: case W_BFLOAT16:
      return s->longs == 0 && !sign;
    case W_DOUBLE: case W_DOUBLE | W_COMPLEX:
      return s->longs < 2 && !sign;
    default: return false;
    }
}

static struct type *
basic_type (struct parser *p, const struct specifiers *s, const char *name)
{
  if (!words_agree (s))
    parser_fail (p, "'%s' is not a type", name);
  if (s->seen & W_VOID)
    return type_new (p->job, K_VOID, 0, 0, name);
  if (s->seen & W_BOOL)
    return type_new (p->job, K_BOOL, 1, 1, name);
  if (s->seen & (W_FLOAT | W_DOUBLE | W_FLOAT16 | W_BFLOAT16))
    return floating_type (p, s, name);
  return integer_type (p, s, name);
}

/* ---- struct, union, enum --------------------------------------------- */

/* Attributes that change how a value is passed.  */
static const char *const refused[] = {
  "aligned", "cdecl", "fastcall", "mode", "ms_abi", "ms_struct", "pack",
  "packed", "pcs", "regparm", "stdcall", "sysv_abi", "thiscall", "transparent_union",
  "vector_size", NULL
};

/* "(16)" after the attribute at P, a power of two up to MOST; WHAT has it.  */
static size_t
parse_bytes (struct parser *p, size_t most, const char *what)
{
  struct number n;

  parser_next (p);
  parser_expect (p, "(");
  struct span s = { p->at, p->at + p->length };
  if (!number_scan (s, &n) || n.magnitude > most
      || (n.magnitude & (n.magnitude - 1)) || n.magnitude == 0)
    parser_fail (p, "%s must be a power of two, at most %zu", what, most);
  parser_next (p);
  parser_expect (p, ")");
  return (size_t) n.magnitude;
}

/* One attribute of a list.  */
static void
take_one_attribute (struct parser *p, struct attributes *of_struct,
                    size_t *vector)
{
  /* "__packed__" means "packed".  */
  struct parser plain = *p;
  if (p->length > 4 && memcmp (p->at, "__", 2) == 0)
    {
      plain.at += 2;
      plain.length -= 4;
    }
  if (of_struct && parser_is (&plain, "packed"))
    {
      of_struct->packed = true;
      parser_next (p);
      return;
    }
  if (of_struct && parser_is (&plain, "ms_struct"))
    {
      of_struct->ms = true;
      parser_next (p);
      return;
    }
  if (of_struct && parser_is (&plain, "pack"))
    {
      of_struct->pack = parse_bytes (p, 32768, "an alignment");
      return;
    }
  if (of_struct && parser_is (&plain, "aligned"))
    {
      of_struct->aligned = parse_bytes (p, 32768, "an alignment");
      return;
    }
  if (vector && parser_is (&plain, "vector_size"))
    {
      *vector = parse_bytes (p, 64, "a vector");
      return;
    }
  if (parser_is_one (&plain, refused))
    parser_fail (p, "attribute '%.*s' is not supported here",
                 (int) p->length, p->at);
  if (!parser_is (p, ",") && !parser_is (p, ")"))
    parser_next (p);
  if (parser_is (p, "("))
    parser_skip (p);
}

void
parser_take_attributes (struct parser *p, struct attributes *of_struct,
                        size_t *vector)
{
  while (parser_take (p, "__attribute__") || parser_take (p, "__attribute"))
    {
      parser_expect (p, "(");
      parser_expect (p, "(");
      do
        take_one_attribute (p, of_struct, vector);
      while (parser_take (p, ","));
      parser_expect (p, ")");
      parser_expect (p, ")");
    }
}

static struct type *
vector_of (struct parser *p, struct type *lane, size_t size)
{
  if ((lane->kind != K_INT && lane->kind != K_FLOAT) || lane->size > 8
      || lane->size > size)
    parser_fail (p, "vectors cannot have such elements");
  struct type *type = type_new (p->job, K_VECTOR, size, size, "a vector");
  type->of = lane;
  type->count = size / lane->size;
  return type;
}

/* ": 3" after the declarator of the member M, which may be empty.  */
static void
parse_width (struct parser *p, struct member *m)
{
  struct span s = { p->at, p->at + p->length };
  struct number n;

  if (m->type->kind != K_INT && m->type->kind != K_BOOL)
    parser_fail (p, "a bit-field is not of an integer type");
  if (!number_scan (s, &n))
    parser_fail (p, "expected the width of a bit-field");
  if (n.magnitude > (m->type->kind == K_BOOL ? 1 : 8 * m->type->size))
    parser_fail (p, "a bit-field is wider than its type");
  if (n.magnitude == 0 && m->name)
    parser_fail (p, "a bit-field of width 0 must have no name");
  m->is_bits = true;
  m->width = (unsigned) n.magnitude;
  parser_next (p);
}

static void
check_member (struct parser *p, const struct type *type)
{
  if (type->kind == K_FUNCTION || type->size == 0)
    parser_fail (p, "a member must have a complete type");
}

/* One declaration in a struct: "int x, *y;".  */
static struct member *
parse_members (struct parser *p, struct member *list, size_t *count)
{
  struct type *base = parse_specifiers (p);
  do
    {
      struct member m = { .type = base };
      bool anonymous = (base->kind == K_STRUCT || base->kind == K_UNION)
                       && parser_is (p, ";");
      if (!anonymous)
        {
          m.type = parse_declarator (p, base, &m.name);
          check_member (p, m.type);
          if (parser_take (p, ":"))
            parse_width (p, &m);
          else if (m.name == NULL)
            parser_fail (p, "expected a member's name");
        }
      else if (base->size == 0)
        parser_fail (p, "a member must have a complete type");
      if ((*count & (*count - 1)) == 0)    /* doubles the room */
        {
          struct member *larger
            = job_alloc (p->job, (2 * *count + 1) * sizeof *larger, 0);
          if (*count)
            memcpy (larger, list, *count * sizeof *larger);
          list = larger;
        }
      list[(*count)++] = m;
    }
  while (parser_take (p, ","));
  parser_expect (p, ";");
  return list;
}

static void
parse_body (struct parser *p, struct type *type)
{
  struct member *list = NULL;
  size_t count = 0;

  parser_enter (p);
  while (!parser_is (p, "}"))
    list = parse_members (p, list, &count);
  if (count == 0)
    parser_fail (p, "%s has no members", type->name);
  parser_next (p);
  parser_take_attributes (p, &type->attributes, NULL);
  type->member = list;
  type->count = count;
  type_layout (p->job, type, p->model == &host_model);
  if (type->size > MAX_BYTES)
    parser_fail (p, "%s is larger than %d bytes", type->name, MAX_BYTES);
  p->depth--;
}

/* The type with the tag at P, perhaps not complete yet.  */
static struct type *
tagged_type (struct parser *p, enum kind kind)
{
  const struct named *tag = scope_find (p->scope->tags, p->at, p->length);
  if (tag && tag->type->kind != kind)
    parser_fail (p, "'%s' is declared as another kind of tag", tag->name);
  if (tag)
    return tag->type;
  return scope_add (p->job, &p->scope->tags, p->at, p->length,
                    type_new (p->job, kind, 0, 0,
                              kind == K_UNION ? "a union" : "a struct"));
}

/* The struct or union that the C library defines with the tag of P, unless
   the text is going to define it.  */
static struct type *
known_tag (struct parser *p, enum kind kind)
{
  char name[64];
  struct parser ahead = *p;

  parser_next (&ahead);
  if (scope_find (p->scope->tags, p->at, p->length)
      || parser_is (&ahead, "{") || parser_is (&ahead, "*"))
    return NULL;
  snprintf (name, sizeof name, "%s %.*s",
            kind == K_UNION ? "union" : "struct", (int) p->length, p->at);
  return known_type (p->job, p->model, name);
}

static struct type *
parse_struct (struct parser *p, enum kind kind)
{
  struct type *type = NULL;
  struct attributes attributes = { .pack = p->pack[p->packs] };

  parser_next (p);
  parser_take_attributes (p, &attributes, NULL);
  if (p->token == T_NAME)
    {
      type = known_tag (p, kind);
      if (type == NULL)
        type = tagged_type (p, kind);
      parser_next (p);
    }
  else if (!parser_is (p, "{"))
    parser_expect (p, "{");
  if (!parser_is (p, "{"))
    return type;
  if (type == NULL)
    type = type_new (p->job, kind, 0, 0,
                     kind == K_UNION ? "the union" : "the struct");
  else if (type->size)
    parser_fail (p, "this tag has been defined before");
  parser_next (p);
  type->attributes = attributes;
  parse_body (p, type);
  return type;
}

/* The value of "= 3", "= -1", "= OTHER", "= 1 << 4".  */
static long long
parse_constant (struct parser *p)
{
  bool negative = parser_take (p, "-");
  struct span s = { p->at, p->at + p->length };
  const struct constant *other = scope_constant (p->scope, s);
  struct number n;
  long long value = 0;

  if (other)
    value = other->value;
  else if (p->token == T_NUMBER && number_scan (s, &n) && !n.overflow
           && n.magnitude <= LLONG_MAX)
    value = (long long) n.magnitude;
  else
    parser_fail (p, "an enum's value must be a number");
  parser_next (p);
  if (negative)
    value = -value;
  if (parser_take (p, "<"))
    {
      parser_expect (p, "<");
      long long by = parse_constant (p);
      if (by < 0 || by > 62)
        parser_fail (p, "an enum's value is out of range");
      value = (long long) ((unsigned long long) value << by);
    }
  return value;
}

/* "{A, B = 3}", from behind the brace.  Returns the constants, the last one
   first.  */
static struct constant *
parse_enumerators (struct parser *p, bool *is_signed, bool *is_long)
{
  struct constant *list = NULL;
  long long value = 0;

  while (!parser_is (p, "}"))
    {
      if (p->token != T_NAME)
        parser_fail (p, "expected the name of an enum's value");
      struct constant *c = job_alloc (p->job, sizeof *c, 0);
      c->name = job_copy (p->job, p->at, p->length);
      parser_next (p);
      if (parser_take (p, "="))
        value = parse_constant (p);
      c->value = value;
      *is_signed |= value < 0;
      *is_long |= value > UINT_MAX || value < INT_MIN;
      c->next_in_enum = list;
      list = c;
      c->next = p->scope->constants;
      p->scope->constants = c;
      value = (long long) ((unsigned long long) value + 1);
      if (!parser_is (p, "}"))
        parser_expect (p, ",");
    }
  parser_next (p);
  return list;
}

static struct type *
parse_enum (struct parser *p)
{
  struct type *type, *base = NULL;
  const struct named *tag = NULL;
  bool is_signed = false, is_long = false;
  const char *at = NULL;
  size_t length = 0;

  parser_next (p);
  parser_take_attributes (p, NULL, NULL);
  if (p->token == T_NAME)
    {
      at = p->at;
      length = p->length;
      tag = scope_find (p->scope->enums, at, length);
      parser_next (p);
    }
  if (parser_take (p, ":"))
    base = parse_specifiers (p);
  if (!parser_is (p, "{"))
    return tag ? tag->type
               : type_integer (p->job, p->model, B_INT, true, "an enum");
  parser_next (p);
  struct constant *list = parse_enumerators (p, &is_signed, &is_long);
  if (base)
    {
      type = type_new (p->job, base->kind, 0, 0, NULL);
      *type = *base;
      type->name = "an enum";
    }
  else
    type = type_integer (p->job, p->model, is_long ? B_LLONG : B_INT,
                         is_signed, "an enum");
  type->constants = list;
  if (at)
    scope_add (p->job, &p->scope->enums, at, length, type);
  return type;
}

/* ---- Lists of specifiers --------------------------------------------- */

/* Words that do not change how a value is passed.  */
static const char *const qualifiers[] = {
  "const", "__const", "volatile", "__volatile__", "restrict", "__restrict",
  "__restrict__", "extern", "register", "static", "inline", "__inline",
  "__inline__", "_Noreturn", "noreturn", "_Thread_local", "__thread",
  "__extension__", "_Nullable", "_Nonnull", "_Null_unspecified", "typedef",
  "constexpr", NULL
};

bool
parser_at_qualifier (const struct parser *p)
{
  return parser_is_one (p, qualifiers);
}

static enum word
word_at (const struct parser *p)
{
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (parser_is (p, words[i].text))
      return words[i].word;
  return 0;
}

/* The type that the name at P stands for, or NULL.  */
static struct type *
named_type (struct parser *p)
{
  const struct named *n = scope_find (p->scope->names, p->at, p->length);
  if (n)
    return n->type;
  if (p->token != T_NAME)
    return NULL;
  return known_type (p->job, p->model,
                     job_copy (p->job, p->at, p->length));
}

/* Whether the name at P, which nothing declares, is a type's all the same:
   where a pointer to it or a parameter that is an array of it is declared, or
   where its size does not count, among the parameters of a pointer to a
   function.  */
static bool
at_opaque_type (const struct parser *p)
{
  struct parser ahead = *p;

  if (p->token != T_NAME)
    return false;
  do
    parser_next (&ahead);
  while (parser_at_qualifier (&ahead));
  if (parser_is (&ahead, "*"))
    return true;
  bool ends = parser_is (&ahead, ",") || parser_is (&ahead, ")");
  if (p->lists > 1 && (ends || ahead.token == T_NAME))
    return true;
  if (p->lists == 0 || ahead.token != T_NAME)
    return false;
  parser_next (&ahead);
  return parser_is (&ahead, "[");
}

/* Whether the name at P is a parameter by itself, in capitals: manual pages
   write so the constant that a caller of ioctl or syscall passes there.  */
static bool
at_constant (const struct parser *p)
{
  struct parser ahead = *p;

  if (p->token != T_NAME || p->lists == 0
      || !isupper ((unsigned char) p->at[0])
      || !isupper ((unsigned char) p->at[1]))
    return false;
  parser_next (&ahead);
  return parser_is (&ahead, ",") || parser_is (&ahead, ")");
}

bool
parser_at_type (const struct parser *p)
{
  struct parser here = *p;
  return p->token == T_NAME
         && (parser_at_qualifier (p) || word_at (p) || parser_is (p, "struct")
             || parser_is (p, "union") || parser_is (p, "enum")
             || named_type (&here));
}

static void
take_word (struct parser *p, struct specifiers *s, enum word word)
{
  if (s->type)
    parser_fail (p, "'%.*s' is unexpected after a type", (int) p->length,
                 p->at);
  if (word == W_LONG)
    s->longs++;
  else if (s->seen & word)
    parser_fail (p, "'%.*s' twice", (int) p->length, p->at);
  s->seen |= word;
  parser_next (p);
}

/* A struct, union, enum or known name, if P is at one and none came yet.  */
static bool
take_whole_type (struct parser *p, struct specifiers *s)
{
  bool compound = true;

  if (s->type || s->seen)
    return false;
  if (parser_is (p, "struct"))
    s->type = parse_struct (p, K_STRUCT);
  else if (parser_is (p, "union"))
    s->type = parse_struct (p, K_UNION);
  else if (parser_is (p, "enum"))
    s->type = parse_enum (p);
  else
    {
      compound = false;
      s->type = named_type (p);
      if (s->type == NULL && at_opaque_type (p))
        s->type = type_new (p->job, K_STRUCT, 0, 0, "a type not declared");
      else if (s->type == NULL && at_constant (p))
        s->type = type_integer (p->job, p->model, B_LONG, true, "long");
    }
  if (s->type && !compound)
    parser_next (p);
  return s->type != NULL;
}

static const char *const cplusplus[]
  = { "class", "namespace", "template", "typename", "using", "virtual", NULL };

/* Fails for want of a type.  */
static _Noreturn void
fail_no_type (struct parser *p)
{
  struct parser ahead = *p;

  if (p->token == T_END)
    parser_fail (p, "expected a type at the end");
  if (p->token != T_NAME)
    parser_fail (p, "expected a type before '%.*s'", (int) p->length, p->at);
  parser_next (&ahead);
  if (ahead.token == T_END && p->at == p->text)
    parser_fail (p, "'%.*s' is not a prototype: write the types too, as in "
                 "'int %.*s(int)'", (int) p->length, p->at, (int) p->length,
                 p->at);
  if (parser_is (&ahead, "::") || parser_is_one (p, cplusplus))
    parser_fail (p, "C++ names are not read: declare the function in C, under "
                 "its mangled name");
  parser_fail (p, "unknown type '%.*s': declare it first, as in 'typedef int "
               "%.*s;'", (int) p->length, p->at, (int) p->length, p->at);
}

static struct type *
specified_type (struct parser *p, const struct specifiers *s,
                const char *last)
{
  if (s->type)
    return s->type;
  if (!s->seen)
    fail_no_type (p);
  return basic_type (p, s,
                     job_copy (p->job, s->start, (size_t) (last - s->start)));
}

struct type *
type_const (struct job *job, const struct type *type)
{
  struct type *copy = type_new (job, type->kind, 0, 0, NULL);
  *copy = *type;
  copy->is_const = true;
  return copy;
}

struct type *
parse_specifiers (struct parser *p)
{
  struct specifiers s = { .start = NULL };
  size_t vector = 0;
  const char *last = p->at;

  p->is_typedef = false;
  for (;;)
    {
      const char *end = p->at + p->length;
      if (parser_at_qualifier (p))
        {
          s.is_const |= parser_is (p, "const") || parser_is (p, "__const");
          s.is_typedef |= parser_is (p, "typedef");
          parser_next (p);
          continue;
        }
      if (parser_is (p, "__attribute__"))
        {
          parser_take_attributes (p, NULL, &vector);
          continue;
        }
      enum word word = word_at (p);
      if (word && s.start == NULL)
        s.start = p->at;
      if (word)
        take_word (p, &s, word);
      else if (!take_whole_type (p, &s))
        break;
      last = end;
    }
  struct type *type = specified_type (p, &s, last);
  if (vector)
    type = vector_of (p, type, vector);
  p->is_typedef = s.is_typedef;
  return s.is_const ? type_const (p->job, type) : type;
}
