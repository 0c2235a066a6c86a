/* SPDX-License-Identifier: MIT */
/* A language binding in small: each line of standard input calls a C function.

     LIBRARY FUNCTION RESULT(ARGUMENTS) VALUE...

   RESULT and ARGUMENTS are letters: v void, i int, l long, d double, s text,
   p pointer, f a callback void (*) (int), whose value is what it prints.
   LIBRARY "-" is the program itself.

     libm.so.6 pow d(dd) 2 10
     - signal p(if) 2 interrupted
     - raise i(i) 2  */
#include <ffi.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ARGUMENTS = 16, MAX_LINE = 1024 };

/* A value of the language, where ffi_call reads or writes it.  */
union value
{
  int i;
  long l;
  double d;
  const char *s;
  void *p;
  ffi_arg integer;             /* results narrower than a register */
};

/* A C function, prepared at its first use.  The cif points to the types.  */
struct function
{
  struct function *next;
  char key[MAX_LINE];
  const char *letters;         /* within the key: "d(dd)" */
  void (*code) (void);
  ffi_type *types[MAX_ARGUMENTS];
  ffi_cif cif;
} *functions;

static ffi_type *
type_of (char letter)
{
  switch (letter)
    {
    case 'v': return &ffi_type_void;
    case 'i': return &ffi_type_sint;
    case 'l': return &ffi_type_slong;
    case 'd': return &ffi_type_double;
    case 's': case 'p': case 'f': return &ffi_type_pointer;
    default: return NULL;
    }
}

/* The handler of all callbacks.  */
static void
print_text (ffi_cif *cif, void *result, void **args, void *text)
{
  (void) cif;
  (void) result;
  printf ("%s %d\n", (char *) text, *(int *) args[0]);
}

static void *
make_callback (const char *text)
{
  static ffi_type *types[] = { &ffi_type_sint };
  static ffi_cif cif;          /* as long as the closures that use it */
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);

  if (closure == NULL
      || ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_void, types)
      || ffi_prep_closure_loc (closure, &cif, print_text, strdup (text), code))
    return NULL;
  return code;
}

static struct function *
find (const char *library, const char *name, const char *letters)
{
  struct function *f;
  char key[MAX_LINE];
  unsigned n = 0;

  if (snprintf (key, sizeof key, "%s %s %s", library, name, letters)
      >= (int) sizeof key)
    return NULL;
  for (f = functions; f; f = f->next)
    if (strcmp (f->key, key) == 0)
      return f;
  void *handle = dlopen (strcmp (library, "-") ? library : NULL, RTLD_NOW);
  void *symbol = handle ? dlsym (handle, name) : NULL;
  if (symbol == NULL || (f = calloc (1, sizeof *f)) == NULL)
    return NULL;
  strcpy (f->key, key);
  f->letters = strrchr (f->key, ' ') + 1;
  memcpy (&f->code, &symbol, sizeof symbol);
  for (const char *l = letters + 2; *l && *l != ')' && n < MAX_ARGUMENTS; l++)
    f->types[n++] = type_of (*l);
  /* A wrong letter is a NULL, which is refused here.  */
  if (ffi_prep_cif (&f->cif, FFI_DEFAULT_ABI, n, type_of (*letters), f->types)
      != FFI_OK)
    return NULL;
  f->next = functions;
  return functions = f;
}

static union value
read_value (char letter, const char *word)
{
  switch (letter)
    {
    case 'i': return (union value) { .i = atoi (word) };
    case 'l': return (union value) { .l = atol (word) };
    case 'd': return (union value) { .d = atof (word) };
    case 's': return (union value) { .s = word };
    case 'f': return (union value) { .p = make_callback (word) };
    default: return (union value) { .p = (void *) strtoul (word, NULL, 0) };
    }
}

static void
print_value (char letter, union value v)
{
  switch (letter)
    {
    case 'i': printf ("%d\n", (int) v.integer); break;
    case 'l': printf ("%ld\n", v.l); break;
    case 'd': printf ("%g\n", v.d); break;
    case 's': printf ("%s\n", v.s ? v.s : "(none)"); break;
    case 'p': printf ("%p\n", v.p); break;
    }
}

static const char *
run_line (char *line)
{
  char *word[3 + MAX_ARGUMENTS] = { NULL };
  union value value[MAX_ARGUMENTS], result;
  void *args[MAX_ARGUMENTS];
  unsigned n = 0;

  for (char *w = strtok (line, " \n"); w && n < 3 + MAX_ARGUMENTS;
       w = strtok (NULL, " \n"))
    word[n++] = w;
  if (n < 3 || strlen (word[2]) < 3 || word[2][1] != '(')
    return "expected LIBRARY FUNCTION RESULT(ARGUMENTS) VALUE...";
  struct function *f = find (word[0], word[1], word[2]);
  if (f == NULL)
    return "there is no such function, or it cannot be called so";
  if (f->cif.nargs != n - 3)
    return "there are more or fewer values than arguments";
  for (unsigned i = 0; i < n - 3; i++)
    {
      value[i] = read_value (f->letters[2 + i], word[3 + i]);
      args[i] = &value[i];
    }
  ffi_call (&f->cif, f->code, &result, args);
  print_value (*f->letters, result);
  return NULL;
}

int
main (void)
{
  char line[MAX_LINE];

  while (fgets (line, sizeof line, stdin))
    {
      const char *error = run_line (line);
      if (error)
        printf ("%s\n", error);
    }
  return 0;
}
