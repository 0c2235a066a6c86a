/* SPDX-License-Identifier: MIT */
/* The words on the stack and in registers that a callee of each convention
   sees, of random signatures, by all paths: pushes in the wrong order, of the
   wrong width, to the wrong register, a stack that is not aligned.  The
   expected words are made here by the conventions' definitions, gcc's where
   compilers differ.  */
#include <ffi.h>
#include "check.h"

#ifdef _WIN32
# define SYMBOL(name) "_" #name
#else
# define SYMBOL(name) #name
#endif

enum { WORDS = 120, MAX_ARGS = 20 };

/* What look saw, and how much it is to pop.  */
struct seen
{
  unsigned eax, edx, ecx, esp, pop, word[WORDS];
};

extern struct seen seen;
struct seen seen __attribute__ ((visibility ("hidden")));
extern int look (void);

/* FN (A, B, C, D), with a stack pointer that is off by OFF bytes.  */
extern void call_off (unsigned off, void *fn, void *a, void *b, void *c,
                      void *d);

__asm__ (".text\n"
         ".globl " SYMBOL (look) "\n"
         SYMBOL (look) ":\n"
         "	pushl	%ecx\n"
         "	pushl	%edx\n"
         "	pushl	%eax\n"
         "	call	1f\n"
         "1:	popl	%eax\n"
         "	leal	" SYMBOL (seen) "-1b(%eax), %eax\n"
         "	popl	(%eax)\n"
         "	popl	4(%eax)\n"
         "	popl	8(%eax)\n"
         "	movl	%esp, 12(%eax)\n"
         "	pushl	%esi\n"
         "	pushl	%edi\n"
         "	leal	12(%esp), %esi\n"
         "	leal	20(%eax), %edi\n"
         "	movl	$120, %ecx\n"
         "	rep movsl\n"
         "	popl	%edi\n"
         "	popl	%esi\n"
         "	popl	%ecx\n"
         "	addl	16(%eax), %esp\n"
         "	movl	$7, %eax\n"
         "	jmp	*%ecx\n"
         ".globl " SYMBOL (call_off) "\n"
         SYMBOL (call_off) ":\n"
         "	pushl	%ebp\n"
         "	movl	%esp, %ebp\n"
         "	subl	8(%ebp), %esp\n"
         "	pushl	28(%ebp)\n"
         "	pushl	24(%ebp)\n"
         "	pushl	20(%ebp)\n"
         "	pushl	16(%ebp)\n"
         "	call	*12(%ebp)\n"
         "	leave\n"
         "	ret\n");

/* The conventions: how many registers there are, which come first (0 eax,
   1 edx, 2 ecx), in which order the stack is.  */
static const struct convention
{
  ffi_abi abi;
  int nreg, reg[3];
  int backward, pops;
} conventions[] = {
  { FFI_SYSV, 0, { 0 }, 0, 0 },
  { FFI_MS_CDECL, 0, { 0 }, 0, 0 },
  { FFI_STDCALL, 0, { 0 }, 0, 1 },
  { FFI_THISCALL, 1, { 2 }, 0, 1 },
  { FFI_FASTCALL, 2, { 2, 1 }, 0, 1 },
  { FFI_PASCAL, 0, { 0 }, 1, 1 },
  { FFI_REGISTER, 3, { 0, 1, 2 }, 1, 1 }
};
enum { NCONVENTIONS = sizeof conventions / sizeof *conventions };

/* ---- Types ------------------------------------------------------------ */

static ffi_type *five_ints[]
  = { &ffi_type_sint, &ffi_type_sint, &ffi_type_sint, &ffi_type_sint,
      &ffi_type_sint, NULL };
static ffi_type struct_3 = { 0, 0, FFI_TYPE_STRUCT, five_ints + 2 };
static ffi_type struct_5 = { 0, 0, FFI_TYPE_STRUCT, five_ints };
static ffi_type struct_1 = { 0, 0, FFI_TYPE_STRUCT, five_ints + 4 };

static ffi_type *const types[]
  = { &ffi_type_sint, &ffi_type_pointer, &ffi_type_uchar, &ffi_type_schar,
      &ffi_type_ushort, &ffi_type_sshort, &ffi_type_float, &ffi_type_double,
      &ffi_type_sint64, &ffi_type_longdouble, &struct_1, &struct_3,
      &struct_5 };
enum { NTYPES = sizeof types / sizeof *types };

static uint32_t state = 1;

static unsigned
below (unsigned n)
{
  state = state * 1664525 + 1013904223;
  return (state >> 16) % n;
}

static int
is_word (const ffi_type *type)
{
  return type->size <= 4 && type->type != FFI_TYPE_FLOAT
         && type->type != FFI_TYPE_STRUCT;
}

