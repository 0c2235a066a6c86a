/* SPDX-License-Identifier: MIT */
/* AArch64: with the library's code in guarded pages, where an indirect jump
   may only land on "bti c", calls, plans and closures still work; and with
   the landing pad of ffi_call taken away they do not, so a missing one would
   be noticed.  The dynamic linker guards a library whose note says BTI, else
   this program does; the library guards what it maps itself.  Needs a build
   with -mbranch-protection=standard, a shared library, and a processor that
   checks.  */
#define _GNU_SOURCE 1
#include <ffi.h>
#include "check.h"

#if defined __aarch64__ && defined __linux__ \
    && defined __ARM_FEATURE_BTI_DEFAULT && !defined FFI_STATIC_BUILD
#include <link.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BTI = 0x10, GUARDED = PROT_READ | PROT_EXEC | BTI };
enum { BTI_C = 0xd503245f, RET = 0xd65f03c0, NOP = 0xd503201f };

static sigjmp_buf trapped;

static void
on_trap (int signal)
{
  siglongjmp (trapped, signal);
}

/* Whether FN can be called without a trap.  */
static int
lands (void (*fn) (void))
{
  if (sigsetjmp (trapped, 1))
    return 0;
  fn ();
  return 1;
}

/* Whether this machine checks landing pads.  */
static int
is_checked (void)
{
  unsigned *code = mmap (NULL, 4096, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK (code != MAP_FAILED);
  code[0] = BTI_C, code[1] = code[2] = RET;
  if (mprotect (code, 4096, GUARDED) != 0)
    return 0;
  __builtin___clear_cache ((char *) code, (char *) (code + 3));
  CHECK (lands ((void (*) (void)) code));
  return !lands ((void (*) (void)) (code + 2));
}

/* The executable segment that ffi_call is in, and whether its library has
   a property note.  */
static struct { uintptr_t start, end; int has_note; } library;

static int
find_library (struct dl_phdr_info *info, size_t size, void *data)
{
  uintptr_t page = (uintptr_t) sysconf (_SC_PAGESIZE);
  (void) size, (void) data;
  library.start = library.has_note = 0;
  for (int i = 0; i < info->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *p = &info->dlpi_phdr[i];
      uintptr_t at = info->dlpi_addr + p->p_vaddr;
      if (p->p_type == 0x6474e553)     /* PT_GNU_PROPERTY */
        library.has_note = 1;
      if (p->p_type == PT_LOAD && (uintptr_t) ffi_call - at < p->p_memsz)
        {
          library.start = at & -page;
          library.end = at + p->p_memsz;
        }
    }
  return library.start != 0;
}

static void
no_handler (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif, (void) result, (void) args, (void) data;
}

static ffi_cif no_cif;

/* The code of a new closure.  */
static unsigned *
new_trampoline (void)
{
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure != NULL);
  CHECK (ffi_prep_closure_loc (closure, &no_cif, no_handler, NULL, code)
         == FFI_OK);
  return code;
}

/* Whether the trampoline at CODE is guarded: it can be entered behind its
   landing pad if not.  */
static int
is_guarded (unsigned *code)
{
  CHECK (*code == BTI_C && lands ((void (*) (void)) code));
  return !lands ((void (*) (void)) (code + 1));
}

/* Guards the library, unless that was done, and looks at further units.  */
static void
guard_library (void)
{
  enum { UNIT = 1024 };                /* trampolines */
  CHECK (ffi_prep_cif (&no_cif, FFI_DEFAULT_ABI, 0, &ffi_type_void, NULL)
         == FFI_OK);
  CHECK (dl_iterate_phdr (find_library, NULL));
  unsigned *code = new_trampoline ();
#ifdef __GLIBC__
  CHECK (is_guarded (code) == library.has_note);
#endif
  CHECK (mprotect ((void *) library.start, library.end - library.start,
                   GUARDED) == 0);
  CHECK (is_guarded (code));
  for (int i = 0; i < UNIT; i++)
    code = new_trampoline ();
  CHECK ((uintptr_t) code - library.start > library.end - library.start);
  CHECK (is_guarded (code));
  printf ("guarded by the dynamic linker: %s\n",
          library.has_note ? "yes" : "no");
}

static double
add (int a, double b, short c, long d, float e)
{
  return a + b + c + d + e;
}

static void
handler (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif, (void) data;
  *(double *) result = add (*(int *) args[0], *(double *) args[1],
                            *(short *) args[2], *(long *) args[3],
                            *(float *) args[4]);
}

/* What fails traps.  Everything is called through pointers.  */
static void
use_library (void)
{
  ffi_type *type[] = { &ffi_type_sint, &ffi_type_double, &ffi_type_sshort,
                       &ffi_type_slong, &ffi_type_float };
  int a = 1;
  double b = 2, result = 0;
  short c = 3;
  long d = 4;
  float e = 5;
  void *value[] = { &a, &b, &c, &d, &e };
  ffi_cif cif;
  void *code;
  CHECK (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 5, &ffi_type_double, type)
         == FFI_OK);
  void (*volatile call) (ffi_cif *, void (*) (void), void *, void **)
    = ffi_call;
  call (&cif, FFI_FN (add), &result, value);
  CHECK (result == 15);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan != NULL);
  ffi_call_plan_invoke (plan, FFI_FN (add), &result, value);
  CHECK (result == 15);
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure != NULL);
  CHECK (ffi_prep_closure_loc (closure, &cif, handler, NULL, code) == FFI_OK);
  double (*fn) (int, double, short, long, float);
  memcpy (&fn, &code, sizeof fn);
  CHECK (fn (1, 2, 3, 4, 5) == 15);
  call (&cif, fn == NULL ? NULL : FFI_FN (fn), &result, value);
  CHECK (result == 15);
  /* The general path.  */
  memset (&cif.bytes, 0, sizeof cif.bytes);
  memset (&cif.flags, 0, sizeof cif.flags);
  call (&cif, FFI_FN (fn), &result, value);
  CHECK (result == 15);
}

int
main (void)
{
  signal (SIGILL, on_trap);
  if (!is_checked ())
    SKIP ("landing pads are not checked here");
  use_library ();
  guard_library ();
  CHECK (lands (use_library));

  uintptr_t page = (uintptr_t) sysconf (_SC_PAGESIZE);
  unsigned *pad = (unsigned *) ffi_call;
  void *start = (void *) ((uintptr_t) pad & -page);
  CHECK (*pad == BTI_C);
  if (mprotect (start, page, PROT_READ | PROT_WRITE) != 0)
    SKIP ("code cannot be changed here");
  *pad = NOP;
  CHECK (mprotect (start, page, GUARDED) == 0);
  __builtin___clear_cache ((char *) pad, (char *) (pad + 1));
  CHECK (!lands (use_library));
  fflush (stdout);
  /* Other code in the segment, which runs at exit, need not be guarded.  */
  _exit (0);
}
#else
int
main (void)
{
  SKIP ("not aarch64 with landing pads");
}
#endif
