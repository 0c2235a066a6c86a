/* SPDX-License-Identifier: MIT */
/* A tiny stack language as a model host: it loads libraries, calls their
   functions, and passes its own words to them as C function pointers.  Try
   "stack < stack.fs".

   Values are pushed, words take them:  2 3 + .  prints 5.
     : NAME ... ;                  defines a word
     when NAME                     takes a number, runs NAME unless it is 0
     dup drop swap over + - * / < =
     . and type                    print a number, a string
     P @   V P !   P N ints        read and write an int at P; N ints beyond P
     from LIBRARY NAME TYPE... -- TYPE     makes NAME call C's function
     callback NAME WORD TYPE... -- TYPE    makes NAME push a function pointer,
                                           with which C runs WORD
   with the types int, size, double, pointer and, as a result, void.
   An error leaves by longjmp, also out of a callback through C's frames.  */
#include <dlfcn.h>
#include <ffi.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ARGS = 16, MAX_STACK = 256, MAX_WORDS = 256 };

/* The first of words[], by how many cells they take: two, one, none.  */
static const char *const builtins[]
  = { "+", "-", "*", "/", "<", "=", "!", "ints", "swap", "over", "@", "dup",
      "drop", ".", "type", "when", ":", "from", "callback" };
enum { ADD, SUBTRACT, MULTIPLY, DIVIDE, LESS, EQUAL, STORE, INTS, SWAP, OVER,
       FETCH, DUP, DROP, PRINT, TYPE, WHEN, COLON, FROM, CALLBACK,
       N_BUILTINS };

typedef union { double number; void *pointer; } cell;

struct word
{
  const char *name;
  char *body;                   /* of a definition, as text */
  void *code;                   /* C's function, or a closure's */
  ffi_closure *closure;
  ffi_cif cif;
  ffi_type *types[MAX_ARGS];
};

static struct word words[MAX_WORDS];
static cell stack[MAX_STACK];
static size_t n_words = N_BUILTINS, depth;
static char text[1 << 16], *at = text, *end;    /* at: what comes next */
static jmp_buf on_error;

static _Noreturn void
fail (const char *message, const char *detail)
{
  fprintf (stderr, "stack: %s%s\n", message, detail);
  longjmp (on_error, 1);
}

static void
push (cell c)
{
  if (depth == MAX_STACK)
    fail ("the stack is full", "");
  stack[depth++] = c;
}

static cell
pop (void)
{
  if (depth == 0)
    fail ("the stack is empty", "");
  return stack[--depth];
}

/* The next word, or string without its closing quote; "" at the end.  What
   ends it is overwritten, and skipped when it is read again.  */
static char *
next_token (void)
{
  while (at < end && strchr (" \t\r\n\\", *at))
    at += *at == '\\' ? strcspn (at, "\n") : 1;         /* a comment */
  char *token = at;
  at += *at == '"' ? 1 + strcspn (at + 1, "\"") : strcspn (at, " \t\r\n");
  if (at < end)
    *at++ = 0;
  return token;
}

static struct word *
find (const char *name)
{
  for (size_t i = n_words; i-- > 0;)
    if (strcmp (i < N_BUILTINS ? builtins[i] : words[i].name, name) == 0)
      return &words[i];
  fail ("unknown word: ", name);
}

static struct word *
new_word (const char *name)
{
  if (n_words == MAX_WORDS)
    fail ("too many words at ", name);
  words[n_words].name = name;
  return &words[n_words++];
}

static ffi_type *
type_named (const char *name)
{
  return strcmp (name, "int") == 0 ? &ffi_type_sint
         : strcmp (name, "size") == 0 ? &ffi_type_ulong
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
  else if (type == &ffi_type_ulong)
    *(unsigned long *) to = (unsigned long) c.number;
  else
    memcpy (to, &c, type->size);
}

/* Reads "TYPE... -- TYPE".  Unknown types are NULL, which is refused.  */
static void
read_signature (struct word *word)
{
  const char *name;
  unsigned n = 0;
  while (strcmp (name = next_token (), "--") != 0 && n < MAX_ARGS)
    word->types[n++] = type_named (name);
  if (ffi_prep_cif (&word->cif, FFI_DEFAULT_ABI, n,
                    type_named (next_token ()), word->types) != FFI_OK)
    fail ("no good signature: ", word->name);
}

static void
define_foreign (void)
{
  const char *library = next_token (), *name = next_token ();
  struct word *word = new_word (name);
  void *handle = dlopen (library, RTLD_NOW);

  if (handle == NULL || (word->code = dlsym (handle, name)) == NULL)
    fail ("not found: ", handle ? name : library);
  read_signature (word);
}

