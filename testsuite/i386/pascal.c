/* SPDX-License-Identifier: MIT */
/* FFI_PASCAL and FFI_REGISTER, which no compiler here has, against assembly
   that was written by their definitions.  */
#include <ffi.h>
#include "check.h"

/* Windows puts an underscore before names.  */
#ifdef _WIN32
# define FUNCTION(name) ".globl _" #name "\n_" #name ":\n"
#else
# define FUNCTION(name) ".globl " #name "\n" #name ":\n"
#endif

struct three
{
  int a, b, c;
};

/* PASCAL: the first argument at the highest address, the callee pops.  */
extern int pascal_weigh (int, int, int);
/* (double x, int i, float y) -> x + i + y  */
extern double pascal_add (double, int, float);
/* (int a, long long b) -> { a, low b, high b }: hidden pointer lowest.  */
extern struct three pascal_three (int, long long);
/* REGISTER: eax, edx, ecx; the rest as PASCAL.  */
extern int register_weigh (int, int, int, int, int);
/* (double x, short i, struct three s, int j) -> x + i + s.a + s.c + j  */
extern double register_add (double, short, struct three, int);
/* (int a, int b, int c) -> { a, b, c }: the hidden pointer on the stack.  */
extern struct three register_three (int, int, int);
/* (int a) -> { a, a + 1, a + 2 }: the hidden pointer in edx.  */
extern struct three register_count (int);
/* Calls CODE with the N words WORD on the stack, WORD[0] lowest, and the
   registers eax, edx, ecx from REG, to which eax, edx go back and in place
   of ecx the bytes popped.  */
extern double call_words (void *code, unsigned *reg, const unsigned *word,
                          unsigned n);

__asm__ (".text\n"
         /* eax = 100 * [12] + 10 * [8] + [4] */
         FUNCTION (pascal_weigh)
         "	imull	$100, 12(%esp), %eax\n"
         "	imull	$10, 8(%esp), %edx\n"
         "	addl	%edx, %eax\n"
         "	addl	4(%esp), %eax\n"
         "	ret	$12\n"
         FUNCTION (pascal_add)
         "	fldl	12(%esp)\n"
         "	fiaddl	8(%esp)\n"
         "	fadds	4(%esp)\n"
         "	ret	$16\n"
         FUNCTION (pascal_three)
         "	movl	4(%esp), %eax\n"
         "	movl	16(%esp), %edx\n"
         "	movl	%edx, (%eax)\n"
         "	movl	8(%esp), %edx\n"
         "	movl	%edx, 4(%eax)\n"
         "	movl	12(%esp), %edx\n"
         "	movl	%edx, 8(%eax)\n"
         "	ret	$16\n"
         FUNCTION (register_weigh)
         "	imull	$10, %eax\n"
         "	addl	%edx, %eax\n"
         "	imull	$10, %eax\n"
         "	addl	%ecx, %eax\n"
         "	imull	$10, %eax\n"
         "	addl	8(%esp), %eax\n"
         "	imull	$10, %eax\n"
         "	addl	4(%esp), %eax\n"
         "	ret	$8\n"
         FUNCTION (register_add)
         "	pushl	%edx\n"
         "	cwtl\n"
         "	pushl	%eax\n"
         "	fldl	24(%esp)\n"
         "	fiaddl	(%esp)\n"
         "	fiaddl	4(%esp)\n"
         "	fiaddl	12(%esp)\n"
         "	fiaddl	20(%esp)\n"
         "	addl	$8, %esp\n"
         "	ret	$20\n"
         FUNCTION (register_three)
         "	pushl	%ebx\n"
         "	movl	8(%esp), %ebx\n"
         "	movl	%eax, (%ebx)\n"
         "	movl	%edx, 4(%ebx)\n"
         "	movl	%ecx, 8(%ebx)\n"
         "	movl	%ebx, %eax\n"
         "	popl	%ebx\n"
         "	ret	$4\n"
         FUNCTION (register_count)
         "	movl	%eax, (%edx)\n"
         "	incl	%eax\n"
         "	movl	%eax, 4(%edx)\n"
         "	incl	%eax\n"
         "	movl	%eax, 8(%edx)\n"
         "	movl	%edx, %eax\n"
         "	ret\n"
         FUNCTION (call_words)
         "	pushl	%ebp\n"
         "	movl	%esp, %ebp\n"
         "	pushl	%ebx\n"
         "	pushl	%esi\n"
         "	pushl	%edi\n"
         "	movl	16(%ebp), %esi\n"
         "	movl	20(%ebp), %ecx\n"
         "1:	decl	%ecx\n"
         "	js	2f\n"
         "	pushl	(%esi,%ecx,4)\n"
         "	jmp	1b\n"
         "2:	movl	%esp, %edi\n"
         "	movl	12(%ebp), %ebx\n"
         "	movl	(%ebx), %eax\n"
         "	movl	4(%ebx), %edx\n"
         "	movl	8(%ebx), %ecx\n"
         "	call	*8(%ebp)\n"
         "	movl	%eax, (%ebx)\n"
         "	movl	%edx, 4(%ebx)\n"
         "	movl	%esp, %ecx\n"
         "	subl	%edi, %ecx\n"
         "	movl	%ecx, 8(%ebx)\n"
         "	leal	-12(%ebp), %esp\n"
         "	popl	%edi\n"
         "	popl	%esi\n"
         "	popl	%ebx\n"
         "	popl	%ebp\n"
         "	ret\n");

