/* SPDX-License-Identifier: MIT */
/* Tokens and type specifiers.  */
#include "dlcall.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

struct tag
{
  struct tag *next;
  const char *name;
  struct type *type;
};

/* ---- Tokens ---------------------------------------------------------- */

static bool
is_name_char (char c)
{
  return isalnum ((unsigned char) c) || c == '_' || c == '$';
}

void
parser_next (struct parser *p)
{
  const char *s = p->at + p->length;

  while (isspace ((unsigned char) *s))
    s++;
  p->at = s;
  if (*s == 0)
    p->token = T_END;
  else if (is_name_char (*s))
    {
      p->token = isdigit ((unsigned char) *s) ? T_NUMBER : T_NAME;
      while (is_name_char (*s))
        s++;
    }
  else if (strncmp (s, "...", 3) == 0)
    {
      p->token = T_ELLIPSIS;
      s += 3;
    }
  else
    {
      p->token = T_OTHER;
      s++;
    }
  p->length = (size_t) (s - p->at);
}

bool
parser_is (const struct parser *p, const char *token)
{
  return p->token != T_END && strlen (token) == p->length
         && memcmp (p->at, token, p->length) == 0;
}

bool
parser_take (struct parser *p, const char *token)
{
  bool is = parser_is (p, token);
  if (is)
    parser_next (p);
  return is;
}

void
parser_expect (struct parser *p, const char *token)
{
  if (parser_take (p, token))
    return;
  if (p->token == T_END)
    parser_fail (p, "expected '%s' at the end", token);
  parser_fail (p, "expected '%s' before '%.*s'", token, (int) p->length,
               p->at);
}

void
parser_fail (const struct parser *p, const char *format, ...)
{
  char text[300];
  va_list ap;

  va_start (ap, format);
  vsnprintf (text, sizeof text, format, ap);
  va_end (ap);
  job_fail (p->job, "prototype, column %zu: %s",
            (size_t) (p->at - p->text) + 1, text);
}

void
parser_enter (struct parser *p)
{
  if (++p->depth > MAX_DEPTH)
    parser_fail (p, "nested more than %d deep", MAX_DEPTH);
}

/* ---- Basic types ----------------------------------------------------- */

/* What has been read of a list of specifiers.  */
struct specifiers
{
  unsigned seen;         /* bits of enum word */
  unsigned longs;
  bool is_const;
  struct type *type;     /* a whole type: a struct, a known name */
  const char *start;     /* in the text */
};

enum word
{
  W_VOID = 1, W_BOOL = 2, W_CHAR = 4, W_SHORT = 8, W_INT = 16,
  W_INT128 = 32, W_FLOAT = 64, W_DOUBLE = 128, W_SIGNED = 256,
  W_UNSIGNED = 512, W_COMPLEX = 1024, W_LONG = 2048
};

static const struct { const char *text; enum word word; } words[] = {
  { "void", W_VOID }, { "_Bool", W_BOOL }, { "bool", W_BOOL },
  { "char", W_CHAR }, { "short", W_SHORT }, { "int", W_INT },
  { "__int128", W_INT128 }, { "float", W_FLOAT }, { "double", W_DOUBLE },
  { "signed", W_SIGNED }, { "unsigned", W_UNSIGNED },
  { "_Complex", W_COMPLEX }, { "complex", W_COMPLEX }, { "long", W_LONG }
};

/* Names of integer types that C or POSIX headers define.  */
static const struct { const char *name; enum basic basic; bool is_signed; }
names[] = {
  { "int8_t", B_CHAR, true }, { "uint8_t", B_CHAR, false },
  { "int16_t", B_SHORT, true }, { "uint16_t", B_SHORT, false },
  { "int32_t", B_INT, true }, { "uint32_t", B_INT, false },
  { "int64_t", B_LLONG, true }, { "uint64_t", B_LLONG, false },
  { "intmax_t", B_LLONG, true }, { "uintmax_t", B_LLONG, false },
  { "__int128_t", B_INT128, true }, { "__uint128_t", B_INT128, false },
  { "size_t", B_POINTER, false }, { "ssize_t", B_POINTER, true },
  { "ptrdiff_t", B_POINTER, true }, { "intptr_t", B_POINTER, true },
  { "uintptr_t", B_POINTER, false }, { "time_t", B_TIME, true },
  { "pid_t", B_INT, true }, { "uint", B_INT, false },
  { "wint_t", B_INT, false }
};

