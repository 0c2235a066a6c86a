/* SPDX-License-Identifier: MIT */
/* A tiny stack language as a model host: it loads libraries, calls their
   functions, and passes its own words to them as C function pointers.

     stack < stack.fs

   Values are pushed, words take them:  2 3 + .  prints 5.
     : NAME ... ;                       defines a word
     if ... else ... then               takes a number, 0 is false
     dup drop swap over + - * / < =     . and type print a number, a string
     N bytes   P I @   V P I !          memory, as an array of int
     from LIBRARY NAME ( TYPE... -- TYPE )
                                        NAME becomes a word that calls C
     callback NAME WORD ( TYPE... -- TYPE )
                                        NAME pushes a C function pointer that
                                        runs WORD
   with the types int, double, pointer and, as a result, void.

   An error leaves by longjmp, also out of a callback through C's frames.  */
#include <dlfcn.h>
#include <ffi.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ARGS = 16, MAX_STACK = 256, MAX_TOKENS = 4096, MAX_WORDS = 256 };

typedef struct { double number; void *pointer; } cell;

struct word
{
  const char *name;
  void (*builtin) (void);
  size_t start;                 /* of a definition, in tokens */
  void *code;                   /* C's function, or a closure's */
  ffi_closure *closure;
  const struct word *body;      /* what the closure runs */
  ffi_cif cif;
  ffi_type *types[MAX_ARGS];
};

static struct word words[MAX_WORDS];
static cell stack[MAX_STACK];
static char *tokens[MAX_TOKENS];
static size_t word_count, depth, token_count, at;   /* at: the next token */
static void *blocks[MAX_WORDS];
static size_t block_count;
static jmp_buf on_error;

static _Noreturn void
fail (const char *message, const char *detail)
{
  fprintf (stderr, "stack: %s%s\n", message, detail);
  longjmp (on_error, 1);
}

static void
push (double number, void *pointer)
{
  if (depth == MAX_STACK)
    fail ("the stack is full", "");
  stack[depth++] = (cell) { number, pointer };
}

static cell
pop (void)
{
  if (depth == 0)
    fail ("the stack is empty", "");
  return stack[--depth];
}

static const char * next_token (void)
{ return at < token_count ? tokens[at++] : ""; }

static struct word *
find (const char *name)
{
  for (size_t i = word_count; i-- > 0;)
    if (strcmp (words[i].name, name) == 0)
      return &words[i];
  fail ("unknown word: ", name);
}

static struct word *
new_word (const char *name)
{
  if (word_count == MAX_WORDS)
    fail ("too many words at ", name);
  words[word_count].name = name;
  return &words[word_count++];
}

/* ---- The world of C -------------------------------------------------- */

static ffi_type *
type_named (const char *name)
{
  return strcmp (name, "int") == 0 ? &ffi_type_sint
         : strcmp (name, "double") == 0 ? &ffi_type_double
         : strcmp (name, "pointer") == 0 ? &ffi_type_pointer
         : strcmp (name, "void") == 0 ? &ffi_type_void : NULL;
}

/* Moves the top of the stack to TO, a C value of TYPE.  */
static void
pop_as (const ffi_type *type, void *to)
{
  cell c = pop ();
  if (type == &ffi_type_sint)
    *(int *) to = (int) c.number;
  else if (type == &ffi_type_double)
    *(double *) to = c.number;
  else
    *(void **) to = c.pointer;
}

static void
push_from (const ffi_type *type, const void *from)
{
  push (type == &ffi_type_sint ? *(const int *) from
        : type == &ffi_type_double ? *(const double *) from : 0,
        type == &ffi_type_pointer ? *(void *const *) from : NULL);
}

/* Reads "( TYPE... -- TYPE )" into WORD's cif.  An unknown type is NULL, which
   ffi_prep_cif refuses.  */
static void
read_signature (struct word *word)
{
  unsigned n = 0;

  next_token ();                /* the parenthesis */
  for (const char *name; n < MAX_ARGS
       && strcmp (name = next_token (), "--") != 0;)
    word->types[n++] = type_named (name);
  ffi_type *result = type_named (next_token ());
  if (strcmp (next_token (), ")") != 0
      || ffi_prep_cif (&word->cif, FFI_DEFAULT_ABI, n, result, word->types)
         != FFI_OK)
    fail ("no good signature: ", word->name);
}

static void
define_foreign (void)
{
  const char *library = next_token (), *name = next_token ();
  void *handle = dlopen (library, RTLD_NOW);
  struct word *word = new_word (name);

  word->code = handle ? dlsym (handle, name) : NULL;
  if (word->code == NULL)
    fail ("not found: ", handle ? name : library);
  read_signature (word);
}

static void
call_foreign (struct word *word)
{
  union { int i; double d; void *p; ffi_arg word; } value[MAX_ARGS], result;
  void *args[MAX_ARGS], (*function) (void);

  for (unsigned i = word->cif.nargs; i-- > 0;)
    {
      args[i] = &value[i];
      pop_as (word->types[i], args[i]);
    }
  memcpy (&function, &word->code, sizeof function);
  ffi_call (&word->cif, function, &result, args);
  if (word->cif.rtype == &ffi_type_sint)
    result.i = (int) result.word;       /* it arrived as an ffi_arg */
  if (word->cif.rtype != &ffi_type_void)
    push_from (word->cif.rtype, &result);
}

static void run_word (const struct word *word);

