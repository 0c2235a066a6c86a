/* SPDX-License-Identifier: MIT */
/* Maps further units of the pool: the library's trampolines once more,
   beside fresh slots.  No page is ever writable and executable at the same
   time.  There are several sources of code.  If the system lacks one or
   forbids it, the next source is tried.  */
#ifndef _GNU_SOURCE
# define _GNU_SOURCE 1
#endif
#ifndef _FILE_OFFSET_BITS
# define _FILE_OFFSET_BITS 64
#endif
#include "unit.h"

#if FFI_EXEC_STATIC_TRAMP

#if defined __ELF__ || defined __APPLE__

/* Pages from START to END.  */
struct pages { uintptr_t start, end; };

static struct pages
pages_of (uintptr_t at, size_t size, size_t page)
{
  return (struct pages) { at & -page, ffi_round_up (at + size, page) };
}

static size_t
pages_size (const struct pages *pages)
{
  return pages->end - pages->start;
}

#if defined __linux__ || defined __APPLE__

/* Some of these systems cannot make more units.  */
#define MAYBE_UNUSED __attribute__ ((unused))

/* The memory of a unit: its text, its data, and the range of both.  */
struct shape { struct pages text, data, all; };

static MAYBE_UNUSED struct shape
first_shape (size_t page)
{
  struct shape s = { pages_of (ffi_tramp_text_at (), FFI_UNIT_TEXT, page),
                     pages_of ((uintptr_t) ffi_tramp_slots, FFI_UNIT_DATA,
                               page),
                     { 0, 0 } };
  bool text_first = s.text.start < s.data.start;
  s.all.start = text_first ? s.text.start : s.data.start;
  s.all.end = text_first ? s.data.end : s.text.end;
  return s;
}

/* The number of bytes to reserve so that S fits at any address.  */
static MAYBE_UNUSED size_t
shape_size (const struct shape *s)
{
  return pages_size (&s->all) + ((size_t) 1 << FFI_TRAMP_SPAN_LOG2);
}

static void
pages_move (struct pages *pages, uintptr_t move)
{
  pages->start += move;
  pages->end += move;
}

/* Moves S from the first unit into the bytes reserved at BASE.  Returns by
   how much.  */
static MAYBE_UNUSED uintptr_t
shape_move (struct shape *s, uintptr_t base)
{
  uintptr_t move = ffi_round_up (base - s->all.start,
                                 (size_t) 1 << FFI_TRAMP_SPAN_LOG2);
  pages_move (&s->text, move);
  pages_move (&s->data, move);
  pages_move (&s->all, move);
  return move;
}

/* Gives back what S leaves of the SIZE bytes reserved at BASE, by UNMAP.  */
static MAYBE_UNUSED void
shape_trim (const struct shape *s, uintptr_t base, size_t size,
            void (*unmap) (uintptr_t start, uintptr_t end))
{
  bool text_first = s->text.start < s->data.start;
  unmap (base, s->all.start);
  unmap (text_first ? s->text.end : s->data.end,
         text_first ? s->data.start : s->text.start);
  unmap (s->all.end, base + size);
}

#endif

#endif

#ifdef __ELF__

#include <sys/mman.h>
#include <unistd.h>

/* A function that maps the pages FROM of the running text at another address,
   anywhere; MAP_FAILED if it cannot.  */
typedef void *text_source (const struct pages *from);

static void
unmap (uintptr_t start, uintptr_t end)
{
  if (start < end)
    munmap ((void *) start, end - start);
}

static void *
reserve (size_t size)
{
  return mmap (NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0);
}

static bool
make_writable (const struct pages *pages)
{
  return mprotect ((void *) pages->start, pages_size (pages),
                   PROT_READ | PROT_WRITE) == 0;
}

/* Protections of code, first with landing pads enforced.  */
static const int code_prot[] = {
#if FFI_TRAMP_PROT
  PROT_READ | PROT_EXEC | FFI_TRAMP_PROT,
#endif
  PROT_READ | PROT_EXEC
};
enum { CODE_PROTS = sizeof code_prot / sizeof *code_prot };

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#ifndef MREMAP_DONTUNMAP
# define MREMAP_DONTUNMAP 4
#endif
#ifndef MADV_REMOVE
# define MADV_REMOVE 9
#endif
#ifndef MFD_ALLOW_SEALING
# define MFD_ALLOW_SEALING 2u
#endif
#ifndef F_ADD_SEALS
# define F_ADD_SEALS 1033
#endif
/* F_SEAL_SEAL, _SHRINK, _GROW and _WRITE.  */
enum { ALL_SEALS = 15 };

