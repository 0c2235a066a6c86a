/* SPDX-License-Identifier: MIT */
/* ffi_closure_alloc and ffi_closure_free on the pool of exec.h.

   Free slots are kept in *shards*, each behind a lock that is only ever
   tried, never waited for: who finds it taken goes to the next shard.  So
   threads do not hold each other up, a signal handler may allocate, and a
   lock that a thread held when the process forked costs the child no more
   than that shard.  Threads come to have shards of their own by a hash of
   where their stack is.  */
#include "exec.h"

#if FFI_EXEC_STATIC_TRAMP

#include "unit.h"
#include <stdlib.h>

#ifdef _WIN32
# include <windows.h>
# define yield() Sleep (0)
#else
# include <sched.h>
# define yield() sched_yield ()
#endif

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
  BATCH = 64,              /* unused slots that pass between shards at once */
  PATIENCE = 4,            /* tries before a unit is made for lack of slots
                              though a shard that is taken has some */
  ROUNDS = 32,             /* tries before a taken lock counts as lost */
  HEADER = 16              /* bytes before a closure outside of its slot */
};

/* What is off the usual way, and would have it save registers.  */
#define SELDOM __attribute__ ((noinline, cold))

struct shard
{
  _Alignas (128) uint32_t lock;
  ffi_closure *freed;      /* slots given back, linked through cif */
  char *fresh, *end;       /* slots never used */
};

static struct shard shards[SHARDS];

/* What the lock protects is also peeked at without it, hence atomic.  */
#define GET(x) __atomic_load_n (&(x), __ATOMIC_RELAXED)
#define SET(x, value) __atomic_store_n (&(x), (value), __ATOMIC_RELAXED)

void ffi_tramp_forward (void) FFI_HIDDEN;
void ffi_tramp_freed (void) FFI_HIDDEN;

/* ---- Shards ---------------------------------------------------------- */

/* In a process of one thread the lock still counts, against signal handlers,
   but these come and go between two instructions.  */
static inline bool
shard_try (struct shard *s)
{
  if (GET (s->lock))
    return false;
  if (!SINGLE_THREADED)
    return !__atomic_exchange_n (&s->lock, 1, __ATOMIC_ACQUIRE);
  SET (s->lock, 1);
  __atomic_signal_fence (__ATOMIC_ACQUIRE);
  return true;
}

static inline void
shard_leave (struct shard *s)
{
  __atomic_store_n (&s->lock, 0, __ATOMIC_RELEASE);
}

static inline bool
shard_is_empty (struct shard *s)
{
  return GET (s->freed) == NULL && GET (s->fresh) == GET (s->end);
}

static inline uint32_t
own_shard (void)
{
  uint32_t stack
    = (uint32_t) ((uintptr_t) __builtin_frame_address (0) >> STACK_SHIFT);
  return stack * UINT32_C (0x9e3779b1) >> (32 - SHARD_BITS);
}

/* Takes the thread's own shard, or else the nearest that can be had; NULL if
   none can.  */
static struct shard *
shard_enter (void)
{
  uint32_t own = own_shard ();
  for (uint32_t i = 0; i < SHARDS; i++)
    {
      struct shard *s = &shards[(own + i) % SHARDS];
      if (shard_try (s))
        return s;
    }
  return NULL;
}

static inline ffi_closure *
shard_pop (struct shard *s)
{
  ffi_closure *slot = s->freed;
  if (slot != NULL)
    SET (s->freed, (ffi_closure *) slot->cif);
  else if (s->fresh != s->end)
    {
      slot = (ffi_closure *) s->fresh;
      SET (s->fresh, s->fresh + FFI_TRAMP_SLOT);
    }
  return slot;
}

/* Moves some fresh slots of FROM, or else its freed ones, to S, which is
   empty.  Fresh ones first, and from the far end, for a batch is whole cache
   lines: threads do not write to lines that hold each other's slots.  */
static void
shard_move (struct shard *s, struct shard *from)
{
  size_t some = (size_t) (from->end - from->fresh);
  if (some > BATCH * FFI_TRAMP_SLOT)
    some = BATCH * FFI_TRAMP_SLOT;
  if (some > 0)
    {
      SET (s->end, from->end);
      SET (from->end, from->end - some);
      SET (s->fresh, from->end);
    }
  else
    {
      SET (s->freed, from->freed);
      SET (from->freed, NULL);
    }
}

/* Fills S, which is empty, from another shard.  *BUSY becomes true if one
   that has slots is taken.  */
static bool
shard_refill (struct shard *s, bool *busy)
{
  for (struct shard *from = shards; from != shards + SHARDS; from++)
    {
      if (shard_is_empty (from))
        continue;
      if (!shard_try (from))
        {
          *busy = true;
          continue;
        }
      shard_move (s, from);
      shard_leave (from);
      if (!shard_is_empty (s))
        return true;
    }
  return false;
}

/* Fills S, which is empty, from a new unit.  */
static bool
shard_grow (struct shard *s)
{
  char *slots = ffi_unit_new ();
  if (slots == NULL)
    return false;
  SET (s->fresh, slots);
  SET (s->end, slots + FFI_UNIT_SLOTS);
  return true;
}

