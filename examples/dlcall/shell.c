/* SPDX-License-Identifier: MIT */
/* -i: declarations, calls and variables, line after line.  */
#include "dlcall.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
# include <io.h>
# define isatty _isatty
# define fileno _fileno
#else
# include <unistd.h>
#endif
#if HAVE_EDITLINE
# include <editline/readline.h>
#elif HAVE_READLINE
# include <readline/history.h>
# include <readline/readline.h>
#endif

static const char help[] =
"int abs(int);         declare: functions, typedefs, structs, enums, variables\n"
"abs (-3)              call, and print the result\n"
"x = abs (-3)          call, and keep the result in a variable\n"
"p = &0, b = [16]      variables that point to new memory\n"
"x                     print a variable, of this shell or of a library\n"
"*p                    print what a pointer points to\n"
"puts (getenv (\"HOME\"))  an argument may be a call\n"
"open libm.so.6        open one more library\n"
"quit                  leave\n"
"Arguments are written as in C and as dlcall --help tells; text in quotes.\n"
"Some functions of C's library are declared already: malloc, strcpy, ...\n";

/* Declared already.  */
static const char declared[] =
"void *malloc(size_t); void *calloc(size_t, size_t);"
"void *realloc(void *, size_t); void free(void *);"
"void *memcpy(void *, const void *, size_t);"
"void *memset(void *, int, size_t);"
"int memcmp(const void *, const void *, size_t);"
"size_t strlen(const char *); char *strcpy(char *, const char *);"
"char *strcat(char *, const char *); char *strdup(const char *);"
"int strcmp(const char *, const char *); char *strchr(const char *, int);"
"char *strstr(const char *, const char *); char *getenv(const char *);"
"int abs(int); int atoi(const char *); double atof(const char *);"
"int puts(const char *); int printf(const char *, ...);"
"int snprintf(char *, size_t, const char *, ...); int putchar(int);"
"double sqrt(double); double pow(double, double); double sin(double);"
"double cos(double); double exp(double); double log(double);";

enum { MAX_LIBRARIES = 64, MAX_LINE = 1 << 16, MAX_NESTED = 50 };

struct shell
{
  struct job *job;
  ffi_abi abi;
  bool interactive, done;
  unsigned temporaries, depth;
  struct library *library[MAX_LIBRARIES];
  int libraries;
  struct scope scope;
  struct variable *variables;
};

/* A value, and what it is.  */
struct result
{
  struct type *type;
  void *at;
};

/* ---- Libraries ------------------------------------------------------- */

/* The library with the symbol NAME, or NULL.  */
static struct library *
library_with (struct shell *s, const char *name)
{
  for (int i = 0; i < s->libraries; i++)
    if (library_symbol (s->library[i], name))
      return s->library[i];
  return NULL;
}

static void *
symbol_of_any (void *shell, const char *name)
{
  struct library *library = library_with (shell, name);
  return library ? library_symbol (library, name) : NULL;
}

static void
open_library (struct shell *s, const char *name)
{
  if (s->libraries == MAX_LIBRARIES)
    job_fail (s->job, "more than %d libraries", MAX_LIBRARIES);
  s->library[s->libraries]
    = library_open (s->job, strcmp (name, "-") ? name : NULL);
  s->libraries++;
}

/* ---- Values ---------------------------------------------------------- */

static struct variable *
set_variable (struct shell *s, struct span name, struct result value)
{
  struct variable *v = variable_find (s->variables, name);

  if (v == NULL)
    {
      v = job_alloc (s->job, sizeof *v, 0);
      v->name = job_copy (s->job, name.at, (size_t) (name.end - name.at));
      v->next = s->variables;
      s->variables = v;
    }
  v->type = value.type;
  v->at = value.at;
  return v;
}

/* The name that S starts with; it is empty if there is none.  */
static struct span
leading_name (struct span s)
{
  const char *at = s.at;

  if (at < s.end && (isalpha ((unsigned char) *at) || *at == '_'))
    while (at < s.end && (isalnum ((unsigned char) *at) || *at == '_'))
      at++;
  return (struct span) { s.at, at };
}

