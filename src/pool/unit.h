/* SPDX-License-Identifier: MIT */
/* Units of closure memory (exec.h): where units are, which of their slots
   are free, and how more units are made.  All of this is lock-free, and the
   data are consistent after every instruction: a thread may end, fork or be
   interrupted anywhere.  */
#ifndef FFI_UNIT_H
#define FFI_UNIT_H

#include "exec.h"

/* Slots are in groups.  The state of a group is one word with two bits per
   slot, and changes by one compare-and-swap.  Each group has a cache line
   of its own, because its slots usually belong to one thread.  */
enum ffi_slot_state
{
  LOOSE = 0,               /* free, and in no list */
  FURTHER = 1,             /* a further slot of the closure before it */
  LISTED = 2,              /* free, and in a list of exec.c */
  FIRST = 3                /* the first slot of a closure */
};
enum
{
  FFI_GROUP_SLOTS = 4 * sizeof (uintptr_t),
  FFI_UNIT_GROUPS = FFI_TRAMP_COUNT / FFI_GROUP_SLOTS
};

struct ffi_group
{
  _Alignas (8 * sizeof (uintptr_t)) uintptr_t state;
  struct ffi_unit *unit;   /* its unit, and the number of its first slot: */
  uint32_t first;          /* set when a hand has visited the group */
};

/* The data of a unit, at a fixed distance behind its first slot.  If all are
   zero, all slots are loose.  */
struct ffi_unit
{
  struct ffi_group group[FFI_UNIT_GROUPS];
  uintptr_t move;          /* added to where the code would be if it were as
                              far from the slots as in the first unit */
  uint32_t passed;         /* a hint of exec.c: no loose slot was left */
};

enum
{
  /* The slots that are used, whole groups; their bytes.  */
  FFI_UNIT_COUNT = FFI_UNIT_GROUPS * FFI_GROUP_SLOTS,
  FFI_UNIT_SLOTS = FFI_UNIT_COUNT * FFI_TRAMP_SLOT,
  /* Where struct ffi_unit is, from the first slot.  */
#if FFI_EXEC_STATIC_TRAMP
  FFI_UNIT_AT = (FFI_TRAMP_COUNT * FFI_TRAMP_SLOT + 63) / 64 * 64,
#else
  FFI_UNIT_AT = FFI_TRAMP_SLOTS_BYTES,
#endif
  FFI_UNIT_DATA = FFI_UNIT_AT + sizeof (struct ffi_unit),
  /* Bytes of the code.  */
  FFI_UNIT_TEXT = FFI_TRAMP_COUNT * FFI_TRAMP_SIZE + FFI_TRAMP_TAIL
};

#if FFI_EXEC_STATIC_TRAMP
/* The first unit's slots; its text is ffi_tramp_text.  */
extern char ffi_tramp_slots[FFI_UNIT_DATA] FFI_HIDDEN;
#endif

/* From a unit's text to its slots, if its move is 0.  */
static inline uintptr_t
ffi_unit_distance (void)
{
#if FFI_EXEC_STATIC_TRAMP
  return (uintptr_t) ffi_tramp_slots - ffi_tramp_text_at ();
#else
  return 0;
#endif
}

static inline char *
ffi_unit_slots (struct ffi_unit *unit)
{
  return (char *) unit - FFI_UNIT_AT;
}

static inline struct ffi_unit *
ffi_unit_of_slots (char *slots)
{
  return (struct ffi_unit *) (void *) (slots + FFI_UNIT_AT);
}

/* The code address of UNIT's slot NUMBER.  */
static inline void *
ffi_unit_code (struct ffi_unit *unit, uint32_t number)
{
  return (void *) ((uintptr_t) ffi_unit_slots (unit) - ffi_unit_distance ()
                   + unit->move + (uintptr_t) number * FFI_TRAMP_SIZE);
}

/* The unit in the library itself, if it has one, and the code address of its
   slot NUMBER.  */
static inline struct ffi_unit *
ffi_unit_first (void)
{
#if FFI_EXEC_STATIC_TRAMP
  return ffi_unit_of_slots (ffi_tramp_slots);
#else
  return NULL;
#endif
}

static inline void *
ffi_unit_first_code (uintptr_t number)
{
#if FFI_EXEC_STATIC_TRAMP
  return (void *) (ffi_tramp_text_at () + number * FFI_TRAMP_SIZE);
#else
  (void) number;
  return NULL;
#endif
}

/* The number of units, and the unit of number INDEX; NULL while another thread
   makes it.  */
FFI_HIDDEN uint32_t ffi_unit_count (void);
FFI_HIDDEN struct ffi_unit *ffi_unit_at (uint32_t index);

/* Makes more units.  False if memory or executable pages cannot be had.  */
FFI_HIDDEN bool ffi_unit_grow (void);

/* Maps one unit, or COUNT of them at once, and makes them known.  For
   ffi_unit_grow.  */
FFI_HIDDEN bool ffi_unit_map (void);
FFI_HIDDEN bool ffi_unit_map_run (uint32_t count);

/* Adds UNIT, whose data are zero except its move, to the list and the
   tables.  False if there is no memory.  The distance of its slots from
   those of the first unit is a multiple of the span, and so is the distance
   of its text.  A unit is never removed: its trampolines may be in use
   until the process ends.  */
FFI_HIDDEN bool ffi_unit_add (struct ffi_unit *unit);

/* The unit in whose slots, or in whose text, ADDRESS is; NULL if it is in
   none.  For the units but the first.  */
FFI_HIDDEN struct ffi_unit *ffi_unit_search_slots (uintptr_t address);
FFI_HIDDEN bool ffi_unit_search_text (uintptr_t address);

/* Whole pages of zeros, for closures larger than a group; and whether the page
   that begins at AT is mapped.  */
FFI_HIDDEN void *ffi_pages_map (size_t size);
FFI_HIDDEN void ffi_pages_unmap (void *at, size_t size);
FFI_HIDDEN bool ffi_pages_are_mapped (void *at);

/* Closures of more bytes than a group has, without the pool (execmap.c).  */
FFI_HIDDEN void *ffi_block_new (size_t size, void **code);
FFI_HIDDEN bool ffi_block_give (void *closure);

/* For debugging: whether CLOSURE was such a closure and was freed.  */
FFI_HIDDEN bool ffi_block_is_free (void *closure);

#ifdef __linux__
/* Makes a nameless file for SIZE bytes of code, with FLAGS for
   memfd_create; -1 if the system has none.  Neither this function nor
   closing the file is a cancellation point.  */
FFI_HIDDEN int ffi_memory_file (uint64_t size, unsigned flags);
FFI_HIDDEN void ffi_close_file (int fd);
#endif

/* ffi_unit_search_slots, for all units.  O(1).  */
static inline struct ffi_unit *
ffi_unit_find (uintptr_t address)
{
  struct ffi_unit *first = ffi_unit_first ();
  if (first != NULL
      && address - (uintptr_t) ffi_unit_slots (first) < FFI_UNIT_SLOTS)
    return first;
  return ffi_unit_search_slots (address);
}

#endif
