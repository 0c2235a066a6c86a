/* SPDX-License-Identifier: MIT */
/* Two libraries with the same symbols and SONAME in one process: each is
   opened by its path with RTLD_LOCAL and used through its own handle.  The
   program itself links neither, so that no symbol of one can stand in for
   the other's.  */
#define _GNU_SOURCE
#include "bench.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

static void *
symbol (const struct library *library, const char *name)
{
  void *address = dlsym (library->handle, name);
  if (address == NULL)
    {
      fprintf (stderr, "bench: %s: %s\n", library->path, dlerror ());
      exit (2);
    }
  return address;
}

/* Structs are described with the library's own scalar types.  */
static void
describe_aggregate (struct library *library, enum type_code code,
                    ffi_type **elements, size_t n, const enum type_code *type)
{
  for (size_t i = 0; i < n; i++)
    elements[i] = library->type[type[i]];
  elements[n] = NULL;
  library->aggregate[code] = (ffi_type) { 0, 0, FFI_TYPE_STRUCT, elements };
  library->type[code] = &library->aggregate[code];
}

static void
describe_types (struct library *library)
{
  static const char *const name[NTYPES] = {
    [type_schar] = "ffi_type_sint8", [type_uchar] = "ffi_type_uint8",
    [type_short] = "ffi_type_sint16", [type_int] = "ffi_type_sint32",
    [type_int64] = "ffi_type_sint64", [type_pointer] = "ffi_type_pointer",
    [type_float] = "ffi_type_float", [type_double] = "ffi_type_double",
    /* Where both are one type, old libraries have no object for it.  */
    [type_ldouble] = FFI_TYPE_LONGDOUBLE == FFI_TYPE_DOUBLE
                       ? "ffi_type_double" : "ffi_type_longdouble",
    [type_void] = "ffi_type_void"
  };
  static const struct
  {
    enum type_code code;
    size_t n;
    enum type_code type[3];
  } aggregate[] = {
    { type_int_int_s, 2, { type_int, type_int } },
    { type_double_double_s, 2, { type_double, type_double } },
    { type_int64_double_s, 2, { type_int64, type_double } },
    { type_large_s, 3, { type_int64, type_double, type_int64 } },
    { type_float3_s, 3, { type_float, type_float, type_float } }
  };
  for (int i = 0; i < NTYPES; i++)
    if (name[i] != NULL)
      library->type[i] = symbol (library, name[i]);
  for (size_t i = 0; i < sizeof aggregate / sizeof *aggregate; i++)
    describe_aggregate (library, aggregate[i].code,
                        calloc (4, sizeof (ffi_type *)), aggregate[i].n,
                        aggregate[i].type);
}

/* The file that the code at ADDRESS comes from, links resolved.  */
static bool
file_of (void *address, char *file)
{
  Dl_info info;
  return dladdr (address, &info) != 0
         && realpath (info.dli_fname, file) != NULL;
}

/* Opens PATH and makes sure that what the handle gives comes from that file
   and no other.  */
static bool
open_file (struct library *library, const char *path)
{
  char file[sizeof library->path];
  bool named = strchr (path, '/') != NULL && realpath (path, file) != NULL;
  library->handle = dlopen (named ? file : path, RTLD_NOW | RTLD_LOCAL);
  void *call = library->handle ? dlsym (library->handle, "ffi_call") : NULL;
  if (call == NULL)
    fprintf (stderr, "bench: %s\n", dlerror ());
  else if (!file_of (call, library->path)
           || (named && strcmp (library->path, file) != 0))
    fprintf (stderr, "bench: ffi_call of %s is not its own\n", path);
  else
    return true;
  return false;
}

bool
library_open (struct library *library, const char *path, const char *name)
{
  memset (library, 0, sizeof *library);
  if (!open_file (library, path))
    return false;
  const char *base = strrchr (library->path, '/') + 1;
  snprintf (library->name, sizeof library->name, "%s", name ? name : base);

  *(void **) &library->call = symbol (library, "ffi_call");
  *(void **) &library->prep_cif = symbol (library, "ffi_prep_cif");
  *(void **) &library->prep_cif_var = symbol (library, "ffi_prep_cif_var");
  *(void **) &library->closure_alloc = symbol (library, "ffi_closure_alloc");
  *(void **) &library->closure_free = symbol (library, "ffi_closure_free");
  *(void **) &library->prep_closure
    = symbol (library, "ffi_prep_closure_loc");
  *(void **) &library->plan_invoke
    = dlsym (library->handle, "ffi_call_plan_invoke");
  if (library->plan_invoke != NULL)
    {
      *(void **) &library->plan_alloc
        = symbol (library, "ffi_call_plan_alloc");
      *(void **) &library->plan_free = symbol (library, "ffi_call_plan_free");
    }
  describe_types (library);
  return true;
}

static ffi_status
subject_prepare (const struct subject *subject, ffi_cif *cif)
{
  const struct library *library = subject->library;
  const struct signature *signature = subject->signature;
  ffi_type *result = library->type[signature->result];
  ffi_type **arg_types = (ffi_type **) subject->arg_types;
  if (signature->nfixed == signature->nargs)
    return library->prep_cif (cif, FFI_DEFAULT_ABI, signature->nargs, result,
                              arg_types);
  return library->prep_cif_var (cif, FFI_DEFAULT_ABI, signature->nfixed,
                                signature->nargs, result, arg_types);
}

void
make_general (ffi_cif *cif, unsigned nfixed)
{
  uint64_t code = nfixed == cif->nargs ? 0 : (uint64_t) 1 << 63 | nfixed;
  memcpy (&cif->bytes, &code, sizeof code);
}

void
subject_init (struct subject *subject, const struct library *library,
              const struct signature *signature, bool general)
{
  memset (subject, 0, sizeof *subject);
  subject->library = library;
  subject->signature = signature;
  for (unsigned i = 0; i < signature->nargs; i++)
    subject->arg_types[i] = library->type[signature->argument[i]];
  if (subject_prepare (subject, &subject->cif) != FFI_OK)
    {
      fprintf (stderr, "bench: %s refuses %s\n", library->name,
               signature->text);
      exit (2);
    }
  if (general)
    make_general (&subject->cif, signature->nfixed);
  if (library->plan_alloc != NULL && !general)
    subject->plan = library->plan_alloc (&subject->cif);
  subject->closure
    = library->closure_alloc (sizeof (ffi_closure), &subject->code);
  if (subject->closure != NULL
      && library->prep_closure (subject->closure, &subject->cif,
                                signature->handler, NULL, subject->code)
         != FFI_OK)
    {
      library->closure_free (subject->closure);
      subject->closure = NULL;
    }
}

void
subject_release (struct subject *subject)
{
  if (subject->plan != NULL)
    subject->library->plan_free (subject->plan);
  if (subject->closure != NULL)
    subject->library->closure_free (subject->closure);
}
