/* SPDX-License-Identifier: MIT */
/* What generated signatures do not reach in the Win64 ABIs on Unix: variadic
   functions, registers that only Win64 functions preserve, Go closures.  */
#include <ffi.h>
#include <stdarg.h>
#include "check.h"

#define MS __attribute__ ((ms_abi))

static double MS
sum (int n, double first, ...)
{
  __builtin_ms_va_list list;
  __builtin_ms_va_start (list, first);
  double x = first;
  for (int i = 0; i < n; i++)
    x = x * 10 + (i % 2 ? __builtin_va_arg (list, int)
                        : __builtin_va_arg (list, double));
  __builtin_ms_va_end (list);
  return x;
}

/* Anonymous floating-point arguments are in integer registers as well, with
   and without ffi_prep_cif_var.  */
static void
call_variadic (ffi_abi abi, int as_variadic)
{
  ffi_cif cif;
  ffi_type *types[] = { &ffi_type_sint, &ffi_type_double, &ffi_type_double,
                        &ffi_type_sint, &ffi_type_double, &ffi_type_sint };
  int n = 4, i = 3, j = 5;
  double first = 1, x = 2, y = 4, result = 0;
  void *values[] = { &n, &first, &x, &i, &y, &j };
  CHECK ((as_variadic ? ffi_prep_cif_var (&cif, abi, 2, 6, &ffi_type_double,
                                          types)
                      : ffi_prep_cif (&cif, abi, 6, &ffi_type_double, types))
         == FFI_OK);
  clobber ();
  ffi_call (&cif, FFI_FN (sum), &result, values);
  CHECK (result == 12345);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan != NULL);
  clobber ();
  result = 0;
  ffi_call_plan_invoke (plan, FFI_FN (sum), &result, values);
  CHECK (result == 12345);
  ffi_call_plan_free (plan);
}

static void
handle_sum (ffi_cif *cif, void *result, void **values, void *data)
{
  (void) cif;
  CHECK (data == (void *) handle_sum);
  *(double *) result
    = *(int *) values[0] + *(double *) values[1] * 10
      + *(double *) values[2] * 100 + *(int *) values[3] * 1000
      + *(double *) values[4] * 10000;
}

/* A System V handler may clobber what the caller of a Win64 function takes
   for preserved.  */
static void
handle_clobber (ffi_cif *cif, void *result, void **values, void *data)
{
  (void) cif;
  (void) values;
  (void) data;
  clobber ();
  __asm__ volatile ("pxor %%xmm6, %%xmm6\n\tpxor %%xmm7, %%xmm7\n\t"
                    "pxor %%xmm8, %%xmm8\n\tpxor %%xmm9, %%xmm9\n\t"
                    "pxor %%xmm10, %%xmm10\n\tpxor %%xmm11, %%xmm11\n\t"
                    "pxor %%xmm12, %%xmm12\n\tpxor %%xmm13, %%xmm13\n\t"
                    "pxor %%xmm14, %%xmm14\n\tpxor %%xmm15, %%xmm15\n\t"
                    "xorl %%esi, %%esi\n\txorl %%edi, %%edi"
                    ::: "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                        "xmm12", "xmm13", "xmm14", "xmm15", "rsi", "rdi");
  *(ffi_arg *) result = 17;
}

struct preserved
{
  uint64_t rsi, rdi, xmm[10][2];
};

/* Loads all registers that a Win64 function preserves, calls CODE, stores
   them, and returns its result.  */
extern unsigned call_preserved (void *code, struct preserved *in,
                                struct preserved *out);
__asm__ (".text\n"
         "call_preserved:\n"
         "	pushq	%rbx\n"
         "	pushq	%r12\n"
         "	subq	$40, %rsp\n"
         "	movq	%rdx, %r12\n"
         "	movq	%rdi, %rax\n"
         "	movq	%rsi, %rbx\n"
         "	movq	0(%rbx), %rsi\n"
         "	movq	8(%rbx), %rdi\n"
         "	.irp	n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
         "	movups	16 * (\\n - 5)(%rbx), %xmm\\n\n"
         "	.endr\n"
         "	call	*%rax\n"
         "	movq	%rsi, 0(%r12)\n"
         "	movq	%rdi, 8(%r12)\n"
         "	.irp	n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n"
         "	movups	%xmm\\n, 16 * (\\n - 5)(%r12)\n"
         "	.endr\n"
         "	addq	$40, %rsp\n"
         "	popq	%r12\n"
         "	popq	%rbx\n"
         "	ret\n");

static void
closures (ffi_abi abi)
{
  ffi_cif cif, none;
  ffi_type *types[] = { &ffi_type_sint, &ffi_type_double, &ffi_type_double,
                        &ffi_type_sint, &ffi_type_double };
  void *code;
  ffi_closure *closure = ffi_closure_alloc (sizeof *closure, &code);
  CHECK (closure != NULL);
  CHECK (ffi_prep_cif_var (&cif, abi, 2, 5, &ffi_type_double, types)
         == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &cif, handle_sum,
                               (void *) handle_sum, code) == FFI_OK);
  clobber ();
  CHECK (((double (MS *) (int, double, ...)) code) (1, 2.0, 3.0, 4, 5.0)
         == 54321);

  CHECK (ffi_prep_cif (&none, abi, 0, &ffi_type_uint, NULL) == FFI_OK);
  CHECK (ffi_prep_closure_loc (closure, &none, handle_clobber, NULL, code)
         == FFI_OK);
  struct preserved in, out;
  for (size_t i = 0; i < sizeof in; i++)
    ((unsigned char *) &in)[i] = (unsigned char) (i * 7 + 1);
  CHECK (call_preserved (code, &in, &out) == 17);
  CHECK (memcmp (&in, &out, sizeof in) == 0);
  ffi_closure_free (closure);
}