/* The words of the value at P, widened.  Returns how many.  */
static unsigned
words_of (const ffi_type *type, const void *p, unsigned *word)
{
  switch (type->type)
    {
    case FFI_TYPE_UINT8:
      return *word = *(const uint8_t *) p, 1;
    case FFI_TYPE_SINT8:
      return *word = (unsigned) *(const int8_t *) p, 1;
    case FFI_TYPE_UINT16:
      return *word = *(const uint16_t *) p, 1;
    case FFI_TYPE_SINT16:
      return *word = (unsigned) *(const int16_t *) p, 1;
    default:
      memcpy (word, p, type->size);
      return (unsigned) type->size / 4;
    }
}

/* ---- One signature ---------------------------------------------------- */

struct call
{
  const struct convention *c;
  unsigned nargs;
  ffi_type *type[MAX_ARGS];
  unsigned value[MAX_ARGS][8];
  void *avalue[MAX_ARGS];
  struct seen wanted;
  unsigned nwords;           /* of the stack */
};

/* What becomes of registers when an argument of TYPE passes them by.  */
static int
skipped (const struct call *call, const ffi_type *type, int reg)
{
  int words = (int) type->size / 4;
  if (call->c->backward || type->type == FFI_TYPE_FLOAT
      || type->type == FFI_TYPE_DOUBLE || type->type == FFI_TYPE_LONGDOUBLE)
    return reg;
  return reg + words > call->c->nreg ? call->c->nreg : reg + words;
}

static void
expect (struct call *call)
{
  unsigned word[8], n, *stack = call->wanted.word;
  unsigned *const registers[]
    = { &call->wanted.eax, &call->wanted.edx, &call->wanted.ecx };
  int reg = 0;
  for (unsigned i = 0; i < call->nargs; i++)
    {
      n = words_of (call->type[i], call->value[i], word);
      if (is_word (call->type[i]) && reg < call->c->nreg)
        {
          *registers[call->c->reg[reg++]] = word[0];
          continue;
        }
      if (!is_word (call->type[i]))
        reg = skipped (call, call->type[i], reg);
      if (call->c->backward)
        {
          memmove (stack + n, stack, 4 * call->nwords);
          memcpy (stack, word, 4 * n);
        }
      else
        memcpy (stack + call->nwords, word, 4 * n);
      call->nwords += n;
    }
  if (call->c->pops)
    call->wanted.pop = 4 * call->nwords;
}

/* Registers that carry no argument may hold anything.  */
static void
compare (const struct call *call, const char *path)
{
  const struct seen *w = &call->wanted;
  int same = memcmp (seen.word, w->word, 4 * call->nwords) == 0;
  same &= w->eax == 0 || w->eax == seen.eax;
  same &= w->edx == 0 || w->edx == seen.edx;
  same &= w->ecx == 0 || w->ecx == seen.ecx;
  same &= (seen.esp & 15) == 12;
  if (same)
    return;
  printf ("%s, convention %d:", path, (int) call->c->abi);
  for (unsigned i = 0; i < call->nargs; i++)
    printf (" %u/%u", call->type[i]->type, (unsigned) call->type[i]->size);
  printf ("\n");
  CHECK (same);
}

static void
invoke (struct call *call, void *fn, void *context, const char *path)
{
  ffi_arg result = 0;
  for (unsigned off = 0; off < 16; off += 4)
    {
      memset (&seen, 0x5a, sizeof seen);
      seen.pop = call->wanted.pop;
      clobber ();
      call_off (off, fn, context, (void *) look, &result, call->avalue);
      CHECK (result == 7);
      compare (call, path);
    }
}

static void
random_call (const struct convention *c)
{
  struct call call = { .c = c, .nargs = below (below (3) ? 6 : MAX_ARGS) };
  unsigned style = below (4);
  for (unsigned i = 0; i < call.nargs; i++)
    {
      /* Mostly words, mostly floating, anything.  */
      call.type[i] = below (4) == 0 || style > 1 ? types[below (NTYPES)]
                     : style == 0                ? types[below (2)]
                                                 : types[6 + below (2)];
      for (unsigned j = 0; j < 8; j++)
        call.value[i][j] = 0x80818283 + (i << 8 | j << 16);
      call.avalue[i] = call.value[i];
    }
  ffi_cif cif;
  CHECK (ffi_prep_cif (&cif, c->abi, call.nargs, &ffi_type_sint, call.type)
         == FFI_OK);
  expect (&call);
  invoke (&call, (void *) ffi_call, &cif, "ffi_call");
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  invoke (&call, (void *) ffi_call_plan_invoke, plan, "plan");
  ffi_call_plan_free (plan);
  cif.bytes = cif.flags = 0;
  invoke (&call, (void *) ffi_call, &cif, "general path");
}

int
main (void)
{
  for (int i = 0; i < NCONVENTIONS; i++)
    for (int round = 0; round < 500; round++)
      random_call (&conventions[i]);
  return 0;
}