static struct type *
new_integer (struct parser *p, enum basic basic, bool is_signed,
             const char *name)
{
  if (p->model->of[basic].size == 0)
    parser_fail (p, "this platform has no %s", name);
  struct type *type = type_new (p->job, K_INT, p->model->of[basic].size,
                                p->model->of[basic].align, name);
  type->is_signed = is_signed;
  return type;
}

static struct type *
named_type (struct parser *p)
{
  if (parser_is (p, "wchar_t"))
    return new_integer (p, B_WCHAR, !p->model->wchar_unsigned, "wchar_t");
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (parser_is (p, names[i].name))
      return new_integer (p, names[i].basic, names[i].is_signed,
                          names[i].name);
  return NULL;
}

static struct type *
floating_type (struct parser *p, const struct specifiers *s, const char *name)
{
  enum basic basic = s->seen & W_FLOAT ? B_FLOAT
                     : s->longs ? B_LDOUBLE : B_DOUBLE;
  size_t size = p->model->of[basic].size, align = p->model->of[basic].align;
  struct type *real = type_new (p->job, K_FLOAT, size, align, name);

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
    = new_integer (p, basic,
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
    parser_fail (p, "'%s' is no type", name);
  if (s->seen & W_VOID)
    return type_new (p->job, K_VOID, 0, 0, name);
  if (s->seen & W_BOOL)
    return type_new (p->job, K_BOOL, 1, 1, name);
  if (s->seen & (W_FLOAT | W_DOUBLE))
    return floating_type (p, s, name);
  return integer_type (p, s, name);
}

/* ---- struct, union, enum --------------------------------------------- */

/* Takes __attribute__ ((packed)) or ((vector_size (N))) if it is there.  */
static void
take_attribute (struct parser *p, bool *packed, size_t *vector)
{
  while (parser_take (p, "__attribute__"))
    {
      parser_expect (p, "(");
      parser_expect (p, "(");
      if (packed && (parser_is (p, "packed") || parser_is (p, "__packed__")))
        {
          *packed = true;
          parser_next (p);
        }
      else if (vector && (parser_is (p, "vector_size")
                          || parser_is (p, "__vector_size__")))
        {
          struct number n;
          parser_next (p);
          parser_expect (p, "(");
          struct span s = { p->at, p->at + p->length };
          if (!number_scan (s, &n) || n.magnitude > 64
              || (n.magnitude & (n.magnitude - 1)) || n.magnitude == 0)
            parser_fail (p, "a vector has a power of two of bytes, "
                         "64 at most");
          *vector = (size_t) n.magnitude;
          parser_next (p);
          parser_expect (p, ")");
        }
      else
        parser_fail (p, "attribute '%.*s' is not supported here",
                     (int) p->length, p->at);
      parser_expect (p, ")");
      parser_expect (p, ")");
    }
}

static struct type *
vector_of (struct parser *p, struct type *lane, size_t size)
{
  if ((lane->kind != K_INT && lane->kind != K_FLOAT) || lane->size > 8
      || lane->size > size)
    parser_fail (p, "no vector has such elements");
  struct type *type = type_new (p->job, K_VECTOR, size, size, "a vector");
  type->of = lane;
  type->count = size / lane->size;
  return type;
}

static void
check_member (struct parser *p, const struct type *type)
{
  if (parser_is (p, ":"))
    parser_fail (p, "bit-fields are not supported; declare the integer that "
                 "holds them");
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
          if (m.name == NULL)
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
parse_body (struct parser *p, struct type *type, bool packed)
{
  struct member *list = NULL;
  size_t count = 0;

  parser_enter (p);
  while (!parser_is (p, "}"))
    list = parse_members (p, list, &count);
  if (count == 0)
    parser_fail (p, "%s has no members", type->name);
  parser_next (p);
  take_attribute (p, &packed, NULL);
  type->member = list;
  type->count = count;
  type_layout (type, packed);
  if (type->size > MAX_BYTES)
    parser_fail (p, "%s is larger than %d bytes", type->name, MAX_BYTES);
  p->depth--;
}

/* The type with the tag at P, perhaps not complete yet.  */
static struct type *
tagged_type (struct parser *p, enum kind kind)
{
  for (struct tag *tag = p->tags; tag; tag = tag->next)
    if (parser_is (p, tag->name))
      {
        if (tag->type->kind != kind)
          parser_fail (p, "'%s' is another kind of tag", tag->name);
        return tag->type;
      }
  struct tag *tag = job_alloc (p->job, sizeof *tag, 0);
  tag->name = job_copy (p->job, p->at, p->length);
  tag->type = type_new (p->job, kind, 0, 0,
                        kind == K_UNION ? "a union" : "a struct");
  tag->next = p->tags;
  p->tags = tag;
  return tag->type;
}

static struct type *
parse_struct (struct parser *p, enum kind kind)
{
  struct type *type = NULL;
  bool packed = false;

  parser_next (p);
  take_attribute (p, &packed, NULL);
  if (p->token == T_NAME)
    {
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
  parse_body (p, type, packed);
  return type;
}

static struct type *
parse_enum (struct parser *p)
{
  parser_next (p);
  if (p->token != T_NAME)
    parser_fail (p, "expected the tag of an enum");
  parser_next (p);
  if (parser_is (p, "{"))
    parser_fail (p, "an enum's constants are not supported; write 'int'");
  return new_integer (p, B_INT, true, "an enum");
}

/* ---- Lists of specifiers --------------------------------------------- */

static bool
is_qualifier (const struct parser *p)
{
  static const char *const list[]
    = { "const", "volatile", "restrict", "__restrict", "__restrict__",
        "extern", "register" };
  for (size_t i = 0; i < sizeof list / sizeof *list; i++)
    if (parser_is (p, list[i]))
      return true;
  return false;
}

static enum word
word_at (const struct parser *p)
{
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (parser_is (p, words[i].text))
      return words[i].word;
  return 0;
}

bool
parser_at_type (const struct parser *p)
{
  if (p->token != T_NAME)
    return false;
  if (is_qualifier (p) || word_at (p) || parser_is (p, "struct")
      || parser_is (p, "union") || parser_is (p, "enum")
      || parser_is (p, "wchar_t"))
    return true;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (parser_is (p, names[i].name))
      return true;
  return false;
}

static void
take_word (struct parser *p, struct specifiers *s, enum word word)
{
  if (s->type)
    parser_fail (p, "'%.*s' after a whole type", (int) p->length, p->at);
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
    }
  if (s->type && !compound)
    parser_next (p);
  return s->type != NULL;
}

static struct type *
specified_type (struct parser *p, const struct specifiers *s,
                const char *last)
{
  if (s->type)
    return s->type;
  if (s->seen)
    {
      const char *name
        = job_copy (p->job, s->start, (size_t) (last - s->start));
      return basic_type (p, s, name);
    }
  if (p->token == T_NAME)
    parser_fail (p, "unknown type '%.*s' (for a pointer to it, write void *)",
                 (int) p->length, p->at);
  if (p->token == T_END)
    parser_fail (p, "expected a type at the end");
  parser_fail (p, "expected a type before '%.*s'", (int) p->length, p->at);
}

struct type *
parse_specifiers (struct parser *p)
{
  struct specifiers s = { .start = NULL };
  size_t vector = 0;
  const char *last = p->at;

  for (;;)
    {
      const char *end = p->at + p->length;
      if (is_qualifier (p))
        {
          s.is_const |= parser_is (p, "const");
          parser_next (p);
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
  take_attribute (p, NULL, &vector);
  if (vector)
    type = vector_of (p, type, vector);
  if (s.is_const)
    {
      struct type *copy = type_new (p->job, type->kind, 0, 0, NULL);
      *copy = *type;
      copy->is_const = true;
      type = copy;
    }
  return type;
}
