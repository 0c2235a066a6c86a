/* SPDX-License-Identifier: MIT */
/* Windows on x86-64: at every instruction of the library, on every path, the
   tables of its functions lead the system's unwinder back to the caller, with
   all registers that the caller wants preserved.  Catches what exceptions,
   which come out of a call only, do not see: prologues, epilogues, functions
   that lack a table.  */
#include "paths.h"

#if defined _WIN32 && defined __x86_64__
#include <windows.h>

enum { TRAP_FLAG = 0x100, MOST = 1 << 20, SAVED = 8, SAVED_XMM = 10 };

/* void step_guarded (leave_function *path): calls PATH with step_saved in
   rbx, rbp, rsi, rdi, r12-15 and step_xmm in xmm6-15.  */
extern void step_guarded (leave_function *path);
extern const char step_return[];
uint64_t step_saved[SAVED], step_rsp;
_Alignas (16) M128A step_xmm[SAVED_XMM];

__asm__ ("	.text\n"
         "	.globl step_guarded, step_return\n"
         "	.def step_guarded; .scl 2; .type 32; .endef\n"
         "	.seh_proc step_guarded\n"
         "step_guarded:\n"
         "	.irp reg, rbx, rbp, rsi, rdi, r12, r13, r14, r15\n"
         "	pushq	%\\reg\n"
         "	.seh_pushreg %\\reg\n"
         "	.endr\n"
         "	subq	$200, %rsp\n"
         "	.seh_stackalloc 200\n"
         "	.irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
         "	movaps	%xmm\\n, 16 * (\\n - 6) + 32(%rsp)\n"
         "	.seh_savexmm %xmm\\n, 16 * (\\n - 6) + 32\n"
         "	.endr\n"
         "	.seh_endprologue\n"
         "	movq	%rsp, step_rsp(%rip)\n"
         "	movq	step_saved(%rip), %rbx\n"
         "	movq	step_saved + 8(%rip), %rbp\n"
         "	movq	step_saved + 16(%rip), %rsi\n"
         "	movq	step_saved + 24(%rip), %rdi\n"
         "	movq	step_saved + 32(%rip), %r12\n"
         "	movq	step_saved + 40(%rip), %r13\n"
         "	movq	step_saved + 48(%rip), %r14\n"
         "	movq	step_saved + 56(%rip), %r15\n"
         "	.irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
         "	movaps	step_xmm + 16 * (\\n - 6)(%rip), %xmm\\n\n"
         "	.endr\n"
         "	call	*%rcx\n"
         "step_return:\n"
         "	.irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
         "	movaps	16 * (\\n - 6) + 32(%rsp), %xmm\\n\n"
         "	.endr\n"
         "	addq	$200, %rsp\n"
         "	.irp reg, r15, r14, r13, r12, rdi, rsi, rbp, rbx\n"
         "	popq	%\\reg\n"
         "	.endr\n"
         "	ret\n"
         "	.seh_endproc\n");

/* The library, or the program that it is in.  */
static uint64_t module;
static unsigned char seen[MOST];
static unsigned steps, wrong;

static int
is_saved (const CONTEXT *c)
{
  const uint64_t have[SAVED] = { c->Rbx, c->Rbp, c->Rsi, c->Rdi,
                                 c->R12, c->R13, c->R14, c->R15 };
  return c->Rsp == step_rsp && memcmp (have, step_saved, sizeof have) == 0
         && memcmp (&c->Xmm6, step_xmm, sizeof step_xmm) == 0;
}

