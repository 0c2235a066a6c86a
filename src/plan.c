/* SPDX-License-Identifier: MIT */
/* Call plans: a placement made once, and where the processor folder can, made
   ready to run.  */
#include "plan.h"
#include <stdlib.h>

/* A plan that runs the finished placement.  */
struct general_plan
{
  struct ffi_call_plan plan;
  const struct ffi_target *target;
  struct ffi_layout layout;
  struct ffi_piece piece[];
};

static void
invoke_general (ffi_call_plan *plan, void (*fn) (void), void *rvalue,
                void **avalue)
{
  struct general_plan *p = (struct general_plan *) plan;
  ffi_call_layout (p->target, &p->layout, plan->cif, fn, rvalue, avalue, NULL);
}

/* PLAN as a plan of ready-to-run operations, or NULL.  */
static ffi_call_plan *
make_ready (const struct general_plan *p, const struct ffi_signature *sig)
{
  void *ops[FFI_PLAN_OPS], **op = ops;
  unsigned n = p->target->plan && ffi_is_plain (&p->layout, sig->nargs)
                 ? p->target->plan (&p->layout, sig, op) : 0;
  void *entry = (void *) (uintptr_t) p->target->plan_entry;
  if (n == 0)
    return NULL;
  if (!entry)
    {
      entry = *op++;
      n--;
    }
  size_t size = offsetof (struct ffi_ready_plan, op) + n * sizeof *op;
  struct ffi_ready_plan *ready = malloc (size);
  if (!ready)
    return NULL;
  memcpy (&ready->plan.entry, &entry, sizeof entry);
  ready->plan.size = size;
  ready->plan.cif = p->plan.cif;
  memcpy (ready->op, op, n * sizeof *op);
  return &ready->plan;
}

ffi_call_plan *
ffi_call_plan_alloc (ffi_cif *cif)
{
  const struct ffi_target *target = cif ? ffi_target_get (cif->abi) : NULL;
  if (!target)
    return NULL;
  struct ffi_signature sig = ffi_signature_of (cif);
  uint32_t capacity = ffi_max_pieces (target->desc, sig.nargs);
  size_t size
    = sizeof (struct general_plan) + capacity * sizeof (struct ffi_piece);
  struct general_plan *p = malloc (size);
  if (!p)
    return NULL;
  p->plan.entry = invoke_general;
  p->plan.size = size;
  p->plan.cif = cif;
  p->target = target;
  ffi_layout_init (&p->layout, p->piece, capacity);
  target->desc->place (target->desc, &sig, &p->layout);
  ffi_call_plan *ready = make_ready (p, &sig);
  if (!ready)
    return &p->plan;
  free (p);
  return ready;
}

void
ffi_call_plan_invoke (ffi_call_plan *plan, void (*fn) (void), void *rvalue,
                      void **avalue)
{
  plan->entry (plan, fn, rvalue, avalue);
}

void
ffi_call_plan_free (ffi_call_plan *plan)
{
  free (plan);
}

size_t
ffi_call_plan_size (ffi_call_plan *plan)
{
  return plan ? plan->size : 0;
}