static void
call_foreign (struct word *word)
{
  union { int i; cell c; ffi_arg word; } value[MAX_ARGS], result;
  const ffi_type *type = word->cif.rtype;
  void *args[MAX_ARGS];

  for (unsigned i = word->cif.nargs; i-- > 0;)
    pop_as (word->types[i], args[i] = &value[i]);
  ffi_call (&word->cif, FFI_FN (word->code), &result, args);
  if (type == &ffi_type_double)
    push (result.c);
  else if (type == &ffi_type_pointer)   /* a whole ffi_arg, as int is */
    push ((cell) { .pointer = (void *) (size_t) result.word });
  else if (type != &ffi_type_void)
    push ((cell) { type == &ffi_type_sint ? (int) result.word
                                          : (double) result.word });
}

static void run (const char *token);

/* The handler of all callbacks runs the word NAME on C's arguments.  */
static void
run_callback (ffi_cif *cif, void *result, void **args, void *name)
{
  for (unsigned i = 0; i < cif->nargs; i++)
    {
      cell c = { 0 };
      if (cif->arg_types[i] == &ffi_type_sint)
        c.number = *(int *) args[i];
      else if (cif->arg_types[i] == &ffi_type_ulong)
        c.number = (double) *(unsigned long *) args[i];
      else
        memcpy (&c, args[i], cif->arg_types[i]->size);
      push (c);
    }
  run (name);
  if (cif->rtype == &ffi_type_double)
    *(double *) result = pop ().number;
  else if (cif->rtype == &ffi_type_pointer)
    *(ffi_arg *) result = (size_t) pop ().pointer;      /* a whole ffi_arg */
  else if (cif->rtype != &ffi_type_void)
    *(ffi_sarg *) result = (ffi_sarg) pop ().number;
}

static void
define_callback (void)
{
  struct word *word = new_word (next_token ());
  char *runs = next_token ();

  read_signature (word);
  word->closure = ffi_closure_alloc (sizeof *word->closure, &word->code);
  if (word->closure == NULL
      || ffi_prep_closure_loc (word->closure, &word->cif, run_callback, runs,
                               word->code) != FFI_OK)
    fail ("no closure for ", word->name);
}

/* Runs words[BUILTIN], which takes B from the top, and A from below it.  */
static void
run_builtin (int builtin)
{
  cell b = builtin <= WHEN ? pop () : (cell) { 0 };
  cell a = builtin <= OVER ? pop () : (cell) { 0 };
  struct word *word;
  const char *name;

  switch (builtin)
    {
    case ADD: push ((cell) { a.number + b.number }); break;
    case SUBTRACT: push ((cell) { a.number - b.number }); break;
    case MULTIPLY: push ((cell) { a.number * b.number }); break;
    case DIVIDE: push ((cell) { a.number / b.number }); break;
    case LESS: push ((cell) { a.number < b.number }); break;
    case EQUAL: push ((cell) { a.number == b.number }); break;
    case STORE: *(int *) b.pointer = (int) a.number; break;
    case INTS: a.pointer = (int *) a.pointer + (int) b.number; push (a); break;
    case SWAP: push (b); push (a); break;
    case OVER: push (a); push (b); push (a); break;
    case FETCH: push ((cell) { *(int *) b.pointer }); break;
    case DUP: push (b); push (b); break;
    case DROP: break;
    case PRINT: printf ("%.15g\n", b.number); break;
    case TYPE: puts (b.pointer); break;
    case WHEN:
      name = next_token ();
      if (b.number != 0)
        run (name);
      break;
    case COLON:
      word = new_word (next_token ());
      for (word->body = at; strcmp (next_token (), ";") != 0;)
        if (at == end)
          fail ("no ; after : ", word->name);
      break;
    case FROM: define_foreign (); break;
    case CALLBACK: define_callback (); break;
    }
}

/* Runs TOKEN: a string, a number or a word.  */
static void
run (const char *token)
{
  char *back = at, *rest;
  double number = strtod (token, &rest);
  struct word *word;

  if (*token == '"')
    push ((cell) { .pointer = (void *) (token + 1) });
  else if (*rest == 0)
    push ((cell) { number });
  else if ((word = find (token)) < words + N_BUILTINS)
    run_builtin ((int) (word - words));
  else if (word->closure)
    push ((cell) { .pointer = word->code });
  else if (word->code)
    call_foreign (word);
  else
    {
      for (at = word->body; strcmp (token = next_token (), ";") != 0;)
        run (token);
      at = back;
    }
}

int
main (void)
{
  static int failed = 1;        /* longjmp leaves static objects alone */

  if (setjmp (on_error) == 0)
    {
      end = text + fread (text, 1, sizeof text - 1, stdin);
      if (!feof (stdin))
        fail ("the program is too long", "");
      for (const char *token; *(token = next_token ());)
        run (token);
      failed = 0;
    }
  for (size_t i = N_BUILTINS; i < n_words; i++)
    ffi_closure_free (words[i].closure);
  return failed;
}