static ffi_type *ints[] = { &ffi_type_sint, &ffi_type_sint, &ffi_type_sint,
                            &ffi_type_sint, &ffi_type_sint };
static ffi_type type_three = { 0, 0, FFI_TYPE_STRUCT,
                               (ffi_type *[]) { &ffi_type_sint,
                                                &ffi_type_sint,
                                                &ffi_type_sint, NULL } };

/* ffi_call and a plan.  */
static void
call (ffi_abi abi, void (*fn) (void), ffi_type *rtype, unsigned nargs,
      ffi_type **types, void **values, const void *wanted, size_t size)
{
  ffi_cif cif;
  struct guarded result;
  CHECK (ffi_prep_cif (&cif, abi, nargs, rtype, types) == FFI_OK);
  for (int round = 0; round < 20; round++)
    {
      guard (&result);
      clobber ();
      ffi_call (&cif, fn, &result.value, values);
      CHECK (memcmp (&result.value, wanted, size) == 0);
      CHECK (guard_holds (&result, size));
      ffi_call (&cif, fn, NULL, values);
    }
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  for (int round = 0; round < 20; round++)
    {
      guard (&result);
      clobber ();
      ffi_call_plan_invoke (plan, fn, &result.value, values);
      CHECK (memcmp (&result.value, wanted, size) == 0);
      CHECK (guard_holds (&result, size));
      ffi_call_plan_invoke (plan, fn, NULL, values);
    }
  ffi_call_plan_free (plan);
}

static void
calls (void)
{
  int i[] = { 1, 2, 3, 4, 5 };
  void *ip[] = { i, i + 1, i + 2, i + 3, i + 4 };
  int weight = 123;
  call (FFI_PASCAL, FFI_FN (pascal_weigh), &ffi_type_sint, 3, ints, ip,
        &weight, sizeof weight);
  weight = 12345;
  call (FFI_REGISTER, FFI_FN (register_weigh), &ffi_type_sint, 5, ints, ip,
        &weight, sizeof weight);

  double x = 0.5, sum = 42.75;
  float y = 0.25;
  int forty = 42;
  ffi_type *add[] = { &ffi_type_double, &ffi_type_sint, &ffi_type_float };
  call (FFI_PASCAL, FFI_FN (pascal_add), &ffi_type_double, 3, add,
        (void *[]) { &x, &forty, &y }, &sum, sizeof sum);

  long long b = 0x500000003;
  struct three three = { 42, 3, 5 };
  ffi_type *mixed[] = { &ffi_type_sint, &ffi_type_sint64 };
  call (FFI_PASCAL, FFI_FN (pascal_three), &type_three, 2, mixed,
        (void *[]) { &forty, &b }, &three, sizeof three);

  short ten = 10;
  struct three s = { 100, 7, 1000 };
  double total = 0.5 + 10 + 100 + 1000 + 42;
  ffi_type *more[] = { &ffi_type_double, &ffi_type_sshort, &type_three,
                       &ffi_type_sint };
  call (FFI_REGISTER, FFI_FN (register_add), &ffi_type_double, 4, more,
        (void *[]) { &x, &ten, &s, &forty }, &total, sizeof total);
  struct three first = { 1, 2, 3 }, count = { 42, 43, 44 };
  call (FFI_REGISTER, FFI_FN (register_three), &type_three, 3, ints, ip,
        &first, sizeof first);
  call (FFI_REGISTER, FFI_FN (register_count), &type_three, 1, ints,
        (void *[]) { &forty }, &count, sizeof count);
}

