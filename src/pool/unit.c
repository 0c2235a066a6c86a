/* SPDX-License-Identifier: MIT */
/* Units of closure memory: finding the one that an address is in, and
   deciding how many more to make.  */
#include "unit.h"

_Static_assert (sizeof (ffi_closure) <= FFI_TRAMP_SLOT
                && FFI_TRAMP_SLOT % _Alignof (ffi_closure) == 0, "slot");
_Static_assert (FFI_UNIT_AT % _Alignof (struct ffi_unit) == 0, "aligned");
_Static_assert (FFI_UNIT_DATA <= 1 << FFI_TRAMP_SPAN_LOG2, "span");
_Static_assert (FFI_TRAMP_ENTRY_AT + sizeof (FFI_TRAMP_WORD)
                <= FFI_TRAMPOLINE_SIZE, "entry within tramp");

#if FFI_EXEC_STATIC_TRAMP
_Static_assert (FFI_TRAMP_SIZE <= FFI_TRAMP_SLOT, "text spans the slots");

__attribute__ ((used, aligned (1 << FFI_TRAMP_ALIGN_LOG2)))
char ffi_tramp_slots[FFI_UNIT_DATA];

# define FIRST_UNIT ((struct ffi_unit *) (void *) &ffi_tramp_slots[FFI_UNIT_AT])
# define FIRST_TEXT ffi_tramp_text_at ()
# define FIRST_SLOTS ((uintptr_t) ffi_tramp_slots)
enum { FIRST_UNITS = 1 };
#else
# define FIRST_UNIT NULL
# define FIRST_TEXT ((uintptr_t) 0)
# define FIRST_SLOTS ((uintptr_t) 0)
enum { FIRST_UNITS = 0 };
#endif

/* A list has the units in the order in which they were made.  Hash tables
   with open addressing have their addresses: that of a unit's slots, and
   that of its text with the lowest bit set.  The tables are at most half
   full, and entries are never removed.  When the table of one level has its
   share of units, new units go to the table of the next level.  The last
   level has room for as many units as Linux allows a process to have
   mappings.  */
enum { LEVELS = 3, FIRST_BITS = 6, MORE_BITS = 6, FIRST_SHARE = 1 << 4 };

struct table
{
  struct ffi_unit **list;
  uintptr_t *address;
};

static struct ffi_unit *first_list[FIRST_SHARE] = { FIRST_UNIT };
static uintptr_t first_address[1 << FIRST_BITS];
static struct table first_table = { first_list, first_address };
static struct table *table[LEVELS] = { &first_table };
static uint32_t units = FIRST_UNITS;

/* The number of units in the levels before LEVEL, and the number of places in
   its hash table, four per unit.  */
static inline uint32_t
level_start (unsigned level)
{
  uint32_t start = 0;
  for (unsigned i = 0; i < level; i++)
    start += (uint32_t) FIRST_SHARE << MORE_BITS * i;
  return start;
}

static inline uint32_t
level_places (unsigned level)
{
  return UINT32_C (1) << (FIRST_BITS + MORE_BITS * level);
}

static inline unsigned
level_of (uint32_t index)
{
  unsigned level = 0;
  while (level < LEVELS - 1 && index >= level_start (level + 1))
    level++;
  return level;
}

uint32_t
ffi_unit_count (void)
{
  return __atomic_load_n (&units, __ATOMIC_RELAXED);
}

struct ffi_unit *
ffi_unit_at (uint32_t index)
{
  unsigned level = level_of (index);
  struct table *t = __atomic_load_n (&table[level], __ATOMIC_ACQUIRE);
  return __atomic_load_n (&t->list[index - level_start (level)],
                          __ATOMIC_ACQUIRE);
}

/* How many spans after the first unit's slots, or its text, ENTRY is.  */
static inline uintptr_t
span_of (uintptr_t entry)
{
  return (entry - (entry & 1 ? FIRST_TEXT : FIRST_SLOTS))
         >> FFI_TRAMP_SPAN_LOG2;
}

static inline uint32_t
hash (uintptr_t span, uintptr_t kind, unsigned level)
{
  return ((uint32_t) span * 2 + (uint32_t) kind) * UINT32_C (0x9e3779b1)
         >> (32 - FIRST_BITS - MORE_BITS * level);
}

