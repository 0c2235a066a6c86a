/* SPDX-License-Identifier: MIT */
/* A call plan as the assembly of a processor folder sees it.  */
#ifndef FFI_PLAN_H
#define FFI_PLAN_H

#include "arch.h"

struct ffi_call_plan
{
  void (*entry) (ffi_call_plan *, void (*) (void), void *, void **);
  size_t size;               /* bytes of memory */
  ffi_cif *cif;
};

/* A plan of ready-to-run operations.  */
struct ffi_ready_plan
{
  struct ffi_call_plan plan;
  void *op[];                /* the operations that target->plan made */
};

#endif
