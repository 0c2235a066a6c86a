/* SPDX-License-Identifier: MIT */
#include "dlcall.h"

#include <ctype.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>

static void
print_integer (FILE *out, const struct type *type, const void *at)
{
  wide v = load_integer (at, type->size, type->is_signed);
  bool negative = type->is_signed && v >> (8 * sizeof v - 1);
  char text[48], *s = text + sizeof text;

  if (negative)
    v = -v;
  *--s = 0;
  do
    *--s = (char) ('0' + (int) (v % 10));
  while (v /= 10);
  if (negative)
    *--s = '-';
  fputs (s, out);
}

/* The name of an enum's value, or else the number.  */
static void
print_enum (FILE *out, const struct type *type, const void *at)
{
  wide v = load_integer (at, type->size, type->is_signed);

  for (const struct constant *c = type->constants; c; c = c->next_in_enum)
    if ((wide) c->value == v)
      {
        fputs (c->name, out);
        return;
      }
  print_integer (out, type, at);
}

/* The character C, which has BYTES bytes of UTF-8 at S; 0 bytes: none.  */
static void
print_char (FILE *out, unsigned long c, const char *s, size_t bytes,
            char quote)
{
  static const char codes[] = "\a\b\f\n\r\t\v\\";
  static const char names[] = "abfnrtv\\";
  const char *code = c && c < 0x80 ? strchr (codes, (int) c) : NULL;

  if (code)
    fprintf (out, "\\%c", names[code - codes]);
  else if (c == (unsigned char) quote)
    fprintf (out, "\\%c", (int) c);
  else if ((c >= ' ' && c < 0x7f) || (c >= 0xa0 && bytes > 1))
    fwrite (s, 1, bytes, out);
  else if (bytes)
    for (; bytes; bytes--)
      fprintf (out, "\\%03o", (unsigned char) *s++);
  else
    fprintf (out, c < 0x10000 ? "\\u%04lx" : "\\U%08lx", c);
}

/* Up to MAX bytes, or a 0 before that.  */
static void
print_string (FILE *out, const char *s, size_t max)
{
  char *at = (char *) s;

  putc ('"', out);
  while ((size_t) (at - s) < max && *at)
    {
      char *start = at;
      unsigned long c = utf8_next (&at);
      if ((size_t) (at - s) > max)
        {
          c = (unsigned char) *start;    /* cut off */
          at = start + 1;
        }
      print_char (out, c, start, (size_t) (at - start), '"');
    }
  putc ('"', out);
}

/* The wide character at *AT as UTF-8 in TEXT; moves *AT on.  */
static unsigned long
wide_next (const char **at, size_t size, char *text, size_t *bytes)
{
  static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
  unsigned long c = (unsigned long) load_integer (*at, size, false);

  *at += size;
  if (size == 2 && c >= 0xd800 && c < 0xdc00)
    {
      unsigned long low = (unsigned long) load_integer (*at, size, false);
      if (low >= 0xdc00 && low < 0xe000)
        {
          c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
          *at += size;
        }
    }
  *bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  if (c > 0x10ffff || (c >= 0xd800 && c < 0xe000) || (c >= 0x7f && c < 0xa0))
    *bytes = 0;
  unsigned long rest = c;
  for (size_t i = *bytes; i > 1; i--, rest >>= 6)
    text[i - 1] = (char) (0x80 | (rest & 0x3f));
  text[0] = (char) (first[*bytes] | rest);
  if (*bytes == 1)
    text[0] = (char) c;
  return c;
}

/* Up to MAX characters of the type WIDE, or a 0 before that.  */
static void
print_wide_string (FILE *out, const struct type *type, const char *s,
                   size_t max)
{
  const char *end = max < SIZE_MAX / type->size ? s + max * type->size : NULL;
  char text[8];
  size_t bytes;

  fputs ("L\"", out);
  while (s != end && load_integer (s, type->size, false))
    {
      unsigned long c = wide_next (&s, type->size, text, &bytes);
      print_char (out, c, text, bytes, '"');
    }
  putc ('"', out);
}

/* Whether the COUNT bytes at S are text.  */
static bool
is_text (const char *s, size_t count)
{
  char *at = (char *) s;

  while ((size_t) (at - s) < count)
    {
      char *start = at;
      unsigned long c = utf8_next (&at);
      bool is_byte = at == start + 1;
      if ((size_t) (at - s) > count || (is_byte && c >= 0x7f)
          || (c < ' ' && !(c >= '\t' && c <= '\r'))
          || (c >= 0x7f && c < 0xa0))
        return false;
    }
  return true;
}

/* An array of bytes: in hexadecimal, unless it is text.  A char array's text
   ends at its first 0; in other arrays zeros may only follow the text.  */
static void
print_bytes (FILE *out, const struct type *type, const char *s)
{
  size_t count = type->count;

  if (type->of->is_char)
    count = memchr (s, 0, count) ? strlen (s) : count;
  else
    while (count && s[count - 1] == 0)
      count--;
  if (is_text (s, count) && (count || type->of->is_char))
    {
      print_string (out, s, type->count);
      return;
    }
  for (size_t i = 0; i < type->count; i++)
    fprintf (out, "%s0x%02x", i ? ", " : "{", (unsigned char) s[i]);
  putc ('}', out);
}