/* The end of the item that starts at AT: a comma or END.  */
static const char *
item_end (struct shell *s, const char *at, const char *end)
{
  unsigned open = 0;

  for (; at < end; at++)
    if (*at == '"' || *at == '\'')
      {
        char quote = *at++;
        while (at < end && *at != quote)
          at += *at == '\\' && at + 1 < end ? 2 : 1;
        if (at >= end)
          job_fail (s->job, "no closing %c", quote);
      }
    else if (*at == '(' || *at == '{' || *at == '[')
      open++;
    else if (*at == ')' || *at == '}' || *at == ']')
      open -= open > 0;
    else if (*at == ',' && open == 0)
      break;
  return at;
}

static struct result evaluate (struct shell *s, struct span text, bool print);

/* Whether S is a call: a name, and parentheses up to its end.  */
static bool
is_call (struct span s)
{
  struct span name = leading_name (s);
  struct span rest = span_trim ((struct span) { name.end, s.end });
  return name.at < name.end && rest.at < rest.end && *rest.at == '('
         && rest.end[-1] == ')';
}

/* An argument, whose calls are done and stand for their results.  */
static char *
read_item (struct shell *s, struct span item)
{
  char name[24];

  if (!is_call (item))
    return job_copy (s->job, item.at, (size_t) (item.end - item.at));
  snprintf (name, sizeof name, "$%u", ++s->temporaries);
  struct span n = { name, name + strlen (name) };
  return (char *) set_variable (s, n, evaluate (s, item, false))->name;
}

static struct result
call (struct shell *s, struct span text, bool print)
{
  struct span name = leading_name (text);
  size_t length = (size_t) (name.end - name.at);
  const struct named *f = scope_find (s->scope.declared, name.at, length);
  const char *at = strchr (name.end, '(') + 1, *end = text.end - 1;
  char **argv = job_alloc (s->job, (size_t) (end - at + 2) * sizeof *argv, 0);
  int argc = 0;

  if (f == NULL || f->type->kind != K_FUNCTION)
    job_fail (s->job, "'%.*s' is not declared: declare it first, as in "
              "'int %.*s(int);'", (int) length, name.at, (int) length,
              name.at);
  while (at < end)
    {
      const char *stop = item_end (s, at, end);
      struct span item = span_trim ((struct span) { at, stop });
      if (item.at < item.end || stop < end || argc)
        argv[argc++] = read_item (s, item);
      at = stop + 1;
    }
  struct library *library = library_with (s, f->type->symbol);
  if (library == NULL)
    library_fail (s->job, s->library, s->libraries, f->type->symbol);
  struct values v = { .job = s->job, .symbol = symbol_of_any, .library = s,
                      .scope = &s->scope, .variables = s->variables };
  void *at_result
    = call_prepared (&v, s->abi, library_function (s->job, library,
                                                   f->type->symbol),
                     f->type, argc, argv, print);
  return (struct result) { f->type->of, at_result };
}

/* The value of TEXT: a call, or what an argument may be.  */
static struct result
evaluate (struct shell *s, struct span text, bool print)
{
  if (++s->depth > MAX_NESTED)
    job_fail (s->job, "calls are nested more than %d deep", MAX_NESTED);
  struct result r;
  if (is_call (text))
    r = call (s, text, print);
  else
    {
      struct values v = { .job = s->job, .symbol = symbol_of_any,
                          .library = s, .scope = &s->scope,
                          .variables = s->variables };
      const char *value;
      const char *copy
        = job_copy (s->job, text.at, (size_t) (text.end - text.at));
      r.type = type_of_argument (&v, copy, &value);
      r.at = job_alloc (s->job, r.type->size, r.type->align);
      read_argument (&v, r.type, value, r.at);
    }
  s->depth--;
  return r;
}

/* ---- Lines ----------------------------------------------------------- */

