/* SPDX-License-Identifier: MIT */
#include "dlcall.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct span
span_trim (struct span s)
{
  while (s.at < s.end && isspace ((unsigned char) *s.at))
    s.at++;
  while (s.at < s.end && isspace ((unsigned char) s.end[-1]))
    s.end--;
  return s;
}

bool
span_equals (struct span s, const char *text)
{
  size_t n = strlen (text);
  return (size_t) (s.end - s.at) == n && memcmp (s.at, text, n) == 0;
}

/* ---- Bytes ----------------------------------------------------------- */

/* Where the low SIZE bytes of a wide lie in it.  */
static size_t
low_bytes (size_t size)
{
  const unsigned short one = 1;
  bool little = *(const unsigned char *) &one;
  return little ? 0 : sizeof (wide) - size;
}

void
store_integer (void *to, size_t size, wide v)
{
  memcpy (to, (const char *) &v + low_bytes (size), size);
}

wide
load_integer (const void *from, size_t size, bool is_signed)
{
  wide v = 0;
  memcpy ((char *) &v + low_bytes (size), from, size);
  if (is_signed && size < sizeof v && v >> (8 * size - 1))
    v |= -((wide) 1 << 8 * size);
  return v;
}

/* The byte of the struct AT that has bit I of M, and the bit's mask there:
   bytes are filled from the least significant bit on, in big-endian order from
   the most significant one.  */
static size_t
byte_of_bit (const struct member *m, unsigned i, unsigned char *mask)
{
  bool little = low_bytes (1) == 0;
  size_t bit = m->first_bit + (little ? i : m->width - 1 - i);
  *mask = (unsigned char) (little ? 1 << bit % 8 : 0x80 >> bit % 8);
  return bit / 8;
}

void
store_bits (char *at, const struct member *m, wide v)
{
  for (unsigned i = 0; i < m->width; i++, v >>= 1)
    {
      unsigned char mask;
      char *byte = at + byte_of_bit (m, i, &mask);
      *byte = (char) (v & 1 ? *byte | mask : *byte & ~mask);
    }
}

wide
load_bits (const char *at, const struct member *m)
{
  wide v = 0;
  bool set = false;
  for (unsigned i = 0; i < m->width; i++)
    {
      unsigned char mask;
      set = (at[byte_of_bit (m, i, &mask)] & mask) != 0;
      v |= (wide) set << i;
    }
  if (m->type->is_signed && set && m->width < 8 * sizeof v)
    v |= -((wide) 1 << m->width);
  return v;
}

/* ---- Characters ------------------------------------------------------ */