/* ---- Slots ----------------------------------------------------------- */

static SELDOM ffi_closure *
slot_take (void)
{
  for (int round = 0; round < ROUNDS; round++)
    {
      bool busy = true;
      struct shard *s = shard_enter ();
      if (s != NULL)
        {
          busy = false;
          ffi_closure *slot = shard_pop (s);
          if (slot == NULL
              && (shard_refill (s, &busy)
                  || ((!busy || round == PATIENCE) && shard_grow (s))))
            slot = shard_pop (s);
          shard_leave (s);
          if (slot != NULL)
            return slot;
        }
      if (!busy)
        break;
      if (round > PATIENCE)
        yield ();
    }
  return NULL;
}

/* A slot is lost if every shard stays taken, which takes as many threads
   that died in here, by a fork, as there are shards.  */
static SELDOM void
slot_give (ffi_closure *slot)
{
  for (int round = 0; round < ROUNDS; round++)
    {
      struct shard *s = shard_enter ();
      if (s != NULL)
        {
          slot->cif = (ffi_cif *) s->freed;
          SET (s->freed, slot);
          shard_leave (s);
          return;
        }
      yield ();
    }
}

/* The usual way: a freed slot from the thread's own shard, or NULL, and back
   to it, or false.  */
static inline ffi_closure *
slot_take_own (void)
{
  struct shard *s = &shards[own_shard ()];
  if (!shard_try (s))
    return NULL;
  ffi_closure *slot = s->freed;
  if (slot != NULL)
    SET (s->freed, (ffi_closure *) slot->cif);
  shard_leave (s);
  return slot;
}

static inline bool
slot_give_own (ffi_closure *slot)
{
  struct shard *s = &shards[own_shard ()];
  if (!shard_try (s))
    return false;
  slot->cif = (ffi_cif *) s->freed;
  SET (s->freed, slot);
  shard_leave (s);
  return true;
}

/* The address of SLOT's trampoline.  */
static void *
slot_code (const ffi_closure *slot)
{
  uintptr_t slots = (uintptr_t) ffi_unit_find ((uintptr_t) slot);
  uintptr_t number = ((uintptr_t) slot - slots) / FFI_TRAMP_SLOT;
  return (void *) (slots - ffi_unit_distance () + number * FFI_TRAMP_SIZE);
}

/* ---- The interface --------------------------------------------------- */

/* A closure that does not fit its slot is in a block of malloc's, after a
   header that holds the slot's address, and the slot forwards to it.  */
static SELDOM void *
block_new (ffi_closure *slot, size_t size)
{
  if (size > PTRDIFF_MAX - HEADER)
    return NULL;
  char *block = malloc (HEADER + size);
  if (block == NULL)
    return NULL;
  void *closure = block + HEADER;
  memcpy (block, &slot, sizeof slot);
  memcpy ((char *) slot + FFI_TRAMP_FORWARD_AT, &closure, sizeof closure);
  ffi_tramp_set_entry (slot, ffi_tramp_forward);
  return closure;
}

/* ffi_closure_alloc from the beginning, by every way there is.  */
static SELDOM void *
closure_take (size_t size, void **code)
{
  ffi_closure *slot = slot_take ();
  if (slot == NULL)
    return NULL;
  void *closure = slot;
  if (size > sizeof *slot)
    closure = block_new (slot, size);
  else
    ffi_tramp_set_entry (slot, NULL);
  if (closure == NULL)
    slot_give (slot);
  else
    *code = slot_code (slot);
  return closure;
}

void *
ffi_closure_alloc (size_t size, void **code)
{
  if (code == NULL)
    return NULL;
  ffi_closure *slot = size <= sizeof *slot ? slot_take_own () : NULL;
  if (slot == NULL)
    return closure_take (size, code);
  ffi_tramp_set_entry (slot, NULL);
  *code = slot_code (slot);
  return slot;
}

/* Giving a closure back twice does nothing, unless it was taken again in
   between, or was in a block of malloc's.  */
void
ffi_closure_free (void *closure)
{
  if (closure == NULL)
    return;
  ffi_closure *slot = closure;
  if (ffi_unit_find ((uintptr_t) closure) == NULL)
    {
      char *block = (char *) closure - HEADER;
      memcpy (&slot, block, sizeof slot);
      free (block);
    }
  if (ffi_tramp_entry (slot) == (FFI_TRAMP_WORD) (uintptr_t) ffi_tramp_freed)
    return;
  ffi_tramp_set_entry (slot, ffi_tramp_freed);
  if (!slot_give_own (slot))
    slot_give (slot);
}

/* A unit's trampolines take less room than its slots, so that their address
   moved by the distance is in its slots.  */
bool
ffi_exec_owns_more (const void *code)
{
  uintptr_t moved = (uintptr_t) code + ffi_unit_distance ();
  uintptr_t slots = (uintptr_t) ffi_unit_search (moved);
  return slots != 0 && moved - slots < FFI_UNIT_TEXT;
}

#endif
