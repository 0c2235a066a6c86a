/* SPDX-License-Identifier: MIT */
/* MIPS: programs of operations as codes and plans.  */
#include "arch.h"

#ifdef __mips__

#include "image.h"
#if _MIPS_SIM == _ABIO32
# include "o32-fast.h"
#else
# include "n64-fast.h"
#endif

_Static_assert (offsetof (ffi_cif, bytes) == 8 + 2 * sizeof (void *), "");
_Static_assert (offsetof (struct ffi_call_plan, cif) == 2 * sizeof (void *),
                "");
_Static_assert (offsetof (struct ffi_ready_plan, op) == 3 * sizeof (void *),
                "");
_Static_assert (2 * (63 / FAST_OP_BITS - 1) <= FAST_MAX_ARGS, "");

/* OP[0..n) as one number, the first operation in the lowest bits.  */
static uint64_t
packed (const uint16_t *op, unsigned n)
{
  uint64_t code = 0;
  while (n-- > 0)
    code = code << FAST_OP_BITS | (op[n] & ((1 << FAST_OP_BITS) - 1));
  return code;
}

#if _MIPS_SIM == _ABIO32
static uint64_t
code_of (struct ffi_mips_program *p)
{
  enum { WORD = 4 };         /* numbers in each half of the code */
  if (p->n <= WORD)
    return (uint64_t) 1 << 32 | packed (p->op, p->n);
  unsigned low = WORD - 1;
  if (p->op[low] >= FAST_OPERAND)
    low--;
  if (p->n - low > WORD)
    return 0;
  uint64_t high = packed (p->op + low, p->n - low);
  p->op[low] = FAST_REFILL;
  return high << 32 | packed (p->op, low + 1);
}
#else
static uint64_t
code_of (struct ffi_mips_program *p)
{
  return p->n <= 63 / FAST_OP_BITS ? packed (p->op, p->n) : 0;
}
#endif

/* Whether the arguments of fast closures are aligned for their types.  Frames
   have the alignment of images.  */
static bool
is_aligned (const struct ffi_layout *layout, const struct ffi_signature *sig)
{
  for (uint32_t i = 0; i < layout->npieces; i++)
    {
      const struct ffi_piece *piece = &layout->piece[i];
      unsigned align = sig->arg_types[piece->arg]->alignment;
      if (align > FAST_ALIGN
          || (piece->value == 0 && piece->image % align != 0))
        return false;
    }
  return layout->nresult == 0 || sig->rtype->alignment <= FAST_ALIGN;
}

uint64_t
ffi_mips_code (const struct ffi_layout *layout,
               const struct ffi_signature *sig)
{
  struct ffi_mips_program p;
  return ffi_mips_compile (layout, sig, &p) && is_aligned (layout, sig)
           ? code_of (&p)
           : 0;
}

extern const char ffi_mips_fast_plan[] FFI_HIDDEN;

unsigned
ffi_mips_plan_ops (const struct ffi_layout *layout,
                   const struct ffi_signature *sig, void **op)
{
  struct ffi_mips_program p;
  if (!ffi_mips_compile (layout, sig, &p))
    return 0;
  for (unsigned i = 0; i < p.n; i++)
    op[i] = p.op[i] >= FAST_OPERAND
              ? (void *) (uintptr_t) (p.op[i] - FAST_OPERAND)
              : (void *) (ffi_mips_fast_plan + (p.op[i] << FAST_SLOT_LOG2));
  return p.n;
}

#endif