/* The handler of all callbacks: C's arguments go to the stack.  */
static void
run_callback (ffi_cif *cif, void *result, void **args, void *user_data)
{
  const struct word *word = user_data;
  int value;

  for (unsigned i = 0; i < cif->nargs; i++)
    push_from (cif->arg_types[i], args[i]);
  run_word (word->body);
  if (cif->rtype == &ffi_type_sint)
    {
      pop_as (cif->rtype, &value);
      *(ffi_sarg *) result = value;     /* a whole ffi_arg */
    }
  else if (cif->rtype != &ffi_type_void)
    pop_as (cif->rtype, result);
}

static void
define_callback (void)
{
  struct word *word = new_word (next_token ());

  word->body = find (next_token ());
  read_signature (word);
  word->closure = ffi_closure_alloc (sizeof *word->closure, &word->code);
  if (word->closure == NULL
      || ffi_prep_closure_loc (word->closure, &word->cif, run_callback, word,
                               word->code) != FFI_OK)
    fail ("no closure for ", word->name);
}

/* ---- The language ---------------------------------------------------- */

static void
arithmetic (char op)
{
  double b = pop ().number, a = pop ().number;
  push (op == '+' ? a + b : op == '-' ? a - b : op == '*' ? a * b
        : op == '/' ? a / b : op == '<' ? a < b : a == b, NULL);
}

static void add (void) { arithmetic ('+'); }
static void subtract (void) { arithmetic ('-'); }
static void multiply (void) { arithmetic ('*'); }
static void divide (void) { arithmetic ('/'); }
static void less (void) { arithmetic ('<'); }
static void equal (void) { arithmetic ('='); }
static void print (void) { printf ("%.15g\n", pop ().number); }
static void type (void) { puts (pop ().pointer); }
static void drop (void) { pop (); }

/* Pushes again what lies N below the top.  */
static void
pick (size_t n)
{
  if (depth <= n)
    fail ("the stack is empty", "");
  push (stack[depth - 1 - n].number, stack[depth - 1 - n].pointer);
}

static void dup (void) { pick (0); }
static void over (void) { pick (1); }

static void
swap (void)
{
  cell b = pop (), a = pop ();
  push (b.number, b.pointer);
  push (a.number, a.pointer);
}

static void
bytes (void)
{
  size_t size = (size_t) pop ().number;
  if (block_count == MAX_WORDS)
    fail ("too many blocks", "");
  push (0, blocks[block_count++] = calloc (1, size));
}

static int *
element (void)
{
  size_t index = (size_t) pop ().number;
  return (int *) pop ().pointer + index;
}

static void fetch (void) { push (*element (), NULL); }
static void store (void) { int *to = element (); *to = (int) pop ().number; }

/* Skips to a THEN, or an ELSE if ELSE_TOO, of this level.  */
static void
skip_branch (int else_too)
{
  for (int level = 0; at < token_count; )
    {
      const char *token = next_token ();
      if (level == 0 && (strcmp (token, "then") == 0
                         || (else_too && strcmp (token, "else") == 0)))
        return;
      level += (strcmp (token, "if") == 0) - (strcmp (token, "then") == 0);
    }
  fail ("an if without then", "");
}

static void when (void) { if (pop ().number == 0) skip_branch (1); }
static void otherwise (void) { skip_branch (0); }
static void nothing (void) { }

static void
define_word (void)
{
  struct word *word = new_word (next_token ());
  word->start = at;
  while (strcmp (next_token (), ";") != 0)
    if (at == token_count)
      fail ("no ; after : ", word->name);
}

static void
run_token (const char *token)
{
  char *end;
  double number = strtod (token, &end);

  if (*token == '"')
    push (0, (void *) (token + 1));
  else if (*end == 0)
    push (number, NULL);
  else
    run_word (find (token));
}

static void
run_word (const struct word *word)
{
  size_t back = at;

  if (word->builtin)
    word->builtin ();
  else if (word->closure)
    push (0, word->code);
  else if (word->code)
    call_foreign ((struct word *) word);
  else
    {
      for (at = word->start; strcmp (tokens[at], ";") != 0;)
        run_token (tokens[at++]);
      at = back;
    }
}

/* Splits TEXT into tokens: words between spaces, and "strings" without the
   closing quote.  "\" begins a comment.  */
static void
split (char *text)
{
  while (*(text += strspn (text, " \t\r\n")))
    {
      size_t length = *text == '"' ? 1 + strcspn (text + 1, "\"")
                      : *text == '\\' ? strcspn (text, "\n")
                      : strcspn (text, " \t\r\n");
      if (*text != '\\')
        {
          if (token_count == MAX_TOKENS)
            fail ("the program is too long", "");
          tokens[token_count++] = text;
        }
      text += length;
      if (*text)
        *text++ = 0;
    }
}

static const struct { const char *name; void (*function) (void); }
builtins[] = {
  { "+", add }, { "-", subtract }, { "*", multiply }, { "/", divide },
  { "<", less }, { "=", equal }, { ".", print }, { "type", type },
  { "dup", dup }, { "drop", drop }, { "swap", swap }, { "over", over },
  { "bytes", bytes }, { "@", fetch }, { "!", store }, { "if", when },
  { "else", otherwise }, { "then", nothing }, { ":", define_word },
  { "from", define_foreign }, { "callback", define_callback }
};

int
main (void)
{
  static char text[1 << 16];
  static int failed = 1;        /* longjmp leaves static objects alone */

  if (setjmp (on_error) == 0)
    {
      for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
        new_word (builtins[i].name)->builtin = builtins[i].function;
      if (fread (text, 1, sizeof text, stdin) == sizeof text)
        fail ("the program is too long", "");
      split (text);
      while (at < token_count)
        run_token (next_token ());
      failed = 0;
    }
  for (size_t i = 0; i < word_count; i++)
    ffi_closure_free (words[i].closure);
  for (size_t i = 0; i < block_count; i++)
    free (blocks[i]);
  return failed;
}
