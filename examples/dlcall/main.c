/* SPDX-License-Identifier: MIT */
#include "dlcall.h"

#include <stdlib.h>
#include <string.h>

static const char help[] =
"usage: dlcall [--abi NAME] [-q] LIBRARY PROTOTYPE [ARGUMENT...]\n"
"       dlcall [--abi NAME] -i [LIBRARY...]\n"
"       dlcall [--abi NAME] [--model NAME] [--svg FILE]\n"
"              --explain PROTOTYPE [TYPE...]\n"
"       dlcall --list FILE\n"
"       dlcall --list-abis\n"
"\n"
"Calls the function of LIBRARY that the C PROTOTYPE declares, and prints its\n"
"result.  LIBRARY is a name for dlopen (libm.so.6), a path, or - for the\n"
"libraries that dlcall itself has loaded.\n"
"\n"
"  dlcall libm.so.6 'double pow(double, double)' 2 10\n"
"  dlcall libc.so.6 'div_t div(int, int)' 17 5\n"
"  dlcall libc.so.6 'int printf(const char *, ...)' '%s has %d\\n' zlib 7\n"
"  dlcall libm.so.6 'double frexp(double, int *)' 40 '&0'\n"
"  dlcall libc.so.6 'extern char **environ'\n"
"\n"
"The prototype may be pasted from a manual page or a header: comments,\n"
"attributes, and typedefs, structs and enums before the function are read.\n"
"A pointer to a type that is not declared is an opaque pointer.\n"
"\n"
"Arguments:\n"
"  12 -3 0xff 017 0b1 'a' 7ul    integers and characters, as in C; the names\n"
"                                of a declared enum's values\n"
"  2.5 1e-3 0x1p4 inf            floating point; 1+2i is complex\n"
"  text, or \"text\"               char *, wchar_t *, with C's escapes\n"
"  {1, {2.5, 3}} {.y = 2}        structs, unions, arrays, vectors\n"
"  NULL, 0x7f00, &symbol         pointers\n"
"  &VALUE, {VALUE, ...}, [N]     pointer to a new object, to several, to N\n"
"                                zeroed ones; printed after the call\n"
"  (TYPE)VALUE                   a variadic argument of another type\n"
"\n"
"Options:\n"
"  --abi NAME    the function's calling convention\n"
"  -q            do not print the result\n"
"  -i            read declarations, calls and expressions line by line: see\n"
"                help in the shell\n"
"  --explain PROTOTYPE [TYPE...]\n"
"                print how each argument and the result are passed; TYPEs are\n"
"                those of the arguments for \"...\"; with --abi for the\n"
"                convention, and the sizes of types, of any machine\n"
"  --list-abis   print the names of all conventions\n"
"  --model NAME  with the sizes of C's types on another platform\n"
"  --svg FILE    draw it too\n"
"  --list FILE   print FILE's lines sorted by libc's qsort with a callback\n"
"  --version     print the version of the library\n"
"  -h, --help    print this\n"
"\n"
"The exit status is 0 after a call; 1 if the output cannot be written; 2 if\n"
"nothing was called; 3 if the function ended the program by a signal.  One line\n"
"tells the reason of 2 and 3.\n";

/* The ABIs of this platform by name.  */
static const struct { const char *name; ffi_abi abi; } abis[] = {
#if defined __x86_64__ && defined _WIN32
  { "win64", FFI_WIN64 }, { "gnuw64", FFI_GNUW64 },
#elif defined __x86_64__
  { "unix64", FFI_UNIX64 }, { "win64", FFI_WIN64 },
  { "gnuw64", FFI_GNUW64 },
#elif defined __i386__
  { "sysv", FFI_SYSV }, { "thiscall", FFI_THISCALL },
  { "fastcall", FFI_FASTCALL }, { "stdcall", FFI_STDCALL },
  { "pascal", FFI_PASCAL }, { "register", FFI_REGISTER },
  { "ms_cdecl", FFI_MS_CDECL },
#elif defined __aarch64__
  { "sysv", FFI_SYSV }, { "win64", FFI_WIN64 },
#elif defined __arm__
  { "sysv", FFI_SYSV }, { "vfp", FFI_VFP },
#elif defined __mips__
  { "o32", FFI_O32 }, { "n32", FFI_N32 }, { "n64", FFI_N64 },
  { "o32_soft_float", FFI_O32_SOFT_FLOAT },
  { "n32_soft_float", FFI_N32_SOFT_FLOAT },
  { "n64_soft_float", FFI_N64_SOFT_FLOAT },
#elif defined __riscv || defined __s390__
  { "sysv", FFI_SYSV },
#elif defined __loongarch__
  { "lp64s", FFI_LP64S }, { "lp64f", FFI_LP64F }, { "lp64d", FFI_LP64D },
  { "ilp32s", FFI_ILP32S }, { "ilp32f", FFI_ILP32F },
  { "ilp32d", FFI_ILP32D },
#endif
  { "default", FFI_DEFAULT_ABI }
};

enum { ABI_COUNT = sizeof abis / sizeof *abis };

/* Those of another word size or float unit take a library of their own.  */
static bool
has_abi (ffi_abi abi)
{
  ffi_cif cif;
  return ffi_prep_cif (&cif, abi, 0, &ffi_type_void, NULL) == FFI_OK;
}

