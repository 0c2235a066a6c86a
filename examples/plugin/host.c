/* SPDX-License-Identifier: MIT */
/* A plug-in host: loads a shared library, learns its functions' signatures
   from the library itself, and calls them with words from the command line.
   The plug-in calls back through a closure that knows which plug-in it is.

     host PLUGIN                          lists the functions
     host PLUGIN FUNCTION [ARGUMENT...]   calls one  */
#include "plugin.h"

#include <dlfcn.h>
#include <ffi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ARGS = 16 };

/* Room for any value of a signature; results of int arrive in word.  */
union value
{
  int i;
  double d;
  const char *s;
  ffi_arg word;
};

static ffi_type *
type_of (char letter)
{
  switch (letter)
    {
    case 'i': return &ffi_type_sint;
    case 'd': return &ffi_type_double;
    case 's': return &ffi_type_pointer;
    case 'v': return &ffi_type_void;
    default: return NULL;         /* ffi_prep_cif refuses it */
    }
}

static int
fail (const char *what, const char *which)
{
  fprintf (stderr, "host: %s: %s\n", which, what);
  return 1;
}

static int
parse (char letter, const char *text, union value *value)
{
  char *end = NULL;
  switch (letter)
    {
    case 'i': value->i = (int) strtol (text, &end, 0); break;
    case 'd': value->d = strtod (text, &end); break;
    default: value->s = text; return 1;
    }
  return end != text && *end == 0;
}

static void
print (char letter, const union value *value)
{
  switch (letter)
    {
    case 'i': printf ("%d\n", (int) value->word); break;
    case 'd': printf ("%g\n", value->d); break;
    case 's':
      printf ("%s\n", (const char *) (uintptr_t) value->word);
      break;
    }
}

static int
call (const struct plugin_function *f, int argc, char **argv)
{
  ffi_type *types[MAX_ARGS];
  union value values[MAX_ARGS], result;
  void *args[MAX_ARGS];
  ffi_cif cif;

  if ((size_t) argc + 1 != strlen (f->signature) || argc > MAX_ARGS)
    return fail ("another number of arguments is needed", f->name);
  for (int i = 0; i < argc; i++)
    {
      types[i] = type_of (f->signature[i + 1]);
      args[i] = &values[i];
      if (!parse (f->signature[i + 1], argv[i], &values[i]))
        return fail ("not a number", argv[i]);
    }
  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, (unsigned) argc,
                    type_of (f->signature[0]), types) != FFI_OK)
    return fail ("the plug-in states no valid signature", f->name);
  ffi_call (&cif, f->function, &result, args);
  print (f->signature[0], &result);
  return 0;
}

/* void log (const char *): user_data is the plug-in's name.  */
static void
log_line (ffi_cif *cif, void *result, void **args, void *user_data)
{
  (void) cif;
  (void) result;
  printf ("[%s] %s\n", (const char *) user_data, *(const char **) args[0]);
}

static int
use (const struct plugin_function *list, int argc, char **argv)
{
  for (; list->name; list++)
    if (argc == 0)
      printf ("%s %s\n", list->name, list->signature);
    else if (strcmp (list->name, argv[0]) == 0)
      return call (list, argc - 1, argv + 1);
  return argc == 0 ? 0 : fail ("no such function", argv[0]);
}

int
main (int argc, char **argv)
{
  ffi_cif cif;
  ffi_type *types[] = { &ffi_type_pointer };
  void *code;
  int status = 1;

  if (argc < 2)
    return fail ("usage: host PLUGIN [FUNCTION [ARGUMENT...]]", "arguments");
  void *library = dlopen (argv[1], RTLD_NOW);
  if (library == NULL)
    return fail (dlerror (), "plug-in");
  void *symbol = dlsym (library, "plugin_start");
  ffi_closure *log = ffi_closure_alloc (sizeof *log, &code);
  if (symbol && log
      && ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 1, &ffi_type_void, types)
         == FFI_OK
      && ffi_prep_closure_loc (log, &cif, log_line, argv[1], code) == FFI_OK)
    {
      const struct plugin_function *(*start) (void (*) (const char *));
      memcpy (&start, &symbol, sizeof start);
      status = use (start ((void (*) (const char *)) code), argc - 2,
                    argv + 2);
    }
  else
    fail ("cannot be started", argv[1]);
  dlclose (library);              /* first what calls the closure */
  ffi_closure_free (log);
  return status;
}
