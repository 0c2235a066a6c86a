/* SPDX-License-Identifier: MIT */
/* What the fast paths of o32 and n64 (n32) share, for C and assembly.

   An operation is the number of a stub: a few instructions that move one or
   two arguments, or make the call and store its result.  Stubs are in a table
   of equal slots, so that the number gives the address.  A fast code
   (ffi_cif_code) is a sequence of numbers, the first one in the lowest bits; a
   plan is a list of addresses.

   If each argument takes one slot, element S of avalue is the address of the
   argument in slot S.  An operation for an argument of more slots, or for a
   slot left empty, moves the register AV back by the additional slots.

   In closures the code moves arguments the other way: a stub stores the
   argument's register, if the argument is in one, and the argument's address
   in *AV.  */
#ifndef FFI_MIPS_FAST_H
#define FFI_MIPS_FAST_H

#if _MIPS_SIM == _ABIO32
/* Four numbers in the lower word, or up to three and FAST_REFILL; then four in
   the upper word, which is never 0.  */
# define FAST_OP_BITS 8
# define FAST_SLOT_LOG2 6
#else
# define FAST_OP_BITS 9      /* seven of them */
# define FAST_SLOT_LOG2 5
#endif
#define FAST_MAX_ARGS 12     /* two per operation but the end */
#define FAST_SLOT (1 << FAST_SLOT_LOG2)
#define FAST_TABLE (FAST_SLOT << FAST_OP_BITS)

/* Entries reach the tables by an offset of 16 bits.  */
#if 2 * FAST_OPS * FAST_SLOT > 0x7000
# error "the tables are too large"
#endif

#ifdef __ASSEMBLER__
# include "kernel.h"

/* Registers while arguments are loaded (the argument registers fill up):
     $25          fn
     AV           avalue, moved back; in closures its next element
     NEXT         code: the remaining operations; plan: points to the address
                  of the next one
     TABLE        code: the table of operations
     TO, $2, $3   scratch
     $12          scratch; in closures the closure  */
# define AV $13
# define NEXT $14
# define TO $15
# define TABLE $24

/* Offsets of struct ffi_cif and struct ffi_call_plan.  */
# define CIF_CODE (8 + 2 * MIPS_PTR)
# ifdef __MIPSEB__
#  define CODE_HIGH CIF_CODE
#  define CODE_LOW (CIF_CODE + 4)
# else
#  define CODE_HIGH (CIF_CODE + 4)
#  define CODE_LOW CIF_CODE
# endif
# define PLAN_CIF (2 * MIPS_PTR)
# define PLAN_OPS (3 * MIPS_PTR)

# if _MIPS_SIM == _ABIO32
#  define CODE_SLL sll
#  define CODE_SRL srl
#  define REG_L lw
#  define REG_S sw
#  define WORD 4
# else
#  define CODE_SLL dsll
#  define CODE_SRL dsrl
#  define REG_L ld
#  define REG_S sd
#  define WORD 8
# endif

/* The offset of the N low-order bytes in a word.  */
# ifdef __MIPSEB__
#  define LOW(n) (WORD - (n))
# else
#  define LOW(n) 0
# endif

/* Clears cif, fn and rvalue, which the callee shall not see; the jump to the
   first operation clears avalue, $7.  A plan leaves its arguments there, as
   compiled code does.  */
	.macro	clear_registers
	move	$4, $0
	move	$5, $0
	move	$6, $0
	.endm

/* Jumps to the next operation, and runs INSN before it.  */
	.macro	next mode, insn:vararg
	.ifc	\mode, plan
	PTR_L	TO, 0(NEXT)
	PTR_ADDIU NEXT, NEXT, MIPS_PTR
	.else
	andi	TO, NEXT, FAST_TABLE - FAST_SLOT
	CODE_SRL NEXT, NEXT, FAST_OP_BITS
	PTR_ADDU TO, TO, TABLE
	.endif
	jr	TO
	.ifb	\insn
	nop
	.else
	\insn
	.endif
	.endm

/* The same for the first operation of CODE.  */
	.macro	first_of code, insn:vararg
	CODE_SLL TO, \code, FAST_SLOT_LOG2
	andi	TO, TO, FAST_TABLE - FAST_SLOT
	PTR_ADDU TO, TO, TABLE
	CODE_SRL NEXT, \code, FAST_OP_BITS - FAST_SLOT_LOG2
	jr	TO
	\insn
	.endm

# if _MIPS_SIM != _ABIO32
/* $2 = the code of the cif at BASE, which may be $3; clobbers that.  */
	.macro	code_of_cif base
#if MIPS_PTR == 8
	ld	$2, CIF_CODE(\base)
#else
	lw	$2, CODE_HIGH(\base)
	lwu	$3, CODE_LOW(\base)
	dsll32	$2, $2, 0
	or	$2, $2, $3
#endif
	.endm
# endif

	.macro	slot
	.balign	FAST_SLOT
	.endm

/* REG = the address of the argument in slot S.  */
	.macro	value reg, s
	PTR_L	\reg, MIPS_PTR * (\s)(AV)
	.endm

	.macro	move_back n
	PTR_ADDIU AV, AV, -MIPS_PTR * (\n)
	.endm