/* Prints the variable of a library that the line names, if it does.  */
static bool
print_symbol (struct shell *s, struct span line)
{
  const struct named *d = scope_find (s->scope.declared, line.at,
                                      (size_t) (line.end - line.at));

  if (d == NULL || d->type->kind == K_FUNCTION || d->type->size == 0)
    return false;
  struct library *library = library_with (s, d->type->symbol);
  if (library == NULL)
    library_fail (s->job, s->library, s->libraries, d->type->symbol);
  print_result (stdout, d->type,
                library_variable (s->job, library, d->type->symbol));
  putchar ('\n');
  return true;
}

/* "name = value": the name, and TEXT is moved to the value.  */
static struct span
take_target (struct span *text)
{
  struct span name = leading_name (*text);
  struct span rest = span_trim ((struct span) { name.end, text->end });

  if (name.at == name.end || rest.at == rest.end || *rest.at != '='
      || (rest.end - rest.at > 1 && rest.at[1] == '='))
    return (struct span) { NULL, NULL };
  *text = span_trim ((struct span) { rest.at + 1, rest.end });
  return name;
}

/* "*p": prints what the pointer points to.  */
static void
print_pointee (struct shell *s, struct span line)
{
  line.at++;
  struct result r = evaluate (s, span_trim (line), false);
  const void *p;

  if (r.type->kind != K_POINTER || r.type->of->size == 0)
    job_fail (s->job, "this is not a pointer to a complete type");
  memcpy (&p, r.at, sizeof p);
  if (p == NULL)
    job_fail (s->job, "the pointer is NULL");
  death_watch ("*");
  print_result (stdout, r.type->of, p);
  putchar ('\n');
  death_watch (NULL);
}

static void
do_expression (struct shell *s, struct span line)
{
  struct span target = take_target (&line);

  if (target.at == NULL && print_symbol (s, line))
    return;
  if (target.at == NULL && *line.at == '*')
    {
      print_pointee (s, line);
      return;
    }
  struct result r = evaluate (s, line, target.at == NULL);
  if (target.at && r.type->kind == K_VOID)
    job_fail (s->job, "the function has no result");
  if (target.at)
    set_variable (s, target, r);
  else if (!is_call (line))
    {
      print_result (stdout, r.type, r.at);
      putchar ('\n');
    }
}

/* Whether LINE, which starts with a name, starts with a type.  */
static bool
is_declaration (struct shell *s, struct span line)
{
  struct parser p = { .job = s->job, .model = &host_model,
                      .scope = &s->scope, .text = line.at, .at = line.at };
  parser_next (&p);
  if (!parser_at_type (&p))
    return p.token == T_OTHER && parser_is (&p, "[");
  struct span name = leading_name (line);
  return variable_find (s->variables, name) == NULL;
}

static void
do_line (struct shell *s, const char *text)
{
  struct span line = span_trim ((struct span) { text, text + strlen (text) });
  struct span word = leading_name (line);

  if (span_equals (word, "open") && word.end < line.end
      && (*word.end == ' ' || *word.end == '\t'))
    {
      line = span_trim ((struct span) { word.end, line.end });
      open_library (s, job_copy (s->job, line.at,
                                 (size_t) (line.end - line.at)));
      return;
    }
  if (is_declaration (s, line))
    {
      parse_declarations (s->job, &host_model, &s->scope, text);
      return;
    }
  while (line.at < line.end && line.end[-1] == ';')
    line = span_trim ((struct span) { line.at, line.end - 1 });
  if (line.at == line.end || *line.at == '#')
    return;
  if (span_equals (line, "help"))
    fputs (help, stdout);
  else if (span_equals (line, "quit") || span_equals (line, "exit"))
    s->done = true;
  else
    do_expression (s, line);
}

/* Does the line TEXT; returns whether all went well.  */
static bool
try_line (struct shell *s, const char *text)
{
  jmp_buf here, *outer = s->job->on_error;
  volatile bool good = true;

  s->job->on_error = &here;
  if (setjmp (here) == 0)
    do_line (s, text);
  else
    {
      fflush (stdout);
      fprintf (stderr, "dlcall: %s\n", s->job->message);
      s->job->argument = 0;
      s->depth = 0;
      good = false;
    }
  s->job->on_error = outer;
  return good;
}

/* ---- Reading --------------------------------------------------------- */

