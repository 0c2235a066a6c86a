/* SPDX-License-Identifier: MIT */
#include "dlcall.h"

#include <errno.h>
#include <string.h>
#ifdef __linux__
# include <stdio_ext.h>
#endif

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
  int error;            /* errno after the call, which starts with 0 */
};

/* The names of the parameters of F, as far as they have some.  */
static void
list_parameters (const struct type *f, char *text, size_t size)
{
  size_t n = 0;

  *text = 0;
  for (size_t i = 0; i < f->count && n < size; i++)
    if (f->member[i].name)
      n += (size_t) snprintf (text + n, size - n, "%s%s", n ? ", " : ": ",
                              f->member[i].name);
}

static void
check_count (struct job *job, const struct type *f, unsigned given)
{
  char names[200];

  if (given >= f->count && (given == f->count || f->variadic))
    return;
  list_parameters (f, names, sizeof names);
  job_fail (job, "%s takes %s%zu argument%s, not %u%s", f->name,
            f->variadic ? "at least " : "", f->count,
            f->count == 1 ? "" : "s", given, names);
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

void
fail_why (struct job *job, unsigned argument, const char *why)
{
  job->argument = argument < FFI_WHOLE_SIGNATURE ? argument + 1 : 0;
  job_fail (job, "%s%s", argument == FFI_PLACED_RESULT ? "the result: " : "",
            why);
}

static void
prepare (struct job *job, struct call *call, ffi_abi abi)
{
  struct type *f = call->function;
  ffi_type *rtype = type_describe (job, f->of);
  unsigned argument;
  const char *why;

  if (ffi_prep_cif_why (&call->cif, abi, f->variadic ? (int) f->count : -1,
                        call->nargs, rtype, call->types, &argument, &why)
      != FFI_OK)
    fail_why (job, argument, why);
  size_t size = f->of->size < sizeof (ffi_arg) ? sizeof (ffi_arg)
                                               : f->of->size;
  call->result = job_alloc (job, size, f->of->align);
}

/* Integers and pointers narrower than ffi_arg arrive as a whole one.  */
static void
narrow_result (struct call *call)
{
  const struct type *type = call->function->of;

  if ((type->kind == K_INT || type->kind == K_BOOL
       || type->kind == K_POINTER)
      && type->size < sizeof (ffi_arg))
    store_integer (call->result, type->size,
                   load_integer (call->result, sizeof (ffi_arg), false));
}

/* Whether the result is one by which functions say that they failed: a
   negative integer, the largest or smallest one, NULL or the address -1, no
   finite number.  */
static bool
looks_failed (const struct call *call)
{
  const struct type *type = call->function->of;
  void *p;

  switch (type->kind)
    {
    case K_INT:
      {
        wide v = load_integer (call->result, type->size, type->is_signed);
        wide max = ~(wide) 0 >> (8 * (sizeof v - type->size)
                                 + type->is_signed);
        return v == max || (type->is_signed && v >> (8 * sizeof v - 1));
      }
    case K_POINTER:
      memcpy (&p, call->result, sizeof p);
      return p == NULL || (uintptr_t) p == UINTPTR_MAX;
    case K_FLOAT:
      return !float_is_finite (type, call->result);
    default:
      return false;
    }
}

static void
print_call (const struct call *call, bool print)
{
  if (print && call->function->of->kind != K_VOID)
    {
      print_result (stdout, call->function->of, call->result);
      putchar ('\n');
    }
  if (print && call->error && looks_failed (call))
    printf ("errno %d (%s)\n", call->error, strerror (call->error));
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

static void
print_variable (struct job *job, struct library *library,
                const struct type *type)
{
  if (type->size == 0)
    job_fail (job, "the type of '%s' is not complete", type->name);
  print_result (stdout, type,
                library_variable (job, library, type->symbol));
  putchar ('\n');
}

void *
call_prepared (struct values *v, ffi_abi abi, void (*function) (void),
               struct type *f, int argc, char **argv, bool print)
{
  struct job *job = v->job;
  struct call call = { .values = *v, .function = f,
                       .nargs = (unsigned) argc };

  check_count (job, f, call.nargs);
  read_arguments (job, &call, argv);
  prepare (job, &call, abi);

  setvbuf (stdout, NULL, _IOLBF, BUFSIZ);
  death_watch (f->name);
  errno = 0;
  ffi_call (&call.cif, function, call.result, call.args);
  call.error = errno;
  death_watch (NULL);
  narrow_result (&call);
  if (within_line () && (print || call.values.shown))
    putchar ('\n');
  print_call (&call, print);
  return call.result;
}

void
call_function (struct job *job, ffi_abi abi, const char *name,
               const char *text, int argc, char **argv, bool print)
{
  struct scope scope = { .names = NULL };
  struct type *type = parse_declarations (job, &host_model, &scope, text);

  if (type == NULL)
    job_fail (job, "prototype: this declares neither function nor variable");
  if (type->kind != K_FUNCTION && argc > 0)
    job_fail (job, "'%s' is declared as a variable, which takes no arguments",
              type->name);
  if (type->kind == K_FUNCTION)
    check_count (job, type, (unsigned) argc);
  struct library *library
    = library_open (job, strcmp (name, "-") ? name : NULL);
  struct values v = { .job = job, .symbol = library_symbol,
                      .library = library, .scope = &scope };
  if (type->kind == K_FUNCTION)
    call_prepared (&v, abi, library_function (job, library, type->symbol),
                   type, argc, argv, print);
  else
    print_variable (job, library, type);
  library_close (library);
}
