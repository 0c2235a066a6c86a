/* SPDX-License-Identifier: MIT */
/* Tokens of C text.  Comments, lines of the preprocessor but "#pragma pack",
   and attributes in double brackets are white space.  */
#include "dlcall.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static bool
is_name_char (char c)
{
  return isalnum ((unsigned char) c) || c == '_' || c == '$';
}

/* Whether S, a '#', is the first character of its line.  */
static bool
starts_line (const struct parser *p, const char *s)
{
  while (s > p->text && (s[-1] == ' ' || s[-1] == '\t'))
    s--;
  return s == p->text || s[-1] == '\n';
}

/* The end of the "[[...]]" or of the "(...)" that starts at S: behind the
   bracket that closes it, or the end of the text.  */
static const char *
skip_brackets (const char *s)
{
  unsigned open = 0;
  do
    {
      open += *s == '[' || *s == '(' || *s == '{';
      open -= *s == ']' || *s == ')' || *s == '}';
      s++;
    }
  while (*s && open);
  return s;
}

/* The text behind WORD and the white space around it, or NULL: S does not start
   with it.  */
static const char *
behind (const char *s, const char *word)
{
  s += strspn (s, " \t");
  size_t n = strlen (word);
  return strncmp (s, word, n) == 0 ? s + n + strspn (s + n, " \t") : NULL;
}

/* "#pragma pack (...)" at S: "push", "pop", a number or nothing.  Any other line
   of the preprocessor says nothing here.  */
static void
take_pack (struct parser *p, const char *s)
{
  const char *in = behind (s + 1, "pragma"), *number;
  unsigned most = sizeof p->pack / sizeof *p->pack - 1;

  if (in == NULL || (in = behind (in, "pack")) == NULL
      || (in = behind (in, "(")) == NULL)
    return;
  bool push = strncmp (in, "push", 4) == 0, pop = strncmp (in, "pop", 3) == 0;
  if (push && p->packs < most)
    {
      p->packs++;
      p->pack[p->packs] = p->pack[p->packs - 1];
    }
  else if (pop && p->packs)
    p->packs--;
  else if (push || pop)
    parser_fail (p, "#pragma pack (%s) here", push ? "push" : "pop");
  number = in + strcspn (in, "0123456789)\n");
  if (isdigit ((unsigned char) *number))
    p->pack[p->packs] = (size_t) strtoul (number, NULL, 0);
  else if (!push && !pop)
    p->pack[p->packs] = 0;
  if (p->pack[p->packs] & (p->pack[p->packs] - 1))
    parser_fail (p, "#pragma pack must have a power of two");
}

/* The end of the white space that starts at S.  */
static const char *
skip_space (struct parser *p, const char *s)
{
  for (;;)
    {
      const char *end = NULL;
      if (isspace ((unsigned char) *s))
        end = s + 1;
      else if (strncmp (s, "/*", 2) == 0)
        {
          end = strstr (s + 2, "*/");
          if (end == NULL)
            parser_fail (p, "a comment without its end");
          end += 2;
        }
      else if (strncmp (s, "//", 2) == 0
               || (*s == '#' && starts_line (p, s)))
        {
          if (*s == '#')
            take_pack (p, s);
          end = s + strcspn (s, "\n");
          while (*end && end[-1] == '\\')
            end += 1 + strcspn (end + 1, "\n");
        }
      else if (strncmp (s, "[[", 2) == 0)
        end = skip_brackets (s);
      else if (strncmp (s, "\\\n", 2) == 0)
        end = s + 2;
      else
        return s;
      s = end;
    }
}

void
parser_next (struct parser *p)
{
  const char *s = skip_space (p, p->at + p->length);

  p->at = s;
  if (*s == 0)
    p->token = T_END;
  else if (is_name_char (*s))
    {
      p->token = isdigit ((unsigned char) *s) ? T_NUMBER : T_NAME;
      while (is_name_char (*s))
        s++;
    }
  else if (*s == '\'' && s[1] && s[1 + (s[1] == '\\') + 1] == '\'')
    {
      p->token = T_NUMBER;
      s += 1 + (s[1] == '\\') + 2;
    }
  else if (strncmp (s, "...", 3) == 0)
    {
      p->token = T_ELLIPSIS;
      s += 3;
    }
  else
    {
      p->token = T_OTHER;
      s += strncmp (s, "::", 2) == 0 ? 2 : 1;
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
parser_is_one (const struct parser *p, const char *const *list)
{
  for (; *list; list++)
    if (parser_is (p, *list))
      return true;
  return false;
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
parser_skip (struct parser *p)
{
  unsigned open = 0;
  char close = *p->at == '(' ? ')' : *p->at == '[' ? ']' : '}';

  do
    {
      if (p->token == T_END)
        parser_fail (p, "expected '%c' at the end", close);
      open += parser_is (p, "(") || parser_is (p, "[") || parser_is (p, "{");
      open -= parser_is (p, ")") || parser_is (p, "]") || parser_is (p, "}");
      parser_next (p);
    }
  while (open);
}

void
parser_fail (const struct parser *p, const char *format, ...)
{
  char text[300];
  unsigned line = 1;
  const char *start = p->text;
  va_list ap;

  va_start (ap, format);
  vsnprintf (text, sizeof text, format, ap);
  va_end (ap);
  for (const char *s = p->text; s < p->at; s++)
    if (*s == '\n')
      {
        line++;
        start = s + 1;
      }
  size_t column = (size_t) (p->at - start) + 1;
  if (line > 1)
    job_fail (p->job, "prototype, line %u, column %zu: %s", line, column,
              text);
  job_fail (p->job, "prototype, column %zu: %s", column, text);
}

void
parser_enter (struct parser *p)
{
  if (++p->depth > MAX_DEPTH)
    parser_fail (p, "nested more than %d deep", MAX_DEPTH);
}