/* Whether C, a copy, can be followed back to step_guarded.  */
static int
leads_back (CONTEXT c)
{
  const NT_TIB *stack = (const NT_TIB *) NtCurrentTeb ();
  for (int depth = 0; depth < 50; depth++)
    {
      DWORD64 base, frame;
      void *data;
      if (c.Rip == (uintptr_t) step_return)
        return is_saved (&c);
      if (c.Rsp % 8 || c.Rsp < (uintptr_t) stack->StackLimit
          || c.Rsp >= (uintptr_t) stack->StackBase)
        return 0;
      RUNTIME_FUNCTION *f = RtlLookupFunctionEntry (c.Rip, &base, NULL);
      if (f != NULL)
        RtlVirtualUnwind (UNW_FLAG_NHANDLER, base, c.Rip, f, &c, &data,
                          &frame, NULL);
      else if (depth > 0)      /* such functions call no others */
        return 0;
      else
        {
          memcpy (&c.Rip, (void *) c.Rsp, sizeof c.Rip);
          c.Rsp += sizeof c.Rip;
        }
    }
  return 0;
}

/* Whether AT is in libgcc's function that touches the pages of large frames:
   it has no table.  The library's copy is found by its code.  */
static int
is_chkstk (const char *at)
{
  extern const char ___chkstk_ms[];
  for (int i = 0; i < 64; i++)
    if (memcmp (at - i, ___chkstk_ms, 16) == 0)
      return 1;
  return 0;
}

/* Whether AT is in an epilogue that ends in a jump, direct or to an address in
   a register, which compilers make and wine's unwinder does not know.  Windows
   knows the latter by its prefix REX.W, which has no other meaning.  */
static int
is_before_jump (const unsigned char *at)
{
  enum { REX_B = 0x41, REX_W = 0x48, POP = 0x58, JMP = 0xe9, JMP_IND = 0xff,
         REGISTER_4 = 0xe0 };
  while ((at[*at == REX_B] & 0xf8) == POP)
    at += 1 + (*at == REX_B);
  return *at == JMP
         || (at[0] == REX_W && at[1] == JMP_IND
             && (at[2] & 0xf8) == REGISTER_4);
}

static LONG CALLBACK
step (EXCEPTION_POINTERS *exception)
{
  CONTEXT *c = exception->ContextRecord;
  if (exception->ExceptionRecord->ExceptionCode != EXCEPTION_SINGLE_STEP)
    return EXCEPTION_CONTINUE_SEARCH;
  uint64_t at = c->Rip - module;
  if (at < MOST && c->Rip != (uintptr_t) step_return)
    {
      steps += !seen[at];
      if (!is_before_jump ((const unsigned char *) c->Rip)
          && !is_chkstk ((const char *) c->Rip) && !leads_back (*c) && wrong++ < 20)
        printf ("no way back from module + %#llx\n", (long long) at);
      seen[at] = 1;
    }
  if (c->Rip != (uintptr_t) step_return)
    c->EFlags |= TRAP_FLAG;
  return EXCEPTION_CONTINUE_EXECUTION;
}

__attribute__ ((noinline)) static void
run (leave_function *path)
{
  __asm__ volatile ("pushfq\n\torq %0, (%%rsp)\n\tpopfq"
                    : : "i" (TRAP_FLAG) : "memory", "cc");
  step_guarded (path);
}

static void
leave (void)
{
}

static int
try (leave_function *path, const char *name)
{
  path_leave = leave;
  path ();                    /* what is done once, and by the system */
  path_leave = leave;
  wrong = 0;
  run (path);
  printf ("%s: %s\n", wrong ? "FAIL" : "PASS", name);
  return wrong != 0;
}

int
main (void)
{
  int failed = 0;
  HMODULE handle = GetModuleHandleA ("libffi-8.dll");
  if (handle == NULL)
    handle = GetModuleHandleA (NULL);
  module = (uintptr_t) handle;
  for (int i = 0; i < SAVED; i++)
    memset (&step_saved[i], 0xa0 + i, sizeof step_saved[i]);
  for (int i = 0; i < SAVED_XMM; i++)
    memset (&step_xmm[i], 0x50 + i, sizeof step_xmm[i]);
  CHECK (AddVectoredExceptionHandler (1, step) != NULL);
#define TRY(name) failed += try (path_##name, #name);
  PATHS (TRY)
  printf ("%u instructions\n", steps);
  CHECK (steps > 500);
  return failed != 0;
}

#else
int
main (void)
{
  SKIP ("not Windows on x86-64");
}
#endif
