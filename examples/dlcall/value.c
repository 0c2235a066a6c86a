/* SPDX-License-Identifier: MIT */
#include "dlcall.h"

#include <ctype.h>
#include <string.h>

static void read_value (struct values *v, const struct type *type,
                        struct span s, void *to);
static struct type *cast_type (struct values *v, const char **value);

/* ---- Lists ----------------------------------------------------------- */

/* The end of the quoted text that starts at S.at.  */
static const char *
skip_quoted (struct values *v, struct span s)
{
  char quote = *s.at++;
  for (; s.at < s.end; s.at++)
    if (*s.at == '\\' && s.at + 1 < s.end)
      s.at++;
    else if (*s.at == quote)
      return s.at + 1;
  job_fail (v->job, "no closing %c", quote);
}

/* The text up to a comma that is in no braces; REST is what is behind the
   comma, or empty with at NULL if there is none.  */
static struct span
next_item (struct values *v, struct span s, struct span *rest)
{
  const char *at = s.at;
  unsigned open = 0;

  for (; at < s.end; at++)
    if (*at == '"' || *at == '\'')
      at = skip_quoted (v, (struct span) { at, s.end }) - 1;
    else if (*at == '{')
      open++;
    else if (*at == '}' && open-- == 0)
      job_fail (v->job, "'}' without '{'");
    else if (*at == ',' && open == 0)
      break;
  if (open)
    job_fail (v->job, "'{' without '}'");
  *rest = at < s.end ? (struct span) { at + 1, s.end }
                     : (struct span) { NULL, NULL };
  return span_trim ((struct span) { s.at, at });
}

/* What is between the braces of S.  */
static struct span
inside_braces (struct values *v, const struct type *type, struct span s)
{
  if (s.at == s.end || *s.at != '{' || s.end[-1] != '}')
    job_fail (v->job, "%s is written {...}", type->name);
  return (struct span) { s.at + 1, s.end - 1 };
}

/* How many values the list S has.  */
static size_t
count_items (struct values *v, struct span s)
{
  size_t n = 0;
  while (s.at)
    {
      struct span item = next_item (v, s, &s);
      if (s.at || item.at < item.end)
        n++;
    }
  return n;
}

/* Takes ".name =" from *ITEM; returns the member's number, or NEXT.  */
static size_t
member_index (struct values *v, const struct type *type, struct span *item,
              size_t next)
{
  const char *at = item->at;

  if (item->end - at < 2 || *at != '.'
      || !(isalpha ((unsigned char) at[1]) || at[1] == '_'))
    return next;
  struct span name = { ++at, NULL };
  while (at < item->end && (isalnum ((unsigned char) *at) || *at == '_'))
    at++;
  name.end = at;
  item->at = at;
  *item = span_trim (*item);
  if (item->at == item->end || *item->at != '=')
    job_fail (v->job, "expected '=' after .%.*s",
              (int) (name.end - name.at), name.at);
  item->at++;
  for (size_t i = 0; i < type->count; i++)
    if (type->member[i].name && span_equals (name, type->member[i].name))
      return i;
  job_fail (v->job, "no member is called %.*s", (int) (name.end - name.at),
            name.at);
}

/* Takes "[n] =" likewise.  */
static size_t
element_index (struct values *v, struct span *item, size_t next)
{
  struct number n;

  if (item->at == item->end || *item->at != '[')
    return next;
  const char *close
    = memchr (item->at, ']', (size_t) (item->end - item->at));
  if (close == NULL
      || !number_scan (span_trim ((struct span) { item->at + 1, close }), &n))
    job_fail (v->job, "'%.*s' is not an index", (int) (item->end - item->at),
              item->at);
  item->at = close + 1;
  *item = span_trim (*item);
  if (item->at == item->end || *item->at != '=')
    job_fail (v->job, "expected '=' after an index");
  item->at++;
  if (n.overflow || n.negative || n.magnitude >= MAX_BYTES)
    job_fail (v->job, "an index is out of range");
  return (size_t) n.magnitude;
}

