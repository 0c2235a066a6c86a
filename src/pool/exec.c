/* SPDX-License-Identifier: MIT */
/* ffi_closure_alloc and ffi_closure_free, on the units of unit.h.

   The words of the groups, in the units, tell which slots are free.  Only
   these words are authoritative, and each change of them is one
   compare-and-swap.  All other data here are hints: which free slots to
   take next.  Threads write hints without synchronization.  A hint that is
   lost or wrong costs time, but no slot is lost: a slot is taken only
   through the word of its group, and ffi_unit_grow is called only after all
   words were searched (gather).

   A free slot is listed or loose.  A freed closure is *listed*: a ring of
   the thread's shard names it, the oldest closure first.  A slot that no
   ring names is *loose*: it was never used, or was dropped from a full
   ring, or belonged to a larger closure.  A *hand* goes round the groups.
   Each shard takes loose slots from the group that the hand gave the shard
   last, so different threads use different groups.  Loose slots were free
   for longer than listed slots, so the pool takes loose slots first: a
   freed closure is used again as late as possible.  */
#include "unit.h"

#ifdef __has_include
# if __has_include (<sys/single_threaded.h>)
#  include <sys/single_threaded.h>
#  define SINGLE_THREADED __libc_single_threaded
# endif
#endif
#ifndef SINGLE_THREADED
# define SINGLE_THREADED 0
#endif

enum
{
  SHARD_BITS = 5, SHARDS = 1 << SHARD_BITS,
  STACK_SHIFT = 16,        /* as far as a thread's stack usually moves */
  RING = 1024,             /* closures that a shard remembers the age of */
  PATIENCE = 64,           /* groups to look into while there is a ring */
  MOST = FFI_GROUP_SLOTS * FFI_TRAMP_SLOT  /* bytes of a closure in slots */
};

/* Cold code, kept out of line so that the hot path saves no registers.  */
#define SELDOM __attribute__ ((noinline, cold))
#define INLINE inline __attribute__ ((always_inline))

/* Closures of one slot, and those of more, have a hand each.  */
enum kind { SINGLE, MULTIPLE, KINDS };

struct shard
{
  _Alignas (128) char *ring[RING];
  uint32_t head, tail;
  struct ffi_group *group[KINDS];
};

static struct shard shards[SHARDS];
static uint32_t hand[KINDS];

/* The hand went all round, and nothing has become loose since.  */
static bool settled[KINDS];

/* Hints are read and written by several threads, hence atomic.  */
#define GET(x) __atomic_load_n (&(x), __ATOMIC_RELAXED)
#define SET(x, value) __atomic_store_n (&(x), (value), __ATOMIC_RELAXED)

void ffi_tramp_forward (void) FFI_HIDDEN;

/* ---- Groups ---------------------------------------------------------- */

/* The lower bit of each slot; and the states of the slots from NUMBER on.  */
static const uintptr_t LOW = UINTPTR_MAX / 3;
enum { BITS = 2, SLOT_MASK = 3 };

static INLINE uintptr_t
states_from (uintptr_t state, uintptr_t number)
{
  return state >> number % FFI_GROUP_SLOTS * BITS;
}

static INLINE uintptr_t
low_of (uintptr_t number)
{
  return (uintptr_t) 1 << number % FFI_GROUP_SLOTS * BITS;
}

/* Changes GROUP from *OLD to NEW; if GROUP has another value, stores that
   value in *OLD.  ALONE: the process has one thread, so the change must be
   atomic for signal handlers only.  */
