/* SPDX-License-Identifier: MIT */
/* Units of the pool: finding the one that an address is in.  */
#include "exec.h"

#if FFI_EXEC_STATIC_TRAMP

#include "unit.h"
#include <stdlib.h>

_Static_assert (sizeof (ffi_closure) <= FFI_TRAMP_SLOT
                && FFI_TRAMP_SLOT % _Alignof (ffi_closure) == 0, "slot");
_Static_assert (FFI_TRAMP_SIZE <= FFI_TRAMP_SLOT, "text spans the slots");
_Static_assert (FFI_TRAMP_ENTRY_AT + sizeof (FFI_TRAMP_WORD)
                <= FFI_TRAMPOLINE_SIZE, "entry within tramp");
_Static_assert (FFI_UNIT_SLOTS <= 1 << FFI_TRAMP_SPAN_LOG2, "span");

__attribute__ ((used, aligned (1 << FFI_TRAMP_ALIGN_LOG2)))
char ffi_tramp_slots[FFI_UNIT_SLOTS];

/* Every unit is a whole number of spans away from the first.  The units but
   the first are in hash tables of open addressing, at most half full, that
   only ever gain entries; that number is the key, the address of a unit's
   slots the entry.  When one table has its share the next takes over, so that
   a search looks into three at most.  The last holds as many units as Linux
   allows a process mappings.  */
enum { TABLES = 3, FIRST_BITS = 6, MORE_BITS = 5 };

static uintptr_t first_table[1 << FIRST_BITS];
static uintptr_t *table[TABLES] = { first_table };
static uint32_t used[TABLES];

static inline unsigned
table_bits (unsigned level)
{
  return FIRST_BITS + level * MORE_BITS;
}

/* How many spans after the first unit's slots ADDRESS is.  */
static inline uintptr_t
span_of (uintptr_t address)
{
  return (address - (uintptr_t) ffi_tramp_slots) >> FFI_TRAMP_SPAN_LOG2;
}

static inline uint32_t
hash (uintptr_t span, unsigned level)
{
  return (uint32_t) span * UINT32_C (0x9e3779b1) >> (32 - table_bits (level));
}

char *
ffi_unit_search (uintptr_t address)
{
  uintptr_t span = span_of (address);
  for (unsigned level = 0; level < TABLES; level++)
    {
      uintptr_t *t = __atomic_load_n (&table[level], __ATOMIC_ACQUIRE);
      if (t == NULL)
        break;
      uint32_t mask = (1u << table_bits (level)) - 1, i = hash (span, level);
      for (uintptr_t slots;
           (slots = __atomic_load_n (&t[i & mask], __ATOMIC_RELAXED)) != 0;
           i++)
        if (span_of (slots) == span)
          return address - slots < FFI_UNIT_SLOTS ? (char *) slots : NULL;
    }
  return NULL;
}

/* The table of LEVEL, made if need be; NULL if there is no memory.  */
static uintptr_t *
table_get (unsigned level)
{
  uintptr_t *t = __atomic_load_n (&table[level], __ATOMIC_ACQUIRE);
  if (t != NULL)
    return t;
  uintptr_t *mine = calloc ((size_t) 1 << table_bits (level), sizeof *mine);
  if (mine == NULL
      || __atomic_compare_exchange_n (&table[level], &t, mine, false,
                                      __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return mine;
  free (mine);
  return t;
}

bool
ffi_unit_add (uintptr_t slots)
{
  for (unsigned level = 0; level < TABLES; level++)
    {
      uint32_t size = 1u << table_bits (level);
      if (__atomic_load_n (&used[level], __ATOMIC_RELAXED) >= size / 2)
        continue;
      uintptr_t *t = table_get (level);
      if (t == NULL)
        return false;
      if (__atomic_fetch_add (&used[level], 1, __ATOMIC_RELAXED) >= size / 2)
        continue;
      for (uint32_t i = hash (span_of (slots), level);; i++)
        {
          uintptr_t none = 0;
          if (__atomic_compare_exchange_n (&t[i & (size - 1)], &none, slots,
                                           false, __ATOMIC_RELAXED,
                                           __ATOMIC_RELAXED))
            return true;
        }
    }
  return false;
}

char *
ffi_unit_new (void)
{
  static uint32_t first_taken;
  if (!__atomic_load_n (&first_taken, __ATOMIC_RELAXED)
      && !__atomic_exchange_n (&first_taken, 1, __ATOMIC_RELAXED))
    return ffi_tramp_slots;
  return ffi_unit_map ();
}

#endif