static void
read_bits (struct values *v, const struct member *m, struct span s, char *to)
{
  char value[sizeof (wide)];
  read_value (v, m->type, s, value);
  wide x = load_integer (value, m->type->size, m->type->is_signed);
  store_bits (to, m, x);
  if (load_bits (to, m) != x)
    job_fail (v->job, "'%.*s' does not fit into %u bits",
              (int) (s.end - s.at), s.at, m->width);
}

static void
read_members (struct values *v, const struct type *type, struct span s,
              char *to)
{
  size_t index = 0;
  bool first = true;

  while (s.at)
    {
      struct span item = next_item (v, s, &s);
      if (item.at == item.end && s.at == NULL)
        break;                        /* "{}", or a comma at the end */
      while (index < type->count && is_unnamed_bits (&type->member[index]))
        index++;
      index = member_index (v, type, &item, index);
      if (index >= type->count || (type->kind == K_UNION && !first))
        job_fail (v->job, "too many values for %s", type->name);
      const struct member *m = &type->member[index++];
      if (m->is_bits)
        read_bits (v, m, span_trim (item), to);
      else
        read_value (v, m->type, span_trim (item), to + m->offset);
      first = false;
    }
}

static void
read_elements (struct values *v, const struct type *type, struct span s,
               char *to)
{
  size_t index = 0;

  while (s.at)
    {
      struct span item = next_item (v, s, &s);
      if (item.at == item.end && s.at == NULL)
        break;
      index = element_index (v, &item, index);
      if (index >= type->count)
        job_fail (v->job, "too many values for %s of %zu", type->name,
                  type->count);
      read_value (v, type->of, span_trim (item),
                  to + index++ * type->of->size);
    }
}

/* ---- Strings --------------------------------------------------------- */

/* Writes S with its escapes undone to TO; returns the bytes.  */
static size_t
unescape (struct values *v, struct span s, char *to)
{
  size_t n = 0;
  while (s.at < s.end)
    {
      const char *start = s.at;
      int c = read_char (&s.at, s.end);
      if (c < 0)
        job_fail (v->job, "'%.*s' is not an escape sequence",
                  (int) (s.at - start), start);
      to[n++] = (char) c;
    }
  return n;
}

static struct span
unquote (struct values *v, struct span s)
{
  if (s.at == s.end || *s.at != '"')
    return s;
  if (skip_quoted (v, s) != s.end)
    job_fail (v->job, "there is text after the closing \"");
  return (struct span) { s.at + 1, s.end - 1 };
}

/* In a shell, text stands in quotes: a name without them is a variable.  */
static void
check_quotes (struct values *v, struct span s)
{
  if (v->variables && (s.at == s.end || *s.at != '"'))
    job_fail (v->job, "'%.*s' is not a variable (text is written in quotes)",
              (int) (s.end - s.at), s.at);
}

static char *
new_string (struct values *v, struct span s)
{
  check_quotes (v, s);
  s = unquote (v, s);
  char *text = job_alloc (v->job, (size_t) (s.end - s.at) + 1, 1);
  unescape (v, s, text);
  return text;
}

/* The text S, in UTF-8, as wide characters: L"text" or text.  */
static void *
new_wide_string (struct values *v, const struct type *type, struct span s)
{
  if (s.end - s.at > 1 && *s.at == 'L' && s.at[1] == '"')
    s.at++;
  char *text = new_string (v, s), *at = text;
  size_t size = type->size, n = 0;
  char *wide_text = job_alloc (v->job, (strlen (text) + 1) * size, size);
  while (*at)
    {
      unsigned long c = utf8_next (&at);
      if (size == 2 && c > 0xffff)
        {
          c -= 0x10000;
          store_integer (wide_text + size * n++, size, 0xd800 + (c >> 10));
          c = 0xdc00 + (c & 0x3ff);
        }
      store_integer (wide_text + size * n++, size, c);
    }
  return wide_text;
}