/* Makes a closure and calls it as assembly would.  POP: bytes that it has to
   pop; REG gets eax and edx.  */
static double
closure_call (ffi_abi abi, ffi_type *rtype, unsigned nargs, ffi_type **types,
              void (*handler) (ffi_cif *, void *, void **, void *),
              unsigned reg[3], const unsigned *word, unsigned n, unsigned pop)
{
  ffi_cif cif;
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure);
  CHECK (ffi_prep_cif (&cif, abi, nargs, rtype, types) == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, handler, NULL, code)
         == FFI_OK);
  clobber ();
  double x = call_words (code, reg, word, n);
  CHECK (reg[2] == pop);
  ffi_closure_free (closure);
  return x;
}

static void
weigh (ffi_cif *cif, void *result, void **values, void *data)
{
  int x = 0;
  (void) data;
  for (unsigned i = 0; i < cif->nargs; i++)
    x = 10 * x + *(int *) values[i];
  *(ffi_arg *) result = (ffi_arg) x;
}

static void
add (ffi_cif *cif, void *result, void **values, void *data)
{
  (void) cif;
  (void) data;
  *(double *) result
    = *(double *) values[0] + *(short *) values[1] + *(int *) values[2];
}

static void
three (ffi_cif *cif, void *result, void **values, void *data)
{
  struct three *r = result;
  (void) data;
  r->a = r->b = r->c = 0;
  for (unsigned i = 0; i < cif->nargs; i++)
    (&r->a)[i] = *(int *) values[i];
}

static void
closures (void)
{
  unsigned none[3] = { 0x5a5a5a5a, 0x5a5a5a5a, 0x5a5a5a5a }, reg[3];
  memcpy (reg, none, sizeof reg);
  closure_call (FFI_PASCAL, &ffi_type_sint, 3, ints, weigh, reg,
                (unsigned[]) { 3, 2, 1, 99 }, 4, 12);
  CHECK (reg[0] == 123);
  memcpy (reg, (unsigned[3]) { 1, 2, 3 }, sizeof reg);
  closure_call (FFI_REGISTER, &ffi_type_sint, 5, ints, weigh, reg,
                (unsigned[]) { 5, 4, 99 }, 3, 8);
  CHECK (reg[0] == 12345);

  /* 0.5 is 0x3fe00000 00000000.  */
  ffi_type *types[] = { &ffi_type_double, &ffi_type_sshort, &ffi_type_sint };
  memcpy (reg, none, sizeof reg);
  CHECK (closure_call (FFI_PASCAL, &ffi_type_double, 3, types, add, reg,
                       (unsigned[]) { 1000, 0x1230004, 0, 0x3fe00000 }, 4,
                       16) == 1004.5);
  memcpy (reg, (unsigned[3]) { 0x1230004, 1000, 1 }, sizeof reg);
  CHECK (closure_call (FFI_REGISTER, &ffi_type_double, 3, types, add, reg,
                       (unsigned[]) { 0, 0x3fe00000 }, 2, 8) == 1004.5);

  struct three r;
  memcpy (reg, none, sizeof reg);
  closure_call (FFI_PASCAL, &type_three, 2, ints, three, reg,
                (unsigned[]) { (unsigned) &r, 2, 1 }, 3, 12);
  CHECK (r.a == 1 && r.b == 2 && r.c == 0 && reg[0] == (unsigned) &r);
  memcpy (reg, (unsigned[3]) { 1, (unsigned) &r, 9 }, sizeof reg);
  closure_call (FFI_REGISTER, &type_three, 1, ints, three, reg,
                (unsigned[]) { 99 }, 1, 0);
  CHECK (r.a == 1 && r.b == 0 && r.c == 0 && reg[0] == (unsigned) &r);
  memcpy (reg, (unsigned[3]) { 1, 2, 3 }, sizeof reg);
  closure_call (FFI_REGISTER, &type_three, 3, ints, three, reg,
                (unsigned[]) { (unsigned) &r, 99 }, 2, 4);
  CHECK (r.a == 1 && r.b == 2 && r.c == 3 && reg[0] == (unsigned) &r);
}

int
main (void)
{
  calls ();
  closures ();
  return 0;
}
