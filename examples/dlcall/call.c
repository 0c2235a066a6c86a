/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
# define _GNU_SOURCE   /* dladdr1 */
#endif
#include "dlcall.h"

#include <string.h>
#ifdef __linux__
# include <stdio_ext.h>
#endif

/* ---- Libraries ------------------------------------------------------- */

#ifdef _WIN32
#include <windows.h>

struct library *
library_open (struct job *job, const char *name)
{
  HMODULE module = name ? LoadLibraryA (name) : GetModuleHandleA (NULL);
  if (module == NULL)
    job_fail (job, "%s: cannot be loaded (error %lu)", name,
              (unsigned long) GetLastError ());
  return (struct library *) module;
}

void
library_close (struct library *library)
{
  FreeLibrary ((HMODULE) library);
}

void *
library_symbol (void *library, const char *name)
{
  return (void *) (uintptr_t) GetProcAddress ((HMODULE) library, name);
}

/* Whether ADDRESS is of a variable: not in code.  */
static bool
is_data (void *address)
{
  const DWORD executable = PAGE_EXECUTE | PAGE_EXECUTE_READ
                           | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY;
  MEMORY_BASIC_INFORMATION info;
  return VirtualQuery (address, &info, sizeof info) != 0
         && (info.Protect & executable) == 0;
}

#else
#include <dlfcn.h>
#ifdef __GLIBC__
# include <link.h>
#endif

struct library *
library_open (struct job *job, const char *name)
{
  void *handle = dlopen (name, RTLD_NOW);
  if (handle == NULL)
    job_fail (job, "%s", dlerror ());
  return handle;
}

void
library_close (struct library *library)
{
  dlclose (library);
}

void *
library_symbol (void *library, const char *name)
{
  return dlsym (library, name);
}

/* Whether the symbol at ADDRESS is known to be a variable.  */
static bool
is_data (void *address)
{
#ifdef __GLIBC__
  Dl_info info;
  const ElfW (Sym) *symbol;
  if (dladdr1 (address, &info, (void **) &symbol, RTLD_DL_SYMENT) && symbol)
    return (symbol->st_info & 15) == STT_OBJECT
           && info.dli_saddr == address;
#endif
  (void) address;
  return false;
}
#endif

void
(*library_function (struct job *job, struct library *library,
                    const char *name)) (void)
{
  void *address = library_symbol (library, name);
  void (*function) (void);

  if (address == NULL)
    job_fail (job, "the library has no symbol '%s'", name);
  if (is_data (address))
    job_fail (job, "'%s' is a variable, not a function", name);
  memcpy (&function, &address, sizeof function);
  return function;
}

/* ---- One call -------------------------------------------------------- */

/* What ffi_call needs.  */
struct call
{
  struct values values;
  struct type *function;
  unsigned nargs;
  ffi_type **types;
  void **args;
  ffi_cif cif;
  void *result;
};

static void
check_count (struct job *job, const struct type *f, unsigned given)
{
  if (given < f->count || (given > f->count && !f->variadic))
    job_fail (job, "%s takes %s%zu argument%s, not %u", f->name,
              f->variadic ? "at least " : "", f->count,
              f->count == 1 ? "" : "s", given);
}

static void
read_arguments (struct job *job, struct call *call, char **argv)
{
  struct type *f = call->function;

  call->types = job_alloc (job, (call->nargs + 1) * sizeof *call->types, 0);
  call->args = job_alloc (job, (call->nargs + 1) * sizeof *call->args, 0);
  for (unsigned i = 0; i < call->nargs; i++)
    {
      const char *text = argv[i];
      job->argument = i + 1;
      struct type *type = i < f->count
                          ? f->member[i].type
                          : type_of_argument (&call->values, text, &text);
      call->types[i] = type_describe (job, type);
      call->args[i] = job_alloc (job, type->size, type->align);
      read_argument (&call->values, type, text, call->args[i]);
    }
  job->argument = 0;
}

/* Says which type ABI cannot pass.  */
static void
fail_typedef (struct job *job, struct call *call, ffi_abi abi)
{
  ffi_cif cif;
  ffi_type *none = type_describe (job, type_new (job, K_VOID, 0, 0, NULL));

  if (ffi_prep_cif (&cif, abi, 0, call->cif.rtype, NULL) != FFI_OK)
    job_fail (job, "this ABI cannot return the result's type");
  for (unsigned i = 0; i < call->nargs; i++)
    if (ffi_prep_cif (&cif, abi, 1, none, &call->types[i]) != FFI_OK)
      {
        job->argument = i + 1;
        job_fail (job, "this ABI cannot pass its type");
      }
  job_fail (job, "this ABI cannot pass these types together");
}

static void
prepare (struct job *job, struct call *call, ffi_abi abi)
{
  struct type *f = call->function;
  ffi_type *rtype = type_describe (job, f->of);
  ffi_status status
    = f->variadic
      ? ffi_prep_cif_var (&call->cif, abi, (unsigned) f->count, call->nargs,
                          rtype, call->types)
      : ffi_prep_cif (&call->cif, abi, call->nargs, rtype, call->types);

  call->cif.rtype = rtype;
  if (status == FFI_BAD_ABI)
    job_fail (job, "the library has no such ABI here");
  if (status != FFI_OK)
    fail_typedef (job, call, abi);
  size_t size = f->of->size < sizeof (ffi_arg) ? sizeof (ffi_arg)
                                               : f->of->size;
  call->result = job_alloc (job, size, f->of->align);
}

/* Integers narrower than ffi_arg arrive as a whole one.  */
static void
narrow_result (struct call *call)
{
  const struct type *type = call->function->of;

  if ((type->kind == K_INT || type->kind == K_BOOL)
      && type->size < sizeof (ffi_arg))
    store_integer (call->result, type->size,
                   load_integer (call->result, sizeof (ffi_arg), false));
}

static void
print_call (const struct call *call, bool print)
{
  if (print && call->function->of->kind != K_VOID)
    {
      print_value (stdout, call->function->of, call->result, true);
      putchar ('\n');
    }
  for (const struct shown *s = call->values.shown; s; s = s->next)
    {
      printf ("argument %u -> ", s->argument);
      print_value (stdout, s->type->count == 1 && !s->type->of->is_char
                           ? s->type->of : s->type, s->at, true);
      putchar ('\n');
    }
}

/* Whether the function left stdout, which is buffered by lines, or as a whole
   on Windows, within one.  (It is the function's stdout too if they share
   libc.)  */
static bool
within_line (void)
{
#ifdef __linux__
  return __fpending (stdout) > 0;
#elif defined _WIN32 && !defined _UCRT
  return stdout->_ptr > stdout->_base && stdout->_ptr[-1] != '\n';
#else
  return false;
#endif
}

void
call_function (struct job *job, ffi_abi abi, const char *name,
               const char *text, int argc, char **argv, bool print)
{
  struct call call = { .values = { .job = job, .symbol = library_symbol },
                       .nargs = (unsigned) argc };

  call.function = parse_prototype (job, &host_model, text);
  check_count (job, call.function, call.nargs);
  struct library *library
    = library_open (job, strcmp (name, "-") ? name : NULL);
  call.values.library = library;
  void (*function) (void)
    = library_function (job, library, call.function->name);
  read_arguments (job, &call, argv);
  prepare (job, &call, abi);

  setvbuf (stdout, NULL, _IOLBF, BUFSIZ);
  ffi_call (&call.cif, function, call.result, call.args);
  narrow_result (&call);
  if (within_line () && (print || call.values.shown))
    putchar ('\n');
  print_call (&call, print);
  library_close (library);
}