static void
handle_go (ffi_cif *cif, void *result, void **values, void *data)
{
  CHECK (cif == ((ffi_go_closure *) data)->cif);
  *(double *) result = *(int *) values[0] + *(double *) values[1];
}

static void
go_closures (ffi_abi abi)
{
  ffi_cif cif;
  ffi_type *types[] = { &ffi_type_sint, &ffi_type_double };
  ffi_go_closure closure;
  int i = 3;
  double x = 0.5, result = 0;
  void *values[] = { &i, &x };
  CHECK (ffi_prep_cif (&cif, abi, 2, &ffi_type_double, types) == FFI_OK);
  CHECK (ffi_prep_go_closure (&closure, &cif, handle_go) == FFI_OK);
  clobber ();
  ffi_call_go (&cif, FFI_FN (closure.tramp), &result, values, &closure);
  CHECK (result == 3.5);
}

/* Functions of wide integers see that small ones were widened.  */
static uint64_t MS
widened (int32_t a, uint32_t b, int32_t c, uint32_t d, int32_t e, uint32_t f,
        int32_t g, uint32_t h)
{
  return a == -5 && b == 250 && c == -500 && d == 65000 && e == -5 && f == 250
         && g == -500 && h == 65000;
}

static void
widening (ffi_abi abi)
{
  ffi_cif cif;
  ffi_type *types[] = { &ffi_type_sint8, &ffi_type_uint8, &ffi_type_sint16,
                        &ffi_type_uint16, &ffi_type_sint8, &ffi_type_uint8,
                        &ffi_type_sint16, &ffi_type_uint16 };
  int8_t a = -5;
  uint8_t b = 250;
  int16_t c = -500;
  uint16_t d = 65000;
  void *values[] = { &a, &b, &c, &d, &a, &b, &c, &d };
  uint64_t result = 0;
  CHECK (ffi_prep_cif (&cif, abi, 8, &ffi_type_uint64, types) == FFI_OK);
  ffi_call (&cif, FFI_FN (widened), &result, values);
  CHECK (result == 1);
  ffi_call_plan *plan = ffi_call_plan_alloc (&cif);
  CHECK (plan);
  result = 0;
  ffi_call_plan_invoke (plan, FFI_FN (widened), &result, values);
  CHECK (result == 1);
  ffi_call_plan_free (plan);
}

int
main (void)
{
  static const ffi_abi abis[] = { FFI_WIN64, FFI_EFI64, FFI_GNUW64 };
  for (size_t i = 0; i < sizeof abis / sizeof *abis; i++)
    {
      call_variadic (abis[i], 0);
      call_variadic (abis[i], 1);
      closures (abis[i]);
      go_closures (abis[i]);
      widening (abis[i]);
    }
  return 0;
}