static void
read_char_array (struct values *v, const struct type *type, struct span s,
                 void *to)
{
  s = unquote (v, s);
  char *text = job_alloc (v->job, (size_t) (s.end - s.at) + 1, 1);
  size_t n = unescape (v, s, text);
  if (n > type->count)
    job_fail (v->job, "%zu characters are too many for an array of %zu", n,
              type->count);
  memcpy (to, text, n);
}

/* ---- Pointers -------------------------------------------------------- */

static bool
is_bytes (const struct type *type)
{
  return type->kind == K_INT && type->size == 1;
}

/* Memory for COUNT objects that a pointer of TYPE points to.  Unless they
   are const, they are shown after the call.  */
static void *
new_objects (struct values *v, const struct type *type, size_t count)
{
  struct job *job = v->job;
  struct type *of = type->of;

  if (of->size == 0)
    of = type_new (job, K_INT, 1, 1, "a byte");
  if (count == 0 || count > ((size_t) 1 << 30) / of->size)
    job_fail (job, "cannot make %zu objects", count);
  struct type *array
    = type_new (job, K_ARRAY, count * of->size, of->align, "the array");
  array->of = of;
  array->count = count;
  void *at = job_alloc (job, array->size, of->align);
  if (!of->is_const)
    {
      struct shown **last = &v->shown;
      while (*last)
        last = &(*last)->next;
      *last = job_alloc (job, sizeof **last, 0);
      **last = (struct shown) { NULL, job->argument, array, at };
    }
  return at;
}

static bool
is_name (struct span s)
{
  static const char *const values[]
    = { "NULL", "nullptr", "true", "false", "inf", "nan", "infinity" };

  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    if (span_equals (s, values[i]))
      return false;
  if (s.at == s.end || isdigit ((unsigned char) *s.at))
    return false;
  for (; s.at < s.end; s.at++)
    if (!isalnum ((unsigned char) *s.at) && *s.at != '_')
      return false;
  return true;
}

/* "&name": a symbol of the library.  */
static void *
read_symbol (struct values *v, struct span name)
{
  char *text = job_copy (v->job, name.at, (size_t) (name.end - name.at));
  void *at = v->symbol ? v->symbol (v->library, text) : NULL;
  if (at == NULL)
    job_fail (v->job, "the library has no symbol '%s' (text that starts with "
              "& is written in quotes)", text);
  return at;
}

/* "[N]": whether S is a request for N objects.  */
static bool
room_scan (struct span s, struct number *n)
{
  return s.end - s.at > 2 && *s.at == '[' && s.end[-1] == ']'
         && number_scan ((struct span) { s.at + 1, s.end - 1 }, n)
         && !n->negative && !n->is_char;
}

static void *
read_room (struct values *v, const struct type *type, const struct number *n)
{
  if (n->overflow || n->magnitude > (wide) 1 << 30)
    job_fail (v->job, "cannot make that many objects");
  return new_objects (v, type, (size_t) n->magnitude);
}

static void *
read_objects (struct values *v, const struct type *type, struct span s)
{
  if (*s.at == '&')
    {
      void *one = new_objects (v, type, 1);
      s.at++;
      s = span_trim (s);
      cast_type (v, &s.at);
      read_value (v, type->of, span_trim (s), one);
      return one;
    }
  struct span list = inside_braces (v, type, s);
  struct type array = { .kind = K_ARRAY, .name = "the array",
                        .of = type->of, .count = count_items (v, list) };
  void *at = new_objects (v, type, array.count);
  read_elements (v, &array, list, at);
  return at;
}

static void *
read_address (struct values *v, const struct type *type, struct span s)
{
  struct number n;

  if (!number_scan (s, &n) || n.is_char)
    job_fail (v->job, "'%.*s' is not a pointer: expected NULL, an address, "
              "&symbol, [SIZE]%s", (int) (s.end - s.at), s.at,
              type->of->size ? ", &VALUE or {VALUE, ...}"
                             : " or \"string\"");
  if (n.overflow || n.negative || n.magnitude > UINTPTR_MAX)
    job_fail (v->job, "%.*s does not fit a pointer", (int) (s.end - s.at),
              s.at);
  return (void *) (uintptr_t) n.magnitude;
}

