/* SPDX-License-Identifier: MIT */
/* Units of closure memory (exec.h): where they are, which slots of theirs are
   free, and how more are made.  All of it is lock-free, and whole after every
   instruction: threads may end, fork or be interrupted anywhere.  */
#ifndef FFI_UNIT_H
#define FFI_UNIT_H

#include "exec.h"

/* Slots stand in groups.  A group's state is one word, with two bits a slot,
   which change by one compare-and-swap.  A group has a cache line to itself,
   for its slots usually belong to one thread.  */
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
  struct ffi_unit *unit;   /* whose it is, and the number of its first slot: */
  uint32_t first;          /* known once a hand came by */
};

/* What is kept of a unit, at a fixed distance behind its first slot.  All
   zero is a unit whose slots are loose.  */
struct ffi_unit
{
  struct ffi_group group[FFI_UNIT_GROUPS];
  uintptr_t move;          /* added to where the code would be if it were as
                              far from the slots as in the first unit */
  uint32_t passed;         /* nothing loose was left: a hint of exec.c */
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
  return (uintptr_t) ffi_tramp_slots - (uintptr_t) ffi_tramp_text;
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
  return (void *) ((uintptr_t) ffi_tramp_text + number * FFI_TRAMP_SIZE);
#else
  (void) number;
  return NULL;
#endif
}

/* How many units there are, and the one of INDEX; NULL if it is being made
   just now.  */
FFI_HIDDEN uint32_t ffi_unit_count (void);
FFI_HIDDEN struct ffi_unit *ffi_unit_at (uint32_t index);

/* Makes more units.  False if memory or executable pages cannot be had.  */
FFI_HIDDEN bool ffi_unit_grow (void);

/* Maps one unit, or COUNT of them at once, and makes them known.  For
   ffi_unit_grow.  */
FFI_HIDDEN bool ffi_unit_map (void);
FFI_HIDDEN bool ffi_unit_map_run (uint32_t count);

/* Makes UNIT, all zero but for its move, known; false if there is no memory.
   Its slots are a whole number of spans from the first unit's, its text from
   the first unit's.  It stays as long as the process: its trampolines may be
   in use up to the very end.  */
FFI_HIDDEN bool ffi_unit_add (struct ffi_unit *unit);

/* The unit in whose slots, or in whose text, ADDRESS is; NULL if it is in
   none.  For the units but the first.  */
FFI_HIDDEN struct ffi_unit *ffi_unit_search_slots (uintptr_t address);
FFI_HIDDEN bool ffi_unit_search_text (uintptr_t address);

/* Memory for closures of too many bytes for a group, whole pages of zeros;
   and whether the page that AT points to the beginning of is mapped.  */
FFI_HIDDEN void *ffi_pages_map (size_t size);
FFI_HIDDEN void ffi_pages_unmap (void *at, size_t size);
FFI_HIDDEN bool ffi_pages_are_mapped (void *at);

/* Closures of more bytes than a group has, without the pool (execmap.c).  */
FFI_HIDDEN void *ffi_block_new (size_t size, void **code);
FFI_HIDDEN bool ffi_block_give (void *closure);

/* For debugging: whether CLOSURE was such a closure, and was given back.  */
FFI_HIDDEN bool ffi_block_is_free (void *closure);

#ifdef __linux__
/* A nameless file, for SIZE bytes that are to be executable, with FLAGS for
   memfd_create; -1 if there is none.  Neither this nor closing it is a place
   where a thread is cancelled.  */
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
