/* SPDX-License-Identifier: MIT */
/* Units of the pool: finding the one that an address is in, and mapping the
   library's trampolines once more.  */
#ifndef _GNU_SOURCE
# define _GNU_SOURCE 1
#endif
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

/* ---- Which unit ------------------------------------------------------ */

/* The units but the first, by where their slots are: hash tables of open
   addressing, at most half full, that only ever gain entries.  When one has
   its share the next takes over, so that a search looks into three at most.
   An entry is the address of a unit's slots.  These lie within one span,
   whose number is the key.  The last table holds as many units as Linux
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

static inline uint32_t
hash (uintptr_t span, unsigned level)
{
  return (uint32_t) span * UINT32_C (0x9e3779b1) >> (32 - table_bits (level));
}

char *
ffi_unit_search (uintptr_t address)
{
  uintptr_t span = address >> FFI_TRAMP_SPAN_LOG2;
  for (unsigned level = 0; level < TABLES; level++)
    {
      uintptr_t *t = __atomic_load_n (&table[level], __ATOMIC_ACQUIRE);
      if (t == NULL)
        break;
      uint32_t mask = (1u << table_bits (level)) - 1, i = hash (span, level);
      for (uintptr_t slots;
           (slots = __atomic_load_n (&t[i & mask], __ATOMIC_RELAXED)) != 0;
           i++)
        if (slots >> FFI_TRAMP_SPAN_LOG2 == span)
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

/* Makes the unit at SLOTS known.  */
static bool
unit_add (uintptr_t slots)
{
  for (unsigned level = 0; level < TABLES; level++)
    {
      uint32_t size = 1u << table_bits (level);
      if (__atomic_load_n (&used[level], __ATOMIC_RELAXED) >= size / 2
          || __atomic_fetch_add (&used[level], 1, __ATOMIC_RELAXED)
             >= size / 2)
        continue;
      uintptr_t *t = table_get (level);
      if (t == NULL)
        return false;
      for (uint32_t i = hash (slots >> FFI_TRAMP_SPAN_LOG2, level);; i++)
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

/* ---- One more unit --------------------------------------------------- */

#ifdef __ELF__

#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Pages from START to END.  */
struct pages { uintptr_t start, end; };

static struct pages
pages_of (const void *what, size_t size, size_t page)
{
  uintptr_t at = (uintptr_t) what;
  return (struct pages) { at & -page, ffi_round_up (at + size, page) };
}

/* The file that the trampolines were loaded from, as the dynamic linker
   calls it, and where they are in it.  */
struct origin
{
  const char *path;
  size_t offset;
};

static int
find_origin (struct dl_phdr_info *info, size_t size, void *data)
{
  struct origin *origin = data;
  (void) size;
  for (int i = 0; i < info->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *p = &info->dlpi_phdr[i];
      uintptr_t at
        = (uintptr_t) ffi_tramp_text - (info->dlpi_addr + p->p_vaddr);
      if (p->p_type == PT_LOAD && at < p->p_filesz)
        {
          *origin = (struct origin) { info->dlpi_name, p->p_offset + at };
          return 1;
        }
    }
  return 0;
}

/* Opens PATH if it can hold SIZE bytes of trampolines at OFFSET.  A name
   that depends on the current directory may by now mean another's file,
   which its owner could change later: such a file must be the user's own or
   the system's.  */
static int
open_origin (const char *path, size_t offset, size_t size)
{
  struct stat st;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return -1;
  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode)
      && (uintmax_t) st.st_size >= (uintmax_t) offset + size
      && (*path == '/' || st.st_uid == 0 || st.st_uid == geteuid ()))
    return fd;
  close (fd);
  return -1;
}

static bool
map_text (const struct pages *text, int fd, size_t offset)
{
  return mmap ((void *) text->start, text->end - text->start,
               PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, fd,
               (off_t) offset) != MAP_FAILED;
}

static void
unmap (uintptr_t start, uintptr_t end)
{
  if (start < end)
    munmap ((void *) start, end - start);
}

/* Maps the text in FD at OFFSET, and slots, as far from each other as the
   first unit's.  Returns the slots' address, 0 if that fails or the text is
   not the same.  */