/* The entry of KIND, 0 for slots and 1 for text, in whose span ADDRESS is; 0
   if there is none.  */
static uintptr_t
search (uintptr_t address, uintptr_t kind)
{
  uintptr_t start = kind ? FIRST_TEXT : FIRST_SLOTS;
  uintptr_t span = (address - start) >> FFI_TRAMP_SPAN_LOG2;
  for (unsigned level = 0; level < LEVELS; level++)
    {
      struct table *t = __atomic_load_n (&table[level], __ATOMIC_ACQUIRE);
      if (t == NULL)
        break;
      uint32_t mask = level_places (level) - 1;
      uintptr_t entry;
      for (uint32_t i = hash (span, kind, level);
           (entry = __atomic_load_n (&t->address[i & mask],
                                     __ATOMIC_ACQUIRE)) != 0; i++)
        if ((entry & 1) == kind && span_of (entry) == span)
          return entry;
    }
  return 0;
}

struct ffi_unit *
ffi_unit_search_slots (uintptr_t address)
{
  uintptr_t slots = search (address, 0);
  if (slots == 0 || address - slots >= FFI_UNIT_SLOTS)
    return NULL;
  return ffi_unit_of_slots ((char *) slots);
}

bool
ffi_unit_search_text (uintptr_t address)
{
  uintptr_t text = search (address, 1);
  return text != 0 && address - (text - 1) < FFI_UNIT_TEXT;
}

/* The table of LEVEL, made if need be; NULL if there is no memory.  */
static struct table *
table_get (unsigned level)
{
  struct table *t = __atomic_load_n (&table[level], __ATOMIC_ACQUIRE);
  if (t != NULL)
    return t;
  size_t places = level_places (level);
  size_t size = sizeof *t + (places + places / 4) * sizeof (uintptr_t);
  struct table *mine = ffi_pages_map (size);
  if (mine == NULL)
    return NULL;
  mine->address = (uintptr_t *) (mine + 1);
  mine->list = (struct ffi_unit **) (mine->address + places);
  if (__atomic_compare_exchange_n (&table[level], &t, mine, false,
                                   __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return mine;
  ffi_pages_unmap (mine, size);
  return t;
}

static void
insert (struct table *t, unsigned level, uintptr_t entry)
{
  uint32_t mask = level_places (level) - 1;
  for (uint32_t i = hash (span_of (entry), entry & 1, level);; i++)
    {
      uintptr_t none = 0;
      if (__atomic_compare_exchange_n (&t->address[i & mask], &none, entry,
                                       false, __ATOMIC_RELEASE,
                                       __ATOMIC_RELAXED))
        return;
    }
}

bool
ffi_unit_add (struct ffi_unit *unit)
{
  uint32_t index = ffi_unit_count ();
  unsigned level;
  do
    {
      level = level_of (index);
      if (index >= level_start (LEVELS) || table_get (level) == NULL)
        return false;
    }
  while (!__atomic_compare_exchange_n (&units, &index, index + 1, false,
                                       __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  struct table *t = table_get (level);
  insert (t, level, (uintptr_t) ffi_unit_slots (unit));
  insert (t, level, (uintptr_t) ffi_unit_code (unit, 0) | 1);
  __atomic_store_n (&t->list[index - level_start (level)], unit,
                    __ATOMIC_RELEASE);
  return true;
}

/* Up to FEW, units are made one by one.  Beyond, a run of nearly a third of
   the present number is made at once: so a large pool takes few mappings,
   and the code of a run, all of which is written, is not much larger than
   needed.  For each number of units one thread makes a run.  Other threads
   that need units at the same time, or after that thread died, make a
   single unit.  */
bool
ffi_unit_grow (void)
{
  enum { FEW = 13 };
  static uint32_t claimed;
  uint32_t now = ffi_unit_count ();
  uint32_t last = __atomic_load_n (&claimed, __ATOMIC_RELAXED);
  if (now >= FEW && now > last
      && __atomic_compare_exchange_n (&claimed, &last, now, false,
                                      __ATOMIC_RELAXED, __ATOMIC_RELAXED)
      && ffi_unit_map_run (now * 5 / 16))
    return true;
  return ffi_unit_map ();
}