static int
digit_value (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* Up to MAX digits; -1 if there are none or they exceed a byte.  */
static int
read_code (const char **at, const char *end, int base, int max)
{
  int v = 0, n = 0;
  while (n < max && *at < end && digit_value (**at) < base)
    {
      v = v * base + digit_value (*(*at)++);
      n++;
    }
  return n && v <= UCHAR_MAX ? v : -1;
}

unsigned long
utf8_next (char **at)
{
  const unsigned char *s = (unsigned char *) *at;
  unsigned more = s[0] < 0xc2 || s[0] > 0xf4 ? 0
                  : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
  unsigned long c = more ? s[0] & (0x3fu >> more) : s[0];
  static const unsigned long least[] = { 0, 0x80, 0x800, 0x10000 };

  *at += 1;
  for (unsigned i = 1; i <= more; i++)
    {
      if ((s[i] & 0xc0) != 0x80)
        return s[0];
      c = c << 6 | (s[i] & 0x3f);
    }
  if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
    return s[0];
  *at += more;
  return c;
}

int
read_char (const char **at, const char *end)
{
  static const char names[] = "abefnrtv\\'\"?";
  static const char codes[] = "\a\b\033\f\n\r\t\v\\'\"?";

  if (**at != '\\')
    return (unsigned char) *(*at)++;
  ++*at;
  if (*at == end)
    return -1;
  if (**at >= '0' && **at <= '7')
    return read_code (at, end, 8, 3);
  if (**at == 'x')
    {
      ++*at;
      return read_code (at, end, 16, 2);
    }
  const char *name = **at ? strchr (names, **at) : NULL;
  ++*at;
  return name ? codes[name - names] : -1;
}

/* ---- Integers -------------------------------------------------------- */

static bool
char_scan (struct span s, struct number *n)
{
  if (s.end - s.at < 3 || *s.at != '\'' || s.end[-1] != '\'')
    return false;
  s.at++;
  s.end--;
  int c = read_char (&s.at, s.end);
  n->is_char = true;
  n->magnitude = (wide) (unsigned) c;
  return c >= 0 && s.at == s.end;
}

/* "u", "l", "ul", "llu", ... to the end of S.  */
static bool
suffix_scan (struct span s, struct number *n)
{
  for (; s.at < s.end; s.at++)
    if ((*s.at == 'u' || *s.at == 'U') && !n->is_unsigned)
      n->is_unsigned = true;
    else if ((*s.at == 'l' || *s.at == 'L') && n->longs == 0)
      {
        n->longs = 1;
        if (s.at + 1 < s.end && s.at[1] == *s.at)
          {
            n->longs = 2;
            s.at++;
          }
      }
    else
      return false;
  return true;
}

bool
number_scan (struct span s, struct number *n)
{
  int base = 10;

  memset (n, 0, sizeof *n);
  if (s.at < s.end && *s.at == '\'')
    return char_scan (s, n);
  if (s.at < s.end && (*s.at == '-' || *s.at == '+'))
    n->negative = *s.at++ == '-';
  if (s.end - s.at > 1 && *s.at == '0')
    {
      bool hex = s.at[1] == 'x' || s.at[1] == 'X';
      bool binary = s.at[1] == 'b' || s.at[1] == 'B';
      base = hex ? 16 : binary ? 2 : 8;
      s.at += hex || binary ? 2 : 0;
    }
  n->is_decimal = base == 10;
  const char *first = s.at;
  for (; s.at < s.end && digit_value (*s.at) < base; s.at++)
    {
      wide digit = (wide) digit_value (*s.at);
      if (n->magnitude > (~(wide) 0 - digit) / (unsigned) base)
        n->overflow = true;
      n->magnitude = n->magnitude * (unsigned) base + digit;
    }
  return s.at > first && suffix_scan (s, n);
}

static void
read_bool (struct job *job, struct span s, void *to)
{
  bool one = span_equals (s, "1") || span_equals (s, "true");
  if (!one && !span_equals (s, "0") && !span_equals (s, "false"))
    job_fail (job, "'%.*s' is neither 0 nor 1", (int) (s.end - s.at), s.at);
  store_integer (to, 1, one);
}

void
read_integer (struct job *job, const struct type *type, struct span s,
              void *to)
{
  struct number n;

  if (type->kind == K_BOOL)
    {
      read_bool (job, s, to);
      return;
    }
  if (!number_scan (s, &n))
    job_fail (job, "'%.*s' is not an integer", (int) (s.end - s.at), s.at);
  if (n.is_char && type->size > 1)
    {
      /* In C its type is int, and its value that of a char.  */
      wide v = load_integer (&(char) { (char) n.magnitude }, 1,
                             CHAR_MIN < 0);
      store_integer (to, type->size, v);
      return;
    }
  wide max = ~(wide) 0 >> 8 * (sizeof (wide) - type->size);
  if (type->is_signed && !n.is_char)
    max = max / 2 + n.negative;
  else if (n.negative)
    max = 0;
  if (n.overflow || n.magnitude > max)
    job_fail (job, "%.*s does not fit %s", (int) (s.end - s.at), s.at,
              type->name);
  store_integer (to, type->size, n.negative ? -n.magnitude : n.magnitude);
}

/* ---- Floating point -------------------------------------------------- */

/* The bits of a float of two bytes: those of its mantissa, and what is added to
   the exponent.  */
static unsigned
mantissa_bits (const struct type *type)
{
  return type->is_bfloat ? 7 : 10;
}

static int
bias (const struct type *type)
{
  return type->is_bfloat ? 127 : 15;
}

/* The nearest float of two bytes to D, of two the even one.  */
static uint16_t
narrow (const struct type *type, double d)
{
  uint64_t bits, rest;
  memcpy (&bits, &d, sizeof bits);
  uint16_t sign = (uint16_t) (bits >> 48 & 0x8000);
  unsigned mantissa = mantissa_bits (type), drop = 52 - mantissa;
  uint16_t infinity = (uint16_t) (0x7fff >> mantissa << mantissa);
  int exponent = (int) (bits >> 52 & 0x7ff) - 1023 + bias (type);

  if (d != d)
    return sign | infinity | 1u << (mantissa - 1);
  if (exponent >= infinity >> mantissa)
    return sign | infinity;
  bits &= ((uint64_t) 1 << 52) - 1;
  if (exponent <= 0)
    {
      bits |= (uint64_t) 1 << 52;
      drop += exponent > -12 ? 1u - (unsigned) exponent : 12;
      exponent = 0;
    }
  uint64_t half = (uint64_t) 1 << (drop - 1);
  uint16_t h = (uint16_t) ((exponent << mantissa) + (int) (bits >> drop));
  rest = bits & (2 * half - 1);
  return sign | (uint16_t) (h + (rest > half || (rest == half && h & 1)));
}

static double
widen (const struct type *type, uint16_t h)
{
  unsigned mantissa = mantissa_bits (type);
  int most = 0x7fff >> mantissa, exponent = h >> mantissa & most;
  uint64_t fraction = h & ((1u << mantissa) - 1);
  double d, unit;

  if (exponent == most)
    exponent = 2047 - 1023 + bias (type);
  bool is_small = exponent == 0;
  uint64_t bits
    = (uint64_t) (exponent + is_small - bias (type) + 1023) << 52;
  memcpy (&unit, &bits, sizeof unit);
  bits |= fraction << (52 - mantissa);
  memcpy (&d, &bits, sizeof d);
  d -= is_small ? unit : 0;
  return h >> 15 ? -d : d;
}

bool
store_float (const struct type *type, const char *text, char **end, void *to)
{
  long double l;
  double d;
  float f;
  uint16_t h;

  errno = 0;
  if (type->size == sizeof h)
    {
      d = strtod (text, end);
      h = narrow (type, d);
      l = widen (type, h);
      memcpy (to, &h, sizeof h);
      if (d - d == 0 && d != 0 && (l == 0 || l - l != 0))
        errno = ERANGE;
    }
  else if (type->size == sizeof f)
    {
      l = f = strtof (text, end);
      memcpy (to, &f, sizeof f);
    }
  else if (type->size == sizeof d)
    {
      l = d = strtod (text, end);
      memcpy (to, &d, sizeof d);
    }
  else
    {
      l = strtold (text, end);
      memcpy (to, &l, sizeof l);
    }
  /* A denormal number is ERANGE too, and fits.  */
  return errno != ERANGE || (l != 0 && l - l == 0);
}

long double
load_float (const struct type *type, const void *at)
{
  long double l;
  double d;
  float f;
  uint16_t h;

  if (type->size == sizeof h)
    return memcpy (&h, at, sizeof h), widen (type, h);
  if (type->size == sizeof f)
    return memcpy (&f, at, sizeof f), f;
  if (type->size == sizeof d)
    return memcpy (&d, at, sizeof d), d;
  memcpy (&l, at, sizeof l);
  return l;
}

/* The same as store_float, but fails where the number does not fit.  */
static void
convert (struct job *job, const struct type *type, const char *text,
         char **end, void *to)
{
  if (!store_float (type, text, end, to))
    job_fail (job, "%s does not fit %s", text, type->name);
}

static bool
is_suffix (const char *s)
{
  return *s && strchr ("fFlL", *s) && s[1] == 0;
}

void
read_float (struct job *job, const struct type *type, struct span s, void *to)
{
  char *text = job_copy (job, s.at, (size_t) (s.end - s.at)), *end;

  convert (job, type, text, &end, to);
  if (end == text || (*end && !is_suffix (end)))
    job_fail (job, "'%s' is not a number", text);
}

/* "i", "*I", ... at *AT.  */
static bool
take_unit (char **at)
{
  char *s = *at + (**at == '*');
  if (*s == 0 || strchr ("iIjJ", *s) == NULL)
    return false;
  *at = s + 1;
  return true;
}

static char *
without_spaces (struct job *job, struct span s)
{
  char *text = job_copy (job, s.at, (size_t) (s.end - s.at)), *to = text;
  for (const char *from = text; *from; from++)
    if (!isspace ((unsigned char) *from))
      *to++ = *from;
  *to = 0;
  return text;
}

void
read_complex (struct job *job, const struct type *type, struct span s,
              void *to)
{
  char *text = without_spaces (job, s), *end;
  char *imaginary = (char *) to + type->of->size;

  memset (to, 0, type->size);
  convert (job, type->of, text, &end, to);
  bool ok = end != text;
  if (ok && take_unit (&end))
    {
      memcpy (imaginary, to, type->of->size);
      memset (to, 0, type->of->size);
    }
  else if (ok && (*end == '+' || *end == '-'))
    {
      char *second = end;
      convert (job, type->of, second, &end, imaginary);
      ok = end != second && take_unit (&end);
    }
  if (!ok || *end)
    job_fail (job, "'%s' is not a complex number (1+2i)", text);
}

bool
float_scan (struct span s, char *suffix, bool *is_complex)
{
  char text[128], *end;
  size_t n = (size_t) (s.end - s.at);

  *suffix = 0;
  *is_complex = false;
  if (n == 0 || n >= sizeof text)
    return false;
  memcpy (text, s.at, n);
  text[n] = 0;
  const char *first = text + (*text == '-' || *text == '+');
  if (!isdigit ((unsigned char) *first)
      && !(*first == '.' && isdigit ((unsigned char) first[1])))
    return false;     /* nan and inf are words */
  strtold (text, &end);
  if (*end == '+' || *end == '-')
    {
      strtold (end, &end);
      *is_complex = take_unit (&end);
      return *is_complex && *end == 0;
    }
  *is_complex = take_unit (&end);
  if (!*is_complex && is_suffix (end))
    *suffix = (char) tolower ((unsigned char) *end++);
  return *end == 0;
}