static uintptr_t
map_unit (int fd, size_t offset, size_t page)
{
  struct pages text = pages_of (ffi_tramp_text, FFI_UNIT_TEXT, page);
  struct pages slots = pages_of (ffi_tramp_slots, FFI_UNIT_SLOTS, page);
  bool text_first = text.start < slots.start;
  struct pages all = { text_first ? text.start : slots.start,
                       text_first ? slots.end : text.end };
  size_t span = (size_t) 1 << FFI_TRAMP_SPAN_LOG2;
  size_t size = all.end - all.start + span;
  size_t before = (uintptr_t) ffi_tramp_text - text.start;
  if (offset < before || (offset - before) % page != 0)
    return 0;

  void *range = mmap (NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
                      -1, 0);
  if (range == MAP_FAILED)
    return 0;
  /* The slots begin a span, as nearly as their place in a page permits.  */
  uintptr_t base = (uintptr_t) range;
  uintptr_t shift = -(base + (slots.start - all.start)) & (span - 1);
  uintptr_t move = base + shift - all.start;  /* from the first unit to this */
  text.start += move, text.end += move;
  slots.start += move, slots.end += move;
  all.start += move, all.end += move;
  if (!map_text (&text, fd, offset - before)
      || memcmp ((char *) text.start + before, ffi_tramp_text, FFI_UNIT_TEXT)
      || mprotect ((void *) slots.start, slots.end - slots.start,
                   PROT_READ | PROT_WRITE) != 0
      || !unit_add (move + (uintptr_t) ffi_tramp_slots))
    {
      munmap (range, size);
      return 0;
    }
  unmap (base, all.start);
  unmap (text_first ? text.end : slots.end,
         text_first ? slots.start : text.start);
  unmap (all.end, base + size);
  return move + (uintptr_t) ffi_tramp_slots;
}

static char *
unit_map (void)
{
  struct origin origin = { NULL, 0 };
  size_t page = (size_t) sysconf (_SC_PAGESIZE);
  dl_iterate_phdr (find_origin, &origin);
  if (origin.path == NULL)
    return NULL;
  /* The main program's name is empty, or not to be found from here.  */
  const char *path[] = { origin.path, "/proc/self/exe" };
  for (int i = 0; i < 2; i++)
    {
      int fd = open_origin (path[i], origin.offset, FFI_UNIT_TEXT);
      if (fd < 0)
        continue;
      uintptr_t slots = map_unit (fd, origin.offset, page);
      close (fd);
      if (slots != 0)
        return (char *) slots;
    }
  return NULL;
}

#elif defined _WIN32

#include <windows.h>

/* Maps a copy of the text, and slots, as far from each other as the first
   unit's.  No page is writable once it may be executed.  */
static char *
unit_map (void)
{
  uintptr_t text = (uintptr_t) ffi_tramp_text;
  uintptr_t slots = (uintptr_t) ffi_tramp_slots;
  uintptr_t start = text < slots ? text : slots;
  uintptr_t end
    = text < slots ? slots + FFI_UNIT_SLOTS : text + FFI_UNIT_TEXT;
  size_t span = (size_t) 1 << FFI_TRAMP_SPAN_LOG2;
  DWORD old;
  start &= -(uintptr_t) 4096;
  char *range = VirtualAlloc (NULL, end - start + span, MEM_RESERVE,
                              PAGE_NOACCESS);
  if (range == NULL)
    return NULL;
  uintptr_t shift = -((uintptr_t) range + (slots - start)) & (span - 1);
  uintptr_t move = (uintptr_t) range + (shift & -(uintptr_t) 4096) - start;
  char *new_text = (char *) (text + move), *new_slots = (char *) (slots + move);
  if (VirtualAlloc (new_text, FFI_UNIT_TEXT, MEM_COMMIT, PAGE_READWRITE)
      && VirtualAlloc (new_slots, FFI_UNIT_SLOTS, MEM_COMMIT, PAGE_READWRITE))
    {
      memcpy (new_text, ffi_tramp_text, FFI_UNIT_TEXT);
      if (VirtualProtect (new_text, FFI_UNIT_TEXT, PAGE_EXECUTE_READ, &old)
          && FlushInstructionCache (GetCurrentProcess (), new_text,
                                    FFI_UNIT_TEXT)
          && unit_add ((uintptr_t) new_slots))
        return new_slots;
    }
  VirtualFree (range, 0, MEM_RELEASE);
  return NULL;
}

#else

/* There is the first unit only.  */
static char *
unit_map (void)
{
  return NULL;
}

#endif

char *
ffi_unit_new (void)
{
  static uint32_t first_taken;
  if (!__atomic_load_n (&first_taken, __ATOMIC_RELAXED)
      && !__atomic_exchange_n (&first_taken, 1, __ATOMIC_RELAXED))
    return ffi_tramp_slots;
  return unit_map ();
}

#endif