/* The strings of a list that ends with NULL.  */
static void
print_string_list (FILE *out, const char *const *list)
{
  putc ('{', out);
  for (; *list; list++)
    {
      print_string (out, *list, SIZE_MAX);
      fputs (", ", out);
    }
  fputs ("NULL}", out);
}

enum { FLOAT_TEXT = 64 };

/* Whether TEXT is the number L of TYPE.  */
static bool
is_same (const char *text, const struct type *type, long double l)
{
  long double value;
  char *end;
  store_float (type, text, &end, &value);
  return load_float (type, &value) == l;
}

bool
float_is_finite (const struct type *type, const void *at)
{
  long double l = load_float (type, at);
  return l - l == 0;
}

/* As few digits as tell the value from all others of its type, but no
   exponent for integers that can do without.  */
static void
format_float (char *text, const struct type *type, const void *at)
{
  long double l = load_float (type, at);
  int digits = 0;

  if (l != l)
    {
      strcpy (text, "nan");
      return;
    }
  do
    snprintf (text, FLOAT_TEXT, "%.*Lg", ++digits, l);
  while (!is_same (text, type, l) && digits < LDBL_DECIMAL_DIG);
  const char *exponent = strstr (text, "e+");
  if (exponent && atoi (exponent + 2) <= 15)
    snprintf (text, FLOAT_TEXT, "%.*Lg", atoi (exponent + 2) + 1, l);
}

/* "1 + 2i", "1 - 2i".  */
static void
print_complex (FILE *out, const struct type *type, const void *at)
{
  char text[FLOAT_TEXT];

  format_float (text, type->of, at);
  fputs (text, out);
  format_float (text, type->of, (const char *) at + type->of->size);
  bool minus = *text == '-';
  fprintf (out, " %c %si", minus ? '-' : '+', text + minus);
}

static void
print_pointer (FILE *out, const struct type *type, const void *at,
               bool strings)
{
  const void *p;

  memcpy (&p, at, sizeof p);
  if (p == NULL)
    fputs ("NULL", out);
  else if (strings && type->of->is_char)
    print_string (out, p, SIZE_MAX);
  else if (strings && type->of->is_wide)
    print_wide_string (out, type->of, p, SIZE_MAX);
  else
    fprintf (out, "0x%llx", (unsigned long long) (uintptr_t) p);
}

/* The pointers in a union may be other members' bytes.  */
static void
print_members (FILE *out, const struct type *type, const char *at,
               bool strings)
{
  bool first = true;
  putc ('{', out);
  for (size_t i = 0; i < type->count; i++)
    {
      const struct member *m = &type->member[i];
      if (is_unnamed_bits (m))
        continue;
      if (!first)
        fputs (", ", out);
      first = false;
      if (m->name)
        fprintf (out, "%s = ", m->name);
      if (m->is_bits)
        {
          char value[sizeof (wide)];
          store_integer (value, m->type->size, load_bits (at, m));
          print_value (out, m->type, value, false);
        }
      else
        print_value (out, m->type, at + m->offset,
                     strings && type->kind == K_STRUCT);
    }
  putc ('}', out);
}

static void
print_elements (FILE *out, const struct type *type, const char *at,
                bool strings)
{
  putc ('{', out);
  for (size_t i = 0; i < type->count; i++)
    {
      print_value (out, type->of, at + i * type->of->size, strings);
      fputs (i + 1 < type->count ? ", " : "}", out);
    }
}

void
print_value (FILE *out, const struct type *type, const void *at,
             bool strings)
{
  switch (type->kind)
    {
    case K_BOOL:
      fputs (*(const unsigned char *) at ? "true" : "false", out);
      break;
    case K_INT:
      if (type->is_char)
        {
          putc ('\'', out);
          print_char (out, *(const unsigned char *) at, at, 1, '\'');
          putc ('\'', out);
        }
      else
        print_enum (out, type, at);
      break;
    case K_FLOAT:
      {
        char text[FLOAT_TEXT];
        format_float (text, type, at);
        fputs (text, out);
        break;
      }
    case K_COMPLEX:
      print_complex (out, type, at);
      break;
    case K_POINTER:
      print_pointer (out, type, at, strings);
      break;
    case K_ARRAY:
    case K_VECTOR:
      if (type->of->is_wide)
        print_wide_string (out, type->of, at, type->count);
      else if (type->of->is_char
               || (type->kind == K_ARRAY && type->of->kind == K_INT
                   && type->of->size == 1))
        print_bytes (out, type, at);
      else
        print_elements (out, type, at, strings);
      break;
    default:
      print_members (out, type, at, strings);
    }
}

void
print_result (FILE *out, const struct type *type, const void *at)
{
  const struct type *of = type->of;
  const void *p;

  if (type->kind == K_POINTER)
    memcpy (&p, at, sizeof p);
  if (type->kind != K_POINTER || p == NULL)
    print_value (out, type, at, true);
  else if (of->kind == K_POINTER && of->of->is_char)
    print_string_list (out, p);
  else if ((of->kind == K_STRUCT || of->kind == K_UNION) && of->size)
    {
      putc ('&', out);
      print_value (out, of, p, true);
    }
  else
    print_value (out, type, at, true);
}