/* Calls fn; $12 = rvalue.  The frame is the ABI's.  */
	.macro	call_fn
	jalr	$25
	nop
	PTR_L	$12, .Lframe_rvalue($sp)
	.endm

	.macro	return
	REG_L	$31, .Lframe_ra($sp)
	jr	$31
	PTR_ADDIU $sp, $sp, .Lframe_size
	.endm

/* An end that runs INSN between the call and the return.  */
	.macro	end_stub insn:vararg
	slot
	call_fn
	\insn
	return
	.endm

/* ---- Entries --------------------------------------------------------- */

	.macro	enter
	PTR_ADDIU $sp, $sp, -.Lframe_size
	.cfi_def_cfa_offset .Lframe_size
	REG_S	$31, .Lframe_ra($sp)
	.cfi_offset 31, .Lframe_ra - .Lframe_size
	.endm

/* void ffi_mips_plan (ffi_call_plan *plan, void (*fn) (void), void *rvalue,
		       void **avalue)
   The macro "general" jumps to ffi_call_general or ffi_call_plain.  */
	.macro	plan_entry
ASM_FUNC (ffi_mips_plan)
	beqz	$6, 2f
	PTR_L	TO, PLAN_OPS($4)
1:	.cfi_remember_state
	enter
	PTR_S	$6, .Lframe_rvalue($sp)
	PTR_ADDIU NEXT, $4, PLAN_OPS + MIPS_PTR
	move	AV, $7
	jr	TO
	move	$25, $5
	.cfi_restore_state
	/* No rvalue: the result goes into the frame, unless the callee stores
	   it in memory.  */
2:	table_address TABLE, ASM_C (ffi_mips_fast_plan), ASM_C (ffi_mips_plan)
	PTR_SUBU $2, TO, TABLE
	PTR_ADDIU $2, $2, -FAST_SLOT * FAST_INDIRECT
	sltiu	$2, $2, FAST_SLOT * FAST_INDIRECTS
	beqz	$2, 1b
	PTR_ADDIU $6, $sp, .Lframe_unwanted - .Lframe_size
	PTR_L	$4, PLAN_CIF($4)
	move	$6, $0
	general	ASM_C (ffi_mips_plan)
ASM_END (ffi_mips_plan)
	.endm

/* ---- Closures -------------------------------------------------------- */

/* Stores OFFSET($sp) as the address of the next argument, or of the one AFTER
   it.  */
	.macro	argument offset, reg=$2, after=0
	PTR_ADDIU \reg, $sp, \offset
	PTR_S	\reg, MIPS_PTR * \after(AV)
	.endm

	.macro	next_argument n=1
	next	closure, PTR_ADDIU AV, AV, MIPS_PTR * \n
	.endm

/* fun (cif, rvalue, avalue, user_data)  */
	.macro	call_handler
	PTR_L	$4, CLOSURE_CIF($12)
	PTR_L	$7, CLOSURE_DATA($12)
	PTR_L	$25, CLOSURE_FUN($12)
	PTR_L	$5, .Lframe_rvalue($sp)
	jalr	$25
	PTR_ADDIU $6, $sp, AVALUE
	.endm

/* REG = the table of operations.  This code is in the function HERE; in
   position-independent code its address is in $25.  */
	.macro	table_address reg, table, here
#ifdef __PIC__
	PTR_ADDIU \reg, $25, %lo(\table - \here)
#else
	PTR_LA	\reg, \table
#endif
	.endm

/* $25 = the function FN of another file, in the function HERE, as above.  */
	.macro	function_address fn, here
#ifndef __PIC__
	PTR_LA	$25, \fn
#elif _MIPS_SIM == _ABIO32
	addiu	$25, $25, %lo(9f - \here)
9:	.cpload	$25				/* of its own address */
	la	$25, \fn
#else
	.cpsetup $25, $12, \here
	PTR_LA	$25, \fn
	.cpreturn
#endif
	.endm

#else
# include "mips.h"
# include "plan.h"

enum { FAST_NONE = 0xffff, FAST_MAX_OPS = FFI_PLAN_OPS - 1 };

/* A signature as operations and, from FAST_OPERAND on, operands.  */
# define FAST_OPERAND 0x1000

struct ffi_mips_program
{
  unsigned n;
  uint16_t op[FAST_MAX_OPS];
};

static inline void
ffi_mips_add (struct ffi_mips_program *p, unsigned op)
{
  if (p->n < FAST_MAX_OPS)
    p->op[p->n] = (uint16_t) op;
  p->n++;
}

FFI_HIDDEN uint64_t ffi_mips_code (const struct ffi_layout *,
                                   const struct ffi_signature *);
FFI_HIDDEN unsigned ffi_mips_plan_ops (const struct ffi_layout *,
                                       const struct ffi_signature *,
                                       void **op);
FFI_HIDDEN void ffi_mips_plan (ffi_call_plan *, void (*) (void), void *,
                               void **);

/* In the ABI's file: stores a signature's program in P; false if it has
   none.  */
FFI_HIDDEN bool ffi_mips_compile (const struct ffi_layout *,
                                  const struct ffi_signature *,
                                  struct ffi_mips_program *p);
#endif
#endif
