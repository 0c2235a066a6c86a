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

static void
print_char (FILE *out, unsigned char c, char quote)
{
  static const char codes[] = "\a\b\f\n\r\t\v\\";
  static const char names[] = "abfnrtv\\";
  const char *code = c ? strchr (codes, c) : NULL;

  if (code)
    fprintf (out, "\\%c", names[code - codes]);
  else if (c == (unsigned char) quote)
    fprintf (out, "\\%c", c);
  else if (c >= ' ' && c != 0x7f && (c < 0x80 || quote == '"'))
    putc (c, out);                 /* strings may be UTF-8 */
  else
    fprintf (out, "\\%03o", c);
}

/* Up to MAX bytes, or a 0 before that.  */
static void
print_string (FILE *out, const char *s, size_t max)
{
  putc ('"', out);
  for (size_t i = 0; i < max && s[i]; i++)
    print_char (out, (unsigned char) s[i], '"');
  putc ('"', out);
}

enum { FLOAT_TEXT = 64 };

/* Whether TEXT, converted to a number of SIZE bytes, is L.  */
static bool
is_same (const char *text, size_t size, long double l)
{
  if (size == sizeof (float))
    return strtof (text, NULL) == l;
  return (size == sizeof (double) ? strtod (text, NULL)
                                  : strtold (text, NULL)) == l;
}

/* As few digits as tell the value from all others of its type, but no
   exponent for integers that can do without.  */
static void
format_float (char *text, const struct type *type, const void *at)
{
  long double l;
  double d;
  float f;
  int digits = 0;

  if (type->size == sizeof f)
    l = (memcpy (&f, at, sizeof f), f);
  else if (type->size == sizeof d)
    l = (memcpy (&d, at, sizeof d), d);
  else
    memcpy (&l, at, sizeof l);
  if (l != l)
    {
      strcpy (text, "nan");
      return;
    }
  do
    snprintf (text, FLOAT_TEXT, "%.*Lg", ++digits, l);
  while (!is_same (text, type->size, l) && digits < LDBL_DECIMAL_DIG);
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
  else
    fprintf (out, "0x%llx", (unsigned long long) (uintptr_t) p);
}

/* The pointers in a union may be other members' bytes.  */
static void
print_members (FILE *out, const struct type *type, const char *at,
               bool strings)
{
  putc ('{', out);
  for (size_t i = 0; i < type->count; i++)
    {
      const struct member *m = &type->member[i];
      if (m->name)
        fprintf (out, "%s = ", m->name);
      print_value (out, m->type, at + m->offset,
                   strings && type->kind == K_STRUCT);
      fputs (i + 1 < type->count ? ", " : "}", out);
    }
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
          print_char (out, *(const unsigned char *) at, '\'');
          putc ('\'', out);
        }
      else
        print_integer (out, type, at);
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
      if (type->of->is_char)
        print_string (out, at, type->count);
      else
        print_elements (out, type, at, strings);
      break;
    default:
      print_members (out, type, at, strings);
    }
}