#if HAVE_EDITLINE || HAVE_READLINE

/* What the names that start with a text are collected for.  */
static struct completion
{
  struct shell *shell;
  const char *start;
  struct named *names, *next;
} completion;

static void
add_name (void *context, const char *name)
{
  (void) context;
  if (strncmp (name, completion.start, strlen (completion.start)) == 0
      && !scope_find (completion.names, name, strlen (name)))
    scope_add (completion.shell->job, &completion.names, name, strlen (name),
               NULL);
}

static void
collect_names (void)
{
  struct shell *s = completion.shell;

  completion.names = NULL;
  for (const struct variable *v = s->variables; v; v = v->next)
    add_name (NULL, v->name);
  for (const struct named *n = s->scope.declared; n; n = n->next)
    add_name (NULL, n->name);
  for (int i = 0; i < s->libraries; i++)
    library_names (s->library[i], add_name, NULL);
}

static char *
next_name (const char *text, int state)
{
  if (state == 0)
    {
      completion.start = text;
      collect_names ();
      completion.next = completion.names;
    }
  if (completion.next == NULL)
    return NULL;
  const char *name = completion.next->name;
  completion.next = completion.next->next;
  return strdup (name);
}

static char **
complete (const char *text, int start, int end)
{
  (void) start;
  (void) end;
  return rl_completion_matches (text, next_name);
}
#endif

/* The next line, or NULL at the end.  */
static char *
read_line (struct shell *s, const char *prompt)
{
#if HAVE_EDITLINE || HAVE_READLINE
  if (s->interactive)
    {
      char *line = readline (prompt);
      if (line == NULL)
        return NULL;
      if (*line)
        add_history (line);
      char *copy = job_copy (s->job, line, strlen (line));
      free (line);
      return copy;
    }
#endif
  char *line = job_alloc (s->job, MAX_LINE, 1);
  if (s->interactive)
    {
      fputs (prompt, stdout);
      fflush (stdout);
    }
  if (fgets (line, MAX_LINE, stdin) == NULL)
    return NULL;
  line[strcspn (line, "\n")] = 0;
  return line;
}

/* Whether a bracket of TEXT is not closed.  */
static bool
is_open (const char *text)
{
  int open = 0;

  for (; *text; text++)
    if (*text == '"' || *text == '\'')
      {
        char quote = *text++;
        while (*text && *text != quote)
          text += *text == '\\' && text[1] ? 2 : 1;
        if (*text == 0)
          return false;
      }
    else
      open += (*text == '(' || *text == '{' || *text == '[')
              - (*text == ')' || *text == '}' || *text == ']');
  return open > 0;
}

/* A line, with those behind it that its brackets go on in.  */
static char *
read_whole (struct shell *s)
{
  char *text = read_line (s, "dlcall> ");

  while (text && is_open (text))
    {
      char *more = read_line (s, "   ...> ");
      if (more == NULL)
        break;
      size_t size = strlen (text) + strlen (more) + 2;
      char *both = job_alloc (s->job, size, 1);
      snprintf (both, size, "%s\n%s", text, more);
      text = both;
    }
  return text;
}

void
run_shell (struct job *job, ffi_abi abi, int libraries, char **library)
{
  static struct variable none = { NULL, "", NULL, NULL };
  struct shell *s = job_alloc (job, sizeof *s, 0);
  char *text;

  s->job = job;
  s->abi = abi;
  s->variables = &none;
  s->interactive = isatty (fileno (stdin));
  open_library (s, "-");
  for (int i = 0; i < libraries; i++)
    open_library (s, library[i]);
  parse_declarations (job, &host_model, &s->scope, declared);
#if HAVE_EDITLINE || HAVE_READLINE
  completion.shell = s;
  rl_attempted_completion_function = complete;
#endif
  if (s->interactive)
    puts ("C functions by their prototypes; help tells more, quit leaves.");
  while (!s->done && (text = read_whole (s)) != NULL)
    if (!try_line (s, text) && !s->interactive)
      job_fail (job, "the shell stops at the first error");
  if (s->interactive && !s->done)
    putchar ('\n');
}
