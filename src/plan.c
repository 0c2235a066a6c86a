/* SPDX-License-Identifier: MIT */
/* Call plans: the placement of a signature, made once.  If the processor
   folder can, it compiles the placement to operations that are ready to
   run.  */
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

/* A plan whose results have the size of their type.  The plan behind it widens
   results; this one then shortens them.  */
struct exact_plan
{
  struct ffi_call_plan plan;
  size_t width;
  struct ffi_call_plan wide[];
};

static void
invoke_exact (ffi_call_plan *plan, void (*fn) (void), void *rvalue,
              void **avalue)
{
  struct exact_plan *p = (struct exact_plan *) plan;
  ffi_arg wide;
  p->wide->entry (p->wide, fn, rvalue ? &wide : NULL, avalue);
  if (rvalue)
    ffi_put_narrow (rvalue, wide, p->width);
}

/* A plan for a cif whose code is of steps, which is all that it needs.  */
static void
invoke_steps (ffi_call_plan *plan, void (*fn) (void), void *rvalue,
              void **avalue)
{
  ffi_call (plan->cif, fn, rvalue, avalue);
}

/* ---- For debugging ---------------------------------------------------

   Behind each plan is a note of the cif that it was made from.  Types are read
   only if the plan reads them, too.  */

struct note
{
  uint64_t code, places;     /* a sum of the placement, if types are read */
  uint32_t abi, nargs;
};
enum { NOTE = FFI_IS_DEBUG ? sizeof (struct note) : 0 };

/* A sink of pieces that adds them up.  */
struct places
{
  struct ffi_layout layout;
  uint64_t sum;
};

static FFI_SINK void
add_piece (struct ffi_layout *layout, uint32_t arg, unsigned op,
           uint32_t value, uint32_t image, uint32_t len)
{
  const uint32_t part[] = { arg, op, value, image, len };
  struct places *p = (struct places *) layout;
  for (unsigned i = 0; i < sizeof part / sizeof *part; i++)
    p->sum = ((p->sum ^ part[i]) + 1) * UINT64_C (0x9e3779b97f4a7c15);
}

static uint64_t
places_of (const struct ffi_target *target, ffi_cif *cif)
{
  struct ffi_signature sig = ffi_signature_of (cif);
  struct places p;
  p.sum = 0;
  ffi_layout_init (&p.layout, NULL, 0);
  p.layout.sink = add_piece;
  target->desc->place (target->desc, &sig, &p.layout);
  add_piece (&p.layout, p.layout.nresult, p.layout.flags, p.layout.stack,
             p.layout.indirect, p.layout.echo);
  for (uint32_t i = 0; i < p.layout.nresult; i++)
    add_piece (&p.layout, i, p.layout.result[i].op, p.layout.result[i].value,
               p.layout.result[i].image, p.layout.result[i].len);
  return p.sum;
}

static struct note
note_of (const ffi_call_plan *plan)
{
  ffi_cif *cif = plan->cif;
  struct note note = { ffi_cif_code (cif), 0, cif->abi, cif->nargs };
  const struct ffi_target *target = ffi_target_get (cif->abi);
  if (plan->entry == invoke_exact)
    plan = ((const struct exact_plan *) plan)->wide;
  if (target && plan->entry == invoke_general)
    note.places = places_of (target, cif);
  return note;
}

static void
put_note (ffi_call_plan *plan)
{
  struct note note = note_of (plan);
  memcpy ((char *) plan + plan->size, &note, sizeof note);
}

static void
check_note (const ffi_call_plan *plan)
{
  struct note note = note_of (plan);
  ffi_check (memcmp ((const char *) plan + plan->size, &note, sizeof note)
               == 0,
             "a plan whose cif was prepared for another signature");
}

/* ---- Plans ----------------------------------------------------------- */

/* Allocates a plan of SIZE bytes with HEAD bytes before it.  NULL: no
   memory.  */
static void *
alloc_behind (size_t head, size_t size)
{
  char *block = malloc (head + size + NOTE);
  return block ? block + head : NULL;
}

/* A plan with the ready-to-run operations of P, and with HEAD bytes before it.
   NULL if P has none, or there is no memory.  */
static ffi_call_plan *
make_ready (const struct general_plan *p, const struct ffi_signature *sig,
            size_t head)
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
  struct ffi_ready_plan *ready = alloc_behind (head, size);
  if (!ready)
    return NULL;
  memcpy (&ready->plan.entry, &entry, sizeof entry);
  ready->plan.size = size;
  ready->plan.cif = p->plan.cif;
  memcpy (ready->op, op, n * sizeof *op);
  return &ready->plan;
}

/* A plan for CIF that has HEAD bytes before it, with which its block of memory
   begins; or NULL.  */
static ffi_call_plan *
make_plan (ffi_cif *cif, size_t head)
{
  const struct ffi_target *target = cif ? ffi_target_get (cif->abi) : NULL;
  if (!target)
    return NULL;
  struct ffi_signature sig = ffi_signature_of (cif);
  uint32_t capacity = ffi_max_pieces (target->desc, sig.nargs);
  size_t size
    = sizeof (struct general_plan) + capacity * sizeof (struct ffi_piece);
  struct general_plan *p = alloc_behind (head, size);
  if (!p)
    return NULL;
  p->plan.entry = invoke_general;
  p->plan.size = size;
  p->plan.cif = cif;
  p->target = target;
  ffi_layout_init (&p->layout, p->piece, capacity);
  target->desc->place (target->desc, &sig, &p->layout);
  ffi_call_plan *ready = make_ready (p, &sig, head);
  if (ready)
    {
      free ((char *) p - head);
      return ready;
    }
  if (ffi_is_steps (ffi_cif_code (cif)))
    p->plan.entry = invoke_steps;
  return &p->plan;
}

static ffi_call_plan *
with_note (ffi_call_plan *plan)
{
  if (FFI_IS_DEBUG && plan)
    put_note (plan);
  return plan;
}

ffi_call_plan *
ffi_call_plan_alloc (ffi_cif *cif)
{
  return with_note (make_plan (cif, 0));
}

ffi_call_plan *
ffi_call_plan_alloc_exact (ffi_cif *cif)
{
  if (!cif || !ffi_is_widened (cif->rtype))
    return ffi_call_plan_alloc (cif);
  size_t head = sizeof (struct exact_plan);
  ffi_call_plan *wide = make_plan (cif, head);
  if (!wide)
    return NULL;
  struct exact_plan *p = (struct exact_plan *) ((char *) wide - head);
  p->plan.entry = invoke_exact;
  p->plan.size = head + wide->size;
  p->plan.cif = cif;
  p->width = cif->rtype->size;
  return with_note (&p->plan);
}

void
ffi_call_plan_invoke (ffi_call_plan *plan, void (*fn) (void), void *rvalue,
                      void **avalue)
{
  if (FFI_IS_DEBUG)
    check_note (plan);
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
