/* SPDX-License-Identifier: MIT */
/* Units of the pool (exec.h).  All of this is thread-safe and lock-free.  */
#ifndef FFI_UNIT_H
#define FFI_UNIT_H

#include "exec.h"

enum
{
  FFI_UNIT_SLOTS = FFI_TRAMP_COUNT * FFI_TRAMP_SLOT,  /* bytes of slots */
  FFI_UNIT_TEXT = FFI_TRAMP_COUNT * FFI_TRAMP_SIZE    /* of trampolines */
                  + FFI_TRAMP_TAIL
};

/* The first unit's, whose text is ffi_tramp_text.  Any other's are as far
   from each other as these.  */
extern char ffi_tramp_slots[FFI_UNIT_SLOTS] FFI_HIDDEN;

/* From a unit's text to its slots.  */
static inline uintptr_t
ffi_unit_distance (void)
{
  return (uintptr_t) ffi_tramp_slots - (uintptr_t) ffi_tramp_text;
}

/* Makes one more unit and returns its slots, all zero; NULL if it cannot be
   had.  A unit stays as long as the process: its trampolines may be in use
   up to the very end.  */
FFI_HIDDEN char *ffi_unit_new (void);

/* Maps the trampolines once more, beside slots that are zero, and makes that
   unit known; returns the slots or NULL.  For ffi_unit_new.  */
FFI_HIDDEN char *ffi_unit_map (void);

/* Makes the unit at SLOTS, a whole number of spans from the first one, known;
   false if there is no memory.  For ffi_unit_map.  */
FFI_HIDDEN bool ffi_unit_add (uintptr_t slots);

/* ffi_unit_find, for the units but the first.  */
FFI_HIDDEN char *ffi_unit_search (uintptr_t address);

/* The slots of the unit in whose slots ADDRESS is, NULL if it is in none.
   O(1).  */
static inline char *
ffi_unit_find (uintptr_t address)
{
  if (address - (uintptr_t) ffi_tramp_slots < FFI_UNIT_SLOTS)
    return ffi_tramp_slots;
  return ffi_unit_search (address);
}

#endif
