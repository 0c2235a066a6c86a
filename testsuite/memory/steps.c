/* SPDX-License-Identifier: MIT */
/* A signal handler may allocate and free wherever it came in, closures of any
   size.  The processor traps after each instruction of allocating or freeing;
   after one, two and so on the handler does the same.  All closures are
   whole.  */
#define _GNU_SOURCE 1
#include "live.h"

#if defined __linux__ && (defined __x86_64__ || defined __i386__) \
    && !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#include <signal.h>
#include <ucontext.h>

#ifdef __x86_64__
# define FLAGS REG_EFL
# define TRAP "pushfq\n\torl $0x100, (%%rsp)\n\tpopfq"
#else
# define FLAGS REG_EFL
# define TRAP "pushfl\n\torl $0x100, (%%esp)\n\tpopfl"
#endif

enum
{
  TRAP_FLAG = 0x100,
  LONGEST = 5000           /* instructions to try */
};

static struct live outer, inner;
static size_t size;
static volatile int inside, steps, after, acted;
static void (*volatile act) (struct live *);

static void
take (struct live *l)
{
  l->closure = ffi_closure_alloc (size, &l->code);
}

static void
give (struct live *l)
{
  ffi_closure_free (l->closure);
}

/* After the last of the traps, what was interrupted goes on without.  */
static void
on_trap (int signal, siginfo_t *info, void *context)
{
  ucontext_t *c = context;
  (void) signal, (void) info;
  if (inside && ++steps < after)
    return;
  c->uc_mcontext.gregs[FLAGS] &= ~TRAP_FLAG;
  if (!inside)
    return;
  acted = 1;
  act (&inner);
}

/* Does WHAT to the outer closure and, N instructions later, to the inner one.
   Returns false if it took less than N.  */
static int
interrupt (void (*what) (struct live *), int n)
{
  steps = acted = 0;
  after = n;
  act = what;
  inside = 1;
  __asm__ volatile (TRAP : : : "cc", "memory");
  what (&outer);
  inside = 0;
  return acted;
}

static void
check (struct live *l, uintptr_t data)
{
  CHECK (l->closure != NULL);
  l->data = data;
  CHECK (ffi_prep_closure_loc (l->closure, &live_cif, live_answer,
                               (void *) data, l->code) == FFI_OK);
}

/* Whether allocating or freeing took as many instructions as N.  */
static int
round_trip (int n)
{
  inner.closure = NULL;
  int taken = interrupt (take, n);
  if (!taken)
    take (&inner);
  check (&outer, 1);
  check (&inner, 2);
  CHECK (live_is_right (&outer) && live_is_right (&inner));
  int given = interrupt (give, n);
  if (!given)
    give (&inner);
  return taken || given;
}

/* With closures of BYTES.  */
static void
try_size (size_t bytes)
{
  static struct live rest[100];
  int n = 1;
  size = bytes;
  while (n < LONGEST && round_trip (n))
    n++;
  if (n == 1)
    SKIP ("instructions do not trap here");
  printf ("%zu bytes: %d instructions\n", bytes, n);
  CHECK (n < LONGEST);
  CHECK (live_fill (rest, 100) == 100);
  live_check (rest, 100);
  live_free (rest, 100);
}

int
main (void)
{
  struct sigaction action;
  live_init ();
  memset (&action, 0, sizeof action);
  action.sa_sigaction = on_trap;
  action.sa_flags = SA_SIGINFO;
  CHECK (sigaction (SIGTRAP, &action, NULL) == 0);
  try_size (sizeof (ffi_closure));
  try_size (3 * sizeof (ffi_closure));
  try_size (100000);
  return 0;
}
#else
int
main (void)
{
  SKIP ("not x86 on Linux, or a sanitizer");
}
#endif