static void *
read_pointer (struct values *v, const struct type *type, struct span s)
{
  bool bytes = is_bytes (type->of);
  struct number n;
  char first = s.at < s.end ? *s.at : 0;

  if (span_equals (s, "NULL") || span_equals (s, "nullptr"))
    return NULL;
  if (first == '&' && is_name ((struct span) { s.at + 1, s.end }))
    return read_symbol (v, (struct span) { s.at + 1, s.end });
  if (room_scan (s, &n))
    return read_room (v, type, &n);
  if (type->of->is_wide && first != '{' && first != '&')
    return new_wide_string (v, type->of, s);
  if ((bytes && (type->of->is_char || first != '{'))
      || (first == '"' && type->of->kind == K_VOID))
    return new_string (v, s);
  if (type->of->size && (first == '&' || first == '{'))
    return read_objects (v, type, s);
  return read_address (v, type, s);
}

/* ---- Values ---------------------------------------------------------- */

/* Stores the variable VAR, or fails: its type does not go with TYPE.  */
static void
read_variable (struct values *v, const struct type *type,
               const struct variable *var, void *to)
{
  const struct type *from = var->type;
  bool integers = (from->kind == K_INT || from->kind == K_BOOL)
                  && (type->kind == K_INT || type->kind == K_BOOL);

  if (integers)
    {
      wide x = load_integer (var->at, from->size, from->is_signed);
      store_integer (to, type->size, x);
      if (load_integer (to, type->size, type->is_signed) != x)
        job_fail (v->job, "%s does not fit %s", var->name, type->name);
    }
  else if (from->kind == K_ARRAY && type->kind == K_POINTER)
    memcpy (to, &var->at, sizeof var->at);
  else if (from->kind == type->kind && from->size == type->size)
    memcpy (to, var->at, type->size);
  else
    job_fail (v->job, "%s has another type than %s", var->name, type->name);
}

/* Stores an enum's value, if S is the name of one.  */
static bool
read_constant (struct values *v, const struct type *type, struct span s,
               void *to)
{
  const struct constant *c
    = type->kind == K_INT && v->scope ? scope_constant (v->scope, s) : NULL;

  if (c == NULL)
    return false;
  store_integer (to, type->size, (wide) c->value);
  if (load_integer (to, type->size, type->is_signed) != (wide) c->value)
    job_fail (v->job, "%s does not fit %s", c->name, type->name);
  return true;
}

static void
read_value (struct values *v, const struct type *type, struct span s,
            void *to)
{
  const struct variable *var = variable_find (v->variables, s);

  if (var)
    {
      read_variable (v, type, var, to);
      return;
    }
  switch (type->kind)
    {
    case K_BOOL:
    case K_INT:
      if (!read_constant (v, type, s, to))
        read_integer (v->job, type, s, to);
      break;
    case K_FLOAT:
      read_float (v->job, type, s, to);
      break;
    case K_COMPLEX:
      read_complex (v->job, type, s, to);
      break;
    case K_POINTER:
      {
        void *p = read_pointer (v, type, s);
        memcpy (to, &p, sizeof p);
        break;
      }
    case K_ARRAY:
    case K_VECTOR:
      if (is_bytes (type->of) && s.at < s.end && *s.at == '"')
        read_char_array (v, type, s, to);
      else
        read_elements (v, type, inside_braces (v, type, s), to);
      break;
    default:
      read_members (v, type, inside_braces (v, type, s), to);
    }
}

void
read_argument (struct values *v, const struct type *type, const char *text,
               void *to)
{
  struct span s = { text, text + strlen (text) };
  struct span trimmed = span_trim (s);
  bool is_string = type->kind == K_POINTER && is_bytes (type->of)
                   && (trimmed.at == trimmed.end || *trimmed.at != '"')
                   && !v->variables;

  read_value (v, type, is_string ? s : trimmed, to);
}

/* ---- Variadic arguments ---------------------------------------------- */

static struct type *
plain_type (struct values *v, const char *name)
{
  return parse_type_name (v->job, &host_model, v->scope, name, strlen (name));
}