static ffi_abi
abi_named (struct job *job, const char *name)
{
  char known[200] = "";
  size_t n = 0;

  for (size_t i = 0; i < ABI_COUNT; i++)
    {
      if (strcmp (abis[i].name, name) == 0)
        return abis[i].abi;
      if (has_abi (abis[i].abi))
        n += (size_t) snprintf (known + n, sizeof known - n, " %s",
                                abis[i].name);
    }
  job_fail (job, "no ABI '%s' here; there are:%s (and for --explain those of "
            "--list-abis)", name, known);
}

struct options
{
  const char *abi, *model, *list, *explain, *svg;
  bool quiet, help, version, list_abis, shell;
};

/* Where the value of the option NAME goes, or NULL: it takes none.  */
static const char **
value_of (struct options *o, const char *name)
{
  return strcmp (name, "--abi") == 0 ? &o->abi
         : strcmp (name, "--model") == 0 ? &o->model
         : strcmp (name, "--list") == 0 ? &o->list
         : strcmp (name, "--explain") == 0 ? &o->explain
         : strcmp (name, "--svg") == 0 ? &o->svg : NULL;
}

/* The number of arguments that were options.  Those behind LIBRARY are the
   function's, whatever they start with.  */
static int
read_options (struct job *job, int argc, char **argv, struct options *o)
{
  int i = 1;
  for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++)
    if (strcmp (argv[i], "--") == 0)
      return i + 1;
    else if (strcmp (argv[i], "-q") == 0)
      o->quiet = true;
    else if (strcmp (argv[i], "-i") == 0)
      o->shell = true;
    else if (strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0)
      o->help = true;
    else if (strcmp (argv[i], "--version") == 0)
      o->version = true;
    else if (strcmp (argv[i], "--list-abis") == 0)
      o->list_abis = true;
    else if (value_of (o, argv[i]) == NULL)
      job_fail (job, "unknown option %s; try dlcall --help", argv[i]);
    else if (i + 1 == argc)
      job_fail (job, "%s needs a value", argv[i]);
    else
      {
        *value_of (o, argv[i]) = argv[i + 1];
        i++;
      }
  return i;
}

static bool
is_any_abi (const char *name)
{
  const char *known;

  for (unsigned n = 0; (known = ffi_describe_abi_name (n)) != NULL; n++)
    if (strcmp (known, name) == 0)
      return true;
  return false;
}

/* The names that --explain takes on any machine, and those of this one.  */
static void
print_abis (void)
{
  const char *known;

  for (unsigned n = 0; (known = ffi_describe_abi_name (n)) != NULL; n++)
    puts (known);
  for (size_t i = 0; i < ABI_COUNT; i++)
    if (has_abi (abis[i].abi) && !is_any_abi (abis[i].name))
      puts (abis[i].name);
}

static void
run_explain (struct job *job, const struct options *o, int types,
             char **type)
{
  const char *any = is_any_abi (o->abi) ? o->abi : NULL;
  const struct model *model = o->model ? model_named (o->model)
                              : any ? model_of_abi (any) : &host_model;

  if (model == NULL)
    job_fail (job, "no model '%s'; see man dlcall", o->model ? o->model : any);
  explain (job, &(struct explanation) {
             any, any ? 0 : abi_named (job, o->abi), model, o->explain,
             types, type, o->svg });
}

static void
run (struct job *job, int argc, char **argv)
{
  struct options o = { .abi = "default" };
  int first = read_options (job, argc, argv, &o);

  if (o.help)
    fputs (help, stdout);
  else if (o.version)
    printf ("dlcall (libffi) %s\n", ffi_get_version ());
  else if (o.list_abis && (first < argc || o.explain || o.list))
    job_fail (job, "--list-abis stands alone");
  else if (o.list_abis)
    print_abis ();
  else if ((o.model || o.svg) && !o.explain)
    job_fail (job, "--model and --svg go with --explain");
  else if (o.list && first < argc)
    job_fail (job, "'%s' is out of place", argv[first]);
  else if (o.explain)
    run_explain (job, &o, argc - first, argv + first);
  else if (o.shell)
    run_shell (job, abi_named (job, o.abi), argc - first, argv + first);
  else if (o.list)
    sort_lines (job, o.list);
  else if (argc - first == 1)
    job_fail (job, "expected a prototype after %s, as in 'int abs(int)'; "
              "try dlcall --help", argv[first]);
  else if (argc - first < 2)
    job_fail (job, "expected LIBRARY PROTOTYPE [ARGUMENT...]; "
              "try dlcall --help");
  else
    call_function (job, abi_named (job, o.abi), argv[first],
                   argv[first + 1], argc - first - 2, argv + first + 2,
                   !o.quiet);
}

int
main (int argc, char **argv)
{
  static struct job job;   /* longjmp leaves static objects alone */
  static jmp_buf on_error;

  job.on_error = &on_error;
  if (setjmp (on_error))
    {
      fprintf (stderr, "dlcall: %s\n", job.message);
      job_end (&job);
      return 2;
    }
  run (&job, argc, argv);
  job_end (&job);
  if (fflush (stdout) != 0 || ferror (stdout))
    {
      fputs ("dlcall: cannot write the output\n", stderr);
      return 1;
    }
  return 0;
}