static INLINE bool
group_change (struct ffi_group *group, uintptr_t *old, uintptr_t new,
              bool alone)
{
#ifdef FFI_TRAMP_SWAP_ALONE
  if (alone)
    return ffi_tramp_swap_alone (&group->state, old, new);
#endif
  (void) alone;
  return __atomic_compare_exchange_n (&group->state, old, new, false,
                                      __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

/* The lower bits of STATE's slots that are loose; listed; further ones of a
   closure.  */
static inline uintptr_t
loose_of (uintptr_t state)
{
  return ~(state | state >> 1) & LOW;
}

static inline uintptr_t
listed_of (uintptr_t state)
{
  return ~state & state >> 1 & LOW;
}

static inline uintptr_t
further_of (uintptr_t state)
{
  return state & ~(state >> 1) & LOW;
}

/* The lower bits of COUNT slots from that of the bit FIRST on.  */
static inline uintptr_t
run_of (uintptr_t first, unsigned count)
{
  uintptr_t last = first << (count - 1) * BITS;
  return ((last << 1) - first) & LOW;
}

/* The lower bit of the first of SET that begins COUNT adjacent slots; 0 if
   none does.  */
static SELDOM uintptr_t
search_run (uintptr_t set, unsigned count)
{
  for (unsigned have = 1, more; have < count; have += more)
    {
      more = count - have < have ? count - have : have;
      set &= set >> more * BITS;
    }
  return set & -set;
}

/* The same, first for the usual case: the first slot of SET begins them.  */
static INLINE uintptr_t
begin_of_run (uintptr_t set, unsigned count)
{
  uintptr_t first = set & -set, last = first << (count - 1) * BITS;
  return last != 0 && !(run_of (first, count) & ~set)
           ? first : search_run (set, count);
}

/* The number of the slot whose lowest bit in a group's state is BIT.  A
   processor of 32 bits need not count in 64, which takes a function of the
   compiler's own library there.  */
static INLINE int
slot_at (uintptr_t bit)
{
  return (sizeof bit > sizeof (int) ? __builtin_ctzll (bit)
                                    : __builtin_ctz ((unsigned) bit)) / BITS;
}

/* Takes the first COUNT adjacent slots that are loose; -1 if there are
   none.  */
static INLINE int
group_take_loose (struct ffi_group *group, unsigned count, bool alone)
{
  uintptr_t old = GET (group->state), first;
  while ((first = begin_of_run (loose_of (old), count)) != 0)
    if (group_change (group, &old, old | run_of (first, count) | first << 1,
                      alone))
      return slot_at (first);
  return -1;
}

/* Takes slot NUMBER if it is listed.  False if it is not, or if another thread
   changed the group at the same time.  */
static INLINE bool
group_take_listed (struct ffi_group *group, uintptr_t number, bool alone)
{
  uintptr_t old = GET (group->state);
  return (states_from (old, number) & SLOT_MASK) == LISTED
         && group_change (group, &old, old | low_of (number), alone);
}

/* Frees the closure whose only slot is NUMBER, and lists the slot.  False
   if it is a larger closure or none, or if another thread changed the group
   at the same time.  */
static INLINE bool
group_give_one (struct ffi_group *group, uintptr_t number, bool alone)
{
  enum { NEXT = 1 << BITS, BOTH = NEXT * NEXT - 1 };
  const unsigned ones = 1u << (FIRST + NEXT * LOOSE)
                        | 1u << (FIRST + NEXT * LISTED)
                        | 1u << (FIRST + NEXT * FIRST);
  uintptr_t old = GET (group->state);
  return (ones >> (states_from (old, number) & BOTH) & 1) != 0
         && group_change (group, &old, old & ~low_of (number), alone);
}

/* Frees the closure whose first slot is NUMBER; its slots become loose.  False
   if there is no such closure.  */
static INLINE bool
group_give_loose (struct ffi_group *group, uintptr_t number, bool alone)
{
  uintptr_t old = GET (group->state), first = low_of (number);
  while ((states_from (old, number) & SLOT_MASK) == FIRST)
    {
      uintptr_t others = ~further_of (old) & LOW & -(first << BITS);
      uintptr_t run = (others & -others) - first;
      if (group_change (group, &old, old & ~run, alone))
        return true;
    }
  return false;
}

/* Makes the slots of SET loose that are listed.  */
static void
group_loosen (struct ffi_group *group, uintptr_t set)
{
  uintptr_t old = GET (group->state), listed;
  while ((listed = listed_of (old) & set) != 0
         && !group_change (group, &old, old & ~(listed << 1), false))
    continue;
}

/* ---- Slots ----------------------------------------------------------- */

static INLINE uint32_t
number_of (struct ffi_unit *unit, const char *slot)
{
  return (uint32_t) (slot - ffi_unit_slots (unit)) / FFI_TRAMP_SLOT;
}

static INLINE struct ffi_group *
group_of (struct ffi_unit *unit, uintptr_t number)
{
  return &unit->group[number / FFI_GROUP_SLOTS];
}

/* Says that UNIT may have loose slots.  */
static void
unit_is_loose (struct ffi_unit *unit)
{
  SET (unit->passed, 0);
  SET (settled[SINGLE], false);
  SET (settled[MULTIPLE], false);
}

/* The closure that slot NUMBER of UNIT begins, and its code.  */
static INLINE void *
slot_begin (struct ffi_unit *unit, uint32_t number, void **code)
{
  char *slot = ffi_unit_slots (unit) + (size_t) number * FFI_TRAMP_SLOT;
  ffi_tramp_set_entry (slot, NULL);
  *code = FFI_TRAMP_SIGN (ffi_unit_code (unit, number));
  return slot;
}

/* ---- Rings ----------------------------------------------------------- */

static inline struct shard *
own_shard (void)
{
  if (SINGLE_THREADED)
    return shards;
  uint32_t stack
    = (uint32_t) ((uintptr_t) __builtin_frame_address (0) >> STACK_SHIFT);
  return &shards[stack * UINT32_C (0x9e3779b1) >> (32 - SHARD_BITS)];
}

/* Concurrent threads may leave head beyond tail.  */
static INLINE bool
ring_is_empty (struct shard *s)
{
  return GET (s->tail) - GET (s->head) - 1 >= RING;
}

/* The oldest closure of S's ring; NULL if there is none.  */
static inline void *
ring_take (struct shard *s, void **code)
{
  while (!ring_is_empty (s))
    {
      uint32_t head = GET (s->head);
      char *slot = GET (s->ring[head % RING]);
      SET (s->head, head + 1);
      struct ffi_unit *unit = ffi_unit_find ((uintptr_t) slot);
      if (unit == NULL)
        continue;
      uint32_t number = number_of (unit, slot);
      if (group_take_listed (group_of (unit, number), number,
                             SINGLE_THREADED))
        return slot_begin (unit, number, code);
    }
  return NULL;
}

/* Pushes the oldest closure out of S's ring.  */
static SELDOM void
ring_drop (struct shard *s)
{
  uint32_t head = GET (s->head), tail = GET (s->tail);
  char *slot = GET (s->ring[head % RING]);
  SET (s->head, tail - head > RING ? tail : head + 1);
  struct ffi_unit *unit = ffi_unit_find ((uintptr_t) slot);
  if (unit == NULL)
    return;
  uint32_t number = number_of (unit, slot);
  group_loosen (group_of (unit, number), low_of (number));
  unit_is_loose (unit);
}

static INLINE void
ring_give (struct shard *s, char *slot)
{
  if (GET (s->tail) - GET (s->head) >= RING)
    ring_drop (s);
  uint32_t tail = GET (s->tail);
  SET (s->ring[tail % RING], slot);
  SET (s->tail, tail + 1);
}

static void *
ring_take_any (void **code)
{
  void *closure = NULL;
  for (struct shard *s = shards; s != shards + SHARDS && !closure; s++)
    closure = ring_take (s, code);
  return closure;
}

/* ---- Hands ----------------------------------------------------------- */

static struct ffi_group *
group_at (struct ffi_unit *unit, uint32_t index)
{
  struct ffi_group *group = &unit->group[index];
  SET (group->first, index * FFI_GROUP_SLOTS);
  __atomic_store_n (&group->unit, unit, __ATOMIC_RELEASE);
  return group;
}

/* The next group that may have loose slots; NULL if there is none.  The hand
   returns to a unit when a slot becomes loose in it.  The two hands begin at
   different ends.  */
static struct ffi_group *
hand_next (enum kind kind)
{
  uint32_t units = ffi_unit_count ();
  for (uint32_t i = 0; i <= units; i++)
    {
      uint32_t n = __atomic_fetch_add (&hand[kind], 1, __ATOMIC_RELAXED);
      uint32_t index = n / FFI_UNIT_GROUPS, group = n % FFI_UNIT_GROUPS;
      struct ffi_unit *unit = index < units ? ffi_unit_at (index) : NULL;
      if (unit != NULL
          && (group != 0 || !(GET (unit->passed) & 1u << kind)))
        {
          if (group == 0)
            __atomic_fetch_or (&unit->passed, 1u << kind, __ATOMIC_RELAXED);
          return group_at (unit, kind == SINGLE
                                   ? group : FFI_UNIT_GROUPS - 1 - group);
        }
      SET (hand[kind], index < units ? (index + 1) * FFI_UNIT_GROUPS : 0);
    }
  return NULL;
}

/* COUNT loose slots of the group that S has; NULL if there are none.  */
static INLINE void *
held_take (struct shard *s, enum kind kind, unsigned count, bool alone,
           void **code)
{
  struct ffi_group *group
    = __atomic_load_n (&s->group[kind], __ATOMIC_ACQUIRE);
  int slot = group ? group_take_loose (group, count, alone) : -1;
  if (slot < 0)
    return NULL;
  return slot_begin (GET (group->unit), GET (group->first) + (uint32_t) slot,
                     code);
}

/* The same, or from other groups, but not many if IMPATIENT.  */
static void *
hand_take (struct shard *s, unsigned count, bool impatient, void **code)
{
  enum kind kind = count == 1 ? SINGLE : MULTIPLE;
  for (unsigned i = 0; !impatient || i < PATIENCE; i++)
    {
      void *closure = held_take (s, kind, count, false, code);
      if (closure != NULL)
        return closure;
      struct ffi_group *group = hand_next (kind);
      __atomic_store_n (&s->group[kind], group, __ATOMIC_RELEASE);
      if (group == NULL)
        {
          SET (settled[kind], true);
          return NULL;
        }
    }
  return NULL;
}

/* Makes all free slots loose.  False if there are none.  */
static bool
gather (void)
{
  bool found = false;
  uint32_t units = ffi_unit_count ();
  for (uint32_t i = 0; i < units; i++)
    {
      struct ffi_unit *unit = ffi_unit_at (i);
      bool loose = false;
      for (uint32_t g = 0; unit != NULL && g < FFI_UNIT_GROUPS; g++)
        {
          group_loosen (&unit->group[g], LOW);
          loose = loose || loose_of (GET (unit->group[g].state)) != 0;
        }
      if (loose)
        unit_is_loose (unit);
      found = found || loose;
    }
  return found;
}

/* ---- Closures -------------------------------------------------------- */

/* COUNT slots that are free somewhere; NULL if there are none.  */
static SELDOM void *
slots_find (struct shard *s, unsigned count, void **code)
{
  void *closure = NULL;
  if (count == 1)
    closure = ring_take (s, code);
  if (closure == NULL && count == 1)
    closure = ring_take_any (code);
  if (closure == NULL && gather ())
    closure = hand_take (s, count, false, code);
  return closure;
}

/* Other threads may take the slots of a unit that this thread made, so more
   than one attempt may be needed.  */
static SELDOM void *
slots_take_more (struct shard *s, unsigned count, void **code)
{
  void *closure = slots_find (s, count, code);
  while (closure == NULL && ffi_unit_grow ())
    {
      SET (settled[SINGLE], false);
      SET (settled[MULTIPLE], false);
      closure = hand_take (s, count, false, code);
      if (closure == NULL)
        closure = slots_find (s, count, code);
    }
  return closure ? closure : slots_find (s, count, code);
}

/* COUNT slots; NULL if there is no memory.  */
static __attribute__ ((noinline)) void *
slots_take (struct shard *s, unsigned count, void **code)
{
  enum kind kind = count == 1 ? SINGLE : MULTIPLE;
  void *closure = NULL;
  if (!GET (settled[kind]))
    closure = hand_take (s, count, count == 1 && !ring_is_empty (s), code);
  return closure ? closure : slots_take_more (s, count, code);
}

/* For debugging: the handler that freed closures get.  The user data is the
   address of the closure.  */
static void
stop_call (ffi_cif *cif, void *result, void **args, void *data)
{
  (void) cif, (void) result, (void) args, (void) data;
  ffi_stop ("call of a closure that is free");
}

static void
stop_calls (void *slot, void *code, void *closure)
{
  static ffi_cif cif;
  if (ffi_prep_cif (&cif, FFI_DEFAULT_ABI, 0, (ffi_type *) &ffi_type_void,
                    NULL) == FFI_OK)
    ffi_prep_closure_loc (slot, &cif, stop_call, closure, code);
}

/* Frees the closure whose first slot is SLOT; CLOSURE is the address that the
   program has.  False if there is none.  */
static bool
slot_give (struct ffi_unit *unit, char *slot, void *closure)
{
  uint32_t number = number_of (unit, slot);
  struct ffi_group *group = group_of (unit, number);
  if (slot != ffi_unit_slots (unit) + (size_t) number * FFI_TRAMP_SLOT)
    return false;
  if (FFI_IS_DEBUG
      && (states_from (GET (group->state), number) & SLOT_MASK) == FIRST)
    stop_calls (slot, ffi_unit_code (unit, number), closure);
  if (group_give_one (group, number, SINGLE_THREADED))
    ring_give (own_shard (), slot);
  else if (group_give_loose (group, number, SINGLE_THREADED))
    unit_is_loose (unit);
  else
    return false;
  return true;
}

#if FFI_EXEC_STATIC_TRAMP

/* A closure of more bytes than a group has is in pages of its own, behind
   this, and a slot forwards to it.  */
struct block
{
  struct block *self;
  char *slot;
  size_t size;
};
enum { HEADER = 32, LEAST_PAGE = 4096 };
_Static_assert (sizeof (struct block) <= HEADER, "header");

void *
ffi_block_new (size_t size, void **code)
{
  if (size > PTRDIFF_MAX - HEADER)
    return NULL;
  struct block *block = ffi_pages_map (HEADER + size);
  if (block == NULL)
    return NULL;
  char *slot = slots_take (own_shard (), 1, code);
  if (slot == NULL)
    {
      ffi_pages_unmap (block, HEADER + size);
      return NULL;
    }
  *block = (struct block) { block, slot, HEADER + size };
  void *closure = (char *) block + HEADER;
  memcpy (slot + FFI_TRAMP_FORWARD_AT, &closure, sizeof closure);
  ffi_tramp_set_entry (slot, ffi_tramp_forward);
  return closure;
}

/* The block of CLOSURE, NULL if there is none.  */
static struct block *
block_of (void *closure)
{
  struct block *block
    = (struct block *) (void *) ((uintptr_t) closure - HEADER);
  if ((uintptr_t) closure % LEAST_PAGE != HEADER
      || !ffi_pages_are_mapped (block) || block->self != block
      || ffi_unit_find ((uintptr_t) block->slot) == NULL)
    return NULL;
  return block;
}

/* Copies the closure to its slot: a freed closure keeps its content until the
   slot is taken again.  */
bool
ffi_block_give (void *closure)
{
  struct block *block = block_of (closure);
  if (block == NULL)
    return false;
  char *slot = block->slot;
  memcpy (slot, closure, sizeof (ffi_closure));
  ffi_pages_unmap (block, block->size);
  return slot_give (ffi_unit_find ((uintptr_t) slot), slot, closure);
}

/* Whether a free slot of UNIT is that of CLOSURE.  */
static bool
unit_remembers (struct ffi_unit *unit, void *closure)
{
  for (uint32_t i = 0; i < FFI_UNIT_COUNT; i++)
    {
      const ffi_closure *slot = (const ffi_closure *) (const void *)
        (ffi_unit_slots (unit) + (size_t) i * FFI_TRAMP_SLOT);
      if (!(states_from (GET (group_of (unit, i)->state), i) & 1)
          && slot->fun == stop_call && slot->user_data == closure)
        return true;
    }
  return false;
}

bool
ffi_block_is_free (void *closure)
{
  uint32_t units = ffi_unit_count ();
  for (uint32_t i = 0; i < units; i++)
    {
      struct ffi_unit *unit = ffi_unit_at (i);
      if (FFI_IS_DEBUG && unit != NULL && unit_remembers (unit, closure))
        return true;
    }
  return false;
}

#endif

/* ---- The hot path ----------------------------------------------------

   In the first unit, whose addresses are known.  */

/* The inverse of ODD modulo the size of a word: I inverts ODD in its lower
   bits, STEP (I) in twice as many, and ODD itself does so in three.  */
#define STEP(i) ((i) * (2 - ODD * (i)))
enum { SLOT_SHIFT = __builtin_ctz (FFI_TRAMP_SLOT) };
static const uintptr_t ODD = FFI_TRAMP_SLOT >> SLOT_SHIFT;

/* OFFSET / FFI_TRAMP_SLOT, if OFFSET is a multiple of it; else a number larger
   than any such quotient.  Multiplies by the inverse of the odd factor, which
   is exact, and rotates the other factor, a power of two, out.  */
static INLINE uintptr_t
divide_by_slot (uintptr_t offset)
{
  const uintptr_t of_12_bits = STEP (STEP (ODD));
  const uintptr_t inverse = STEP (STEP (STEP (of_12_bits)));
  uintptr_t product = offset * inverse;
  return product >> SLOT_SHIFT
         | product << (8 * sizeof product - SLOT_SHIFT);
}

/* The oldest closure of S's ring.  NULL if anything is unusual.  */
static INLINE void *
quick_take (struct shard *s, void **code, bool alone)
{
  struct ffi_unit *first = ffi_unit_first ();
  uint32_t head = GET (s->head);
  char *slot = GET (s->ring[head % RING]);
  uintptr_t number = divide_by_slot ((uintptr_t) slot
                                     - (uintptr_t) ffi_unit_slots (first));
  if (head == GET (s->tail) || number >= FFI_UNIT_COUNT)
    return NULL;
  SET (s->head, head + 1);
  if (!group_take_listed (group_of (first, number), number, alone))
    return NULL;
  ffi_tramp_set_entry (slot, NULL);
  *code = FFI_TRAMP_SIGN (ffi_unit_first_code (number));
  return slot;
}

/* Gives back the closure at SLOT.  False if anything is unusual.  */
static INLINE bool
quick_give (struct shard *s, char *slot, bool alone)
{
  struct ffi_unit *first = ffi_unit_first ();
  uintptr_t number = divide_by_slot ((uintptr_t) slot
                                     - (uintptr_t) ffi_unit_slots (first));
  uint32_t tail = GET (s->tail);
  if (number >= FFI_UNIT_COUNT || tail - GET (s->head) >= RING)
    return false;
  struct ffi_group *group = group_of (first, number);
  if (!group_give_one (group, number, alone))
    {
      bool given = group_give_loose (group, number, alone);
      if (given)
        unit_is_loose (first);
      return given;
    }
  SET (s->ring[tail % RING], slot);
  SET (s->tail, tail + 1);
  return true;
}

/* ---- The interface --------------------------------------------------- */

static void *
single_take (struct shard *s, void **code)
{
  void *closure = NULL;
  if (GET (settled[SINGLE]))
    {
      if (ffi_unit_first ())
        closure = quick_take (s, code, false);
      if (closure == NULL)
        closure = ring_take (s, code);
    }
  return closure ? closure : slots_take (s, 1, code);
}

static INLINE unsigned
slots_of (size_t size)
{
  return ((uint32_t) size + FFI_TRAMP_SLOT - 1) / FFI_TRAMP_SLOT;
}

/* ffi_closure_alloc, which tries all ways.  */
static __attribute__ ((noinline)) void *
closure_take (size_t size, void **code)
{
  if (size <= FFI_TRAMP_SLOT)
    return single_take (own_shard (), code);
  if (size <= MOST)
    return slots_take (own_shard (), slots_of (size), code);
  return ffi_block_new (size, code);
}

/* ffi_closure_alloc for several slots, in a process of one thread.  */
static __attribute__ ((noinline)) void *
multiple_take (size_t size, void **code)
{
  void *closure = held_take (shards, MULTIPLE, slots_of (size), true, code);
  return closure ? closure : closure_take (size, code);
}

void *
ffi_closure_alloc (size_t size, void **code)
{
  if (code == NULL)
    return NULL;
  if (ffi_unit_first () && size <= FFI_TRAMP_SLOT && GET (settled[SINGLE])
      && SINGLE_THREADED)
    {
      void *closure = quick_take (shards, code, true);
      if (closure != NULL)
        return closure;
    }
  if (size > FFI_TRAMP_SLOT && size <= MOST && SINGLE_THREADED)
    return multiple_take (size, code);
  return closure_take (size, code);
}

/* For debugging: the program freed CLOSURE, which is not a closure.  */
static void
stop_free (void *closure)
{
  struct ffi_unit *unit = ffi_unit_find ((uintptr_t) closure);
  if (unit == NULL
      && (ffi_exec_owns (closure)
          || (!FFI_EXEC_STATIC_TRAMP
              && ffi_unit_search_text ((uintptr_t) closure))))
    ffi_stop ("ffi_closure_free of a code address");
  if (unit == NULL && !ffi_block_is_free (closure))
    ffi_stop ("ffi_closure_free of what is no closure");
  if (unit == NULL)
    ffi_stop ("ffi_closure_free of a closure that is free");
  uint32_t number = number_of (unit, closure);
  uintptr_t state = states_from (GET (group_of (unit, number)->state), number);
  if ((state & SLOT_MASK) == FURTHER
      || (char *) closure != ffi_unit_slots (unit)
                               + (size_t) number * FFI_TRAMP_SLOT)
    ffi_stop ("ffi_closure_free of the inside of a closure");
  ffi_stop ("ffi_closure_free of a closure that is free");
}

/* Ignores a pointer that is not a closure, and a closure that is free.  */
static __attribute__ ((noinline)) void
closure_give (void *closure)
{
  if (!FFI_IS_DEBUG && ffi_unit_first () && !SINGLE_THREADED
      && quick_give (own_shard (), closure, false))
    return;
  struct ffi_unit *unit = ffi_unit_find ((uintptr_t) closure);
  bool given = unit ? slot_give (unit, closure, closure)
                    : ffi_block_give (closure);
  if (FFI_IS_DEBUG && !given && closure != NULL)
    stop_free (closure);
}

void
ffi_closure_free (void *closure)
{
  if (FFI_IS_DEBUG || !ffi_unit_first () || !SINGLE_THREADED
      || !quick_give (shards, closure, true))
    closure_give (closure);
}