/* The type of an integer constant as C has it: the first that fits.  */
static struct type *
integer_type (struct values *v, const struct number *n, const char *text)
{
  static const char *const names[]
    = { "int", "unsigned", "long", "unsigned long", "long long",
        "unsigned long long" };

  if (n->is_char)
    return plain_type (v, "int");
  for (unsigned i = 2 * n->longs; i < 6; i++)
    {
      struct type *type = plain_type (v, names[i]);
      wide max = ~(wide) 0 >> 8 * (sizeof (wide) - type->size);
      bool fits = !n->overflow
                  && n->magnitude <= (type->is_signed ? max / 2 + n->negative
                                                      : max);
      if (type->is_signed ? !n->is_unsigned
                          : n->is_unsigned || !n->is_decimal)
        if (fits && !(n->negative && !type->is_signed))
          return type;
    }
  job_fail (v->job, "%s does not fit any integer type", text);
}

/* The type in "(TYPE)value", or NULL; *VALUE is moved behind it.  */
static struct type *
cast_type (struct values *v, const char **value)
{
  const char *at = *value;
  unsigned open = 0;

  if (*at != '(')
    return NULL;
  do
    {
      open += *at == '(';
      open -= *at == ')';
      at++;
    }
  while (open && *at);
  if (open)
    return NULL;
  struct type *type = parse_type_name (v->job, &host_model, v->scope,
                                       *value + 1,
                                       (size_t) (at - *value) - 2);
  if (type)
    *value = at;
  return type;
}

static struct type *
promote (struct values *v, struct type *type)
{
  if (type->kind == K_FLOAT && type->size == sizeof (float))
    return plain_type (v, "double");
  if ((type->kind == K_INT || type->kind == K_BOOL)
      && type->size < sizeof (int))
    return plain_type (v, "int");
  if (type->size == 0 || type->kind == K_ARRAY)
    job_fail (v->job, "no argument can have this type");
  return type;
}

/* The type of the constant S, or NULL: it is none.  */
static struct type *
constant_type (struct values *v, struct span s, const char *text)
{
  struct number n;
  char suffix;
  bool is_complex;

  if (number_scan (s, &n))
    return integer_type (v, &n, text);
  if (float_scan (s, &suffix, &is_complex))
    return plain_type (v, is_complex ? "double _Complex"
                          : suffix == 'l' ? "long double" : "double");
  if (span_equals (s, "NULL") || span_equals (s, "nullptr"))
    return plain_type (v, "void *");
  return v->scope && scope_constant (v->scope, s) ? plain_type (v, "int")
                                                  : NULL;
}

/* The type of "&VALUE", "&symbol", "[N]", or NULL: S is none of these.  */
static struct type *
pointer_type (struct values *v, struct span s)
{
  struct number n;

  if (room_scan (s, &n))
    return plain_type (v, "char *");
  if (s.at == s.end || *s.at != '&')
    return NULL;
  struct span behind = span_trim ((struct span) { s.at + 1, s.end });
  const char *at = behind.at;
  struct type *of = cast_type (v, &at);
  if (of == NULL)
    of = constant_type (v, behind, behind.at);
  if (of == NULL && behind.at < behind.end && *behind.at == '"')
    of = plain_type (v, "char *");
  if (of)
    return type_pointer (v->job, &host_model, of);
  return is_name (behind) ? plain_type (v, "void *") : NULL;
}

struct type *
type_of_argument (struct values *v, const char *text, const char **value)
{
  struct span s = span_trim ((struct span) { text, text + strlen (text) });
  const struct variable *var = variable_find (v->variables, s);

  *value = s.at;
  if (var)
    return var->type->kind == K_ARRAY
           ? type_pointer (v->job, &host_model, var->type->of)
           : promote (v, var->type);
  struct type *type = cast_type (v, value);
  if (type)
    return promote (v, type);
  *value = text;
  type = constant_type (v, s, text);
  if (type == NULL)
    type = pointer_type (v, s);
  return type ? type : plain_type (v, "char *");
}