/* Moves the pages at AT over the reserved pages at TO.  If this fails, nothing
   may be mapped at TO any more, and another thread may map pages there.  */
static bool
put (void *at, const struct pages *to)
{
  size_t size = pages_size (to);
  return mremap (at, size, size, MREMAP_MAYMOVE | MREMAP_FIXED,
                 (void *) to->start) != MAP_FAILED;
}

/* Whether all PAGES belong to a file and are not writable: then a mapping that
   loses a page gets it back from the file.  MADV_REMOVE tells: it refuses such
   pages, and only these, with EACCES.  An emulator with its own tables of
   mappings does not pass MADV_REMOVE on.  */
static bool
are_of_a_file (const struct pages *pages, size_t page)
{
  for (uintptr_t at = pages->start; at != pages->end; at += page)
    if (madvise ((void *) at, page, MADV_REMOVE) == 0 || errno != EACCES)
      return false;
  return true;
}

/* Maps the pages of the running text once more, with the same permissions; the
   first mapping stays.  Needs no file, no descriptor and no permission (Linux
   5.13).  */
static void *
text_again (const struct pages *from)
{
  size_t size = pages_size (from);
  if (!are_of_a_file (from, (size_t) sysconf (_SC_PAGESIZE)))
    return MAP_FAILED;
  /* With these flags mremap reads its fifth argument, so it must be
     passed.  */
  return mremap ((void *) from->start, size, size,
                 MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
}

/* A line of /proc/self/maps.  */
struct map_line
{
  struct pages pages;
  uint64_t offset, inode;
  unsigned long major, minor;
  const char *path;
};

static uint64_t
parse_number (const char **at, unsigned base)
{
  uint64_t value = 0;
  for (;; ++*at)
    {
      char c = **at;
      unsigned digit = c >= '0' && c <= '9' ? (unsigned) (c - '0')
                       : c >= 'a' && c <= 'f' ? (unsigned) (c - 'a') + 10 : 16;
      if (digit >= base)
        return value;
      value = value * base + digit;
    }
}

/* START-END MODE OFFSET MAJOR:MINOR INODE PATH  */
static struct map_line
parse_line (const char *at)
{
  struct map_line l;
  l.pages.start = (uintptr_t) parse_number (&at, 16);
  at += *at == '-';
  l.pages.end = (uintptr_t) parse_number (&at, 16);
  at += strspn (at, " rwxps-");
  l.offset = parse_number (&at, 16);
  at += *at == ' ';
  l.major = (unsigned long) parse_number (&at, 16);
  at += *at == ':';
  l.minor = (unsigned long) parse_number (&at, 16);
  at += *at == ' ';
  l.inode = parse_number (&at, 10);
  at += strspn (at, " ");
  l.path = at;
  return l;
}

/* Finds the line whose mapping has all of FROM in the text of FD, with the
   help of SIZE bytes at BUFFER.  */
static bool
find_line (int fd, const struct pages *from, char *buffer, size_t size,
           struct map_line *line)
{
  size_t have = 0;
  for (;;)
    {
      long n = syscall (SYS_read, fd, buffer + have, size - 1 - have);
      if (n <= 0)
        return false;
      have += (size_t) n;
      buffer[have] = 0;
      char *start = buffer;
      for (char *end; (end = strchr (start, '\n')) != NULL; start = end + 1)
        {
          *end = 0;
          *line = parse_line (start);
          if (line->pages.start <= from->start && from->end <= line->pages.end)
            return line->inode != 0;
        }
      have -= (size_t) (start - buffer);
      memmove (buffer, start, have);
    }
}

/* No place to cancel a thread, which would leave descriptors open: hence
   syscall.  */
static int
open_file (const char *path)
{
  return (int) syscall (SYS_openat, AT_FDCWD, path,
                        O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

/* Whether FD is the file that LINE is a mapping of, and has all of it.  */
static bool
is_file_of (int fd, const struct map_line *line)
{
  struct stat st;
  return fstat (fd, &st) == 0 && S_ISREG (st.st_mode)
         && (uint64_t) st.st_ino == line->inode
         && major (st.st_dev) == line->major
         && minor (st.st_dev) == line->minor
         && (uint64_t) st.st_size >= line->offset
                                     + (line->pages.end - line->pages.start);
}

static void *
map_file (int fd, uint64_t offset, size_t size)
{
  void *text = MAP_FAILED;
  for (int i = 0; i < CODE_PROTS && text == MAP_FAILED; i++)
    text = mmap (NULL, size, code_prot[i], MAP_PRIVATE, fd, (off_t) offset);
  return text;
}

/* Opens the file that the running text was mapped from, if the file can be
   found by its name.  BUFFER has SIZE bytes of working memory.  */
static void *
map_own_file (const struct pages *from, char *buffer, size_t size)
{
  struct map_line line = { 0 };
  int maps = open_file ("/proc/self/maps");
  if (maps < 0)
    return MAP_FAILED;
  bool found = find_line (maps, from, buffer, size, &line);
  ffi_close_file (maps);
  int fd = found ? open_file (line.path) : -1;
  if (fd < 0)
    return MAP_FAILED;
  line.pages.end = from->end;
  void *text = MAP_FAILED;
  if (is_file_of (fd, &line))
    text = map_file (fd, line.offset + (from->start - line.pages.start),
                     pages_size (from));
  ffi_close_file (fd);
  return text;
}

static void *
text_of_file (const struct pages *from)
{
  enum { ROOM = 1 << 14 };
  char *buffer = ffi_pages_map (ROOM);
  if (buffer == NULL)
    return MAP_FAILED;
  void *text = map_own_file (from, buffer, ROOM);
  ffi_pages_unmap (buffer, ROOM);
  return text;
}

static text_source *const sources[] = { text_again, text_of_file };

/* Maps the text as SOURCE does, and data, as far from each other as the first
   unit's.  */
static bool
map_unit (text_source *source, size_t page)
{
  struct shape s = first_shape (page);
  void *text = source (&s.text);
  if (text == MAP_FAILED)
    return false;
  size_t size = shape_size (&s), text_size = pages_size (&s.text);
  void *range = reserve (size);
  if (range == MAP_FAILED)
    {
      munmap (text, text_size);
      return false;
    }
  uintptr_t base = (uintptr_t) range;
  char *slots = (char *) ((uintptr_t) ffi_tramp_slots
                          + shape_move (&s, base));
  if (!put (text, &s.text))
    {
      munmap (text, text_size);
      shape_trim (&s, base, size, unmap);
      unmap (s.data.start, s.data.end);
      return false;
    }
  if (!make_writable (&s.data) || !ffi_unit_add (ffi_unit_of_slots (slots)))
    {
      munmap (range, size);
      return false;
    }
  shape_trim (&s, base, size, unmap);
  return true;
}

#endif

/* ---- Code that is written ----------------------------------------------

   For COUNT units at once, a span from each other.  */

#if FFI_EXEC_WRITE

struct run
{
  struct pages range, text, data;    /* all pages, from the first to the last */
  uintptr_t code, slots;             /* of the first unit */
  uint32_t count;
  size_t page;
  bool emptied;                      /* text may be another thread's by now */
};

static uintptr_t
run_span (uint32_t count)
{
  return (uintptr_t) count << FFI_TRAMP_SPAN_LOG2;
}

/* The first address from AT on whose distance from MODEL is a multiple of a
   span.  */
static uintptr_t
in_step (uintptr_t at, uintptr_t model)
{
  return at + ((model - at) & (run_span (1) - 1));
}

static bool
run_reserve (struct run *r, uint32_t count)
{
  size_t page = (size_t) sysconf (_SC_PAGESIZE);
  size_t size = run_span (2 * count + 2) + 2 * page;
  if (count > 1 && run_span (1) < 2 * page)
    return false;             /* units would share a page */
  void *range = reserve (size);
  if (range == MAP_FAILED)
    return false;
  uintptr_t at = (uintptr_t) range, last = run_span (count - 1);
  r->count = count;
  r->page = page;
  r->emptied = false;
  r->range = (struct pages) { at, at + size };
  r->code = in_step (at, ffi_tramp_text_at ());
  r->text = pages_of (r->code, last + FFI_UNIT_TEXT, page);
  r->slots = in_step (r->text.end + page, (uintptr_t) ffi_tramp_slots);
  r->data = pages_of (r->slots, last + FFI_UNIT_DATA, page);
  return true;
}

/* The pages of the code of unit NUMBER.  */
static struct pages
run_text (const struct run *r, uint32_t number)
{
  return pages_of (r->code + run_span (number), FFI_UNIT_TEXT, r->page);
}

/* Writes the code of unit NUMBER to AT, where its pages are mapped or will be
   copied from.  */
static void
run_write (const struct run *r, uint32_t number, char *at)
{
  uintptr_t code = r->code + run_span (number);
  uintptr_t slot = r->slots + run_span (number);
  at += code & (r->page - 1);
  for (unsigned i = 0; i < FFI_TRAMP_COUNT; i++)
    {
      ffi_arch_write_pool_tramp (at, code, slot);
      at += FFI_TRAMP_SIZE;
      code += FFI_TRAMP_SIZE;
      slot += FFI_TRAMP_SLOT;
    }
}

#ifdef __linux__

/* Writes the code to FD through a page or more at BUFFER.  */
static bool
run_fill_file (const struct run *r, int fd, char *buffer, size_t size)
{
  for (uint32_t i = 0; i < r->count; i++)
    {
      uintptr_t at = run_text (r, i).start - r->text.start;
      run_write (r, i, buffer);
      if (lseek (fd, (off_t) at, SEEK_SET) < 0)
        return false;
      for (size_t done = 0; done < size;)
        {
          long n = syscall (SYS_write, fd, buffer + done, size - done);
          if (n <= 0)
            return false;
          done += (size_t) n;
        }
    }
  return fcntl (fd, F_ADD_SEALS, ALL_SEALS) == 0;
}

/* A file in memory: written, sealed against any change, then mapped.  */
static bool
run_from_memory (struct run *r)
{
  struct pages first = run_text (r, 0);
  size_t size = pages_size (&first);
  char *buffer = ffi_pages_map (size);
  int fd = buffer ? ffi_memory_file (pages_size (&r->text),
                                     MFD_ALLOW_SEALING) : -1;
  void *text = MAP_FAILED;
  if (fd >= 0 && run_fill_file (r, fd, buffer, size))
    text = map_file (fd, 0, pages_size (&r->text));
  if (fd >= 0)
    ffi_close_file (fd);
  if (buffer != NULL)
    ffi_pages_unmap (buffer, size);
  if (text == MAP_FAILED)
    return false;
  r->emptied = !put (text, &r->text);
  if (r->emptied)
    munmap (text, pages_size (&r->text));
  return !r->emptied;
}

#endif

/* Pages that are written, and executable afterwards.  */
static bool
run_in_place (struct run *r)
{
  if (!make_writable (&r->text))
    return false;
  for (uint32_t i = 0; i < r->count; i++)
    run_write (r, i, (char *) run_text (r, i).start);
  for (int i = 0; i < CODE_PROTS; i++)
    if (mprotect ((void *) r->text.start, pages_size (&r->text),
                  code_prot[i]) == 0)
      {
        ffi_pages_flush ((void *) r->text.start, pages_size (&r->text));
        return true;
      }
  return false;
}

/* A function that makes the executable code of a run.  */
typedef bool text_writer (struct run *);

static text_writer *const writers[] = {
#ifdef __linux__
  run_from_memory,
#endif
  run_in_place
};

/* Gives back what R leaves of its range.  */
static void
run_trim (const struct run *r)
{
  unmap (r->range.start, r->text.start);
  unmap (r->text.end, r->data.start);
  unmap (r->data.end, r->range.end);
}

/* Adds R's units, with their data, to the list of units; false if none is
   added.  */
static bool
run_add (const struct run *r)
{
  if (!make_writable (&r->data))
    return false;
  uintptr_t move = r->code - (r->slots - ffi_unit_distance ());
  for (uint32_t i = 0; i < r->count; i++)
    {
      struct ffi_unit *unit
        = ffi_unit_of_slots ((char *) r->slots + run_span (i));
      unit->move = move;
      if (!ffi_unit_add (unit))
        return i > 0;
    }
  return true;
}

bool
ffi_unit_map_run (uint32_t count)
{
  for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
    {
      struct run r;
      if (!run_reserve (&r, count))
        return false;
      if (writers[i] (&r) && run_add (&r))
        {
          run_trim (&r);
          return true;
        }
      run_trim (&r);
      if (!r.emptied)
        unmap (r.text.start, r.text.end);
      unmap (r.data.start, r.data.end);
    }
  return false;
}

#else

bool
ffi_unit_map_run (uint32_t count)
{
  (void) count;
  return false;
}

#endif

bool
ffi_unit_map (void)
{
#ifdef __linux__
  size_t page = (size_t) sysconf (_SC_PAGESIZE);
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
    if (map_unit (sources[i], page))
      return true;
#endif
  return ffi_unit_map_run (1);
}

#elif defined __APPLE__

#include <mach/mach.h>

static void
unmap (uintptr_t start, uintptr_t end)
{
  if (start < end)
    vm_deallocate (mach_task_self (), start, end - start);
}

/* Maps the pages of the running text at AT too, over reserved pages.  The
   pages are the same at both addresses, so their code signature stays
   valid.  If it does not, the pages are not executable, and this function
   fails.  */
static bool
map_text (vm_address_t at, vm_size_t size, vm_address_t text)
{
  vm_prot_t now = 0, most = 0;
  return vm_remap (mach_task_self (), &at, size, 0,
                   VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE, mach_task_self (),
                   text, FALSE, &now, &most, VM_INHERIT_SHARE)
           == KERN_SUCCESS
         && (now & (VM_PROT_EXECUTE | VM_PROT_WRITE)) == VM_PROT_EXECUTE;
}

bool
ffi_unit_map (void)
{
  struct shape s = first_shape (vm_page_size);
  vm_address_t text = s.text.start, range = 0;
  vm_size_t size = shape_size (&s);
  if (vm_allocate (mach_task_self (), &range, size, VM_FLAGS_ANYWHERE)
      != KERN_SUCCESS)
    return false;
  char *slots = (char *) ((uintptr_t) ffi_tramp_slots
                          + shape_move (&s, range));
  if (!map_text (s.text.start, pages_size (&s.text), text)
      || !ffi_unit_add (ffi_unit_of_slots (slots)))
    {
      vm_deallocate (mach_task_self (), range, size);
      return false;
    }
  shape_trim (&s, range, size, unmap);
  return true;
}

#elif defined _WIN32

#include <stdlib.h>
#include <windows.h>

_Static_assert (FFI_TRAMP_SPAN_LOG2 <= 16, "views begin at 64 KiB");

/* The file that MODULE was loaded from, or INVALID_HANDLE_VALUE.  */
static HANDLE
open_module (HMODULE module)
{
  const DWORD room = 32768;
  HANDLE file = INVALID_HANDLE_VALUE;
  wchar_t *path = malloc (room * sizeof *path);
  DWORD n = path ? GetModuleFileNameW (module, path, room) : 0;
  if (n > 0 && n < room)
    file = CreateFileW (path, GENERIC_READ,
                        FILE_SHARE_READ | FILE_SHARE_DELETE, NULL,
                        OPEN_EXISTING, 0, NULL);
  free (path);
  return file;
}

/* Maps FILE as an image.  The system maps the sections and does nothing
   else: no relocation, no initialization.  */
static char *
map_image (HANDLE file)
{
  HANDLE section = CreateFileMappingW (file, NULL, PAGE_READONLY | SEC_IMAGE,
                                       0, 0, NULL);
  if (section == NULL)
    return NULL;
  char *image = MapViewOfFile (section, FILE_MAP_READ, 0, 0, 0);
  CloseHandle (section);
  return image;
}

/* Whether TEXT is the text of a unit: executable, not writable, the same
   code.  */
static bool
is_text (const char *text)
{
  MEMORY_BASIC_INFORMATION info;
  return VirtualQuery (text, &info, sizeof info) == sizeof info
         && info.Protect == PAGE_EXECUTE_READ
         && text + FFI_UNIT_TEXT
              <= (char *) info.BaseAddress + info.RegionSize
         && memcmp (text, (void *) ffi_tramp_text_at (), FFI_UNIT_TEXT) == 0;
}

/* Maps the library, or the program that it is part of, once more.  The
   distances between sections are those of the first image.  This needs no
   right to create code, so it works in processes that forbid dynamic code.  */
bool
ffi_unit_map (void)
{
  HMODULE module;
  if (!GetModuleHandleExW (GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS
                           | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                           (LPCWSTR) ffi_tramp_text_at (), &module))
    return false;
  HANDLE file = open_module (module);
  if (file == INVALID_HANDLE_VALUE)
    return false;
  char *image = map_image (file);
  CloseHandle (file);
  if (image == NULL)
    return false;
  uintptr_t move = (uintptr_t) image - (uintptr_t) module;
  char *slots = (char *) ((uintptr_t) ffi_tramp_slots + move);
  if (is_text ((char *) (ffi_tramp_text_at () + move))
      && ffi_unit_add (ffi_unit_of_slots (slots)))
    return true;
  UnmapViewOfFile (image);
  return false;
}

#else

/* There is the first unit only.  */
bool
ffi_unit_map (void)
{
  return false;
}

#endif

#ifndef __ELF__
bool
ffi_unit_map_run (uint32_t count)
{
  (void) count;
  return false;
}
#endif

#endif
